/** Comparing terms, three-valued: a cause stands for an answer that is not known. */
import { unify } from "../../../iam/wildcard.ts";
import { type Cause, holesOf, isKnown, type Text } from "../../../text/symbolic.ts";
import { causeOf, isWhollyKnown, keyOf, textOf } from "../making.ts";
import type { Term } from "../term.ts";

/** Texts whose lengths multiply to more are not compared hole by hole. */
const MAX_STEPS = 500_000;

/** Equal as `==` has it: without conversion, so that 1 is not "1". https://developer.hashicorp.com/terraform/language/expressions/operators */
export function equality(a: Term, b: Term): boolean | Cause {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (one.kind === "choice") return equalityOfChoice(one, other);
    if (one.kind === "unknown" || one.kind === "object") return equalityOfOpen(one, other);
  }
  if (a.kind === "list" && b.kind === "list") return equalityOfParts(a.items, b.items);
  if (a.kind === "json" && b.kind === "json") return equality(a.value, b.value);
  if (a.kind === "map" && b.kind === "map") return equalityOfMaps(a.entries, b.entries);
  if (a.kind === "scalar" && b.kind === "scalar" && a.value === b.value) return true;
  const [first, second] = [ownText(a), ownText(b)];
  if (first === undefined || second === undefined) return false;
  // Where a part of JSON is not known, neither is whether it has quotes.
  const open = [a, b].find((term) => term.kind === "json" && !isWhollyKnown(term));
  return open === undefined ? textEquality(first, second) : (causeOf(open) ?? false);
}

/** A whole resource is neither null nor anything but an object. */
function equalityOfOpen(open: Term, other: Term): boolean | Cause {
  if (open.kind === "unknown" && other.kind === "unknown" && open.hole.id === other.hole.id) return true;
  if (open.kind === "object" && other.kind === "object" && open.of.key === other.of.key) return true;
  if (open.kind === "object" && (other.kind === "scalar" || other.kind === "json" || other.kind === "list")) return false;
  return causeOf(open) ?? causeOf(other) ?? false;
}

function equalityOfChoice(choice: Extract<Term, { kind: "choice" }>, other: Term): boolean | Cause {
  if (other.kind === "choice") return keyOf(choice) === keyOf(other) || choice.condition;
  const [held, failed] = [equality(choice.then, other), equality(choice.otherwise, other)];
  return held === failed ? held : choice.condition;
}

function equalityOfMaps(a: ReadonlyMap<string, Term>, b: ReadonlyMap<string, Term>): boolean | Cause {
  if (a.size !== b.size) return false;
  const others = [...a.keys()].map((key) => b.get(key));
  const present = others.filter((other) => other !== undefined);
  return present.length === others.length && equalityOfParts([...a.values()], present);
}

function equalityOfParts(a: readonly Term[], b: readonly Term[]): boolean | Cause {
  if (a.length !== b.length) return false;
  let answer: boolean | Cause = true;
  for (const [index, part] of a.entries()) {
    const other = b[index];
    const same = other === undefined ? false : equality(part, other);
    if (same === false) return false;
    if (answer === true) answer = same;
  }
  return answer;
}

export function sortedEntries(entries: ReadonlyMap<string, Term>): readonly (readonly [string, Term])[] {
  return [...entries].sort(([a], [b]) => compareTexts(a, b));
}

/** As Terraform orders texts: by their UTF-8, which is by code points rather than by UTF-16 units. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  return rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
}

/** Halves of code points beyond the basic plane come after all that is in it. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The text of what is a text; numbers and booleans are not. */
function ownText(term: Term): Text | undefined {
  if (term.kind === "json") return textOf(term);
  return term.kind === "scalar" && term.value !== null && typeof term.value !== "number" && typeof term.value !== "boolean" ? term.value : undefined;
}

export function textEquality(a: Text, b: Text): boolean | Cause {
  if (isKnown(a) && isKnown(b)) return a === b;
  const answer = lengthOf(a) * lengthOf(b) > MAX_STEPS ? undefined : unify(a, b);
  if (answer === "yes" || answer === "no") return answer === "yes";
  const cause = answer?.unknown[0] ?? [...holesOf(a), ...holesOf(b)][0]?.cause;
  return cause ?? false;
}

/** In characters, each hole as one. */
export function lengthOf(value: Text): number {
  return isKnown(value) ? value.length : value.parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 1), 0);
}

/**
 * The items without those that are equal to an earlier one. `unsettled`: which of them are equal is not known; then only those that
 * certainly are have been left out.
 */
export function withoutRepetition(items: readonly Term[]): { readonly items: readonly Term[]; readonly unsettled: Cause | undefined } {
  const byKey = new Map<string, Term>();
  for (const item of items) {
    const key = keyOf(item);
    if (!byKey.has(key)) byKey.set(key, item);
  }
  const kept = [...byKey.values()];
  const open = kept.filter((item) => !isWhollyKnown(item));
  for (const item of open.slice(0, MAX_COMPARED)) {
    for (const other of kept) {
      const same = other === item ? false : equality(item, other);
      if (typeof same === "object") return { items: kept, unsettled: same };
    }
  }
  return { items: kept, unsettled: open.length > MAX_COMPARED ? causeOf(open[0] as Term) : undefined };
}

/** Comparing each item with each other one is for short lists. */
const MAX_COMPARED = 100;
