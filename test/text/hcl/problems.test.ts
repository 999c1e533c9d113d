import { describe, expect, it } from "vitest";
import { MAX_DEPTH } from "../../../src/text/value.ts";
import { bodyOf, parser, problemOf } from "./parsing.ts";

function shown(text: string): string {
  const { message, span } = problemOf(text);
  return `${span.startLine}:${span.startColumn} ${message}`;
}

describe("parseFile: what is wrong, and where", () => {
  it.each([
    ["a missing brace", 'resource "a" "b" {\n  c = 1\n\nlocals {\n}\n', "6:1 unexpected end of file: expected `}`, the `{` at line 1 is not closed"],
    [
      "a missing brace of an object",
      "a {\n  b = {\n    c = 1\n\n  d {\n  }\n}\n",
      "5:5 unexpected `{`: expected `=`, `,` or a line end (the `{` at line 2 is not closed)",
    ],
    ["a brace too many", "a {\n}\n}\n", "3:1 unexpected `}`: nothing is open that it could close"],
    ["a missing bracket at the end", "a = [1", "1:7 unexpected end of file: expected `]`, the `[` at line 1 is not closed"],
    ["a missing bracket", "a = [1,\n 2\nb = 3\n", "3:1 unexpected `b`: expected `,` or `]` (the `[` at line 1 is not closed)"],
    ["another bracket", "a = [\n  1\n}\n", "3:1 unexpected `}`: expected `]`, the `[` at line 1 is not closed"],
    ["a missing parenthesis", "a = f(\n  1\nb = 2\n", "3:1 unexpected `b`: expected `,` or `)` (the `(` at line 1 is not closed)"],
    ["a missing closing quote", 'a = "x\nb = "y"\n', "1:5 this string is not closed on its line (a line end inside a string is written `\\n`)"],
    ["a missing closing quote at the end", 'a = "x', "1:5 this string is not closed on its line (a line end inside a string is written `\\n`)"],
    ["a missing opening quote", 'a = x"\nb = "y"\n', "1:6 this string is not closed on its line (a line end inside a string is written `\\n`)"],
    ["a line end in a string with a sequence", `a = "x\${y}\nz"`, "1:5 this string is not closed on its line (a line end inside a string is written `\\n`)"],
    ["a line end in a string that looks closed later", 'a = "x\n"', "1:5 this string is not closed on its line (a line end inside a string is written `\\n`)"],
    ["an unclosed sequence", `a = "x\${y"\nb = 1`, `1:7 this \`\${\` is not closed: expected \`}\``],
    ["an unclosed sequence in a heredoc", `a = <<EOT\n\${x\nEOT\nb = 1\n`, `2:1 this \`\${\` is not closed: expected \`}\``],
    ["an unclosed heredoc", "a = 1\nb = <<EOT\nc\n", "2:5 this heredoc is not closed: expected a line with nothing but `EOT`"],
    ["more than a marker", "a = <<EOT b\nc\nEOT\n", "1:5 the line must end after the marker that begins a heredoc"],
    ["an unclosed comment", "a = 1 /* b\n", "1:7 this comment is not closed: expected `*/`"],
    ["a directive that is not ended", 'a = "%{ if b }"\nc = "d"\n', "1:6 this `if` is not ended: expected `%{ endif }`"],
    ["the same in a heredoc", "a = <<E\n%{ for b in c ~}\n%{ if b }\n%{ endif }\nE\nd = 1\n", "2:1 this `for` is not ended: expected `%{ endfor }`"],
    ["an end of no directive", 'a = "%{ endif }"', "1:9 unexpected `endif`: expected `if` or `for`"],
    ["no such directive", 'a = "%{ when b }"', "1:9 unexpected `when`: expected `if` or `for`"],
    ["a stray =", "a = = 3", "1:5 unexpected `=`: expected a value"],
    ["a missing value", "a =\nb {\n}\n", "2:3 unexpected `{`: expected a line end after the value"],
    ["a missing name", "= 1", "1:1 unexpected `=`: expected the name of an attribute or a block"],
    ["a :", "a : 3", "1:3 unexpected `:`: expected `=` or `{` (only the entries of an object can have a `:`)"],
    ["a name in quotes", '"a" = 1', '1:1 unexpected `"`: expected the name of an attribute or a block'],
    ["a name with a dot", "a.b = 1", "1:2 unexpected `.`: expected `=` or `{`"],
    ["a comma after an attribute", "a {\n  b = 1,\n  c = 2\n}\n", "2:8 unexpected `,`: expected a line end after the value"],
    ["a comma too many", "a = [1,,2]", "1:8 unexpected `,`: expected a value or `]`"],
    ["a comma too many in an object", "a = {b = 1,, c = 2}", "1:12 unexpected `,`: expected a key or `}`"],
    ["a comma too few", "a = [1 2]", "1:8 unexpected `2`: expected `,` or `]`"],
    ["a key alone", "a = {b}", "1:7 unexpected `}`: expected `=` and a value after the key"],
    ["two entries on a line", "a = {b = c (d) = e}", "1:16 unexpected `=`: expected `,` or a line end"],
    ["an escaped sequence before the error", `a = "$\${b"\nc = [1 2]`, "2:8 unexpected `2`: expected `,` or `]`"],
    ["a semicolon", "a = {b = 1; c = 2}", "1:11 unexpected `;`: expected `=`, `,` or a line end"],
    ["no other value", "a = b ? c\n", "2:1 unexpected end of file: expected `:` and the other value of the condition"],
    ["no other value in a list", "a = [b ? c]", "1:11 unexpected `]`: expected `:` and the other value of the condition"],
    ["no in", "a = [for x y : x]", "1:12 unexpected `y`: expected `in`"],
    ["no : in a for", "a = [for x in y x]", "1:17 unexpected `x`: expected `:`, `if` or `]`"],
    ["no => in a for", "a = {for x in y : x}", "1:20 unexpected `}`: expected `:`, `=>` or `if`"],
    ["nothing after a dot", "a = b.\n", "2:1 unexpected end of file: expected a name after the dot"],
    ["an operator without an operand", "a = (1 + )", "1:10 unexpected `)`: expected a value"],
    ["a sequence outside of a string", `a = \${b}`, `1:5 outside of strings, expressions stand without \`\${\` and \`}\``],
    ["a sequence in a label", `a "\${b}" {}`, `1:4 \`\${\` can't stand in this string; to mean these characters, write \`$\${\``],
    ["an empty sequence", `a = "\${}"`, "1:6 nothing stands between the braces; expected an expression"],
    ["two values in a sequence", `a = "\${b c}"`, "1:10 unexpected `c`: expected `}`"],
    ["no escape", 'a = "b\\d"', "1:7 `\\d` is not an escape in HCL; a backslash itself is written `\\\\`"],
    ["half a character", 'a = "\\uD83D"', "1:6 `\\uD83D` is not a character"],
    ["beyond all characters", 'a = "\\U00110000"', "1:6 `\\U00110000` is not a character"],
    ["a hexadecimal number", "a = 0x1F", "1:5 `0x1F` is not a number in HCL, which knows decimal numbers only"],
    ["single quotes", "a = 'b'", "1:5 single quotes: strings in HCL stand in double quotes"],
    ["typographic quotes", "a = “b”", "1:5 a typographic quotation mark; strings in HCL stand in straight double quotes"],
    ["a conflict", "a = 1\n<<<<<<< HEAD\n", "2:1 a merge conflict marker: the conflict is not resolved"],
    ["a NUL", "a = \0", "1:5 a NUL byte: this is not a text file in UTF-8 (UTF-16 and binary files are not read)"],
    ["a NUL in a string", 'a = "bc\0"', "1:8 a NUL byte: this is not a text file in UTF-8 (UTF-16 and binary files are not read)"],
    ["a word that begins with a digit", "a = [1bc]", "1:7 unexpected `bc`: expected `,` or `]`"],
    ["a hidden character", "a = b\u200bc", "1:6 unexpected `\\u{200b}`: expected a line end after the value"],
    ["JSON", '{"a": 1}', "1:1 unexpected `{`: expected an attribute or a block"],
    ["two attributes on a line", "a = 1 b = 2", "1:6 expected a line end here"],
    ["a block after a block", "a {} b {}", "1:5 expected a line end here"],
    ["a block's brace on another line", 'a "b"\n{\n}\n', "1:1 expected `=` or `{` on the line of `a`"],
    ["half a word", 'outpu\n\noutput "a" {\n}\n', "1:1 expected `=` or `{` on the line of `outpu`"],
    ["an attribute twice", "a {\n  b = 1\n  c = 2\n  b = 3\n}\n", "4:3 `b` is set twice, first at line 2"],
  ])("%s", (_, text, said) => {
    expect(shown(text)).toBe(said);
  });

  it("finds the one error of a long text", () => {
    const sound = 'resource "a" "b" {\n  c = ["x", f(y)]\n  d = <<EOT\n  text\nEOT\n}\n'.repeat(500);
    expect(shown(`${sound}a = = 1\n${sound}`)).toBe("3001:5 unexpected `=`: expected a value");
    expect(shown(`${sound}a {\n  b = [\n    = 1\n  ]\n}\n${sound}`)).toBe(
      "3003:5 unexpected `=`: expected a value or `]` (the `[` at line 3002 is not closed)",
    );
    expect(shown(`${sound}}\n${sound}`)).toBe("3001:1 unexpected `}`: nothing is open that it could close");
    expect(shown(`a {\n${sound}`)).toBe("3002:1 unexpected end of file: expected `}`, the `{` at line 1 is not closed");
  });

  it("goes on after an error as if nothing had been", () => {
    problemOf("a = [");
    expect(bodyOf("b = 1").attributes).toHaveLength(1);
    problemOf(`a = "\${`);
    expect(bodyOf("c = <<E\nE").attributes).toHaveLength(1);
  });

  it("says where in the content of a template the problem is", () => {
    const result = parser.parseTemplate(`a\n  \${b c}`);
    expect(result).toMatchObject({ ok: false, problem: { message: "unexpected `c`: expected `}`", span: { startLine: 2, startColumn: 7, startOffset: 8 } } });
    const open = parser.parseTemplate(`a\${b`);
    expect(open).toMatchObject({ ok: false, problem: { message: `this \`\${\` is not closed: expected \`}\``, span: { startOffset: 1, endOffset: 3 } } });
  });

  it("refuses texts that are larger than any configuration", () => {
    expect(shown(" ".repeat(2 * 1024 * 1024 + 1))).toBe("1:1 larger than 2 MB; no configuration comes near that");
  });
});

