/**
 * From a policy's source to its document: JSON as an object, as text or URL-encoded as IAM's API returns it, or values of a
 * template. Equal documents are read once; most trust policies of an account are the same text.
 */
import { findDuplicateKey, parseJson } from "../text/parse-json.ts";
import { child, DOCUMENT, EMBEDDED, type Pointer } from "../text/pointer.ts";
import { type Hole, holesOf, type SymbolicText, type Text, text } from "../text/symbolic.ts";
import { fromJson, type Value } from "../text/value.ts";
import { parsePolicy, unreadableDocument } from "./parse.ts";
import type { PolicyDocument } from "./types.ts";

export type PolicySource =
  /** What `JSON.parse` gave: an object, or a string that holds the document. */
  | { readonly kind: "json"; readonly json: unknown; readonly at?: Pointer }
  /** From a template or plan; its values know where they stand. */
  | { readonly kind: "value"; readonly value: Value; readonly at?: Pointer };

export type PolicyReader = (source: PolicySource) => PolicyDocument;

/**
 * A reader with a cache of its own. It never throws: what can't be read becomes a document with a problem and one statement
 * that may allow or deny anything. Documents from JSON are shared: their pointers start at `DOCUMENT` (see `rebase`).
 */
export function createPolicyReader(): PolicyReader {
  const cache = new Map<string, PolicyDocument>();
  const cached = (key: string, read: () => PolicyDocument): PolicyDocument => {
    let document = cache.get(key);
    if (document === undefined) {
      document = read();
      cache.set(key, document);
    }
    return document;
  };
  return (source) => {
    if (source.kind === "value") return readValue(source.value);
    const { json } = source;
    if (typeof json === "string") return cached(`text:${json}`, () => readText(json, child(DOCUMENT, EMBEDDED)));
    const written = writeJson(json);
    if (written === undefined) return unreadableDocument("bad-json", "The policy document is nested too deeply or is no JSON.", DOCUMENT);
    return cached(`json:${written}`, () => readJson(json, DOCUMENT, sizeOfText(written)));
  };
}

function readValue(value: Value): PolicyDocument {
  if (value.kind !== "scalar" || value.value === null || typeof value.value === "number" || typeof value.value === "boolean") return parsePolicy(value);
  const at = child(value.at, EMBEDDED);
  return typeof value.value === "string" ? readText(value.value, at) : readSymbolicText(value.value, at);
}

function readText(written: string, at: Pointer): PolicyDocument {
  const json = decode(written);
  const parsed = parseJson(json);
  if (!parsed.ok) return unreadableDocument("bad-json", `The policy document is not JSON: ${parsed.problem.message}`, at);
  return withDuplicates(readJson(parsed.value, at, sizeOfText(json)), json, at);
}

/** A document as JSON, however it was given: an object, text, or URL-encoded text. Undefined for text that is no JSON. */
export function documentJson(json: unknown): unknown {
  if (typeof json !== "string") return json;
  const parsed = parseJson(decode(json));
  return parsed.ok ? parsed.value : undefined;
}

/** IAM refuses a document that has a key twice in one object; `JSON.parse` keeps the last. */
function withDuplicates(document: PolicyDocument, json: string, at: Pointer): PolicyDocument {
  const duplicate = findDuplicateKey(json);
  if (duplicate === undefined) return document;
  return { ...document, problems: [...document.problems, { kind: "duplicate-key", message: duplicate.message, statement: undefined, at }] };
}

/** RFC 3986, as https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html has it; other text as it is. */
function decode(written: string): string {
  if (!/^\s*%7b/i.test(written)) return written;
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function readJson(json: unknown, at: Pointer, size: number): PolicyDocument {
  const value = toValue(json, at);
  return value === undefined ? unreadableDocument("bad-json", "The policy document is nested too deeply or is no JSON.", at) : parsePolicy(value, size);
}

function toValue(json: unknown, at: Pointer): Value | undefined {
  try {
    return fromJson(json, at);
  } catch {
    return undefined;
  }
}

/** Undefined for what nests too deeply or is no JSON value. */
function writeJson(json: unknown): string | undefined {
  try {
    return JSON.stringify(json);
  } catch {
    return undefined;
  }
}

/** Characters as IAM counts them against its quotas: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function sizeOfText(json: string): number {
  return json.replace(/\s/g, "").length;
}

// ── JSON text with holes ─────────────────────────────────────────────────────────────────────────────────────────────
// A template pastes a policy as text with references in it. Each hole becomes a mark that JSON leaves alone, the text is
// parsed, and the marks in its strings become holes again. A hole outside any string leaves no JSON: then nothing is known.

const OPEN = "\uE000";
const CLOSE = "\uE001";

function readSymbolicText(written: SymbolicText, at: Pointer): PolicyDocument {
  const holes = holesOf(written);
  const hole = holes[0] as Hole;
  const unreadable = parsePolicy({ kind: "unknown", hole, at });
  if (written.parts.some((part) => typeof part === "string" && (part.includes(OPEN) || part.includes(CLOSE)))) return unreadable;
  let index = 0;
  const marked = written.parts.map((part) => (typeof part === "string" ? part : `${OPEN}${index++}${CLOSE}`)).join("");
  const parsed = parseJson(decode(marked));
  const value = parsed.ok ? toValue(parsed.value, at) : undefined;
  return value === undefined ? unreadable : parsePolicy(restore(value, holes));
}

function restore(value: Value, holes: readonly Hole[]): Value {
  switch (value.kind) {
    case "scalar":
      return typeof value.value === "string" ? { ...value, value: restoreText(value.value, holes) } : value;
    case "list":
      return { ...value, items: value.items.map((item) => restore(item, holes)) };
    case "map": {
      const entries = new Map<string, Value>();
      for (const [key, entry] of value.entries) {
        // A key that is not known may be any key: nothing of the object is certain.
        const [hole] = holesOf(restoreText(key, holes));
        if (hole !== undefined) return { kind: "unknown", hole: { id: hole.id, cause: hole.cause }, at: value.at };
        entries.set(key, restore(entry, holes));
      }
      return { ...value, entries };
    }
    default:
      return value;
  }
}

function restoreText(marked: string, holes: readonly Hole[]): Text {
  if (!marked.includes(OPEN)) return marked;
  const pieces = marked.split(/\uE000(\d+)\uE001/);
  return text(...pieces.map((piece, index) => (index % 2 === 0 ? piece : (holes[Number(piece)] ?? piece))));
}
