import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { literalText, locateInLiteral } from "../../../src/text/hcl/literal.ts";
import { EMBEDDED, KEY, type Step } from "../../../src/text/pointer.ts";
import { pathsOf } from "../paths.ts";
import { spell, spellings } from "./spelling.ts";

/** `«…»` marks the literal in the text. */
function marked(text: string): { readonly text: string; readonly range: { readonly start: number; readonly end: number } } {
  const start = text.indexOf("«");
  const end = text.indexOf("»") - 1;
  return { text: text.replace(/[«»]/g, ""), range: { start, end } };
}

function innerOf(written: string): string {
  const { text, range } = marked(written);
  return literalText(text, range).inner;
}

describe("literalText", () => {
  it.each([
    ["a quoted string", 'x = «"a\\n\\"\\\\\\u00e9\\U0001D54F"»', 'a\n"\\é𝕏'],
    ["escaped sequences", 'x = «"$${a} %%{b} $ % $$"»', `\${a} %{b} $ % $$`],
    ["an interpolation in no string", `x = «"[\${a}, \${b}]"»`, "[0, 0]"],
    ["an interpolation in a string", `x = «"[\\"a\${b}c\\", \${d}]"»`, '["axc", 0]'],
    ["an escaped quote in a string", `x = «"[\\"\\\\\\"\${b}\\"]"»`, '["\\"x"]'],
    ["a backslash at the end of a string", `x = «"[\\"\\\\\\\\\\", \${b}]"»`, '["\\\\", 0]'],
    ["braces and quotes in an interpolation", `x = «"[\${f({ a = "}" }, "\${g("\\"}")}")}]"»`, "[0]"],
    ["an escaped sequence in an interpolation", `x = «"[\${f("$\${", "%%{")}]"»`, "[0]"],
    ["a comment in an interpolation", `x = «"[\${a # }"\n}]"»`, "[0]"],
    ["a directive", `x = «"[%{ for a in b ~}\\"c\\",%{ endfor }]"»`, '["c",]'],
    ["a heredoc", `x = «<<EOT\n{"a": "\${b}", "c": \${d}}\n  EOT»\n`, '{"a": "x", "c": 0}\n'],
    ["backslashes in a heredoc", 'x = «<<EOT\n["\\n", "\\"", "$${a}"]\nEOT»\n', `["\\n", "\\"", "\${a}"]\n`],
    ["the indentation of a heredoc, which stays", "x = «<<-EOT\n  [\n  1]\n  EOT»\n", "  [\n  1]\n"],
    ["an empty heredoc", "x = «<<EOT\nEOT»\n", ""],
    ["a heredoc in an interpolation of a heredoc", `x = «<<EOT\n[\${f(<<E\n}\nE\n)}]\nEOT»\n`, "[0]\n"],
    ["a whole file", `«{"a": "\${b}\\n"}»`, '{"a": "x\\n"}'],
    ["a string of JSON", `{"a": «"[\\"\${b}\\", \${c}, \\"\\u00e9\\\\n\\"]"»}`, '["x", 0, "é\\n"]'],
    ["quotes in an interpolation in a string of JSON", `{"a": «"[\${f(\\"}\\")}]"»}`, "[0]"],
    ["a sequence that is not closed", `x = «"[\${a"»`, "[0"],
    ["an empty string", 'x = «""»', ""],
  ])("%s", (_, written, inner) => {
    expect(innerOf(written)).toBe(inner);
  });

  it("tells where each character is spelled", () => {
    const { text, range } = marked(`x = «"a\\n\\u00e9\${b}$\${c"»`);
    const { inner, starts, ends } = literalText(text, range);
    expect(inner).toBe(`a\né0\${c`);
    expect([...inner].map((_, index) => text.slice(starts[index], ends[index]))).toEqual(["a", "\\n", "\\u00e9", `\${b}`, "$$", "{", "c"]);
    expect(starts.length).toBe(inner.length + 1);
    expect(starts.at(-1)).toBe(text.length - 1);
  });
});