describe("parseFile: nesting", () => {
  const around = (before: string, within: string, after: string) => (levels: number) => `a = ${before.repeat(levels)}${within}${after.repeat(levels)}`;
  const forms: readonly (readonly [name: string, text: (levels: number) => string])[] = [
    ["lists", around("[", "", "]")],
    ["lists that are not closed", around("[", "", "")],
    ["parentheses", around("(", "b", ")")],
    ["objects", around("{b = ", "1", "}")],
    ["blocks", (levels) => `${"a {\n".repeat(levels)}${"}\n".repeat(levels)}`],
    ["calls", around("f(", "b", ")")],
    ["for expressions", around("[for b in c : ", "b", "]")],
    ["not", around("!", "b", "")],
    ["minus", around("- ", "b", "")],
    ["attributes", around("", "b", ".c")],
    ["indexes", around("", "b", "[0]")],
    ["indexes in indexes", around("b[", "0", "]")],
    ["legacy indexes", around("", "b", ".0")],
    ["splats", around("", "b", "[*]")],
    ["attribute splats", around("", "b", ".*")],
    ["sums", around("", "1", " + 1")],
    ["alternatives", around("", "b", " || b")],
    ["conditionals at the end", around("", "b", " ? c : d")],
    ["conditionals in the middle", around("b ? ", "c", " : d")],
    ["strings", around(`"\${`, "b", '}"')],
    ["heredocs", around(`<<E\n\${`, "b", "}\nE\n")],
    ["directives", (levels) => `a = "${"%{ if b }".repeat(levels)}${"%{ endif }".repeat(levels)}"`],
    ["all kinds of brackets", around("[{b = (f(", "", "")],
  ];

  it.each(forms)("10,000 levels of %s are refused in words", (_, text) => {
    expect(problemOf(text(10_000)).message).toBe(`nested deeper than ${MAX_DEPTH} levels; no configuration comes near that`);
  });

  it.each(forms.filter(([name]) => !/strings|heredocs|closed|all/.test(name)))("half as many levels of %s as are allowed are read", (_, text) => {
    expect(parser.parseFile(text(MAX_DEPTH / 2 - 2)).ok).toBe(true);
  });

  it("tells where it becomes too deep", () => {
    expect(problemOf(forms[0]?.[1](10_000) ?? "").span).toMatchObject({ startLine: 1, startColumn: 5 + MAX_DEPTH });
  });

  it("reads strings in strings as deep as the grammar can, and says so beyond", () => {
    const strings = (levels: number) => `a = ${`"\${`.repeat(levels)}b${'}"'.repeat(levels)}`;
    expect(parser.parseFile(strings(60)).ok).toBe(true);
    expect(problemOf(strings(70)).message).toBe("strings nested deeper than 60 levels; no configuration comes near that");
  });

  it("counts directives around a sequence", () => {
    const directives = (levels: number, inner: string) => `"${"%{ if b }".repeat(levels)}\${${inner}}${"%{ endif }".repeat(levels)}"`;
    expect(parser.parseFile(`a = ${directives(90, directives(90, "c"))}`).ok).toBe(true);
    expect(problemOf(`a = ${directives(120, directives(120, "c"))}`).message).toContain("nested deeper than 200 levels");
  });

  it("never nests the tree deeper than allowed, whatever forms are mixed", () => {
    const mixed = (levels: number) => `a = ${"b.c.d.e[".repeat(levels)}0${"]".repeat(levels)}`;
    expect(parser.parseFile(mixed(30)).ok).toBe(true);
    expect(problemOf(mixed(60)).message).toContain("nested deeper than 200 levels");
  });
});

