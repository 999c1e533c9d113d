import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, printableCode, printableLine } from "../../src/text/printable.ts";

describe("printable", () => {
  it.each([
    ["\u001b[31mred", "\\u{1b}[31mred"],
    ["a\nb\tc\r", "a\\u{a}b\\u{9}c\\u{d}"],
    ["\u007f\u0085\u009b", "\\u{7f}\\u{85}\\u{9b}"],
    ["a\u202eb\u2066c\u200f\u061c", "a\\u{202e}b\\u{2066}c\\u{200f}\\u{61c}"],
    ["a\u200bb\u200dc\ufeff", "a\\u{200b}b\\u{200d}c\\u{feff}"],
    ["\ud800x\udc00", "\\u{d800}x\\u{dc00}"],
    ["plain äöü 日本 😀 \u00a0 \\u{1b}", "plain äöü 日本 😀 \u00a0 \\u{1b}"],
  ])("%j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it("never lets a control, bidirectional or zero-width character or half a surrogate pair through", () => {
    const nasty = fc.constantFrom("\u001b", "\u0000", "\n", "\t", "\u009f", "\u202a", "\u2069", "\u200b", "\ufeff", "\ud83d", "\ude00", "a");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(nasty).map((parts) => parts.join("")),
        ),
        (text) => {
          for (const shown of [printable(text), printableLine(text)]) {
            expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b-\u200f\u061c\ufeff]/u);
          }
        },
      ),
    );
  });

  it("keeps a tab's column in a line of code", () => {
    expect(printableLine("\ta\u001b")).toBe(" a\\u{1b}");
  });
});

it("code keeps its lines, and what can't be seen in it is written as most languages write it", () => {
  expect(printableCode("a\n\tb\u2028c\u202ed\u{e0041}e")).toBe("a\n\tb\\u2028c\\u202ed\\udb40\\udc41e");
});
