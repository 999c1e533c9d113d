/**
 * Where in the text of a policy a statement more goes: behind the last one of a list, behind the last block of `data.aws_iam_policy_document`,
 * or beside the only one, which becomes a list by that.
 */
import type { Notation } from "../text/pointer.ts";
import type { Span } from "../text/source-text.ts";
import { lineFeedOf } from "./lists.ts";

/** Text to be put in at an offset, where nothing is taken out. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

export interface Slot {
  readonly offset: number;
  /** What stands before it (a line feed, a comma, a dash), and what behind it. */
  readonly lead: string;
  readonly tail: string;
  /** Before each of its further lines. */
  readonly indent: string;
  /** By which what is inside of it is indented; undefined where all is on one line. */
  readonly unit: string | undefined;
  /** By which the lines of the statement that was alone are moved, and so those of a copy. */
  readonly shift: string;
  /** What makes a list of the statement that was alone. */
  readonly around: readonly Insertion[];
}

/** In YAML's block style nothing encloses a statement. */
export const ITEM = "";

/** `last`: of the last statement in `source`. `notation`: of that place. Undefined where the text is nothing of all that. */
export function slotBehind(source: string, { startOffset, endOffset }: Span, notation: Notation | undefined): Slot | undefined {
  const written = source.slice(startOffset, endOffset).trimEnd();
  const place: Place = { source, start: startOffset, end: startOffset + written.length, written };
  if (notation === "policy-document") return behindBlock(place);
  if (written.startsWith("{") && written.endsWith("}")) return behindObject(place, notation) ?? besideObject(place, notation);
  return notation === undefined ? (behindItem(place) ?? besideMapping(place)) : undefined;
}

interface Place {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly written: string;
}

