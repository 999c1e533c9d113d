/** Arbitrary calls: every function of Terraform with arguments of about the right types, with holes and choices in them. */
import fc from "fast-check";
import type { Plain } from "./terms.ts";

/** Parameters in order; the last may be repeated where it ends in `*`. What `terraform metadata functions -json` lists (version 1.11.4). */
const PARAMETERS: Readonly<Record<string, string>> = {
  abs: "number",
  abspath: "text",
  alltrue: "list",
  anytrue: "list",
  base64decode: "text",
  base64encode: "text",
  base64gzip: "text",
  base64sha256: "text",
  base64sha512: "text",
  basename: "text",
  bcrypt: "text",
  can: "any",
  ceil: "number",
  chomp: "text",
  chunklist: "list number",
  cidrhost: "text number",
  cidrnetmask: "text",
  cidrsubnet: "text number number",
  cidrsubnets: "text number*",
  coalesce: "scalar*",
  coalescelist: "list*",
  compact: "list",
  concat: "list*",
  contains: "list any",
  csvdecode: "text",
  dirname: "text",
  distinct: "list",
  element: "list number",
  endswith: "text text",
  ephemeralasnull: "any",
  file: "text",
  filebase64: "text",
  filebase64sha256: "text",
  filebase64sha512: "text",
  fileexists: "text",
  filemd5: "text",
  fileset: "text text",
  filesha1: "text",
  filesha256: "text",
  filesha512: "text",
  flatten: "list",
  floor: "number",
  format: "format any*",
  formatdate: "text text",
  formatlist: "format list*",
  indent: "number text",
  index: "list scalar",
  issensitive: "any",
  join: "text list*",
  jsondecode: "json",
  jsonencode: "any",
  keys: "map",
  length: "any",
  log: "number number",
  lookup: "map text any",
  lower: "text",
  matchkeys: "list list list",
  max: "number*",
  md5: "text",
  merge: "map*",
  min: "number*",
  nonsensitive: "any",
  one: "list",
  parseint: "text number",
  pathexpand: "text",
  plantimestamp: "",
  pow: "number number",
  range: "number*",
  regex: "pattern text",
  regexall: "pattern text",
  replace: "text pattern text",
  reverse: "list",
  rsadecrypt: "text text",
  sensitive: "any",
  setintersection: "list*",
  setproduct: "list*",
  setsubtract: "list list",
  setunion: "list*",
  sha1: "text",
  sha256: "text",
  sha512: "text",
  signum: "number",
  slice: "list number number",
  sort: "list",
  split: "text text",
  startswith: "text text",
  strcontains: "text text",
  strrev: "text",
  substr: "text number number",
  sum: "list",
  templatefile: "text map",
  templatestring: "text map",
  textdecodebase64: "text text",
  textencodebase64: "text text",
  timeadd: "text text",
  timecmp: "text text",
  timestamp: "",
  title: "text",
  tobool: "scalar",
  tolist: "list",
  tomap: "map",
  tonumber: "scalar",
  toset: "list",
  tostring: "scalar",
  transpose: "map",
  trim: "text text",
  trimprefix: "text text",
  trimspace: "text",
  trimsuffix: "text text",
  try: "any*",
  upper: "text",
  urlencode: "text",
  uuid: "",
  uuidv5: "text text",
  values: "map",
  yamldecode: "json",
  yamlencode: "any",
  zipmap: "list list",
};

export const NAMES = Object.keys(PARAMETERS);

const word = fc.constantFrom("", "a", "b", "ab", "A", "1", "-3", "1.5", "true", "é", "a,b", "a/b", " a ", "\n", "a\n", "aba", "%s", ":", "/", "x:y", ".", "$1");
const hole = fc.constantFrom("‹h›", "‹i›", "‹account:account›", "‹name:segment›");
const text = fc.oneof(
  { weight: 2, arbitrary: word },
  { weight: 3, arbitrary: fc.array(fc.oneof(word, hole), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join("")) },
);
const number = fc.oneof(fc.constantFrom<Plain[]>(0, 1, 2, 3, -1, -2, 10, 1.5, "1", "‹h›", 1e21), fc.integer({ min: -5, max: 5 }));
const verb = fc.tuple(fc.constantFrom("", "0", "-", "+", "#"), fc.constantFrom("", "", "4"), fc.constantFrom("", ".1"), fc.constantFrom(..."ssssvvqdtfgx"));
const format = fc
  .array(fc.oneof({ weight: 3, arbitrary: verb.map((parts) => `%${parts.join("")}`) }, fc.constantFrom("a", "%%", "‹name:segment›", "‹h›")), { maxLength: 3 })
  .map((pieces) => pieces.join(""));
