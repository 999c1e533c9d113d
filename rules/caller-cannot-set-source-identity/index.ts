import {
  becauseOf,
  breaksOf,
  type ChainGraph,
  capitalized,
  chainTo,
  consequence,
  consequenceIfSo,
  entryDoubt,
  entryOf,
  finding,
  groupBy,
  listed,
  originOf,
  pointerKey,
  reachOf,
  relatedStatement,
  roleName,
  roleStep,
  severityOf,
  statementName,
  worst,
} from "../../src/lint/evidence.ts";
import type { Finding, Related, Rule, Severity } from "../../src/lint/rule.ts";
import { type Lack, lacksOfGrants, lacksOfHops } from "./lacks.ts";
import { lacksByOpenTrust } from "./open-trust.ts";
import { remedy } from "./remedy.ts";
import { fact, inThatCase, openQuestion, refusedIfSo, rolesOf, targetsOf } from "./words.ts";

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
    const groups = groupBy(lacks, ({ at, certainty, action }) => `${pointerKey(at)} ${certainty} ${action}`);
    // A trust policy that lets everyone in is one thing to fix, however many roles it lets in.
    const byTarget = groupBy(lacksByOpenTrust(graph), ({ target, certainty }) => `${target?.role.subject} ${certainty}`);
    for (const group of [...groups, ...byTarget]) yield report(graph, group);
  },
};

function report(graph: ChainGraph, group: readonly [Lack, ...Lack[]]): Finding {
  const gravest = worst(group.map((each) => severity(graph, each)));
  const lack = group.find((each) => severity(graph, each) === gravest) ?? group[0];
  return finding({
    ruleId: "caller-cannot-set-source-identity",
    severity: gravest,
    certainty: lack.certainty,
    message: message(graph, group, lack),
    subject: lack.caller.role.subject,
    at: lack.at,
    part: lack.part,
    related: [...nearMissOf(lack), ...others(group, lack), ...originOf(lack.caller)],
    chain: [...chainTo(graph, lack.caller), lack.target === undefined ? { label: rolesOf(lack) } : roleStep(lack.target)],
    remedy: remedy(group, lack),
    causes: [...lack.causes, ...lack.doubts],
    breaks: breaksOf(group.map((each) => ({ caller: each.caller, explicit: isExplicit(graph, each) && each.required }))),
  });
}

/** A statement for other roles is no help to the reader; one whose resource is no role at all, or whose condition fails, is. */
function nearMissOf({ nearMiss, wrongResource, allowing }: Lack): readonly Related[] {
  if (nearMiss === undefined || nearMiss.statement === allowing?.statement || (nearMiss.element === "resource" && wrongResource === undefined)) return [];
  return [relatedStatement(nearMiss.policy, nearMiss.statement, `${statementName(nearMiss.statement)} allows it, but fails in its ${nearMiss.element}`)];
}

/** The other targets; where the group has no statement in common but its target, the other callers. */
function others(group: readonly Lack[], lack: Lack): readonly Related[] {
  const roles = group.flatMap((each) => {
    if (each.target !== lack.target) return each.target?.inInput ? [{ message: `target ${roleName(each.target)}`, at: each.target.role.at }] : [];
    return lack.allowing === undefined && each.caller !== lack.caller ? [{ message: `caller ${roleName(each.caller)}`, at: each.caller.role.at }] : [];
  });
  return roles.slice(0, 5);
}

function isExplicit(graph: ChainGraph, lack: Lack): boolean {
  return lack.explicit && reachOf(graph, lack.caller).explicit;
}

function severity(graph: ChainGraph, lack: Lack): Severity {
  if (!lack.required) return isExplicit(graph, lack) ? "warning" : "note";
  return severityOf(reachOf(graph, lack.caller).state, isExplicit(graph, lack));
}

function message(graph: ChainGraph, group: readonly Lack[], lack: Lack): string {
  const { state } = reachOf(graph, lack.caller);
  const entry = entryOf(graph, lack.caller);
  const callers = [...new Set(group.map((each) => each.caller.role.subject))];
  const sharers = callers.filter((caller) => caller !== lack.caller.role.subject);
  const attached = sharers.length === 0 || lack.allowing === undefined ? "" : ` The same policy is attached to ${listed(sharers)}.`;
  const broken = lack.required
    ? "assuming it fails with AccessDenied"
    : "assuming it may fail with AccessDenied (AWS documents the permission as needed on both sides)";
  const supposed = entry === undefined ? "" : entryDoubt(entry);
  const caller = lack.allowing === undefined && sharers.length > 0 ? `roles ${listed(callers)}` : `role ${roleName(lack.caller)}`;
  const targets = targetsOf(group);
  const ifSo = `${consequenceIfSo(state, broken)}${supposed}.${attached}`;
  if (lack.doubts.length > 0)
    return `Whether ${caller} may assume ${targets} can't be told: ${becauseOf(lack.doubts)}. If so, ${refusedIfSo(lack)}, and ${ifSo}`;
  if (lack.certainty === "undetermined")
    return `${capitalized(caller)} may assume ${targets}; ${openQuestion(lack)} can't be told: ${becauseOf(lack.causes)}. ${inThatCase(lack)}, ${ifSo}`;
  return `${fact(lack, caller, targets, sharers.length > 0)}; ${consequence(state, broken)}${supposed}.${attached}`;
}
