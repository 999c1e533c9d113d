/**
 * Condition tests. A key's values are OR-ed (for a negated operator none may match), tests are AND-ed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
import { type Cause, holesOf, isKnown, type Text, text } from "../text/symbolic.ts";
import { matchArn } from "./arn-match.ts";
import { guardsHold } from "./guards.ts";
import { allOf, and, anyOf, causesOf, mergeCauses, not, or, unknownBecause } from "./kleene.ts";
import { isInNetwork, parseDate, parseNumber, sameBinary } from "./literals.ts";
import { meaningOf, type OperatorMeaning } from "./operators.ts";
import type { Answer, Assumptions, ConditionTest, ContextValue, Pattern, RequestContext, Token } from "./types.ts";
import { matchResolved, resolveTokens, unify, variablesResolve } from "./wildcard.ts";

export function lookUp(context: RequestContext, keyId: string): ContextValue {
  return context.keys.get(keyId) ?? context.other(keyId);
}

/** Does the test hold? A test whose guards fail is not there, and so holds. */
export function testHolds(test: ConditionTest, context: RequestContext, assumptions: Assumptions): Answer {
  const there = guardsHold(test.guards, assumptions);
  return there === "no" ? "yes" : or(not(there), askTest(test, context, assumptions));
}

function askTest(test: ConditionTest, context: RequestContext, assumptions: Assumptions): Answer {
  if (test.operator === undefined) return unknownBecause(...causesOfUnknownTest(test));
  const question: Question = { test, meaning: meaningOf(test.operator), context, assumptions };
  const value = lookUp(context, test.keyId);
  if (value.kind === "unknown") return askUnknown(question, value.cause);
  return value.kind === "absent" || value.values.length === 0 ? askAbsent(question) : askPresent(question, value.values);
}

interface Question {
  readonly test: ConditionTest;
  readonly meaning: OperatorMeaning;
  readonly context: RequestContext;
  readonly assumptions: Assumptions;
}

function causesOfUnknownTest(test: ConditionTest): readonly Cause[] {
  const causes = test.values.flatMap((pattern) => holesOf(pattern.source)).map((hole) => hole.cause);
  if (causes.length > 0) return causes;
  return [
    {
      kind: "malformed",
      id: `operator:${test.written}`,
      what: `IAM knows no condition operator \`${test.written}\``,
      settle: "correct the operator",
      at: test.at,
    },
  ];
}

/** The key may be there or not, with any value: certain only where both lead to the same answer. */
function askUnknown(question: Question, reason: Cause): Answer {
  const { key, keyId } = question.test;
  // Shown as the policy spells it.
  const cause: Cause = { ...reason, what: reason.what.replaceAll(keyId, key) };
  const absent = askAbsent(question);
  const present = askPresent(question, [text({ id: `context:${question.test.keyId}`, cause })]);
  if (absent === present) return absent;
  return { unknown: mergeCauses([cause], [...causesOf(absent), ...causesOf(present)]) };
}

/**
 * A missing key: positive operators are false, negated ones true, `…IfExists` and `ForAllValues` true, `ForAnyValue` false.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function askAbsent(question: Question): Answer {
  const { test, meaning } = question;
  if (meaning.comparison.kind === "null") return askNull(question, true);
  if (test.qualifier === "ForAllValues") return "yes";
  if (test.qualifier === "ForAnyValue") return test.ifExists ? unknownBecause(ANY_IF_EXISTS) : "no";
  if (test.ifExists) return "yes";
  return meaning.negated ? resolvable(question) : "no";
}

/** One page says that ForAnyValue without a value is false, another that IfExists without the key is true. */
const ANY_IF_EXISTS: Cause = {
  kind: "malformed",
  id: "for-any-value-if-exists",
  what: "AWS does not document what `ForAnyValue` with `…IfExists` answers where the key is missing",
  settle: "use `ForAllValues` with `…IfExists`, or `ForAnyValue` without",
};

function askPresent(question: Question, values: readonly Text[]): Answer {
  const { test, meaning } = question;
  if (meaning.comparison.kind === "null") return askNull(question, false);
  const ask = (value: Text): Answer => askValue(question, value);
  const answer = test.qualifier === undefined ? askUnqualified(question, values, ask) : askSet(test.qualifier, values, ask);
  return meaning.negated ? and(answer, resolvable(question)) : answer;
}

