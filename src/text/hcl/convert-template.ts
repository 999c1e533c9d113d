/**
 * Quoted strings, heredocs and template files: from the grammar's tree to text, interpolations and directives.
 *
 * The tree is used for where the sequences stand. All that is between them is text, cut from the source: the grammar leaves
 * out white space, which counts here. Then HCL's own steps follow, in its order, on the same pieces (a line of a heredoc is a
 * piece of its own): https://github.com/hashicorp/hcl/blob/main/hclsyntax/parser_template.go
 */
import type { Node } from "web-tree-sitter";
import type { TextRange } from "../positions.ts";
import { MAX_DEPTH } from "../value.ts";
import { type Conversion, type Part, partsOf, rangeOf, refuse, refuseDepth, textOf } from "./conversion.ts";
import { decodeQuoted, decodeVerbatim } from "./string-text.ts";
import type { Expression, LiteralExpression, TemplateExpression, TemplatePart } from "./syntax.ts";

/** `flush`: a heredoc whose common indentation is taken away, `<<-EOT`. */
type Style = "quoted" | "heredoc" | "flush";

type Piece =
  | { readonly kind: "text"; value: string }
  | { readonly kind: "interpolation"; readonly expression: Expression }
  | { readonly kind: "if"; readonly condition: Expression }
  | { readonly kind: "for"; readonly keyName: string | undefined; readonly valueName: string; readonly collection: Expression }
  | { readonly kind: "else" }
  | { readonly kind: "endif" }
  | { readonly kind: "endfor" };

interface Sequence extends Part {
  /** How deep it stands, the directives around it included. */
  readonly depth: number;
}

interface Template {
  readonly style: Style;
  /** What the value is of. */
  readonly content: TextRange;
  /** The whole, quotes and markers included. */
  readonly range: TextRange;
}

