/**
 * The code frame: the lines of the source around a span, with their numbers, and a mark at the exact place.
 */
import type { Span } from "../../text/source-text.ts";
import { type Excerpt, excerpt } from "./cells.ts";
import type { Paint, Style } from "./paint.ts";

/** A text, with the offsets at which lines begin: those of the lines around a span, as far as they were asked for. */
interface SourceLines {
  readonly text: string;
  readonly starts: ReadonlyMap<number, number>;
}

/** Rows of the frame without its margin: `number` is what stands left of the bar. */
export interface FrameRow {
  readonly number: string;
  readonly code: string;
}

const LINES_BEFORE = 2;
const LINES_AFTER = 1;
/** A span over more lines than this is cut. */
const MOST_LINES = 6;

/**
 * The lines around a span. Lines end with LF or CRLF, as editors and GitHub count them; a byte order mark is no column. The
 * span's offset leads there at once: counting lines from the top of an account's description costs more than the rest of a
 * report. Only where offset and column don't agree (the text is not the one that the span was made for) are lines counted.
 */
function linesAround(raw: string, span: Span): SourceLines {
  const text = raw.startsWith("\ufeff") ? raw.slice(1) : raw;
  const starts = new Map<number, number>();
  let start = startOfLine(text, span);
  if (start === undefined) return { text, starts };
  starts.set(span.startLine, start);
  for (let line = span.startLine - 1; line >= Math.max(1, span.startLine - LINES_BEFORE); line--) {
    start = start < 2 ? 0 : text.lastIndexOf("\n", start - 2) + 1;
    starts.set(line, start);
  }
  let next = text.indexOf("\n", starts.get(span.startLine));
  const last = Math.min(span.endLine, span.startLine + MOST_LINES) + LINES_AFTER + 1;
  for (let line = span.startLine + 1; next !== -1 && line <= last; line++) {
    starts.set(line, next + 1);
    next = text.indexOf("\n", next + 1);
  }
  return { text, starts };
}

function startOfLine(text: string, { startLine, startColumn, startOffset }: Span): number | undefined {
  const near = startOffset - (startColumn - 1);
  const isStart = near === 0 ? startLine === 1 : text.charAt(near - 1) === "\n";
  // Of a very long line a part tells enough: many findings on it would each go through all of it.
  if (startOffset <= text.length && isStart && !text.slice(near, Math.min(startOffset, near + 10_000)).includes("\n")) return near;
  let start = 0;
  for (let line = 1; line < startLine; line++) {
    start = text.indexOf("\n", start) + 1;
    if (start === 0) return undefined;
  }
  return start;
}

/** Line `number`, counted from 1, without its end; undefined past the last one. */
function lineAt({ text, starts }: SourceLines, number: number): string | undefined {
  const start = starts.get(number);
  if (start === undefined) return undefined;
  const end = text.indexOf("\n", start);
  const line = text.slice(start, end === -1 ? undefined : end);
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/**
 * The frame for a span, each line at most `width` cells; no rows where the source does not reach that far. `neighbours`: with the lines
 * around it.
 */
export function frame(text: string, span: Span, width: number, paint: Paint, style: Style, neighbours = true): readonly FrameRow[] {
  const source = linesAround(text, span);
  const first = lineAt(source, span.startLine);
  if (first === undefined) return [];
  return lastLine(span) > span.startLine ? linesFrame(source, span, width, paint, style) : caretFrame(source, span, first, width, paint, style, neighbours);
}

/** A span that ends before the first column of a line ends on the line above. */
function lastLine(span: Span): number {
  return span.endColumn === 1 && span.endLine > span.startLine ? span.endLine - 1 : span.endLine;
}

function caretFrame(source: SourceLines, span: Span, line: string, width: number, paint: Paint, style: Style, neighbours: boolean): readonly FrameRow[] {
  const to = span.endLine > span.startLine ? line.length : span.endColumn - 1;
  const code = excerpt(line, span.startColumn - 1, to, width);
  const at = span.startLine;
  const marked = [
    { number: String(at), code: code.text },
    { number: "", code: carets(code, paint, style) },
  ];
  // Neighbours of a line that is too long to show say nothing: other records of a recording, mostly.
  if (line.length > width || !neighbours) return marked;
  const before = fromFirstWritten(linesBetween(source, at - LINES_BEFORE, at - 1, width));
  const after = toLastWritten(linesBetween(source, at + 1, at + LINES_AFTER, width));
  return [...before, ...marked, ...after];
}

function carets({ markStart, markEnd }: Excerpt, paint: Paint, style: Style): string {
  return " ".repeat(markStart) + paint(style, "^".repeat(Math.max(1, markEnd - markStart)));
}

/** Lines without a mark, those that exist. */
function linesBetween(source: SourceLines, from: number, to: number, width: number): readonly FrameRow[] {
  const rows: FrameRow[] = [];
  for (let at = Math.max(1, from); at <= to; at += 1) {
    const line = lineAt(source, at);
    if (line !== undefined) rows.push({ number: String(at), code: excerpt(line, 0, 0, width).text });
  }
  return rows;
}

/** Blank lines at the frame's upper edge tell nothing; one between two others stays. */
function fromFirstWritten(rows: readonly FrameRow[]): readonly FrameRow[] {
  const first = rows.findIndex(isWritten);
  return first === -1 ? [] : rows.slice(first);
}

function toLastWritten(rows: readonly FrameRow[]): readonly FrameRow[] {
  return rows.slice(0, rows.findLastIndex(isWritten) + 1);
}

function isWritten({ code }: FrameRow): boolean {
  return code.trim() !== "";
}

/** A bar along the lines of the span: `/` where it begins, `\` where it ends. */
function linesFrame(source: SourceLines, span: Span, width: number, paint: Paint, style: Style): readonly FrameRow[] {
  const end = lastLine(span);
  const cut = end - span.startLine + 1 > MOST_LINES;
  const shownEnd = cut ? span.startLine + MOST_LINES - 1 : end;
  const rows: FrameRow[] = [];
  for (let at = span.startLine; at <= shownEnd; at += 1) {
    const line = lineAt(source, at);
    if (line === undefined) break;
    const from = at === span.startLine ? span.startColumn - 1 : 0;
    const bar = at === span.startLine ? "/" : at === end ? "\\" : "|";
    rows.push({ number: String(at), code: `${paint(style, bar)} ${excerpt(line, from, from + 1, width - 2).text}` });
  }
  return cut ? [...rows, { number: "⋮", code: paint(style, "|") }] : rows;
}
