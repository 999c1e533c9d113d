/**
 * A broken text, gone through lexeme by lexeme: the first bracket, string, heredoc or comment that does not end as it should,
 * and what was open where the parser gave up.
 */
import { positionAt } from "../positions.ts";
import { MAX_DEPTH } from "../value.ts";
import type { Problem } from "./conversion.ts";
import { follow, type Lexeme, lexemeAt, type Open } from "./lexing.ts";
import { notClosedOnLine } from "./string-text.ts";

const CONFLICT = /^\n?(?:<{7}|={7}|>{7})$/;
const DIRECTIVE_START = /^%\{~?\s*$/;
const MAX_BEFORE_WORD = 100;

export interface Survey {
  readonly problem: Problem | undefined;
  /** The first lexeme at or after the place that is neither space nor comment; undefined at the end of the text. */
  readonly found: Lexeme | undefined;
  /** What is open before it, the innermost last. */
  readonly open: readonly Open[];
  /** The innermost is the brace of a block, not of an object. */
  readonly inBlock: boolean;
  /** A `?` before it waits for its `:`. */
  readonly inConditional: boolean;
}

/** `place`: an offset, where a lexeme or space before one begins. */
export function survey(text: string, place: number): Survey {
  const open: Open[] = [];
  const walk: Walk = { text, open, directives: [] };
  const blocks = new Set<number>();
  /** How many `?` wait for their `:`, for each level of `open`. */
  const waiting: number[] = [];
  let problem: Problem | undefined;
  let before: Lexeme | undefined;
  let found: Lexeme | undefined;
  for (let at = 0; at < text.length; ) {
    const lexeme = lexemeAt(text, at, open.at(-1));
    const isBlank = lexeme.kind === "space" || lexeme.kind === "comment";
    if (lexeme.end > place && !isBlank) {
      found = lexeme;
      break;
    }
    if (lexeme.kind === "open" && lexeme.what === "{" && opensBlock(before)) blocks.add(at);
    if (lexeme.kind === "other") waiting[open.length] = waitingAfter(waiting[open.length] ?? 0, text.charAt(at));
    problem = step(walk, lexeme);
    if (problem !== undefined) break;
    waiting.length = open.length + 1;
    if (!isBlank) before = lexeme;
    at = lexeme.end;
  }
  const state = { found, open, inBlock: blocks.has(open.at(-1)?.at ?? -1), inConditional: (waiting[open.length] ?? 0) > 0 };
  return { ...state, problem: problem ?? rest({ ...walk, open: [...open] }, found?.start ?? text.length) };
}

function waitingAfter(waiting: number, sign: string): number {
  if (sign === "?") return waiting + 1;
  return sign === ":" ? Math.max(waiting - 1, 0) : waiting;
}

/** `resource "a" "b" {`, and not `x = {`. */
function opensBlock(before: Lexeme | undefined): boolean {
  return before !== undefined && (before.kind === "word" || (before.kind === "close" && before.what === "string"));
}

interface Walk {
  readonly text: string;
  readonly open: Open[];
  /** The directives `if` and `for` that are not ended, and how much was open around each. */
  readonly directives: { readonly at: number; readonly word: string; readonly level: number }[];
}

/** The first problem from `start` on. */
function rest(walk: Walk, start: number): Problem | undefined {
  const { text, open } = walk;
  for (let at = start; at < text.length; ) {
    const lexeme = lexemeAt(text, at, open.at(-1));
    const problem = step(walk, lexeme);
    if (problem !== undefined) return problem;
    at = lexeme.end;
  }
  return unclosed(text, open);
}

function step(walk: Walk, lexeme: Lexeme): Problem | undefined {
  const { text, open, directives } = walk;
  const top = open.at(-1);
  if (lexeme.kind === "open comment") return { range: { start: lexeme.start, end: lexeme.start + 2 }, message: "this comment is not closed: expected `*/`" };
  if (lexeme.kind === "other" && CONFLICT.test(text.slice(lexeme.start - 1, lexeme.start + 7))) {
    return { range: { start: lexeme.start, end: lexeme.start + 7 }, message: "a merge conflict marker: the conflict is not resolved" };
  }
  if (lexeme.kind === "line end in string") return openAtLineEnd(text, lexeme.start, open);
  if (lexeme.kind === "word" && top?.kind === "sequence") followDirective(walk, top, lexeme);
  const last = directives.at(-1);
  if (lexeme.kind === "close" && last !== undefined && last.level === open.length && top?.kind === lexeme.what) return notEnded(last);
  if (!follow(open, lexeme)) return mismatch(text, lexeme, top);
  if (open.length <= MAX_DEPTH) return undefined;
  return { range: { start: lexeme.start, end: lexeme.start }, message: `nested deeper than ${MAX_DEPTH} levels; no configuration comes near that` };
}

/** `lexeme`: a word in the sequence `top`. */
function followDirective({ text, open, directives }: Walk, top: Open, lexeme: Lexeme): void {
  if (lexeme.start - top.at > MAX_BEFORE_WORD || !DIRECTIVE_START.test(text.slice(top.at, lexeme.start))) return;
  const word = text.slice(lexeme.start, lexeme.end);
  const level = open.length - 1;
  if (word === "if" || word === "for") directives.push({ at: top.at, word, level });
  else if (word === `end${directives.at(-1)?.word}` && directives.at(-1)?.level === level) directives.pop();
}

function notEnded({ at, word }: Walk["directives"][number]): Problem {
  return { range: { start: at, end: at + 2 }, message: `this \`${word}\` is not ended: expected \`%{ end${word} }\`` };
}

/** A string that its line does not close; where a sequence was begun on that line, it is the one that is not closed. */
function openAtLineEnd(text: string, lineEnd: number, open: readonly Open[]): Problem {
  const line = text.lastIndexOf("\n", lineEnd - 1) + 1;
  const sequence = open.find(({ kind, at }) => kind === "sequence" && at >= line);
  return sequence === undefined ? notClosedOnLine({ start: open.at(-1)?.at ?? line, end: lineEnd }) : notClosedSequence(text, sequence);
}

function mismatch(text: string, lexeme: Lexeme, top: Open | undefined): Problem {
  const found = text.slice(lexeme.start, lexeme.end);
  const expectation = top === undefined ? "nothing is open that it could close" : `expected ${closerOf(top)}, ${stillOpen(text, top)}`;
  return { range: lexeme, message: `unexpected \`${found}\`: ${expectation}` };
}

function unclosed(text: string, open: readonly Open[]): Problem | undefined {
  const top = open.at(-1);
  if (top?.kind === "string") return openAtLineEnd(text, text.length, open);
  const inText = open.findLast(({ kind }) => kind === "heredoc" || kind === "sequence");
  if (inText?.kind === "sequence") return notClosedSequence(text, inText);
  if (inText?.kind === "heredoc") {
    const lineEnd = text.indexOf("\n", inText.at);
    return { range: { start: inText.at, end: lineEnd }, message: `this heredoc is not closed: expected ${closerOf(inText)}` };
  }
  if (top === undefined) return undefined;
  return { range: { start: text.length, end: text.length }, message: `unexpected end of file: expected ${closerOf(top)}, ${stillOpen(text, top)}` };
}

function notClosedSequence(text: string, { at }: Open): Problem {
  return { range: { start: at, end: at + 2 }, message: `this \`${text.slice(at, at + 2)}\` is not closed: expected \`}\`` };
}

export function closerOf({ kind, marker = "" }: Open): string {
  if (kind === "string") return '`"`';
  if (kind === "heredoc") return `a line with nothing but \`${marker}\``;
  return kind === "[" ? "`]`" : kind === "(" ? "`)`" : "`}`";
}

export function stillOpen(text: string, { kind, at }: Open): string {
  const opener = kind === "sequence" ? text.slice(at, at + 2) : kind === "string" ? '"' : kind === "heredoc" ? "<<" : kind;
  return `the \`${opener}\` at line ${positionAt(text, at).line} is not closed`;
}
