/**
 * `.tf.json` to the same tree as `.tf`: https://developer.hashicorp.com/terraform/language/syntax/json and, more exact,
 * https://github.com/hashicorp/hcl/blob/main/json/spec.md (both read 2026-11-25)
 *
 * JSON does not tell a nested block from an argument that holds an object; only a provider's schema does. So all that is
 * inside of a block becomes an attribute, except for what can be nothing but a block: `dynamic`, and what holds one.
 */
import { duplicateKey } from "../json-scan.ts";
import { parseJson } from "../parse-json.ts";
import { spanAt, type TextRange } from "../positions.ts";
import { printable } from "../printable.ts";
import type { SyntaxProblem } from "../source-text.ts";
import { type JsonMember, type JsonNode, readJsonTree } from "./json-tree.ts";
import { mapRanges } from "./map-ranges.ts";
import type { HclParser, ParsedHcl } from "./parser.ts";
import type { Attribute, Block, Body, Expression } from "./syntax.ts";

interface Reading {
  readonly text: string;
  /** Undefined: strings are what they are. */
  readonly parseTemplate: HclParser["parseTemplate"] | undefined;
  problem: SyntaxProblem | undefined;
}

interface BodyParts {
  readonly attributes: Attribute[];
  readonly blocks: Block[];
}

/** How many labels the blocks of the top level have. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ["resource", 2],
  ["data", 2],
  ["ephemeral", 2],
  ["module", 1],
  ["provider", 1],
  ["variable", 1],
  ["output", 1],
  ["check", 1],
  ["locals", 0],
  ["terraform", 0],
  ["moved", 0],
  ["import", 0],
  ["removed", 0],
]);

/** https://github.com/hashicorp/hcl/blob/main/json/spec.md#bodies */
const COMMENT = "//";

/** A `.tf.json` file. Whatever stands in a string, the range is that of the whole string. */
export function parseJsonBody(text: string, parseTemplate: HclParser["parseTemplate"]): ParsedHcl {
  return parse({ text, parseTemplate, problem: undefined }, topLevel);
}

/** A `.tfvars.json` file: each key is a variable, and strings hold no templates. */
export function parseJsonVariables(text: string): ParsedHcl {
  return parse({ text, parseTemplate: undefined, problem: undefined }, (reading, root) => {
    const attributes = once(reading, members(reading, root)).map((member) => attribute(reading, member));
    return { attributes, blocks: [] };
  });
}

function parse(reading: Reading, read: (reading: Reading, root: JsonNode) => Body): ParsedHcl {
  const { text } = reading;
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  const body = read(reading, readJsonTree(text));
  return reading.problem === undefined ? { ok: true, body } : { ok: false, problem: reading.problem };
}

function topLevel(reading: Reading, root: JsonNode): Body {
  const body: BodyParts = { attributes: [], blocks: [] };
  for (const member of members(reading, root)) {
    const labels = LABELS.get(member.key);
    if (labels === undefined) body.attributes.push(attribute(reading, member));
    else addBlocks(reading, body.blocks, { type: member.key, labels: [], header: member.keyRange, value: member.value }, labels);
  }
  return body;
}

/** Of an object, or of each object in a list, without comments. */
function members(reading: Reading, node: JsonNode): readonly JsonMember[] {
  if (node.kind === "array") return node.items.flatMap((item) => members(reading, item));
  if (node.kind === "object") return node.members.filter(({ key }) => key !== COMMENT);
  if (node.value !== null) refuse(reading, node.range, "expected an object here, or a list of objects");
  return [];
}

interface Heading {
  readonly type: string;
  readonly labels: readonly string[];
  /** The key of the last label, or of the type if there is none. */
  readonly header: TextRange;
  readonly value: JsonNode;
}

/** `missing`: the number of labels that the keys of the value are. */
function addBlocks(reading: Reading, blocks: Block[], heading: Heading, missing: number): void {
  const { type, labels, header, value } = heading;
  if (missing > 0) {
    for (const { key, keyRange, value: inner } of members(reading, value)) {
      addBlocks(reading, blocks, { type, labels: [...labels, key], header: keyRange, value: inner }, missing - 1);
    }
  } else if (value.kind === "array") {
    for (const item of value.items) addBlocks(reading, blocks, { ...heading, value: item }, 0);
  } else if (value.kind === "object") {
    const body = type === "variable" ? variableBody(reading, value) : blockBody(reading, value);
    blocks.push({ type, labels, body, header, range: { start: header.start, end: value.range.end } });
  } else members(reading, value);
}

