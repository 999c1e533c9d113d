/**
 * Snippets of policies as they are to be typed: as JSON, as an object of HCL (`jsonencode`), or as the blocks of
 * `data.aws_iam_policy_document`.
 */
import type { Notation } from "../text/pointer.ts";
import type { Remedy, StatementSnippet } from "./rule.ts";

/** What is shown of a remedy: the statements to add; where there are none, the elements to set. */
export function snippetsOf({ edits = [], snippet }: Remedy): readonly StatementSnippet[] {
  const added = edits.filter(({ statement, set }) => statement === undefined && set.Effect !== undefined);
  const shown = (added.length > 0 ? added : edits.filter(({ statement }) => statement !== undefined)).map(({ set }) => set);
  return snippet === undefined ? shown : [...shown, snippet];
}

/** A statement where the snippet has an Effect, else its elements, a line each. `notation`: of the place where it goes. */
export function writeSnippet(snippet: StatementSnippet, notation: Notation | undefined): string {
  switch (notation) {
    case undefined:
      return snippet.Effect === undefined ? inLines(snippet, (name, value) => `"${name}": ${inline(value, JSON_WORDS)}`) : inline(snippet, JSON_WORDS);
    case "hcl":
      return snippet.Effect === undefined ? inLines(snippet, (name, value) => `${name} = ${inline(value, HCL_WORDS)}`) : inline(snippet, HCL_WORDS);
    case "policy-document":
      return asBlocks(snippet);
    case "policy-document-json":
      return asJsonBlocks(snippet);
  }
}

function inLines(snippet: StatementSnippet, line: (name: string, value: Element) => string): string {
  return Object.entries(snippet)
    .map(([name, value]) => line(name, value))
    .join("\n");
}

type Element = string | readonly string[] | StatementSnippet | { readonly [name: string]: Element };

interface Words {
  readonly entry: (name: string, value: string) => string;
  readonly text: (value: string) => string;
}

const JSON_WORDS: Words = { entry: (name, value) => `${JSON.stringify(name)}: ${value}`, text: (value) => JSON.stringify(value) };
/** `${` begins an interpolation in HCL, so a policy variable is escaped. */
const HCL_WORDS: Words = {
  entry: (name, value) => `${/^[A-Za-z]\w*$/.test(name) ? name : JSON.stringify(name)} = ${value}`,
  text: (value) => JSON.stringify(value).replaceAll("${", () => "$${"),
};
/** The data source writes policy variables with an ampersand. */
const BLOCK_WORDS: Words = { ...HCL_WORDS, text: (value) => JSON.stringify(value).replaceAll("${", "&{") };

/** All on one line. */
function inline(value: Element, words: Words): string {
  if (typeof value === "string") return words.text(value);
  if (isList(value)) return `[${value.map(words.text).join(", ")}]`;
  return `{ ${Object.entries(value)
    .map(([name, inner]) => words.entry(name, inline(inner, words)))
    .join(", ")} }`;
}

function isList(value: Element): value is readonly string[] {
  return Array.isArray(value);
}

const ARGUMENTS: readonly (readonly ["Action" | "NotAction" | "Resource", string])[] = [
  ["Action", "actions"],
  ["NotAction", "not_actions"],
  ["Resource", "resources"],
];

/** An `effect` of Allow is left out: it is that unless something else is written. */
function asBlocks(snippet: StatementSnippet): string {
  const lists = argumentsOf(snippet, (argument, value) => `${argument} = ${value}`);
  if (snippet.Effect === undefined) return lists.join("\n");
  const blocks = principalsOf(snippet).flatMap(([type, identifiers]) => [
    "principals {",
    `  type        = ${JSON.stringify(type)}`,
    `  identifiers = ${listed(identifiers)}`,
    "}",
  ]);
  const conditions = conditionsOf(snippet).flatMap(({ test, variable, values }) => [
    "condition {",
    `  test     = ${JSON.stringify(test)}`,
    `  variable = ${JSON.stringify(variable)}`,
    `  values   = ${listed(values)}`,
    "}",
  ]);
  const effect = snippet.Effect === "Allow" ? [] : [`effect = ${JSON.stringify(snippet.Effect)}`];
  return ["statement {", ...[...effect, ...lists, ...blocks, ...conditions].map((line) => `  ${line}`), "}"].join("\n");
}

function asJsonBlocks(snippet: StatementSnippet): string {
  const lists = argumentsOf(snippet, (argument, value) => `"${argument}": ${value}`);
  if (snippet.Effect === undefined) return lists.join(",\n");
  const blocks = principalsOf(snippet).map(([type, identifiers]) => `{ "type": ${JSON.stringify(type)}, "identifiers": ${listed(identifiers)} }`);
  const conditions = conditionsOf(snippet).map(
    ({ test, variable, values }) => `{ "test": ${JSON.stringify(test)}, "variable": ${JSON.stringify(variable)}, "values": ${listed(values)} }`,
  );
  const effect = snippet.Effect === undefined || snippet.Effect === "Allow" ? [] : [`"effect": ${JSON.stringify(snippet.Effect)}`];
  return `{ ${[...effect, ...lists, ...blockList("principals", blocks), ...blockList("condition", conditions)].join(", ")} }`;
}

function blockList(name: string, blocks: readonly string[]): readonly string[] {
  return blocks.length === 0 ? [] : [`"${name}": [${blocks.join(", ")}]`];
}

function argumentsOf(snippet: StatementSnippet, line: (argument: string, value: string) => string): readonly string[] {
  return ARGUMENTS.flatMap(([element, argument]) => {
    const value = snippet[element];
    return value === undefined ? [] : [line(argument, listed(value))];
  });
}

/** Type and identifiers of each `principals` block; everyone is of type `*`, too. */
function principalsOf({ Principal: principal = {} }: StatementSnippet): readonly (readonly [string, string | readonly string[]])[] {
  return Object.entries(principal === "*" ? { "*": "*" } : principal);
}

/** Each `condition` block: an operator with one key. */
function conditionsOf({ Condition: condition = {} }: StatementSnippet) {
  return Object.entries(condition).flatMap(([test, keys]) => Object.entries(keys).map(([variable, values]) => ({ test, variable, values })));
}

function listed(value: string | readonly string[]): string {
  return inline(typeof value === "string" ? [value] : value, BLOCK_WORDS);
}
