/** JSON, YAML and CSV. https://developer.hashicorp.com/terraform/language/functions */
import { parseJson } from "../../../text/parse-json.ts";
import { type Hole, isKnown, type Text, text } from "../../../text/symbolic.ts";
import { type Call, list, map, refused, scalar, textTerm } from "../making.ts";
import type { Term } from "../term.ts";
import { isSymbolic } from "../traversal.ts";
import { parseCsv } from "./csv.ts";
import { taking } from "./parameters.ts";
import { piecesOf } from "./pieces.ts";
import { type TerraformFunction, undetermined, unrepeatable } from "./results.ts";

/** The value is kept as it is, so that places in it are not lost. */
const jsonencode = taking(["any"], "one value", ([value], args, call) => ({
  kind: "json",
  value: value.kind === "map" && isSymbolic(value) ? undetermined(call, args) : value,
  at: call.at,
}));

// Each hole becomes a mark that JSON leaves alone; the marks in the strings of the parsed value become holes again.
const OPEN = "\uE000";
const CLOSE = "\uE001";

/** Undefined where the text is no JSON, or has a hole outside of its strings or in a key. */
function parsed(written: Text, call: Call): Term | undefined {
  const holes: Hole[] = [];
  const pieces = piecesOf(written);
  if (!isKnown(written) && pieces.some((piece) => typeof piece === "string" && /[\uE000\uE001]/.test(piece))) return undefined;
  const marked = pieces.map((piece) => (typeof piece === "string" ? piece : `${OPEN}${holes.push(piece) - 1}${CLOSE}`)).join("");
  const json = parseJson(marked);
  return json.ok ? termOf(json.value, holes, call) : undefined;
}

function termOf(json: unknown, holes: readonly Hole[], call: Call): Term | undefined {
  const { at } = call;
  if (typeof json === "string") return textTerm(holes.length === 0 ? json : unmarked(json, holes), at);
  if (typeof json === "boolean" || json === null) return scalar(json, at);
  if (typeof json === "number")
    return Number.isInteger(json) && !Number.isSafeInteger(json) ? unrepeatable(call, "a number is longer than this program works with") : scalar(json, at);
  if (Array.isArray(json)) {
    const items = json.map((item) => termOf(item, holes, call));
    const present = items.filter((item) => item !== undefined);
    return present.length < items.length ? undefined : list(present, at);
  }
  const entries = new Map<string, Term>();
  for (const [key, value] of Object.entries(json ?? {})) {
    const entry = holes.length > 0 && key.includes(OPEN) ? undefined : termOf(value, holes, call);
    if (entry === undefined) return undefined;
    entries.set(key, entry);
  }
  return map(entries, at);
}

function unmarked(marked: string, holes: readonly Hole[]): Text {
  const pieces = marked.split(/\uE000(\d+)\uE001/);
  return text(...pieces.map((piece, index) => (index % 2 === 0 ? piece : (holes[Number(piece)] ?? piece))));
}

/** `otherwise`: what a known text is that is no JSON. */
function decoding(otherwise: TerraformFunction): TerraformFunction {
  return (args, call) => {
    const [only] = args;
    if (only?.kind === "json" && args.length === 1) return only.spelled ?? only.value;
    return taking(
      ["text"],
      "a text",
      ([written]) => parsed(written, call) ?? (isKnown(written) ? otherwise(args, call) : undetermined(call, args)),
    )(args, call);
  };
}

const csvdecode = taking(["known"], "a text", ([written], _, call) => {
  const [names, ...rows] = parseCsv(written) ?? [];
  if (names === undefined || new Set(names).size < names.length || rows.some((row) => row.length !== names.length))
    return refused(call, "`csvdecode` takes a text with a line of names and as many values in each line after it");
  const terms = rows.map((row) => map(new Map(names.map((name, index) => [name, scalar(row[index] ?? "", call.at)])), call.at));
  return list(terms, call.at);
});

export const documents: ReadonlyMap<string, TerraformFunction> = new Map<string, TerraformFunction>([
  ["jsonencode", jsonencode],
  ["jsondecode", decoding((_, call) => refused(call, "`jsondecode` gets what is no JSON"))],
  // JSON is YAML; what else is YAML is not read.
  ["yamldecode", decoding((args, call) => undetermined(call, args))],
  ["csvdecode", csvdecode],
]);
