/** What is wrong with a text that the parser could not read, in words: what was met, and what could have stood there. */
import { positionAt } from "../positions.ts";
import { printable } from "../printable.ts";
import type { Problem } from "./conversion.ts";
import type { Open } from "./lexing.ts";
import type { ParserError } from "./parser-error.ts";
import { badEscape } from "./string-text.ts";
import { closerOf, type Survey, stillOpen, survey } from "./survey.ts";

/** The grammar keeps what is open in strings in a buffer that is full then, and reads nonsense from there on. */
const MAX_OPEN_TEXTS = 120;

const OPERATOR = /=>|\.{3}|[=!<>]=|&&|\|\||[\s\S]/uy;

const FOR = /^[[{]\s*for\b/;

/** Words for the grammar's symbols, where a few of them say all. */
const WORDS: readonly (readonly [symbol: string, words: string])[] = [
  ["=", "`=`"],
  ["block_start", "`{`"],
  ["in", "`in`"],
  ["if", "`if`"],
  ["for", "`for`"],
  ["else", "`else`"],
  ["endif", "`endif`"],
  ["endfor", "`endfor`"],
  ["=>", "`=>`"],
  [":", "`:`"],
];

export function explainError(text: string, { offset, expected }: ParserError): Problem {
  const state = survey(text, offset);
  const start = state.found === undefined ? text.length : Math.max(state.found.start, offset);
  if (state.problem !== undefined && state.problem.range.start <= start) return state.problem;
  if (state.open.filter(({ kind }) => kind === "string" || kind === "heredoc" || kind === "sequence").length > MAX_OPEN_TEXTS) {
    return { range: { start, end: start }, message: `strings nested deeper than ${MAX_OPEN_TEXTS / 2} levels; no configuration comes near that` };
  }
  const found = foundAt(text, state, start);
  const range = { start, end: start + found.length };
  const known = commonMistake(text.slice(start, start + 8));
  if (known !== undefined) return { range, message: known };
  if (found.startsWith("\\") && expected.has("_template_literal_chunk"))
    return { range: { start, end: start + 2 }, message: badEscape(text.slice(start, start + 2)) };
  const what = found === "" ? "unexpected end of file" : `unexpected \`${printable(found.length > 40 ? `${found.slice(0, 40)}…` : found)}\``;
  return { range, message: `${what}: ${expectation(text, state, expected, found)}${unclosedBefore(text, state, start)}` };
}

function foundAt(text: string, { found }: Survey, start: number): string {
  if (found === undefined) return "";
  if (found.kind === "word") return text.slice(start, found.end);
  OPERATOR.lastIndex = start;
  return OPERATOR.exec(text)?.[0] ?? "";
}

function commonMistake(here: string): string | undefined {
  if (here.startsWith("\0")) return "a NUL byte: this is not a text file in UTF-8 (UTF-16 and binary files are not read)";
  if (/^[‘’“”]/.test(here)) return "a typographic quotation mark; strings in HCL stand in straight double quotes";
  if (here.startsWith("'")) return "single quotes: strings in HCL stand in double quotes";
  if (/^[$]\{/.test(here)) return `outside of strings, expressions stand without \`${here.slice(0, 2)}\` and \`}\``;
  return undefined;
}

function expectation(text: string, state: Survey, expected: ReadonlySet<string>, found: string): string {
  if (expected.has("config_file")) return "expected the name of an attribute or a block";
  if (expected.has("?")) return state.inConditional ? "expected `:` and the other value of the condition" : afterValue(text, state, found);
  if (expected.has("_template_literal_chunk")) return inText(expected);
  if (expected.has("numeric_lit_token1")) return `expected ${inList(state, expected)}`;
  if (expected.has("legacy_index_token1")) return "expected a name after the dot";
  const words = WORDS.filter(([symbol]) => expected.has(symbol)).map(([, word]) => word);
  if (words.length > 0) return `expected ${listed(words)}${found === ":" ? " (only the entries of an object can have a `:`)" : ""}`;
  return expected.has("}") ? "expected the name of an attribute or a block, or `}`" : "expected a name";
}

/** The grammar's state is the same wherever a value ends; what can follow depends on what is open. */
function afterValue(text: string, { open, inBlock }: Survey, found: string): string {
  const top = open.at(-1);
  if (top === undefined || inBlock) return "expected a line end after the value";
  if (top.kind === "{" && found === "}" && !FOR.test(text.slice(top.at, top.at + 100))) return "expected `=` and a value after the key";
  return `expected ${listed(followers(text, top).filter((word) => word !== `\`${found}\``))}`;
}

function followers(text: string, top: Open): readonly string[] {
  const isFor = FOR.test(text.slice(top.at, top.at + 100));
  if (top.kind === "{") return isFor ? ["`:`", "`=>`", "`if`", "`}`"] : ["`=`", "`,`", "a line end"];
  if (top.kind === "sequence") return [closerOf(top)];
  return isFor ? ["`:`", "`if`", "`]`"] : ["`,`", closerOf(top)];
}

function inText(expected: ReadonlySet<string>): string {
  if (expected.has("quoted_template_end")) return 'expected `"`';
  if (expected.has("heredoc_identifier")) return "expected a line with nothing but the word that ends the heredoc";
  return "expected `%{ endif }` or `%{ endfor }`, since a directive before it is not ended";
}

/** Where a value can stand, or the end of what is open. */
function inList({ open }: Survey, expected: ReadonlySet<string>): string {
  const top = open.at(-1);
  if (top === undefined || !expected.has(closerOf(top).slice(1, -1))) return "a value";
  return `${top.kind === "{" ? "a key" : "a value"} or ${closerOf(top)}`;
}

/** What was opened on a line before may be what is wrong. */
function unclosedBefore(text: string, { open, inBlock }: Survey, start: number): string {
  const top = open.at(-1);
  if (top === undefined || inBlock || top.kind === "string" || top.kind === "heredoc") return "";
  return positionAt(text, top.at).line === positionAt(text, start).line ? "" : ` (${stillOpen(text, top)})`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${last}` : last;
}
