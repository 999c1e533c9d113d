/** Conversions of types. https://developer.hashicorp.com/terraform/language/expressions/types */
import { isKnown } from "../../../text/symbolic.ts";
import { mapLeaves } from "../choices.ts";
import { isNull, list, map, refused, scalar, set, textOf } from "../making.ts";
import type { Term } from "../term.ts";
import { compareTexts, withoutRepetition } from "./equality.ts";
import { parseNumber, parseTruth, taking } from "./parameters.ts";
import { type TerraformFunction, textResult, undetermined } from "./results.ts";

type Type = "text" | "number" | "truth" | "list" | "map";

/** The types that the term can have, as far as they are known: several for a choice. */
function typesOf(term: Term): readonly Type[] {
  switch (term.kind) {
    case "list":
    case "map":
      return [term.kind];
    case "json":
      return ["text"];
    case "choice":
      return [...typesOf(term.then), ...typesOf(term.otherwise)];
    case "scalar":
      if (term.value === null) return [];
      return [typeof term.value === "number" ? "number" : typeof term.value === "boolean" ? "truth" : "text"];
    default:
      return [];
  }
}

/**
 * The items as ones of a single type, as lists and maps have them: next to a text, numbers and booleans become texts. Undefined
 * where there certainly is no such type.
 */
export function unified(items: readonly Term[]): readonly Term[] | undefined {
  const certain = new Set(items.flatMap((item) => (item.kind === "choice" ? [] : typesOf(item))));
  if (certain.size > 1 && (certain.has("list") || certain.has("map"))) return undefined;
  if (items.some((item) => typesOf(item).includes("text"))) return items.map(asText);
  const isOpen = items.some((item) => item.kind === "unknown" || item.kind === "choice");
  return certain.size > 1 && !isOpen ? undefined : items;
}

/** A number or a boolean as a text. */
export function asText(term: Term): Term {
  return mapLeaves(term, (leaf) => {
    const isOther = leaf.kind === "scalar" && (typeof leaf.value === "number" || typeof leaf.value === "boolean");
    const written = isOther ? textOf(leaf) : undefined;
    return written === undefined ? leaf : scalar(written, leaf.at);
  });
}

/** A list as a set: without repetition, and sorted where all of it is known. */
export function setOf(items: readonly Term[]): readonly Term[] {
  const { items: kept } = withoutRepetition(items);
  return sorted(kept) ?? kept;
}

/** In Terraform's order of sets: texts, numbers and booleans by value, then null. Undefined where that is not known, or for other types. */
export function sorted(items: readonly Term[]): readonly Term[] | undefined {
  const present = items.filter((item) => !isNull(item));
  const ranked = present.map((item) => ({ item, value: item.kind === "scalar" && typeof item.value !== "object" ? item.value : undefined }));
  const types = new Set(ranked.map(({ value }) => typeof value));
  if (types.size > 1 || types.has("undefined")) return undefined;
  const inOrder = ranked.sort(({ value: a }, { value: b }) => (typeof a === "string" && typeof b === "string" ? compareTexts(a, b) : Number(a) - Number(b)));
  return [...inOrder.map(({ item }) => item), ...items.filter(isNull)];
}

/** Conversion to a list or a set; null stays what it is. */
function toList(takes: string, convert: (items: readonly Term[]) => readonly Term[]): TerraformFunction {
  return taking(["any"], takes, ([value], args, call) => {
    if (isNull(value)) return value;
    if (value.kind === "unknown" || value.kind === "object") return call.name === "tolist" ? value : undetermined(call, args);
    const items = value.kind === "list" ? unified(value.items) : undefined;
    if (items === undefined) return refused(call, `\`${call.name}\` takes ${takes}`);
    return call.name === "toset" ? set(convert(items), value.at) : list(convert(items), value.at);
  });
}

const toMap = taking(["any"], "a map whose values have one type", ([value], _, call) => {
  if (isNull(value) || value.kind === "unknown" || value.kind === "object") return value;
  const values = value.kind === "map" ? unified([...value.entries.values()]) : undefined;
  if (value.kind !== "map" || values === undefined) return refused(call, `\`${call.name}\` takes a map whose values have one type`);
  return map(new Map([...value.entries.keys()].map((key, index) => [key, values[index] ?? value])), value.at);
});

const toText = taking(["any"], "a text, a number or a boolean", ([value], _, call) => {
  if (isNull(value) || value.kind === "unknown" || value.kind === "json") return value;
  const written = textOf(value);
  return written === undefined ? refused(call, "`tostring` takes a text, a number or a boolean") : textResult(written, call, value);
});

const toNumber = taking(["any"], "a number, or a text that spells one", ([value], args, call) => {
  if (isNull(value) || (value.kind === "scalar" && typeof value.value === "number")) return value;
  const written = value.kind === "scalar" && typeof value.value === "boolean" ? undefined : textOf(value);
  if (written !== undefined && !isKnown(written)) return undetermined(call, args);
  const number = written === undefined ? "wrong" : parseNumber(written);
  if (number === "wrong") return refused(call, "`tonumber` takes a number, or a text that spells one");
  return number === "unknown" ? undetermined(call, args) : scalar(number.value, call.at);
});

const toTruth = taking(["any"], "a boolean, or the text of one", ([value], args, call) => {
  if (isNull(value) || (value.kind === "scalar" && typeof value.value === "boolean")) return value;
  const written = value.kind === "scalar" && typeof value.value === "number" ? undefined : textOf(value);
  if (written !== undefined && !isKnown(written)) return undetermined(call, args);
  const truth = written === undefined ? undefined : parseTruth(written);
  return truth === undefined ? refused(call, "`tobool` takes a boolean, or the text of one") : scalar(truth, call.at);
});

const itself = taking(["any"], "one value", ([value]) => value);

export const conversions: ReadonlyMap<string, TerraformFunction> = new Map([
  ["tolist", toList("a list whose items have one type", (items) => items)],
  ["toset", toList("a list whose items have one type", setOf)],
  ["tomap", toMap],
  ["tostring", toText],
  ["tonumber", toNumber],
  ["tobool", toTruth],
  ["sensitive", itself],
  ["nonsensitive", itself],
  ["ephemeralasnull", itself],
  ["issensitive", taking(["any"], "one value", (_, __, call) => scalar(false, call.at))],
]);
