/**
 * A configured value and what a plan knows of it, joined: the plan says what, the configuration says where. Where both agree, the
 * configuration's term stands, its holes filled; where they don't, the plan's value stands at the configuration's place.
 */
import type { Pointer } from "../../text/pointer.ts";
import { isKnown } from "../../text/symbolic.ts";
import { isObject, type JsonObject } from "../json.ts";
import { termFromJson } from "./from-json.ts";
import { causeOf, isNull, keyOf, list, map, scalar } from "./making.ts";
import { isKnownHere } from "./plan/plan.ts";
import type { ListTerm, MapTerm, Term } from "./term.ts";

/** `isUnknown`: in the shape of `planned`, `true` where the plan does not know either. */
export function reconciled(term: Term, planned: unknown, isUnknown: unknown): Term {
  if (isUnknown === true) return term;
  if (term.kind === "choice") return inBranch(term, planned, isUnknown);
  if (typeof planned === "string") return text(term, planned);
  if (Array.isArray(planned)) return term.kind === "list" ? items(term, planned, isUnknown) : known(planned, isUnknown, term);
  if (isObject(planned)) return term.kind === "map" ? fields(term, planned, isUnknown) : known(planned, isUnknown, term);
  if (isNothing(planned) && isNull(term)) return term;
  return keyOf(term) === keyOf(termFromJson(planned, term.at)) ? term : scalar(scalarOf(planned), term.at);
}

function scalarOf(json: unknown): string | number | boolean | null {
  return typeof json === "string" || typeof json === "number" || typeof json === "boolean" ? json : null;
}

/** An empty text, list or null: how a plan has what is not set. */
function isNothing(planned: unknown): boolean {
  return planned === null || planned === undefined || planned === "" || (Array.isArray(planned) && planned.length === 0);
}

/** The plan's value; what it does not know stays as configured. */
function known(planned: unknown, isUnknown: unknown, term: Term): Term {
  if (isNothing(planned) && isNull(term)) return term;
  return isKnownHere(isUnknown) ? termFromJson(planned, term.at) : term;
}

/** Of two branches the one that the plan bears out. */
function inBranch(term: Extract<Term, { kind: "choice" }>, planned: unknown, isUnknown: unknown): Term {
  const candidates = [term.then, term.otherwise]
    .filter((branch) => isNull(branch) === isNothing(planned))
    .map((branch) => reconciled(branch, planned, isUnknown));
  const [first] = candidates;
  return first ?? known(planned, isUnknown, term);
}

/** Texts; documents by what they say rather than by how they are spelled. */
function text(term: Term, planned: string): Term {
  if (term.kind === "json") {
    const parsed = parsedJson(planned);
    return parsed === undefined ? scalar(planned, term.at) : { ...term, value: document(term.value, parsed) };
  }
  if (term.kind !== "scalar") return planned === "" && isNull(term) ? term : scalar(planned, term.at);
  if (typeof term.value === "string" && (term.value === planned || sameJson(term.value, planned))) return term;
  if (planned === "" && term.value === null) return term;
  return scalar(planned, term.at);
}

function parsedJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

function sameJson(a: string, b: string): boolean {
  const [first, second] = [parsedJson(a), parsedJson(b)];
  return first !== undefined && second !== undefined && keyOf(termFromJson(first, NOWHERE)) === keyOf(termFromJson(second, NOWHERE));
}

const NOWHERE: Pointer = { kind: "root", file: "" };

function fields(term: MapTerm, planned: JsonObject, isUnknown: unknown): MapTerm {
  const entries = new Map<string, Term>();
  for (const [name, entry] of term.entries) {
    const inner = isObject(isUnknown) ? isUnknown[name] : undefined;
    entries.set(name, Object.hasOwn(planned, name) || inner !== undefined ? reconciled(entry, planned[name], inner) : entry);
  }
  // Defaults of the provider are written nowhere.
  for (const [name, value] of Object.entries(planned)) if (!entries.has(name) && !isNothing(value)) entries.set(name, termFromJson(value, term.at));
  return map(entries, term.at);
}

function items(term: ListTerm, planned: readonly unknown[], isUnknown: unknown): Term {
  const present = term.items.filter((item) => !isNull(item));
  if (present.length !== planned.length) return known(planned, isUnknown, term);
  const unknowns = Array.isArray(isUnknown) ? isUnknown : [];
  const order = paired(present, planned);
  return list(
    present.map((item, index) => reconciled(item, planned[order[index] ?? index], unknowns[order[index] ?? index])),
    term.at,
  );
}

