/**
 * A tree of values that remember where they stand and may be partly unknown: what a template's property becomes once its
 * intrinsics are resolved, and what plain JSON becomes before it is read as a policy.
 */
import { child, type Pointer } from "./pointer.ts";
import type { Cause, Hole, Text } from "./symbolic.ts";

/** A condition that decides whether something is there: `when: false` means "there when the condition does not hold". */
export interface Guard {
  readonly cause: Cause;
  readonly when: boolean;
}

export type Value = ScalarValue | ListValue | MapValue | UnknownValue | ChoiceValue;

export interface ScalarValue {
  readonly kind: "scalar";
  readonly value: Text | number | boolean | null;
  readonly at: Pointer;
}

export interface ListValue {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly at: Pointer;
}

export interface MapValue {
  readonly kind: "map";
  /** A Map, not an object: keys come from input, and `__proto__` is a key like any other. */
  readonly entries: ReadonlyMap<string, Value>;
  readonly at: Pointer;
}

/** Nothing is known but the hole's identity. */
export interface UnknownValue {
  readonly kind: "unknown";
  readonly hole: Hole;
  readonly at: Pointer;
}

/** Either branch, by a condition that is not known; an absent branch means the value is not there at all. */
export interface ChoiceValue {
  readonly kind: "choice";
  readonly condition: Cause;
  readonly then?: Value;
  readonly otherwise?: Value;
  readonly at: Pointer;
}

/** Deeper input than this is refused: no policy or template comes near, and recursion stays safe. */
export const MAX_DEPTH = 200;

/** Plain JSON (as `JSON.parse` gives it) as a tree of values. Throws RangeError when nested deeper than MAX_DEPTH. */
export function fromJson(json: unknown, at: Pointer, depth = 0): Value {
  if (depth > MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(json)) {
    return { kind: "list", items: json.map((item, index) => fromJson(item, child(at, index), depth + 1)), at };
  }
  if (typeof json === "object" && json !== null) {
    const entries = new Map<string, Value>();
    for (const [key, value] of Object.entries(json)) entries.set(key, fromJson(value, child(at, key), depth + 1));
    return { kind: "map", entries, at };
  }
  if (typeof json === "string" || typeof json === "number" || typeof json === "boolean" || json === null) {
    return { kind: "scalar", value: json, at };
  }
  throw new TypeError(`not a JSON value: ${typeof json}`);
}
