/** What an unknown answer hangs on: gap or doubt, and which condition, action or branch of a template is open. */
import { isIdentityTest, isServiceCallTest } from "../chain/obstacles.ts";
import type { RoleNode } from "../chain/types.ts";
import { matchElement } from "../iam/evaluate.ts";
import type { Authorization, ConditionTest, Decision, Statement, StatementRef } from "../iam/types.ts";
import { type Cause, holesOf } from "../text/symbolic.ts";
import type { Guard } from "../text/value.ts";
import type { Finding } from "./rule.ts";
import { becauseOf } from "./words.ts";

/** What only more input can settle is listed as a gap, not reported as a finding. */
export function isGap(causes: readonly Cause[]): boolean {
  return causes.length > 0 && causes.every((cause) => cause.kind === "missing" || cause.kind === "policy" || cause.kind === "caller-choice");
}

/**
 * What the input leaves open about an AssumeRole that may be allowed: which statement is there, whom it names. A policy that is not
 * in the input and could only deny leaves nothing open.
 */
export function accessDoubts({ outcome, causes, layers, required }: Authorization): readonly Cause[] {
  if (outcome !== "unknown") return [];
  const needed = new Set(required.flatMap((layer) => layers[layer]?.causes ?? []).map((cause) => cause.id));
  return causes.filter((cause) => (cause.kind === "missing" || cause.kind === "policy" ? needed.has(cause.id) : isOpen(cause)));
}

/** Not what differs from request to request (the caller's organization, its network): whoever gets in is refused then. */
function isOpen({ kind }: Cause): boolean {
  return !["context-key", "caller-choice", "source-identity", "assume-only-key", "missing", "policy"].includes(kind);
}

/** The causes of an unknown decision that are open in that sense. */
export function openCauses(decision: Decision | undefined): readonly Cause[] {
  return decision?.outcome === "unknown" ? decision.causes.filter(isOpen) : [];
}

export interface ConditionDoubt extends StatementRef {
  readonly test: ConditionTest;
  readonly causes: readonly Cause[];
}

/** The conditions that an unknown answer hangs on, of those that `concerns` picks, with what would settle each. */
export function conditionDoubts(decision: Decision, concerns: (test: ConditionTest) => boolean): readonly ConditionDoubt[] {
  return decision.undecided.flatMap((ref) =>
    ref.statement.conditions.filter(concerns).flatMap((test) => {
      const causes = doubtsOf(test, decision.causes);
      return causes.length === 0 ? [] : [{ ...ref, test, causes }];
    }),
  );
}

/** Of the causes of an unknown answer, those that lie in what this test compares: the policy's value or the request's. */
export function doubtsOf(test: ConditionTest, causes: readonly Cause[]): readonly Cause[] {
  const compared = new Set(test.values.flatMap((value) => holesOf(value.source)).map((hole) => hole.cause.id));
  return causes.filter(({ id, kind }) => {
    if (compared.has(id) || id === `context:${test.keyId}`) return true;
    return (isServiceCallTest(test) && kind === "environment") || (isIdentityTest(test) && kind === "source-identity");
  });
}

/** What decides whether a statement's Action element covers an action, where that is not fully known. */
export function actionDoubts(statement: Statement, action: string): readonly Cause[] {
  const answer = statement.actions === undefined ? "no" : matchElement(statement.actions, action, { ignoreCase: true });
  return typeof answer === "string" ? [] : answer.unknown;
}

/**
 * How certain it is that a part of a role's policies is there: it is not where a condition of the template decides it, other
 * than the one that the whole role stands under. `doubt` is a sentence to add to the message, with a space before it.
 */
export function presenceOf(
  { role }: RoleNode,
  ...guards: readonly (readonly Guard[] | undefined)[]
): Pick<Finding, "certainty" | "causes"> & { readonly doubt: string } {
  const causes = new Map<string, Cause>();
  for (const { cause } of guards.flatMap((list) => list ?? [])) if (!role.guards.some((guard) => guard.cause.id === cause.id)) causes.set(cause.id, cause);
  const list = [...causes.values()];
  if (list.length === 0) return { certainty: "definite", causes: [], doubt: "" };
  return { certainty: "undetermined", causes: list, doubt: ` Whether it is there can't be told: ${becauseOf(list)}.` };
}
