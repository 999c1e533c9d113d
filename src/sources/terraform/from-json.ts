/** Plain JSON as terms. */
import { child, EMBEDDED, type Pointer, type Step } from "../../text/pointer.ts";
import { MAX_DEPTH } from "../../text/value.ts";
import { list, map, scalar } from "./making.ts";
import type { Term } from "./term.ts";

/** What `JSON.parse` gave, all of it at `at`: a value that is known but written nowhere. */
export function termFromJson(json: unknown, at: Pointer): Term {
  return make(json, at, (outer) => outer, 0);
}

/** The same, with each part at its own place below `at`. */
function locatedTermFromJson(json: unknown, at: Pointer): Term {
  return make(json, at, child, 0);
}

function make(json: unknown, at: Pointer, below: (at: Pointer, step: Step) => Pointer, depth: number): Term {
  if (depth > MAX_DEPTH) return scalar(null, at);
  if (Array.isArray(json)) {
    return list(
      json.map((item, index) => make(item, below(at, index), below, depth + 1)),
      at,
    );
  }
  if (typeof json === "object" && json !== null)
    return map(new Map(Object.entries(json).map(([key, value]) => [key, make(value, below(at, key), below, depth + 1)])), at);
  return scalar(typeof json === "string" || typeof json === "number" || typeof json === "boolean" ? json : null, at);
}

/** A text that holds JSON as the terms in it, each at its place inside the text; undefined where it is no JSON. */
export function termFromJsonText(text: string, at: Pointer): Term | undefined {
  try {
    return locatedTermFromJson(JSON.parse(text), child(at, EMBEDDED));
  } catch {
    return undefined;
  }
}
