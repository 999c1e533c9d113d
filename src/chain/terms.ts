/**
 * Whether two actions are granted, or denied, on the same terms: by statements that ask for the same principal and resource, and for
 * the same conditions or fewer. Where both answers hang on something unknown, only that tells that one is given whenever the other is. That
 * both hang on the same thing is not enough: one may need it to be so and the other to be otherwise.
 */
import { matchElement } from "../iam/evaluate.ts";
import type { Decision, PatternElement, Statement, StatementRef } from "../iam/types.ts";
import { textKey } from "../text/symbolic.ts";
import type { Guard } from "../text/value.ts";
import { STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY } from "./request-context.ts";

/** What a statement asks for. */
interface Terms {
  /** All but its conditions. */
  readonly scope: string;
  readonly conditions: ReadonlySet<string>;
}

/** SetSourceIdentity is allowed wherever AssumeRole is, as far as these two unknown decisions tell: by a statement that asks for the same, or for less. */
export function isOnSameTerms(assume: Decision, set: Decision): boolean {
  const terms = (refs: readonly StatementRef[], effect: "Allow" | "Deny", action: string): readonly Terms[] =>
    refs.filter(({ statement }) => statement.effect === effect).map((ref) => termsOf(ref, action));
  const needed = terms(assume.undecided, "Allow", STS_ASSUME_ROLE);
  const given = terms(set.undecided, "Allow", STS_SET_SOURCE_IDENTITY);
  const denied = terms(set.undecided, "Deny", STS_SET_SOURCE_IDENTITY);
  const deniedBoth = terms(assume.undecided, "Deny", STS_ASSUME_ROLE);
  return needed.length + given.length + denied.length > 0 && isCoveredBy(needed, given) && isCoveredBy(denied, deniedBoth);
}

/** Whenever one of `some` applies, one of `all` does. */
function isCoveredBy(some: readonly Terms[], all: readonly Terms[]): boolean {
  return some.every((each) => all.some(({ scope, conditions }) => scope === each.scope && [...conditions].every((test) => each.conditions.has(test))));
}

function termsOf({ policy, statement }: StatementRef, action: string): Terms {
  const scope = [
    guardsKey(policy.guards ?? []),
    guardsKey(statement.guards),
    actionGuards(statement.actions, action),
    principalsKey(statement),
    elementKey(statement.resources),
  ];
  const conditions = statement.conditions.map((test) => [
    test.written.toLowerCase(),
    test.keyId,
    test.values.map((value) => [textKey(value.source), guardsKey(value.guards)]).sort(),
    guardsKey(test.guards),
  ]);
  return { scope: JSON.stringify(scope), conditions: new Set(conditions.map((test) => JSON.stringify(test))) };
}

/** Under which conditions of a template the element covers the action: one entry for each pattern that does. */
function actionGuards(actions: PatternElement | undefined, action: string): readonly string[] {
  const covering =
    actions?.patterns.filter((pattern) => matchElement({ negated: false, patterns: [pattern], at: pattern.at }, action, { ignoreCase: true }) !== "no") ?? [];
  return [...new Set(covering.map(({ guards }) => guardsKey(guards)))].sort();
}

function principalsKey({ principals }: Statement): unknown {
  return principals && [principals.negated, principals.entries.map(({ source, guards }) => [textKey(source), guardsKey(guards)]).sort()];
}

function elementKey(element: PatternElement | undefined): unknown {
  return element && [element.negated, element.patterns.map(({ source, guards }) => [textKey(source), guardsKey(guards)]).sort()];
}

function guardsKey(guards: readonly Guard[]): string {
  return guards
    .map(({ cause, when }) => `${when} ${cause.id}`)
    .sort()
    .join(" & ");
}
