/**
 * Pointers: where a value stands, without paying for positions.
 *
 * A pointer is a file and a path inside it, kept as a linked list so that making one costs a single small object.
 * Only when a finding is reported does `locate` turn it into lines and columns, by a position-keeping parse of that one
 * file (or that one line of a recording). Offsets on every value were refused: measured on a 2.4 MB snapshot, plain
 * `JSON.parse` takes 19 ms, a tree with positions 218 ms and more.
 */

/** The path goes on inside a string that holds JSON (a policy document pasted as text, an EMR security configuration). */
export const EMBEDDED: unique symbol = Symbol("embedded JSON");

/** The path ends at the key of the entry just named, not at its value: the place to show for a whole resource. */
export const KEY: unique symbol = Symbol("key");

/** One step of a path: an object key, an array index, or one of the two markers. */
export type Step = string | number | typeof EMBEDDED | typeof KEY;

export interface RootPointer {
  readonly kind: "root";
  /** The file as the user knows it: relative to the working folder, with forward slashes; `-` for standard input. */
  readonly file: string;
  /** In a recording (JSON Lines): the line that holds the record, counted from 1. */
  readonly record?: number;
}

export interface ChildPointer {
  readonly kind: "child";
  readonly parent: Pointer;
  readonly step: Step;
}

export type Pointer = RootPointer | ChildPointer;

/**
 * Stands for "the document that this is part of". Equal policy documents are compiled once and shared, so their inner
 * pointers start here and are grafted onto each document's own place by `rebase` when something is reported.
 */
export const DOCUMENT: RootPointer = { kind: "root", file: "" };

export function rootPointer(file: string, record?: number): RootPointer {
  return record === undefined ? { kind: "root", file } : { kind: "root", file, record };
}

/** The place one or more steps below `parent`. */
export function child(parent: Pointer, ...steps: readonly Step[]): Pointer {
  let at = parent;
  for (const step of steps) at = { kind: "child", parent: at, step };
  return at;
}

/** The key under which `pointer`'s value stands; the pointer itself where it is a root or a list item. */
export function keyOf(pointer: Pointer): Pointer {
  return pointer.kind === "child" && typeof pointer.step === "string" ? child(pointer, KEY) : pointer;
}

/** The root of a pointer and the steps from there, outermost first. */
export function stepsOf(pointer: Pointer): { readonly root: RootPointer; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  let at = pointer;
  while (at.kind === "child") {
    steps.push(at.step);
    at = at.parent;
  }
  return { root: at, steps: steps.reverse() };
}

/** `pointer` with `DOCUMENT` replaced by the place where that document stands; any other pointer unchanged. */
export function rebase(pointer: Pointer, document: Pointer): Pointer {
  const { root, steps } = stepsOf(pointer);
  return root === DOCUMENT ? child(document, ...steps) : pointer;
}

/** A text that is equal for equal pointers: for grouping findings that point at one place. */
export function pointerKey(pointer: Pointer): string {
  const { root, steps } = stepsOf(pointer);
  return JSON.stringify([root.file, root.record ?? 0, ...steps.map((step) => (typeof step === "symbol" ? { marker: step.description } : step))]);
}
