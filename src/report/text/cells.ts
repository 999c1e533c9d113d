/**
 * Terminal cells: how wide a text is shown, and which part of a long line to show.
 */
import { printable } from "../../text/printable.ts";

const TAB = "    ";
const COMBINING = /^\p{Mark}$/u;

// East Asian Wide and Fullwidth (Unicode UAX #11) and emoji, by block: near enough to put a caret under the right character.
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Cells that a text takes which holds no control characters. */
export function cellWidth(text: string): number {
  let cells = 0;
  for (const character of text) cells += characterWidth(character);
  return cells;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (WIDE.some(([first, last]) => code >= first && code <= last)) return 2;
  return COMBINING.test(character) ? 0 : 1;
}

/** One character of source code as it is shown: tabs as spaces, control characters spelled out. */
function shown(character: string): { readonly text: string; readonly cells: number } {
  if (character >= " " && character <= "~") return { text: character, cells: 1 };
  const text = character === "\t" ? TAB : printable(character);
  return { text, cells: cellWidth(text) };
}

/** Part of a line, ready to print; the mark in cells from its beginning, end exclusive. */
export interface Excerpt {
  readonly text: string;
  readonly markStart: number;
  readonly markEnd: number;
}

/**
 * As much of `line` as fits in `limit` cells, with `from`..`to` (UTF-16 units) in sight. Looks at no more of the line than it
 * shows: a minified template or a recording is one line of megabytes.
 */
export function excerpt(line: string, from: number, to: number, limit: number): Excerpt {
  const start = windowStart(line, from, to, limit);
  let text = start > 0 ? "…" : "";
  let cells = start > 0 ? 1 : 0;
  let markStart: number | undefined;
  let markEnd: number | undefined;
  for (let at = start; at < line.length; ) {
    if (at >= from) markStart ??= cells;
    if (at >= to) markEnd ??= cells;
    const character = String.fromCodePoint(line.codePointAt(at) ?? 0);
    const next = at + character.length;
    const piece = shown(character);
    if (cells + piece.cells > limit - (next < line.length ? 1 : 0)) {
      text += "…";
      break;
    }
    text += piece.text;
    cells += piece.cells;
    at = next;
  }
  return { text, markStart: markStart ?? cells, markEnd: markEnd ?? cells };
}

/** Where the window begins: at the line's beginning if the mark can be seen from there, else a third of the window before the mark. */
function windowStart(line: string, from: number, to: number, limit: number): number {
  if (to <= limit && shownWidth(line.slice(0, to)) <= limit - (to < line.length ? 1 : 0)) return 0;
  let start = Math.min(from, line.length);
  for (let cells = 0; start > 0 && cells < limit / 3; ) {
    start -= isTrailSurrogate(line, start - 1) ? 2 : 1;
    cells += shown(String.fromCodePoint(line.codePointAt(start) ?? 0)).cells;
  }
  return start;
}

function shownWidth(text: string): number {
  let cells = 0;
  for (const character of text) cells += shown(character).cells;
  return cells;
}

/** Whether the unit at `index` is the second half of a pair. */
function isTrailSurrogate(line: string, index: number): boolean {
  return index > 0 && /^[\ud800-\udbff][\udc00-\udfff]$/.test(line.slice(index - 1, index + 1));
}
