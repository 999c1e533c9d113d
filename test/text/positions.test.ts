import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { positionAt, spanAt, spansAt } from "../../src/text/positions.ts";

describe("positions", () => {
  it("ends lines at \\n and \\r\\n, not at a lone \\r", () => {
    const text = "a\r\nb\rc\nd";
    expect(positionAt(text, text.indexOf("b"))).toEqual({ line: 2, column: 1 });
    expect(positionAt(text, text.indexOf("c"))).toEqual({ line: 2, column: 3 });
    expect(positionAt(text, text.indexOf("d"))).toEqual({ line: 3, column: 1 });
  });

  it("counts UTF-16 units, and no column for a byte order mark", () => {
    expect(positionAt("😀x", 2)).toEqual({ line: 1, column: 3 });
    expect(positionAt("\ufeffab", 2)).toEqual({ line: 1, column: 2 });
    expect(positionAt("\ufeffab", 0)).toEqual({ line: 1, column: 1 });
  });

  it("keeps to the text", () => {
    expect(positionAt("ab\n", 99)).toEqual({ line: 2, column: 1 });
    expect(positionAt("ab", -1)).toEqual({ line: 1, column: 1 });
  });

  it("adds the first line to lines only", () => {
    expect(spanAt("ab\ncd", { start: 1, end: 4 }, 10)).toEqual({ startLine: 10, startColumn: 2, endLine: 11, endColumn: 2, startOffset: 1, endOffset: 4 });
  });

  it("gives many spans in their order, equal to cutting the text into lines", () => {
    const text = fc.array(fc.constantFrom("a", "😀", "\n", "\r\n", "")).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.tuple(fc.nat(60), fc.nat(60))), (source, pairs) => {
        const ranges = pairs.map(([a, b]) => ({ start: Math.min(a, b, source.length), end: Math.min(Math.max(a, b), source.length) }));
        const spans = spansAt(source, [...ranges, undefined]);
        expect(spans.pop()).toBeUndefined();
        expect(spans.map((span) => span && [span.startLine, span.startColumn, span.endLine, span.endColumn])).toEqual(
          ranges.map(({ start, end }) => [...slow(source, start), ...slow(source, end)]),
        );
      }),
    );
  });
});

function slow(text: string, offset: number): [number, number] {
  const lines = text.slice(0, offset).split("\n");
  return [lines.length, (lines.at(-1) ?? "").length + 1];
}
