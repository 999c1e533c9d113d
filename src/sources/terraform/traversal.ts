/** Steps into terms: attributes, elements, splats. */
import { isKnown } from "../../text/symbolic.ts";
import { mapLeaves } from "./choices.ts";
import { type Call, causeOf, derived, hole, isNull, keyOf, list, refused, textOf, unknown } from "./making.ts";
import { referredTo } from "./place.ts";
import type { MapTerm, Term } from "./term.ts";

/** The key of the one instance that stands for all where the keys of `for_each` are not known. No name can hold it. */
export const SYMBOLIC_KEY = "\u0000each";

export function isSymbolic(term: MapTerm): boolean {
  return term.entries.has(SYMBOLIC_KEY);
}

export function attributeOf(term: Term, name: string, call: Call): Term {
  return mapLeaves(term, (leaf) => {
    switch (leaf.kind) {
      case "map": {
        const entry = leaf.entries.get(name) ?? leaf.entries.get(SYMBOLIC_KEY);
        return entry === undefined ? refused(call, `there is no \`${name}\` here`) : referredTo(entry, call.at);
      }
      case "object":
        return leaf.of.attribute(name, call.at);
      case "unknown":
        return part(leaf, name, call);
      default:
        return refused(call, isNull(leaf) ? `\`${name}\` of null is asked for` : `\`${name}\` of something without attributes is asked for`);
    }
  });
}

function part(term: Extract<Term, { kind: "unknown" }>, name: string, call: Call): Term {
  const shown = term.hole.id.slice(term.hole.id.lastIndexOf("/") + 1);
  return unknown(hole(call.making, /^\w+$/.test(name) ? `${shown}.${name}` : `${shown}[…]`, `${term.hole.id} ${name}`, term.hole.cause), call.at);
}

export function elementOf(term: Term, key: Term, call: Call): Term {
  return mapLeaves(term, (leaf) => mapLeaves(key, (index) => plainElement(leaf, index, call)));
}

function plainElement(term: Term, key: Term, call: Call): Term {
  if (term.kind === "unknown") return part(term, keyOf(key), call);
  const name = textOf(key);
  if (name === undefined) return refused(call, "an index is neither a number nor a text");
  if (term.kind === "list") return listElement(term.items, name, key, call);
  if (term.kind === "map" && !isKnown(name)) {
    const symbolic = term.entries.get(SYMBOLIC_KEY);
    return symbolic === undefined ? derived(call, [term, key], key) : referredTo(symbolic, call.at);
  }
  return isKnown(name) ? attributeOf(term, name, call) : derived(call, [term, key], key);
}

function listElement(items: readonly Term[], name: ReturnType<typeof textOf>, key: Term, call: Call): Term {
  const [first] = items;
  if (typeof name === "string") {
    const item = /^\d+$/.test(name) ? items[Number(name)] : undefined;
    return item === undefined ? refused(call, `the list has no item ${/^-?\d+$/.test(name) ? name : "with that key"}`) : referredTo(item, call.at);
  }
  // Whichever of equal items is meant; of a list with one item only that can be.
  if (first !== undefined && items.every((item) => keyOf(item) === keyOf(first))) return referredTo(first, call.at);
  return derived(call, [list(items, call.at), key], key);
}

/** `[*]`: null is no item, anything but a list is the only one. https://developer.hashicorp.com/terraform/language/expressions/splat */
export function splat(term: Term, call: Call, step: (item: Term) => Term): Term {
  if (term.kind === "unknown") return derived(call, [term, step(term)], term);
  if (isNull(term)) return list([], call.at);
  if (term.kind === "map" && isSymbolic(term)) return derived(call, [step(term)], undefined);
  const items = term.kind === "list" ? term.items : [term];
  return list(items.map(step), term.at);
}

/** Why a term can't be used as a plain text. */
export function whyUnclear(term: Term): string {
  return causeOf(term)?.what ?? "a text is expected";
}
