/**
 * The core of all matching: two sequences of symbols, one with wildcards, both perhaps with holes.
 *
 * A symbol is a number: a UTF-16 unit, a wildcard, or an atom of a hole. Holes are cut into atoms of the same kind on both
 * sides, so that a hole matches itself: an account is twelve digits, a segment one character and the rest of a name, a generated
 * name whatever it begins with and then a tail that nobody can have written down.
 *
 * Two questions are asked of a pair, each answered on its safe side:
 * - `mustMatch`: do they match whatever the holes stand for? Holes are opaque: only a wildcard or the same hole covers them.
 * - `mayMatch`: is there any filling for which they match? Each hole stands for anything of its shape, independently.
 */
import type { Hole, Text } from "../text/symbolic.ts";
import type { Token } from "./types.ts";

const STAR = -1;
const ONE = -2;
/** Beyond this many steps we answer "may match" instead of looking: only hostile input gets here. */
const MAX_STEPS = 2_000_000;

type Shape = "digit" | "name-character" | "name-rest" | "generated-head" | "generated-tail" | "text";

const ATOMS: Readonly<Record<NonNullable<Hole["shape"]> | "text", readonly Shape[]>> = {
  account: Array.from({ length: 12 }, () => "digit" as const),
  segment: ["name-character", "name-rest"],
  generated: ["generated-head", "generated-tail"],
  text: ["text"],
};

/** Numbers the atoms of holes, for one comparison: equal holes get the same numbers. */
export interface Atoms {
  /** By hole: the number of its first atom; the others follow. */
  readonly numbers: Map<string, number>;
  readonly shapes: Shape[];
}

export function newAtoms(): Atoms {
  return { numbers: new Map(), shapes: [] };
}

const FIRST_ATOM = 0x10000;

function pushHole(symbols: number[], hole: Hole, atoms: Atoms): void {
  const kinds = ATOMS[hole.shape ?? "text"];
  let first = atoms.numbers.get(hole.id);
  if (first === undefined) {
    first = FIRST_ATOM + atoms.shapes.length;
    atoms.numbers.set(hole.id, first);
    for (const kind of kinds) atoms.shapes.push(kind);
  }
  for (let index = 0; index < kinds.length; index++) symbols.push(first + index);
}

function pushLiteral(symbols: number[], literal: string, ignoreCase: boolean): void {
  const folded = ignoreCase ? literal.toLowerCase() : literal;
  for (let index = 0; index < folded.length; index++) symbols.push(folded.charCodeAt(index));
}

export function symbolsOfText(value: Text, ignoreCase: boolean, atoms: Atoms): number[] {
  const symbols: number[] = [];
  for (const part of typeof value === "string" ? [value] : value.parts) {
    if (typeof part === "string") pushLiteral(symbols, part, ignoreCase);
    else pushHole(symbols, part, atoms);
  }
  return symbols;
}

/** Tokens without variables (they are resolved before): literals, wildcards, holes. */
export function symbolsOfTokens(tokens: readonly Token[], ignoreCase: boolean, atoms: Atoms): number[] {
  const symbols: number[] = [];
  for (const token of tokens) {
    if (token.kind === "literal") pushLiteral(symbols, token.value, ignoreCase);
    else if (token.kind === "hole") pushHole(symbols, token.hole, atoms);
    else if (token.kind === "one") symbols.push(ONE);
    else if (token.kind === "any" && symbols.at(-1) !== STAR) symbols.push(STAR);
  }
  return symbols;
}

/** Greedy glob: goes back to the last `*` only, so time is at most pattern × subject, never exponential. */
export function mustMatch(pattern: readonly number[], subject: readonly number[], shapes: readonly Shape[]): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < subject.length; ) {
    const wanted = pattern[at];
    const symbol = subject[index] as number;
    if (wanted === STAR) {
      star = at++;
      resume = index;
    } else if (wanted !== undefined && (wanted === symbol || (wanted === ONE && isSingle(symbol, shapes)))) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === STAR) at++;
  return at === pattern.length;
}

function isSingle(symbol: number, shapes: readonly Shape[]): boolean {
  if (symbol < FIRST_ATOM) return true;
  const shape = shapes[symbol - FIRST_ATOM];
  return shape === "digit" || shape === "name-character";
}

