/**
 * What rules may use beside the rule contract: the graph's judgements, and the words, places and chains to turn them into
 * findings. Rules import from here; each part has a file of its own.
 */
import type { Finding } from "./rule.ts";

export { runtimeRolesOf } from "../chain/emr.ts";
export { verdictOf, workingOf } from "../chain/judge.ts";
export { isIdentityTest, isNothingMore, isServiceCallTest, type Obstacle, obstaclesOf } from "../chain/obstacles.ts";
export { isThroughJob } from "../chain/paths.ts";
export { isAssumeOnlyKey } from "../chain/request-context.ts";
export type { ChainGraph, Entry, Grant, Hop, Job, Judgement, Power, PropagationState, RoleNode, TaggedHop } from "../chain/types.ts";
export { actionCovers } from "../iam/evaluate.ts";
export type { ConditionTest, Decision, NearMiss, Policy, PrincipalEntry, Statement, StatementRef } from "../iam/types.ts";
export type { App, Domain, Space, UserProfile } from "../model/inventory.ts";
export type { Pointer } from "../text/pointer.ts";
export { pointerKey } from "../text/pointer.ts";
export { type Cause, holesOf, isKnown, showText, type Text, textKey } from "../text/symbolic.ts";
export { blocksSwitch } from "./apps.ts";
export { breaksOf } from "./breaks.ts";
export { chainOfEntry, chainOver, chainTo, chainToJob, chainToRuntimeRole, entryOf, roleStep } from "./chain-steps.ts";
export { accessDoubts, actionDoubts, type ConditionDoubt, conditionDoubts, doubtsOf, isGap, openCauses, presenceOf } from "./doubts.ts";
export { oneOrList } from "./elements.ts";
export { actionPlace, boundaryPlace, originOf, placeIn, placeKey, relatedStatement, statementOf, statementPart } from "./places.ts";
export { grouped, QUOTAS } from "./quotas.ts";
export { editActions, identityConditionRemedy } from "./remedies.ts";
export { allCallers, domainsIn, groupBy, mapBy, mayMatterForChains, rolesOnChains } from "./scope.ts";
export { consequence, consequenceIfSo, reachOf, severityOf, severityOfEntry, worst } from "./severity.ts";
export { suppressionName, suppressionPart } from "./suppression-words.ts";
export { becauseOf, capitalized, entryDoubt, listed, listedTexts, roleName, statementName } from "./words.ts";

/** A finding without the parts that it does not have. */
export function finding(facts: Partial<Finding> & Pick<Finding, "ruleId" | "severity" | "message" | "subject" | "at" | "part" | "remedy">): Finding {
  return { certainty: "definite", related: [], chain: [], causes: [], ...facts };
}
