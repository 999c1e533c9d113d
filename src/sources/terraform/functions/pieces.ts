/** Texts with holes, by their pieces: what can be cut, changed and searched whatever the holes stand for. */
import type { Token } from "../../../iam/types.ts";
import { matchTokens } from "../../../iam/wildcard.ts";
import { type Cause, type Hole, holesOf, isKnown, type Text, text } from "../../../text/symbolic.ts";
import { lengthOf } from "./equality.ts";

/** Texts whose lengths multiply to more are not searched hole by hole. */
const MAX_STEPS = 4_000_000;

export function piecesOf(value: Text): readonly (string | Hole)[] {
  return isKnown(value) ? [value] : value.parts;
}

/** Characters as people count them (grapheme clusters), which is how Terraform does. */
export function charactersOf(value: string): readonly string[] {
  // Of ASCII only `\r\n` is one character.
  if (/^[\0-\x7f]*$/.test(value) && !value.includes("\r\n")) return value.split("");
  const characters: string[] = [];
  for (let from = 0; from < value.length; ) {
    const chunk = Array.from(SEGMENTER.segment(value.slice(from, from + CHUNK)), ({ segment }) => segment);
    // The last one may go on beyond the chunk.
    if (from + CHUNK < value.length && chunk.length > 1) chunk.pop();
    for (const character of chunk) {
      characters.push(character);
      from += character.length;
    }
  }
  return characters;
}

const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
/** The segmenter takes quadratic time, so it gets little at once. */
const CHUNK = 500;

/** Whether the hole can hold the character. A name holds no white space. */
function mayHold({ shape }: Hole, character: string): boolean {
  if (shape === "account") return /^\d$/.test(character);
  return shape === undefined || !/^[:/\s\u0085]$/.test(character);
}

/** The hole stands for at least one character. */
export function isNonEmpty({ shape }: Hole): boolean {
  return shape !== undefined;
}

/** A part of a text by offsets; each hole counts as one character. */
export function cut(value: Text, from: number, to = lengthOf(value)): Text {
  const kept: (string | Hole)[] = [];
  let at = 0;
  for (const piece of piecesOf(value)) {
    const length = typeof piece === "string" ? piece.length : 1;
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, length)];
    if (start < end) kept.push(typeof piece === "string" ? piece.slice(start, end) : piece);
    at += length;
  }
  return text(...kept);
}

export type Position = "start" | "end" | "anywhere";

/** Whether `part` is at that place of `whole`; a cause where that is not known. */
export function holds(whole: Text, part: Text, position: Position): boolean | Cause {
  if (isKnown(whole) && isKnown(part)) {
    if (position === "start") return whole.startsWith(part);
    return position === "end" ? whole.endsWith(part) : whole.includes(part);
  }
  if (lengthOf(part) === 0) return true;
  const inner: readonly Token[] = piecesOf(part).map((piece) =>
    typeof piece === "string" ? { kind: "literal", value: piece } : { kind: "hole", hole: piece },
  );
  const before: readonly Token[] = position === "start" ? [] : [{ kind: "any" }];
  const after: readonly Token[] = position === "end" ? [] : [{ kind: "any" }];
  const answer = lengthOf(whole) * lengthOf(part) > MAX_STEPS ? undefined : matchTokens([...before, ...inner, ...after], whole);
  if (answer === "yes" || answer === "no") return answer === "yes";
  return answer?.unknown[0] ?? [...holesOf(whole), ...holesOf(part)][0]?.cause ?? false;
}

/** The text without the given characters at its ends. Undefined where a hole that ends up there may begin or end with one. */
export function trimmed(value: Text, characters: ReadonlySet<string>, ends: { readonly start: boolean; readonly end: boolean }): Text | undefined {
  const pieces = [...piecesOf(value)];
  if (ends.start && !trimFrom(pieces, 0, characters)) return undefined;
  if (ends.end && !trimFrom(pieces, -1, characters)) return undefined;
  return text(...pieces);
}

/** Trims the pieces at one end, in place; false where it can't be told how far. */
function trimFrom(pieces: (string | Hole)[], end: 0 | -1, characters: ReadonlySet<string>): boolean {
  for (let piece = pieces.at(end); piece !== undefined; piece = pieces.at(end)) {
    if (typeof piece !== "string") {
      const hole = piece;
      return isNonEmpty(hole) && ![...characters].some((character) => mayHold(hole, character));
    }
    const kept = withoutAtEnd(piece, end, characters);
    pieces.splice(end, 1, ...(kept === "" ? [] : [kept]));
    if (kept !== "") return true;
  }
  return true;
}

function withoutAtEnd(literal: string, end: 0 | -1, characters: ReadonlySet<string>): string {
  const all = Array.from(literal);
  let [from, to] = [0, all.length];
  while (end === 0 && from < to && characters.has(all[from] ?? "")) from++;
  while (end === -1 && to > from && characters.has(all[to - 1] ?? "")) to--;
  return all.slice(from, to).join("");
}

/** Replaces a literal. `inHole`: what becomes of a hole that may hold one. Undefined where one may stand half in a hole. */
export function replaced(value: Text, search: string, replacement: Text, inHole: (hole: Hole) => Hole): readonly (Text | Hole)[] | undefined {
  const pieces = piecesOf(value);
  const result: (Text | Hole)[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece === "string") {
      for (const part of withBetween(piece.split(search), replacement)) result.push(part);
      continue;
    }
    const held = Array.from(search, (character) => mayHold(piece, character));
    if (held.includes(true) && straddles(pieces[index - 1], pieces[index + 1], search)) return undefined;
    result.push(held.includes(false) ? piece : inHole(piece));
  }
  return result;
}

function withBetween(pieces: readonly string[], between: Text): readonly Text[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));
}

/** A match may begin before a hole and end in it, or begin in it and end after it. */
function straddles(before: string | Hole | undefined, after: string | Hole | undefined, search: string): boolean {
  for (let length = 1; length < search.length; length++) {
    if (before !== undefined && (typeof before !== "string" || before.endsWith(search.slice(0, length)))) return true;
    if (after !== undefined && (typeof after !== "string" || after.startsWith(search.slice(length)))) return true;
  }
  return false;
}
