import {
  actionCovers,
  actionDoubts,
  type ConditionTest,
  editActions,
  identityConditionRemedy,
  isAssumeOnlyKey,
  isIdentityTest,
  isKnown,
  listed,
  oneOrList,
  type Policy,
  type Statement,
  type StatementRef,
} from "../../src/lint/evidence.ts";
import type { Remedy, StatementSnippet } from "../../src/lint/rule.ts";
import type { Lack } from "./lacks.ts";
import { targetsOf } from "./words.ts";

const BOTH = ["sts:AssumeRole", "sts:SetSourceIdentity"];

/** What to change, and where: the statement itself unless that can't be edited or would not help. */
export function remedy(group: readonly Lack[], lack: Lack): Remedy {
  const { action, allowing, nearMiss, deny } = lack;
  const targets = targetsOf(group);
  const callers = listed([...new Set(group.map((each) => each.caller.role.subject))]);
  /** By a statement of its own: in `policy`, or where there is none to change in one that is yet to be written. */
  const own = (text: string, policy?: Policy): Remedy => ({
    text,
    ...statement(group, action === "sts:AssumeRole" ? BOTH : ["sts:SetSourceIdentity"], policy),
  });
  if (deny !== undefined) return { text: withoutDeny(lack, callers, deny) };
  if (allowing === undefined) {
    return { text: `Allow ${callers} both actions on ${targets} in a permissions policy.`, ...statement(group, BOTH) };
  }
  if (allowing.policy.awsManaged || (nearMiss !== undefined && nearMiss.element !== "resource" && nearMiss.policy.awsManaged))
    return own(`AWS manages that policy, so allow \`${action}\` on ${targets} in a policy of your own.`);
  if (lack.wrongResource !== undefined) return own(`Name the role itself (${targets}) where \`${action}\` is allowed, not its sessions.`, allowing.policy);
  if (nearMiss?.element === "condition") {
    const ofIdentity = nearMiss.tests.find(isIdentityTest);
    if (ofIdentity !== undefined) return { text: identityConditionRemedy(ofIdentity, { ...lack, effect: "Allow" }) };
    // Whether the condition may go is for people to decide: no edit.
    return own(`Allow \`${action}\` on ${targets} without the condition on ${keysOf(nearMiss.tests)}.`);
  }
  const keys = allowing.statement.conditions.filter((test) => isAssumeOnlyKey(test.keyId));
  if (keys.length > 0)
    return own(
      `Allow \`sts:SetSourceIdentity\` on ${targets} in a statement of its own: the condition on ${keysOf(keys)} belongs to \`sts:AssumeRole\` alone.`,
      allowing.policy,
    );
  if (lists(allowing.statement, action)) return { text: `Make sure that the statement's condition lets \`${action}\` through for every profile's session.` };
  if (allowing.statement.actions?.negated)
    return own(`Take \`sts:SetSourceIdentity\` off that statement's NotAction, or allow it on ${targets} in a statement of its own.`, allowing.policy);
  return {
    text: "Add `sts:SetSourceIdentity` to the actions of that statement.",
    ...editActions(allowing.policy, allowing.statement, { add: ["sts:SetSourceIdentity"] }),
  };
}

function withoutDeny(lack: Lack, callers: string, { policy, statement }: StatementRef): string {
  if (policy.awsManaged) return `AWS manages the policy with that Deny: detach it from ${callers}, and attach one of your own in its place.`;
  const ofIdentity = statement.conditions.find(isIdentityTest);
  if (ofIdentity !== undefined) return identityConditionRemedy(ofIdentity, { ...lack, effect: "Deny" });
  return `Exempt the sessions of ${callers} from that Deny, or take \`${lack.action}\` out of it.`;
}

function keysOf(tests: readonly ConditionTest[]): string {
  return listed([...new Set(tests.map((test) => test.key))]);
}

function lists(statement: Statement, action: string): boolean {
  return actionCovers(statement, action) && actionDoubts(statement, action).length === 0;
}

/**
 * A statement for all the targets; nothing where one is not fully known, as then the text alone can name it. What a NotResource
 * stands for can't be named either, so whether every role may be is left to people.
 */
function statement(group: readonly Lack[], actions: readonly string[], policy?: Policy): Pick<Remedy, "edits" | "snippet" | "partly"> {
  const resources = [...new Set(group.map(({ resource }) => (resource === undefined ? "*" : resource)))];
  if (resources.length > 5) return {};
  if (!resources.every(isKnown)) return { partly: { actions, resources, ...(policy && { policy }) } };
  const set: StatementSnippet = { Effect: "Allow", Action: oneOrList(actions), Resource: oneOrList(resources) };
  return policy === undefined || group.some(({ resource }) => resource === undefined) ? { snippet: set } : { edits: [{ policy, set }] };
}
