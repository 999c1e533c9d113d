/** Making terms: constructors, holes with identities, and the few questions that every function asks of a term. */
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, type Hole, isKnown, type Text, text, textKey } from "../../text/symbolic.ts";
import { isWalkable } from "./functions/extent.ts";
import type { ListTerm, MapTerm, ScalarTerm, Term, UnknownTerm } from "./term.ts";

/** What the evaluation of one run shares. */
export interface Making {
  /** Structure of an expression → its hole's id: equal expressions of equal holes are the same hole. */
  readonly identities: Map<string, string>;
  /** Terms that may still be made: a configuration may not blow up into more than a reader could ever use. */
  readonly budget: { left: number };
}

/** A call of a function: who asks, and where it is written. */
export interface Call {
  readonly name: string;
  readonly at: Pointer;
  readonly making: Making;
}

export function scalar(value: Text | number | boolean | null, at: Pointer): ScalarTerm {
  return { kind: "scalar", value, at };
}

export function list(items: readonly Term[], at: Pointer): ListTerm {
  return { kind: "list", items, at };
}

export function set(items: readonly Term[], at: Pointer): ListTerm {
  return { kind: "list", items, at, isSet: true };
}

export function map(entries: ReadonlyMap<string, Term>, at: Pointer): MapTerm {
  return { kind: "map", entries, at };
}

export function unknown(hole: Hole, at: Pointer): UnknownTerm {
  return { kind: "unknown", hole, at };
}

export function isNull(term: Term): boolean {
  return term.kind === "scalar" && term.value === null;
}

/** What Terraform would refuse. `what`: a clause, as in `Cause.what`. */
export function refused(call: Call, what: string): UnknownTerm {
  const cause: Cause = { kind: "malformed", id: `malformed ${what}`, what, at: call.at };
  return unknown(hole(call.making, "malformed", String(call.making.identities.size), cause), call.at);
}

/** Terraform would refuse it: `try` goes on to its next argument. */
export function isRefused(term: Term): boolean {
  return term.kind === "unknown" && term.hole.cause.kind === "malformed";
}

/** The unknown result of a call that depends on something unknown; equal for equal arguments. `from`: the first argument that is not known. */
export function derived(call: Call, args: readonly Term[], from: Term | undefined): UnknownTerm {
  const cause: Cause = (from && causeOf(from)) ?? {
    kind: "expression",
    id: `expression ${call.name}`,
    what: `\`${call.name}\` of something that is not known can't be worked out`,
    at: call.at,
  };
  // What is too large to be compared is like nothing else.
  const structure = isWalkable(args) ? args.map(keyOf).join(",") : `#${call.making.identities.size}`;
  return unknown(hole(call.making, /^[a-z]\w*$/.test(call.name) ? `${call.name}(…)` : "…", `${call.name} ${structure}`, cause), call.at);
}

/** A hole for the result of an expression; equal for equal `structure`s, short whatever their size. `shown`: how reports call it. */
export function hole(making: Making, shown: string, structure: string, cause: Cause, shape?: Hole["shape"]): Hole {
  const key = `${shown} ${structure}`;
  // What follows the last slash is what people see.
  const id = making.identities.get(key) ?? `expression ${making.identities.size + 1}/${shown.replaceAll("/", " ").slice(0, 80)}`;
  making.identities.set(key, id);
  return shape === undefined ? { id, cause } : { id, cause, shape };
}

/** The first cause why the term, or a part of it, is not known; undefined where all of it is. */
export function causeOf(term: Term): Cause | undefined {
  switch (term.kind) {
    case "scalar":
      return typeof term.value === "object" && term.value !== null ? holeIn(term.value)?.cause : undefined;
    case "unknown":
      return term.hole.cause;
    case "choice":
      return term.condition;
    case "json":
      return causeOf(term.value);
    case "list":
      return firstCause(term.items);
    case "map":
      return firstCause([...term.entries.values()]);
    case "object":
      return { kind: "attribute", id: `object ${term.of.key}`, what: `some attributes of \`${term.of.address}\` exist only after apply`, at: term.at };
  }
}

