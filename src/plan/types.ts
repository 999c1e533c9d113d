/**
 * The runbook for turning propagation on or off in one domain: plain data, ready to print. It changes nothing itself.
 */
import type { LanguageName } from "../lint/cdk/code.ts";
import type { Location, ReporterOptions, SourceLines } from "../lint/report.ts";
import type { TextEdit } from "../lint/text-edits.ts";

export interface Plan {
  readonly tool: { readonly name: string; readonly version: string };
  readonly domain: PlannedDomain;
  readonly from: "on" | "off" | "unknown";
  readonly to: "on" | "off";
  /** It is so in the account, and nothing is to be switched. What is declared so is switched by the next deployment. */
  readonly isThere: boolean;
  /** Whether users' sessions go on working once it is switched. */
  readonly verdict: "ready" | "blocked" | "undetermined";
  readonly reasons: readonly Reason[];
  /** What must change first, in order, each role or policy once. */
  readonly changes: readonly Change[];
  /** Nothing that breaks, but what makes the switch worth less: users who may switch it back, say. */
  readonly advice: readonly Change[];
  readonly apps: readonly AppOwner[];
  /** To be done once the changes are made: each section in order. */
  readonly stopApps: readonly Step[];
  readonly switch: readonly Step[];
  readonly verify: readonly Step[];
  readonly back: readonly Step[];
  /** What users of this domain have to know: shared spaces carry no identity, and the like. */
  readonly notes: readonly string[];
}

export interface PlannedDomain {
  /** The ARN, or the address that the input's own tool uses; absent for a domain that is yet to be created. */
  readonly subject?: string;
  /** `d-…`, where it is known. */
  readonly id?: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  /** `deployed`: read from AWS. `declared`: a template or configuration declares it. `new`: there is none in the input. */
  readonly is: "deployed" | "declared" | "new";
  readonly location?: Location;
}

export interface Reason {
  readonly kind: "blocks" | "undecided" | "not-seen";
  readonly text: string;
  readonly location?: Location;
}

/** A thing to do. */
export interface Step {
  readonly text: string;
  /** For a POSIX shell, one a line. */
  readonly commands?: readonly string[];
  readonly snippet?: Snippet;
  readonly location?: Location;
}

export interface Snippet {
  /** For a fenced block of Markdown. */
  readonly language: "json" | "yaml" | "hcl" | LanguageName;
  readonly text: string;
}

/** All that has to change at one role or policy. */
export interface Change {
  readonly subject: string;
  readonly account?: string;
  /** What generated the file that declares it, and from where: a CDK construct and its line. That is to be changed, not the file. */
  readonly origin?: string;
  readonly steps: readonly ChangeStep[];
}

export interface ChangeStep extends Step {
  readonly ruleId: string;
  /** Whether it certainly breaks something, or may, or only should be seen to. */
  readonly need: "must" | "may" | "should";
  /** What is wrong. */
  readonly why: string;
  /** Where the source is changed that the file is made from, and what to add there: then nothing is written at `location`. */
  readonly source?: readonly SourceLines[];
  /** The same as edits of the files that were given; absent where a person has to write it. */
  readonly edits?: readonly TextEdit[];
}

/** The apps of one user profile or space that have to be deleted first. */
export interface AppOwner {
  readonly kind: "user profile" | "space" | "domain";
  readonly name: string;
  /** Of a space: the user profile whose it is, and whether others work there too. */
  readonly owner?: string;
  readonly sharing?: "Shared" | "Private";
  readonly apps: readonly PlannedApp[];
}

export interface PlannedApp {
  readonly type: string;
  readonly name: string;
  /** Absent where a template declares the app. */
  readonly status?: string;
  /** What its user loses. */
  readonly loss: string;
  readonly command?: string;
}

/** A plan in, string out. */
export type PlanReporter = (plan: Plan, options: Pick<ReporterOptions, "color" | "width">) => string;