const pattern = fc.constantFrom("a", "b+", "[^a]", "(a)|b", "a*", "^a", "\\d+", "/[^a-z]/", "/a/", "/b+/", "(?P<x>a)", "", "ab", "/", ":", "‹h›", "(");
const scalar = fc.oneof({ weight: 4, arbitrary: text }, number, fc.boolean(), fc.constant(null));

/** What is not known in JSON is taken for a text (see `jsonText`), so it only is one here. */
const document = fc.letrec<{ document: Plain }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    choiceOf(text),
    fc.array(tie("document"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "1"), tie("document"), { maxKeys: 3 }),
  ),
})).document;

const { any, list, map } = fc.letrec<{ any: Plain; list: Plain; map: Plain }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    tie("list"),
    tie("map"),
    choiceOf(tie("any")),
    jsonOf(document),
    fc.constant({ resource: "aws_iam_role.a" }),
  ),
  list: fc.oneof(
    { weight: 6, arbitrary: fc.array(fc.oneof({ weight: 3, arbitrary: scalar }, tie("any")), { maxLength: 3 }) },
    choiceOf(fc.array(tie("any"), { maxLength: 2 })),
  ),
  map: fc.oneof(
    { weight: 6, arbitrary: fc.dictionary(fc.constantFrom("a", "b", "1"), tie("any"), { maxKeys: 3 }) },
    choiceOf(fc.dictionary(fc.constantFrom("a", "c"), scalar)),
  ),
}));

function choiceOf(of: fc.Arbitrary<Plain>): fc.Arbitrary<Plain> {
  return fc.record({ if: fc.constantFrom("c", "d", "e", "f"), yes: of, no: of });
}

function jsonOf(of: fc.Arbitrary<Plain>): fc.Arbitrary<Plain> {
  return of.map((json) => ({ json }));
}

const json = fc.oneof(
  jsonOf(document),
  fc.constantFrom('{"a": "‹h›-x"}', '["‹name:segment›", 1, null]', '"‹h›"', "‹h›", '{"‹h›": 1}', "{", "1.5", "[‹account:account›]", "true"),
);

/** Any argument may be one of two, or unknown. */
function argument(kind: string): fc.Arbitrary<Plain> {
  const kinds: Readonly<Record<string, fc.Arbitrary<Plain>>> = { any, list, map, text, number, format, pattern, scalar, json };
  const own = kinds[kind] ?? any;
  return fc.oneof({ weight: 10, arbitrary: own }, choiceOf(own), fc.constant("‹h›"));
}

export interface ArbitraryCall {
  readonly name: string;
  readonly args: readonly Plain[];
}

export function callOf(name: string): fc.Arbitrary<ArbitraryCall> {
  const kinds = (PARAMETERS[name] ?? "").split(" ").filter((kind) => kind !== "");
  const last = kinds.at(-1);
  const fixed = kinds.filter((kind) => !kind.endsWith("*")).map(argument);
  const more = last?.endsWith("*") ? fc.array(argument(last.slice(0, -1)), { minLength: 1, maxLength: 3 }) : fc.constant([]);
  return fc.tuple(fc.tuple(...fixed), more).map(([first, rest]) => ({ name, args: [...first, ...rest] }));
}

/** Any arguments at all. */
export const anyCall: fc.Arbitrary<ArbitraryCall> = fc.record({
  name: fc.constantFrom(...NAMES, "list", "nothing", "provider::a::b"),
  args: fc.array(any, { maxLength: 4 }),
});
