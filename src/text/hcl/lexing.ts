/**
 * Walking HCL text without building anything: what is open where, through strings, heredocs, comments and the sequences
 * inside of strings. What a syntax tree can't give: which bracket or quote is not closed, and where a sequence ends in a text
 * that is not a whole file. Works on any text, and always goes forward.
 */

/** What is open: a bracket, a string, a heredoc, or a sequence `${…}` or `%{…}` inside of one of those. */
export interface Open {
  readonly kind: "{" | "[" | "(" | "string" | "heredoc" | "sequence";
  readonly at: number;
  /** Of a heredoc: the word that ends it. */
  readonly marker?: string;
}

/** One step of a walk. */
export interface Lexeme {
  readonly kind: "open" | "close" | "space" | "comment" | "text" | "word" | "other" | "line end in string" | "open comment";
  readonly start: number;
  readonly end: number;
  /** Of `open`: what. Of `close`: which bracket, quote or marker closes it. */
  readonly what?: Open["kind"];
  readonly marker?: string;
}

const CLOSERS: ReadonlyMap<string, Open["kind"]> = new Map([
  ["}", "{"],
  ["]", "["],
  [")", "("],
]);
const SPACE = /\s+/y;
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_-]*/uy;
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}\p{M}_-]*)[ \t]*\r?\n/uy;
const LINE = /[^\n]*/y;
/** In a string: up to a quote, an escape, a sequence or a line end. In a heredoc, `$` and `%` alone are of interest. */
const STRING_TEXT = /[^"\\$%\n]+/y;
const HEREDOC_TEXT = /[^$%\n]+/y;

/** The lexeme at `at`, which is before the end of the text; `top`: what is open there. */
export function lexemeAt(text: string, at: number, top: Open | undefined): Lexeme {
  if (top?.kind === "string") return inString(text, at);
  if (top?.kind === "heredoc") return inHeredoc(text, at, top);
  return inCode(text, at, top);
}

function inString(text: string, at: number): Lexeme {
  const character = text.charAt(at);
  if (character === '"') return { kind: "close", what: "string", start: at, end: at + 1 };
  if (character === "\\") return { kind: "text", start: at, end: at + 2 };
  if (character === "\n") return { kind: "line end in string", start: at, end: at + 1 };
  return sequenceAt(text, at) ?? { kind: "text", start: at, end: matchEnd(STRING_TEXT, text, at) ?? at + 1 };
}

function inHeredoc(text: string, at: number, { marker = "" }: Open): Lexeme {
  if (text.charAt(at - 1) === "\n") {
    const line = text.slice(at, matchEnd(LINE, text, at));
    const start = at + line.length - line.trimStart().length;
    if (line.trim() === marker) return { kind: "close", what: "heredoc", start, end: start + marker.length };
  }
  return sequenceAt(text, at) ?? { kind: "text", start: at, end: matchEnd(HEREDOC_TEXT, text, at) ?? at + 1 };
}

/** The start of a sequence, or an escaped one, which is text. */
function sequenceAt(text: string, at: number): Lexeme | undefined {
  const sign = text.charAt(at);
  if (sign !== "$" && sign !== "%") return undefined;
  if (text.startsWith(`${sign}{`, at + 1)) return { kind: "text", start: at, end: at + 3 };
  return text.charAt(at + 1) === "{" ? { kind: "open", what: "sequence", start: at, end: at + 2 } : undefined;
}

function inCode(text: string, at: number, top: Open | undefined): Lexeme {
  const character = text.charAt(at);
  if (character === "{" || character === "[" || character === "(") return { kind: "open", what: character, start: at, end: at + 1 };
  if (character === '"') return { kind: "open", what: "string", start: at, end: at + 1 };
  const closed = CLOSERS.get(character);
  if (closed !== undefined) return { kind: "close", what: top?.kind === "sequence" && closed === "{" ? "sequence" : closed, start: at, end: at + 1 };
  const space = matchEnd(SPACE, text, at);
  if (space !== undefined) return { kind: "space", start: at, end: space };
  if (character === "#" || text.startsWith("//", at)) return { kind: "comment", start: at, end: matchEnd(LINE, text, at) ?? at + 1 };
  if (text.startsWith("/*", at)) {
    const end = text.indexOf("*/", at + 2);
    return end === -1 ? { kind: "open comment", start: at, end: text.length } : { kind: "comment", start: at, end: end + 2 };
  }
  HEREDOC.lastIndex = at;
  const heredoc = HEREDOC.exec(text);
  if (heredoc !== null) return { kind: "open", what: "heredoc", start: at, end: at + heredoc[0].length, marker: heredoc[1] ?? "" };
  const word = matchEnd(WORD, text, at);
  return word === undefined ? { kind: "other", start: at, end: at + 1 } : { kind: "word", start: at, end: word };
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Keeps `open` in step with a lexeme. False for a closing bracket that closes something else than what is open. */
export function follow(open: Open[], lexeme: Lexeme): boolean {
  if (lexeme.kind === "open" && lexeme.what !== undefined) {
    open.push({ kind: lexeme.what, at: lexeme.start, ...(lexeme.marker === undefined ? {} : { marker: lexeme.marker }) });
  }
  if (lexeme.kind !== "close") return true;
  return open.pop()?.kind === lexeme.what;
}

/** `at` is the start of a sequence `${` or `%{`; gives the offset after the brace that closes it, or `end`. */
export function skipSequence(text: string, at: number, end: number): number {
  const open: Open[] = [{ kind: "sequence", at }];
  let next = at + 2;
  while (open.length > 0 && next < end) {
    const lexeme = lexemeAt(text, next, open.at(-1));
    follow(open, lexeme);
    next = lexeme.end;
  }
  return Math.min(next, end);
}
