/**
 * Places inside JSON that stands in a string of HCL, a heredoc or a template file: a policy written as text, perhaps with
 * interpolations. Looked up late, from the text and the string's range alone.
 */
import { locateInJson } from "../json-locate.ts";
import { decodeString } from "../json-scan.ts";
import type { Step } from "../pointer.ts";
import type { TextRange } from "../positions.ts";
import { skipSequence } from "./lexing.ts";
import { unescaped } from "./string-text.ts";

export interface LiteralText {
  /** What the literal stands for, an `x` or `0` in the place of each interpolation. White space is as written. */
  readonly inner: string;
  /** Where each character of `inner` is spelled, and where `inner` ends. */
  readonly starts: readonly number[];
  /** Where the spelling of each character ends. */
  readonly ends: readonly number[];
}

/** A text being put together, and whether it is inside of a JSON string at its end. */
interface Writing {
  inner: string;
  readonly starts: number[];
  readonly ends: number[];
  inString: boolean;
  afterBackslash: boolean;
}

type Style = "quoted" | "verbatim" | "json";

/** What HCL can't begin with, so that the text around a string is a `.tf.json` file. */
const JSON_FILE = /^\ufeff?\s*[{[]/;
const HEREDOC = /^<<-?[^\s<]+[ \t]*\r?\n/;
const SPECIAL = /[$%\\]/g;
const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S]?)/y;

/** `range`: of a quoted string or heredoc in `text`, an HCL file or `.tf.json`; any other range is read as the content of a template file. */
export function literalText(text: string, range: TextRange): LiteralText {
  const { style, content } = contentOf(text, range);
  if (style !== "json") return readTemplate(text, content, style);
  const decoded = readJsonString(text, content);
  const result = readTemplate(decoded.inner, { start: 0, end: decoded.inner.length }, "verbatim");
  return {
    inner: result.inner,
    starts: result.starts.map((at) => decoded.starts[at] ?? content.end),
    ends: result.ends.map((at) => decoded.ends[at - 1] ?? content.end),
  };
}

/**
 * The range of `text` for each path into the JSON in the literal, as `locateInJson` gives it. What a path leads to may come out
 * of an interpolation: then it is the range of the nearest thing around it that is written there, at last the whole literal.
 */
export function locateInLiteral(text: string, range: TextRange, paths: readonly (readonly Step[])[]): TextRange[] {
  const literal = literalText(text, range);
  const found = paths.map(() => range);
  let waiting = paths.map((path, index) => ({ path, index }));
  while (waiting.length > 0) {
    const ranges = locateInJson(
      literal.inner,
      waiting.map(({ path }) => path),
    );
    for (const [position, { index }] of waiting.entries()) found[index] = outer(literal, ranges[position]) ?? range;
    waiting = waiting
      .filter(({ path }, position) => ranges[position] === undefined && path.length > 1)
      .map(({ path, index }) => ({ path: path.slice(0, -1), index }));
  }
  return found;
}

function outer({ starts, ends }: LiteralText, range: TextRange | undefined): TextRange | undefined {
  const start = range && starts[range.start];
  const end = range && ends[range.end - 1];
  return start === undefined || end === undefined ? undefined : { start, end };
}

function contentOf(text: string, { start, end }: TextRange): { readonly style: Style; readonly content: TextRange } {
  if (text.charAt(start) === '"' && text.charAt(end - 1) === '"' && end - start > 1) {
    return { style: JSON_FILE.test(text) ? "json" : "quoted", content: { start: start + 1, end: end - 1 } };
  }
  const heredoc = text.startsWith("<<", start) ? HEREDOC.exec(text.slice(start, end)) : null;
  if (heredoc === null) return { style: "verbatim", content: { start, end } };
  const first = start + heredoc[0].length;
  return { style: "verbatim", content: { start: first, end: Math.max(first, text.lastIndexOf("\n", end - 1) + 1) } };
}

function readTemplate(text: string, content: TextRange, style: "quoted" | "verbatim"): LiteralText {
  const writing: Writing = { inner: "", starts: [], ends: [], inString: false, afterBackslash: false };
  let at = content.start;
  while (at < content.end) {
    SPECIAL.lastIndex = at;
    const special = Math.min(SPECIAL.exec(text)?.index ?? content.end, content.end);
    for (; at < special; at += 1) write(writing, text.charAt(at), at, at + 1);
    if (at < content.end) at = readSpecial(writing, text, at, content.end, style);
  }
  return { inner: writing.inner, starts: [...writing.starts, content.end], ends: writing.ends };
}

/** Gives the offset after what stands at `at`. */
function readSpecial(writing: Writing, text: string, at: number, end: number, style: "quoted" | "verbatim"): number {
  const sign = text.charAt(at);
  if (sign === "\\") {
    ESCAPE.lastIndex = at;
    const written = style === "quoted" ? (ESCAPE.exec(text)?.[0] ?? sign) : sign;
    const next = Math.min(at + written.length, end);
    write(writing, style === "quoted" ? (unescaped(written) ?? written) : sign, at, next);
    return next;
  }
  if (text.startsWith(`${sign}{`, at + 1) && at + 2 < end) {
    write(writing, sign, at, at + 2);
    return at + 2;
  }
  if (text.charAt(at + 1) !== "{" || at + 1 >= end) {
    write(writing, sign, at, at + 1);
    return at + 1;
  }
  const next = skipSequence(text, at, end);
  if (sign === "$") write(writing, writing.inString ? "x" : "0", at, next);
  return next;
}

function readJsonString(text: string, content: TextRange): LiteralText {
  const writing: Writing = { inner: "", starts: [], ends: [], inString: false, afterBackslash: false };
  let at = content.start;
  while (at < content.end) {
    const next = Math.min(at + (text.charAt(at) !== "\\" ? 1 : text.charAt(at + 1) === "u" ? 6 : 2), content.end);
    // Two quotes around one character make a string of its own.
    const value = next - at === 1 ? text.charAt(at) : decodeString(`"${text.slice(at, next)}"`, 0, next - at + 2);
    write(writing, value ?? text.slice(at, next), at, next);
    at = next;
  }
  return { inner: writing.inner, starts: [...writing.starts, content.end], ends: writing.ends };
}

function write(writing: Writing, value: string, start: number, end: number): void {
  writing.inner += value;
  for (let unit = 0; unit < value.length; unit += 1) {
    writing.starts.push(start);
    writing.ends.push(end);
  }
  if (value === '"' && !writing.afterBackslash) writing.inString = !writing.inString;
  writing.afterBackslash = value === "\\" && writing.inString && !writing.afterBackslash;
}