function blockBody(reading: Reading, node: JsonNode): Body {
  const body: BodyParts = { attributes: [], blocks: [] };
  const named: JsonMember[] = [];
  for (const member of members(reading, node)) {
    const { key, keyRange, value } = member;
    if (isDynamic(member)) addDynamic(reading, body.blocks, value);
    else if (holdsDynamic(value)) addBlocks(reading, body.blocks, { type: key, labels: [], header: keyRange, value }, 0);
    else named.push(member);
  }
  for (const member of once(reading, named)) body.attributes.push(attribute(reading, member));
  return body;
}

/** Blocks and labels may have equal keys; where they are names of values, a reader sees the first and a program the last. */
function once(reading: Reading, named: readonly JsonMember[]): readonly JsonMember[] {
  const seen = new Map<string, number>();
  for (const { key, keyRange } of named) {
    const before = seen.get(key);
    if (before !== undefined) reading.problem ??= duplicateKey(reading.text, key, before, keyRange, 1);
    seen.set(key, keyRange.start);
  }
  return named;
}

/** Terraform evaluates these in no scope: strings are no templates, and the type is an expression. */
function variableBody(reading: Reading, node: JsonNode): Body {
  const plain: Reading = { ...reading, parseTemplate: undefined };
  const attributes = once(reading, members(reading, node)).map((member) => {
    const type = member.key === "type" ? typeExpression(reading, member.value) : undefined;
    return type === undefined ? attribute(plain, member) : { name: member.key, nameRange: member.keyRange, expression: type };
  });
  reading.problem ??= plain.problem;
  return { attributes, blocks: [] };
}

function typeExpression({ parseTemplate }: Reading, node: JsonNode): Expression | undefined {
  if (node.kind !== "scalar" || typeof node.value !== "string") return undefined;
  const parsed = parseTemplate?.(`\${${node.value}}`);
  const [only] = parsed?.ok && parsed.expression.kind === "template" && parsed.expression.unwrapped ? parsed.expression.parts : [];
  return only?.kind === "interpolation" ? mapRanges(only.expression, () => node.range) : undefined;
}

function addDynamic(reading: Reading, blocks: Block[], node: JsonNode): void {
  for (const { key, keyRange, value } of members(reading, node)) {
    for (const one of value.kind === "array" ? value.items : [value]) {
      const body: BodyParts = { attributes: [], blocks: [] };
      for (const member of members(reading, one)) {
        if (member.key === "content") addBlocks(reading, body.blocks, { type: "content", labels: [], header: member.keyRange, value: member.value }, 0);
        else body.attributes.push(attribute(reading, member));
      }
      blocks.push({ type: "dynamic", labels: [key], body, header: keyRange, range: { start: keyRange.start, end: one.range.end } });
    }
  }
}

/** `"dynamic": {"statement": {"for_each": …, "content": …}}`: an argument of that name would hold something else. */
function isDynamic({ key, value }: JsonMember): boolean {
  if (key !== "dynamic") return false;
  const labels = objectsIn(value).flatMap((object) => object.members);
  return labels.length > 0 && labels.every((label) => objectsIn(label.value).some((object) => object.members.some((member) => member.key === "content")));
}

function holdsDynamic(node: JsonNode): boolean {
  return objectsIn(node).some((object) => object.members.some((member) => isDynamic(member) || holdsDynamic(member.value)));
}

function objectsIn(node: JsonNode): readonly Extract<JsonNode, { readonly kind: "object" }>[] {
  if (node.kind === "array") return node.items.flatMap(objectsIn);
  return node.kind === "object" ? [node] : [];
}

function attribute(reading: Reading, { key, keyRange, value }: JsonMember): Attribute {
  return { name: key, nameRange: keyRange, expression: expression(reading, value) };
}

function expression(reading: Reading, node: JsonNode): Expression {
  const { range } = node;
  if (node.kind === "array") return { kind: "tuple", items: node.items.map((item) => expression(reading, item)), range };
  if (node.kind === "scalar") return typeof node.value === "string" ? template(reading, node.value, range) : { kind: "literal", value: node.value, range };
  return {
    kind: "object",
    entries: once(reading, node.members).map(({ key, keyRange, value }) => ({
      key: { kind: "literal", value: key, range: keyRange },
      value: expression(reading, value),
    })),
    range,
  };
}

function template(reading: Reading, value: string, range: TextRange): Expression {
  const parsed = reading.parseTemplate?.(value);
  if (parsed === undefined) return { kind: "literal", value, range };
  if (!parsed.ok) return refuse(reading, range, `in this string: ${parsed.problem.message}`);
  const whole = mapRanges(parsed.expression, () => range);
  const [only] = whole.kind === "template" && whole.unwrapped ? whole.parts : [];
  return only?.kind === "interpolation" ? only.expression : whole;
}

function refuse(reading: Reading, range: TextRange, message: string): Expression {
  reading.problem ??= { message: printable(message), span: spanAt(reading.text, range) };
  return { kind: "literal", value: null, range };
}