function firstCause(terms: readonly Term[]): Cause | undefined {
  for (const term of terms) {
    const cause = causeOf(term);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

function holeIn(value: Text): Hole | undefined {
  return isKnown(value) ? undefined : value.parts.find((part) => typeof part !== "string");
}

/** All of the term is known: no hole and no choice anywhere in it. */
export function isWhollyKnown(term: Term): boolean {
  return causeOf(term) === undefined;
}

/** Equal for terms that are certainly equal, whatever their holes stand for, and for no others. */
export function keyOf(term: Term): string {
  switch (term.kind) {
    case "scalar":
      return typeof term.value === "object" && term.value !== null ? `t${JSON.stringify(textKey(term.value))}` : JSON.stringify(term.value);
    case "list":
      return `[${term.items.map(keyOf).join(",")}]`;
    case "map":
      return `{${[...term.entries]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, entry]) => `${JSON.stringify(key)}:${keyOf(entry)}`)
        .join(",")}}`;
    case "unknown":
      return `?${JSON.stringify(term.hole.id)}`;
    case "choice":
      return `(${JSON.stringify(term.condition.id)}?${keyOf(term.then)}:${keyOf(term.otherwise)})`;
    case "json":
      return `json${keyOf(term.value)}`;
    case "object":
      return `@${JSON.stringify(term.of.key)}`;
  }
}

/** A term as text, as Terraform converts it: numbers and booleans too, an unknown as its hole. Undefined for null, lists, maps and choices. */
export function textOf(term: Term): Text | undefined {
  switch (term.kind) {
    case "scalar":
      if (term.value === null) return undefined;
      return typeof term.value === "number" ? numberText(term.value) : typeof term.value === "boolean" ? String(term.value) : term.value;
    case "unknown":
      return text(term.hole);
    case "json":
      return jsonText(term.spelled ?? term.value);
    default:
      return undefined;
  }
}

/** Numbers as Terraform writes them: without an exponent. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [mantissa = "", exponent] = String(value).split("e-");
  if (exponent === undefined) return mantissa;
  const [sign, digits] = [mantissa.startsWith("-") ? "-" : "", mantissa.replace(/[-.]/g, "")];
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${digits}`;
}

/** A text as a term: a lone hole without a shape is an unknown, which may also stand for a list or a map. */
export function textTerm(value: Text, at: Pointer): Term {
  if (!isKnown(value) && value.parts.length === 1) {
    const [only] = value.parts;
    if (only !== undefined && typeof only !== "string" && only.shape === undefined) return unknown(only, at);
  }
  return scalar(value, at);
}

/** A term as JSON text, holes inside its strings kept. What is not known in kind becomes a string with a hole. */
export function jsonText(term: Term): Text {
  switch (term.kind) {
    case "scalar": {
      const { value } = term;
      if (typeof value !== "object" || value === null) return typeof value === "number" ? numberText(value) : quoted(value);
      return text('"', ...value.parts.map((part) => (typeof part === "string" ? quoted(part).slice(1, -1) : part)), '"');
    }
    case "list":
      return enclosed("[", term.items.map(jsonText), "]");
    case "map": {
      const sorted = [...term.entries].sort(([a], [b]) => (a < b ? -1 : 1));
      return enclosed(
        "{",
        sorted.map(([key, entry]) => text(quoted(key), ":", jsonText(entry))),
        "}",
      );
    }
    case "json":
      return jsonText(textTerm(jsonText(term.spelled ?? term.value), term.at));
    case "unknown":
      return text('"', term.hole, '"');
    case "choice":
    case "object": {
      const id = keyOf(term);
      return text('"', { id, cause: causeOf(term) ?? { kind: "expression", id, what: "a part of a text is not known" } }, '"');
    }
  }
}

/** `<`, `>`, `&`, U+2028 and U+2029 are escaped. https://developer.hashicorp.com/terraform/language/functions/jsonencode */
function quoted(value: string | boolean | null): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** In steps: a call can't have as many arguments as a list may have items. */
function enclosed(open: string, items: readonly Text[], close: string): Text {
  if (items.every(isKnown)) return `${open}${items.join(",")}${close}`;
  const pieces = [open, ...items.flatMap((item, index) => (index === 0 ? [item] : [",", item])), close];
  let whole: Text = "";
  for (let from = 0; from < pieces.length; from += 1000) whole = text(whole, ...pieces.slice(from, from + 1000));
  return whole;
}
