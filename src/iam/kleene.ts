/**
 * Kleene logic over answers: and = min, or = max, not swaps yes and no and keeps unknown.
 *
 * "yes" and "no" are absorbing where logic lets them be, so one certain Deny settles a question whatever else is unknown.
 */
import type { Cause } from "../text/symbolic.ts";
import type { Answer } from "./types.ts";

/** More causes than this help nobody, and merging them on each step of a large policy would cost more than the question. */
const MAX_CAUSES = 20;

export function unknownBecause(...causes: readonly Cause[]): Answer {
  return { unknown: mergeCauses([], causes) };
}

export function and(a: Answer, b: Answer): Answer {
  if (a === "no" || b === "no") return "no";
  if (a === "yes") return b;
  if (b === "yes") return a;
  return a === b ? a : { unknown: mergeCauses(a.unknown, b.unknown) };
}

export function or(a: Answer, b: Answer): Answer {
  if (a === "yes" || b === "yes") return "yes";
  if (a === "no") return b;
  if (b === "no") return a;
  return a === b ? a : { unknown: mergeCauses(a.unknown, b.unknown) };
}

export function not(a: Answer): Answer {
  if (a === "yes") return "no";
  return a === "no" ? "yes" : a;
}

/** Conjunction over a list; stops at the first "no". "yes" for an empty list. */
export function allOf<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let answer: Answer = "yes";
  for (const item of items) {
    answer = and(answer, ask(item));
    if (answer === "no") return answer;
  }
  return answer;
}

/** Disjunction over a list; stops at the first "yes". "no" for an empty list. */
export function anyOf<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let answer: Answer = "no";
  for (const item of items) {
    answer = or(answer, ask(item));
    if (answer === "yes") return answer;
  }
  return answer;
}

/** What would settle the answer; empty for yes and no. */
export function causesOf(answer: Answer): readonly Cause[] {
  return typeof answer === "string" ? [] : answer.unknown;
}

/** What `a` holds, then what `b` adds to it (by id), the first twenty. `a` is known to hold each cause once. */
export function mergeCauses(a: readonly Cause[], b: readonly Cause[]): readonly Cause[] {
  let merged: Cause[] | undefined;
  for (const cause of b) {
    const known = merged ?? a;
    if (known.length >= MAX_CAUSES) break;
    if (known.some((other) => other === cause || other.id === cause.id)) continue;
    merged ??= [...a];
    merged.push(cause);
  }
  return merged ?? a;
}
