/** `for` expressions. https://developer.hashicorp.com/terraform/language/expressions/for */
import type { Expression, ForExpression } from "../../text/hcl/syntax.ts";
import type { Pointer } from "../../text/pointer.ts";
import { isKnown } from "../../text/symbolic.ts";
import { MAX_CONDITIONS, mapLeaves, overChoices, truthOf } from "./choices.ts";
import { type Call, derived, isNull, isRefused, list, map, refused, scalar, textOf } from "./making.ts";
import { standpoint } from "./scope.ts";
import type { Term } from "./term.ts";
import { type Item, isSymbolic, itemsOf, SYMBOLIC_KEY } from "./traversal.ts";
import type { Scope } from "./types.ts";

/** An item that is taken, or may be. */
interface Taken {
  /** True, or a choice by what is not known. */
  readonly condition: Term;
  readonly key: Term | undefined;
  readonly value: Term;
}

export function forTerm(expression: ForExpression, at: Pointer, scope: Scope): Term {
  const { run } = scope;
  const call: Call = { name: "for", at, making: run };
  return mapLeaves(run.evaluate(expression.collection, scope), (collection) => {
    const items = itemsOf(collection, call);
    const open = (from: Term): Term => derived(call, [collection, standpoint(scope, expression.range, at)], from);
    if (items === undefined) {
      if (isRefused(collection)) return { ...collection, at };
      if (collection.kind === "scalar" || collection.kind === "json") return refused(call, "`for` goes over something that is no collection");
      return open(collection);
    }
    const taken = takenOf(expression, items, call, scope);
    if ("kind" in taken) return taken;
    const deciding = taken.flatMap(({ condition, key }) => (key === undefined ? [condition] : [condition, key]));
    const conditions = new Set(deciding.flatMap((term) => (term.kind === "choice" ? [term.condition.id] : [])));
    if (conditions.size > MAX_CONDITIONS) return open(deciding.find((term) => term.kind === "choice") ?? collection);
    const isOfAny = collection.kind === "map" && isSymbolic(collection);
    const all = conditions.size === 0 ? deciding : [...deciding, collection, standpoint(scope, expression.range, at)];
    return overChoices(all, at, run, (settled) =>
      expression.key === undefined ? listOf(taken, settled, call) : mapOf(expression, taken, settled, isOfAny, call, open),
    );
  });
}

/** The items that may be taken; or why Terraform would refuse the whole. */
function takenOf(expression: ForExpression, items: readonly Item[], call: Call, scope: Scope): readonly Taken[] | Term {
  const taken: Taken[] = [];
  for (const item of items) {
    if (scope.run.budget.left < 0) return refused(call, "the configuration stands for more values than this program works with");
    const inner = bound(expression, item, scope);
    const condition = truth(expression.condition, call, inner);
    if (isRefused(condition)) return condition;
    if (condition.kind === "scalar" && condition.value === false) continue;
    const key = expression.key && scope.run.evaluate(expression.key, inner);
    if (key !== undefined && isNull(key)) return refused(call, "a key is null");
    taken.push({ condition, key, value: scope.run.evaluate(expression.value, inner) });
  }
  return taken;
}

function bound(expression: ForExpression, [key, value]: Item, scope: Scope): Scope {
  const bindings = new Map(scope.bindings);
  if (expression.keyName !== undefined) bindings.set(expression.keyName, key);
  bindings.set(expression.valueName, value);
  return { ...scope, bindings };
}

function truth(condition: Expression | undefined, { at, making }: Call, scope: Scope): Term {
  return condition === undefined ? scalar(true, at) : truthOf(scope.run.evaluate(condition, scope), at, making);
}

function isTrue(term: Term | undefined): boolean {
  return term?.kind === "scalar" && term.value === true;
}

function listOf(taken: readonly Taken[], conditions: readonly Term[], { at }: Call): Term {
  return list(
    taken.filter((_, index) => isTrue(conditions[index])).map(({ value }) => value),
    at,
  );
}

/** `settled`: a condition and a key for each item. `isOfAny`: the one item stands for any number of items with unknown keys. */
function mapOf(expression: ForExpression, taken: readonly Taken[], settled: readonly Term[], isOfAny: boolean, call: Call, open: (from: Term) => Term): Term {
  const entries = new Map<string, Term>();
  const groups = new Map<string, Term[]>();
  for (const [index, { value }] of taken.entries()) {
    const [condition, key] = [settled[2 * index], settled[2 * index + 1]];
    if (!isTrue(condition) || key === undefined) continue;
    const name = textOf(key);
    if (name === undefined || !isKnown(name)) {
      if (!isOfAny || expression.grouped || isRefused(key)) return isRefused(key) ? key : open(key);
      entries.set(SYMBOLIC_KEY, value);
      continue;
    }
    const group = groups.get(name);
    if (group !== undefined) group.push(value);
    else if (expression.grouped) groups.set(name, [value]);
    else if (entries.has(name)) return refused(call, `two items have the key \`${name}\``);
    else entries.set(name, value);
  }
  for (const [name, values] of groups) entries.set(name, list(values, call.at));
  return map(entries, call.at);
}
