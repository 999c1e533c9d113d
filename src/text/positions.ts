/**
 * Offsets to lines and columns.
 *
 * A line ends at `\n` or `\r\n`; a lone `\r` does not end one. That is how git, GitHub and SARIF viewers count, so a line
 * number of ours opens at the right place there. A byte order mark at the very start takes no column: no editor shows it.
 * Offsets do count it, so that they cut the text as it was read.
 */
import type { Span } from "./source-text.ts";

/** A stretch of text as offsets, in UTF-16 units; the end is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface LineAndColumn {
  readonly line: number;
  readonly column: number;
}

/** Line and column, both from 1, of an offset; offsets outside the text are taken to its nearest end. */
export function positionAt(text: string, offset: number): LineAndColumn {
  const [position] = positionsAt(text, [offset]);
  return position ?? { line: 1, column: 1 };
}

/** The span of one range. `firstLine`: the line of the file at which the text begins. */
export function spanAt(text: string, range: TextRange, firstLine = 1): Span {
  const [span] = spansAt(text, [range], firstLine);
  if (span === undefined) throw new RangeError("no span for a range");
  return span;
}

/** The spans of many ranges, in their order, by a single pass over the text; undefined stays undefined. */
export function spansAt(text: string, ranges: readonly (TextRange | undefined)[], firstLine = 1): (Span | undefined)[] {
  const offsets = ranges.flatMap((range) => (range === undefined ? [] : [range.start, range.end]));
  const order = [...new Set(offsets)].sort((a, b) => a - b);
  const found = positionsAt(text, order);
  const byOffset = new Map(order.map((offset, index) => [offset, found[index]]));
  return ranges.map((range) => {
    if (range === undefined) return undefined;
    const start = byOffset.get(range.start);
    const end = byOffset.get(range.end);
    if (start === undefined || end === undefined) return undefined;
    return {
      startLine: start.line + firstLine - 1,
      startColumn: start.column,
      endLine: end.line + firstLine - 1,
      endColumn: end.column,
      startOffset: range.start,
      endOffset: range.end,
    };
  });
}

/** `offsets` ascending. No table of all lines is made: a large file has millions, and few offsets are asked for. */
function positionsAt(text: string, offsets: readonly number[]): LineAndColumn[] {
  let line = 1;
  let lineStart = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let nextBreak = text.indexOf("\n");
  return offsets.map((offset) => {
    const at = Math.min(Math.max(offset, 0), text.length);
    while (nextBreak !== -1 && nextBreak < at) {
      line += 1;
      lineStart = nextBreak + 1;
      nextBreak = text.indexOf("\n", lineStart);
    }
    return { line, column: Math.max(at - lineStart, 0) + 1 };
  });
}
