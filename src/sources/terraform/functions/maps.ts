/** Functions of maps. https://developer.hashicorp.com/terraform/language/functions */
import { holesOf, isKnown, type Text } from "../../../text/symbolic.ts";
import { isNull, list, map, refused, scalar, textOf } from "../making.ts";
import type { Term } from "../term.ts";
import { DEEP, distribute } from "./distribution.ts";
import { compareTexts, sortedEntries, textEquality } from "./equality.ts";
import { isWalkable } from "./extent.ts";
import { taking, takingMany } from "./parameters.ts";
import { exhausted, type TerraformFunction, undetermined } from "./results.ts";

/** The later entry wins; null is passed over. https://developer.hashicorp.com/terraform/language/functions/merge */
const merge: TerraformFunction = (args, call) =>
  mergePresent(
    args.filter((arg) => !isNull(arg)),
    call,
  );

const mergePresent = takingMany([], "map", 0, Number.POSITIVE_INFINITY, "maps", (_, maps, args, call) => {
  const [only] = args;
  return only !== undefined && args.length === 1 ? only : map(new Map(maps.flatMap((entries) => [...entries])), call.at);
});

const keys = taking(["map"], "a map", ([entries], _, call) =>
  list(
    sortedEntries(entries).map(([key]) => scalar(key, call.at)),
    call.at,
  ),
);

const values = taking(["map"], "a map", ([entries], _, call) =>
  list(
    sortedEntries(entries).map(([, value]) => value),
    call.at,
  ),
);

const lookup = takingMany(["map", "text"], "any", 0, 1, "a map, a key and a default", ([entries, key], [fallback], args, call) => {
  const found = isKnown(key) ? entries.get(key) : undefined;
  if (found !== undefined) return found;
  if (mayBeKey(key, entries)) return undetermined(call, args);
  return fallback ?? refused(call, isKnown(key) ? `the map has no key \`${key}\`` : "the map has no such key");
});

function mayBeKey(key: Text, entries: ReadonlyMap<string, Term>): boolean {
  return holesOf(key).length > 0 && [...entries.keys()].some((name) => textEquality(key, name) !== false);
}

const zipmap: TerraformFunction = (args, call) => {
  const [names, ...others] = args;
  if (names === undefined) return refused(call, ZIPMAP);
  if (!isWalkable([names])) return exhausted(call);
  return distribute([names], call, DEEP, ([settled]) => (settled === undefined ? refused(call, ZIPMAP) : zip([settled, ...others], call)));
};

const ZIPMAP = "`zipmap` takes a list of keys and as many values";

const zip = taking(["texts", "list"], "a list of keys and as many values", ([names, items], args, call) => {
  if (names.length !== items.length || names.some(isNull)) return refused(call, ZIPMAP);
  const entries = new Map<string, Term>();
  for (const [index, item] of items.entries()) {
    const name = names[index];
    const key = name && textOf(name);
    if (key === undefined || !isKnown(key)) return undetermined(call, args);
    entries.set(key, item);
  }
  return map(entries, call.at);
});

const transpose = taking(["map"], "a map of lists of texts", ([entries], args, call) => {
  const turned = new Map<string, Term[]>();
  for (const [key, items] of sortedEntries(entries)) {
    if (items.kind === "unknown" || items.kind === "object") return undetermined(call, args);
    if (items.kind !== "list") return refused(call, "`transpose` takes a map of lists of texts");
    for (const item of items.items) {
      const name = textOf(item);
      if (name === undefined && item.kind !== "object") return refused(call, "`transpose` takes a map of lists of texts");
      if (name === undefined || !isKnown(name)) return undetermined(call, args);
      const under = turned.get(name);
      if (under === undefined) turned.set(name, [scalar(key, call.at)]);
      else under.push(scalar(key, call.at));
    }
  }
  return map(new Map([...turned].sort(([a], [b]) => compareTexts(a, b)).map(([name, under]) => [name, list(under, call.at)])), call.at);
});

export const maps: ReadonlyMap<string, TerraformFunction> = new Map([
  ["merge", merge],
  ["keys", keys],
  ["values", values],
  ["lookup", lookup],
  ["zipmap", zipmap],
  ["transpose", transpose],
]);
