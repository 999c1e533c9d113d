/**
 * Asking a question once for each way that conditions of a template can turn out. Without it, two statements under one
 * condition and its opposite would leave an answer open that is the same either way.
 */
import type { Cause } from "../text/symbolic.ts";
import type { Assumptions, NearMiss, Outcome, Policy, Statement, StatementRef } from "./types.ts";

/** Three conditions are eight ways, the most that are asked; never all combinations of all conditions. */
const MAX_CONDITIONS = 3;

interface Settleable {
  readonly outcome: Outcome;
  readonly causes: readonly Cause[];
}

/** `ask`, and where its outcome is unknown for a condition: both ways, joined by `merge` if their outcomes agree. */
export function settle<T extends Settleable>(
  ask: (given: Assumptions) => T,
  merge: (a: T, b: T, outcome: Outcome) => T,
  given: Assumptions,
  depth = MAX_CONDITIONS,
): T {
  const answer = ask(given);
  if (answer.outcome !== "unknown" || depth === 0) return answer;
  const condition = answer.causes.find((cause) => cause.kind === "condition" && !given.has(cause.id));
  if (condition === undefined) return answer;
  const holds = settle(ask, merge, new Map([...given, [condition.id, true]]), depth - 1);
  if (holds.outcome === "unknown") return answer;
  const fails = settle(ask, merge, new Map([...given, [condition.id, false]]), depth - 1);
  const outcome = agreed(holds.outcome, fails.outcome);
  return outcome === undefined ? answer : merge(holds, fails, outcome);
}

/** Denied either way is denied; for one and the same reason only if both are explicit. */
function agreed(a: Outcome, b: Outcome): Outcome | undefined {
  if (a === b) return a === "unknown" ? undefined : a;
  return isDenied(a) && isDenied(b) ? "implicitly-denied" : undefined;
}

function isDenied(outcome: Outcome): boolean {
  return outcome === "explicitly-denied" || outcome === "implicitly-denied";
}

/** Both lists, each statement of each policy once. */
export function unionOfRefs(a: readonly StatementRef[], b: readonly StatementRef[]): readonly StatementRef[] {
  return union(a, b, () => "");
}

/** Both lists, each statement once for each element in which it fails. */
export function unionOfMisses(a: readonly NearMiss[], b: readonly NearMiss[]): readonly NearMiss[] {
  return union(a, b, (miss) => miss.element);
}

function union<T extends { readonly policy: Policy; readonly statement: Statement }>(
  a: readonly T[],
  b: readonly T[],
  keyOf: (item: T) => string,
): readonly T[] {
  if (b.length === 0) return a;
  // By policy and statement: equal documents are shared, so one statement object may stand in many policies.
  const seen = new Map<Statement, Set<Policy | string>[]>();
  const joined: T[] = [];
  for (const item of [...a, ...b]) {
    const key = keyOf(item);
    const places = seen.get(item.statement) ?? [];
    if (places.some((place) => place.has(item.policy) && place.has(key))) continue;
    seen.set(item.statement, [...places, new Set([item.policy, key])]);
    joined.push(item);
  }
  return joined;
}
