/**
 * What is wrong with a text that is not JSON, in words: the messages of `JSON.parse` are V8's, differ between versions and
 * often give no place. A strict reading of RFC 8259 that builds nothing and stops at the first error.
 */
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, documentStart, isSpace, OPEN_BRACE, OPEN_BRACKET, QUOTE, skipSpace } from "./json-scan.ts";
import { positionAt, type TextRange } from "./positions.ts";
import { printable } from "./printable.ts";
import { MAX_DEPTH } from "./value.ts";

export interface JsonProblem {
  readonly message: string;
  readonly range: TextRange;
}

interface Open {
  readonly at: number;
  readonly kind: "object" | "array";
}

type Expected = "value" | "value or ]" | "key" | "key or }" | "comma or close" | "end";

interface Reading {
  readonly text: string;
  readonly firstLine: number;
  readonly open: Open[];
}

/** A step forward, or the first error. */
type Outcome = { readonly next: number; readonly expected: Expected } | JsonProblem;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}\p{N}_$.+-]+/uy;
const STRING_END = /["\\\p{Cc}]/gu;

/** The first error of a JSON text, nesting beyond MAX_DEPTH included; undefined when there is none. */
export function findJsonProblem(text: string, firstLine = 1): JsonProblem | undefined {
  const reading: Reading = { text, firstLine, open: [] };
  let expected: Expected = "value";
  let next = skipSpace(text, documentStart(text));
  if (next >= text.length) return { message: "the file is empty; expected a JSON value", range: { start: next, end: next } };
  for (;;) {
    if (next >= text.length) return expected === "end" ? undefined : endOfFile(reading, missing(expected));
    const outcome: Outcome = step(reading, next, expected);
    if ("message" in outcome) return outcome;
    expected = outcome.expected;
    next = skipSpace(text, outcome.next);
  }
}

function step(reading: Reading, at: number, expected: Expected): Outcome {
  const code = reading.text.charCodeAt(at);
  if (expected === "end") return unexpected(reading, at, "expected the end of the file after the JSON value; several values make no JSON document");
  if (expected === "comma or close") return readSeparator(reading, at, code);
  if (expected === "key" || expected === "key or }") return readKey(reading, at, code, expected);
  if (code === CLOSE_BRACKET && expected === "value or ]") return close(reading, at);
  return readValue(reading, at, code);
}

function readSeparator(reading: Reading, at: number, code: number): Outcome {
  const inObject = reading.open.at(-1)?.kind === "object";
  if (code === COMMA) return { next: at + 1, expected: inObject ? "key" : "value" };
  if (code === (inObject ? CLOSE_BRACE : CLOSE_BRACKET)) return close(reading, at);
  return unexpected(reading, at, inObject ? "expected `,` or `}` after the entry of an object" : "expected `,` or `]` after the item of an array");
}

function readKey(reading: Reading, at: number, code: number, expected: Expected): Outcome {
  const { text } = reading;
  if (code === CLOSE_BRACE) return expected === "key or }" ? close(reading, at) : trailingComma(text, at);
  if (code !== QUOTE) return unexpected(reading, at, "expected a key in double quotes");
  const key = readString(reading, at);
  if ("message" in key) return key;
  const colon = skipSpace(text, key.next);
  if (colon >= text.length) return endOfFile(reading, "`:`");
  if (text.charCodeAt(colon) !== COLON) return unexpected(reading, colon, `expected \`:\` after the key ${shown(text.slice(at, key.next))}`);
  return { next: colon + 1, expected: "value" };
}

function readValue(reading: Reading, at: number, code: number): Outcome {
  const { text, open } = reading;
  if (code === OPEN_BRACE || code === OPEN_BRACKET) {
    if (open.length >= MAX_DEPTH) return problem(at, at + 1, `nested deeper than ${MAX_DEPTH} levels; no template or policy comes near that`);
    open.push({ at, kind: code === OPEN_BRACE ? "object" : "array" });
    return { next: at + 1, expected: code === OPEN_BRACE ? "key or }" : "value or ]" };
  }
  if (code === CLOSE_BRACKET && text.charCodeAt(lastBefore(text, at)) === COMMA) return trailingComma(text, at);
  if (code === QUOTE) return readString(reading, at);
  for (const literal of ["true", "false", "null"]) if (text.startsWith(literal, at)) return afterValue(reading, at + literal.length);
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(text);
  return number === null ? unexpected(reading, at, "expected a value") : readNumber(reading, at, at + number[0].length);
}

function readNumber(reading: Reading, start: number, end: number): Outcome {
  const rest = reading.text.charAt(end);
  if (!/[\d.eE]/.test(rest)) return afterValue(reading, end);
  const word = wordAt(reading.text, start);
  return problem(start, start + word.length, `\`${shorten(word)}\` is not a number in JSON (no leading zeros; digits on both sides of the point)`);
}

function readString(reading: Reading, start: number): Outcome {
  const { text } = reading;
  let at = start + 1;
  for (;;) {
    STRING_END.lastIndex = at;
    const stop = STRING_END.exec(text)?.index ?? text.length;
    const code = text.charCodeAt(stop);
    if (stop >= text.length)
      return problem(text.length, text.length, `unexpected end of file: the string that begins at ${place(reading, start)} is not closed`);
    if (code === QUOTE) return afterValue(reading, stop + 1);
    if (code === BACKSLASH) {
      const escaped = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(stop + 1, stop + 6));
      if (escaped === null) return badEscape(reading, start, stop);
      at = stop + 1 + escaped[0].length;
    } else if (code < 0x20) return controlInString(reading, start, stop, code);
    else at = stop + 1;
  }
}

