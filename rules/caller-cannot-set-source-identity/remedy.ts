import { isAssumeOnlyKey, listed, showText } from "../../src/lint/evidence.ts";
import type { Remedy } from "../../src/lint/rule.ts";
import type { Lack } from "./lacks.ts";

/** What to change, and where: the statement itself unless that can't be edited or would not help. */
export function remedy(lack: Lack): Remedy {
  const { allowing, nearMiss } = lack;
  if (lack.denied) return { text: "Take `sts:SetSourceIdentity` out of the Deny, at least for these roles." };
  if (allowing === undefined)
    return {
      text: "Allow the caller both actions on that role in a permissions policy of its own.",
      snippet: statement(lack, '["sts:AssumeRole", "sts:SetSourceIdentity"]'),
    };
  if (lack.lockedOut.length > 0) return { text: "Widen the condition on the source identity so that it matches every profile's name." };
  if (lack.wrongResource !== undefined)
    return { text: "Name the role itself where `sts:SetSourceIdentity` is allowed, not its sessions.", snippet: statement(lack, '"sts:SetSourceIdentity"') };
  if (nearMiss?.element === "condition")
    return {
      text: `Allow \`sts:SetSourceIdentity\` without the condition on ${listed([...new Set(nearMiss.tests.map((test) => test.key))])}.`,
      snippet: statement(lack, '"sts:SetSourceIdentity"'),
    };
  if (allowing.policy.opaque)
    return { text: "AWS manages that policy, so allow `sts:SetSourceIdentity` in a policy of your own.", snippet: statement(lack, '"sts:SetSourceIdentity"') };
  const keys = allowing.statement.conditions.filter((test) => isAssumeOnlyKey(test.keyId)).map((test) => test.key);
  if (keys.length > 0)
    return {
      text: `Allow \`sts:SetSourceIdentity\` in a statement of its own: the condition on ${listed([...new Set(keys)])} belongs to \`sts:AssumeRole\` alone.`,
      snippet: statement(lack, '"sts:SetSourceIdentity"'),
    };
  if (allowing.statement.actions?.negated)
    return {
      text: "Take `sts:SetSourceIdentity` off that statement's NotAction, or allow it in a statement of its own.",
      snippet: statement(lack, '"sts:SetSourceIdentity"'),
    };
  return { text: "Add `sts:SetSourceIdentity` to the actions of that statement.", snippet: '"Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]' };
}

function statement({ resource }: Lack, action: string): string {
  return `{ "Effect": "Allow", "Action": ${action}, "Resource": ${JSON.stringify(resource === undefined ? "*" : showText(resource))} }`;
}
