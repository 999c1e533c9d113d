/**
 * YAML text to a small tree of our own, with positions. The only file that knows the YAML library, which is loaded when the
 * first YAML text comes and not before.
 *
 * The library's parser and composer are driven token by token, because its ready-made entry points recurse as deep as the
 * input asks and compare every key of a mapping with every other. Here nesting is measured before anything is composed, and
 * keys are compared through a Map. All scalars stay text; what a plain `123` or `true` means is decided in parse-yaml.ts.
 */
import type * as Library from "yaml";
import type { ParsedNode } from "yaml";
import { duplicateKey } from "./json-scan.ts";
import { spanAt, type TextRange } from "./positions.ts";
import { printable } from "./printable.ts";
import type { SourceText, SyntaxProblem } from "./source-text.ts";
import { MAX_DEPTH } from "./value.ts";

export type YamlNode = YamlContent | YamlAlias;
export type YamlContent = YamlScalar | YamlList | YamlMap;

interface YamlNodeBase {
  /** Without tag and anchor. */
  readonly range: TextRange;
  /** As written (`!Sub`) or, for YAML's own tags, in full (`tag:yaml.org,2002:str`). */
  readonly tag: string | undefined;
  readonly tagRange: TextRange | undefined;
}

export interface YamlScalar extends YamlNodeBase {
  readonly kind: "scalar";
  readonly value: string;
  readonly style: "plain" | "single" | "double" | "block";
}

