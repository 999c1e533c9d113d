import { loadHclParser } from "../../../src/text/hcl/parser.ts";
import type { Body, Expression } from "../../../src/text/hcl/syntax.ts";
import type { SyntaxProblem } from "../../../src/text/source-text.ts";

export const parser = await loadHclParser();

export function bodyOf(text: string): Body {
  const result = parser.parseFile(text);
  if (!result.ok) throw new Error(`${result.problem.span.startLine}:${result.problem.span.startColumn} ${result.problem.message}`);
  return result.body;
}

/** Of a file with the expression as its only attribute's value. */
export function expressionOf(written: string): Expression {
  const [attribute] = bodyOf(`x = ${written}`).attributes;
  if (attribute === undefined) throw new Error("no attribute");
  return attribute.expression;
}

export function problemOf(text: string): SyntaxProblem {
  const result = parser.parseFile(text);
  if (result.ok) throw new Error(`parsed, though it should not: ${text}`);
  return result.problem;
}

export function templateOf(content: string): Expression {
  const result = parser.parseTemplate(content);
  if (!result.ok) throw new Error(result.problem.message);
  return result.expression;
}
