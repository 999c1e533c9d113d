/**
 * Choices: terms that are one thing or another by a condition that is not known. Here they are made, settled, and pushed
 * through whatever asks for a plain term.
 */
import { type Pointer, pointerKey } from "../../text/pointer.ts";
import { type Cause, isKnown } from "../../text/symbolic.ts";
import type { Guard } from "../../text/value.ts";
import { derived, isNull, keyOf, type Making, map, refused, scalar } from "./making.ts";
import type { ChoiceTerm, Term, UnknownTerm } from "./term.ts";

/** Conditions over which one term is spread; 3 give at most 8 terms. */
export const MAX_CONDITIONS = 3;

/** One or the other; what lies in a branch and asks for the same condition again is settled there. */
export function choose(condition: Cause, held: Term, failed: Term, at: Pointer): Term {
  const [then, otherwise] = [settle(held, condition.id, true), settle(failed, condition.id, false)];
  if (isPlain(then) && isPlain(otherwise) && keyOf(then) === keyOf(otherwise)) return then;
  return { kind: "choice", condition, then, otherwise, at };
}

function isPlain(term: Term): boolean {
  return term.kind === "scalar" || term.kind === "unknown" || term.kind === "object";
}

/** The term once a condition is settled. */
export function settle(term: Term, condition: string, when: boolean): Term {
  switch (term.kind) {
    case "choice": {
      if (term.condition.id === condition) return settle(when ? term.then : term.otherwise, condition, when);
      const [then, otherwise] = [settle(term.then, condition, when), settle(term.otherwise, condition, when)];
      return then === term.then && otherwise === term.otherwise ? term : choose(term.condition, then, otherwise, term.at);
    }
    case "list": {
      const items = term.items.map((item) => settle(item, condition, when));
      return items.every((item, index) => item === term.items[index]) ? term : { ...term, items };
    }
    case "map": {
      const entries = [...term.entries].map(([key, entry]) => [key, settle(entry, condition, when)] as const);
      return entries.every(([key, entry]) => entry === term.entries.get(key)) ? term : map(new Map(entries), term.at);
    }
    case "json": {
      const value = settle(term.value, condition, when);
      const spelled = term.spelled && settle(term.spelled, condition, when);
      return value === term.value ? term : { ...term, value, ...(spelled && { spelled }) };
    }
    default:
      return term;
  }
}

/** `make` for each outcome of the choices at the top of `terms`; what depends on more than three conditions is unknown. */
export function overChoices(terms: readonly Term[], at: Pointer, making: Making, make: (terms: readonly Term[]) => Term, left = MAX_CONDITIONS): Term {
  const open = terms.find((term): term is ChoiceTerm => term.kind === "choice");
  if (open === undefined) return make(terms);
  if (left === 0) return derived({ name: "expression", at, making }, [scalar(pointerKey(at), at), ...terms], open);
  const branch = (when: boolean): Term =>
    overChoices(
      terms.map((term) => settle(term, open.condition.id, when)),
      at,
      making,
      make,
      left - 1,
    );
  return choose(open.condition, branch(true), branch(false), at);
}

/** A term that is no choice, and the conditions that lead to it. */
export interface Leaf {
  readonly term: Exclude<Term, ChoiceTerm>;
  readonly guards: readonly Guard[];
}

export function leavesOf(term: Term, guards: readonly Guard[] = []): readonly Leaf[] {
  if (term.kind !== "choice") return [{ term, guards }];
  const { condition } = term;
  return [...leavesOf(term.then, [...guards, { cause: condition, when: true }]), ...leavesOf(term.otherwise, [...guards, { cause: condition, when: false }])];
}

/** The same tree of choices with other leaves. */
export function mapLeaves(term: Term, make: (leaf: Exclude<Term, ChoiceTerm>) => Term): Term {
  return term.kind === "choice" ? choose(term.condition, mapLeaves(term.then, make), mapLeaves(term.otherwise, make), term.at) : make(term);
}

/** The term where the guards hold, null elsewhere. */
export function guarded(term: Term, guards: readonly Guard[]): Term {
  const nothing = scalar(null, term.at);
  return guards.reduceRight<Term>((inner, { cause, when }) => (when ? choose(cause, inner, nothing, term.at) : choose(cause, nothing, inner, term.at)), term);
}

/** One of two, by a condition that may be known, unknown or a choice itself. Only the branches that can be taken are worked out. */
export function whether(condition: Term, at: Pointer, making: Making, then: () => Term, otherwise: () => Term): Term {
  switch (condition.kind) {
    case "choice":
      return choose(condition.condition, whether(condition.then, at, making, then, otherwise), whether(condition.otherwise, at, making, then, otherwise), at);
    case "unknown":
      return condition.hole.cause.kind === "malformed" ? { ...condition, at } : choose(conditionOf(condition), then(), otherwise(), at);
    case "scalar":
      // Terraform converts these texts to truths.
      if (condition.value === true || condition.value === "true" || condition.value === "1") return then();
      if (condition.value === false || condition.value === "false" || condition.value === "0") return otherwise();
      if (typeof condition.value === "object" && !isNull(condition)) return whether(holeOf(condition, at, making), at, making, then, otherwise);
      return refused({ name: "condition", at, making }, "a condition is neither true nor false");
    default:
      return refused({ name: "condition", at, making }, "a condition is neither true nor false");
  }
}

/** What a condition is as a truth: texts converted, and one that is not known as the choice between true and false. */
export function truthOf(condition: Term, at: Pointer, making: Making): Term {
  return whether(
    condition,
    at,
    making,
    () => scalar(true, at),
    () => scalar(false, at),
  );
}

function holeOf(term: Term, at: Pointer, making: Making): UnknownTerm {
  return derived({ name: "condition", at, making }, [term], term);
}

/** The condition that an unknown truth is: equal for equal unknowns, wherever they are asked for. */
function conditionOf({ hole, at }: UnknownTerm): Cause {
  const { what, settle: settling } = hole.cause;
  return { kind: "condition", id: `condition ${hole.id}`, what, at, ...(settling === undefined ? {} : { settle: settling }) };
}

/** A truth that is not known: the choice between true and false. Questions with the same structure have the same answer. */
export function openTruth(making: Making, structure: string, terms: readonly Term[], at: Pointer): Term {
  const open = derived(
    { name: structure, at, making },
    terms,
    terms.find((term) => !isSettled(term)),
  );
  return choose(conditionOf(open), scalar(true, at), scalar(false, at), at);
}

function isSettled(term: Term): boolean {
  return term.kind === "scalar" && (term.value === null || typeof term.value !== "object" || isKnown(term.value));
}
