/**
 * A statement more in the text of a policy, behind the last one that is there and written as that is: JSON, YAML, an object of HCL or a block
 * of `data.aws_iam_policy_document`. Where the text is anything else than a plain list of statements, none is made.
 */
import type { Notation } from "../text/pointer.ts";
import type { Span } from "../text/source-text.ts";
import type { StatementSnippet } from "./rule.ts";
import { writeSnippet } from "./snippet.ts";
import { rewriteList } from "./text-edits.ts";

/** Text to be put in at an offset, where nothing is taken out. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** `last`: of the last statement in `source`. `notation`: of that place. */
export function insertionAfter(source: string, last: Span, statement: StatementSnippet, notation: Notation | undefined): Insertion | undefined {
  const slot = slotBehind(source, last, notation);
  // What would be interpolated in a template or configuration has to be escaped in each of them in its own way.
  if (slot === undefined || /[$%]\{/.test(JSON.stringify(statement))) return undefined;
  return { offset: slot.offset, text: slot.lead + linesOf(statement, notation, slot).join(lineFeedOf(source) + slot.indent) };
}

/** A statement that is there, as the text has it. */
export interface Original {
  readonly statement: Span;
  readonly actions: Span;
  readonly listed: readonly string[];
  /** The value of its Condition; undefined in the blocks of `data.aws_iam_policy_document`, where it is looked for. */
  readonly condition: Span | undefined;
  readonly sid: string | undefined;
}

/** A copy of a statement for `action` alone and without its condition, behind the last one: whatever its principals are written as stays so. */
export function copyBehind(source: string, last: Span, original: Original, action: string, notation: Notation | undefined): Insertion | undefined {
  const slot = slotBehind(source, last, notation);
  const { startOffset: start, endOffset } = original.statement;
  const end = notation === "policy-document" ? endOfBlock(source, start) : start + source.slice(start, endOffset).trimEnd().length;
  const { actions, listed, condition, sid } = original;
  const list = rewriteList(source.slice(actions.startOffset, actions.endOffset), listed, [action], actions.startColumn - 1);
  if (slot === undefined || end === undefined || list === undefined) return undefined;
  const text = source.slice(start, end);
  const cut =
    notation === "policy-document" ? conditionBlock(text) : condition && conditionEntry(text, condition.startOffset - start, condition.endOffset - start);
  if (cut === undefined) return undefined;
  const changes = [
    { ...cut, text: "" },
    { from: actions.startOffset - start, to: actions.endOffset - start, text: list },
  ].sort((a, b) => b.from - a.from);
  const copy = changes.reduce((made, { from, to, text: put }) => made.slice(0, from) + put + made.slice(to), text);
  const named = sid === undefined || sid === "" ? copy : renamed(copy, sid);
  return named === undefined ? undefined : { offset: slot.offset, text: slot.lead + named };
}

interface Cut {
  readonly from: number;
  readonly to: number;
}

function conditionBlock(text: string): Cut | undefined {
  const [block, ...others] = [...text.matchAll(/\s*\n[ \t]*condition\s*\{[^{}]*\}/g)];
  return block === undefined || others.length > 0 ? undefined : { from: block.index, to: block.index + block[0].length };
}

/** The key with its value, and the comma that then is one too many. */
function conditionEntry(text: string, start: number, end: number): Cut | undefined {
  const key = /(?:,\s*|\s*\n[ \t]*|(?<=\{)\s*)["']?Condition["']?\s*[:=]\s*$/.exec(text.slice(0, start));
  if (key === null) return undefined;
  const to = start + text.slice(start, end).trimEnd().length;
  const isFirst = !key[0].startsWith(",");
  const comma = isFirst ? /^\s*,/.exec(text.slice(to)) : null;
  return { from: key.index, to: to + (comma?.[0].length ?? 0) };
}

/** Statement ids are there once in a policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
function renamed(text: string, sid: string): string | undefined {
  const found = /^[A-Za-z0-9]+$/.test(sid) ? new RegExp(`["']?[Ss]id["']?\\s*[:=]\\s*["']?${sid}(?![A-Za-z0-9])`).exec(text) : null;
  if (found === null) return undefined;
  const at = found.index + found[0].length;
  return `${text.slice(0, at)}SourceIdentity${text.slice(at)}`;
}

/** Whether `part` stands in the text of the statement itself, and not in something that it refers to, as others may. */
export function isWithin(source: string, statement: Span, part: Span, notation: Notation | undefined): boolean {
  const end = notation === "policy-document" ? endOfBlock(source, statement.startOffset) : statement.endOffset;
  return end !== undefined && statement.startOffset <= part.startOffset && part.endOffset <= end;
}

/** Where a statement more goes. */
interface Slot {
  readonly offset: number;
  /** What stands before it: a line feed, a comma, a dash. */
  readonly lead: string;
  /** Before each of its further lines. */
  readonly indent: string;
  /** By which what is inside of it is indented; undefined where all is on one line. */
  readonly unit: string | undefined;
}

function slotBehind(source: string, { startOffset, endOffset }: Span, notation: Notation | undefined): Slot | undefined {
  const written = source.slice(startOffset, endOffset).trimEnd();
  const place: Place = { source, start: startOffset, end: startOffset + written.length, written };
  if (notation === "policy-document") return behindBlock(place);
  if (written.startsWith("{") && written.endsWith("}")) return behindObject(place, notation);
  return notation === undefined ? behindItem(place) : undefined;
}

function linesOf(statement: StatementSnippet, notation: Notation | undefined, { unit }: Slot): readonly string[] {
  if (notation === "policy-document") return writeSnippet(statement, notation).split("\n");
  if (unit === undefined) return [writeSnippet(statement, notation)];
  return unit === ITEM ? yamlLines({ ...statement }, 0) : objectLines(statement, notation, unit);
}

/** In YAML's block style nothing encloses a statement. */
const ITEM = "";

interface Place {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly written: string;
}

function lineFeedOf(source: string): string {
  return source.includes("\r\n") ? "\r\n" : "\n";
}

/** What stands before it in its line. */
function before({ source, start }: Place): string {
  return source.slice(source.lastIndexOf("\n", start - 1) + 1, start);
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** The span is that of the block's first word. */
function behindBlock(place: Place): Slot | undefined {
  const { source, start } = place;
  const indent = before(place);
  const end = /^statement\s*\{/.test(source.slice(start)) && indent.trim() === "" ? endOfBlock(source, start) : undefined;
  return end === undefined ? undefined : { offset: end, lead: lineFeedOf(source).repeat(2) + indent, indent, unit: undefined };
}

/** Brackets, quoted text with what is interpolated in it, comments; and the beginning of a heredoc, whose text is nobody's to read here. */
const MARKS = /[{}]|"(?:[^"\\$%]|\\.|[$%](?!\{)|[$%]\{[^{}"]*\})*"|#.*|\/\/.*|\/\*[\s\S]*?\*\/|<<|"/g;

/** Behind the bracket that closes the block which begins at `start`. Undefined where that takes more than to count brackets. */
function endOfBlock(source: string, start: number): number | undefined {
  let depth = 0;
  for (const { 0: mark, index } of source.slice(start).matchAll(MARKS)) {
    if (mark === "<<" || mark === '"') return undefined;
    if (mark === "{") depth += 1;
    if (mark === "}") depth -= 1;
    if (mark === "}" && depth === 0) return start + index + 1;
  }
  return undefined;
}

/** An object in a list, or in what is not a list for sure: then the text beside it tells. */
function behindObject(place: Place, notation: Notation | undefined): Slot | undefined {
  const { source, start, end, written } = place;
  const isInList = /[[,]\s*$/.test(source.slice(0, start)) && /^\s*[\],]/.test(source.slice(end));
  // JSON inside of a JSON string is written with backslashes.
  if (!isInList || /^\{\s*\\/.test(written)) return undefined;
  const beforeIt = before(place);
  const indent = indentOf(beforeIt);
  const [, second] = written.split(/\r?\n/);
  const unit = second === undefined || notation === "policy-document-json" ? "" : indentOf(second).slice(indent.length);
  const lead = beforeIt.trim() === "" ? `,${lineFeedOf(source)}${indent}` : ", ";
  return { offset: end, lead, indent, unit: unit === "" ? undefined : unit };
}

function objectLines(statement: StatementSnippet, notation: Notation | undefined, unit: string): readonly string[] {
  if (notation === undefined) return JSON.stringify(statement, undefined, unit).split("\n");
  // Aligned as `terraform fmt` does.
  const width = Math.max(...Object.keys(statement).map((name) => name.length));
  const elements = Object.entries(statement).map(([name, value]) => {
    const written = name === "Effect" ? JSON.stringify(value) : writeSnippet({ [name]: value }, notation).slice(`${name} = `.length);
    return `${unit}${name.padEnd(width)} = ${written}`;
  });
  return ["{", ...elements, "}"];
}

/** An item of a list in block style. */
function behindItem(place: Place): Slot | undefined {
  const { source, end } = place;
  const dash = /^( *)-( +)$/.exec(before(place));
  const rest = /^[^\r\n]*/.exec(source.slice(end))?.[0] ?? "";
  if (dash === null || !/^[ \t]*(?:#.*)?$/.test(rest)) return undefined;
  const [lead = ""] = dash;
  return { offset: end + rest.length, lead: lineFeedOf(source) + lead, indent: " ".repeat(lead.length), unit: ITEM };
}

type Element = string | readonly string[] | { readonly [name: string]: Element };

function yamlLines(mapping: { readonly [name: string]: Element }, depth: number): readonly string[] {
  const indent = "  ".repeat(depth);
  return Object.entries(mapping).flatMap(([name, value]): readonly string[] => {
    if (typeof value === "string") return [`${indent}${yamlWord(name)}: ${yamlWord(value)}`];
    if (isList(value)) return [`${indent}${yamlWord(name)}:`, ...value.map((item) => `${indent}  - ${yamlWord(item)}`)];
    return [`${indent}${yamlWord(name)}:`, ...yamlLines(value, depth + 1)];
  });
}

function isList(value: Element): value is readonly string[] {
  return Array.isArray(value);
}

/** Plain where that can be nothing but this string. */
function yamlWord(word: string): string {
  return /^[A-Za-z][\w:/.-]*$/.test(word) && !/:$|^(?:true|false|yes|no|on|off|null|y|n)$/i.test(word) ? word : JSON.stringify(word);
}
