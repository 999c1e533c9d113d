/**
 * Expressions to terms. Total: whatever the configuration says, a term comes out. What Terraform would refuse is an unknown that says
 * so; nothing is run, and no work is done beyond the budget.
 * https://developer.hashicorp.com/terraform/language/expressions
 */
import type { CallExpression, Expression, ForExpression, ObjectExpression, SplatExpression } from "../../text/hcl/syntax.ts";
import type { Pointer } from "../../text/pointer.ts";
import { isKnown } from "../../text/symbolic.ts";
import { attempted } from "./attempts.ts";
import { mapLeaves, whether } from "./choices.ts";
import { fileFunction } from "./file-functions.ts";
import { callFunction } from "./functions/index.ts";
import { type Call, derived, isNull, isRefused, list, map, refused, scalar, textOf } from "./making.ts";
import { binaryTerm, negated } from "./operators.ts";
import { placeOf } from "./place.ts";
import { referenceOf } from "./references.ts";
import { templateTerm } from "./templates.ts";
import type { Term } from "./term.ts";
import { attributeOf, elementOf, isSymbolic, splat } from "./traversal.ts";
import { MAX_LEVELS, type Scope } from "./types.ts";

export function evaluate(expression: Expression, outer: Scope): Term {
  const at = placeOf(outer.file, expression.range);
  const call = callAt("expression", at, outer);
  if (outer.run.budget.left-- < 0) return refused(call, "the configuration stands for more values than this program works with");
  if (outer.depth > MAX_LEVELS) return refused(call, "the references that lead here are nested too deeply");
  const scope: Scope = { ...outer, depth: outer.depth + 1 };
  switch (expression.kind) {
    case "literal":
      return scalar(expression.value, at);
    case "template":
      return templateTerm(expression, at, scope);
    case "variable":
    case "attribute":
    case "index":
      return traversal(expression, at, scope);
    case "splat":
      return splatTerm(expression, at, scope);
    case "call":
      return functionTerm(expression, at, scope);
    case "tuple":
      return list(
        expression.items.map((item) => evaluate(item, scope)),
        at,
      );
    case "object":
      return objectTerm(expression, at, scope);
    case "for":
      return forTerm(expression, at, scope);
    case "conditional":
      return whether(
        evaluate(expression.condition, scope),
        at,
        scope.run,
        () => evaluate(expression.then, scope),
        () => evaluate(expression.otherwise, scope),
      );
    case "binary":
      return binaryTerm(expression, at, scope);
    case "unary":
      return negated(expression.operator, evaluate(expression.operand, scope), call);
  }
}

function callAt(name: string, at: Pointer, { run }: Scope): Call {
  return { name, at, making: run };
}

/** A reference (`var.x`, `aws_iam_role.exec.arn`), else a step into whatever the expression before it gives. */
function traversal(expression: Exclude<Expression, { kind: "literal" }>, at: Pointer, scope: Scope): Term {
  const reference = referenceOf(expression, at, scope);
  if (reference !== undefined) return reference;
  if (expression.kind === "attribute") return attributeOf(evaluate(expression.of, scope), expression.name, callAt("attribute", at, scope));
  if (expression.kind === "index") return elementOf(evaluate(expression.of, scope), evaluate(expression.key, scope), callAt("index", at, scope));
  return refused(callAt("reference", at, scope), "a name stands alone that refers to nothing");
}

function splatTerm({ of, steps }: SplatExpression, at: Pointer, scope: Scope): Term {
  const call = callAt("splat", at, scope);
  return mapLeaves(evaluate(of, scope), (leaf) => splat(leaf, call, (item) => stepped(item, steps, call, scope)));
}

function stepped(item: Term, steps: SplatExpression["steps"], call: Call, scope: Scope): Term {
  const into = (term: Term, step: SplatExpression["steps"][number]): Term => {
    switch (step.kind) {
      case "attribute":
        return attributeOf(term, step.name, call);
      case "index":
        return elementOf(term, evaluate(step.key, scope), call);
      case "splat":
        return mapLeaves(term, (leaf) => splat(leaf, call, (inner) => stepped(inner, step.steps, call, scope)));
    }
  };
  return steps.reduce(into, item);
}

function objectTerm({ entries: written }: ObjectExpression, at: Pointer, scope: Scope): Term {
  const entries = new Map<string, Term>();
  for (const entry of written) {
    const key = evaluate(entry.key, scope);
    const name = textOf(key);
    if (isNull(key)) return refused(callAt("object", at, scope), "a key is null");
    if (name === undefined || !isKnown(name)) return derived(callAt("object", at, scope), [key], key);
    entries.set(name, evaluate(entry.value, scope));
  }
  return map(entries, at);
}

