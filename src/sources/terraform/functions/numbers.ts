/**
 * Functions of numbers. Terraform's have 512 bits, JavaScript's 53: where the result may differ, it is unknown.
 * https://developer.hashicorp.com/terraform/language/functions
 */
import { isKnown } from "../../../text/symbolic.ts";
import { isNull, list, refused, scalar, textOf } from "../making.ts";
import type { Term } from "../term.ts";
import { parseNumber, taking, takingMany } from "./parameters.ts";
import { type TerraformFunction, undetermined } from "./results.ts";

const MANY = Number.POSITIVE_INFINITY;

/** A number as a result, `-0` as 0; unknown where it is too large to be exact. */
function numberResult(value: number, ...[args, call]: Parameters<TerraformFunction>): Term {
  const isExact = Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));
  return isExact ? scalar(value + 0, call.at) : undetermined(call, args);
}

function ofOne(compute: (value: number) => number): TerraformFunction {
  return taking(["number"], "a number", ([value], args, call) => numberResult(compute(value), args, call));
}

function ofMany(compute: (...values: number[]) => number): TerraformFunction {
  return takingMany([], "number", 1, MANY, "numbers", (_, values, args, call) =>
    numberResult(
      values.reduce((a, b) => compute(a, b)),
      args,
      call,
    ),
  );
}

const log = taking(["number", "number"], "a number and a base", ([value, base], args, call) => {
  const result = Math.log(value) / Math.log(base);
  return Number.isNaN(result) ? refused(call, "`log` is asked for a logarithm that is no number") : numberResult(result, args, call);
});

/** Known where it is a whole number: the last digit of others depends on who works them out. */
const pow = taking(["number", "number"], "a number and a power", ([value, power], args, call) => {
  const result = value ** power;
  if (Number.isNaN(result)) return refused(call, "`pow` is asked for a power that is no number");
  return Number.isInteger(value) && Number.isInteger(result) ? numberResult(result, args, call) : undetermined(call, args);
});

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Up to base 36, letters may be of either case. https://developer.hashicorp.com/terraform/language/functions/parseint */
const parseint = taking(["any", "whole"], "a text and a base from 2 to 62", ([term, base], args, call) => {
  const isOther = term.kind === "scalar" && (typeof term.value === "number" || typeof term.value === "boolean");
  const written = isOther ? undefined : textOf(term);
  if (written !== undefined && !isKnown(written)) return undetermined(call, args);
  if (written === undefined) return term.kind === "object" ? undetermined(call, args) : refused(call, "`parseint` takes a text and a base from 2 to 62");
  const [, sign = "", digits = ""] = /^([+-]?)(.*)$/s.exec(written) ?? [];
  const values = Array.from(base > 36 ? digits : digits.toLowerCase(), (digit) => DIGITS.indexOf(digit));
  if (base < 2 || base > 62 || values.length === 0 || values.some((digit) => digit < 0 || digit >= base))
    return refused(call, "`parseint` takes a text and a base from 2 to 62");
  const value = values.reduce((sum, digit) => sum * base + digit, 0);
  return numberResult(sign === "-" ? -value : value, args, call);
});

/** Terraform's own limit. https://developer.hashicorp.com/terraform/language/functions/range */
const MAX_RANGE = 1024;

const range = takingMany(["number"], "number", 0, 2, "a limit; or a start, a limit and a step", ([first], [second, third], args, call) => {
  const [start, limit] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (limit < start ? -1 : 1);
  if (step < 0 ? limit > start : limit < start) return refused(call, "`range` is given a step that leads away from its limit");
  // Fractions of a power of two add up without an error.
  if ([start, limit, step].some((value) => !Number.isInteger(value * MAX_RANGE))) return undetermined(call, args);
  const numbers: Term[] = [];
  for (let value = start; step < 0 ? value > limit : value < limit; value += step) {
    if (numbers.length === MAX_RANGE) return refused(call, "`range` gives at most 1024 numbers");
    numbers.push(scalar(value, call.at));
  }
  return list(numbers, call.at);
});

const sum = taking(["list"], "a list of numbers", ([items], args, call) => {
  if (items.length === 0 || items.some((item) => isNull(item) || item.kind === "list" || item.kind === "map")) return refused(call, SUM);
  let [total, decimals] = [0, 0];
  for (const item of items) {
    const written = item.kind === "scalar" && typeof item.value === "boolean" ? "" : textOf(item);
    if (written === undefined || !isKnown(written)) return undetermined(call, args);
    const number = parseNumber(written);
    if (number === "wrong") return refused(call, SUM);
    if (number === "unknown") return undetermined(call, args);
    total += number.value;
    decimals = Math.max(decimals, String(number.value).split(".")[1]?.length ?? 0);
  }
  // 0.1 + 0.2 is 0.3: the sum has no more decimals than its parts.
  return numberResult(Number(total.toFixed(Math.min(decimals, 100))), args, call);
});

const SUM = "`sum` takes a list of numbers that is not empty";

const signum = taking(["whole"], "a whole number", ([value], args, call) => numberResult(Math.sign(value), args, call));

export const numbers: ReadonlyMap<string, TerraformFunction> = new Map([
  ["abs", ofOne(Math.abs)],
  ["ceil", ofOne(Math.ceil)],
  ["floor", ofOne(Math.floor)],
  ["max", ofMany(Math.max)],
  ["min", ofMany(Math.min)],
  ["signum", signum],
  ["log", log],
  ["pow", pow],
  ["parseint", parseint],
  ["range", range],
  ["sum", sum],
]);