/**
 * A set operator; "an empty data set (for example, an empty string)" is true for ForAllValues and false for ForAnyValue.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function askSet(qualifier: "ForAllValues" | "ForAnyValue", values: readonly Text[], ask: (value: Text) => Answer): Answer {
  const whenEmpty: Answer = qualifier === "ForAllValues" ? "yes" : "no";
  const empty = allOf(values, (value) => unify(value, ""));
  if (empty === "yes") return whenEmpty;
  const answer = qualifier === "ForAllValues" ? allOf(values, ask) : anyOf(values, ask);
  return empty === "no" || answer === whenEmpty ? answer : { unknown: mergeCauses(causesOf(empty), causesOf(answer)) };
}

/** AWS requires a set operator for several values and does not say what happens without: certain only where all agree. */
function askUnqualified(question: Question, values: readonly Text[], ask: (value: Text) => Answer): Answer {
  const [first, ...more] = values;
  if (more.length === 0 && first !== undefined) return ask(first);
  const all = allOf(values, ask);
  const any = anyOf(values, ask);
  if (all === any) return all;
  if (all === "yes" || any === "no") return all;
  const cause: Cause = {
    kind: "malformed",
    id: `several-values:${question.test.keyId}`,
    what: `\`${question.test.key}\` has several values and \`${question.test.written}\` has no set operator`,
    settle: "write `ForAllValues:` or `ForAnyValue:` before the operator",
    at: question.test.at,
  };
  return { unknown: mergeCauses([cause], [...causesOf(all), ...causesOf(any)]) };
}

function askNull(question: Question, absent: boolean): Answer {
  return anyPattern(question, (tokens) => {
    const wanted = textOf(tokens);
    if (!isKnown(wanted)) return unknownBecause(...holesOf(wanted).map((hole) => hole.cause));
    return wanted.toLowerCase() === String(absent) ? "yes" : "no";
  });
}

/** Is the request's value among those of the policy; for a negated operator: is it none of them? */
function askValue(question: Question, value: Text): Answer {
  const among = anyPattern(question, (tokens, causes) => compare(question.meaning, tokens, causes, value));
  return question.meaning.negated ? not(among) : among;
}

function anyPattern(question: Question, ask: (tokens: readonly Token[], causes: readonly Cause[]) => Answer): Answer {
  return anyOf(question.test.values, (pattern) => {
    const there = guardsHold(pattern.guards, question.assumptions);
    if (there === "no") return "no";
    const resolved = resolveTokens(pattern.tokens, (key) => lookUp(question.context, key));
    return resolved.unresolvable ? "no" : and(there, ask(resolved.tokens, resolved.causes));
  });
}

/** A negated test with a variable that has no value: "the statement is invalid", so it holds for nobody. */
function resolvable(question: Question): Answer {
  return allOf(question.test.values, (pattern: Pattern) =>
    or(
      not(guardsHold(pattern.guards, question.assumptions)),
      variablesResolve(pattern.tokens, (key) => lookUp(question.context, key)),
    ),
  );
}

function compare(meaning: OperatorMeaning, tokens: readonly Token[], causes: readonly Cause[], value: Text): Answer {
  const { comparison } = meaning;
  if (comparison.kind === "arn") return matchArn({ tokens, causes, unresolvable: false }, value);
  if (comparison.kind === "string") {
    if (meaning.wildcards || causes.length > 0) return matchResolved({ tokens, causes, unresolvable: false }, value, comparison.ignoreCase);
    return unify(textOf(tokens), value, comparison);
  }
  const wanted = textOf(tokens);
  if (!isKnown(wanted) || !isKnown(value)) {
    return unknownBecause(...causes, ...[...holesOf(wanted), ...holesOf(value)].map((hole) => hole.cause));
  }
  return compareKnown(meaning, wanted, value) ? "yes" : "no";
}

/** Malformed values on either side never match. */
function compareKnown(meaning: OperatorMeaning, wanted: string, value: string): boolean {
  switch (meaning.comparison.kind) {
    case "number":
      return inOrder(parseNumber(value), parseNumber(wanted), meaning.order);
    case "date":
      return inOrder(parseDate(value), parseDate(wanted), meaning.order);
    case "bool":
      return /^(true|false)$/i.test(wanted) && value.toLowerCase() === wanted.toLowerCase();
    case "binary":
      return sameBinary(value, wanted);
    case "ip":
      return isInNetwork(value, wanted) === true;
    default:
      return false;
  }
}

function inOrder(value: number | undefined, wanted: number | undefined, order: OperatorMeaning["order"]): boolean {
  if (value === undefined || wanted === undefined) return false;
  switch (order) {
    case "equal":
      return value === wanted;
    case "less":
      return value < wanted;
    case "less-or-equal":
      return value <= wanted;
    case "greater":
      return value > wanted;
    case "greater-or-equal":
      return value >= wanted;
  }
}

/** Tokens without wildcards and variables as a text. */
function textOf(tokens: readonly Token[]): Text {
  return text(...tokens.map((token) => (token.kind === "hole" ? token.hole : token.kind === "literal" ? token.value : "")));
}
