import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commentsOf } from "../../src/text/comments.ts";
import type { SourceText } from "../../src/text/source-text.ts";

function source(format: SourceText["format"], text: string): SourceText {
  return { file: `a.${format}`, format, text, firstLine: 1 };
}

/** Content → the text of the element that it is about. */
async function elements(format: SourceText["format"], text: string): Promise<readonly (readonly [string, string | undefined])[]> {
  const comments = await commentsOf(source(format, text), () => true);
  return comments.map(({ content, element }) => [content, element && text.slice(element.start, element.end)]);
}

describe("comments in YAML", () => {
  it.each([
    ["above an entry", "a: 1\n# c\nb: 2\n", "b: 2"],
    ["above an entry with a map", "# c\nb:\n  d: 2\n  e: 3\nf: 4\n", "b:\n  d: 2\n  e: 3"],
    ["above an item", "a:\n  # c\n  - b: 1\n    d: 2\n  - e: 3\n", "- b: 1\n    d: 2"],
    ["above an item whose dash stands alone", "a:\n  # c\n  -\n    b: 1\n  - e: 3\n", "-\n    b: 1"],
    ["above an item with an anchor", "a:\n  # c\n  - &x-y b: 1\n", "- &x-y b: 1"],
    ["above an item of a list that is not indented", "a:\n# c\n- b: 1\n- e: 3\n", "- b: 1"],
    ["on the line of an entry", "a: 1\nb: 2 # c\n", "b: 2"],
    ["on the line of a key", "a: # c\n  b: 1\n", "a: # c\n  b: 1"],
    ["on the line of an item", "a:\n  - b: 1 # c\n    d: 2\n", "- b: 1 # c\n    d: 2"],
    ["on a line with several", "a: { b: 1, d: 2 } # c\n", "a: { b: 1, d: 2 }"],
    ["above other comments", "# c\n# d\n  # e\nb: 2\n", undefined],
    ["above other comments at its indentation", "# c\n# d\nb: 2\n", "b: 2"],
    ["above a blank line", "# c\n\nb: 2\n", undefined],
    ["as the last line of a block", "a:\n  b: 1\n  # c\nd: 2\n", undefined],
    ["as the last line of a list", "a:\n  - b: 1\n  # c\nd: 2\n", undefined],
    ["at the indentation of what follows, behind a block", "a:\n  b: 1\n# c\nd: 2\n", "d: 2"],
    ["indented less than what follows", "a:\n# c\n  b: 1\n", "b: 1"],
    ["below everything", "b: 2\n# c\n", undefined],
    ["where the line's element began before", "a: [1,\n  2 ] # c\n", "2"],
    ["where none begins on the line", "a: [1\n  ] # c\n", undefined],
    ["above a tagged item", "a:\n  # c\n  - !Sub x\n", "- !Sub x"],
    ["above an entry without a value", "# c\na:\nb: 1\n", "a"],
    ["behind a byte order mark", "\ufeff# c\nb: 2\n", "b: 2"],
    ["with other line ends", "a: 1\r\n# c\r\nb: 2\r\n", "b: 2"],
  ])("%s", async (_what, text, element) => {
    expect((await elements("yaml", text)).filter(([content]) => content === "c")).toEqual([["c", element]]);
  });

  it("are none in strings", async () => {
    expect(await elements("yaml", "a: 'x # c'\nb: |\n  # c\nd: x#c\n")).toEqual([]);
  });

  it("are about what stands there, and not about what an alias stands for", async () => {
    expect(await elements("yaml", "a: &x\n  k: 1\n# c\nb: *x\n")).toEqual([["c", "b: *x"]]);
  });

  it("are none where the text is no YAML", async () => {
    expect(await elements("yaml", "# c\na: [\n")).toEqual([]);
  });
});

describe("comments in HCL", () => {
  const block = 'resource "a" "b" {\n  x = 1\n  y {\n    z = [1, 2]\n  }\n}';
  it.each([
    ["above a block", `# c\n${block}\n`, block],
    ["on the line of a block", `${block.replace("{\n", "{ // c\n")}\n`, block.replace("{\n", "{ // c\n")],
    ["above an attribute", 'r "a" {\n  /* c */\n  x = 1\n}\n', "x = 1"],
    ["before an attribute, on its line", 'r "a" {\n  /* c */ x = 1\n}\n', "x = 1"],
    ["on the line of an attribute", 'r "a" {\n  x = 1 # c\n}\n', "x = 1"],
    ["above an entry of an object in a call", "x = f({\n  # c\n  a = [1]\n  b = 2\n})\n", "a = [1]"],
    ["on the line of an item", "x = [\n  {a = 1}, # c\n  2\n]\n", "{a = 1}"],
    ["in either branch", "x = y ? [\n  # c\n  1\n] : [2]\n", "1"],
    ["in what is repeated", "x = [for a in b : {\n  # c\n  k = a\n}]\n", "k = a"],
    ["on the line of an end", `${block} # c\n`, undefined],
    ["below everything", `${block}\n# c\n`, undefined],
    ["as the last line of a block", `r "a" {\n  x = 1\n  # c\n}\n${block}\n`, undefined],
    ["as the last line of a list", "x = [\n  1,\n  # c\n]\ny = 2\n", undefined],
    ["above a blank line", `# c\n\n${block}\n`, undefined],
    ["above other comments", `# c\n// d\n/* e */\n${block}\n`, block],
    ["over several lines", `/**\n * c\n **/\n${block}\n`, block],
  ])("%s", async (_what, text, element) => {
    expect((await elements("hcl", text)).filter(([content]) => content === "c")).toEqual([["c", element]]);
  });

  it("are none in strings and heredocs", async () => {
    expect(await elements("hcl", 'x = "# c"\ny = <<EOT\n# c\n// c\nEOT\n')).toEqual([]);
  });
});

describe("texts made to take long", () => {
  it.each([
    ["many comments on one line", "hcl" as const, `${"/* c */".repeat(50_000)}\nx = 1\n`],
    ["a comment of asterisks", "hcl" as const, `/* ${"*".repeat(500_000)} c */\nx = 1\n`],
    ["many comments above one another", "yaml" as const, `${"# c\n".repeat(100_000)}b: 2\n`],
    ["as many elements as comments", "yaml" as const, Array.from({ length: 50_000 }, (_, index) => `# c\nk${index}: 1\n`).join("")],
  ])("%s", async (_what, format, text) => {
    const comments = await commentsOf(source(format, text), () => true);
    expect(comments.at(-1)?.element).toBeDefined();
  });
});

it("JSON has none", async () => {
  expect(await elements("json", '{ "a": "# c" }')).toEqual([]);
});

it("a comment's element never lies before its line, and never throws, whatever the text", async () => {
  const line = fc.constantFrom(
    "# c",
    "a: 1",
    "b:",
    "  - c: 2 # c",
    "  d: [1, {e: 2}] # c",
    "x = 1 // c",
    'r "b" {',
    "}",
    "/* c */ y = [",
    "]",
    "  ",
    "EOT",
    "z = <<EOT",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.constantFrom("yaml" as const, "hcl" as const), async (lines, format) => {
      const text = lines.join("\n");
      for (const { range, element } of await commentsOf(source(format, text), () => true)) {
        expect(text.slice(range.start, range.end)).toContain("c");
        if (element !== undefined) expect(element.start).toBeGreaterThanOrEqual(text.lastIndexOf("\n", range.start - 1) + 1);
      }
    }),
  );
});
