/**
 * From offsets inside a string back to offsets of the literal that spells it.
 *
 * One observation serves JSON strings and every style of YAML scalar: quoting, indentation and folding add, drop and change
 * white space only; all other characters keep their order, spelled as themselves or as an escape. So literal and string are
 * walked side by side, white space is passed over on both, and the rest must agree one by one. The ends of a JSON value or
 * key are never white space, so their places come out exactly, even in folded text.
 */
import { isSpace } from "./json-scan.ts";
import type { TextRange } from "./positions.ts";

export interface StringLiteral {
  readonly text: string;
  /** With quotes or block indicator: shown where no exact place can be found. */
  readonly whole: TextRange;
  /** What is between the quotes, or the lines of a block. */
  readonly content: TextRange;
  /** `double`: backslash escapes (JSON strings are a subset of YAML's); `single`: `''` is a quote; `verbatim`: no escapes. */
  readonly style: "double" | "single" | "verbatim";
}

/** One character of a literal: what it stands for, and where the next one begins. */
interface Unit {
  readonly value: string;
  readonly end: number;
}

/** https://yaml.org/spec/1.2.2/#57-escaped-characters */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\x1b"],
  [" ", " "],
  ['"', '"'],
  ["/", "/"],
  ["\\", "\\"],
  ["N", "\u0085"],
  ["_", "\u00a0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
  ["\n", ""],
  ["\r", ""],
]);
const CODE_LENGTHS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/** `ranges` of `inner`, the string that `literal` spells, as ranges of the literal's text. */
export function mapToLiteral(literal: StringLiteral, inner: string, ranges: readonly (TextRange | undefined)[]): (TextRange | undefined)[] {
  const wanted = new Set<number>();
  for (const range of ranges) if (range !== undefined) wanted.add(range.start).add(range.end - 1);
  const units = findUnits(literal, inner, wanted);
  return ranges.map((range) => {
    if (range === undefined) return undefined;
    const first = units?.get(range.start);
    const last = units?.get(range.end - 1);
    return first === undefined || last === undefined ? literal.whole : { start: first.start, end: last.end };
  });
}

/** Where the characters at the wanted offsets of `inner` are spelled; undefined when literal and string don't agree. */
function findUnits(literal: StringLiteral, inner: string, wanted: ReadonlySet<number>): Map<number, TextRange> | undefined {
  const found = new Map<number, TextRange>();
  const { text, content, style } = literal;
  let at = content.start;
  let next = 0;
  while (found.size < wanted.size) {
    while (isSpace(inner.charCodeAt(next))) next += 1;
    if (next >= inner.length || at >= content.end) break;
    const unit = unitAt(text, at, style);
    if (unit.value !== "" && !isSpace(unit.value.charCodeAt(0))) {
      if (!inner.startsWith(unit.value, next)) return undefined;
      for (let part = 0; part < unit.value.length; part += 1) {
        if (wanted.has(next + part)) found.set(next + part, { start: at, end: unit.end });
      }
      next += unit.value.length;
    }
    at = unit.end;
  }
  return found;
}

function unitAt(text: string, at: number, style: StringLiteral["style"]): Unit {
  const character = text.charAt(at);
  if (style === "single" && character === "'") return { value: "'", end: at + 2 };
  if (style !== "double" || character !== "\\") return { value: character, end: at + 1 };
  const letter = text.charAt(at + 1);
  const digits = CODE_LENGTHS.get(letter);
  if (digits === undefined) return { value: ESCAPES.get(letter) ?? letter, end: at + 2 };
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
  return { value: code <= 0x10ffff ? String.fromCodePoint(code) : "", end: at + 2 + digits };
}
