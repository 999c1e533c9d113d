/**
 * What the conversion of a tree carries along: the text, and the first thing that HCL does not allow although the grammar does.
 */
import type { Node } from "web-tree-sitter";
import type { TextRange } from "../positions.ts";
import { MAX_DEPTH } from "../value.ts";
import type { Expression, LiteralExpression } from "./syntax.ts";

export interface Problem {
  readonly message: string;
  readonly range: TextRange;
}

export interface Conversion {
  readonly text: string;
  /** convertExpression: what expressions are made of can hold expressions in turn, and gets at it here. */
  readonly expression: (conversion: Conversion, node: Node, depth: number) => Expression;
  /** The first one. From then on nothing more is converted. */
  problem: Problem | undefined;
}

/** A child of a node with its type: asking the parser for either is a call into WebAssembly, so it is done once. */
export interface Part {
  readonly node: Node;
  readonly type: string;
}

/** The children of a node, brackets and operators among them, without the comments, which may stand anywhere. */
export function partsOf(node: Node): Part[] {
  const parts: Part[] = [];
  for (const child of node.children) {
    const { type } = child;
    if (type !== "comment") parts.push({ node: child, type });
  }
  return parts;
}

export function rangeOf(node: Node): TextRange {
  return { start: node.startIndex, end: node.endIndex };
}

export function textOf(conversion: Conversion, node: Node): string {
  return conversion.text.slice(node.startIndex, node.endIndex);
}

/** Notes the problem if it is the first, and gives something to stand in: the result is not used then. */
export function refuse(conversion: Conversion, range: TextRange, message: string): LiteralExpression {
  conversion.problem ??= { message, range };
  return { kind: "literal", value: null, range };
}

export function refuseDepth(conversion: Conversion, start: number): LiteralExpression {
  return refuse(conversion, { start, end: start }, `nested deeper than ${MAX_DEPTH} levels; no configuration comes near that`);
}
