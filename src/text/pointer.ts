/**
 * Pointers: where a value stands, without paying for positions.
 *
 * A pointer is a file and a path inside it, kept as a linked list so that making one costs a single small object.
 * Only when a finding is reported does `locate` turn it into lines and columns, by a position-keeping parse of that one
 * file (or that one line of a recording). Offsets on every value were refused: measured on a 2.4 MB snapshot, plain
 * `JSON.parse` takes 19 ms, a tree with positions 218 ms and more. HCL is the exception: its parser has the positions anyway, so a
 * pointer into HCL begins at a range of the text, and only what lies inside a string there is looked up late.
 */
import type { TextRange } from "./positions.ts";

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
  /** In HCL: the element itself. The path then leads into the JSON that stands in it as a string, if anywhere. */
  readonly range?: TextRange;
  /** How what stands there is written, where that is not JSON or YAML: decides how a snippet to put there is written. */
  readonly written?: Notation;
}

/**
 * `hcl`: as an object of HCL, `Action = [...]`. `policy-document`: as the blocks of `data.aws_iam_policy_document`, `actions = [...]`;
 * `policy-document-json`: the same in Terraform's JSON syntax, `"actions": [...]`.
 */
export type Notation = "hcl" | "policy-document" | "policy-document-json";

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

/** A stretch of a text, whatever is written there. */
export function rangePointer(file: string, range: TextRange): RootPointer {
  return { kind: "root", file, range };
}

/** An element of an HCL text. */
export function hclPointer(file: string, range: TextRange, written: Notation = "hcl"): RootPointer {
  return { kind: "root", file, range, written };
}

/** How a snippet for that place is to be written; undefined for JSON and YAML. */
export function notationAt(pointer: Pointer): Notation | undefined {
  const { root, steps } = stepsOf(pointer);
  return root.range !== undefined && steps.includes(EMBEDDED) ? undefined : root.written;
}

/** The same place, where a snippet has to be written in that notation. */
export function withNotation(pointer: Pointer, written: Notation): Pointer {
  const { root, steps } = stepsOf(pointer);
  return root.written === written ? pointer : child({ ...root, written }, ...steps);
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
  const origin = root.range === undefined ? (root.record ?? 0) : [root.range.start, root.range.end];
  return JSON.stringify([root.file, origin, ...steps.map((step) => (typeof step === "symbol" ? { marker: step.description } : step))]);
}
