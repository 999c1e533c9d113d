/**
 * `Fn::ForEach::Name: [Identifier, Collection, {Key: Value}]` among the keys of a map.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
import { child, type Pointer } from "../../text/pointer.ts";
import type { Cause } from "../../text/symbolic.ts";
import { reportAt } from "../declared/context.ts";
import { type Fragment, fragment, isMap, type Scope } from "./run.ts";
import { boundText } from "./text-functions.ts";

export interface Expanded {
  readonly entries: readonly { readonly key: string; readonly piece: Fragment }[];
  /** A loop whose collection is not known: some keys are missing. */
  readonly unknown: Cause | undefined;
}

const PREFIX = "Fn::ForEach::";

/** CloudFormation allows five levels of loops and 500 resources; beyond this nothing sensible is meant. */
const MAX_LEVELS = 5;
const MAX_ITEMS = 2_000;

/** Of the run's budget: some 20,000 turns of all loops together. */
const ITEM_COST = 250;

/** The entries of a map with its loops unrolled. Pointers stay in the template as written. */
export function expandLoops(json: Record<string, unknown>, at: Pointer, scope: Scope, level = 0): Expanded {
  const entries: { key: string; piece: Fragment }[] = [];
  let unclear: Cause | undefined;
  for (const [key, value] of Object.entries(json)) {
    if (!key.startsWith(PREFIX)) {
      entries.push({ key: scope.bindings.size === 0 ? key : boundText(key, scope), piece: fragment(value, child(at, key), scope.bindings) });
      continue;
    }
    for (const inner of unroll(key, value, child(at, key), scope, level)) {
      unclear ??= inner.unknown;
      for (const entry of inner.entries) entries.push(entry);
    }
  }
  return { entries, unknown: unclear };
}

function unroll(key: string, value: unknown, at: Pointer, scope: Scope, level: number): readonly Expanded[] {
  const failed = (what: string): readonly Expanded[] => [{ entries: [], unknown: { kind: "expression", id: `loop ${scope.stack.key} ${key}`, what, at } }];
  const [identifier, collection, body]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (typeof identifier !== "string" || !isMap(body)) {
    reportAt(scope.run, at, "expected an identifier, a collection and a map to repeat");
    return failed(`\`${key}\` is malformed`);
  }
  const items = level < MAX_LEVELS ? collectionItems(collection, child(at, 1), scope) : undefined;
  if (items === undefined || items.length > MAX_ITEMS) return failed(`the collection of \`${key}\` is not known`);
  return items.map((item) => {
    scope.run.budget.left -= ITEM_COST;
    return expandLoops(body, child(at, 2), { ...scope, bindings: new Map(scope.bindings).set(identifier, item) }, level + 1);
  });
}

function collectionItems(collection: unknown, at: Pointer, scope: Scope): readonly string[] | undefined {
  const value = scope.run.evaluate(collection, at, scope);
  if (value?.kind !== "list" || scope.run.budget.left < 0) return undefined;
  const items: string[] = [];
  for (const item of value.items) {
    // A list may hold a reference to a list, whose items then count.
    for (const inner of item.kind === "list" ? item.items : [item]) {
      if (inner.kind !== "scalar" || typeof inner.value === "object") return undefined;
      items.push(String(inner.value));
    }
  }
  return items;
}
