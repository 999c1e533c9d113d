/**
 * Running rules over a graph. Nothing is filtered here but which rules run: triage does the rest.
 */
import { roleBefore } from "../chain/paths.ts";
import type { ChainGraph, Entry, RoleNode } from "../chain/types.ts";
import type { Cause } from "../text/symbolic.ts";
import type { Finding, Rule, RuleContext } from "./rule.ts";

export interface RuleSelection {
  /** Run only these; empty means all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export function selectRules(rules: readonly Rule[], { only, skip }: RuleSelection): readonly Rule[] {
  return rules.filter(({ meta }) => (only.length === 0 || only.includes(meta.id)) && !skip.includes(meta.id));
}

/** Those about the input. */
export function runRules(rules: readonly Rule[], context: RuleContext): readonly Finding[] {
  const findings = rules.flatMap((rule) => ("check" in rule ? [...rule.check(context)] : []));
  const { graph } = context;
  return graph.entries.some((entry) => entry.guards.length > 0) ? findings.map((finding) => withDoubt(finding, graph)) : findings;
}

/**
 * A finding about sessions that are there only under a condition of a template (`ExecutionRole: !If [C, A, B]`) depends on
 * that condition, whatever else is certain about it.
 */
function withDoubt(finding: Finding, graph: ChainGraph): Finding {
  const sessions = finding.breaks === undefined ? [] : [...finding.breaks.sessionsOf, ...finding.breaks.perhapsOf];
  const causes = sessions.map((node) => conditionsOf(graph, node));
  const [first] = causes;
  if (first === undefined || causes.some((each) => each.length === 0)) return finding;
  return { ...finding, certainty: "undetermined", causes: [...finding.causes, ...first] };
}

/** The conditions under which a role's sessions exist at all; none where some path is there in any case, or one for each way. */
function conditionsOf(graph: ChainGraph, node: RoleNode): readonly Cause[] {
  const entries = graph.entries.filter((entry) => entry.node === node);
  if (entries.length === 0) {
    const via = graph.reached.get(node)?.via;
    const before = via?.kind === "entry" ? via.entry.node : roleBefore(via);
    return before === undefined ? [] : conditionsOf(graph, before);
  }
  const [first] = entries;
  if (first === undefined || entries.some((entry) => entry.guards.length === 0 || excludes(entry, first))) return [];
  return first.guards.map((guard) => guard.cause);
}

/** One entry for a condition that holds and one for the same condition that doesn't: between them they are always there. */
function excludes(a: Entry, b: Entry): boolean {
  const [guard, ...more] = a.guards;
  const [other, ...others] = b.guards;
  return guard !== undefined && other !== undefined && more.length + others.length === 0 && guard.cause.id === other.cause.id && guard.when !== other.when;
}
