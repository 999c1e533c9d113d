/** What a comment in HCL may be about, and the comments themselves, which the syntax tree does not keep. */
import type { TextRange } from "../positions.ts";
import { follow, lexemeAt, type Open } from "./lexing.ts";
import type { Body, Expression } from "./syntax.ts";

/** In order. `#` and `//` up to the end of the line, `/*` with its end. Nothing inside of a string or heredoc is one. */
export function hclComments(text: string): readonly TextRange[] {
  const comments: TextRange[] = [];
  const open: Open[] = [];
  for (let at = 0; at < text.length; ) {
    const lexeme = lexemeAt(text, at, open.at(-1));
    follow(open, lexeme);
    if (lexeme.kind === "comment") comments.push({ start: lexeme.start, end: lexeme.end });
    at = lexeme.end;
  }
  return comments;
}

/** Every attribute, block, entry of an object and item of a list; no part of a string. */
export function hclElements(body: Body): readonly TextRange[] {
  const elements: TextRange[] = [];
  const bodies: Body[] = [body];
  for (let next = bodies.pop(); next !== undefined; next = bodies.pop()) {
    for (const block of next.blocks) {
      elements.push(block.range);
      bodies.push(block.body);
    }
    for (const { nameRange, expression } of next.attributes) {
      elements.push({ start: nameRange.start, end: expression.range.end });
      addElementsOf(expression, elements);
    }
  }
  return elements;
}

function addElementsOf(root: Expression, elements: TextRange[]): void {
  const waiting: Expression[] = [root];
  for (let expression = waiting.pop(); expression !== undefined; expression = waiting.pop()) {
    if (expression.kind === "object") {
      for (const { key, value } of expression.entries) {
        elements.push({ start: key.range.start, end: value.range.end });
        waiting.push(value);
      }
    } else if (expression.kind === "tuple") {
      elements.push(...expression.items.map(({ range }) => range));
      waiting.push(...expression.items);
    } else waiting.push(...partsOf(expression));
  }
}

/** Where a value may be written out: as an argument, in either branch, as what is repeated. */
function partsOf(expression: Exclude<Expression, { kind: "object" | "tuple" }>): readonly Expression[] {
  switch (expression.kind) {
    case "call":
      return expression.arguments;
    case "conditional":
      return [expression.then, expression.otherwise];
    case "for":
      return [expression.collection, expression.value];
    default:
      return [];
  }
}