/** What Go's unicode.IsSpace takes for white space: HCL trims with it. */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** None can be left in a text, unless the grammar passed over it: better no answer than a wrong one. */
const UNESCAPED_SEQUENCE = /(?<!\$)\$\{|(?<!%)%\{/;

const SEQUENCES: ReadonlySet<string> = new Set([
  "template_interpolation",
  "template_if_intro",
  "template_else_intro",
  "template_if_end",
  "template_for_start",
  "template_for_end",
]);

/** `"…"` without sequences. */
export function convertString(conversion: Conversion, node: Node): LiteralExpression {
  const range = rangeOf(node);
  const decoded = decodeQuoted(conversion.text, { start: range.start + 1, end: range.end - 1 }, range.start);
  if (decoded.problem !== undefined) return refuse(conversion, decoded.problem.range, decoded.problem.message);
  return { kind: "literal", value: decoded.value, range };
}

export function convertTemplate(conversion: Conversion, part: Part, depth: number): LiteralExpression | TemplateExpression {
  const range = rangeOf(part.node);
  const parts = partsOf(part.node);
  if (part.type === "quoted_template") {
    return convertContent(conversion, parts, { style: "quoted", range, content: { start: range.start + 1, end: range.end - 1 } }, depth);
  }
  const content = heredocContent(conversion, parts, range);
  if (content === undefined) return refuse(conversion, range, "the line must end after the marker that begins a heredoc");
  const style = conversion.text.startsWith("<<-", range.start) ? "flush" : "heredoc";
  return convertContent(conversion, parts, { style, range, content }, depth);
}

/** The content of a template file, which the parser has read as a heredoc's. */
export function convertFileContent(conversion: Conversion, heredoc: Node, content: TextRange): LiteralExpression | TemplateExpression {
  return convertContent(conversion, partsOf(heredoc), { style: "heredoc", range: content, content }, 0);
}

/** From the line after the marker to the line of the end marker. */
function heredocContent({ text }: Conversion, parts: readonly Part[], range: TextRange): TextRange | undefined {
  const marker = parts[1]?.node;
  const end = parts.at(-1)?.node;
  if (marker === undefined || end === undefined) return undefined;
  const lineEnd = text.indexOf("\n", marker.endIndex);
  if (lineEnd === -1 || lineEnd > range.end || text.slice(marker.endIndex, lineEnd).trim() !== "") return undefined;
  return { start: lineEnd + 1, end: Math.max(lineEnd, text.lastIndexOf("\n", end.startIndex - 1)) + 1 };
}

function convertContent(conversion: Conversion, parts: readonly Part[], template: Template, depth: number): LiteralExpression | TemplateExpression {
  const { range } = template;
  const sequences: Sequence[] = [];
  if (!collectSequences(parts, sequences, depth)) return refuseDepth(conversion, range.start);
  const pieces = toPieces(conversion, sequences, template);
  const [first] = pieces;
  if (pieces.length === 1 && first?.kind === "interpolation") return { kind: "template", parts: [first], range, unwrapped: true };
  if (template.style === "flush") stripIndentation(pieces);
  const result = nest(pieces);
  if (result.length === 0) return { kind: "literal", value: "", range };
  const [only] = result;
  if (result.length === 1 && only?.kind === "text") return { kind: "literal", value: only.value, range };
  return { kind: "template", parts: result, range, unwrapped: false };
}

/** The sequences of a template in the order of the text, those inside of directives too. False: nested too deep. */
function collectSequences(parts: readonly Part[], found: Sequence[], depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  for (const part of parts) {
    if (SEQUENCES.has(part.type)) found.push({ ...part, depth });
    else if (part.type === "template_directive") {
      for (const inner of partsOf(part.node)) if (!collectSequences(partsOf(inner.node), found, depth + 1)) return false;
    }
  }
  return true;
}

function toPieces(conversion: Conversion, sequences: readonly Sequence[], template: Template): Piece[] {
  const { text } = conversion;
  const { content } = template;
  const pieces: Piece[] = [];
  let done = content.start;
  let trim = false;
  for (const sequence of sequences) {
    const { start, end } = rangeOf(sequence.node);
    addText(conversion, pieces, { start: done, end: start }, template, { start: trim, end: text.charAt(start + 2) === "~" });
    pieces.push(toPiece(conversion, sequence));
    trim = text.charAt(end - 2) === "~";
    done = end;
  }
  addText(conversion, pieces, { start: done, end: content.end }, template, { start: trim, end: false });
  return pieces;
}

/** Strip markers take white space from the nearest piece only, which in a heredoc is at most a line. */
function addText(
  conversion: Conversion,
  pieces: Piece[],
  range: TextRange,
  template: Template,
  trim: { readonly start: boolean; readonly end: boolean },
): void {
  const written = conversion.text.slice(range.start, range.end);
  if (written === "") return;
  const texts = template.style === "quoted" ? [quotedText(conversion, range, template)] : splitLines(written).map(decodeVerbatim);
  if (template.style !== "quoted" && UNESCAPED_SEQUENCE.test(written)) refuse(conversion, range, "a sequence in this text could not be read");
  const first = texts[0];
  if (trim.start && first !== undefined) texts[0] = first.slice(indentationOf(first));
  const last = texts.at(-1);
  if (trim.end && last !== undefined) texts[texts.length - 1] = withoutSpaceAtEnd(last);
  for (const value of texts) pieces.push({ kind: "text", value });
}

function quotedText(conversion: Conversion, range: TextRange, template: Template): string {
  const decoded = decodeQuoted(conversion.text, range, template.range.start);
  if (decoded.problem === undefined) return decoded.value;
  refuse(conversion, decoded.problem.range, decoded.problem.message);
  return "";
}

function indentationOf(text: string): number {
  let length = 0;
  while (length < text.length && SPACE.test(text.charAt(length))) length += 1;
  return length;
}

/** A pattern that ends with the text would try each of a million spaces in its middle. */
function withoutSpaceAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Each with its line end. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function toPiece(conversion: Conversion, { node, type, depth }: Sequence): Piece {
  if (type === "template_else_intro") return { kind: "else" };
  if (type === "template_if_end") return { kind: "endif" };
  if (type === "template_for_end") return { kind: "endfor" };
  const parts = partsOf(node);
  const inner = parts.find((part) => part.type === "expression")?.node;
  if (inner === undefined) {
    return { kind: "interpolation", expression: refuse(conversion, rangeOf(node), "nothing stands between the braces; expected an expression") };
  }
  const expression = conversion.expression(conversion, inner, depth + 1);
  if (type === "template_interpolation") return { kind: "interpolation", expression };
  if (type === "template_if_intro") return { kind: "if", condition: expression };
  const { keyName, valueName } = loopNames(conversion, parts);
  return { kind: "for", keyName, valueName, collection: expression };
}

/** The names in `for v in` and `for k, v in`. */
export function loopNames(conversion: Conversion, parts: readonly Part[]): { readonly keyName: string | undefined; readonly valueName: string } {
  const [first = "", second] = parts.filter((part) => part.type === "identifier").map((part) => textOf(conversion, part.node));
  return second === undefined ? { keyName: undefined, valueName: first } : { keyName: first, valueName: second };
}

/**
 * The smallest indentation among the lines is taken from all of them. A line that holds nothing but white space neither
 * counts nor changes; one that begins with a sequence has none.
 */
function stripIndentation(pieces: readonly Piece[]): void {
  const lines: { value: string }[] = [];
  let smallest = Number.POSITIVE_INFINITY;
  let startsLine = true;
  for (const piece of pieces) {
    if (piece.kind !== "text") {
      if (startsLine) smallest = 0;
      startsLine = false;
      continue;
    }
    if (startsLine) {
      const indentation = indentationOf(piece.value);
      if (indentation < piece.value.length || !piece.value.endsWith("\n")) {
        smallest = Math.min(smallest, indentation);
        lines.push(piece);
      }
    }
    startsLine = piece.value.endsWith("\n");
  }
  for (const line of lines) line.value = line.value.slice(smallest);
}

type Parts = TemplatePart[];

/** Directives get what stands between them. The grammar has made sure that they pair up, and how deep they nest is checked. */
function nest(pieces: readonly Piece[]): readonly TemplatePart[] {
  const root: Parts = [];
  const open: { parts: Parts; readonly otherwise: Parts }[] = [{ parts: root, otherwise: [] }];
  for (const piece of pieces) {
    const top = open.at(-1);
    if (top === undefined) break;
    if (piece.kind === "else") top.parts = top.otherwise;
    else if (piece.kind === "endif" || piece.kind === "endfor") open.pop();
    else if (piece.kind === "text") appendText(top.parts, piece.value);
    else if (piece.kind === "interpolation") top.parts.push(piece);
    else {
      const [then, otherwise]: [Parts, Parts] = [[], []];
      if (piece.kind === "if") top.parts.push({ ...piece, then, otherwise });
      else top.parts.push({ ...piece, body: then });
      open.push({ parts: then, otherwise });
    }
  }
  return root;
}

function appendText(parts: Parts, value: string): void {
  const last = parts.at(-1);
  if (value === "") return;
  if (last?.kind === "text") parts[parts.length - 1] = { kind: "text", value: last.value + value };
  else parts.push({ kind: "text", value });
}
