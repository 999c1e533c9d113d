/**
 * A statement more in the text of a policy, written as the last one that is there: JSON, YAML, an object of HCL or a block of
 * `data.aws_iam_policy_document`. Where the text is anything else than plain statements, none is made.
 */
import type { Notation } from "../text/pointer.ts";
import type { Span } from "../text/source-text.ts";
import { lineFeedOf, rewriteList } from "./lists.ts";
import type { StatementSnippet } from "./rule.ts";
import { writeSnippet } from "./snippet.ts";
import { endOfBlock, type Insertion, ITEM, type Slot, slotBehind } from "./statement-slots.ts";

/** All that is put in: first the statement, then what makes a list of the one that was alone. */
export type Insertions = readonly [Insertion, ...Insertion[]];

/** `last`: of the last statement in `source`. `notation`: of that place. */
export function insertionAfter(source: string, last: Span, statement: StatementSnippet, notation: Notation | undefined): Insertions | undefined {
  const slot = slotBehind(source, last, notation);
  // What would be interpolated in a template or configuration has to be escaped in each of them in its own way.
  if (slot === undefined || /[$%]\{/.test(JSON.stringify(statement))) return undefined;
  return putInto(slot, linesOf(statement, notation, slot).join(lineFeedOf(source) + slot.indent));
}

function putInto({ offset, lead, tail, around }: Slot, text: string): Insertions {
  return [{ offset, text: lead + text + tail }, ...around];
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
export function copyBehind(source: string, last: Span, original: Original, action: string, notation: Notation | undefined): Insertions | undefined {
  const slot = slotBehind(source, last, notation);
  const { startOffset: start, endOffset } = original.statement;
  const end = notation === "policy-document" ? endOfBlock(source, start) : start + source.slice(start, endOffset).trimEnd().length;
  const { actions, listed, condition, sid } = original;
  const list = rewriteList(source.slice(actions.startOffset, actions.endOffset), listed, [action], actions.startColumn - 1, lineFeedOf(source));
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
  return named === undefined ? undefined : putInto(slot, named.replace(/\n(?=[^\r\n])/g, `\n${slot.shift}`));
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

function linesOf(statement: StatementSnippet, notation: Notation | undefined, { unit }: Slot): readonly string[] {
  if (notation === "policy-document") return writeSnippet(statement, notation).split("\n");
  if (unit === undefined) return [writeSnippet(statement, notation)];
  return unit === ITEM ? yamlLines({ ...statement }, 0) : objectLines(statement, notation, unit);
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
