/** Guards: conditions of a template or plan that decide whether a part of a policy is there at all. */
import type { Guard } from "../text/value.ts";
import { and, unknownBecause } from "./kleene.ts";
import type { Answer, Assumptions } from "./types.ts";

export const NO_ASSUMPTIONS: Assumptions = new Map();

/** Do all guards hold? Unknown, with the conditions as causes, where no assumption decides them. */
export function guardsHold(guards: readonly Guard[] | undefined, assumptions: Assumptions): Answer {
  if (guards === undefined || guards.length === 0) return "yes";
  let answer: Answer = "yes";
  for (const guard of guards) {
    const holds = assumptions.get(guard.cause.id);
    if (holds === undefined) answer = and(answer, unknownBecause(guard.cause));
    else if (holds !== guard.when) return "no";
  }
  return contradict(guards) ? "no" : answer;
}

/** The guards of an inner part added to those of what it stands in; undefined when they can't all hold. */
export function addGuards(outer: readonly Guard[], inner: readonly Guard[]): readonly Guard[] | undefined {
  if (inner.length === 0) return outer;
  const joined = [...outer];
  for (const guard of inner) {
    const same = joined.find((other) => other.cause.id === guard.cause.id);
    if (same === undefined) joined.push(guard);
    else if (same.when !== guard.when) return undefined;
  }
  return joined;
}

function contradict(guards: readonly Guard[]): boolean {
  return (
    guards.length > 1 && guards.some((guard, index) => guards.slice(0, index).some((other) => other.cause.id === guard.cause.id && other.when !== guard.when))
  );
}
