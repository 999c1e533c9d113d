/**
 * What a team has accepted: the findings of an earlier run, by fingerprint. Only what is not among them counts as new.
 */
import { byUnits } from "../text/by-units.ts";
import { type BaselineEntry, type ReportedFinding, SEVERITY_RANK } from "./report.ts";

/** A baseline as it was read. */
export interface Baseline {
  /** As shown to users. */
  readonly file: string;
  readonly entries: readonly BaselineEntry[];
}

export interface Compared {
  readonly findings: readonly ReportedFinding[];
  /** The entries that no finding has any more. */
  readonly left: readonly BaselineEntry[];
}

/**
 * Marks each finding as unchanged or new, in the order given. An entry stands for one finding: of three with one fingerprint
 * and two entries, one is new. Which one: the one that weighs most, so that nothing bad hides behind something mild.
 */
export function compareWith(findings: readonly ReportedFinding[], entries: readonly BaselineEntry[]): Compared {
  const left = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    const same = left.get(entry.fingerprint);
    if (same === undefined) left.set(entry.fingerprint, [entry]);
    else same.push(entry);
  }
  const known = new Set(findings.toSorted(mildestFirst).filter(({ fingerprint }) => left.get(fingerprint)?.pop() !== undefined));
  return {
    findings: findings.map((finding) => ({ ...finding, baseline: known.has(finding) ? "unchanged" : "new" })),
    left: [...left.values()].flat(),
  };
}

/** What is suppressed comes last: it needs no entry. Undetermined before definite, then by severity. */
function mildestFirst(a: ReportedFinding, b: ReportedFinding): number {
  return (
    Number(a.suppressed !== undefined) - Number(b.suppressed !== undefined) ||
    Number(b.certainty === "undetermined") - Number(a.certainty === "undetermined") ||
    SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity]
  );
}

/**
 * What there is to accept, sorted: the same for the same findings. Not the message, which changes with the wording and with what
 * else is in the input; and nothing that is suppressed, which has its reason elsewhere and is new once that is gone.
 */
export function entriesOf(findings: readonly ReportedFinding[]): readonly BaselineEntry[] {
  return findings
    .filter(({ suppressed }) => suppressed === undefined)
    .map(({ fingerprint, ruleId, subject }) => ({ fingerprint, ruleId, subject }))
    .sort((a, b) => byUnits(a.ruleId, b.ruleId) || byUnits(a.subject, b.subject) || byUnits(a.fingerprint, b.fingerprint));
}
