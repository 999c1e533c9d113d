import { type ChainGraph, chainTo, consequence, finding, groupBy, listed, listedTexts, pointerKey, reachOf, relatedStatement, roleName, roleStep, severityOf, showText, statementName, worst } from "../../src/lint/evidence.ts";
import type { Finding, Remedy, Rule, Severity } from "../../src/lint/rule.ts";
import { type Lack, lacksOfGrants, lacksOfHops } from "./lacks.ts";

/** The caller may AssumeRole the target, but its permissions policies don't allow SetSourceIdentity on it. */
export const rule: Rule = {
  meta: {
    id: "caller-cannot-set-source-identity",
    summary: "A caller's permissions allow sts:AssumeRole on a role but not sts:SetSourceIdentity",
    severity: "error",
    precision: "very-high",
    securitySeverity: 5,
    tags: ["permissions-policy", "role-chaining", "source-identity"],
  },
  *check({ graph }) {
    const lacks = [...lacksOfHops(graph), ...lacksOfGrants(graph)];
    const byPlace = groupBy(lacks, (lack) => `${pointerKey(lack.at)} ${lack.certainty}`);
    for (const group of byPlace) yield report(graph, group);
  },
};

function report(graph: ChainGraph, group: readonly [Lack, ...Lack[]]): Finding {
  const lack = group.find((each) => severity(graph, each) === worst(group.map((other) => severity(graph, other)))) ?? group[0];
  const { state } = reachOf(graph, lack.caller);
  const callers = [...new Set(group.map((each) => each.caller.role.subject))];
  const others = callers.length > 1 ? ` The same policy is attached to ${listed(callers.filter((caller) => caller !== lack.caller.role.subject))}.` : "";
  const near = lack.nearMiss;
  return finding({
    ruleId: "caller-cannot-set-source-identity",
    severity: severity(graph, lack),
    certainty: lack.certainty,
    message: `${fact(group, lack)}; ${consequence(state, lack.required ? "assuming it fails with AccessDenied" : "assuming it may fail with AccessDenied: AWS documents that the caller needs the permission too, even where the trust policy of the same account names the caller")}.${others}`,
    subject: lack.caller.role.subject,
    at: lack.at,
    part: lack.part,
    related: [
      // A statement for other roles is no help to the reader; one whose resource is no role at all, or whose condition fails, is.
      ...(near === undefined || (near.element === "resource" && lack.wrongResource === undefined) ? [] : [relatedStatement(near.policy, near.statement, `${statementName(near.statement)} allows it, but fails in its ${near.element}`)]),
      ...group.flatMap((each) => (each.target?.inInput ? [{ message: `target ${roleName(each.target)}`, at: each.target.role.at }] : [])).slice(0, 5),
    ],
    chain: [...chainTo(graph, lack.caller), lack.target === undefined ? { label: `any role that ${showText(lack.resource)} matches` } : roleStep(lack.target)],
    remedy: remedy(lack),
    causes: lack.causes,
    breaks: { sessionsOf: [...new Set(group.map((each) => each.caller))], explicit: group.some((each) => isExplicit(graph, each) && each.required) },
  });
}

function isExplicit(graph: ChainGraph, lack: Lack): boolean {
  return lack.explicit && reachOf(graph, lack.caller).explicit;
}

function severity(graph: ChainGraph, lack: Lack): Severity {
  if (!lack.required) return isExplicit(graph, lack) ? "warning" : "note";
  return severityOf(reachOf(graph, lack.caller).state, isExplicit(graph, lack));
}

function fact(group: readonly Lack[], lack: Lack): string {
  const caller = roleName(lack.caller);
  const targets = listed([...new Set(group.map((each) => each.target?.role.subject ?? showText(each.resource)))]);
  const who = lack.lockedOut.length === 0 ? "" : ` for ${listedTexts(lack.lockedOut, 10)}`;
  if (lack.certainty === "undetermined") return `Role ${caller} may assume ${targets}; whether it may set a source identity there too can't be told: ${lack.causes.map((cause) => cause.what).join("; ")}`;
  if (lack.denied) return `Role ${caller} may assume ${targets}, but ${lack.where} denies it \`sts:SetSourceIdentity\` there${who}`;
  if (lack.viaTrust) return `Role ${caller} is let into ${targets} by the trust policy, and its own permissions policies allow no \`sts:SetSourceIdentity\` there${who}`;
  return `Role ${caller} may assume ${targets} but not set a source identity there${who}: ${lack.where} allows \`sts:AssumeRole\` and nothing allows \`sts:SetSourceIdentity\` on ${group.length === 1 ? "it" : "them"}${lack.wrongResource === undefined ? "" : ` (it is allowed on \`${lack.wrongResource}\`, which is not a role's ARN)`}`;
}

function remedy(lack: Lack): Remedy {
  if (lack.denied) return { text: "Take `sts:SetSourceIdentity` out of the Deny, at least for these roles." };
  const resource = showText(lack.resource);
  if (lack.viaTrust) {
    return {
      text: "Allow the caller both actions on that role in a permissions policy of its own.",
      snippet: `{ "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"], "Resource": ${JSON.stringify(resource)} }`,
    };
  }
  if (lack.lockedOut.length > 0) return { text: "Widen the condition on the source identity so that it matches every profile's name." };
  return { text: "Add `sts:SetSourceIdentity` to the actions of that statement.", snippet: '"Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]' };
}
