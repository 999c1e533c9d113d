/**
 * Paths to offsets in JSON text: one walk for all paths. The paths are put in a tree of their steps; the walk enters only
 * what the tree has a branch for and skips the rest by counting brackets.
 *
 * A key that stands twice counts the last time, as with `JSON.parse`: what was found under it before is forgotten.
 */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  decodeString,
  documentStart,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  skipString,
  skipToClose,
  skipValue,
} from "./json-scan.ts";
import { EMBEDDED, KEY, type Step } from "./pointer.ts";
import type { TextRange } from "./positions.ts";
import { mapToLiteral, type StringLiteral } from "./string-literal.ts";

/** Longer paths find nothing: the walk is recursive, and two nested documents of the greatest depth are far shorter. */
const MAX_STEPS = 1000;

interface Branch {
  readonly children: Map<string | number, Branch>;
  /** Indexes of the paths that end here, at the key of this entry, and that go on inside the string which stands here. */
  readonly ends: number[];
  readonly keyEnds: number[];
  readonly embedded: { readonly index: number; readonly rest: readonly Step[] }[];
  /** The greatest index among `children`: after it the rest of an array can be skipped. */
  lastIndex: number;
  /** Of this walk: the children that were found, so that forgetting costs no more than finding did. */
  readonly found: Branch[];
  isFound: boolean;
}

interface Walk {
  readonly text: string;
  readonly results: (TextRange | undefined)[];
}

/**
 * The range of each path's value (strings with their quotes) or, where it ends in KEY, of its key; undefined where the path
 * leads nowhere. Offsets are those of `text`.
 */
export function locateInJson(text: string, paths: readonly (readonly Step[])[]): (TextRange | undefined)[] {
  const root = branch();
  for (const [index, path] of paths.entries()) if (path.length <= MAX_STEPS) addPath(root, path, index);
  const walk: Walk = { text, results: paths.map(() => undefined) };
  walkValue(walk, skipSpace(text, documentStart(text)), root);
  return walk.results;
}

/**
 * The same for a document inside a string. Gives ranges of the outer text: exact where the literal's characters can be
 * matched one by one with the string's, else the whole literal. A URL-encoded document (as IAM's API returns them,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html) is decoded to look the path up, and the range
 * is the whole literal.
 */
export function locateEmbedded(literal: StringLiteral, inner: string, paths: readonly (readonly Step[])[]): (TextRange | undefined)[] {
  const decoded = urlDecoded(inner);
  if (decoded !== undefined) return locateInJson(decoded, paths).map((range) => range && literal.whole);
  return mapToLiteral(literal, inner, locateInJson(inner, paths));
}

function urlDecoded(inner: string): string | undefined {
  if (/^\s*[{["]/.test(inner) || !/%22|^\s*%7b/i.test(inner)) return undefined;
  try {
    return decodeURIComponent(inner);
  } catch {
    return undefined;
  }
}

function branch(): Branch {
  return { children: new Map(), ends: [], keyEnds: [], embedded: [], lastIndex: -1, found: [], isFound: false };
}

function addPath(root: Branch, path: readonly Step[], index: number): void {
  let at = root;
  for (const [position, step] of path.entries()) {
    if (step === KEY) {
      if (position === path.length - 1) at.keyEnds.push(index);
      return;
    }
    if (step === EMBEDDED) {
      at.embedded.push({ index, rest: path.slice(position + 1) });
      return;
    }
    let next = at.children.get(step);
    if (next === undefined) {
      next = branch();
      at.children.set(step, next);
      if (typeof step === "number") at.lastIndex = Math.max(at.lastIndex, step);
    }
    at = next;
  }
  at.ends.push(index);
}

/** `start` is the first character of a value; gives the offset after it. */
function walkValue(walk: Walk, start: number, at: Branch): number {
  if (start >= walk.text.length) return start;
  const end = walkInside(walk, start, at);
  const range = { start, end };
  for (const index of at.ends) walk.results[index] = range;
  if (at.embedded.length > 0 && walk.text.charCodeAt(start) === QUOTE) walkEmbedded(walk, range, at);
  return end;
}

function walkInside(walk: Walk, start: number, at: Branch): number {
  const first = walk.text.charCodeAt(start);
  if (first === OPEN_BRACE && at.children.size > 0) return walkObject(walk, start, at);
  if (first === OPEN_BRACKET && at.lastIndex >= 0) return walkArray(walk, start, at);
  return skipValue(walk.text, start);
}

function walkObject(walk: Walk, start: number, at: Branch): number {
  const { text } = walk;
  let next = skipSpace(text, start + 1);
  while (text.charCodeAt(next) === QUOTE) {
    const keyEnd = skipString(text, next);
    const key = decodeString(text, next, keyEnd);
    const child = key === undefined ? undefined : at.children.get(key);
    const colon = skipSpace(text, keyEnd);
    const value = skipSpace(text, text.charCodeAt(colon) === COLON ? colon + 1 : colon);
    if (child === undefined) next = skipSpace(text, skipValue(text, value));
    else {
      enter(walk, at, child);
      for (const index of child.keyEnds) walk.results[index] = { start: next, end: keyEnd };
      next = skipSpace(text, walkValue(walk, value, child));
    }
    if (text.charCodeAt(next) !== COMMA) break;
    next = skipSpace(text, next + 1);
  }
  return text.charCodeAt(next) === CLOSE_BRACE ? next + 1 : skipToClose(text, next);
}

function walkArray(walk: Walk, start: number, at: Branch): number {
  const { text } = walk;
  let next = skipSpace(text, start + 1);
  for (let index = 0; index <= at.lastIndex && text.charCodeAt(next) !== CLOSE_BRACKET; index += 1) {
    const child = at.children.get(index);
    if (child !== undefined) enter(walk, at, child);
    next = skipSpace(text, child === undefined ? skipValue(text, next) : walkValue(walk, next, child));
    if (text.charCodeAt(next) !== COMMA) break;
    next = skipSpace(text, next + 1);
  }
  return skipToClose(text, next);
}

function walkEmbedded(walk: Walk, range: TextRange, at: Branch): void {
  const inner = decodeString(walk.text, range.start, range.end);
  if (inner === undefined) return;
  const literal: StringLiteral = { text: walk.text, whole: range, content: { start: range.start + 1, end: range.end - 1 }, style: "double" };
  const found = locateEmbedded(
    literal,
    inner,
    at.embedded.map(({ rest }) => rest),
  );
  for (const [position, { index }] of at.embedded.entries()) walk.results[index] = found[position];
}

function enter(walk: Walk, parent: Branch, child: Branch): void {
  if (child.isFound) forget(walk, child);
  else parent.found.push(child);
  child.isFound = true;
}

function forget(walk: Walk, at: Branch): void {
  for (const index of at.ends) walk.results[index] = undefined;
  for (const index of at.keyEnds) walk.results[index] = undefined;
  for (const { index } of at.embedded) walk.results[index] = undefined;
  for (const child of at.found) {
    forget(walk, child);
    child.isFound = false;
  }
  at.found.length = 0;
}
