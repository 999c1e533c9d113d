/**
 * HCL text to a syntax tree of our own. The only file that knows how the parser is set up: tree-sitter's runtime and its
 * Terraform grammar, both WebAssembly, loaded when the first HCL text comes and not before.
 */
import type { Node, Parser, Tree } from "web-tree-sitter";
import { spanAt, type TextRange } from "../positions.ts";
import { printable } from "../printable.ts";
import type { SyntaxProblem } from "../source-text.ts";
import type { Problem } from "./conversion.ts";
import { type Converted, convertContent, convertFile } from "./convert.ts";
import { separateEntries } from "./entries.ts";
import { explainError } from "./explain.ts";
import { mapRanges } from "./map-ranges.ts";
import { findParserError, parseSound } from "./parser-error.ts";
import type { Body, LiteralExpression, TemplateExpression } from "./syntax.ts";

export type ParsedHcl = { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly problem: SyntaxProblem };

export type ParsedTemplate =
  | { readonly ok: true; readonly expression: LiteralExpression | TemplateExpression }
  | { readonly ok: false; readonly problem: SyntaxProblem };

/** Neither throws for what the text holds. Ranges are those of the text that was given. */
export interface HclParser {
  /** A whole `.tf` file. */
  readonly parseFile: (text: string) => ParsedHcl;
  /** The content of a template file, or of a decoded string of `.tf.json`: no quotes, no backslash escapes. */
  readonly parseTemplate: (text: string) => ParsedTemplate;
}

/** Memory goes by this: the grammar makes a node of every space and of every character in a heredoc. */
const MAX_LENGTH = 2 * 1024 * 1024;

const SIGN_BEFORE_ESCAPE = /([$%])(?=\1\1\{)/g;
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[^\S\n]*\n/gu;
/** At the start of a line. */
const WORD_BEFORE_SIGN = /^[^\S\n]*([\p{L}_][\p{L}\p{N}_-]*)(?=[^\S\n]*[$%])/gmu;
const MARKER_LIKE = /^[^\S\n]*(T\d+)/gm;

/** `1e3`, at the start of a number and not within a word. */
const EXPONENT = /(?<![\p{L}\p{N}_.]|[\p{L}\p{N}_]-)\d+[eE][+-]?\d+/gu;

let loaded: Promise<HclParser> | undefined;

/** Loads the parser once, and gives the same one from then on. */
export function loadHclParser(): Promise<HclParser> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<HclParser> {
  const [{ Language, Parser: TreeSitter }, { default: runtime }, { default: grammar }] = await Promise.all([
    import("web-tree-sitter"),
    import("web-tree-sitter/web-tree-sitter.wasm"),
    import("@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm"),
  ]);
  await TreeSitter.init({ wasmBinary: runtime });
  const language = await Language.load(grammar);
  const makeParser = () => new TreeSitter().setLanguage(language);
  let parser = makeParser();
  const read: Read = (text, convert) => {
    try {
      return parse(parser, text, convert);
    } catch (error) {
      // What WebAssembly throws at may be in any state: the next text gets a parser of its own.
      parser = makeParser();
      return failed({ start: 0, end: 0 }, `not HCL that can be read: ${printable(error instanceof Error ? error.message : String(error))}`);
    }
  };
  return { parseFile: (text) => parseFile(read, text), parseTemplate: (text) => parseTemplate(read, text) };
}

type Convert<T> = (root: Node) => Converted<T>;
type Read = <T>(text: string, convert: Convert<T>) => Converted<T>;

function parse<T>(parser: Parser, text: string, convert: Convert<T>): Converted<T> {
  if (text.length > MAX_LENGTH) return failed({ start: 0, end: 0 }, `larger than ${MAX_LENGTH / 1024 / 1024} MB; no configuration comes near that`);
  const readable = withinGrammar(text);
  const first = parseSound(parser, readable);
  if ("tree" in first) return convertTree(first.tree, convert);
  const separated = separateEntries(readable);
  const second = separated === undefined ? undefined : parseSound(parser, separated);
  if (second !== undefined && "tree" in second) return convertTree(second.tree, convert);
  return { ok: false, problem: explainError(text, findParserError(parser, readable, first)) };
}

function convertTree<T>(tree: Tree, convert: Convert<T>): Converted<T> {
  try {
    return convert(tree.rootNode);
  } finally {
    tree.delete();
  }
}

/**
 * The text for the parser, in which everything keeps its place: nothing but places is taken from it. The grammar knows an
 * exponent only after a fraction, and the end of a heredoc only by its line end. It takes `$$${` for `$$` and `${`, not for `$` and
 * `$${`. And where a line of a heredoc begins with the marker, it passes over a sequence that follows.
 */
function withinGrammar(text: string): string {
  const readable = text.replace(EXPONENT, (number) => "1".repeat(number.length)).replace(SIGN_BEFORE_ESCAPE, "x");
  const markers = new Set(Array.from(text.matchAll(HEREDOC), ([, marker = ""]) => marker));
  const passed =
    markers.size === 0 ? readable : readable.replace(WORD_BEFORE_SIGN, (start, word: string) => (markers.has(word) ? "-".repeat(start.length) : start));
  return `${passed}\n`;
}

function parseFile(read: Read, text: string): ParsedHcl {
  const result = read(text, (root) => convertFile(text, root));
  if (result.ok) return { ok: true, body: result.value };
  return { ok: false, problem: { message: result.problem.message, span: spanAt(text, result.problem.range) } };
}

/** The content is read as that of a heredoc, whose lines around it are taken away again. */
function parseTemplate(read: Read, text: string): ParsedTemplate {
  if (!/[$%]\{/.test(text)) return { ok: true, expression: { kind: "literal", value: text, range: { start: 0, end: text.length } } };
  const marker = unusedMarker(text);
  const before = `t=<<${marker}\n`;
  const whole = `${before}${text}\n${marker}\n`;
  const move = ({ start, end }: TextRange): TextRange => ({ start: within(start - before.length, text), end: within(end - before.length, text) });
  const result = read(whole, (root) => convertContent(whole, root, { start: before.length, end: before.length + text.length }));
  if (result.ok) return { ok: true, expression: mapRanges(result.value, move) };
  return { ok: false, problem: { message: result.problem.message, span: spanAt(text, move(result.problem.range)) } };
}

/** That none of the lines begins with. */
function unusedMarker(text: string): string {
  const used = new Set(Array.from(text.matchAll(MARKER_LIKE), ([, marker]) => marker));
  let number = 0;
  while (used.has(`T${number}`)) number += 1;
  return `T${number}`;
}

function within(offset: number, text: string): number {
  return Math.min(Math.max(offset, 0), text.length);
}

function failed(range: TextRange, message: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { message, range } };
}
