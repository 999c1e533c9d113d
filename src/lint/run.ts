/**
 * Running rules over a graph. Nothing is filtered here but which rules run: triage does the rest.
 */
import type { Finding, Rule, RuleContext, RuleMeta } from "./rule.ts";

export interface RuleSelection {
  /** Run only these; empty means all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export function selectRules(rules: readonly Rule[], { only, skip }: RuleSelection): readonly Rule[] {
  return rules.filter(({ meta }) => (only.length === 0 || only.includes(meta.id)) && !skip.includes(meta.id));
}

export function runRules(rules: readonly Rule[], context: RuleContext): readonly Finding[] {
  return rules.flatMap((rule) => [...rule.check(context)]);
}

export function metaOf(rules: readonly Rule[]): readonly RuleMeta[] {
  return rules.map((rule) => rule.meta);
}
