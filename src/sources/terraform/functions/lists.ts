/** Functions of lists. https://developer.hashicorp.com/terraform/language/functions */
import type { Cause } from "../../../text/symbolic.ts";
import { causeOf, isNull, list, refused, scalar, textOf } from "../making.ts";
import type { Term } from "../term.ts";
import { asText, sorted, unified } from "./conversion.ts";
import { distribute, LISTS, mayBeList } from "./distribution.ts";
import { equality, textEquality, withoutRepetition } from "./equality.ts";
import { extentOf, isWalkable } from "./extent.ts";
import { parseTruth, taking, takingMany } from "./parameters.ts";
import { exhausted, spend, type TerraformFunction, truthResult, undetermined } from "./results.ts";

const MANY = Number.POSITIVE_INFINITY;

/** Of one unknown list and empty ones: the unknown itself. */
const concat: TerraformFunction = (args, call) => {
  if (args.length === 0 || args.some((arg) => arg.kind !== "list" && arg.kind !== "unknown" && arg.kind !== "object"))
    return refused(call, "`concat` takes lists");
  const present = args.filter((arg) => arg.kind !== "list" || arg.items.length > 0);
  const [only] = present;
  if (only !== undefined && present.length === 1) return only;
  const items = args.flatMap((arg) => (arg.kind === "list" ? arg.items : []));
  return present.some((arg) => arg.kind !== "list") ? undetermined(call, args) : list(items, call.at);
};

/** What may be a list itself leaves the result unknown: how many items it has, and which, can't be told. */
const flatten: TerraformFunction = (args, call) => (isWalkable(args) ? distribute(args, call, LISTS, (settled) => flattened(settled, call)) : exhausted(call));

const flattened = taking(["list"], "a list", ([items], args, call) => {
  const flat: Term[] = [];
  return collect(items, flat) ? list(flat, call.at) : undetermined(call, args);
});

function collect(items: readonly Term[], flat: Term[]): boolean {
  return items.every((item) => {
    if (item.kind === "list") return collect(item.items, flat);
    flat.push(item);
    return !mayBeList(item);
  });
}

const element = taking(["list", "whole"], "a list and a whole number", ([items, index], _, call) => {
  const size = items.length;
  return items[((index % size) + size) % size] ?? refused(call, "`element` is asked for an item of an empty list");
});

const slice = taking(["list", "whole", "whole"], "a list, a start and an end", ([items, start, end], _, call) =>
  start < 0 || end < start || end > items.length
    ? refused(call, "`slice` is asked for items that the list does not have")
    : list(items.slice(start, end), call.at),
);

const chunklist = taking(["list", "whole"], "a list and a size", ([parts, size], _, call) => {
  const items = unified(parts);
  if (size < 0 || items === undefined) return refused(call, "`chunklist` takes a list whose items have one type, and a size");
  if (items.length === 0) return list([], call.at);
  const length = size === 0 ? items.length : size;
  const chunks: Term[] = [];
  for (let from = 0; from < items.length; from += length) chunks.push(list(items.slice(from, from + length), call.at));
  return list(chunks, call.at);
});

const one = taking(["list"], "a list of at most one item", ([items], _, call) =>
  items.length > 1 ? refused(call, "`one` takes a list of at most one item") : (items[0] ?? scalar(null, call.at)),
);

const coalescelist: TerraformFunction = (args, call) => {
  if (args.length === 0) return refused(call, "`coalescelist` takes lists");
  for (const arg of args) {
    if (arg.kind === "unknown" || arg.kind === "object") return undetermined(call, args);
    if (arg.kind !== "list") return refused(call, "`coalescelist` takes lists");
    if (arg.items.length > 0) return arg;
  }
  return refused(call, "`coalescelist` finds no list with items");
};

const compact = taking(["texts"], "a list of texts", ([items], args, call) => {
  const kept: Term[] = [];
  for (const item of items) {
    if (isNull(item)) continue;
    const value = textOf(item);
    const isEmpty = value === undefined ? undefined : textEquality(value, "");
    if (typeof isEmpty !== "boolean") return undetermined(call, args);
    if (!isEmpty) kept.push(asText(item));
  }
  return list(kept, call.at);
});

const distinct = taking(["list"], "a list whose items have one type", ([items], args, call) => {
  const same = unified(items);
  if (same === undefined) return refused(call, "`distinct` takes a list whose items have one type");
  const { items: kept, unsettled } = withoutRepetition(same);
  return unsettled === undefined ? list(kept, call.at) : undetermined(call, args);
});

