import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../src/cli/markdown.ts";
import { startProgress } from "../../src/cli/progress.ts";
import { nearest } from "../../src/text/nearest.ts";

describe("nearest", () => {
  it.each([
    ["jsn", "json"],
    ["JSON", "json"],
    ["srif", "sarif"],
    ["etxt", "text"],
    ["yaml", undefined],
    ["", undefined],
  ])("%j → %j", (word, expected) => {
    expect(nearest(word, ["text", "json", "sarif"])).toBe(expected);
  });

  it("compares nothing with a word far longer than any candidate", () => {
    expect(nearest("x".repeat(10_000_000), ["text", "json", "sarif"])).toBeUndefined();
  });
});

describe("progress", () => {
  function terminal(isTTY: boolean) {
    const written: string[] = [];
    return { written, sink: { isTTY, columns: 20, write: (text: string) => written.push(text) } };
  }

  it("is silent for the first second, then rewrites one line and clears it", () => {
    const { written, sink } = terminal(true);
    let now = 500;
    const progress = startProgress(sink, () => now);
    now = 1_400;
    progress.show("early");
    expect(written).toEqual([]);
    now = 1_600;
    progress.show("one");
    progress.show("a message that is longer than the terminal");
    progress.end();
    progress.end();
    expect(written).toEqual(["one", "\r\u001b[K", "a message that is l", "\r\u001b[K"]);
  });

  it("is silent where standard error is not a terminal", () => {
    const { written, sink } = terminal(false);
    let now = 0;
    const progress = startProgress(sink, () => now);
    now = 60_000;
    progress.show("late");
    progress.end();
    expect(written).toEqual([]);
  });
});

describe("Markdown for a terminal", () => {
  it("shows where links lead, drops comments, and leaves lists and tables as they are", () => {
    const page = "<!-- made by hand -->\n## **Bad** `code`\n\n- see [the guide](https://a.example/b)\n- [https://c.example](https://c.example)\n\n| a | b |\n";
    expect(renderMarkdown(page, false)).toBe("Bad `code`\n\n- see the guide (https://a.example/b)\n- https://c.example\n\n| a | b |\n");
  });

  it("touches nothing inside code", () => {
    expect(renderMarkdown("```yaml\n# not a heading\n\n**x**: [y](z)\n```\n\nuse `**kwargs**`", false)).toBe(
      "    # not a heading\n\n    **x**: [y](z)\n\nuse `**kwargs**`\n",
    );
  });

  it("fills a terminal's width with paragraphs, quotations and list items, and breaks no code", () => {
    const page =
      "# Title\n\n> a quotation of\nseveral words\n\nsome words and `code that stays whole` and more\n- an item\n  that goes on\n\n```yaml\na: b   # a long line of code that is wider than the terminal\n```\n| a | b |\n";
    expect(renderMarkdown(page, false, 26).split("\n")).toEqual([
      "Title",
      "",
      "> a quotation of several",
      "> words",
      "",
      "some words and",
      "`code that stays whole`",
      "and more",
      "- an item that goes on",
      "",
      "    a: b   # a long line of code that is wider than the terminal",
      "| a | b |",
      "",
    ]);
  });
});
