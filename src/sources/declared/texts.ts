/** Splitting, comparing and narrowing partly known texts. */
import { type Hole, holesOf, isKnown, type Text, text, textKey } from "../../text/symbolic.ts";

/** A partly known text longer than this, in parts or characters, is not worked with further. */
const MAX_PARTS = 500;
const MAX_LENGTH = 200_000;

export function isOversized(value: Text): boolean {
  if (isKnown(value)) return value.length > MAX_LENGTH;
  return value.parts.length > MAX_PARTS || value.parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 1), 0) > MAX_LENGTH;
}

/** Splits at every delimiter. Undefined where a hole might hold one, so that the pieces can't be told. */
export function splitText(value: Text, delimiter: string): readonly Text[] | undefined {
  if (isKnown(value)) return value.split(delimiter);
  if (!holesOf(value).every((hole) => excludes(hole, delimiter))) return undefined;
  const pieces: Text[] = [];
  let current: Text = "";
  for (const part of value.parts) {
    const [first = "", ...rest] = typeof part === "string" ? part.split(delimiter) : [part];
    current = text(current, first);
    for (const piece of rest) {
      pieces.push(current);
      current = text(piece);
    }
  }
  return [...pieces, current];
}

/** The hole can't hold any character of the delimiter, so the delimiter can't straddle its edge either. */
function excludes(hole: Hole, delimiter: string): boolean {
  if (hole.shape === "segment" || hole.shape === "generated") return /^[:/]+$/.test(delimiter);
  return hole.shape === "account" && /^\D+$/.test(delimiter);
}

/** Known to be different, whatever the holes stand for. */
export function certainlyDiffer(a: Text, b: Text): boolean {
  if (isKnown(a) && isKnown(b)) return a !== b;
  const [headA, headB] = [literalHead(a), literalHead(b)];
  const [tailA, tailB] = [literalTail(a), literalTail(b)];
  if (!(headA.startsWith(headB) || headB.startsWith(headA))) return true;
  if (!(tailA.endsWith(tailB) || tailB.endsWith(tailA))) return true;
  return fits(a, b) === false || fits(b, a) === false;
}

/** Whether a lone shaped hole can stand for a known text; undefined where the question does not arise. */
function fits(a: Text, b: Text): boolean | undefined {
  if (isKnown(a) || !isKnown(b) || a.parts.length !== 1) return undefined;
  const [only] = a.parts;
  if (only === undefined || typeof only === "string") return undefined;
  if (only.shape === "account") return /^\d{12}$/.test(b);
  if (only.shape === "generated") return false;
  return only.shape === "segment" ? /^[^:/]+$/.test(b) : undefined;
}

function literalHead(value: Text): string {
  const first = isKnown(value) ? value : value.parts[0];
  return typeof first === "string" ? first : "";
}

function literalTail(value: Text): string {
  const last = isKnown(value) ? value : value.parts.at(-1);
  return typeof last === "string" ? last : "";
}

/** The same text where it is known to be a single name: no hole of it can hold a `:` or `/`. */
export function asSegment(value: Text): Text {
  if (isKnown(value)) return value;
  return text(...value.parts.map((part) => (typeof part === "string" || part.shape !== undefined ? part : { ...part, shape: "segment" as const })));
}

export function sameText(a: Text, b: Text): boolean {
  return textKey(a) === textKey(b);
}
