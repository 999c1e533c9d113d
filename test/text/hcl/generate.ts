/** Syntax trees made up by fast-check. Their ranges are nowhere: `withoutRanges` makes them comparable. */
import fc from "fast-check";
import type { BinaryOperator, Expression, ObjectEntry, SplatStep, TemplatePart } from "../../../src/text/hcl/syntax.ts";
import type { TextRange } from "../../../src/text/positions.ts";

const NOWHERE: TextRange = { start: 0, end: 0 };
const KEYWORDS = new Set(["true", "false", "null", "for", "in", "if", "else", "endif", "endfor"]);
export const OPERATORS: readonly (readonly BinaryOperator[])[] = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"], ["*", "/", "%"]];

export const name = fc.stringMatching(/^[a-zA-Zé_][\wé-]{0,5}$/).filter((one) => !KEYWORDS.has(one));
const text = fc.string({ unit: fc.constantFrom("a", "é", "𝕏", " ", "\n", "\t", '"', "\\", "$", "%", "{", "}", "~", "#", "/", "*", "<", "EOT") });
const number = fc.oneof(fc.nat(), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));

const literal = fc.record({
  kind: fc.constant("literal" as const),
  value: fc.oneof(number, text, fc.boolean(), fc.constant(null)),
  range: fc.constant(NOWHERE),
});
const variable = fc.record({ kind: fc.constant("variable" as const), name, range: fc.constant(NOWHERE) });
const called = fc.oneof(
  name,
  fc.tuple(name, name).map((both) => both.join("::")),
);

/** `levels`: how deep the tree is at most. */
const expressionOf = fc.memo((levels): fc.Arbitrary<Expression> => {
  if (levels <= 1) return fc.oneof(literal, variable);
  const inner = expressionOf();
  const steps = stepsOf();
  const maybe = fc.option(inner, { nil: undefined });
  const some = fc.array(inner, { maxLength: 3 });
  const entry: fc.Arbitrary<ObjectEntry> = fc.record({ key: fc.oneof(literal.filter(isKey), inner.map(asKey)), value: inner });
  const range = fc.constant(NOWHERE);
  const kind = <K extends Expression["kind"]>(one: K) => ({ kind: fc.constant(one), range });
  return fc.oneof(
    literal,
    variable,
    fc.record({ ...kind("attribute"), of: inner, name }),
    fc.record({ ...kind("index"), of: inner, key: inner }),
    fc.record({ ...kind("splat"), of: inner, steps }),
    fc
      .record({ ...kind("call"), name: called, arguments: some, spread: fc.boolean() })
      .map((call) => ({ ...call, spread: call.spread && call.arguments.length > 0 })),
    fc.record({ ...kind("tuple"), items: some }),
    fc.record({ ...kind("object"), entries: fc.array(entry, { maxLength: 3 }) }),
    fc.record({ ...kind("for"), ...loopOver(inner), key: maybe, value: inner, grouped: fc.boolean(), condition: maybe }).map((one) => ({
      ...one,
      grouped: one.grouped && one.key !== undefined,
    })),
    fc.tuple(inner, inner, inner).map(([condition, then, otherwise]): Expression => ({ kind: "conditional", condition, then, otherwise, range: NOWHERE })),
    fc.record({ ...kind("binary"), operator: fc.constantFrom(...OPERATORS.flat()), left: inner, right: inner }),
    fc.record({ ...kind("unary"), operator: fc.constantFrom("!" as const, "-" as const), operand: inner }),
    partsOf().map(template),
  );
});

const stepsOf = fc.memo((levels): fc.Arbitrary<SplatStep[]> => {
  const key = levels <= 1 ? literal : expressionOf();
  const step = fc.oneof(fc.record({ kind: fc.constant("attribute" as const), name }), fc.record({ kind: fc.constant("index" as const), key }));
  const plain: fc.Arbitrary<SplatStep[]> = fc.array(step, { maxLength: 3 });
  if (levels <= 1) return plain;
  return fc.oneof(
    plain,
    fc.tuple(plain, stepsOf()).map(([before, steps]): SplatStep[] => [...before, { kind: "splat", steps }]),
  );
});

const partsOf = fc.memo((levels): fc.Arbitrary<TemplatePart[]> => {
  const inner = levels <= 1 ? variable : expressionOf();
  const written = text.map((value) => ({ kind: "text" as const, value }));
  const interpolation = fc.record({ kind: fc.constant("interpolation" as const), expression: inner });
  if (levels <= 1) return fc.array(fc.oneof(written, interpolation), { maxLength: 3 }).map(merged);
  const directives = fc.oneof(
    fc.tuple(inner, partsOf(), partsOf()).map(([condition, then, otherwise]): TemplatePart => ({ kind: "if", condition, then, otherwise })),
    fc.record({ kind: fc.constant("for" as const), ...loopOver(inner), body: partsOf() }),
  );
  return fc.array(fc.oneof(written, interpolation, directives), { maxLength: 3 }).map(merged);
});

export const expression = expressionOf(4);

function loopOver(collection: fc.Arbitrary<Expression>) {
  return { keyName: fc.option(name, { nil: undefined }), valueName: name, collection };
}

/** A template without sequences is a literal. */
function template(parts: readonly TemplatePart[]): Expression {
  const [only] = parts;
  if (only === undefined || (parts.length === 1 && only.kind === "text"))
    return { kind: "literal", value: only?.kind === "text" ? only.value : "", range: NOWHERE };
  return { kind: "template", parts, range: NOWHERE, unwrapped: parts.length === 1 && only.kind === "interpolation" };
}

/** Keys that are literals in a tree: a name in a file is a text, and so are `true` and `null`. */
function isKey({ value }: { readonly value: unknown }): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** In parentheses a key is what it is; a literal is written without. */
function asKey(one: Expression): Expression {
  return one.kind === "literal" ? { kind: "unary", operator: "!", operand: one, range: NOWHERE } : one;
}

/** Neighbouring texts are one, and an empty one is none. */
function merged(parts: readonly TemplatePart[]): TemplatePart[] {
  const result: TemplatePart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === "text" && part.value === "") continue;
    if (part.kind === "text" && last?.kind === "text") result[result.length - 1] = { kind: "text", value: last.value + part.value };
    else result.push(part);
  }
  return result;
}
