/**
 * Files and blocks: from the grammar's tree to ours. The tree is free of errors; what HCL forbids beyond the grammar is noted
 * as the conversion's problem.
 */
import type { Node } from "web-tree-sitter";
import { positionAt, type TextRange } from "../positions.ts";
import { printable } from "../printable.ts";
import { MAX_DEPTH } from "../value.ts";
import { type Conversion, type Part, type Problem, partsOf, rangeOf, refuse, refuseDepth, textOf } from "./conversion.ts";
import { convertExpression } from "./convert-expression.ts";
import { convertFileContent, convertString } from "./convert-template.ts";
import type { Attribute, Block, Body, LiteralExpression, TemplateExpression } from "./syntax.ts";

const EMPTY: Body = { attributes: [], blocks: [] };

export type Converted<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** `root`: the tree of a whole file. */
export function convertFile(text: string, root: Node): Converted<Body> {
  const conversion: Conversion = { text, expression: convertExpression, problem: undefined };
  const parts = partsOf(root);
  const [first] = parts;
  if (first !== undefined && first.type !== "body")
    refuse(conversion, { start: first.node.startIndex, end: first.node.startIndex + 1 }, "unexpected `{`: expected an attribute or a block");
  return finish(conversion, convertBody(conversion, parts, 0));
}

/** `root`: the tree of a file with one attribute, whose value is the heredoc that holds `content`. */
export function convertContent(text: string, root: Node, content: TextRange): Converted<LiteralExpression | TemplateExpression> {
  const conversion: Conversion = { text, expression: convertExpression, problem: undefined };
  const [heredoc] = root.descendantsOfType("heredoc_template");
  const template = heredoc ? convertFileContent(conversion, heredoc, content) : refuse(conversion, content, "not a template");
  return finish(conversion, template);
}

function finish<T>(conversion: Conversion, value: T): Converted<T> {
  return conversion.problem === undefined ? { ok: true, value } : { ok: false, problem: conversion.problem };
}

/** `parts`: those of what holds the body, a file or a block. */
function convertBody(conversion: Conversion, parts: readonly Part[], depth: number): Body {
  const body = parts.find(({ type }) => type === "body");
  if (body === undefined) return EMPTY;
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  let end: number | undefined;
  for (const { node, type } of partsOf(body.node)) {
    if (conversion.problem !== undefined) break;
    if (end !== undefined && !conversion.text.slice(end, node.startIndex).includes("\n")) refuse(conversion, { start: end, end }, "expected a line end here");
    if (type === "attribute") attributes.push(...convertAttribute(conversion, node, depth));
    else if (type === "block") blocks.push(...convertBlock(conversion, node, depth));
    end = node.endIndex;
  }
  refuseRepetition(conversion, attributes);
  return { attributes, blocks };
}

function refuseRepetition(conversion: Conversion, attributes: readonly Attribute[]): void {
  const seen = new Map<string, number>();
  for (const { name, nameRange } of attributes) {
    if (conversion.problem !== undefined) return;
    const before = seen.get(name);
    if (before !== undefined) {
      const { line } = positionAt(conversion.text, before);
      refuse(conversion, nameRange, `\`${printable(name)}\` is set twice, first at line ${line}`);
    }
    seen.set(name, nameRange.start);
  }
}

function convertAttribute(conversion: Conversion, node: Node, depth: number): Attribute[] {
  const [name, , expression] = partsOf(node);
  if (name === undefined || expression === undefined) return [];
  return [{ name: textOf(conversion, name.node), nameRange: rangeOf(name.node), expression: convertExpression(conversion, expression.node, depth + 1) }];
}

function convertBlock(conversion: Conversion, node: Node, depth: number): Block[] {
  const parts = partsOf(node);
  const [type] = parts;
  if (type === undefined) return [];
  if (depth >= MAX_DEPTH) {
    refuseDepth(conversion, node.startIndex);
    return [];
  }
  const opening = parts.findIndex((part) => part.type === "block_start");
  const brace = parts[opening]?.node.startIndex ?? node.endIndex;
  if (conversion.text.slice(node.startIndex, brace).includes("\n")) {
    refuse(conversion, rangeOf(type.node), `expected \`=\` or \`{\` on the line of \`${printable(textOf(conversion, type.node))}\``);
  }
  const labels = parts.slice(1, opening);
  const last = labels.at(-1) ?? type;
  return [
    {
      type: textOf(conversion, type.node),
      labels: labels.map((label) => convertLabel(conversion, label)),
      body: convertBody(conversion, parts, depth + 1),
      header: { start: node.startIndex, end: last.node.endIndex },
      range: rangeOf(node),
    },
  ];
}

function convertLabel(conversion: Conversion, { node, type }: Part): string {
  return type === "string_lit" ? String(convertString(conversion, node).value) : textOf(conversion, node);
}