function badEscape(reading: Reading, start: number, at: number): JsonProblem {
  const { text } = reading;
  if (at + 1 >= text.length)
    return problem(text.length, text.length, `unexpected end of file: the string that begins at ${place(reading, start)} is not closed`);
  const written = text.slice(at, at + 2);
  return problem(at, at + 2, `\`${printable(written)}\` is not an escape in JSON; a backslash itself is written \`\\\\\``);
}

function controlInString(reading: Reading, start: number, at: number, code: number): JsonProblem {
  if (code === 0) return unexpected(reading, at, "");
  const character = reading.text.charAt(at);
  if (character === "\n" || character === "\r") {
    return problem(at, at + 1, `the string that begins at ${place(reading, start)} is not closed on its line (a line end inside a string is written \`\\n\`)`);
  }
  const instead = character === "\t" ? "\\t" : `\\u${code.toString(16).padStart(4, "0")}`;
  return problem(at, at + 1, `a control character inside a string must be written \`${instead}\``);
}

function close(reading: Reading, at: number): Outcome {
  reading.open.pop();
  return afterValue(reading, at + 1);
}

function afterValue(reading: Reading, next: number): { readonly next: number; readonly expected: Expected } {
  return { next, expected: reading.open.length === 0 ? "end" : "comma or close" };
}

function trailingComma(text: string, at: number): JsonProblem {
  const comma = lastBefore(text, at);
  return problem(comma, comma + 1, `trailing comma: JSON allows none before \`${text.charAt(at)}\``);
}

function missing(expected: Expected): string {
  if (expected === "comma or close") return "";
  return expected.startsWith("key") ? "a key" : "a value";
}

function endOfFile(reading: Reading, expected: string): JsonProblem {
  const { text, open } = reading;
  const last = open.at(-1);
  const unclosed = last === undefined ? "" : `the ${last.kind} opened at ${place(reading, last.at)} is not closed`;
  const parts = [expected === "" ? "" : `expected ${expected}`, unclosed].filter((part) => part !== "");
  return problem(text.length, text.length, `unexpected end of file: ${parts.join(", and ")}`);
}

/** What stands at `at` and must not; the commonest mistakes by their names. */
function unexpected(reading: Reading, at: number, expectation: string): JsonProblem {
  const { text } = reading;
  const here = text.slice(at, at + 8);
  const word = wordAt(text, at);
  const end = at + Math.max(word.length, 1);
  if (here.startsWith("\0")) return problem(at, at + 1, "a NUL byte: this is not a text file in UTF-8 (UTF-16 and binary files are not read)");
  if (here.startsWith("//") || here.startsWith("/*") || here.startsWith("#")) return problem(at, at + 1, `${expectation}; JSON has no comments`);
  if (/^[‘’“”]/.test(here)) return problem(at, at + 1, `a typographic quotation mark; strings in JSON stand in straight double quotes`);
  if (here.startsWith("'")) return problem(at, at + 1, "single quotes: strings in JSON stand in double quotes");
  if (/^(?:<{7}|={7}|>{7})/.test(here)) return problem(at, at + 7, "a merge conflict marker: the conflict is not resolved");
  if (/^(?:true|false|null|none)$/i.test(word)) return problem(at, end, `${expectation}; JSON writes \`true\`, \`false\` and \`null\` in lower case`);
  return problem(at, end, `${expectation}, found ${shown(word === "" ? firstCharacter(here) : word)}${mismatch(reading, here)}`);
}

function mismatch(reading: Reading, here: string): string {
  const last = reading.open.at(-1);
  const other = last?.kind === "object" ? "]" : "}";
  return last === undefined || !here.startsWith(other) ? "" : ` (the ${last.kind} opened at ${place(reading, last.at)} is not closed)`;
}

function problem(start: number, end: number, message: string): JsonProblem {
  return { message, range: { start, end } };
}

function place(reading: Reading, at: number): string {
  return `line ${positionAt(reading.text, at).line + reading.firstLine - 1}`;
}

function wordAt(text: string, at: number): string {
  WORD.lastIndex = at;
  return WORD.exec(text)?.[0] ?? "";
}

/** The last character before `at` that is not white space. */
function lastBefore(text: string, at: number): number {
  let before = at - 1;
  while (before > 0 && isSpace(text.charCodeAt(before))) before -= 1;
  return before;
}

function firstCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0);
}

function shown(word: string): string {
  return `\`${printable(shorten(word))}\``;
}

function shorten(word: string): string {
  return word.length > 40 ? `${word.slice(0, 40)}…` : word;
}
