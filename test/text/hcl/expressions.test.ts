import { describe, expect, it } from "vitest";
import { expressionOf } from "./parsing.ts";
import { show } from "./show.ts";

describe("parseFile: expressions", () => {
  it.each([
    ["true", "true"],
    ["false", "false"],
    ["null", "null"],
    ["0", "0"],
    ["12.5", "12.5"],
    ["1e3", "1000"],
    ["1E+3", "1000"],
    ["25e-1", "2.5"],
    ["1.5e3", "1500"],
    ["[1e2,-1e2, x-1e2]", "[100, (-100), x-1e2]"],
    ["-1", "(-1)"],
    ['""', '""'],
    ['" a "', '" a "'],
    ["x", "x"],
    ["a-b_c", "a-b_c"],
    ["größe", "größe"],
    ["nullable", "nullable"],
    ["format", "format"],
  ])("a value: %s", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  it.each([
    ["a.b.c", "((a .b) .c)"],
    ["a.if.null", "((a .if) .null)"],
    ["a[0].b", "((a [0]) .b)"],
    ['a["k"]', '(a ["k"])'],
    ["a[b.c + 1]", "(a [((b .c) + 1)])"],
    ["a.0.b", "((a [0]) .b)"],
    ["a.10", "(a [10])"],
    ["f(x).y[0]", "((f(x) .y) [0])"],
    ["(a).b", "(a .b)"],
    ["[1, 2][0]", "([1, 2] [0])"],
    ["{ a = 1 }.a", '({"a" = 1} .a)'],
    ['"x".y', '("x" .y)'],
  ])("a reference: %s", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  // https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#splat-operators
  it.each([
    ["a[*]", "(a each)"],
    ["a[*].b.c[0]", "(a each .b .c [0])"],
    ["a[*].b[c.d]", "(a each .b [(c .d)])"],
    ["a.b[*].c", "((a .b) each .c)"],
    ["a.*", "(a each)"],
    ["a.*.b.c", "(a each .b .c)"],
    ["a.*.b[0]", "((a each .b) [0])"],
    ["a.*.b[0].c", "(((a each .b) [0]) .c)"],
    ["a.*.b.0.c", "(a each .b [0] .c)"],
    ["a[*].b[*].c", "(a each .b (each .c))"],
    ["a[*].b.*.c[0].d", "(a each .b (each .c) [0] .d)"],
    ["a.*.b[*].c", "((a each .b) each .c)"],
    ["f(a[*].b...)", "f((a each .b)...)"],
  ])("a splat: %s", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  it.each([
    ["f()", "f()"],
    ["f(a, 1,)", "f(a, 1)"],
    ["f(a, b...)", "f(a, b...)"],
    ["f(\n  a, # one\n  b // two\n)", "f(a, b)"],
    ["provider::aws::arn_parse(x)", "provider::aws::arn_parse(x)"],
    ["f(g(h(1)))", "f(g(h(1)))"],
  ])("a call: %j", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  it.each([
    ["[]", "[]"],
    ["[1, [2], {}]", "[1, [2], {}]"],
    ["[\n  1, /* one */\n  2,\n]", "[1, 2]"],
    ["{}", "{}"],
    ['{ a = 1, "b" : 2 }', '{"a" = 1, "b" = 2}'],
    ["{\n  a = 1\n  b : 2\n}", '{"a" = 1, "b" = 2}'],
    ["{ a = 1,\n b = 2, }", '{"a" = 1, "b" = 2}'],
    ["{ 1 = 2 }", "{1 = 2}"],
    ["{ (a) = 1, (b.c) = 2 }", "{a = 1, (b .c) = 2}"],
    ["{ true = 1, null = 2 }", '{"true" = 1, "null" = 2}'],
    ["{ (true) = 1 }", "{true = 1}"],
    [`{ "a\${b}" = 1 }`, '{<"a" b> = 1}'],
    ["{ a-b = c ? 1 : 2 }", '{"a-b" = (c ? 1 : 2)}'],
    ["{\n  a = b\n  (c) = d\n}", '{"a" = b, c = d}'],
    ["{\n  a = b # (comment)\n\n  (c) = d # e\n  /* f */ (g) = h\n}", '{"a" = b, c = d, g = h}'],
    ["{\n  a = <<EOT\nb\n(c)\nEOT\n  d = e\n  (f) = 1\n}", '{"a" = "b\\n(c)\\n", "d" = e, f = 1}'],
  ])("a collection: %j", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  it.each([
    ["[for x in y : x]", "(for x in y : x)"],
    ["[for i, x in y : x.z if i > 0]", "(for i, x in y : (x .z) if (i > 0))"],
    ["{ for k, v in m : k => v }", "(for k, v in m : k => v)"],
    ["{ for v in m : v.a => v.b... if v.c }", "(for v in m : (v .a) => (v .b)... if (v .c))"],
    ["[for x in a ? b : c : x ? 1 : 2]", "(for x in (a ? b : c) : (x ? 1 : 2))"],
    ["{\n  for k, v in m :\n  k => {\n    a = v\n  }\n}", '(for k, v in m : k => {"a" = v})'],
    ["[for x in [for y in z : y] : x]", "(for x in (for y in z : y) : x)"],
  ])("a for expression: %j", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  // https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#operations
  it.each([
    ["a || b && c == d", "(a || (b && (c == d)))"],
    ["a && b || c && d", "((a && b) || (c && d))"],
    ["a == b < c", "(a == (b < c))"],
    ["a < b == c", "((a < b) == c)"],
    ["a != b == c", "((a != b) == c)"],
    ["1 - 2 - 3", "((1 - 2) - 3)"],
    ["1 - 2 * 3 % 4", "(1 - ((2 * 3) % 4))"],
    ["8 / 4 / 2", "((8 / 4) / 2)"],
    ["a + b >= c - d", "((a + b) >= (c - d))"],
    ["!a == b", "((!a) == b)"],
    ["-1 + 2", "((-1) + 2)"],
    ["-a * b", "((-a) * b)"],
    ["a * -b.c[0]", "(a * (-((b .c) [0])))"],
    ["!a.b", "(!(a .b))"],
    ["- -a", "(-(-a))"],
    ["(1 - (2 - 3))", "(1 - (2 - 3))"],
    ["(a || b) && c", "((a || b) && c)"],
    ["-(a + b)", "(-(a + b))"],
    ["a.b + c.d.e", "((a .b) + ((c .d) .e))"],
    ["(\n  a\n  + b\n)", "(a + b)"],
  ])("an operation: %j", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  it.each([
    ["a ? b : c", "(a ? b : c)"],
    ["a ? b : c ? d : e", "(a ? b : (c ? d : e))"],
    ["a ? b : c ? d : e ? f : g", "(a ? b : (c ? d : (e ? f : g)))"],
    ["a ? b ? c : d : e", "(a ? (b ? c : d) : e)"],
    ["a ? b ? c : d : e ? f : g", "(a ? (b ? c : d) : (e ? f : g))"],
    ["(a ? b : c) ? d : e", "((a ? b : c) ? d : e)"],
    ["a ? b : (c ? d : e)", "(a ? b : (c ? d : e))"],
    ["a == b ? c + 1 : d || e", "((a == b) ? (c + 1) : (d || e))"],
    ['a ? "x" : y.z', '(a ? "x" : (y .z))'],
  ])("a conditional: %s", (written, tree) => {
    expect(show(expressionOf(written))).toBe(tree);
  });

  it("gives the ranges of the parts, parentheses left out at the ends", () => {
    const written = "(a.b + c) ? [d] : f(e...).g";
    const tree = expressionOf(written);
    const slice = ({ start, end }: { start: number; end: number }) => `x = ${written}`.slice(start, end);
    if (tree.kind !== "conditional" || tree.condition.kind !== "binary" || tree.otherwise.kind !== "attribute") throw new Error("another tree");
    expect(slice(tree.range)).toBe(written);
    expect(slice(tree.condition.range)).toBe("a.b + c");
    expect(slice(tree.condition.left.range)).toBe("a.b");
    expect(slice(tree.otherwise.range)).toBe("f(e...).g");
    expect(slice(tree.otherwise.of.range)).toBe("f(e...)");
  });
});