/**
 * Is there a string that both sides can stand for? Reachability over pairs of positions, as for the intersection of two
 * regular languages. `opaque`: neither side holds wildcards, not even inside holes, so equal symbols cancel at the ends.
 */
export function mayMatch(pattern: readonly number[], subject: readonly number[], shapes: readonly Shape[], opaque: boolean): boolean {
  const cancels = (symbol: number | undefined): boolean =>
    symbol !== undefined && symbol >= 0 && (opaque || symbol < FIRST_ATOM || shapes[symbol - FIRST_ATOM] !== "text");
  let from = 0;
  let patternEnd = pattern.length;
  let subjectEnd = subject.length;
  while (from < patternEnd && from < subjectEnd && pattern[from] === subject[from] && cancels(pattern[from])) from++;
  while (patternEnd > from && subjectEnd > from && pattern[patternEnd - 1] === subject[subjectEnd - 1] && cancels(pattern[patternEnd - 1])) {
    patternEnd--;
    subjectEnd--;
  }
  return reaches(pattern.slice(from, patternEnd), subject.slice(from, subjectEnd), shapes);
}

function reaches(pattern: readonly number[], subject: readonly number[], shapes: readonly Shape[]): boolean {
  const width = subject.length + 1;
  if ((pattern.length + 1) * width > MAX_STEPS) return true;
  let row = new Uint8Array(width);
  row[0] = 1;
  for (let at = 0; at <= pattern.length; at++) {
    const next = new Uint8Array(width);
    const wanted = pattern[at];
    const wantedRepeats = wanted !== undefined && repeats(wanted, shapes);
    for (let index = 0; index < width; index++) {
      if (row[index] === 0) continue;
      const symbol = subject[index];
      const symbolRepeats = symbol !== undefined && repeats(symbol, shapes);
      if (wantedRepeats) next[index] = 1;
      if (symbolRepeats) row[index + 1] = 1;
      if (wanted === undefined || symbol === undefined || !overlap(wanted, symbol, shapes)) continue;
      if (wantedRepeats && !symbolRepeats) row[index + 1] = 1;
      else if (symbolRepeats && !wantedRepeats) next[index] = 1;
      else if (!wantedRepeats) next[index + 1] = 1;
    }
    if (at === pattern.length) return row[width - 1] === 1;
    row = next;
  }
  return false;
}

/** Does the symbol stand for any number of characters, none included? */
function repeats(symbol: number, shapes: readonly Shape[]): boolean {
  if (symbol === STAR) return true;
  if (symbol < FIRST_ATOM) return false;
  const shape = shapes[symbol - FIRST_ATOM];
  return shape === "name-rest" || shape === "generated-head" || shape === "text";
}

/** Is there a character that both symbols can stand for? */
function overlap(a: number, b: number, shapes: readonly Shape[]): boolean {
  const classA = characters(a, shapes);
  const classB = characters(b, shapes);
  if (classA === "tail" || classB === "tail") return a === b || holdsTail(a, shapes) || holdsTail(b, shapes);
  if (classA === "any" || classB === "any") return true;
  if (typeof classA === "string") return typeof classB === "string" || inClass(classB, classA);
  return typeof classB === "string" ? inClass(classA, classB) : classA === classB;
}

/** A wildcard and a hole of a name or more can stand for a generated tail; a literal and another generated name can't. */
function holdsTail(symbol: number, shapes: readonly Shape[]): boolean {
  if (symbol < 0) return true;
  const shape = shapes[symbol - FIRST_ATOM];
  return shape === "name-character" || shape === "name-rest" || shape === "text";
}

function characters(symbol: number, shapes: readonly Shape[]): number | "any" | "digit" | "name" | "tail" {
  if (symbol < 0) return "any";
  if (symbol < FIRST_ATOM) return symbol;
  const shape = shapes[symbol - FIRST_ATOM];
  if (shape === "digit") return "digit";
  if (shape === "generated-tail") return "tail";
  return shape === "text" ? "any" : "name";
}

function inClass(character: number, kind: "digit" | "name"): boolean {
  return kind === "digit" ? character >= 0x30 && character <= 0x39 : character !== 0x3a && character !== 0x2f;
}
