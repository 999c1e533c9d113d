/**
 * ArnLike (and ArnEquals, which behaves the same): "each of the six colon-delimited components of the ARN is checked
 * separately and each can include wildcards".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
import { type Cause, holesOf, isKnown, type Text } from "../text/symbolic.ts";
import { splitText } from "./arn.ts";
import { and, causesOf, mergeCauses, unknownBecause } from "./kleene.ts";
import { mergeTokens } from "./pattern.ts";
import type { Answer, Token } from "./types.ts";
import { matchResolved, type ResolvedTokens } from "./wildcard.ts";

export function matchArn(pattern: ResolvedTokens, subject: Text): Answer {
  // What matches part by part matches as a whole too, so a whole that can't match settles it.
  const whole = matchResolved(pattern, subject, false);
  if (whole === "no") return "no";
  const subjectParts = splitText(subject, ":", 6);
  const patternParts = splitTokens(pattern.tokens, 6);
  if (subjectParts.length < 6) return isKnown(subject) ? "no" : unsettled(whole, pattern, subject);
  if (patternParts.length < 6)
    return pattern.tokens.some((token) => token.kind === "hole") ? unsettled(whole, pattern, subject) : unknownBecause(SHORT_PATTERN);
  let answer: Answer = "yes";
  let loose = false;
  for (const [index, part] of subjectParts.entries()) {
    const tokens = patternParts[index] ?? [];
    const own = matchResolved({ tokens, causes: pattern.causes, unresolvable: false }, part, false);
    // A hole that may hold colons moves all that follows to other parts, unless the same hole stands on both sides.
    if (index < 5 && mayHoldColons(tokens, part)) {
      loose = true;
      answer = and(answer, sameText(tokens, part) ? own : unsettled(own, pattern, subject));
    } else answer = and(answer, own);
  }
  return loose && answer === "no" ? unsettled(whole, pattern, subject) : answer;
}

/** Whether AWS takes such a value as an ARN pattern at all is not documented. */
const SHORT_PATTERN: Cause = {
  kind: "malformed",
  id: "short-arn-pattern",
  what: "an ARN operator compares with a value that has fewer than six parts",
  settle: "write all six parts, as in `arn:aws:iam::*:role/*`, or use StringLike",
};

function unsettled(answer: Answer, pattern: ResolvedTokens, subject: Text): Answer {
  const holes = [...pattern.tokens.flatMap((token) => (token.kind === "hole" ? [token.hole] : [])), ...holesOf(subject)];
  return { unknown: mergeCauses(causesOf(answer), [...pattern.causes, ...holes.map((hole) => hole.cause)]) };
}

function mayHoldColons(tokens: readonly Token[], part: Text): boolean {
  return tokens.some((token) => token.kind === "hole" && token.hole.shape === undefined) || holesOf(part).some((hole) => hole.shape === undefined);
}

function sameText(tokens: readonly Token[], part: Text): boolean {
  const parts = isKnown(part) ? [part] : part.parts;
  return (
    tokens.length === parts.length &&
    tokens.every((token, index) => {
      const other = parts[index];
      return typeof other === "string" ? token.kind === "literal" && token.value === other : token.kind === "hole" && token.hole.id === other?.id;
    })
  );
}

function splitTokens(tokens: readonly Token[], limit: number): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== "literal") {
      parts.at(-1)?.push(token);
      continue;
    }
    const [first, ...more] = splitText(token.value, ":", limit - parts.length + 1) as string[];
    parts.at(-1)?.push({ kind: "literal", value: first ?? "" });
    for (const value of more) parts.push([{ kind: "literal", value }]);
  }
  return parts.map((part) => mergeTokens(part.filter((token) => token.kind !== "literal" || token.value !== "")));
}
