import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJsonBody } from "../../../src/text/hcl/json-body.ts";
import { skipSequence } from "../../../src/text/hcl/lexing.ts";
import { literalText, locateInLiteral } from "../../../src/text/hcl/literal.ts";
import type { Expression } from "../../../src/text/hcl/syntax.ts";
import { MAX_DEPTH } from "../../../src/text/value.ts";
import { expression, name, OPERATORS } from "./generate.ts";
import { bodyOf, expressionOf, parser, templateOf } from "./parsing.ts";
import { expressionsIn, print, withoutRanges } from "./print.ts";
import { show } from "./show.ts";

const START = "x = ".length;

describe("any expression", () => {
  it("that is printed is read as it was", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(withoutRanges(expressionOf(print(tree)))).toEqual(withoutRanges(tree));
      }),
      { numRuns: 1000 },
    );
  });

  it("is what stands in its range, inside of the range of what it is part of", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const written = print(tree);
        const read = expressionOf(written);
        for (const part of expressionsIn(read)) {
          for (const inner of expressionsIn(part)) {
            expect(inner.range.start).toBeGreaterThanOrEqual(part.range.start);
            expect(inner.range.end).toBeLessThanOrEqual(part.range.end);
          }
          const slice = written.slice(part.range.start - START, part.range.end - START);
          expect(withoutRanges(expressionOf(slice))).toEqual(withoutRanges(part));
        }
      }),
    );
  });

  it("stands the same in the content of a template", () => {
    fc.assert(
      fc.property(expression, fc.constantFrom("", "a\n", "T é\r\n"), (tree, before) => {
        const written = print(tree);
        const content = `${before}\${${written}}`;
        const template = templateOf(content);
        if (template.kind !== "template") throw new Error("another tree");
        const last = template.parts.at(-1);
        if (last?.kind !== "interpolation") throw new Error("another tree");
        expect(template.unwrapped).toBe(before === "");
        expect(withoutRanges(last.expression)).toEqual(withoutRanges(tree));
        for (const part of expressionsIn(last.expression))
          expect(withoutRanges(expressionOf(content.slice(part.range.start, part.range.end)))).toEqual(withoutRanges(part));
      }),
    );
  });

  it("stands the same in .tf.json", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const json = JSON.stringify({ locals: { a: `\${${print(tree)}}` } });
        const result = parseJsonBody(json, parser.parseTemplate);
        const [attribute] = (result.ok && result.body.blocks[0]?.body.attributes) || [];
        expect(attribute && withoutRanges(attribute.expression)).toEqual(withoutRanges(tree));
      }),
    );
  });
});

describe("operators", () => {
  /** By the table of precedences and nothing else: splits at the last operator of the lowest one. */
  function grouped(operands: readonly string[], operators: readonly string[]): string {
    const [only] = operands;
    if (operands.length === 1) return only ?? "";
    const level = OPERATORS.find((same) => operators.some((operator) => same.some((one) => one === operator))) ?? [];
    const at = Math.max(...level.map((operator) => operators.lastIndexOf(operator)));
    return `(${grouped(operands.slice(0, at + 1), operators.slice(0, at))} ${operators[at]} ${grouped(operands.slice(at + 1), operators.slice(at + 1))})`;
  }

  it("bind as the specification says, whatever stands in a row", () => {
    const operand = fc.tuple(fc.constantFrom("", "!", "-"), name, fc.constantFrom("", ".b", "[0]"));
    fc.assert(
      fc.property(operand, fc.array(fc.tuple(fc.constantFrom(...OPERATORS.flat()), operand), { maxLength: 12 }), (first, more) => {
        const operands = [first, ...more.map(([, each]) => each)];
        const operators = more.map(([operator]) => operator);
        const written = operands.map((each, index) => `${operators[index - 1] ?? ""} ${each.join("")}`).join(" ");
        const shown = operands.map(([sign, root, step]) => {
          const term = step === ".b" ? `(${root} .b)` : step === "[0]" ? `(${root} [0])` : root;
          return sign === "" ? term : `(${sign}${term})`;
        });
        expect(show(expressionOf(written))).toBe(grouped(shown, operators));
      }),
      { numRuns: 500 },
    );
  });
});

describe("heredocs", () => {
  const line = fc.tuple(fc.constantFrom("", " ", "  ", "    ", "\t", "\t\t"), fc.constantFrom("", "a", "b c ", '"\\n"', "# d", "$e", "}", "EOTEOT"));
  const lineEnd = fc.constantFrom("\n", "\r\n");

  it("are their lines, less the smallest indentation of those that are not blank after <<-", () => {
    fc.assert(
      fc.property(fc.array(line), lineEnd, fc.boolean(), fc.constantFrom("", "  "), (lines, end, strips, before) => {
        const body = lines.map((parts) => parts.join("") + end);
        const filled = lines.filter(([, content]) => content !== "");
        const smallest = strips ? Math.min(...filled.map(([indentation]) => indentation.length)) : 0;
        const expected = body.map((whole, index) => (lines[index]?.[1] === "" ? whole : whole.slice(smallest))).join("");
        const written = `${strips ? "<<-" : "<<"}EOT${end}${body.join("")}${before}EOT${end}`;
        expect(expressionOf(written)).toMatchObject({ kind: "literal", value: expected });
      }),
      { numRuns: 500 },
    );
  });
});

