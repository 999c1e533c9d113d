/** Making and walking values: properties, list items and branches of what a template evaluates to. */
import type { Located } from "../../model/inventory.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, type Hole, isKnown, type Text, text, textKey } from "../../text/symbolic.ts";
import type { Guard, ListValue, ScalarValue, UnknownValue, Value } from "../../text/value.ts";
import { type Context, expressionHole } from "./context.ts";

export function scalar(value: Text | number | boolean | null, at: Pointer): ScalarValue {
  return { kind: "scalar", value, at };
}

export function listValue(items: readonly Value[], at: Pointer): ListValue {
  return { kind: "list", items, at };
}

export function unknown(hole: Hole, at: Pointer): UnknownValue {
  return { kind: "unknown", hole, at };
}

/** A text as a value: a lone hole is an unknown, which may also stand for a list or a map. */
export function textValue(value: Text, at: Pointer): Value {
  if (!isKnown(value) && value.parts.length === 1) {
    const [only] = value.parts;
    if (only !== undefined && typeof only !== "string" && only.shape === undefined) return unknown(only, at);
  }
  return scalar(value, at);
}

/** A choice between two values; undefined where neither is there. */
export function choice(condition: Cause, then: Value | undefined, otherwise: Value | undefined, at: Pointer): Value | undefined {
  if (then === undefined && otherwise === undefined) return undefined;
  return { kind: "choice", condition, at, ...(then === undefined ? {} : { then }), ...(otherwise === undefined ? {} : { otherwise }) };
}

/** The same value, as if all of it were written at `at`: for what a reference fetches from elsewhere. */
export function relocate(run: Context, value: Value | undefined, at: Pointer): Value | undefined {
  if (value === undefined) return undefined;
  run.budget.left--;
  const move = (inner: Value): Value => relocate(run, inner, at) ?? inner;
  switch (value.kind) {
    case "scalar":
    case "unknown":
      return { ...value, at };
    case "list":
      return run.budget.left < 0 ? { ...value, at } : listValue(value.items.map(move), at);
    case "map":
      return run.budget.left < 0 ? { ...value, at } : { kind: "map", entries: new Map([...value.entries].map(([key, inner]) => [key, move(inner)])), at };
    case "choice":
      return choice(value.condition, value.then && move(value.then), value.otherwise && move(value.otherwise), at);
  }
}

/** A value that is no choice, and the guards of the branches that lead to it. */
export interface Branch {
  readonly value: Exclude<Value, { kind: "choice" }>;
  readonly guards: readonly Guard[];
}

/** The leaves of a value's choices. An absent branch gives none. */
export function branches(value: Value | undefined, guards: readonly Guard[] = []): readonly Branch[] {
  if (value === undefined) return [];
  if (value.kind !== "choice") return [{ value, guards }];
  const side = (branch: Value | undefined, when: boolean): readonly Branch[] => {
    const held = guards.find((guard) => guard.cause.id === value.condition.id);
    if (held !== undefined) return held.when === when ? branches(branch, guards) : [];
    return branches(branch, [...guards, { cause: value.condition, when }]);
  };
  return [...side(value.then, true), ...side(value.otherwise, false)];
}

/** The items of a list, or of what may be one of several lists; a value that is no list counts as its only item. */
export function items(value: Value | undefined, guards: readonly Guard[] = []): readonly Branch[] {
  return branches(value, guards).flatMap((branch) =>
    branch.value.kind === "list" ? branch.value.items.flatMap((item) => branches(item, branch.guards)) : [branch],
  );
}

/** What stands under a key, through choices. Undefined where the value has no such key or is no map. */
export function property(run: Context, value: Value | undefined, ...path: readonly string[]): Value | undefined {
  const [key, ...rest] = path;
  if (value === undefined || key === undefined) return value;
  switch (value.kind) {
    case "map":
      return property(run, value.entries.get(key), ...rest);
    case "choice":
      return choice(value.condition, property(run, value.then, ...path), property(run, value.otherwise, ...path), value.at);
    case "unknown":
      return unknown(expressionHole(run, value.hole.id, path.join("."), value.hole.cause), value.at);
    default:
      return undefined;
  }
}

/** A value as text; numbers and booleans as CloudFormation writes them. Undefined for lists, maps and nothing. */
export function asText(run: Context, value: Value | undefined): Text | undefined {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case "scalar":
      return value.value === null ? undefined : typeof value.value === "object" ? value.value : String(value.value);
    case "unknown":
      return text(value.hole);
    case "choice": {
      const then = asText(run, value.then);
      const otherwise = asText(run, value.otherwise);
      if (then !== undefined && otherwise !== undefined && textKey(then) === textKey(otherwise)) return then;
      const structure = JSON.stringify([value.condition.id, then && textKey(then), otherwise && textKey(otherwise)]);
      return text(expressionHole(run, "Fn::If", structure, value.condition));
    }
    default:
      return undefined;
  }
}

export function locatedText(run: Context, value: Value | undefined): Located<Text> | undefined {
  const found = asText(run, value);
  return value === undefined || found === undefined ? undefined : { value: found, at: value.at };
}

/** A flag, written as a boolean or as the text "true" or "false". `absent` where nothing is written. */
export function asFlag(value: Value | undefined, absent: boolean): boolean | Cause {
  if (value === undefined) return absent;
  switch (value.kind) {
    case "scalar":
      if (value.value === true || value.value === "true") return true;
      if (value.value === false || value.value === "false") return false;
      if (typeof value.value === "object" && value.value !== null) return causeOfText(value.value) ?? malformedFlag(value);
      return malformedFlag(value);
    case "unknown":
      return value.hole.cause;
    case "choice": {
      const then = asFlag(value.then, absent);
      const otherwise = asFlag(value.otherwise, absent);
      return then === otherwise ? then : value.condition;
    }
    default:
      return malformedFlag(value);
  }
}

function malformedFlag(value: Value): Cause {
  return { kind: "malformed", id: "malformed flag", what: "the value is neither true nor false", at: value.at };
}

export function causeOfText(value: Text): Cause | undefined {
  return isKnown(value) ? undefined : value.parts.find((part) => typeof part !== "string")?.cause;
}

/** The value once a condition is settled: its choices on that condition replaced by the branch that is there. */
export function settled(value: Value | undefined, guard: Guard): Value | undefined {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case "choice":
      if (value.condition.id === guard.cause.id) return settled(guard.when ? value.then : value.otherwise, guard);
      return choice(value.condition, settled(value.then, guard), settled(value.otherwise, guard), value.at);
    case "list":
      return listValue(
        value.items.map((item) => settled(item, guard)).filter((item) => item !== undefined),
        value.at,
      );
    case "map": {
      const entries = [...value.entries].map(([key, entry]) => [key, settled(entry, guard)] as const);
      return { kind: "map", entries: new Map(entries.filter((entry): entry is readonly [string, Value] => entry[1] !== undefined)), at: value.at };
    }
    default:
      return value;
  }
}
