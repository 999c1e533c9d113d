/**
 * Expressions: from the grammar's tree to ours.
 *
 * The grammar's tree is flat where HCL's is not: a term and all that is done with it (`a.b[0][*].c`) are children of one node,
 * and so are both terms of an operation. Precedences are right in it; how conditionals and splats associate is not.
 */
import type { Node } from "web-tree-sitter";
import { MAX_DEPTH } from "../value.ts";
import { type Conversion, type Part, partsOf, rangeOf, refuse, refuseDepth, textOf } from "./conversion.ts";
import { applySteps, stepsOf } from "./convert-steps.ts";
import { convertString, convertTemplate, loopNames } from "./convert-template.ts";
import type { BinaryOperator, Expression, LiteralExpression, ObjectEntry } from "./syntax.ts";

const OPERATORS: ReadonlyMap<string, BinaryOperator> = new Map(
  (["==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "&&", "||"] as const).map((operator) => [operator, operator]),
);

const NOTHING: LiteralExpression = { kind: "literal", value: null, range: { start: 0, end: 0 } };

/** `node`: of type `expression`. */
export function convertExpression(conversion: Conversion, node: Node, depth: number): Expression {
  if (conversion.problem !== undefined) return NOTHING;
  if (depth > MAX_DEPTH) return refuseDepth(conversion, node.startIndex);
  const parts = partsOf(node);
  const [first] = parts;
  return first?.type === "conditional" ? convertConditional(conversion, first.node, depth) : convertTerm(conversion, parts, depth);
}

/** `parts`: a term and the steps from it. */
function convertTerm(conversion: Conversion, parts: readonly Part[], depth: number): Expression {
  if (conversion.problem !== undefined) return NOTHING;
  const [first, inner] = parts;
  if (first === undefined) return NOTHING;
  const parenthesized = first.type === "(";
  const length = parenthesized ? 3 : 1;
  if (parts.length === length)
    return parenthesized && inner !== undefined ? convertExpression(conversion, inner.node, depth + 1) : convertPrimary(conversion, first, depth);
  const steps = stepsOf(conversion, parts.slice(length));
  const below = depth + steps.length;
  if (below > MAX_DEPTH) return refuseDepth(conversion, first.node.startIndex);
  const root = parenthesized && inner !== undefined ? convertExpression(conversion, inner.node, below + 1) : convertPrimary(conversion, first, below);
  return applySteps(conversion, root, first.node.startIndex, steps, below + 1);
}

function convertPrimary(conversion: Conversion, part: Part, depth: number): Expression {
  const { node, type } = part;
  if (depth > MAX_DEPTH) return refuseDepth(conversion, node.startIndex);
  if (type === "variable_expr") return { kind: "variable", name: textOf(conversion, node), range: rangeOf(node) };
  const [first, ...more] = partsOf(node);
  if (first === undefined) return NOTHING;
  if (type === "literal_value") return convertLiteral(conversion, first);
  if (type === "template_expr") return convertTemplate(conversion, first, depth);
  if (type === "function_call") return convertCall(conversion, node, first.node, more, depth);
  if (type === "collection_value") return first.type === "tuple" ? convertTuple(conversion, first.node, depth) : convertObject(conversion, first.node, depth);
  if (type === "for_expr") return convertFor(conversion, first.node, depth);
  return first.type === "unary_operation" ? convertUnary(conversion, first.node, depth) : convertBinary(conversion, first.node, depth);
}

function convertLiteral(conversion: Conversion, { node, type }: Part): Expression {
  if (type === "string_lit") return convertString(conversion, node);
  const range = rangeOf(node);
  const written = textOf(conversion, node);
  if (type === "bool_lit") return { kind: "literal", value: written === "true", range };
  if (type === "null_lit") return { kind: "literal", value: null, range };
  if (written.startsWith("0x")) return refuse(conversion, range, `\`${written}\` is not a number in HCL, which knows decimal numbers only`);
  return { kind: "literal", value: Number(written), range };
}

function convertCall(conversion: Conversion, node: Node, name: Node, parts: readonly Part[], depth: number): Expression {
  const found = parts.find((part) => part.type === "function_arguments");
  const given = found === undefined ? [] : partsOf(found.node);
  return {
    kind: "call",
    name: textOf(conversion, name),
    arguments: expressionsIn(conversion, given, depth),
    spread: given.some((part) => part.type === "ellipsis"),
    range: rangeOf(node),
  };
}

function convertTuple(conversion: Conversion, node: Node, depth: number): Expression {
  return { kind: "tuple", items: expressionsIn(conversion, partsOf(node), depth), range: rangeOf(node) };
}

function expressionsIn(conversion: Conversion, parts: readonly Part[], depth: number): Expression[] {
  return parts.filter((part) => part.type === "expression").map((part) => convertExpression(conversion, part.node, depth + 1));
}

function convertObject(conversion: Conversion, node: Node, depth: number): Expression {
  const entries: ObjectEntry[] = [];
  for (const part of partsOf(node)) {
    if (part.type !== "object_elem") continue;
    const [key, , value] = partsOf(part.node);
    if (key === undefined || value === undefined) continue;
    entries.push({ key: convertKey(conversion, key.node, depth + 1), value: convertExpression(conversion, value.node, depth + 1) });
  }
  return { kind: "object", entries, range: rangeOf(node) };
}

/** A bare name is text, and so are `true` and `null` there. */
function convertKey(conversion: Conversion, node: Node, depth: number): Expression {
  const key = convertExpression(conversion, node, depth);
  const isBare = key.kind === "variable" || (key.kind === "literal" && (typeof key.value === "boolean" || key.value === null));
  const written = textOf(conversion, node);
  return isBare && !written.startsWith("(") ? { kind: "literal", value: written, range: key.range } : key;
}

function convertFor(conversion: Conversion, node: Node, depth: number): Expression {
  const parts = partsOf(node);
  const intro = parts.find((part) => part.type === "for_intro");
  const introParts = intro === undefined ? [] : partsOf(intro.node);
  const condition = parts.find((part) => part.type === "for_cond");
  const [collection = NOTHING] = expressionsIn(conversion, introParts, depth);
  const results = expressionsIn(conversion, parts, depth);
  const [key, value] = results.length > 1 ? results : [undefined, results[0]];
  return {
    kind: "for",
    ...loopNames(conversion, introParts),
    collection,
    key,
    value: value ?? NOTHING,
    grouped: parts.some((part) => part.type === "ellipsis"),
    condition: condition && expressionsIn(conversion, partsOf(condition.node), depth)[0],
    range: rangeOf(node),
  };
}

/** `a ? b : c ? d : e` is `(a ? b : c) ? d : e` in the grammar's tree, and must be `a ? b : (c ? d : e)`. */
function convertConditional(conversion: Conversion, node: Node, depth: number): Expression {
  const tests: { readonly condition: Node; readonly result: Node }[] = [];
  let final = node;
  let at: Node | undefined = node;
  while (at !== undefined) {
    const [condition, , result, , last]: Part[] = partsOf(at);
    if (condition === undefined || result === undefined || last === undefined) return NOTHING;
    const [next] = tests;
    if (next === undefined) final = last.node;
    else tests[0] = { condition: last.node, result: next.result };
    tests.unshift({ condition: condition.node, result: result.node });
    if (depth + tests.length > MAX_DEPTH) return refuseDepth(conversion, node.startIndex);
    const [inner]: Part[] = partsOf(condition.node);
    at = inner?.type === "conditional" ? inner.node : undefined;
  }
  const converted = tests.map(({ condition, result }, index) => ({
    condition: convertExpression(conversion, condition, depth + index + 1),
    result: convertExpression(conversion, result, depth + index + 1),
    start: condition.startIndex,
  }));
  const end = node.endIndex;
  const last = convertExpression(conversion, final, depth + tests.length);
  return converted.reduceRight<Expression>(
    (otherwise, { condition, result: then, start }) => ({ kind: "conditional", condition, then, otherwise, range: { start, end } }),
    last,
  );
}

function convertUnary(conversion: Conversion, node: Node, depth: number): Expression {
  const [sign, ...operand] = partsOf(node);
  return { kind: "unary", operator: sign?.type === "!" ? "!" : "-", operand: convertTerm(conversion, operand, depth + 1), range: rangeOf(node) };
}

function convertBinary(conversion: Conversion, node: Node, depth: number): Expression {
  const parts = partsOf(node);
  const at = parts.findIndex(({ type }) => OPERATORS.has(type));
  const operator = OPERATORS.get(parts[at]?.type ?? "");
  if (operator === undefined) return NOTHING;
  const left = convertTerm(conversion, parts.slice(0, at), depth + 1);
  const right = convertTerm(conversion, parts.slice(at + 1), depth + 1);
  return { kind: "binary", operator, left, right, range: rangeOf(node) };
}
