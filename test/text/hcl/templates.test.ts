import { describe, expect, it } from "vitest";
import { expressionOf, templateOf } from "./parsing.ts";
import { show } from "./show.ts";

/** What is expected of sequences and white space was tried with Terraform 1.11.4. */
describe("parseFile: quoted strings", () => {
  it.each([
    ['"a\\n\\r\\t\\"\\\\b"', JSON.stringify('a\n\r\t"\\b')],
    ['"\\u00e9\\U0001D54F"', '"é𝕏"'],
    ['"$${a} %%{ b }"', `"\${a} %{ b }"`],
    ['"$ % $$ %% $a {b} }"', '"$ % $$ %% $a {b} }"'],
    [`"$$\${a}"`, `"$\${a}"`],
    ['"# no comment // here /* or there */"', '"# no comment // here /* or there */"'],
    [`"\${a}"`, "<=a>"],
    [`"\${ a.b }"`, "<=(a .b)>"],
    [`"\${~ a ~}"`, "<=a>"],
    [`" \${a}"`, '<" " a>'],
    [`"\${a} "`, '<a " ">'],
    [`"\${a}\${b}"`, "<a b>"],
    [`"a\${b}c\\t\${d}"`, '<"a" b "c\\t" d>'],
    [`"  \${~ a ~}  b"`, '<a "b">'],
    [`"x \\n \${~ a ~} \\n y"`, '<"x" a "y">'],
    [`"\${a ~} "`, "<a>"],
    [`"\${"\${"\${a}"}"}"`, "<=<=<=a>>>"],
    [`"\${f("}", "{", {a = "}"})}"`, '<=f("}", "{", {"a" = "}"})>'],
    [`"\${\n  a\n}"`, "<=a>"],
    ['"%{ if a }b%{ endif }"', '<(if a then "b" else )>'],
    ['"%{ if a }b%{ else }c%{ endif }d"', '<(if a then "b" else "c") "d">'],
    [`"%{ for x in y }\${x},%{ endfor }"`, '<(for x in y do x ",")>'],
    [`"%{ for k, v in y }\${k}%{ endfor }"`, "<(for k, v in y do k)>"],
    ['" %{~ if a ~} b %{~ else ~} c %{~ endif ~} d"', '<(if a then "b" else "c") "d">'],
    ['"%{ for x in y }%{ if x }1%{ else }%{ if z }2%{ endif }%{ endif }%{ endfor }"', '<(for x in y do (if x then "1" else (if z then "2" else )))>'],
  ])("%s", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });
});

