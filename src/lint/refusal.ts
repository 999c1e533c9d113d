/**
 * A trust policy that refuses the source identity: what the rules on execution roles and on chained roles say alike.
 */
import type { Obstacle } from "../chain/obstacles.ts";
import { isAssumeOnlyKey } from "../chain/request-context.ts";
import type { RoleNode } from "../chain/types.ts";
import type { ConditionTest } from "../iam/types.ts";
import type { Pointer } from "../text/pointer.ts";
import { actionPlace, placeIn, statementOf, statementPart } from "./places.ts";
import type { Remedy } from "./rule.ts";
import { becauseOf, listed, statementName } from "./words.ts";

/** The whole trust policy, for what no single statement is to blame for. */
export function trustPlace({ trust }: RoleNode): Pointer {
  return "document" in trust ? placeIn(trust, trust.document.at) : trust.at;
}

/** The narrowest element that must change: the Deny, the Condition, or the list that lacks the action. */
export function refusalPlace(node: RoleNode, obstacle: Obstacle): Pointer {
  const blamed = statementOf(obstacle);
  if (blamed === undefined) return trustPlace(node);
  const { policy, statement } = blamed;
  if (obstacle.kind === "deny") return placeIn(policy, statement.at);
  if (obstacle.kind === "condition") return placeIn(policy, statement.conditionAt ?? statement.at);
  return actionPlace(policy, statement);
}

export function refusalPart(obstacle: Obstacle): string {
  const blamed = statementOf(obstacle);
  return blamed === undefined ? "trust policy" : statementPart(blamed.policy, blamed.statement);
}

/** "role `T` lets `C` assume it but not …": the fact, without its consequence and without a full stop. `act`: "set a source identity". */
export function refusalFact(target: string, callers: string, act: string, obstacle: Obstacle): string {
  const blamed = statementOf(obstacle);
  const where = blamed === undefined ? "its trust policy" : `${statementName(blamed.statement)} of its trust policy`;
  switch (obstacle.kind) {
    case "unknown":
      return `${target} may not let ${callers} ${act}, which can't be told: ${becauseOf(obstacle.causes)}`;
    case "deny":
      return `${target} denies ${callers} \`sts:SetSourceIdentity\` in ${where}`;
    case "condition":
      return `${target} allows ${callers} \`sts:SetSourceIdentity\` only under a condition that fails (${listed([...new Set(obstacle.tests.map((test) => test.key))])} in ${where})`;
    default:
      return `${target} lets ${callers} assume it but not ${act}: ${where} lacks \`sts:SetSourceIdentity\``;
  }
}

/** Under a condition that belongs to AssumeRole alone the action would likely be refused again (assume-only-condition-on-set-source-identity). */
function addAction(conditions: readonly ConditionTest[]): Remedy {
  const keys = new Set(conditions.filter((test) => isAssumeOnlyKey(test.keyId)).map((test) => test.key));
  if (keys.size === 0)
    return { text: "Add `sts:SetSourceIdentity` to the actions of that statement.", snippet: '"Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]' };
  return {
    text: `Allow the same principal \`sts:SetSourceIdentity\` in a statement of its own: the condition on ${listed([...keys])} belongs to \`sts:AssumeRole\` alone.`,
    snippet: '{ "Effect": "Allow", "Principal": { … }, "Action": "sts:SetSourceIdentity" }',
  };
}

export function refusalRemedy(obstacle: Obstacle, callers: string): Remedy {
  switch (obstacle.kind) {
    case "deny":
      return { text: `Take \`sts:SetSourceIdentity\` out of the Deny, or exempt ${callers} from it.` };
    case "condition":
      return {
        text: `Allow \`sts:SetSourceIdentity\` without the condition on ${listed(obstacle.tests.map((test) => test.key))}, or with values that the request has.`,
      };
    case "unknown":
      return { text: `Make sure that the trust policy allows ${callers} \`sts:SetSourceIdentity\` wherever it allows \`sts:AssumeRole\`.` };
    default:
      return addAction(statementOf(obstacle)?.statement.conditions ?? []);
  }
}
