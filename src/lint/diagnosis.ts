/**
 * Which rule an obstacle belongs to. One obstacle has one diagnosis, so no two rules report the same fact.
 */
import { isIdentityTest, isServiceCallTest, type Obstacle } from "../chain/obstacles.ts";
import { isMeantAsSetSourceIdentity } from "../iam/sts-actions.ts";
import type { Statement } from "../iam/types.ts";
import type { Pointer } from "../text/pointer.ts";
import type { Guard } from "../text/value.ts";
import { doubtsOf, isGap } from "./doubts.ts";

export { editDistance, isMeantAsSetSourceIdentity, isUnknownStsAction } from "../iam/sts-actions.ts";

export type Diagnosis =
  /** the action is missing, or denied, or allowed only under a condition that fails */
  | "refused"
  /** a condition on the source identity lets some names in, or none */
  | "identity-condition"
  /** a condition on what only a service's own call carries (`aws:SourceArn`, `aws:SourceAccount`) */
  | "service-condition"
  /** a condition key that belongs to AssumeRole alone */
  | "assume-only-condition"
  /** the statement lists an action that doesn't exist where SetSourceIdentity is meant */
  | "misspelt-action"
  /** only more input can tell: listed as a gap */
  | "gap";

export function diagnose(obstacle: Obstacle): Diagnosis {
  const { kind, causes, tests, lockedOut, statements } = obstacle;
  if (isGap(causes)) return "gap";
  if (causes.some((cause) => cause.kind === "assume-only-key")) return "assume-only-condition";
  if (lockedOut.length > 0 || causes.some((cause) => cause.kind === "source-identity")) return "identity-condition";
  if (kind === "condition" || kind === "deny") {
    if (tests.some(isIdentityTest)) return "identity-condition";
    if (tests.some(isServiceCallTest)) return "service-condition";
  }
  if (kind === "unknown") {
    if (tests.some((test) => isIdentityTest(test) && doubtsOf(test, causes).length > 0)) return "identity-condition";
    if (tests.some((test) => isServiceCallTest(test) && doubtsOf(test, causes).length > 0)) return "service-condition";
  }
  if (kind === "no-action" && statements.some(({ statement }) => misspeltActions(statement).length > 0)) return "misspelt-action";
  // It stands in one branch of a template's condition, and which branch is taken is what can't be told.
  const isCause = (guard: Guard): boolean => causes.some((cause) => cause.id === guard.cause.id);
  if (kind === "unknown" && statements.some(({ statement }) => misspeltActions(statement).some(({ guards }) => guards.some(isCause)))) return "misspelt-action";
  return "refused";
}

/** The patterns of a statement's actions that are meant as `sts:SetSourceIdentity` and aren't. */
export function misspeltActions(statement: Statement): readonly { readonly name: string; readonly guards: readonly Guard[]; readonly at: Pointer }[] {
  const patterns = statement.actions?.patterns ?? [];
  return patterns.flatMap(({ source, guards, at }) => (typeof source === "string" && isMeantAsSetSourceIdentity(source) ? [{ name: source, guards, at }] : []));
}
