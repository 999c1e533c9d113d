/**
 * Regular expressions as Go writes them (https://github.com/google/re2/wiki/Syntax), read into a tree.
 *
 * They come from configurations, so JavaScript's own engine must not see them: it backtracks, and a hostile pattern would hang it.
 * What is read here is run in time proportional to pattern × text (see regex-run.ts), whatever the pattern. Read are literals, `.`,
 * classes with ranges, `\d \w \s` and `[:alpha:]`, `^ $ \A \z \b \B`, groups (numbered, named, not capturing), alternatives, greedy
 * and lazy repetition, and the flags `(?ims)` at the beginning. Unicode classes, `\Q…\E`, `\C` and flags elsewhere are not: a call
 * with such a pattern has an unknown result.
 */
import { type CharacterSet, readClass, readEscape, type Stop } from "./regex-classes.ts";

export type Node =
  | { readonly kind: "character"; readonly set: CharacterSet }
  | { readonly kind: "assertion"; readonly what: Assertion }
  | { readonly kind: "sequence"; readonly nodes: readonly Node[] }
  | { readonly kind: "either"; readonly nodes: readonly Node[] }
  | { readonly kind: "repeat"; readonly node: Node; readonly least: number; readonly most: number; readonly lazy: boolean }
  | { readonly kind: "group"; readonly node: Node; readonly index: number };

export type Assertion = "text-start" | "text-end" | "line-start" | "line-end" | "word-edge" | "no-word-edge";

export interface Pattern {
  readonly node: Node;
  /** The names of the groups, from the first on; undefined for one that has none. */
  readonly groups: readonly (string | undefined)[];
}

interface Reading {
  readonly characters: readonly string[];
  at: number;
  readonly groups: (string | undefined)[];
  readonly flags: { readonly ignoreCase: boolean; readonly multiline: boolean; readonly dotAll: boolean };
}

/** Longer patterns, and deeper nesting of groups, are not read. */
const MAX_SOURCE = 5000;
const MAX_DEPTH = 50;
/** Go's own limit. */
const MAX_REPEAT = 1000;

export function parsePattern(source: string): Pattern | Stop {
  if (source.length > MAX_SOURCE) return "unread";
  const flags = /^\(\?([ims]+)\)/.exec(source);
  const [written = "", letters = ""] = flags ?? [];
  const reading: Reading = {
    characters: Array.from(source.slice(written.length)),
    at: 0,
    groups: [],
    flags: { ignoreCase: letters.includes("i"), multiline: letters.includes("m"), dotAll: letters.includes("s") },
  };
  const node = readEither(reading, 0);
  if (typeof node === "string") return node;
  if (reading.at < reading.characters.length) return "malformed";
  const names = reading.groups.filter((name) => name !== undefined);
  return new Set(names).size < names.length ? "malformed" : { node, groups: reading.groups };
}

function readEither(reading: Reading, depth: number): Node | Stop {
  if (depth > MAX_DEPTH) return "unread";
  const nodes: Node[] = [];
  do {
    const node = readSequence(reading, depth);
    if (typeof node === "string") return node;
    nodes.push(node);
  } while (take(reading, "|"));
  const [only] = nodes;
  return only !== undefined && nodes.length === 1 ? only : { kind: "either", nodes };
}

function readSequence(reading: Reading, depth: number): Node | Stop {
  const nodes: Node[] = [];
  for (let next = peek(reading); next !== undefined && next !== "|" && next !== ")"; next = peek(reading)) {
    const atom = readAtom(reading, depth);
    if (typeof atom === "string") return atom;
    const node = readRepeat(reading, atom);
    if (typeof node === "string") return node;
    nodes.push(node);
  }
  return { kind: "sequence", nodes };
}