describe("parseFile: heredocs", () => {
  const heredoc = (start: string, lines: readonly string[], end = "EOT") => [start, ...lines, end].join("\n");
  it.each([
    ["is empty", heredoc("<<EOT", []), '""'],
    ["ends with a line end", heredoc("<<EOT", ["a", "  b"]), '"a\\n  b\\n"'],
    ["keeps backslashes and quotes", heredoc("<<EOT", ['\\n "x" \\']), JSON.stringify('\\n "x" \\\n')],
    ["has escaped sequences", heredoc("<<EOT", ["$${a} %%{b} $$c"]), `"\${a} %{b} $$c\\n"`],
    ["has an indented end", heredoc("<<EOT", ["  a"], "    EOT"), '"  a\\n"'],
    ["keeps empty lines and spaces at the end", heredoc("<<EOT", ["", "a  ", ""]), '"\\na  \\n\\n"'],
    ["has line ends of Windows", "<<EOT\r\na\r\n  EOT\r\n", '"a\\r\\n"'],
    ["ends at its own marker only", heredoc("<<EOT", ["EOTX", "XEOT", "EOT EOT", "EO"]), '"EOTX\\nXEOT\\nEOT EOT\\nEO\\n"'],
    ["has a sequence after its marker", heredoc("<<EOT", [`EOT\${a}`, `  EOT \${b}`]), '<"EOT" a "\\n  EOT " b "\\n">'],
    ["is interpolated", heredoc("<<EOT", [`a \${b} c`]), '<"a " b " c\\n">'],
    ["is not unwrapped", heredoc("<<EOT", [`\${a}`]), '<a "\\n">'],
    ["is not unwrapped, whatever is stripped", heredoc("<<EOT", [`\${a ~}`]), "<a>"],
    ["strips to the left on its line only", heredoc("<<EOT", ["a", `  \${~ b}`]), '<"a\\n" b "\\n">'],
    ["strips to the right one line end only", heredoc("<<EOT", [`\${a ~}`, "", "  b"]), '<a "\\n  b\\n">'],
    ["has directives", heredoc("<<EOT", ["%{ for x in y ~}", `- \${x}`, "%{ endfor ~}", "z"]), '<(for x in y do "- " x "\\n") "z\\n">'],
    ["holds a heredoc", heredoc("<<EOT", [`\${<<EOT`, "a", "EOT", "}"]), '<"a\\n" "\\n">'],
  ])("%s", (_, written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  // https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions
  it.each([
    ["the smallest indentation", ["    a", "  b", "      c"], '"  a\\nb\\n    c\\n"'],
    ["none", ["  a", "b"], '"  a\\nb\\n"'],
    ["tabs count one each", ["\t\ta", "\tb"], '"\\ta\\nb\\n"'],
    ["lines without text do not count and stay", ["    a", "", "  ", "    b"], '"a\\n\\n  \\nb\\n"'],
    ["a sequence after spaces", ["    a", `  \${b}`], '<"  a\\n" b "\\n">'],
    ["a sequence at the beginning", ["    a", `\${b}`], '<"    a\\n" b "\\n">'],
    ["a directive at the beginning", ["%{ if a }", "  b", "%{ endif }"], '<(if a then "\\n  b\\n" else ) "\\n">'],
    ["spaces from an interpolation are none of the text's", [`  \${"   "}a`, "    b"], '<"   " "a\\n  b\\n">'],
    ["the end marker does not count", ["    a"], '"a\\n"'],
  ])("<<- takes away %s", (_, lines, tree) => {
    expect(show(expressionOf(heredoc("<<-EOT", lines, "  EOT")))).toBe(tree);
  });

  it("stand in calls, lists and objects", () => {
    expect(show(expressionOf('f(<<A\na\nA\n, [<<-B\n  b\n  B\n  , 1], {\n  c = <<C\nc\nC\n  "d" = 2\n})'))).toBe(
      'f("a\\n", ["b\\n", 1], {"c" = "c\\n", "d" = 2})',
    );
  });

  it("reach from the << to the end marker", () => {
    const written = "<<-EOT\n  a\n  EOT";
    expect(expressionOf(written).range).toEqual({ start: 4, end: 4 + written.length });
  });
});

describe("parseTemplate", () => {
  it.each([
    ["", '""'],
    ["a\n", '"a\\n"'],
    ['\\n "x" $ %', JSON.stringify('\\n "x" $ %')],
    ["$${a}", `"\${a}"`],
    [`\${a}`, "<=a>"],
    [`\${a}\n`, '<a "\\n">'],
    [`a\${b}`, '<"a" b>'],
    [`\${a ~}\n`, "<a>"],
    [`T0\n T1 \${a}\nT2\nT0`, '<"T0\\n T1 " a "\\nT2\\nT0">'],
    [`  \${a}\n    b`, '<"  " a "\\n    b">'],
    [`{"a": "\${b["c"]}", "d": [%{ for x in y }"\${x}",%{ endfor }]}`, '<"{\\"a\\": \\"" (b ["c"]) "\\", \\"d\\": [" (for x in y do "\\"" x "\\",") "]}">'],
    [`a\r\n\${b}\r\n`, '<"a\\r\\n" b "\\r\\n">'],
    [`\${<<E\nx\nE\n}`, '<="x\\n">'],
  ])("%j", (content, tree) => {
    expect(show(templateOf(content))).toBe(tree);
  });

  it("gives the ranges of the content", () => {
    const content = `é \${a.b}\n\${c}`;
    const tree = templateOf(content);
    if (tree.kind !== "template") throw new Error("another tree");
    expect(tree.range).toEqual({ start: 0, end: content.length });
    const slices = tree.parts.flatMap((part) => (part.kind === "interpolation" ? [content.slice(part.expression.range.start, part.expression.range.end)] : []));
    expect(slices).toEqual(["a.b", "c"]);
  });
});
