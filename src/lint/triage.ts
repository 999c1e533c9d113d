/**
 * Triage: the one place where findings are sorted, counted and weighed, and where the exit code comes from. Severity
 * overrides, suppressions and baseline belong here and nowhere else.
 */
import type { ChainGap, ChainGraph } from "../chain/types.ts";
import type { Declared, Inventory } from "../model/inventory.ts";
import { byUnits } from "../text/by-units.ts";
import { notationAt, type Pointer, pointerKey } from "../text/pointer.ts";
import { type Baseline, compareWith } from "./baseline.ts";
import { type Correction, correctionsOf } from "./commands.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Fixes } from "./fixes.ts";
import type { Located } from "./locate.ts";
import { readinessOf } from "./readiness.ts";
import {
  type BaselineEntry,
  type Location,
  type Report,
  type ReportedEdit,
  type ReportedError,
  type ReportedFinding,
  type ReportedGap,
  type ReportedRemedy,
  type ReportedSuppression,
  SEVERITY_RANK,
  type SourceLines,
} from "./report.ts";
import type { Finding, Remedy, RuleMeta, Severity, SuppressedBy } from "./rule.ts";
import { snippetsOf, writeSnippet } from "./snippet.ts";

export type FailOn = Severity | "never";

export interface Facts {
  readonly tool: Report["tool"];
  readonly inventory: Inventory;
  readonly graph: ChainGraph;
  readonly findings: readonly Finding[];
  /** The findings of all rules, also those that are left out of the report: a domain is not ready because nobody looked. */
  readonly judged: readonly Finding[];
  readonly rules: readonly RuleMeta[];
  readonly errors: readonly ReportedError[];
  readonly files: number;
  /** Asked in this run. */
  readonly accounts: number;
  readonly located: Located;
  /** What a tool may correct by itself; absent where nobody asks. */
  readonly fixes?: Fixes | undefined;
  /** For what an app of the CDK makes: where that is changed. */
  readonly sources?: ReadonlyMap<Finding, readonly SourceLines[]> | undefined;
  readonly baseline?: Baseline | undefined;
}

/** Every place that the report will show. */
export function pointersOf(findings: readonly Finding[], { gaps, notJudged }: Pick<ChainGraph, "gaps" | "notJudged">): readonly Pointer[] {
  return [
    ...findings.flatMap(({ at, related, chain, suppressed }) => [
      at,
      ...related.map((each) => each.at),
      ...chain.flatMap((step) => step.at ?? []),
      ...(suppressed === undefined ? [] : [suppressed.at]),
    ]),
    ...[...gaps, ...notJudged].flatMap(({ at }) => at ?? []),
  ];
}

export function makeReport({ tool, inventory, graph, findings, judged, rules, errors, files, accounts, located, fixes, sources, baseline }: Facts): Report {
  // What is not reported, or set aside, is not corrected by the way either.
  const corrections = correctionsOf(findings.filter(isOpen), inventory);
  const inOrder = findings
    .map((finding) => reportFinding(finding, located, corrections.get(finding), { edits: fixes?.edits.get(finding), source: sources?.get(finding) }))
    .sort(inReadingOrder);
  const { findings: reported, left } = baseline === undefined ? { findings: inOrder, left: [] } : compareWith(inOrder, baseline.entries);
  const active = reported.filter(isActive);
  const suppressed = reported.filter((finding) => finding.suppressed !== undefined).length;
  const definite = (severity: Severity): number => active.filter((finding) => finding.severity === severity && finding.certainty === "definite").length;
  return {
    tool,
    findings: reported,
    gaps: graph.gaps.map((gap) => reportGap(gap, located)),
    notJudged: graph.notJudged.map((role) => reportGap(role, located)),
    errors,
    domains: readinessOf(inventory.domains, graph, judged),
    coverage: {
      files,
      ...(accounts > 0 && { accounts }),
      domains: distinct(inventory.domains),
      userProfiles: distinct(inventory.userProfiles),
      spaces: inventory.spaces.length,
      roles: inventory.roles.length,
      hops: graph.hops.length,
      unseen: graph.unseen,
    },
    counts: {
      error: definite("error"),
      warning: definite("warning"),
      note: definite("note"),
      undetermined: active.filter((finding) => finding.certainty === "undetermined").length,
      suppressed,
      ...(baseline && { known: reported.length - active.length - suppressed }),
    },
    ...(baseline && { baseline: { file: baseline.file, ...(errors.length === 0 && { absent: withoutUnasked(left, rules, judged) }) } }),
    rules,
  };
}

