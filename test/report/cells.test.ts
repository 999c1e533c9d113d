import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellWidth, excerpt } from "../../src/report/text/cells.ts";
import { wrap } from "../../src/report/text/wrap.ts";

describe("cellWidth", () => {
  it.each([
    ["abc", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["役割", 4],
    ["한글", 4],
    ["ｆｕ", 4],
    ["😀", 2],
    ["…→⋮", 3],
  ])("of %s is %i", (text, cells) => {
    expect(cellWidth(text)).toBe(cells);
  });
});

describe("an excerpt", () => {
  const line = fc.string({ unit: fc.constantFrom("a", " ", "\t", "表", "😀", "\ud83d", "\u0301", "\u001b"), maxLength: 200 });
  const spans = fc.record({ line, from: fc.nat({ max: 210 }), length: fc.nat({ max: 80 }), limit: fc.integer({ min: 20, max: 120 }) });

  it("fits, and its mark lies in it", () => {
    fc.assert(
      fc.property(spans, ({ line, from, length, limit }) => {
        const { text, markStart, markEnd } = excerpt(line, from, from + length, limit);
        expect(cellWidth(text)).toBeLessThanOrEqual(limit);
        expect(markStart).toBeGreaterThanOrEqual(0);
        expect(markEnd).toBeGreaterThanOrEqual(markStart);
        expect(markEnd).toBeLessThanOrEqual(cellWidth(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("has the marked text under its mark", () => {
    const around = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 300 });
    fc.assert(
      fc.property(around, around, fc.integer({ min: 30, max: 120 }), (before, after, limit) => {
        const { text, markStart, markEnd } = excerpt(`${before}MARK${after}`, before.length, before.length + 4, limit);
        expect(text.slice(markStart, markEnd)).toBe("MARK");
        expect(text.startsWith("…")).toBe(!text.startsWith(`${before}MARK`));
        expect(text.endsWith("…")).toBe(!text.endsWith(`MARK${after}`));
      }),
      { numRuns: 1000 },
    );
  });

  it("is the whole line where that fits", () => {
    expect(excerpt("x".repeat(40), 39, 40, 40).text).toBe("x".repeat(40));
  });
});

describe("wrap", () => {
  it("keeps every word, in lines that fit unless one word alone does not", () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom("a", "表", "-"), minLength: 1, maxLength: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 24, max: 100 }), (given, width) => {
        const lines = wrap(given.join(" "), width);
        expect(lines.join(" ")).toBe(given.join(" "));
        for (const line of lines) expect(cellWidth(line) <= width || !line.includes(" ")).toBe(true);
      }),
    );
  });

  it("leaves text alone without a width", () => {
    const text = "word ".repeat(100);
    expect(wrap(text, undefined)).toEqual([text]);
  });
});
