import { describe, expect, it } from "vitest";
import { bodyOf } from "./parsing.ts";
import { showBody } from "./show.ts";

describe("parseFile: bodies", () => {
  it.each([
    ["", ""],
    ["\n\n", ""],
    ["# only\n// comments /* here\n/* and\nthere */\n", ""],
    ["a = 1", "a = 1"],
    ["a = 1 # one\n\nb = 2 // two\n/* three */ c = 3\n", "a = 1; b = 2; c = 3"],
    ["a {}", "a {  }"],
    ["a { b = 1 }", "a { b = 1 }"],
    ['a "b" c "d e" {\n}', 'a "b" "c" "d e" {  }'],
    ['a "\\u00e9\\"$${x}" {}', `a "é\\"\${x}" {  }`],
    ["a {\n  b {\n    c = 1\n  }\n  b {\n  }\n  d = 2\n}\n", "a { d = 2; b { c = 1 }; b {  } }"],
    ['dynamic "x" {\n  for_each = y\n  content {\n    z = x.value\n  }\n}', 'dynamic "x" { for_each = y; content { z = (x .value) } }'],
    ["a = 1\r\nb {\r\n  c = 2\r\n}\r\n", "a = 1; b { c = 2 }"],
    ["\ufeffa = 1", "a = 1"],
    ["if = 1\nfor = 2\nin = 3", "if = 1; for = 2; in = 3"],
    ["a = [\n  1,\n]\nb = {\n  c = 1\n}", 'a = [1]; b = {"c" = 1}'],
  ])("%j", (text, tree) => {
    expect(showBody(bodyOf(text))).toBe(tree);
  });

  it("gives the header up to the last label, the range up to the brace, and the range of each name", () => {
    const text = '# é\nresource "a" "ü" { # note\n  größe = "x"\n}\n';
    const [block] = bodyOf(text).blocks;
    const slice = (range: { start: number; end: number } | undefined) => text.slice(range?.start, range?.end);
    expect(slice(block?.header)).toBe('resource "a" "ü"');
    expect(slice(block?.range)).toBe('resource "a" "ü" { # note\n  größe = "x"\n}');
    expect(slice(block?.body.attributes[0]?.nameRange)).toBe("größe");
    expect(slice(block?.body.attributes[0]?.expression.range)).toBe('"x"');
  });

  it("counts offsets from the start of the text, a byte order mark and characters outside of the basic plane included", () => {
    const text = '\ufeff# 𝕏\r\na = ["𝕏", b]';
    const [attribute] = bodyOf(text).attributes;
    if (attribute?.expression.kind !== "tuple") throw new Error("another tree");
    const [first, second] = attribute.expression.items;
    expect(attribute.nameRange).toEqual({ start: text.indexOf("a ="), end: text.indexOf("a =") + 1 });
    expect(text.slice(first?.range.start, first?.range.end)).toBe('"𝕏"');
    expect(text.slice(second?.range.start, second?.range.end)).toBe("b");
  });

  it("gives a block without labels its type as header", () => {
    const [block] = bodyOf("locals {\n}").blocks;
    expect(block?.header).toEqual({ start: 0, end: 6 });
  });
});
