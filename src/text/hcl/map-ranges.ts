/** An expression with other ranges: one that was parsed from a piece of a text is moved to where it stands there. */
import type { TextRange } from "../positions.ts";
import type { Expression, LiteralExpression, SplatStep, TemplateExpression, TemplatePart } from "./syntax.ts";

type Move = (range: TextRange) => TextRange;

export function mapRanges(expression: LiteralExpression | TemplateExpression, move: Move): LiteralExpression | TemplateExpression;
export function mapRanges(expression: Expression, move: Move): Expression;
export function mapRanges(expression: Expression, move: Move): Expression {
  const range = move(expression.range);
  const inner = <E extends Expression | undefined>(one: E): E => (one === undefined ? one : (mapRanges(one, move) as E));
  switch (expression.kind) {
    case "literal":
    case "variable":
      return { ...expression, range };
    case "template":
      return { ...expression, parts: mapParts(expression.parts, move), range };
    case "attribute":
      return { ...expression, of: inner(expression.of), range };
    case "index":
      return { ...expression, of: inner(expression.of), key: inner(expression.key), range };
    case "splat":
      return { ...expression, of: inner(expression.of), steps: mapSteps(expression.steps, move), range };
    case "call":
      return { ...expression, arguments: expression.arguments.map(inner), range };
    case "tuple":
      return { ...expression, items: expression.items.map(inner), range };
    case "object":
      return { ...expression, entries: expression.entries.map(({ key, value }) => ({ key: inner(key), value: inner(value) })), range };
    case "for": {
      const { collection, key, value, condition } = expression;
      return { ...expression, collection: inner(collection), key: inner(key), value: inner(value), condition: inner(condition), range };
    }
    case "conditional": {
      const then = inner(expression.then);
      return { ...expression, condition: inner(expression.condition), then, otherwise: inner(expression.otherwise), range };
    }
    case "binary":
      return { ...expression, left: inner(expression.left), right: inner(expression.right), range };
    case "unary":
      return { ...expression, operand: inner(expression.operand), range };
  }
}

function mapParts(parts: readonly TemplatePart[], move: Move): TemplatePart[] {
  return parts.map((part): TemplatePart => {
    if (part.kind === "text") return part;
    if (part.kind === "interpolation") return { ...part, expression: mapRanges(part.expression, move) };
    if (part.kind === "for") return { ...part, collection: mapRanges(part.collection, move), body: mapParts(part.body, move) };
    const then = mapParts(part.then, move);
    return { ...part, condition: mapRanges(part.condition, move), then, otherwise: mapParts(part.otherwise, move) };
  });
}

function mapSteps(steps: readonly SplatStep[], move: Move): SplatStep[] {
  return steps.map((step): SplatStep => {
    if (step.kind === "splat") return { ...step, steps: mapSteps(step.steps, move) };
    return step.kind === "index" ? { ...step, key: mapRanges(step.key, move) } : step;
  });
}
