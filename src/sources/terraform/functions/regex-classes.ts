/** Sets of characters in Go's regular expressions: classes and escapes. https://github.com/google/re2/wiki/Syntax */

/** Where a reading stops: `malformed` is what Go refuses, `unread` what this program does not work with. */
export type Stop = "malformed" | "unread";

type Ranges = readonly (readonly [from: number, to: number])[];

export interface CharacterSet {
  readonly ranges: Ranges;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

export interface ReadSet {
  readonly ranges: Ranges;
  readonly negated: boolean;
  /** The offset after it. */
  readonly next: number;
}

/** The characters between those of a string two by two: "az" is a to z. */
function ranges(bounds: string): Ranges {
  const codes = Array.from(bounds, (character) => character.codePointAt(0) ?? 0);
  return codes.flatMap((from, index) => (index % 2 === 0 ? [[from, codes[index + 1] ?? from] as const] : []));
}

/** All of them are ASCII only, in Go. */
const SHORTHANDS: ReadonlyMap<string, Ranges> = new Map([
  ["d", ranges("09")],
  ["w", ranges("09AZaz__")],
  ["s", ranges("\t\n\f\r  ")],
]);

const NAMED: ReadonlyMap<string, Ranges> = new Map([
  ["alnum", ranges("09AZaz")],
  ["alpha", ranges("AZaz")],
  ["ascii", ranges("\u0000\u007f")],
  ["blank", ranges("\t\t  ")],
  ["cntrl", ranges("\u0000\u001f\u007f\u007f")],
  ["digit", ranges("09")],
  ["graph", ranges("!~")],
  ["lower", ranges("az")],
  ["print", ranges(" ~")],
  ["punct", ranges("!/:@[`{~")],
  ["space", ranges("\t\r  ")],
  ["upper", ranges("AZ")],
  ["word", ranges("09AZaz__")],
  ["xdigit", ranges("09AFaf")],
]);

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

/** An escape for one character or a set; `at` is the offset after the backslash. */
export function readEscape(characters: readonly string[], at: number): ReadSet | Stop {
  const letter = characters[at];
  if (letter === undefined) return "malformed";
  const shorthand = SHORTHANDS.get(letter.toLowerCase());
  if (shorthand !== undefined) return { ranges: shorthand, negated: letter !== letter.toLowerCase(), next: at + 1 };
  const hex = /^x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(characters.slice(at, at + 10).join(""));
  if (hex !== null) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
    return code > 0x10ffff ? "malformed" : { ranges: [[code, code]], negated: false, next: at + hex[0].length };
  }
  const control = CONTROLS.get(letter);
  if (control !== undefined) return { ranges: ranges(control), negated: false, next: at + 1 };
  // Unicode classes, quoted text, bytes and octal codes.
  if (/^[pPQEC0-7]$/.test(letter)) return /^[1-7]$/.test(letter) && !/^[0-7]$/.test(characters[at + 1] ?? "") ? "malformed" : "unread";
  return /^[A-Za-z0-9]$/.test(letter) || letter > "\u007f" ? "malformed" : { ranges: ranges(letter), negated: false, next: at + 1 };
}

/** A class; `start` is the offset after its bracket. */
export function readClass(characters: readonly string[], start: number): ReadSet | Stop {
  const negated = characters[start] === "^";
  const first = negated ? start + 1 : start;
  const all: (readonly [number, number])[] = [];
  let at = first;
  while (characters[at] !== "]" || at === first) {
    const named = namedClass(characters, at);
    const member = named ?? readMember(characters, at);
    if (typeof member === "string") return member;
    const isRange = member.single && characters[member.next] === "-" && (characters[member.next + 1] ?? "]") !== "]";
    const last = isRange ? readMember(characters, member.next + 1) : undefined;
    if (typeof last === "string") return last;
    const [from, to] = [member.ranges[0]?.[0] ?? 0, last?.ranges[0]?.[1] ?? 0];
    if (last !== undefined && (!last.single || to < from)) return "malformed";
    for (const range of last === undefined ? member.ranges : [[from, to] as const]) all.push(range);
    at = (last ?? member).next;
  }
  return { ranges: all, negated, next: at + 1 };
}

interface Member {
  readonly ranges: Ranges;
  /** One character, which may begin or end a range. */
  readonly single: boolean;
  readonly next: number;
}

function readMember(characters: readonly string[], at: number): Member | Stop {
  const character = characters[at];
  if (character === undefined) return "malformed";
  if (character !== "\\") return { ranges: ranges(character), single: true, next: at + 1 };
  const read = readEscape(characters, at + 1);
  if (typeof read === "string") return read;
  return { ranges: read.negated ? complement(read.ranges) : read.ranges, single: !SHORTHANDS.has((characters[at + 1] ?? "").toLowerCase()), next: read.next };
}

/** `[:alpha:]`, `[:^alpha:]` */
function namedClass(characters: readonly string[], at: number): Member | Stop | undefined {
  if (characters[at] !== "[" || characters[at + 1] !== ":") return undefined;
  const written = /^\[:(\^?)([a-z]+):\]/.exec(characters.slice(at, at + 20).join(""));
  if (written === null) return undefined;
  const found = NAMED.get(written[2] ?? "");
  return found === undefined ? "malformed" : { ranges: written[1] === "^" ? complement(found) : found, single: false, next: at + written[0].length };
}

/** Of ranges in order that do not touch. */
function complement(of: Ranges): Ranges {
  const bounds = [-1, ...of.flat(), 0x110000];
  return bounds.flatMap((bound, index) => (index % 2 === 0 ? [[bound + 1, (bounds[index + 1] ?? 0) - 1] as const] : []));
}

export function isIn(set: CharacterSet, code: number): boolean {
  const found = set.ignoreCase ? foldings(code).some((other) => isInRanges(set.ranges, other)) : isInRanges(set.ranges, code);
  return found !== set.negated;
}

function isInRanges(of: Ranges, code: number): boolean {
  return of.some(([from, to]) => code >= from && code <= to);
}

/** The character in both cases. */
function foldings(code: number): readonly number[] {
  const character = String.fromCodePoint(code);
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
  return [character, lower, upper, upper.toLowerCase(), lower.toUpperCase()]
    .filter((one) => Array.from(one).length === 1)
    .map((one) => one.codePointAt(0) ?? 0);
}