export interface YamlList extends YamlNodeBase {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface YamlMap extends YamlNodeBase {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** The values of merge keys (`<<`), in order: https://yaml.org/type/merge.html */
  readonly merges: readonly YamlNode[];
}

export interface YamlAlias extends YamlNodeBase {
  readonly kind: "alias";
  readonly target: YamlContent;
}

export type YamlTree =
  /** `comments`: from `#` to the end of the line, in order. */
  | { readonly ok: true; readonly text: string; readonly root: YamlNode; readonly comments: readonly TextRange[] }
  | { readonly ok: false; readonly problem: SyntaxProblem };

/** CloudFormation takes templates up to 1 MB (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
const MAX_LENGTH = 8 * 1024 * 1024;

/** Memory and time of the library go by these. A megabyte of a template has a quarter of a million. */
const MAX_LEXEMES = 1_000_000;

/** The lexer's mark that the next lexeme is the text of a plain or block scalar. */
const SCALAR_FOLLOWS = "\x1f";

/** What may follow a backslash: https://yaml.org/spec/1.2.2/#57-escaped-characters */
const ESCAPE = /^(?:[0abt\tnvfre "/\\N_LP\r\n]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|$)/;

/** Trees live as long as the source that they were built from: who keeps a source decides what is kept. */
const trees = new WeakMap<SourceText, Promise<YamlTree>>();

/** The tree of a source, built once. */
export function yamlTreeOf(source: SourceText): Promise<YamlTree> {
  const known = trees.get(source);
  if (known !== undefined) return known;
  const tree = buildYamlTree(source.text);
  trees.set(source, tree);
  return tree;
}

/** Never throws, never rejects for what the text holds. */
export async function buildYamlTree(text: string): Promise<YamlTree> {
  if (text.length > MAX_LENGTH) return failed(text, 0, 0, "larger than 8 MB; CloudFormation takes templates up to 1 MB");
  const nul = text.indexOf("\0");
  if (nul !== -1) return failed(text, nul, nul + 1, "a NUL byte: this is not a text file in UTF-8 (UTF-16 and binary files are not read)");
  const library: typeof Library = await import("yaml");
  try {
    return compose(library, text);
  } catch (error) {
    return failed(text, 0, 0, `not YAML that can be read: ${printable(error instanceof Error ? error.message : String(error))}`);
  }
}

function failed(text: string, start: number, end: number, message: string): YamlTree {
  return { ok: false, problem: { message, span: spanAt(text, { start, end }) } };
}

function compose(library: typeof Library, text: string): YamlTree {
  const parser = new library.Parser();
  const composer = new library.Composer({ schema: "failsafe", resolveKnownTags: false, uniqueKeys: false, prettyErrors: false, merge: false });
  const documents: Library.Document.Parsed[] = [];
  const tags: TextRange[] = [];
  const comments: TextRange[] = [];
  let lexemes = 0;
  let previous = "";
  let broken = false;
  for (const lexeme of new library.Lexer().lex(text)) {
    const wrong = previous === SCALAR_FOLLOWS ? undefined : findBadEscape(lexeme);
    if (wrong !== undefined) return badEscape(text, parser.offset + wrong);
    if (previous !== SCALAR_FOLLOWS && (lexeme.startsWith("!") || lexeme.startsWith("#"))) {
      const range = { start: parser.offset, end: parser.offset + lexeme.length };
      (lexeme.startsWith("!") ? tags : comments).push(range);
    }
    for (const token of parser.next(lexeme)) {
      documents.push(...composer.next(token));
      broken ||= token.type === "error";
    }
    if (broken) break;
    // The stack holds the document and the scalar at hand besides the open collections.
    if (parser.stack.length > MAX_DEPTH + 2) return tooDeep(text, parser.offset);
    lexemes += 1;
    if (lexemes > MAX_LEXEMES) return failed(text, parser.offset, parser.offset, `more than ${MAX_LEXEMES} tokens; no template comes near that`);
    previous = lexeme;
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return toTree(library, text, documents, { tags, comments });
}

/** The library would make an error object of each, so a single string could fill the memory. Offset in the lexeme. */
function findBadEscape(lexeme: string): number | undefined {
  if (!lexeme.startsWith('"')) return undefined;
  for (let at = lexeme.indexOf("\\"); at !== -1; at = lexeme.indexOf("\\", at + 2)) {
    if (!ESCAPE.test(lexeme.slice(at + 1, at + 10))) return at;
  }
  return undefined;
}

function badEscape(text: string, at: number): YamlTree {
  const written = printable(text.slice(at, at + 2));
  return failed(text, at, at + 2, `\`${written}\` is not an escape in YAML; in double quotes a backslash is written \`\\\\\`, in single quotes as it is`);
}

function tooDeep(text: string, at: number): YamlTree {
  return failed(text, at, at, `nested deeper than ${MAX_DEPTH} levels; no template or policy comes near that`);
}

interface Lexed {
  readonly tags: readonly TextRange[];
  readonly comments: readonly TextRange[];
}

function toTree(library: typeof Library, text: string, documents: readonly Library.Document.Parsed[], { tags, comments }: Lexed): YamlTree {
  let first: Library.YAMLParseError | undefined;
  for (const { errors } of documents) for (const error of errors) if (first === undefined || error.pos[0] < first.pos[0]) first = error;
  if (first !== undefined) return failed(text, first.pos[0], first.pos[1], explain(text, first));
  const [only, second] = documents.filter(({ contents }) => !isEmpty(library, contents));
  if (second !== undefined) {
    const start = second.contents?.range[0] ?? second.range[0];
    return failed(text, start, start, "only one document is expected in a file; a second one begins here");
  }
  const build: Build = { library, text, tags, anchors: new Map(), open: new Set(), problem: undefined };
  const root = only?.contents ? toNode(build, only.contents) : emptyAt(text.length);
  return build.problem === undefined ? { ok: true, text, root, comments } : { ok: false, problem: build.problem };
}

function isEmpty(library: typeof Library, contents: ParsedNode | null): boolean {
  return contents === null || (library.isScalar(contents) && contents.range[0] === contents.range[1] && !contents.tag && !contents.anchor);
}

/** Where a tab stands in the indentation, the library may speak of the missing indentation only. */
function explain(text: string, error: Library.YAMLParseError): string {
  const [at] = error.pos;
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at + 1);
  if (error.code === "TAB_AS_INDENT" || (error.code === "BAD_INDENT" && /^ *\t/.test(line))) return "tabs are not allowed as indentation in YAML; use spaces";
  return printable(error.message);
}

interface Build {
  readonly library: typeof Library;
  readonly text: string;
  /** Where tags are written, in order: the library keeps their names only. */
  readonly tags: readonly TextRange[];
  /** The last node seen with each anchor: an alias means the nearest one before it. */
  readonly anchors: Map<string, YamlContent>;
  /** Collections being built: an alias to one of them would hold itself. */
  readonly open: Set<YamlNode>;
  problem: SyntaxProblem | undefined;
}

function toNode(build: Build, node: ParsedNode): YamlNode {
  const { library } = build;
  if (library.isAlias(node)) return toAlias(build, node);
  if (library.isMap(node)) return toMap(build, node);
  if (library.isSeq(node)) return toList(build, node);
  const scalar = toScalar(build, node);
  if (node.anchor) build.anchors.set(node.anchor, scalar);
  return scalar;
}

function toAlias(build: Build, alias: Library.Alias.Parsed): YamlNode {
  const [start, end] = alias.range;
  const target = build.anchors.get(alias.source);
  if (target === undefined) return refuse(build, { start, end }, `the alias \`*${printable(alias.source)}\` names no anchor that stands before it`);
  if (build.open.has(target)) return refuse(build, { start, end }, `the alias \`*${printable(alias.source)}\` stands inside the value that it names: a cycle`);
  return { kind: "alias", target, tag: undefined, tagRange: undefined, range: { start, end } };
}

function toScalar(build: Build, scalar: Library.Scalar.Parsed): YamlScalar {
  const [start, end] = scalar.range;
  const style = scalar.type === "QUOTE_DOUBLE" ? "double" : scalar.type === "QUOTE_SINGLE" ? "single" : scalar.type === "PLAIN" ? "plain" : "block";
  const range = style === "block" ? { start, end: start + build.text.slice(start, end).trimEnd().length } : { start, end };
  return { kind: "scalar", value: String(scalar.value ?? ""), style, tag: scalar.tag, tagRange: tagBefore(build, scalar.tag, start), range };
}

function toList(build: Build, seq: Library.YAMLSeq.Parsed): YamlList {
  const items: YamlNode[] = [];
  const [start, end] = seq.range;
  const range = { start, end };
  const list: YamlList = { kind: "list", items, tag: seq.tag, tagRange: tagBefore(build, seq.tag, start), range };
  if (seq.anchor) build.anchors.set(seq.anchor, list);
  build.open.add(list);
  for (const item of seq.items) {
    if (build.problem !== undefined) break;
    items.push(toNode(build, item as ParsedNode));
  }
  build.open.delete(list);
  if (!seq.flow) range.end = Math.max(start, ...items.slice(-1).map((item) => item.range.end));
  return list;
}

function toMap(build: Build, map: Library.YAMLMap.Parsed): YamlMap {
  const entries = new Map<string, YamlEntry>();
  const merges: YamlNode[] = [];
  const [start, end] = map.range;
  const range = { start, end };
  const result: YamlMap = { kind: "map", entries, merges, tag: map.tag, tagRange: tagBefore(build, map.tag, start), range };
  if (map.anchor) build.anchors.set(map.anchor, result);
  build.open.add(result);
  let last = start;
  for (const pair of map.items) {
    if (build.problem !== undefined) break;
    const key = toNode(build, pair.key);
    const value = pair.value === null ? emptyAt(key.range.end) : toNode(build, pair.value);
    last = isEmptyNode(value) ? key.range.end : value.range.end;
    addEntry(build, entries, merges, { key, value });
  }
  build.open.delete(result);
  if (!map.flow) range.end = Math.max(start, last);
  return result;
}

/** Between a tag and its value stand only white space, comments and an anchor: it is the last tag before the value. */
function tagBefore(build: Build, tag: string | undefined, start: number): TextRange | undefined {
  if (tag === undefined) return undefined;
  let low = 0;
  let high = build.tags.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((build.tags[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return build.tags[low - 1];
}

function addEntry(build: Build, entries: Map<string, YamlEntry>, merges: YamlNode[], entry: YamlEntry): void {
  const key = followAlias(entry.key);
  if (key.kind !== "scalar") {
    refuse(build, entry.key.range, "a key must be a text, not a list or a mapping");
  } else if (key.value === "<<" && key.style === "plain") merges.push(entry.value);
  else {
    const before = entries.get(key.value);
    if (before === undefined) entries.set(key.value, entry);
    else build.problem ??= duplicateKey(build.text, key.value, before.key.range.start, entry.key.range, 1);
  }
}

export function followAlias(node: YamlNode): YamlContent {
  return node.kind === "alias" ? node.target : node;
}

/** Nothing is written there: `Key:` and a line end. */
export function isEmptyNode(node: YamlNode): boolean {
  return node.range.start === node.range.end;
}

function emptyAt(offset: number): YamlScalar {
  return { kind: "scalar", value: "", style: "plain", tag: undefined, tagRange: undefined, range: { start: offset, end: offset } };
}

function refuse(build: Build, range: TextRange, message: string): YamlScalar {
  build.problem ??= { message, span: spanAt(build.text, range) };
  return emptyAt(range.start);
}