describe("locateInLiteral", () => {
  const located = (written: string, ...paths: Step[][]) => {
    const { text, range } = marked(written);
    return locateInLiteral(text, range, paths).map(({ start, end }) => text.slice(start, end));
  };

  it("finds values and keys", () => {
    const written = `policy = «<<EOT\n{"Statement": [{"Effect": "Allow", "Resource": "\${a["b"]}/*", "Action": \${jsonencode(c)}}]}\nEOT»\n`;
    const statement: Step[] = ["Statement", 0];
    expect(
      located(written, [...statement, "Effect"], [...statement, "Resource"], [...statement, "Action"], [...statement, "Action", KEY], ["Statement", KEY]),
    ).toEqual(['"Allow"', `"\${a["b"]}/*"`, `\${jsonencode(c)}`, '"Action"', '"Statement"']);
  });

  it("finds them in a quoted string, escapes and all", () => {
    const written = `policy = «"{\\"a\\": [\\"b\\\\n\\", \\"\${c("\\"")}\\"], \\"\\u00e9\\": 1}"»`;
    expect(located(written, ["a", 0], ["a", 1], ["é"], ["é", KEY])).toEqual(['\\"b\\\\n\\"', `\\"\${c("\\"")}\\"`, "1", '\\"\\u00e9\\"']);
  });

  it("finds them in a string of .tf.json", () => {
    const written = `{"resource": {"policy": «"{\\"a\\": [\\"\${f(\\"x\\")}\\", 2], \\"b\\": \\"\\\\u00e9\\"}"»}}`;
    expect(located(written, ["a", 0], ["a", 1], ["b"])).toEqual([`\\"\${f(\\"x\\")}\\"`, "2", '\\"\\\\u00e9\\"']);
  });

  it("goes on into JSON in the JSON", () => {
    expect(located(`x = «<<E\n{"a": "[\\"b\\", 1]"}\nE»\n`, ["a", EMBEDDED, 1], ["a", EMBEDDED, 0])).toEqual(["1", '\\"b\\"']);
  });

  it("gives the nearest thing around what comes out of an interpolation, and the whole literal at last", () => {
    const written = `x = «<<E\n{"a": [1, \${b}], "c": \${d}}\nE»\n`;
    expect(located(written, ["a", 1, "e", 2], ["c", "f", KEY], ["a", 7], ["g"], ["g", "h"], ["a", KEY, "i"])).toEqual([
      `\${b}`,
      `\${d}`,
      `[1, \${b}]`,
      marked(written).text.slice(4, -1),
      marked(written).text.slice(4, -1),
      '"a"',
    ]);
    expect(located(`x = «"\${a}"»`, ["b", 0], [])).toEqual([`"\${a}"`, `\${a}`]);
    expect(located('x = «""»', ["b"], [])).toEqual(['""', '""']);
  });

  it("leaves directives out, also at the end of a value", () => {
    expect(located(`«{"a": [%{ for b in c ~}"d"%{ if e },%{ endif }%{ endfor }], "f": 1}»`, ["a", 0], ["f"])).toEqual(['"d"', "1"]);
  });

  const sequences = [`\${a}`, `\${ f("}", {b = "{"}) }`, `\${"\${c}"}`, `\${d /* } */}`, '%{ if e["}"] ~}', "%{ endif }"];

  it("finds every value of any document, however it is spelled and whatever sequences are in its strings", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(...sequences), fc.constantFrom(...spellings), (value, sequence, spelling) => {
        const document: unknown = JSON.parse(JSON.stringify(value));
        const { text, places } = spell(document, sequence, spelling);
        const paths = pathsOf(document).map(({ path }) => path);
        expect(
          locateInLiteral(text, { start: spelling.before.length - spelling.opening, end: text.length - spelling.after.length + spelling.closing }, paths),
        ).toEqual(paths.map((path) => places.get(JSON.stringify(path))));
      }),
      { numRuns: 500 },
    );
  });
});