function readAtom(reading: Reading, depth: number): Node | Stop {
  const { flags } = reading;
  const character = reading.characters[reading.at++] ?? "";
  switch (character) {
    case "(":
      return readGroup(reading, depth);
    case "^":
      return { kind: "assertion", what: flags.multiline ? "line-start" : "text-start" };
    case "$":
      return { kind: "assertion", what: flags.multiline ? "line-end" : "text-end" };
    case ".":
      return { kind: "character", set: { ranges: flags.dotAll ? [] : [[10, 10]], negated: true, ignoreCase: false } };
    case "*":
    case "+":
    case "?":
      return "malformed";
    case "[":
    case "\\":
      return readSet(reading, character);
    default:
      return literal(reading, character);
  }
}

function literal({ flags }: Reading, character: string): Node {
  const code = character.codePointAt(0) ?? 0;
  return { kind: "character", set: { ranges: [[code, code]], negated: false, ignoreCase: flags.ignoreCase } };
}

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ["A", "text-start"],
  ["z", "text-end"],
  ["b", "word-edge"],
  ["B", "no-word-edge"],
]);

function readSet(reading: Reading, opening: string): Node | Stop {
  const { characters, flags } = reading;
  const what = opening === "\\" ? ASSERTIONS.get(peek(reading) ?? "") : undefined;
  if (what !== undefined) {
    reading.at++;
    return { kind: "assertion", what };
  }
  const read = opening === "[" ? readClass(characters, reading.at) : readEscape(characters, reading.at);
  if (typeof read === "string") return read;
  reading.at = read.next;
  return { kind: "character", set: { ranges: read.ranges, negated: read.negated, ignoreCase: flags.ignoreCase } };
}

function readGroup(reading: Reading, depth: number): Node | Stop {
  const rest = reading.characters.slice(reading.at, reading.at + 200).join("");
  const opening = /^\?(?::|P?<([A-Za-z_][A-Za-z0-9_]*)>)/.exec(rest);
  if (opening === null && rest.startsWith("?")) return /^\?[imsU-]/.test(rest) ? "unread" : "malformed";
  const [written = "", name] = opening ?? [];
  reading.at += written.length;
  const captures = written !== "?:";
  const index = captures ? reading.groups.push(name) : 0;
  const node = readEither(reading, depth + 1);
  if (typeof node === "string") return node;
  if (!take(reading, ")")) return "malformed";
  return captures ? { kind: "group", node, index } : node;
}

function readRepeat(reading: Reading, node: Node): Node | Stop {
  const range = rangeAt(reading);
  if (range === undefined) return node;
  if (typeof range === "string") return range;
  reading.at = range.next;
  const lazy = take(reading, "?");
  // One repetition right after another: Go refuses it.
  const again = rangeAt(reading);
  if (again !== undefined) return "malformed";
  return { kind: "repeat", node, least: range.least, most: range.most, lazy };
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly next: number;
}

/** `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}`. A brace that begins none of these is a literal. */
function rangeAt({ characters, at }: Reading): Range | Stop | undefined {
  const next = at + 1;
  switch (characters[at]) {
    case "*":
      return { least: 0, most: Number.POSITIVE_INFINITY, next };
    case "+":
      return { least: 1, most: Number.POSITIVE_INFINITY, next };
    case "?":
      return { least: 0, most: 1, next };
    case "{": {
      const braces = /^\{(\d{1,5})(,(\d{0,5}))?\}/.exec(characters.slice(at, at + 20).join(""));
      if (braces === null) return undefined;
      const [written, least = "", comma, most = ""] = braces;
      const upper = comma === undefined ? Number(least) : most === "" ? Number.POSITIVE_INFINITY : Number(most);
      const isRefused = Number(least) > MAX_REPEAT || upper < Number(least) || (Number.isFinite(upper) && upper > MAX_REPEAT);
      return isRefused ? "malformed" : { least: Number(least), most: upper, next: at + written.length };
    }
    default:
      return undefined;
  }
}

function peek({ characters, at }: Reading): string | undefined {
  return characters[at];
}

function take(reading: Reading, character: string): boolean {
  if (peek(reading) !== character) return false;
  reading.at++;
  return true;
}