const fragments = fc.constantFrom(
  ..."{}[]()=:,.?\"~$%#*/!-+<>&|\\\n\r\t;'@".split(""),
  "${",
  "%{",
  "$${",
  "<<EOT\n",
  "<<-E\r\n",
  "EOT\n",
  "\nEOT",
  "E\r\n",
  "for",
  "in",
  "if",
  "else",
  "endif",
  "endfor",
  "a",
  "é",
  "𝕏",
  "\ud83d",
  "\0",
  "\ufeff",
  "1",
  "1e3",
  "0x",
  "...",
  "=>",
  "[*]",
  ".*",
  ".0",
  "/*",
  "*/",
  "//",
  "\\u",
  "null",
  'x "y" {\n',
  "a = ",
  " ",
);

describe("any text", () => {
  const SAMPLE = `# a policy
resource "aws_iam_role" "a" {
  for_each = { for k, v in var.roles : k => v... if v.on && !v.off }
  name     = "a-\${each.key}-%{ if true ~} b %{ else }c%{ endif }"
  policy   = <<-EOT
    {"Action": ["\${join("\\", \\"", local.x[*].y)}", %{ for z in w.*.v }"\${z}",%{ endfor }]}
  EOT
  count    = a ? -b.0 : (c + 1) * 2 // note
  dynamic "statement" {
    for_each = [1, 2.5e3, null]
    content { sid = f(statement.value...) }
  }
}
`;
  const change = fc.tuple(fc.nat({ max: SAMPLE.length }), fc.nat({ max: 5 }), fc.oneof(fc.constant(""), fragments));
  const changed = fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), SAMPLE));
  const text = fc.oneof(
    fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join("")),
    changed,
  );

  function expectSound(text: string, result: ReturnType<typeof parser.parseFile> | ReturnType<typeof parser.parseTemplate>): void {
    if (result.ok) {
      const roots = "body" in result ? rootsIn(result.body) : [result.expression];
      for (const root of roots) {
        expect(depthOf(root)).toBeLessThanOrEqual(MAX_DEPTH);
        for (const { range } of expressionsIn(root)) {
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThanOrEqual(text.length);
        }
      }
      return;
    }
    const { message, span } = result.problem;
    expect(message).not.toBe("");
    expect(span.startOffset).toBeLessThanOrEqual(span.endOffset);
    expect(span.endOffset).toBeLessThanOrEqual(text.length);
    expect(message).not.toMatch(/not HCL that can be read|undefined|could not be read/);
  }

  it("is read or refused in words, at a place in it", () => {
    fc.assert(
      fc.property(text, (one) => expectSound(one, parser.parseFile(one))),
      { numRuns: 1500 },
    );
  });

  it("the same as the content of a template", () => {
    fc.assert(
      fc.property(text, (one) => expectSound(one, parser.parseTemplate(one))),
      { numRuns: 1000 },
    );
  });

  it("can stand in a string of .tf.json", () => {
    fc.assert(
      fc.property(text, (one) => {
        const json = JSON.stringify({ locals: { a: one } });
        const result = parseJsonBody(json, parser.parseTemplate);
        const inner = parser.parseTemplate(one);
        expect(result.ok).toBe(inner.ok);
        if (!result.ok) expect(json.slice(result.problem.span.startOffset, result.problem.span.endOffset)).toBe(JSON.stringify(one));
      }),
      { numRuns: 500 },
    );
  });

  it("with any range is a literal with places, and a sequence in it ends", () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (one, from, to) => {
        const [start = 0, end = 0] = [from % (one.length + 1), to % (one.length + 1)].sort((a, b) => a - b);
        const { inner, starts, ends } = literalText(one, { start, end });
        expect(starts.length).toBe(inner.length + 1);
        expect(ends.length).toBe(inner.length);
        expect(starts.every((at, index) => at >= start && at <= end && at >= (starts[index - 1] ?? start))).toBe(true);
        for (const range of locateInLiteral(one, { start, end }, [[], ["a", 0], ["Action", 1]])) {
          expect(range.start).toBeGreaterThanOrEqual(start);
          expect(range.end).toBeLessThanOrEqual(end);
        }
        expect(skipSequence(one, start, end)).toBeLessThanOrEqual(Math.max(end, start));
      }),
      { numRuns: 1000 },
    );
  });

  it("that is sound stays so when it is made to stand in a block", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, expression), { maxLength: 4 }), (entries) => {
        const unique = [...new Map(entries)];
        const written = unique.map(([key, value]) => `${key} = ${print(value)}\n`).join("");
        const [outer] = bodyOf(`a {\n${written}}\n`).blocks;
        expect(outer?.body.attributes.map((attribute) => [attribute.name, withoutRanges(attribute.expression)])).toEqual(
          unique.map(([key, value]) => [key, withoutRanges(value)]),
        );
      }),
    );
  });
});

function rootsIn(body: ReturnType<typeof bodyOf>): Expression[] {
  return [...body.attributes.map((attribute) => attribute.expression), ...body.blocks.flatMap((block) => rootsIn(block.body))];
}

/** Of the plain data, which is more than twice the depth of the expressions: enough to see that it is bounded. */
function depthOf(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  return Math.max(0, ...Object.values(node).map(depthOf)) + 1;
}