/** Which planned item each configured one is: an equal one if there is (the order of sets is the provider's), the rest in order. */
function paired(terms: readonly Term[], planned: readonly unknown[]): readonly number[] {
  const left = new Set(planned.keys());
  const byKey = new Map<string, number[]>();
  for (const [index, value] of planned.entries()) {
    const key = keyOf(termFromJson(value, NOWHERE));
    byKey.set(key, [...(byKey.get(key) ?? []), index]);
  }
  const exact = terms.map((term) => {
    const index = byKey.get(keyOf(term))?.shift();
    if (index !== undefined) left.delete(index);
    return index;
  });
  const rest = left.values();
  return exact.map((index) => index ?? rest.next().value ?? 0);
}

/** Whether a policy that the configuration spells out wholly says something else than the plan: then one of them is out of date. */
export function contradicts(term: Term, joined: Term): boolean {
  const [written, planned] = [policyOf(term), policyOf(joined)];
  return written !== undefined && planned !== undefined && causeOf(written) === undefined && canonical(written) !== canonical(planned);
}

function policyOf(term: Term): Term | undefined {
  if (term.kind === "json") return term.value;
  const parsed = term.kind === "scalar" && typeof term.value === "string" && /^\s*\{/.test(term.value) ? parsedJson(term.value) : undefined;
  return parsed === undefined ? undefined : termFromJson(parsed, term.at);
}

/** Equal for documents that say the same: a list of one is its item, and the order of values means nothing; that of statements neither. */
function canonical(term: Term): string {
  if (term.kind === "list") {
    const items = term.items
      .filter((item) => !isNull(item))
      .map(canonical)
      .sort();
    return items.length === 1 ? (items[0] ?? "") : `[${items.join(",")}]`;
  }
  if (term.kind !== "map") return keyOf(term);
  const entries = [...term.entries].filter(([, entry]) => !isNull(entry)).map(([key, entry]) => `${key}:${canonical(entry)}`);
  return `{${entries.sort().join(",")}}`;
}

// ── policy documents ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Elements that hold one value or a list of them, in any order. */
const ELEMENTS: ReadonlySet<string> = new Set(["Action", "NotAction", "Resource", "NotResource", "AWS", "Service", "Federated", "CanonicalUser"]);

/** A policy's tree and the JSON that the provider made of it: it unwraps lists of one and sorts others. */
function document(term: Term, planned: unknown, key = ""): Term {
  if (term.kind === "choice") return inDocumentBranch(term, planned, key);
  if (term.kind === "map" && isObject(planned)) {
    const entries = new Map<string, Term>();
    for (const [name, entry] of term.entries) if (Object.hasOwn(planned, name)) entries.set(name, document(entry, planned[name], name));
    for (const [name, value] of Object.entries(planned)) if (!entries.has(name)) entries.set(name, termFromJson(value, term.at));
    return map(entries, term.at);
  }
  if (term.kind === "list" && key === "Statement") return statements(term, planned);
  if (term.kind === "list" || ELEMENTS.has(key)) return values(term, planned);
  return causeOf(term) === undefined && keyOf(term) === keyOf(termFromJson(planned, term.at)) ? term : termFromJson(planned, term.at);
}

function inDocumentBranch(term: Extract<Term, { kind: "choice" }>, planned: unknown, key: string): Term {
  const branch = [term.then, term.otherwise].find(
    (each) => !isNull(each) && causeOf(each) === undefined && keyOf(each) === keyOf(termFromJson(planned, each.at)),
  );
  return branch ?? document(isNull(term.then) ? term.otherwise : term.then, planned, key);
}

function statements(term: ListTerm, planned: unknown): Term {
  const listed: readonly unknown[] = Array.isArray(planned) ? planned : [planned];
  const present = term.items.filter((item) => !isNull(item));
  if (present.length !== listed.length) return termFromJson(planned, term.at);
  return list(
    present.map((item, index) => document(item, listed[index])),
    term.at,
  );
}

function values(term: Term, planned: unknown): Term {
  const configured = term.kind === "list" ? term.items : [term];
  const listed: readonly unknown[] = Array.isArray(planned) ? planned : [planned];
  if (configured.length !== listed.length) return termFromJson(planned, term.at);
  const order = paired(configured, listed);
  const filled = configured.map((item, index) => {
    const value = listed[order[index] ?? index];
    return isWritten(item, value) ? item : termFromJson(value, item.at);
  });
  return term.kind === "list" ? list(filled, term.at) : (filled[0] ?? term);
}

function isWritten(item: Term, value: unknown): boolean {
  return item.kind === "scalar" && typeof item.value === "string" && isKnown(item.value) && item.value === value;
}
