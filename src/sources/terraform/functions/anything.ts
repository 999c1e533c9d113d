/** Functions that take values of several types. https://developer.hashicorp.com/terraform/language/functions */
import { isNull, refused, scalar } from "../making.ts";
import type { Term } from "../term.ts";
import { isSymbolic } from "../traversal.ts";
import { unified } from "./conversion.ts";
import { textEquality } from "./equality.ts";
import { taking } from "./parameters.ts";
import { charactersOf } from "./pieces.ts";
import { type TerraformFunction, undetermined } from "./results.ts";

/** The first that is neither null nor an empty text. https://developer.hashicorp.com/terraform/language/functions/coalesce */
const coalesce: TerraformFunction = (args, call) => {
  const same = unified(args);
  if (args.length === 0 || same === undefined) return refused(call, "`coalesce` takes values of one type");
  for (const value of same) {
    const isPassed = isNull(value) || isEmptyText(value);
    if (isPassed === undefined) return undetermined(call, args);
    if (!isPassed) return value;
  }
  return refused(call, "`coalesce` finds nothing but null and empty texts");
};

/** Undefined where that is not known; an unknown may be null, too. */
function isEmptyText(term: Term): boolean | undefined {
  if (term.kind === "unknown") return undefined;
  if (term.kind !== "scalar" || term.value === null || typeof term.value === "number" || typeof term.value === "boolean") return false;
  const answer = textEquality(term.value, "");
  return typeof answer === "boolean" ? answer : undefined;
}

/** Of a list or map, whatever its items are; of a known text in characters as people count them. */
const length = taking(["any"], "a list, a map or a text", ([value], args, call) => {
  if (value.kind === "list") return scalar(value.items.length, call.at);
  if (value.kind === "map" && !isSymbolic(value)) return scalar(value.entries.size, call.at);
  if (value.kind === "scalar" && (value.value === null || typeof value.value === "number" || typeof value.value === "boolean"))
    return refused(call, "`length` takes a list, a map or a text");
  return lengthOfText(args, call);
});

const lengthOfText = taking(["known"], "a list, a map or a text", ([written], _, call) => scalar(charactersOf(written).length, call.at));

export const ofAnything: ReadonlyMap<string, TerraformFunction> = new Map([
  ["coalesce", coalesce],
  ["length", length],
]);
