/**
 * Walking JSON text without building anything: what `JSON.parse` can't give (positions, duplicate keys), at about the
 * speed of reading the characters. The text is expected to be valid; on other text the functions still end, within the text.
 */

import { positionAt, spanAt } from "./positions.ts";
import { printable } from "./printable.ts";
import type { SyntaxProblem } from "./source-text.ts";

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const BYTE_ORDER_MARK = 0xfeff;

/** Where the document begins: after the byte order mark, if there is one. */
export function documentStart(text: string): number {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
}

/** The offset of the first character at or after `at` that is not JSON white space (RFC 8259, section 2). */
export function skipSpace(text: string, at: number): number {
  let next = at;
  while (isSpace(text.charCodeAt(next))) next += 1;
  return next;
}

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** `at` is an opening quote; gives the offset after the closing one, or the text's end where there is none. */
export function skipString(text: string, at: number): number {
  let quote = text.indexOf('"', at + 1);
  while (quote !== -1) {
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

/** `at` is the first character of a value; gives the offset after the value. */
export function skipValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === QUOTE) return skipString(text, at);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipToClose(text, at + 1);
  let next = at;
  while (next < text.length && !endsScalar(text.charCodeAt(next))) next += 1;
  return next;
}

function endsScalar(code: number): boolean {
  return code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || isSpace(code);
}

/** `at` is inside an object or array; gives the offset after the bracket that closes it. */
export function skipToClose(text: string, at: number): number {
  const { length } = text;
  let depth = 1;
  let next = at;
  while (next < length) {
    const code = text.charCodeAt(next);
    if (code === QUOTE) {
      next = skipString(text, next);
      continue;
    }
    next += 1;
    // White space, commas, colons and digits, of which there are most, all stand before the brackets.
    if (code < OPEN_BRACKET) continue;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return next;
    }
  }
  return next;
}

/** Whether objects and arrays nest more than `limit` levels. Looks at brackets only, so the text need not be valid. */
export function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let next = 0;
  while (next < text.length) {
    const code = text.charCodeAt(next);
    if (code === QUOTE) {
      next = skipString(text, next);
      continue;
    }
    next += 1;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
  }
  return false;
}

/** The string that the JSON string literal from `start` to `end` (quotes included) stands for; undefined if it is not one. */
export function decodeString(text: string, start: number, end: number): string | undefined {
  const inner = text.slice(start + 1, end - 1);
  if (!inner.includes("\\")) return inner;
  try {
    return JSON.parse(text.slice(start, end)) as string;
  } catch {
    return undefined;
  }
}

/**
 * The first key that stands twice in one object. `JSON.parse` keeps the last one in silence and a reader sees the first
 * (RFC 8259, section 4: "the behavior of software that receives such an object is unpredictable"): worth a word. `text` must be valid JSON; `firstLine` is the line of the file where it begins.
 */
export function findDuplicateKey(text: string, firstLine = 1): SyntaxProblem | undefined {
  const open: (Map<string, number> | undefined)[] = [];
  let next = documentStart(text);
  let expectsKey = false;
  while (next < text.length) {
    const code = text.charCodeAt(next);
    if (code === QUOTE) {
      const end = skipString(text, next);
      const keys = expectsKey ? open.at(-1) : undefined;
      if (keys !== undefined) {
        const key = decodeString(text, next, end) ?? "";
        const before = keys.get(key);
        if (before !== undefined) return duplicateKey(text, key, before, { start: next, end }, firstLine);
        keys.set(key, next);
        expectsKey = false;
      }
      next = end;
      continue;
    }
    next += 1;
    if (code === OPEN_BRACE) open.push(new Map());
    else if (code === OPEN_BRACKET) open.push(undefined);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) open.pop();
    if (code === OPEN_BRACE || code === COMMA) expectsKey = open.at(-1) !== undefined;
    else if (code === OPEN_BRACKET) expectsKey = false;
  }
  return undefined;
}

/** The words for a key that stands twice, the same for JSON and YAML. */
export function duplicateKey(text: string, key: string, before: number, at: { start: number; end: number }, firstLine: number): SyntaxProblem {
  const line = positionAt(text, before).line + firstLine - 1;
  return { message: `the key \`${printable(key)}\` stands twice in one object, first at line ${line}`, span: spanAt(text, at, firstLine) };
}
