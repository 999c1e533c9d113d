import {
  actionCovers,
  actionDoubts,
  type ConditionTest,
  isAssumeOnlyKey,
  isIdentityTest,
  isKnown,
  listed,
  listedTexts,
  type Statement,
} from "../../src/lint/evidence.ts";
import type { Remedy } from "../../src/lint/rule.ts";
import type { Lack } from "./lacks.ts";
import { targetsOf } from "./words.ts";

const BOTH = ["sts:AssumeRole", "sts:SetSourceIdentity"];

/** What to change, and where: the statement itself unless that can't be edited or would not help. */
export function remedy(group: readonly Lack[], lack: Lack): Remedy {
  const { action, allowing, nearMiss, deny } = lack;
  const targets = targetsOf(group);
  const callers = listed([...new Set(group.map((each) => each.caller.role.subject))]);
  const own = (text: string): Remedy => ({ text, ...statement(group, action === "sts:AssumeRole" ? BOTH : ["sts:SetSourceIdentity"]) });
  if (deny !== undefined) return { text: withoutDeny(lack, callers, deny.policy.opaque ?? false, deny.statement) };
  if (allowing === undefined) {
    return { text: `Allow ${callers} both actions on ${targets} in a permissions policy.`, ...statement(group, BOTH) };
  }
  if (allowing.policy.opaque || (nearMiss !== undefined && nearMiss.element !== "resource" && nearMiss.policy.opaque))
    return own(`AWS manages that policy, so allow \`${action}\` on ${targets} in a policy of your own.`);
  if (lack.wrongResource !== undefined) return own(`Name the role itself (${targets}) where \`${action}\` is allowed, not its sessions.`);
  if (nearMiss?.element === "condition") {
    const ofIdentity = nearMiss.tests.find(isIdentityTest);
    if (ofIdentity !== undefined) return { text: forIdentity(ofIdentity, "Allow", lack) };
    return own(`Allow \`${action}\` on ${targets} without the condition on ${keysOf(nearMiss.tests)}.`);
  }
  const keys = allowing.statement.conditions.filter((test) => isAssumeOnlyKey(test.keyId));
  if (keys.length > 0)
    return own(
      `Allow \`sts:SetSourceIdentity\` on ${targets} in a statement of its own: the condition on ${keysOf(keys)} belongs to \`sts:AssumeRole\` alone.`,
    );
  if (lists(allowing.statement, action)) return { text: `Make sure that the statement's condition lets \`${action}\` through for every profile's session.` };
  if (allowing.statement.actions?.negated)
    return own(`Take \`sts:SetSourceIdentity\` off that statement's NotAction, or allow it on ${targets} in a statement of its own.`);
  return { text: "Add `sts:SetSourceIdentity` to the actions of that statement.", ...actionList(allowing.statement) };
}

function withoutDeny(lack: Lack, callers: string, opaque: boolean, statement: Statement): string {
  if (opaque) return `AWS manages the policy with that Deny: detach it from ${callers}, and attach one of your own in its place.`;
  const ofIdentity = statement.conditions.find(isIdentityTest);
  if (ofIdentity !== undefined) return forIdentity(ofIdentity, "Deny", lack);
  return `Exempt the sessions of ${callers} from that Deny, or take \`${lack.action}\` out of it.`;
}

/** The condition on the source identity, so that it lets the profiles through. */
function forIdentity(test: ConditionTest, effect: "Allow" | "Deny", { lockedOut, action }: Lack): string {
  if (test.operator === "Null") {
    const orElse = effect === "Deny" ? `, or \`${action}\` out of it` : "";
    return `Take the test for \`${test.key}\` off that statement${orElse}: with propagation on, every session carries a source identity.`;
  }
  const isNegated = test.operator?.includes("Not") ?? false;
  const names = lockedOut.length === 0 ? "every profile's name" : listedTexts(lockedOut, 10);
  if ((effect === "Deny") === isNegated)
    return `Add ${names} to the values of \`${test.key}\` in that condition (case matters in StringEquals and StringLike).`;
  return `Change the condition on \`${test.key}\` so that ${names} ${lockedOut.length > 1 ? "don't" : "doesn't"} fall under it.`;
}

function keysOf(tests: readonly ConditionTest[]): string {
  return listed([...new Set(tests.map((test) => test.key))]);
}

function lists(statement: Statement, action: string): boolean {
  return actionCovers(statement, action) && actionDoubts(statement, action).length === 0;
}

/** The statement's own list and the new action; nothing where part of the list is not known. */
function actionList({ actions }: Statement): Pick<Remedy, "snippet"> {
  const patterns = actions?.patterns ?? [];
  if (patterns.length === 0 || !patterns.every(({ source, guards }) => isKnown(source) && guards.length === 0)) return {};
  return { snippet: `"Action": ${oneOrList([...patterns.flatMap(({ source }) => (isKnown(source) ? [source] : [])), "sts:SetSourceIdentity"])}` };
}

/** A statement for all the targets; nothing where one is not fully known, as then the text alone can name it. */
function statement(group: readonly Lack[], actions: readonly string[]): Pick<Remedy, "snippet"> {
  const resources = [...new Set(group.map(({ resource }) => (resource === undefined ? "*" : resource)))];
  if (!resources.every(isKnown) || resources.length > 5) return {};
  return { snippet: `{ "Effect": "Allow", "Action": ${oneOrList(actions)}, "Resource": ${oneOrList(resources)} }` };
}

function oneOrList(values: readonly string[]): string {
  return values.length === 1 ? JSON.stringify(values[0]) : `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
}
