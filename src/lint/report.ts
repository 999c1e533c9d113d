/**
 * What reporters get: findings with their places worked out, after triage. Plain data, ready to print.
 */

import type { Span } from "../text/source-text.ts";
import type { Cause } from "../text/symbolic.ts";
import type { LanguageName } from "./cdk/code.ts";
import type { Certainty, Remedy, RuleMeta, Severity, SuppressedBy } from "./rule.ts";

/** The worst first, wherever findings are weighed. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** A place in a file, with the lines of code around it where they were kept. */
export interface Location {
  readonly file: string;
  readonly span: Span;
}

export interface ReportedFinding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly message: string;
  readonly subject: string;
  readonly location: Location;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
  readonly chain: readonly { readonly label: string; readonly location?: Location }[];
  readonly remedy: ReportedRemedy;
  readonly causes: readonly Cause[];
  /** Sessions fail by it: the last step of its chain can't be made. */
  readonly breaksSessions?: boolean;
  /** Of rule, subject and part; 64 hexadecimal digits cut to 32. Never of line numbers. */
  readonly fingerprint: string;
  /** Set by triage when a suppression covers the finding. It is then kept, marked, and does not fail the run. */
  readonly suppressed?: ReportedSuppression;
  /** Set by triage against a baseline. What is unchanged is known, and does not fail the run. */
  readonly baseline?: "new" | "unchanged";
}

export interface ReportedSuppression extends Pick<SuppressedBy, "reason" | "writtenAs" | "expires" | "owner"> {
  /** Where it stands. */
  readonly location: Location;
}

export interface ReportedRemedy extends Pick<Remedy, "text"> {
  /** Lines to write, in the notation of the place that the finding points at. */
  readonly snippet?: string;
  /** For what was read from AWS: ready to run, one a line, for a POSIX shell. */
  readonly commands?: readonly string[];
  /** Where the source is changed that the input is made from, and what to add there. Absent where the input is nobody's output, or not known to be. */
  readonly source?: readonly SourceLines[];
  /** What `--fix` writes: of the files as they were read. One edit may serve several findings, and is the same for each. */
  readonly edits?: readonly ReportedEdit[];
}

/** A place in the source of an app of the CDK. It is not part of the input. */
export interface SourceLines {
  /** By its path in the app: `Studio/LakeReader`. */
  readonly construct: string;
  /** That makes the construct. Only its name where it lies outside of the app's folder; absent where the assembly does not tell. */
  readonly file?: string;
  readonly line?: number;
  /** To be written behind the construct; absent where something that is there has to be changed instead. */
  readonly code?: { readonly language: LanguageName; readonly text: string };
}

/** The text at `location`, which may be empty, becomes `newText`. */
export interface ReportedEdit {
  readonly location: Location;
  readonly newText: string;
}

export interface ReportedGap {
  readonly subject: string;
  readonly reason: string;
  readonly location?: Location;
}

export interface DomainReadiness {
  readonly id: string;
  readonly arn?: string;
  readonly propagation: "on" | "off" | "unknown";
  readonly readiness: "ready" | "blocked" | "undetermined";
  /** Fingerprints of the findings that block it; absent where none does. */
  readonly blockedBy?: readonly string[];
}

export interface Coverage {
  readonly files: number;
  /** AWS accounts that were asked; absent where none was. */
  readonly accounts?: number;
  readonly domains: number;
  readonly userProfiles: number;
  readonly spaces: number;
  readonly roles: number;
  readonly hops: number;
  /** What was not in the input and is assumed not to deny: "SCPs", "RCPs". */
  readonly unseen: readonly string[];
}

/** An input that could not be read or understood. The report is of the others. */
export interface ReportedError {
  readonly file: string;
  readonly message: string;
  readonly help?: string;
  readonly span?: Span;
}

/** One accepted finding. The fingerprint counts; rule and subject are for people. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly subject: string;
}

export interface ReportedBaseline {
  /** As the user named it. */
  readonly file: string;
  /** Entries that no finding has any more. Absent where the check could not be made in full: who knows. */
  readonly absent?: readonly BaselineEntry[];
}

/** The whole result of a check: the one argument of every reporter. */
export interface Report {
  readonly tool: { readonly name: string; readonly version: string };
  readonly findings: readonly ReportedFinding[];
  readonly gaps: readonly ReportedGap[];
  /** Roles that settings name and that are not judged, as AWS documents no chain to them. Nothing fails by them. */
  readonly notJudged: readonly ReportedGap[];
  /** Not empty: the check could not be made in full, and the run ends with exit code 2. */
  readonly errors: readonly ReportedError[];
  readonly domains: readonly DomainReadiness[];
  readonly coverage: Coverage;
  /** What is suppressed, or known by the baseline, is counted as that alone. */
  readonly counts: {
    readonly error: number;
    readonly warning: number;
    readonly note: number;
    readonly undetermined: number;
    readonly suppressed: number;
    /** Absent where no baseline was given. */
    readonly known?: number;
  };
  /** What the findings were compared with. */
  readonly baseline?: ReportedBaseline;
  /** All rules that ran, for SARIF's driver. */
  readonly rules: readonly RuleMeta[];
}

export interface ReporterOptions {
  readonly color: boolean;
  /** Columns of the terminal, for wrapping; undefined when stdout is not one. */
  readonly width: number | undefined;
  /** File as shown → its text: for code frames, and only those that a finding points into. */
  readonly sources: ReadonlyMap<string, string>;
  /** rule id → its page as Markdown: for SARIF's help. */
  readonly pages: ReadonlyMap<string, string>;
  /** Absolute path of the working folder, for SARIF's base. */
  readonly workingFolder: string;
  readonly quiet: boolean;
  /** Also what is otherwise only counted. */
  readonly verbose?: boolean;
  /** For SARIF: tells apart several reports on one commit. Absent: the tool's name. */
  readonly category?: string;
}

/** Findings in, string out. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