/** Not set aside for a reason: what a tool may correct. */
export function isOpen({ suppressed }: Pick<Finding, "suppressed">): boolean {
  return suppressed === undefined;
}

/** Neither set aside for a reason nor known from before: what a run fails by. */
function isActive({ suppressed, baseline }: ReportedFinding): boolean {
  return suppressed === undefined && baseline !== "unchanged";
}

/** An entry of a rule that is left out of the report is not gone as long as that rule would still report it. */
function withoutUnasked(left: readonly BaselineEntry[], rules: readonly RuleMeta[], judged: readonly Finding[]): readonly BaselineEntry[] {
  const asked = new Set(rules.map(({ id }) => id));
  const unasked = new Set(judged.filter(({ ruleId }) => !asked.has(ruleId)).map(fingerprintOf));
  return left.filter(({ fingerprint }) => !unasked.has(fingerprint));
}

/** What a condition decides on stands in the inventory once for each way; what is repeated, once for each instance at one place. */
function distinct(declared: readonly Declared[]): number {
  return new Set(declared.map(({ at, subject }) => `${pointerKey(at)} ${subject}`)).size;
}

/** In the files that were given, or in the source of what made them. */
interface ToChange {
  readonly edits: readonly ReportedEdit[] | undefined;
  readonly source: readonly SourceLines[] | undefined;
}

function reportFinding(finding: Finding, located: Located, correction: Correction | undefined, { edits, source }: ToChange): ReportedFinding {
  const { ruleId, severity, certainty, message, subject, at, related, chain, remedy, causes, breaks, suppressed } = finding;
  const location = located.locationOf(at);
  if (location === undefined) throw new Error(`no place was found for a finding of ${ruleId} on ${subject}`);
  return {
    ruleId,
    severity,
    certainty,
    message,
    subject,
    location,
    related: related.flatMap((each) => withLocation(each.message, located.locationOf(each.at))),
    chain: chain.map(({ label, at: place }) => {
      const where = place && located.locationOf(place);
      return where === undefined ? { label } : { label, location: where };
    }),
    remedy: { ...reportRemedy(remedy, at, correction), ...(source && { source }), ...(edits && { edits }) },
    causes,
    ...(breaks && { breaksSessions: true }),
    fingerprint: fingerprintOf(finding),
    ...(suppressed && { suppressed: reportSuppression(suppressed, located) }),
  };
}

function reportSuppression({ at, ...said }: SuppressedBy, located: Located): ReportedSuppression {
  const location = located.locationOf(at);
  if (location === undefined) throw new Error(`no place was found for the suppression "${said.reason}"`);
  return { ...said, location };
}

function reportRemedy(remedy: Remedy, at: Pointer, correction: Correction | undefined): ReportedRemedy {
  const { commands = [], notes = [] } = correction ?? {};
  const snippets = snippetsOf(remedy).map((snippet) => writeSnippet(snippet, notationAt(at)));
  return {
    text: [remedy.text, ...notes].join(" "),
    ...(snippets.length > 0 && { snippet: snippets.join("\n") }),
    ...(commands.length > 0 && { commands }),
  };
}

function withLocation(message: string, location: Location | undefined): readonly { readonly message: string; readonly location: Location }[] {
  if (location === undefined) throw new Error(`no place was found for "${message}"`);
  return [{ message, location }];
}

function reportGap({ subject, reason, at }: Pick<ChainGap, "subject" | "reason" | "at">, located: Located): ReportedGap {
  const location = at && located.locationOf(at);
  return location === undefined ? { subject, reason } : { subject, reason, location };
}

/** By file, then place, then rule: the same order on every run. */
function inReadingOrder(a: ReportedFinding, b: ReportedFinding): number {
  return (
    byUnits(a.location.file, b.location.file) ||
    a.location.span.startLine - b.location.span.startLine ||
    a.location.span.startColumn - b.location.span.startColumn ||
    byUnits(a.ruleId, b.ruleId) ||
    byUnits(a.fingerprint, b.fingerprint)
  );
}

export interface ExitPolicy {
  readonly failOn: FailOn;
  readonly strict: boolean;
}

/** 1 where a definite finding is at or above `failOn`, or (strict) anything was left undecided; else 0. */
export function exitCodeOf(report: Report, { failOn, strict }: ExitPolicy): 0 | 1 {
  const active = report.findings.filter(isActive);
  const fails = failOn !== "never" && active.some((finding) => finding.certainty === "definite" && SEVERITY_RANK[finding.severity] <= SEVERITY_RANK[failOn]);
  const undecided = strict && (report.gaps.length > 0 || active.some((finding) => finding.certainty === "undetermined"));
  return fails || undecided ? 1 : 0;
}