const sort = taking(["texts"], "a list of texts", ([items], args, call) => {
  if (items.some(isNull)) return refused(call, "`sort` takes a list of texts");
  const inOrder = items.length === 1 ? items.map(asText) : sorted(items.map(asText));
  return inOrder === undefined ? undetermined(call, args) : list(inOrder, call.at);
});

/** null is refused up to Terraform 1.11 and looked for by later versions. */
const contains = taking(["list", "any"], "a list and a value", ([items, value], args, call) => {
  if (!spend(call, (items.length * extentOf(value).size) / 100)) return exhausted(call);
  let answer: boolean | Cause = false;
  for (const item of items) {
    const same = equality(item, value);
    if (same === true) return scalar(true, call.at);
    if (answer === false) answer = same;
  }
  return truthResult(answer, args, call);
});

const index = taking(["list", "any"], "a list and a value", ([items, value], args, call) => {
  if (isNull(value)) return refused(call, "`index` takes a list and a value");
  for (const [position, item] of items.entries()) {
    const same = equality(item, value);
    if (same === true) return scalar(position, call.at);
    if (same !== false) return undetermined(call, args);
  }
  return refused(call, "`index` looks for an item that the list does not have");
});

const matchkeys = taking(["list", "list", "list"], "a list of values, one of keys and one of keys to look for", ([values, keys, wanted], args, call) => {
  const same = [values, keys, wanted, [...keys, ...wanted]].map(unified);
  if (values.length !== keys.length || same.includes(undefined))
    return refused(call, "`matchkeys` takes as many keys as values, and keys of the same type to look for");
  if (!spend(call, (keys.length * wanted.length) / 10)) return exhausted(call);
  const [items = [], , , both = []] = same;
  const [own, others] = [both.slice(0, keys.length), both.slice(keys.length)];
  const kept: Term[] = [];
  for (const [position, key] of own.entries()) {
    const value = items[position];
    const answers = others.map((other) => equality(key, other));
    if (answers.includes(true) && value !== undefined) kept.push(value);
    else if (answers.some((answer) => answer !== false)) return undetermined(call, args);
  }
  return list(kept, call.at);
});

/** Three-valued "and" and "or" over a list. null is false for `alltrue` and passed over by `anytrue`. */
function truths(settling: boolean): TerraformFunction {
  return taking(["list"], "a list of booleans", ([items], args, call) => {
    const all = items.map((item) => (isNull(item) ? false : truthOf(item)));
    if (all.includes(undefined)) return refused(call, `\`${call.name}\` takes a list of booleans`);
    if (all.includes(settling)) return scalar(settling, call.at);
    const open = all.find((truth) => typeof truth === "object");
    return truthResult(open ?? !settling, args, call);
  });
}

function truthOf(term: Term): boolean | Cause | undefined {
  if (term.kind === "list" || term.kind === "map") return undefined;
  const value = term.kind === "scalar" ? term.value : undefined;
  if (typeof value === "boolean") return value;
  return typeof value === "string" ? parseTruth(value) : causeOf(term);
}

const PRODUCT = "at least two lists";
/** Results beyond this are refused whatever is left of the budget. */
const MAX_PRODUCT = 20_000;

const setproduct = takingMany(["list", "list"], "list", 0, MANY, PRODUCT, ([first, second], more, _, call) => {
  const sets = [first, second, ...more].map(unified);
  const total = sets.reduce((product, set) => product * (set?.length ?? 1), sets.length);
  if (total > MAX_PRODUCT || !spend(call, total)) return exhausted(call);
  let rows: readonly (readonly Term[])[] = [[]];
  for (const set of sets) {
    if (set === undefined) return refused(call, `\`setproduct\` takes ${PRODUCT}, each of one type`);
    rows = total === 0 ? [] : rows.flatMap((row) => set.map((item) => row.concat(item)));
  }
  return list(
    rows.map((row) => list(row, call.at)),
    call.at,
  );
});

export const lists: ReadonlyMap<string, TerraformFunction> = new Map([
  ["concat", concat],
  ["flatten", flatten],
  ["element", element],
  ["slice", slice],
  ["chunklist", chunklist],
  ["one", one],
  ["reverse", taking(["list"], "a list", ([items], _, call) => list(items.toReversed(), call.at))],
  ["coalescelist", coalescelist],
  ["compact", compact],
  ["distinct", distinct],
  ["sort", sort],
  ["contains", contains],
  ["index", index],
  ["matchkeys", matchkeys],
  ["alltrue", truths(false)],
  ["anytrue", truths(true)],
  ["setproduct", setproduct],
]);