/** What stands before it in its line. */
function before({ source, start }: Place): string {
  return source.slice(source.lastIndexOf("\n", start - 1) + 1, start);
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

const IN_LIST = { tail: "", shift: "", around: [] } as const;

/** The span is that of the block's first word. */
function behindBlock(place: Place): Slot | undefined {
  const { source, start } = place;
  const indent = before(place);
  const end = /^statement\s*\{/.test(source.slice(start)) && indent.trim() === "" ? endOfBlock(source, start) : undefined;
  return end === undefined ? undefined : { ...IN_LIST, offset: end, lead: lineFeedOf(source).repeat(2) + indent, indent, unit: undefined };
}

/** Brackets, quoted text with what is interpolated in it, comments; and the beginning of a heredoc, whose text is nobody's to read here. */
const MARKS = /[{}]|"(?:[^"\\$%]|\\.|[$%](?!\{)|[$%]\{[^{}"]*\})*"|#.*|\/\/.*|\/\*[\s\S]*?\*\/|<<|"/g;

/** Behind the bracket that closes the block which begins at `start`. Undefined where that takes more than to count brackets. */
export function endOfBlock(source: string, start: number): number | undefined {
  let depth = 0;
  for (const { 0: mark, index } of source.slice(start).matchAll(MARKS)) {
    if (mark === "<<" || mark === '"') return undefined;
    if (mark === "{") depth += 1;
    if (mark === "}") depth -= 1;
    if (mark === "}" && depth === 0) return start + index + 1;
  }
  return undefined;
}

/** What stands before an item of a list, be it some lines of comments before. */
const IN_LIST_SO_FAR = /[[,][ \t]*(?:(?:#|\/\/)[^\n]*)?(?:\n[ \t]*(?:(?:#|\/\/)[^\n]*)?)*$/;
/** More comments than that between two statements nobody writes. */
const NEAR = 4000;

/** An object in a list, or in what is not a list for sure: then the text beside it tells. */
function behindObject(place: Place, notation: Notation | undefined): Slot | undefined {
  const { source, start, end } = place;
  const [near, after] = [source.slice(Math.max(0, start - NEAR), start), source.slice(end)];
  if (!IN_LIST_SO_FAR.test(near.replaceAll("\r\n", "\n"))) return undefined;
  const beforeIt = before(place);
  const indent = indentOf(beforeIt);
  const slot = { ...IN_LIST, indent, unit: unitOf(place, indent, notation) };
  const lineFeed = lineFeedOf(source);
  const commented = /^([ \t]*(,?)[ \t]*(?:#|\/\/)[^\r\n]*)([\s\S]*)$/.exec(after.slice(0, NEAR));
  if (commented === null) {
    if (!/^\s*[\],]/.test(after)) return undefined;
    return { ...slot, offset: end, lead: beforeIt.trim() === "" ? `,${lineFeed}${indent}` : ", " };
  }
  // A comment behind it on its line stays there.
  const [, rest = "", comma = "", next = ""] = commented;
  if (beforeIt.trim() !== "" || (comma === "" && !/^\s*(?:(?:#|\/\/)[^\n]*\s*)*\]/.test(next))) return undefined;
  const ends = comma === "" ? { around: [{ offset: end, text: "," }] } : { tail: "," };
  return { ...slot, offset: end + rest.length, lead: lineFeed + indent, ...ends };
}

function unitOf({ written }: Place, indent: string, notation: Notation | undefined): string | undefined {
  const [, second] = written.split(/\r?\n/);
  const unit = second === undefined || notation === "policy-document-json" ? "" : indentOf(second).slice(indent.length);
  return unit === "" ? undefined : unit;
}

/** The key that it is the value of. */
const STATEMENT_KEY = /["']?\b[Ss]tatement["']?\s*[:=]\s*$/;

/** An object that is a policy's only statement, and no list yet. A heredoc in it would have other text once its lines were moved. */
function besideObject(place: Place, notation: Notation | undefined): Slot | undefined {
  const { source, start, end, written } = place;
  if (!STATEMENT_KEY.test(source.slice(0, start)) || written.includes("<<")) return undefined;
  const lineFeed = lineFeedOf(source);
  const indent = indentOf(before(place));
  if (!written.includes("\n")) return { offset: end, lead: ", ", tail: "]", indent, unit: undefined, shift: "", around: [{ offset: start, text: "[" }] };
  const shift = unitOf(place, indent, undefined) ?? "  ";
  const inner = indent + shift;
  return {
    offset: end,
    lead: `,${lineFeed}${inner}`,
    tail: `${lineFeed}${indent}]`,
    indent: inner,
    unit: notation === "policy-document-json" ? undefined : shift,
    shift,
    around: [{ offset: start, text: `[${lineFeed}${inner}` }, ...moved(place, shift)],
  };
}

/** Each further line that is not empty. */
function moved({ start, written }: Place, by: string): readonly Insertion[] {
  return [...written.matchAll(/\n(?=[^\r\n])/g)].map(({ index }) => ({ offset: start + index + 1, text: by }));
}

/** An item of a list in block style. */
function behindItem(place: Place): Slot | undefined {
  const dash = /^( *)-( +)$/.exec(before(place));
  const rest = restOfLine(place);
  if (dash === null || rest === undefined) return undefined;
  const [lead = "", indent = ""] = dash;
  return {
    ...IN_LIST,
    offset: behindComments(place.source, place.end + rest.length, indent.length),
    lead: lineFeedOf(place.source) + lead,
    indent: " ".repeat(lead.length),
    unit: ITEM,
  };
}

const COMMENT_LINE = /\r?\n( *)#[^\r\n]*/y;

/** Comments that are indented deeper than the dash speak of the item before them. */
function behindComments(source: string, offset: number, dash: number): number {
  let end = offset;
  for (;;) {
    COMMENT_LINE.lastIndex = end;
    const found = COMMENT_LINE.exec(source);
    if (found === null || (found[1] ?? "").length <= dash) return end;
    end = COMMENT_LINE.lastIndex;
  }
}

/** Nothing but a comment; undefined where something else follows. */
function restOfLine({ source, end }: Place): string | undefined {
  const rest = /^[^\r\n]*/.exec(source.slice(end))?.[0] ?? "";
  return /^[ \t]*(?:#.*)?$/.test(rest) ? rest : undefined;
}

/** Its key, then nothing but comments. */
const MAPPING_KEY = /(?:^|\n)[ -]*["']?Statement["']?:[ \t]*(?:#[^\n]*)?(?:\n[ \t]*(?:#[^\n]*)?\r?)*$/;

/** A mapping in block style that is a policy's only statement. */
function besideMapping(place: Place): Slot | undefined {
  const { source, start, end } = place;
  const indent = before(place);
  const rest = restOfLine(place);
  if (rest === undefined || !/^ *$/.test(indent) || !MAPPING_KEY.test(source.slice(0, start).replaceAll("\r\n", "\n"))) return undefined;
  return {
    offset: end + rest.length,
    lead: `${lineFeedOf(source)}${indent}- `,
    tail: "",
    indent: `${indent}  `,
    unit: ITEM,
    shift: "  ",
    around: [{ offset: start, text: "- " }, ...moved(place, "  ")],
  };
}
