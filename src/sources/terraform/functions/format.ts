/** `format` and `formatlist`. https://developer.hashicorp.com/terraform/language/functions/format */
import { type Hole, isKnown, type Text } from "../../../text/symbolic.ts";
import { type Call, causeOf, hole, isNull, isRefused, jsonText, keyOf, list, refused, scalar, textOf } from "../making.ts";
import type { Term } from "../term.ts";
import { formatNumber, general, isWholeVerb, type Verb } from "./format-numbers.ts";
import { parseNumber, parseTruth, takingMany } from "./parameters.ts";
import { charactersOf, piecesOf } from "./pieces.ts";
import { exhausted, joinedResult, shownName, spend, type TerraformFunction, tooLong, undetermined } from "./results.ts";

type Piece = string | Hole | Verb;

const VERB = /%(?:%|([0#+ -]*)([1-9]\d*)?(?:\.(\d*))?(?:\[([1-9]\d*)\])?([A-Za-z]))/g;

/** Undefined where a `%` begins no verb. */
function parseFormat(format: string): readonly (string | Verb)[] | undefined {
  const pieces: (string | Verb)[] = [];
  let from = 0;
  for (const match of format.matchAll(VERB)) {
    const [written, flags = "", width, precision, argument, letter] = match;
    pieces.push(format.slice(from, match.index));
    if (letter === undefined) pieces.push("%");
    else pieces.push({ letter, flags, width: numberOf(width), precision: numberOf(precision), argument: numberOf(argument) });
    from = match.index + written.length;
  }
  pieces.push(format.slice(from));
  const literals = format.replaceAll(VERB, "");
  return literals.includes("%") ? undefined : pieces;
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** Of a format with holes: a name holds no `%`; what may hold one leaves the verbs unknown. */
function parseText(format: Text): readonly Piece[] | "malformed" | "unknown" {
  const pieces: Piece[] = [];
  for (const piece of piecesOf(format)) {
    if (typeof piece !== "string" && piece.shape === undefined) return "unknown";
    const parsed = typeof piece === "string" ? parseFormat(piece) : [piece];
    if (parsed === undefined) return "malformed";
    for (const part of parsed) if (part !== "") pieces.push(part);
  }
  return pieces;
}

function formatted(pieces: readonly Piece[], values: readonly Term[], call: Call): Term {
  let [next, highest, isWide] = [1, 0, false];
  const result: (Text | Hole)[] = [];
  for (const piece of pieces) {
    if (typeof piece === "string" || "id" in piece) {
      result.push(piece);
      continue;
    }
    const position = piece.argument ?? next;
    const value = values[position - 1];
    next = position + 1;
    highest = Math.max(highest, position);
    isWide ||= (piece.width ?? 0) > MAX_WIDTH || (piece.precision ?? 0) > MAX_PRECISION;
    const written = value === undefined || isWide ? undefined : formattedValue(value, piece, call);
    if (written === undefined) return isWide ? tooLong(call) : refused(call, `\`${call.name}\` has a verb that does not fit its value, or no value for one`);
    result.push(written);
  }
  const [only] = values;
  if (highest < values.length) return refused(call, `\`${call.name}\` has more values than verbs`);
  return joinedResult(result, call, result.length === 1 ? only : undefined);
}

const MAX_WIDTH = 10_000;
/** JavaScript's own limit for digits. */
const MAX_PRECISION = 100;

/** Undefined where Terraform refuses the value. What is not known becomes a hole of its own, or stays one where it stands as it is. */
function formattedValue(value: Term, verb: Verb, call: Call): Text | Hole | undefined {
  const { letter } = verb;
  if (isNull(value)) return letter === "v" ? padded("null", verb) : undefined;
  if (value.kind === "object" || value.kind === "choice") return pieceFor(value, verb, call);
  if (letter === "v") return formattedAsIs(value, verb, call);
  const written = textOf(value);
  if (written === undefined || !/^[tbdoxXeEfgGsq]$/.test(letter)) return undefined;
  if (letter === "s" || letter === "q") return formattedText(written, value, verb, call);
  if (!isKnown(written)) return pieceFor(value, verb, call);
  if (letter === "t") return isOfType(value, "number") ? undefined : parseTruth(written)?.toString();
  const number = isOfType(value, "boolean") ? "wrong" : parseNumber(written);
  if (number === "wrong") return undefined;
  if (number === "unknown") return pieceFor(value, verb, call);
  if (isWholeVerb(verb) && !Number.isInteger(number.value)) return undefined;
  return formatNumber(number.value, verb) ?? pieceFor(value, verb, call);
}

function isOfType(term: Term, type: "number" | "boolean"): boolean {
  return term.kind === "scalar" && typeof term.value === type;
}

/** Texts as they are, numbers in their shortest form, all others as JSON. */
function formattedAsIs(value: Term, verb: Verb, call: Call): Text | Hole {
  const isPlain = !verb.flags.includes("#");
  const number = value.kind === "scalar" && typeof value.value === "number" ? value.value : undefined;
  if (number !== undefined && Number.isInteger(number) && !Number.isSafeInteger(number)) return pieceFor(value, verb, call);
  if (number !== undefined && isPlain) return padded(`${number < 0 ? "-" : ""}${general(Math.abs(number), undefined, "e")}`, verb);
  const isText = value.kind === "scalar" || value.kind === "json" || value.kind === "unknown";
  const written = isText && isPlain ? textOf(value) : jsonText(value);
  if (written === undefined || (!isKnown(written) && verb.width !== undefined)) return pieceFor(value, verb, call);
  return isKnown(written) ? padded(written, verb) : written;
}

function formattedText(written: Text, value: Term, verb: Verb, call: Call): Text | Hole {
  const isQuoted = verb.letter === "q";
  if (!isKnown(written)) {
    if (verb.width !== undefined || (verb.precision ?? 0) > 0) return pieceFor(value, verb, call);
    return isQuoted ? jsonText(scalar(written, call.at)) : written;
  }
  const shortened = (verb.precision ?? 0) > 0 ? charactersOf(written).slice(0, verb.precision).join("") : written;
  const content = isQuoted ? jsonText(scalar(shortened, call.at)) : shortened;
  return isKnown(content) ? padded(content, verb) : content;
}

/** Zeros are put in also where they follow a text, as Terraform does. */
function padded(value: string, { width = 0, flags }: Verb): string {
  const missing = (flags.includes("0") ? "0" : " ").repeat(Math.max(width - charactersOf(value).length, 0));
  return flags.includes("-") ? `${value}${missing}` : `${missing}${value}`;
}

/** A hole for what the verb makes of a value that is not known. */
function pieceFor(value: Term, { letter, flags, width, precision }: Verb, call: Call): Hole {
  const cause = causeOf(value) ?? undetermined(call, [value]).hole.cause;
  return hole(call.making, shownName(call), `verb ${letter} ${flags} ${width} ${precision} ${keyOf(value)}`, cause);
}

const MANY = Number.POSITIVE_INFINITY;

const format = takingMany(["text"], "any", 0, MANY, "a format and a value for each of its verbs", ([written], values, args, call) => {
  const pieces = parseText(written);
  if (pieces === "unknown") return undetermined(call, args);
  return pieces === "malformed" ? refused(call, "`format` has a `%` that begins no verb") : formatted(pieces, values, call);
});

/** Lists of the same length are gone through together; all other values are the same for each. */
const formatlist = takingMany(["text"], "any", 0, MANY, "a format and values or lists for its verbs", ([written], values, args, call) => {
  const pieces = parseText(written);
  if (pieces === "malformed") return refused(call, "`formatlist` has a `%` that begins no verb");
  if (pieces === "unknown" || values.some((value) => value.kind === "unknown" || value.kind === "object")) return undetermined(call, args);
  const lengths = new Set(values.flatMap((value) => (value.kind === "list" ? [value.items.length] : [])));
  if (lengths.size > 1) return refused(call, "`formatlist` takes lists of the same length");
  const [length = 1] = lengths;
  const results: Term[] = [];
  for (let index = 0; index < length; index++) {
    const row = values.map((value) => (value.kind === "list" ? (value.items[index] ?? value) : value));
    const result = formatted(pieces, row, call);
    if (isRefused(result)) return result;
    if (!spend(call, pieces.length)) return exhausted(call);
    results.push(result);
  }
  return list(results, call.at);
});

export const formats: ReadonlyMap<string, TerraformFunction> = new Map([
  ["format", format],
  ["formatlist", formatlist],
]);
