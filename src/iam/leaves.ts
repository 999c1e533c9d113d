/** Values of a template, with their choices pushed down: what a policy's parser works on. */
import type { Text } from "../text/symbolic.ts";
import { type Guard, type ListValue, MAX_DEPTH, type MapValue, type ScalarValue, type UnknownValue, type Value } from "../text/value.ts";
import { addGuards } from "./guards.ts";

/** A value without a choice at its top, and the conditions under which it stands there. */
export interface Leaf {
  readonly value: ScalarValue | ListValue | MapValue | UnknownValue;
  readonly guards: readonly Guard[];
}

/** Every branch of a value that can be reached; branches whose conditions contradict each other are left out. */
export function leavesOf(value: Value, guards: readonly Guard[] = [], depth = 0): Leaf[] {
  if (value.kind !== "choice") return [{ value, guards }];
  if (depth > MAX_DEPTH) return [];
  const leaves: Leaf[] = [];
  for (const when of [true, false]) {
    const branch = when ? value.then : value.otherwise;
    const inner = addGuards(guards, [{ cause: value.condition, when }]);
    if (branch !== undefined && inner !== undefined) for (const leaf of leavesOf(branch, inner, depth + 1)) leaves.push(leaf);
  }
  return leaves;
}

/** The items of a list, or the value itself where it is no list: IAM takes one for the other everywhere. */
export function itemsOf(value: Value, guards: readonly Guard[] = []): Leaf[] {
  return leavesOf(value, guards).flatMap((leaf) => (leaf.value.kind === "list" ? leaf.value.items.flatMap((item) => leavesOf(item, leaf.guards)) : [leaf]));
}

/**
 * The conditions without which an element is not written at all: `NotAction: If(c, [...], NoValue)`. A statement that needs
 * the element can only exist where they hold.
 */
export function presenceGuards(value: Value, depth = 0): readonly Guard[] {
  if (value.kind !== "choice" || depth > MAX_DEPTH) return [];
  const branch = value.then ?? value.otherwise;
  if (branch === undefined || (value.then !== undefined && value.otherwise !== undefined)) return [];
  return [{ cause: value.condition, when: value.then !== undefined }, ...presenceGuards(branch, depth + 1)];
}

/** A scalar's text; numbers and booleans as JSON writes them. Undefined for null. */
export function scalarText(value: ScalarValue): Text | undefined {
  if (value.value === null) return undefined;
  return typeof value.value === "number" || typeof value.value === "boolean" ? String(value.value) : value.value;
}

/** Characters of the value as compact JSON without white space; undefined where part of it is not known. */
export function sizeOf(value: Value): number | undefined {
  switch (value.kind) {
    case "scalar":
      return typeof value.value === "object" && value.value !== null ? undefined : sizeOfJson(value.value);
    case "list":
      return sumOf(value.items.map(sizeOf), Math.max(0, value.items.length - 1) + 2);
    case "map":
      return sumOf(
        [...value.entries].map(([key, entry]) => sumOf([sizeOf(entry)], sizeOfJson(key) + 1)),
        Math.max(0, value.entries.size - 1) + 2,
      );
    default:
      return undefined;
  }
}

function sizeOfJson(value: string | number | boolean | null): number {
  return JSON.stringify(value).replace(/\s/g, "").length;
}

function sumOf(sizes: readonly (number | undefined)[], start: number): number | undefined {
  let sum = start;
  for (const size of sizes) {
    if (size === undefined) return undefined;
    sum += size;
  }
  return sum;
}
