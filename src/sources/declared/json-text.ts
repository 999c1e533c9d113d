/** JSON inside a text, whose holes stand inside its strings: what CDK makes of parameters with tokens in them. */
import { child, EMBEDDED, type Pointer } from "../../text/pointer.ts";
import { type Hole, isKnown, type Text, text } from "../../text/symbolic.ts";
import { fromJson, type Value } from "../../text/value.ts";
import type { Context } from "./context.ts";
import { relocate, scalar } from "./values.ts";

/** Private-use characters around a hole's number; a text that has them itself is not read. */
const OPEN = "\uE000";
const CLOSE = "\uE001";

/**
 * Undefined where the text is no JSON. Where all of the text stands in one string of the template, inner pointers go on inside
 * that string; where functions put it together, all of it is at `at`.
 */
export function parseJsonText(run: Context, written: Text, at: Pointer, literal: boolean): Value | undefined {
  const parts = isKnown(written) ? [written] : written.parts;
  if (parts.some((part) => typeof part === "string" && (part.includes(OPEN) || part.includes(CLOSE)))) return undefined;
  const holes: Hole[] = [];
  const marked = parts.map((part) => (typeof part === "string" ? part : `${OPEN}${holes.push(part) - 1}${CLOSE}`)).join("");
  try {
    const value = fromJson(JSON.parse(marked), child(at, EMBEDDED));
    const whole = holes.length === 0 ? value : withHoles(value, holes);
    return literal ? whole : relocate(run, whole, at);
  } catch {
    return undefined;
  }
}

function withHoles(value: Value, holes: readonly Hole[]): Value {
  switch (value.kind) {
    case "scalar":
      return typeof value.value === "string" ? scalar(unmarked(value.value, holes), value.at) : value;
    case "list":
      return { ...value, items: value.items.map((item) => withHoles(item, holes)) };
    case "map":
      return { ...value, entries: new Map([...value.entries].map(([key, entry]) => [key, withHoles(entry, holes)])) };
    default:
      return value;
  }
}

function unmarked(marked: string, holes: readonly Hole[]): Text {
  const [head = "", ...rest] = marked.split(OPEN);
  return text(
    head,
    ...rest.flatMap((piece) => {
      const end = piece.indexOf(CLOSE);
      const hole = holes[Number(piece.slice(0, end))];
      return hole === undefined ? [piece] : [hole, piece.slice(end + 1)];
    }),
  );
}
