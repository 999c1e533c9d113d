/**
 * YAML text to the values that the same template in JSON would give: CloudFormation's short tags become the long form,
 * mappings become objects without a prototype, aliases and merge keys are expanded.
 *
 * Numbers are numbers only where printing them gives the text back. Account ids (`012345678901`) and the like are written
 * without quotes, and CloudFormation takes nearly every value as a string in the end. Dates stay text: `2012-10-17` is one
 * in YAML 1.1. `yes`, `no`, `on` and `off` stay text, as in YAML 1.2.
 */
import type { Step } from "./pointer.ts";
import { spanAt } from "./positions.ts";
import { longName, splitGetAtt } from "./short-tags.ts";
import type { SourceText, Span, SyntaxProblem } from "./source-text.ts";
import { MAX_DEPTH } from "./value.ts";
import { locateInYaml } from "./yaml-locate.ts";
import { buildYamlTree, followAlias, type YamlContent, type YamlMap, type YamlNode, type YamlScalar, yamlTreeOf } from "./yaml-tree.ts";

export type ParsedYaml =
  | { readonly ok: true; readonly value: unknown; readonly locate: (steps: readonly Step[]) => Span | undefined }
  | { readonly ok: false; readonly problem: SyntaxProblem };

/** Far above any template; a few lines of nested aliases ask for billions. */
const MAX_ALIAS_VALUES = 100_000;

/**
 * Never rejects for what the text holds. Lines are those of the text, from 1. An empty text is null. Given a source rather
 * than its bare text, the work is remembered for `locateAll`, as long as the source is.
 */
export async function parseYaml(source: SourceText | string): Promise<ParsedYaml> {
  const text = typeof source === "string" ? source : source.text;
  const tree = await (typeof source === "string" ? buildYamlTree(source) : yamlTreeOf(source));
  if (!tree.ok) return tree;
  const conversion: Conversion = { text, aliasValues: 0, aliasDepth: 0, problem: undefined };
  const value = convert(conversion, tree.root, 0);
  if (conversion.problem !== undefined) return { ok: false, problem: conversion.problem };
  return {
    ok: true,
    value,
    locate(steps) {
      const [range] = locateInYaml(tree, [steps]);
      return range && spanAt(text, range);
    },
  };
}

interface Conversion {
  readonly text: string;
  /** Values made from aliases so far, and how many aliases we are inside of. */
  aliasValues: number;
  aliasDepth: number;
  problem: SyntaxProblem | undefined;
}

/** `depth`: how many lists and objects are around the value. */
function convert(state: Conversion, node: YamlNode, depth: number): unknown {
  if (!mayGoOn(state, node, depth)) return null;
  if (node.kind === "alias") {
    state.aliasDepth += 1;
    const value = convert(state, node.target, depth);
    state.aliasDepth -= 1;
    return value;
  }
  const name = longName(node.tag);
  if (name === undefined) return convertContent(state, node, depth);
  const value = node.kind === "scalar" ? taggedText(name, node.value) : convertContent(state, node, depth + 1);
  return addTo(emptyObject(), name, value);
}

function convertContent(state: Conversion, node: YamlContent, depth: number): unknown {
  if (node.kind === "scalar") return scalarValue(node);
  if (node.kind === "map") return convertMap(state, node, depth);
  const items: unknown[] = [];
  for (const item of node.items) {
    if (state.problem !== undefined) break;
    items.push(convert(state, item, depth + 1));
  }
  return items;
}

function convertMap(state: Conversion, map: YamlMap, depth: number): unknown {
  const object = emptyObject();
  for (const [key, entry] of map.entries) {
    if (state.problem !== undefined) break;
    addTo(object, key, convert(state, entry.value, depth + 1));
  }
  for (const source of map.merges) mergeInto(state, object, source, depth);
  return object;
}

/** The mapping's own keys win over merged ones, earlier sources over later ones. */
function mergeInto(state: Conversion, object: Record<string, unknown>, source: YamlNode, depth: number): void {
  const node = followAlias(source);
  state.aliasDepth += 1;
  if (mayGoOn(state, node, depth)) {
    if (node.kind === "list") for (const item of node.items) mergeInto(state, object, item, depth + 1);
    else if (node.kind === "map") mergeMap(state, object, node, depth);
    else state.problem ??= problemAt(state, source, "a merge key (`<<`) takes a mapping or a list of mappings");
  }
  state.aliasDepth -= 1;
}

function mergeMap(state: Conversion, object: Record<string, unknown>, map: YamlMap, depth: number): void {
  for (const [key, entry] of map.entries) {
    if (!mayGoOn(state, entry.value, depth)) return;
    if (!Object.hasOwn(object, key)) addTo(object, key, convert(state, entry.value, depth + 1));
  }
  for (const source of map.merges) mergeInto(state, object, source, depth + 1);
}

/** Counts the value and refuses too many and too deep; false once anything was refused. */
function mayGoOn(state: Conversion, node: YamlNode, depth: number): boolean {
  if (state.aliasDepth > 0) state.aliasValues += 1;
  if (state.aliasValues > MAX_ALIAS_VALUES) state.problem ??= problemAt(state, node, `aliases expand to more than ${MAX_ALIAS_VALUES} values`);
  if (depth + levelsOf(node) > MAX_DEPTH)
    state.problem ??= problemAt(state, node, `nested deeper than ${MAX_DEPTH} levels; no template or policy comes near that`);
  return state.problem === undefined;
}

/** How many lists and objects the node itself becomes, one inside the other. */
function levelsOf(node: YamlNode): number {
  const name = longName(node.tag);
  if (node.kind === "scalar") return name === undefined ? 0 : Array.isArray(taggedText(name, "")) ? 2 : 1;
  return node.kind === "alias" ? 0 : name === undefined ? 1 : 2;
}

function problemAt(state: Conversion, node: YamlNode, message: string): SyntaxProblem {
  return { message, span: spanAt(state.text, node.range) };
}

function taggedText(name: string, text: string): string | string[] {
  return name === "Fn::GetAtt" ? splitGetAtt(text) : text;
}

/** The core schema (https://yaml.org/spec/1.2.2/#103-core-schema), but for numbers that JavaScript would print otherwise. */
function scalarValue({ value, style, tag }: YamlScalar): string | number | boolean | null {
  const explicit = /^tag:yaml\.org,2002:(?:int|float|bool|null)$/.test(tag ?? "");
  const isText = tag === "!" || (tag ?? "").startsWith("tag:yaml.org,2002:") || style !== "plain";
  if (isText && !explicit) return value;
  if (/^(?:|~|null|Null|NULL)$/.test(value)) return null;
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE)$/.test(value)) return false;
  if (!/^-?\d+(?:\.\d+)?$/.test(value)) return value;
  const number = Number(value);
  return String(number) === value && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value;
}

function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function addTo(object: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
  object[key] = value;
  return object;
}
