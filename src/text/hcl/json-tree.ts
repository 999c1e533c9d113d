/** JSON text to a tree with positions, for text that is known to be valid JSON and not nested too deep. */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  decodeString,
  documentStart,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  skipString,
  skipValue,
} from "../json-scan.ts";
import type { TextRange } from "../positions.ts";

export type JsonNode =
  | { readonly kind: "object"; readonly members: readonly JsonMember[]; readonly range: TextRange }
  | { readonly kind: "array"; readonly items: readonly JsonNode[]; readonly range: TextRange }
  | { readonly kind: "scalar"; readonly value: string | number | boolean | null; readonly range: TextRange };

export interface JsonMember {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: JsonNode;
}

export function readJsonTree(text: string): JsonNode {
  return readNode(text, skipSpace(text, documentStart(text)));
}

function readNode(text: string, start: number): JsonNode {
  const first = text.charCodeAt(start);
  if (first === OPEN_BRACE) return readObject(text, start);
  if (first === OPEN_BRACKET) return readArray(text, start);
  const range = { start, end: skipValue(text, start) };
  if (first === QUOTE) return { kind: "scalar", value: decodeString(text, range.start, range.end) ?? "", range };
  return { kind: "scalar", value: JSON.parse(text.slice(range.start, range.end)) as number | boolean | null, range };
}

function readObject(text: string, start: number): JsonNode {
  const members: JsonMember[] = [];
  let at = skipSpace(text, start + 1);
  while (at < text.length && text.charCodeAt(at) !== CLOSE_BRACE) {
    const keyRange = { start: at, end: skipString(text, at) };
    const colon = skipSpace(text, keyRange.end);
    const value = readNode(text, skipSpace(text, colon + 1));
    members.push({ key: decodeString(text, keyRange.start, keyRange.end) ?? "", keyRange, value });
    at = afterItem(text, value);
  }
  return { kind: "object", members, range: { start, end: at + 1 } };
}

function readArray(text: string, start: number): JsonNode {
  const items: JsonNode[] = [];
  let at = skipSpace(text, start + 1);
  while (at < text.length && text.charCodeAt(at) !== CLOSE_BRACKET) {
    const item = readNode(text, at);
    items.push(item);
    at = afterItem(text, item);
  }
  return { kind: "array", items, range: { start, end: at + 1 } };
}

function afterItem(text: string, { range }: JsonNode): number {
  const next = skipSpace(text, range.end);
  return text.charCodeAt(next) === COMMA ? skipSpace(text, next + 1) : next;
}
