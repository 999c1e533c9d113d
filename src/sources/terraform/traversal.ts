/** Steps into terms: attributes, elements, splats. */
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, isKnown, text } from "../../text/symbolic.ts";
import { mapLeaves, openTruth, whether } from "./choices.ts";
import { isWalkable } from "./functions/extent.ts";
import { type Call, derived, hole, isNull, keyOf, list, refused, scalar, textOf, unknown } from "./making.ts";
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
  const name = textOf(key);
  if (term.kind === "unknown") return part(term, typeof name === "string" ? name : keyOf(key), call);
  if (name === undefined) return refused(call, "an index is neither a number nor a text");
  if (term.kind === "list" && term.isSet) return refused(call, "a set has no indexes");
  if (term.kind === "list") return listElement(term.items, name, key, call);
  if (term.kind === "map" && !isKnown(name)) {
    const symbolic = term.entries.get(SYMBOLIC_KEY);
    return symbolic === undefined ? oneOfEntries(term, key, call) : referredTo(symbolic, call.at);
  }
  return isKnown(name) ? attributeOf(term, name, call) : derived(call, [term, key], key);
}

/** Entries that a key which is not known is compared with, one by one; of larger maps the result is unknown. */
const MOST_ENTRIES = 4;

/**
 * A map by a key that is not known (`local.settings[terraform.workspace]`): one of its entries, by what the key equals, so that two things
 * that are looked up by one key turn out together. The last is left where it equals none of the others: Terraform refuses a key that is not there.
 */
function oneOfEntries(term: MapTerm, key: Term, call: Call): Term {
  const entries = [...term.entries].map(([name, entry]) => [scalar(name, key.at), referredTo(entry, call.at)] as const);
  const last = entries.at(-1);
  if (last === undefined || entries.length > MOST_ENTRIES) return derived(call, [term, key], key);
  return entries.slice(0, -1).reduceRight<Term>((otherwise, [name, entry]) => {
    const equal = openTruth(call.making, `equals ${[keyOf(key), keyOf(name)].sort().join(" ")}`, [key, name], call.at);
    return whether(
      equal,
      call.at,
      call.making,
      () => entry,
      () => otherwise,
    );
  }, last[1]);
}

function listElement(items: readonly Term[], name: ReturnType<typeof textOf>, key: Term, call: Call): Term {
  const [first] = items;
  if (typeof name === "string") {
    const item = /^\d+$/.test(name) ? items[Number(name)] : undefined;
    return item === undefined ? refused(call, `the list has no item ${/^-?\d+$/.test(name) ? name : "with that key"}`) : referredTo(item, call.at);
  }
  // Whichever of equal items is meant; of a list with one item only that can be.
  if (first !== undefined && isWalkable(items) && items.every((item) => keyOf(item) === keyOf(first))) return referredTo(first, call.at);
  return derived(call, [list(items, call.at), key], key);
}

export type Item = readonly [key: Term, value: Term];

/** What `for` and its like go over, in Terraform's order; undefined for what is no collection, or not known to be one. */
export function itemsOf(collection: Term, call: Call): readonly Item[] | undefined {
  if (collection.kind === "list") return collection.items.map((item, index) => [collection.isSet ? item : scalar(index, item.at), item]);
  if (collection.kind === "map") return [...collection.entries].sort(byKey).map(([key, value]) => [keyTerm(key, value.at, collection, call), value]);
  return undefined;
}

function keyTerm(key: string, at: Pointer, collection: MapTerm, call: Call): Term {
  if (key !== SYMBOLIC_KEY) return scalar(key, at);
  const cause: Cause = { kind: "expression", id: `keys ${keyOf(collection)}`, what: "the keys of a collection are not known", at };
  return scalar(text(hole(call.making, "each.key", keyOf(collection), cause, "segment")), at);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `[*]`: null is no item, anything but a list is the only one. https://developer.hashicorp.com/terraform/language/expressions/splat */
export function splat(term: Term, call: Call, step: (item: Term) => Term): Term {
  if (term.kind === "unknown") return derived(call, [term, step(term)], term);
  if (isNull(term)) return list([], call.at);
  if (term.kind === "map" && isSymbolic(term)) return derived(call, [step(term)], undefined);
  const items = term.kind === "list" ? term.items : [term];
  return list(items.map(step), term.at);
}
