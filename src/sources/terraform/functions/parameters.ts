/**
 * What functions take. A parameter is declared by its kind; an argument that can't be of that kind is refused, as Terraform does, and
 * one that is not known makes the result unknown, unless the kind can hold it (a text may have holes, a list unknown items).
 */
import { isKnown, type Text } from "../../../text/symbolic.ts";
import { isOversized } from "../../declared/texts.ts";
import { refused, textOf } from "../making.ts";
import type { Term } from "../term.ts";
import { isSymbolic } from "../traversal.ts";
import { extentOf, isWalkable } from "./extent.ts";
import { type TerraformFunction, tooLong, undetermined } from "./results.ts";

export interface Kinds {
  readonly any: Term;
  /** Numbers and booleans too: Terraform converts them. An unknown is a text with a hole. */
  readonly text: Text;
  readonly known: string;
  readonly number: number;
  readonly whole: number;
  readonly list: readonly Term[];
  /** A list of what converts to texts. Items may be null or unknown. */
  readonly texts: readonly Term[];
  readonly map: ReadonlyMap<string, Term>;
}

type Kind = keyof Kinds;
type Values<P extends readonly Kind[]> = { readonly [I in keyof P]: Kinds[P[I]] };
type Reading<T> = { readonly value: T } | "unknown" | "wrong" | "long";

/** The text of a larger JSON tree is longer than this program works with. */
const MAX_JSON = 20_000;

const READERS: { readonly [K in Kind]: (term: Term) => Reading<Kinds[K]> } = {
  any: (term) => ({ value: term }),
  text: readText,
  known: (term) => {
    const read = readText(term);
    if (typeof read === "string") return read;
    return isKnown(read.value) ? { value: read.value } : "unknown";
  },
  number: readNumber,
  whole: (term) => {
    const read = readNumber(term);
    return typeof read === "string" || Number.isInteger(read.value) ? read : "wrong";
  },
  list: readList,
  texts: (term) => {
    const read = readList(term);
    return typeof read !== "string" && read.value.some((item) => item.kind === "list" || item.kind === "map") ? "wrong" : read;
  },
  map: (term) => {
    if (term.kind === "map") return isSymbolic(term) ? "unknown" : { value: term.entries };
    return isOpen(term) ? "unknown" : "wrong";
  },
};

function isOpen(term: Term): boolean {
  return term.kind === "unknown" || term.kind === "object" || term.kind === "choice";
}

function readList(term: Term): Reading<readonly Term[]> {
  if (term.kind === "list") return { value: term.items };
  return isOpen(term) ? "unknown" : "wrong";
}

function readText(term: Term): Reading<Text> {
  if (term.kind === "object" || term.kind === "choice") return "unknown";
  if (term.kind === "json" && (extentOf(term).size > MAX_JSON || !isWalkable([term]))) return "long";
  const value = textOf(term);
  if (value === undefined) return "wrong";
  return isOversized(value) ? "long" : { value };
}

function readNumber(term: Term): Reading<number> {
  if (term.kind === "scalar" && typeof term.value === "number") return { value: term.value };
  if (term.kind === "scalar" && typeof term.value === "boolean") return "wrong";
  const written = readText(term);
  if (typeof written === "string") return written;
  return isKnown(written.value) ? parseNumber(written.value) : "unknown";
}

/** A number in decimal notation. One that JavaScript's numbers can't hold exactly is taken as unknown. */
export function parseNumber(written: string): { readonly value: number } | "unknown" | "wrong" {
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(written)) return /^[+-]?Inf$/i.test(written) ? "unknown" : "wrong";
  const value = Number(written);
  return Number.isSafeInteger(value) || (!Number.isInteger(value) && Number.isFinite(value)) ? { value: value + 0 } : "unknown";
}

/** The boolean that a text converts to; "1" and "0" do, though no page says so. Undefined for all others. */
export function parseTruth(written: string): boolean | undefined {
  if (written === "true" || written === "1") return true;
  return written === "false" || written === "0" ? false : undefined;
}

/** A function of these parameters. `takes`: what they are, in words, after "takes". */
export function taking<const P extends readonly Kind[]>(
  parameters: P,
  takes: string,
  work: (values: Values<P>, ...call: Parameters<TerraformFunction>) => Term,
): TerraformFunction {
  return takingMany(parameters, "any", 0, 0, takes, (values, _, args, call) => work(values, args, call));
}

/** A function of some parameters and then `least` to `most` of one kind. */
export function takingMany<const P extends readonly Kind[], R extends Kind>(
  parameters: P,
  rest: R,
  least: number,
  most: number,
  takes: string,
  work: (values: Values<P>, more: readonly Kinds[R][], ...call: Parameters<TerraformFunction>) => Term,
): TerraformFunction {
  return (args, call) => {
    const more = args.length - parameters.length;
    const readings = args.map((arg, index) => READERS[parameters[index] ?? rest](arg));
    if (more < least || more > most || readings.includes("wrong")) return refused(call, `\`${call.name}\` takes ${takes}`);
    if (readings.includes("long")) return tooLong(call);
    const values = readings.filter((reading) => typeof reading !== "string").map(({ value }) => value);
    if (values.length < args.length) return undetermined(call, args);
    // Each value was read by the reader of its own parameter's kind.
    const [fixed, others] = [values.slice(0, parameters.length), values.slice(parameters.length)] as unknown as [Values<P>, Kinds[R][]];
    return work(fixed, others, args, call);
  };
}
