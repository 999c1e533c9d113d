/** What the library is asked, and what it answers. */
import type { FileChange } from "./fix/texts.ts";
import type { Report } from "./lint/report.ts";
import type { Severity } from "./lint/rule.ts";
import type { GivenSuppressions } from "./lint/suppressions.ts";
import type { FailOn } from "./lint/triage.ts";
import type { Plan } from "./plan/types.ts";
import type { LiveScope } from "./sources/aws-live/scope.ts";
import type { Tally } from "./sources/aws-live/tally.ts";
import type { Configured, InputProblem, SkippedFile } from "./sources/types.ts";

export interface CheckOptions {
  /** Files, folders or `-`; relative to `cwd`. */
  readonly paths: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly stdin?: AsyncIterable<Uint8Array>;
  readonly parameters: ReadonlyMap<string, string>;
  readonly account?: string;
  readonly partition?: string;
  readonly region?: string;
  readonly entryRoles: readonly string[];
  readonly propagation: "as-configured" | "on" | "off";
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: FailOn;
  readonly strict: boolean;
  /**
   * The file of a baseline, relative to `cwd`, with findings that are known and don't fail the run. One that can't be read is a
   * problem like that of any input: nothing is known then.
   */
  readonly baseline?: string;
  /** Which of this a configuration file says, and no flag. */
  readonly configured?: Configured;
  /** Rule → the severity of its findings, in the place of their own. */
  readonly severities?: ReadonlyMap<string, Severity>;
  /** Account id → the name that people know it by; shown beside it. */
  readonly accountNames?: ReadonlyMap<string, string>;
  /** What a configuration file sets aside, besides what the inputs say; `none`: nothing is set aside. */
  readonly suppressions?: GivenSuppressions | "none";
  /** `YYYY-MM-DD`, by which suppressions expire. Absent: today, in UTC. */
  readonly today?: string;
  /** False: the report has no edits of files, which takes less time. */
  readonly edits?: boolean;
  readonly onProgress?: (message: string) => void;
  /** AWS itself, besides `paths`: read-only, with the credentials that the AWS SDK finds. */
  readonly live?: LiveOptions;
}

export interface LiveOptions {
  readonly scope: LiveScope;
  /** The file to record in, relative to `cwd`; findings then point into it. */
  readonly save?: string;
  readonly onTally?: (tally: Tally) => void;
}

/** What is to be read, and how it is to be judged: what checks and plans have in common. */
export type Given = Omit<CheckOptions, "only" | "skip" | "failOn" | "strict" | "baseline" | "severities" | "suppressions" | "today">;

export interface CheckResult {
  readonly report: Report;
  /** Inputs that could not be read; the others were checked all the same. */
  readonly problems: readonly InputProblem[];
  readonly skipped: readonly SkippedFile[];
  /** The files that were checked, as shown. */
  readonly files: readonly string[];
  /** Cloud assemblies that were met and left out, as a `.gitignore` has them: naming one has it checked. */
  readonly ignoredAssemblies: readonly string[];
  readonly exitCode: 0 | 1 | 2;
  /** File → text, of the files that findings point into. */
  readonly sources: ReadonlyMap<string, string>;
  /** The findings that `fix` does not correct, and why. */
  readonly left: readonly LeftFinding[];
  /** Of a live run. */
  readonly tally?: Tally;
}

export interface LeftFinding {
  readonly ruleId: string;
  readonly subject: string;
  readonly reason: string;
}

export interface FixResult {
  /** The check of what the files would hold: nothing is written. */
  readonly after: CheckResult;
  readonly changes: readonly FileChange[];
  /** Findings that the changes correct. */
  readonly fixed: number;
}

export interface PlanOptions extends Omit<Given, "propagation"> {
  /** The id, ARN, name or address of the domain; absent: the only one in the input, or one that is yet to be created. */
  readonly domain?: string;
  readonly to: "on" | "off";
}

export interface PlanResult extends Pick<CheckResult, "problems" | "skipped" | "tally"> {
  /** Absent where it can't be told which domain is meant, or nothing could be read. */
  readonly plan?: Plan;
  /** Why no domain was chosen, and the domains that could have been. */
  readonly refused?: { readonly why: "none-such" | "several" | "not-in-input"; readonly domains: readonly string[] };
  /** 0: ready. 1: blocked or undetermined. 2: no plan could be made, or not of all that was given. */
  readonly exitCode: 0 | 1 | 2;
}

export interface SnapshotOptions {
  readonly scope: LiveScope;
  /** The file to record in, relative to `cwd`, or what takes the lines. */
  readonly output: string | ((text: string) => void);
  /** Keep what the file holds, and go on from there. */
  readonly resume: boolean;
  /** Absolute. */
  readonly cwd: string;
  readonly onTally?: (tally: Tally) => void;
}
