/** Functions of sets. A set is a list without repetition here. https://developer.hashicorp.com/terraform/language/functions */
import type { Cause } from "../../../text/symbolic.ts";
import { refused, set } from "../making.ts";
import type { Term } from "../term.ts";
import { setOf, unified } from "./conversion.ts";
import { equality } from "./equality.ts";
import { takingMany } from "./parameters.ts";
import { exhausted, spend, type TerraformFunction, undetermined } from "./results.ts";

const MANY = Number.POSITIVE_INFINITY;

/** Of all sets together, as items of one type; `keeps`: which of the first set's items stay, by what is known of the others. */
function ofSets(most: number, least: number, keeps: "all" | "common" | "others"): TerraformFunction {
  return takingMany(["list"], "list", least, most, "sets of one type", ([first], more, args, call) => {
    const each = [first, ...more].map(unified);
    const together = unified(each.flatMap((items) => items ?? []));
    if (together === undefined || each.includes(undefined)) return refused(call, `\`${call.name}\` takes sets of one type`);
    if (keeps === "all") return set(setOf(together), call.at);
    if (!spend(call, (first.length * (together.length - first.length)) / 10)) return exhausted(call);
    let from = first.length;
    let kept: readonly Term[] = together.slice(0, from);
    for (const { length } of more) {
      const filtered = filter(kept, together.slice(from, from + length), keeps === "common");
      if (filtered === undefined) return undetermined(call, args);
      kept = filtered;
      from += length;
    }
    return set(setOf(kept), call.at);
  });
}

/** The items that are in `others`, or not. Undefined where that is not known of one of them. */
function filter(items: readonly Term[], others: readonly Term[], wanted: boolean): readonly Term[] | undefined {
  const answers = items.map((item) => isIn(item, others));
  return answers.every((answer) => typeof answer === "boolean") ? items.filter((_, index) => answers[index] === wanted) : undefined;
}

function isIn(item: Term, others: readonly Term[]): boolean | Cause {
  let answer: boolean | Cause = false;
  for (const other of others) {
    const same = equality(item, other);
    if (same === true) return true;
    if (answer === false) answer = same;
  }
  return answer;
}

export const sets: ReadonlyMap<string, TerraformFunction> = new Map([
  ["setunion", ofSets(MANY, 0, "all")],
  ["setintersection", ofSets(MANY, 0, "common")],
  ["setsubtract", ofSets(1, 1, "others")],
]);
