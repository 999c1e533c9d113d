import { editActions, identityConditionRemedy, isAssumeOnlyKey, isIdentityTest, listed, type Text } from "../../src/lint/evidence.ts";
import type { Remedy } from "../../src/lint/rule.ts";
import { type Block, blame } from "./blocks.ts";

export function remedy(block: Block, callers: string, lockedOut: readonly Text[]): Remedy {
  return { text: textOf(block, callers, lockedOut), ...editsOf(block) };
}

/** A boundary lists one action too few. What binds a whole organization is not changed by the way: there the text is all. */
function editsOf({ obstacle }: Block): Pick<Remedy, "edits" | "decision"> {
  const blamed = blame(obstacle);
  if (obstacle.layer !== "boundary" || obstacle.kind !== "no-action" || blamed === undefined || blamed.policy.awsManaged) return {};
  const { effect, actions, conditions } = blamed.statement;
  if (effect !== "Allow" || actions?.negated || conditions.some((test) => isAssumeOnlyKey(test.keyId))) return {};
  return { ...editActions(blamed.policy, blamed.statement, { add: ["sts:SetSourceIdentity"] }), decision: "a guardrail is changed by whoever sets it" };
}

/** What to change in the guardrail. `callers`: "SageMaker", or the roles. `lockedOut`: the profiles' names that it keeps out where it lets others through. */
function textOf({ obstacle, action }: Block, callers: string, lockedOut: readonly Text[]): string {
  const blamed = blame(obstacle);
  const isDeny = blamed?.statement.effect === "Deny";
  if (blamed?.policy.awsManaged)
    return "AWS manages that policy: use a boundary of your own that allows `sts:SetSourceIdentity` beside `sts:AssumeRole`. That grants nothing by itself.";
  const ofIdentity = obstacle.tests.find(isIdentityTest);
  if (ofIdentity !== undefined && (ofIdentity.operator === "Null" || obstacle.kind !== "unknown")) {
    return identityConditionRemedy(ofIdentity, { effect: isDeny ? "Deny" : "Allow", action, lockedOut });
  }
  if (isDeny) return `Exempt ${callers} from that Deny, or take \`${action}\` out of it.`;
  if (obstacle.kind === "resource")
    return "Let the guardrail allow `sts:SetSourceIdentity` on the same roles as `sts:AssumeRole`. That grants nothing by itself.";
  if (obstacle.kind === "condition")
    return `Let the guardrail allow \`${action}\` without the condition on ${listed([...new Set(obstacle.tests.map((test) => test.key))])}. That grants nothing by itself.`;
  return "Allow `sts:SetSourceIdentity` beside `sts:AssumeRole` in the guardrail as well. That grants nothing by itself.";
}
