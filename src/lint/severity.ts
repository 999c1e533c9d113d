/** How bad a finding is, and what follows from it: by whether propagation is on, and whether the path is explicit. */
import type { ChainGraph, Entry, PropagationState, RoleNode } from "../chain/types.ts";
import { SEVERITY_RANK } from "./report.ts";
import type { Finding, Severity } from "./rule.ts";

/** error: breaks now. warning: breaks when propagation is turned on, or a possible path breaks. Implied is one step lower. */
export function severityOf(state: PropagationState, explicit = true): Severity {
  if (state === "on") return explicit ? "error" : "warning";
  return explicit ? "warning" : "note";
}

/** Of what is wrong with an execution role itself: one step lower where nobody's session has it. */
export function severityOfEntry({ state, kind }: Entry): Severity {
  return severityOf(state, kind !== "unused-default");
}

/** ", so …": what follows from the state, for the end of a message. */
export function consequence(state: PropagationState, broken: string): string {
  switch (state) {
    case "on":
      return `propagation is on, so ${broken}`;
    case "off":
      return `once propagation is turned on, ${broken}`;
    case "unknown":
      return `if propagation is on, ${broken}`;
  }
}

/** The same, where whether it breaks can't be told: for the end of a sentence that begins with "If it doesn't, …". */
export function consequenceIfSo(state: PropagationState, broken: string): string {
  return state === "on" ? broken : consequence(state, broken);
}

/** What the user wants a rule's findings to weigh, definite or not, whatever they weigh by themselves. */
export function withSeverities(findings: readonly Finding[], severities: ReadonlyMap<string, Severity> = new Map()): readonly Finding[] {
  if (severities.size === 0) return findings;
  return findings.map((finding) => ({ ...finding, severity: severities.get(finding.ruleId) ?? finding.severity }));
}

export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce((a, b) => (SEVERITY_RANK[b] < SEVERITY_RANK[a] ? b : a), "note");
}

/** How a role is reached, for severity; roles that no session reaches count as "propagation off". */
export function reachOf(graph: ChainGraph, node: RoleNode): { readonly state: PropagationState; readonly explicit: boolean } {
  const reach = graph.reached.get(node);
  if (reach !== undefined) return reach;
  const entry = graph.entries.find((candidate) => candidate.node === node);
  return { state: entry?.state ?? "off", explicit: true };
}