/** With work that grows by the square these would run for minutes. */
describe("parseFile: long texts", () => {
  const LONG = 300_000;
  const numbered = (count: number, write: (number: number) => string) => Array.from({ length: count }, (_, number) => write(number)).join("");

  it.each([
    ["spaces before a strip marker", `a = "${" ".repeat(LONG)}b\${~ c}"`],
    ["dollar signs", `a = "${"$".repeat(LONG)}{"`],
    ["digits", `a = ${"1".repeat(LONG)}`],
    ["exponents", `a = [${"1e1,".repeat(LONG / 4)}]`],
    ["heredocs, each with its own marker", numbered(LONG / 20, (number) => `a${number} = <<M${number}\nM${number}\n`)],
    ["entries kept apart by line ends", `a = {\n b = c\n${"(d) = e\n".repeat(LONG / 8)}}`],
    ["comments", "# a\n".repeat(LONG / 4)],
  ])("%s", (_, text) => {
    expect(parser.parseFile(text).ok).toBe(true);
  });

  it.each([
    ["equal attributes", "a = 1\n".repeat(LONG / 6), "2:1 `a` is set twice, first at line 1"],
    ["quotes", '"'.repeat(LONG / 4), '1:1 unexpected `"`: expected the name of an attribute or a block'],
    ["sequences that are not closed", `a = "${"${".repeat(LONG / 8)}`, `1:8 outside of strings, expressions stand without \`\${\` and \`}\``],
    ["words in a directive", `a = "%{ ${"if ".repeat(LONG / 8)}"`, "1:6 this `%{` is not closed: expected `}`"],
    ["stars", `/*${"*".repeat(LONG)}`, "1:1 this comment is not closed: expected `*/`"],
    ["line ends", `${"\n".repeat(LONG)}=`, `${LONG + 1}:1 unexpected \`=\`: expected the name of an attribute or a block`],
    [
      "attributes before an error",
      `${numbered(LONG / 20, (number) => `a${number} = [1]\n`)}b = [1 2]`,
      `${LONG / 20 + 1}:8 unexpected \`2\`: expected \`,\` or \`]\``,
    ],
  ])("%s", (_, text, said) => {
    expect(shown(text)).toBe(said);
  });

  it.each([
    ["what could be the marker", `${"T".repeat(LONG)}\${a}`],
    ["lines that could be the marker", `${numbered(LONG / 10, (number) => `T${number}\n`)}\${a}`],
    ["empty lines", `${"\n".repeat(LONG)}\${a}`],
  ])("the content of a template: %s", (_, content) => {
    expect(parser.parseTemplate(content).ok).toBe(true);
  });
});
