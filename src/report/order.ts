/** The weight of findings, and their groups, for reports that are not in the order of places. */
import { type ReportedFinding, SEVERITY_RANK } from "../lint/report.ts";

/** Definite before undetermined, then by severity. Equal ones stay in their order. */
export function worstFirst(a: ReportedFinding, b: ReportedFinding): number {
  return Number(a.certainty === "undetermined") - Number(b.certainty === "undetermined") || SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity];
}

/** Rule → its findings, in their order; first the rules that are named, also those without findings. */
export function byRule(findings: readonly ReportedFinding[], rules: readonly string[] = []): ReadonlyMap<string, readonly ReportedFinding[]> {
  const groups = new Map(rules.map((id): [string, ReportedFinding[]] => [id, []]));
  for (const finding of findings) {
    const group = groups.get(finding.ruleId);
    if (group === undefined) groups.set(finding.ruleId, [finding]);
    else group.push(finding);
  }
  return groups;
}
