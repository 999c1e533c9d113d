/** The elements of a statement that hold strings: actions, resources, condition tests. */
import { child, type Pointer } from "../text/pointer.ts";
import { isKnown, type Text, text } from "../text/symbolic.ts";
import type { Guard, MapValue, Value } from "../text/value.ts";
import { itemsOf, type Leaf, leavesOf, scalarText } from "./leaves.ts";
import { expectedForm, meaningOf, parseOperator } from "./operators.ts";
import { compilePattern, type PatternOptions } from "./pattern.ts";
import type { ConditionTest, DocumentProblem, Pattern, PatternElement, Token } from "./types.ts";

export type ProblemSink = (kind: DocumentProblem["kind"], message: string, at: Pointer) => void;

/** Action or NotAction: case does not matter, so the tokens are in lower case. */
export function parseActions(name: string, value: Value, sink: ProblemSink): PatternElement {
  const patterns = parsePatterns(name, value, { variables: false }, sink);
  return { negated: name === "NotAction", patterns: patterns.map((pattern) => ({ ...pattern, tokens: pattern.tokens.map(lowerCase) })), at: value.at };
}

export function parseResources(name: string, value: Value, variables: boolean, sink: ProblemSink): PatternElement {
  return { negated: name === "NotResource", patterns: parsePatterns(name, value, { variables }, sink), at: value.at };
}

function lowerCase(token: Token): Token {
  return token.kind === "literal" ? { kind: "literal", value: token.value.toLowerCase() } : token;
}

function parsePatterns(name: string, value: Value, options: PatternOptions, sink: ProblemSink): Pattern[] {
  const patterns: Pattern[] = [];
  for (const leaf of itemsOf(value)) {
    const source = textOf(leaf);
    if (source !== undefined && (leaf.value.kind === "unknown" || (leaf.value.kind === "scalar" && typeof leaf.value.value === "string") || !isKnown(source))) {
      patterns.push({ source, tokens: compilePattern(source, options), guards: leaf.guards, at: leaf.value.at });
    } else sink("bad-element", `${name} must be a string or a list of strings.`, leaf.value.at);
  }
  return patterns;
}

function textOf(leaf: Leaf): Text | undefined {
  if (leaf.value.kind === "unknown") return text(leaf.value.hole);
  return leaf.value.kind === "scalar" ? scalarText(leaf.value) : undefined;
}

/**
 * The tests of a Condition element. Where an operator, a key or its values depend on a template's condition, each branch is a
 * test of its own with a guard; a branch that leaves the key out gives none.
 */
export function parseConditions(value: Value, variables: boolean, sink: ProblemSink): ConditionTest[] {
  return leavesOf(value).flatMap((leaf) => {
    if (leaf.value.kind === "unknown") return [unknownTest("", leaf, value.at)];
    if (leaf.value.kind === "map") return testsOfBlock(leaf.value, leaf.guards, variables, sink);
    sink("bad-condition", "Condition must be an object of operators.", leaf.value.at);
    return [];
  });
}

function testsOfBlock(block: MapValue, guards: readonly Guard[], variables: boolean, sink: ProblemSink): ConditionTest[] {
  const tests: ConditionTest[] = [];
  for (const [written, keys] of block.entries) {
    if (parseOperator(written).operator === undefined) sink("unknown-operator", `IAM knows no condition operator \`${written}\`.`, keys.at);
    for (const leaf of leavesOf(keys, guards)) {
      if (leaf.value.kind === "unknown") tests.push(unknownTest(written, leaf, keys.at));
      else if (leaf.value.kind === "map") {
        for (const [key, values] of leaf.value.entries) tests.push(...testsOfKey(written, key, values, leaf.guards, variables, sink));
      } else sink("bad-condition", `\`${written}\` must be an object of condition keys.`, leaf.value.at);
    }
  }
  return tests;
}

function testsOfKey(written: string, key: string, values: Value, guards: readonly Guard[], variables: boolean, sink: ProblemSink): ConditionTest[] {
  const parsed = parseOperator(written);
  const meaning = parsed.operator === undefined ? undefined : meaningOf(parsed.operator);
  const options = { variables: variables && meaning?.variables === true, wildcards: meaning?.wildcards === true };
  return leavesOf(values, guards).map((leaf) => {
    const patterns: Pattern[] = [];
    // The guards of the leaf are the test's own; only those of list items are left for the patterns.
    for (const item of itemsOf(leaf.value)) {
      const source = textOf(item);
      if (source === undefined) {
        sink("bad-condition", `The values of \`${key}\` must be strings, numbers or booleans.`, item.value.at);
        continue;
      }
      const expected = isKnown(source) && parsed.operator !== undefined ? expectedForm(parsed.operator, source) : undefined;
      if (expected !== undefined) sink("bad-condition", `\`${written}\` on \`${key}\` needs ${expected}.`, item.value.at);
      patterns.push({ source, tokens: compilePattern(source, options), guards: item.guards, at: item.value.at });
    }
    return { written, ...parsed, key, keyId: key.toLowerCase(), values: patterns, guards: leaf.guards, at: values.at };
  });
}

/** Part of the Condition element is not known: a test without a key, whose value is the hole. */
function unknownTest(written: string, leaf: Leaf, at: Pointer): ConditionTest {
  const hole = leaf.value.kind === "unknown" ? leaf.value.hole : undefined;
  const values: Pattern[] = hole === undefined ? [] : [{ source: text(hole), tokens: [{ kind: "hole", hole }], guards: [], at: leaf.value.at }];
  return { written, qualifier: undefined, operator: undefined, ifExists: false, key: "", keyId: "", values, guards: leaf.guards, at };
}

/** Where an entry of a map stands, for elements that are missing or misspelt. */
export function entryAt(map: MapValue, key: string): Pointer {
  return map.entries.get(key)?.at ?? child(map.at, key);
}
