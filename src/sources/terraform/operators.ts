/** Operators. https://developer.hashicorp.com/terraform/language/expressions/operators */
import type { BinaryExpression, BinaryOperator } from "../../text/hcl/syntax.ts";
import type { Pointer } from "../../text/pointer.ts";
import { certainlyDiffer } from "../declared/texts.ts";
import { openTruth, overChoices, truthOf, whether } from "./choices.ts";
import { isWalkable } from "./functions/extent.ts";
import { type Call, derived, isNull, isRefused, isWhollyKnown, keyOf, refused, scalar, textOf } from "./making.ts";
import type { Term } from "./term.ts";
import type { Scope } from "./types.ts";

export function binaryTerm({ operator, left, right }: BinaryExpression, at: Pointer, scope: Scope): Term {
  const { run } = scope;
  const first = run.evaluate(left, scope);
  const second = (): Term => truthOf(run.evaluate(right, scope), at, run);
  if (operator === "&&") return whether(first, at, run, second, () => scalar(false, at));
  if (operator === "||") return whether(first, at, run, () => scalar(true, at), second);
  const call: Call = { name: operator, at, making: run };
  return overChoices([first, run.evaluate(right, scope)], at, run, ([a, b]) => {
    if (a === undefined || b === undefined) return refused(call, "an operand is missing");
    if (isRefused(a)) return a;
    if (isRefused(b)) return b;
    if (operator === "==") return equality(a, b, call);
    if (operator === "!=") return negated("!", equality(a, b, call), call);
    return arithmetic(operator, a, b, call);
  });
}

export function negated(operator: "!" | "-", operand: Term, call: Call): Term {
  if (operator === "!")
    return whether(
      operand,
      call.at,
      call.making,
      () => scalar(false, call.at),
      () => scalar(true, call.at),
    );
  return overChoices([operand], call.at, call.making, ([term]) => {
    const value = term && numberOf(term);
    if (value !== undefined) return scalar(-value, call.at);
    return term?.kind === "unknown" ? derived({ ...call, name: "-" }, [term], term) : refused(call, "only a number can be negated");
  });
}

function equality(a: Term, b: Term, call: Call): Term {
  if (!isWalkable([a, b])) return derived({ ...call, name: "equals" }, [a, b], undefined);
  if (keyOf(a) === keyOf(b)) return scalar(true, call.at);
  const settled = certainlyUnequal(a, b) || (isWhollyKnown(a) && isWhollyKnown(b));
  if (settled) return scalar(false, call.at);
  return openTruth(call.making, `equals ${[keyOf(a), keyOf(b)].sort().join(" ")}`, [a, b], call.at);
}

/** Null is nothing else; texts differ where no filling of their holes makes them equal; lists where they differ in length. */
function certainlyUnequal(a: Term, b: Term): boolean {
  if (isNull(a)) return b.kind !== "unknown" && !isNull(b);
  if (isNull(b)) return a.kind !== "unknown";
  if (a.kind === "list" && b.kind === "list") return a.items.length !== b.items.length;
  const [first, second] = [textOf(a), textOf(b)];
  if (a.kind !== "scalar" || b.kind !== "scalar" || first === undefined || second === undefined) return false;
  return certainlyDiffer(first, second);
}

function arithmetic(operator: Exclude<BinaryOperator, "&&" | "||" | "==" | "!=">, a: Term, b: Term, call: Call): Term {
  const [first, second] = [numberOf(a), numberOf(b)];
  if (first !== undefined && second !== undefined) {
    const value = compute(operator, first, second);
    return typeof value === "boolean" || Number.isFinite(value) ? scalar(value, call.at) : refused(call, "a number is divided by zero");
  }
  const open = [a, b].find((term) => !isWhollyKnown(term));
  if (open === undefined) return refused(call, `\`${operator}\` takes numbers`);
  if (/[<>]/.test(operator)) return openTruth(call.making, `${operator} ${keyOf(a)} ${keyOf(b)}`, [a, b], call.at);
  return derived(call, [a, b], open);
}

function compute(operator: Exclude<BinaryOperator, "&&" | "||" | "==" | "!=">, a: number, b: number): number | boolean {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    case ">=":
      return a >= b;
  }
}

/** A number, or a text that spells one. */
export function numberOf(term: Term): number | undefined {
  if (term.kind !== "scalar") return undefined;
  if (typeof term.value === "number") return term.value;
  return typeof term.value === "string" && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(term.value) ? Number(term.value) : undefined;
}