// ── for ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** https://developer.hashicorp.com/terraform/language/expressions/for */
function forTerm(expression: ForExpression, at: Pointer, scope: Scope): Term {
  return mapLeaves(evaluate(expression.collection, scope), (collection) => {
    const call = callAt("for", at, scope);
    const items = itemsOf(collection);
    if (items === undefined) {
      if (isRefused(collection)) return { ...collection, at };
      if (collection.kind === "scalar" || collection.kind === "json") return refused(call, "`for` goes over something that is no collection");
      return derived(call, [collection, scalar(JSON.stringify(expression.range) + scope.file, at)], collection);
    }
    return expression.key === undefined ? listFor(expression, items, call, scope) : mapFor(expression, expression.key, items, call, scope);
  });
}

type Item = readonly [key: Term, value: Term];

function itemsOf(collection: Term): readonly Item[] | undefined {
  if (collection.kind === "list") return collection.items.map((item, index) => [scalar(index, item.at), item]);
  if (collection.kind === "map") return [...collection.entries].sort(byKey).map(([key, value]) => [scalar(key, value.at), value]);
  return undefined;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bound(expression: ForExpression, [key, value]: Item, scope: Scope): Scope {
  const bindings = new Map(scope.bindings);
  if (expression.keyName !== undefined) bindings.set(expression.keyName, key);
  bindings.set(expression.valueName, value);
  return { ...scope, bindings };
}

/** Whether the item is taken: undefined where that can't be known. */
function isTaken(expression: ForExpression, scope: Scope): Term {
  return expression.condition === undefined ? scalar(true, placeOf(scope.file, expression.range)) : evaluate(expression.condition, scope);
}

function listFor(expression: ForExpression, items: readonly Item[], call: Call, scope: Scope): Term {
  const taken: Term[] = [];
  for (const item of items) {
    if (scope.run.budget.left < 0) return refused(call, "the configuration stands for more values than this program works with");
    const inner = bound(expression, item, scope);
    const condition = isTaken(expression, inner);
    if (isNull(condition)) return refused(call, NO_TRUTH);
    if (!isSettledTruth(condition)) return derived(call, [...items.map(([, value]) => value), condition], condition);
    if (isTrue(condition)) taken.push(evaluate(expression.value, inner));
  }
  return list(taken, call.at);
}

function mapFor(expression: ForExpression, keyExpression: Expression, items: readonly Item[], call: Call, scope: Scope): Term {
  const entries = new Map<string, Term>();
  const groups = new Map<string, Term[]>();
  for (const item of items) {
    if (scope.run.budget.left < 0) return refused(call, "the configuration stands for more values than this program works with");
    const inner = bound(expression, item, scope);
    const condition = isTaken(expression, inner);
    const key = isTrue(condition) ? evaluate(keyExpression, inner) : undefined;
    const name = key && textOf(key);
    if (isNull(condition)) return refused(call, NO_TRUTH);
    if (key !== undefined && isNull(key)) return refused(call, "a key is null");
    if (!isSettledTruth(condition) || (key !== undefined && (name === undefined || !isKnown(name))))
      return derived(call, [...items.map(([, value]) => value), condition], key ?? condition);
    if (typeof name !== "string") continue;
    const value = evaluate(expression.value, inner);
    const group = groups.get(name);
    if (group !== undefined) group.push(value);
    else if (expression.grouped) groups.set(name, [value]);
    else if (entries.has(name)) return refused(call, `two items have the key \`${name}\``);
    else entries.set(name, value);
  }
  for (const [name, values] of groups) entries.set(name, list(values, call.at));
  return map(entries, call.at);
}

const NO_TRUTH = "a condition is neither true nor false";

function isTrue(term: Term): boolean {
  return term.kind === "scalar" && (term.value === true || term.value === "true");
}

function isSettledTruth(term: Term): boolean {
  return isTrue(term) || (term.kind === "scalar" && (term.value === false || term.value === "false"));
}

// ── functions ────────────────────────────────────────────────────────────────────────────────────────────────────────

function functionTerm(expression: CallExpression, at: Pointer, scope: Scope): Term {
  const call = callAt(expression.name.replace(/^core::/, ""), at, scope);
  if (call.name === "try" || call.name === "can") return attempted(expression, call, scope);
  const args = expression.arguments.map((argument) => evaluate(argument, scope));
  if (!expression.spread) return calledWith(args, call, scope);
  const spread = args.at(-1);
  if (spread === undefined) return refused(call, `\`${call.name}\` is called without the list to spread`);
  return mapLeaves(spread, (leaf) => (leaf.kind === "list" ? calledWith([...args.slice(0, -1), ...leaf.items], call, scope) : derived(call, args, spread)));
}

function calledWith(args: readonly Term[], call: Call, scope: Scope): Term {
  const file = fileFunction(args, call, scope);
  if (file !== undefined) return file;
  // A map that stands for instances with unknown keys: of its keys nothing can be said, of its values one that stands for all.
  const [first] = args;
  if (call.name === "values" && first?.kind === "map" && isSymbolic(first)) return list([...first.entries.values()], first.at);
  return callFunction(
    args.map((term) => (term.kind === "map" && isSymbolic(term) ? derived(call, [term], term) : term)),
    call,
  );
}
