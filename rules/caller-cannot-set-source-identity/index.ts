import {
  becauseOf,
  type ChainGraph,
  chainTo,
  consequence,
  consequenceIfSo,
  entryDoubt,
  entryOf,
  finding,
  groupBy,
  listed,
  listedTexts,
  pointerKey,
  reachOf,
  relatedStatement,
  roleName,
  roleStep,
  severityOf,
  showText,
  statementName,
  worst,
} from "../../src/lint/evidence.ts";
import type { Finding, Rule, Severity } from "../../src/lint/rule.ts";
import { type Lack, lacksByOpenTrust, lacksOfGrants, lacksOfHops } from "./lacks.ts";
import { remedy } from "./remedy.ts";

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
    const lacks = [...lacksOfHops(graph), ...lacksOfGrants(graph), ...lacksByOpenTrust(graph)];
    const byPlace = groupBy(lacks, (lack) => `${pointerKey(lack.at)} ${lack.certainty}`);
    for (const group of byPlace) yield report(graph, group);
  },
};

function report(graph: ChainGraph, group: readonly [Lack, ...Lack[]]): Finding {
  const gravest = worst(group.map((each) => severity(graph, each)));
  const lack = group.find((each) => severity(graph, each) === gravest) ?? group[0];
  const near = lack.nearMiss;
  return finding({
    ruleId: "caller-cannot-set-source-identity",
    severity: gravest,
    certainty: lack.certainty,
    message: message(graph, group, lack),
    subject: lack.caller.role.subject,
    at: lack.at,
    part: lack.part,
    related: [
      // A statement for other roles is no help to the reader; one whose resource is no role at all, or whose condition fails, is.
      ...(near === undefined || (near.element === "resource" && lack.wrongResource === undefined)
        ? []
        : [relatedStatement(near.policy, near.statement, `${statementName(near.statement)} allows it, but fails in its ${near.element}`)]),
      ...group
        .flatMap((each) =>
          each !== lack && each.target?.inInput && each.target !== lack.target ? [{ message: `target ${roleName(each.target)}`, at: each.target.role.at }] : [],
        )
        .slice(0, 5),
    ],
    chain: [...chainTo(graph, lack.caller), lack.target === undefined ? { label: rolesOf(lack) } : roleStep(lack.target)],
    remedy: remedy(lack),
    causes: [...lack.causes, ...lack.doubts],
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

function rolesOf({ resource }: Lack): string {
  return resource === undefined ? "any role that its NotResource doesn't match" : `any role that \`${showText(resource)}\` matches`;
}

function message(graph: ChainGraph, group: readonly Lack[], lack: Lack): string {
  const { state } = reachOf(graph, lack.caller);
  const entry = entryOf(graph, lack.caller);
  const callers = [...new Set(group.map((each) => each.caller.role.subject))].filter((caller) => caller !== lack.caller.role.subject);
  const others = callers.length === 0 ? "" : ` The same policy is attached to ${listed(callers)}.`;
  const broken = lack.required
    ? "assuming it fails with AccessDenied"
    : "assuming it may fail with AccessDenied (AWS documents the permission as needed on both sides; by general IAM evaluation this trust policy is enough)";
  const supposed = entry === undefined ? "" : entryDoubt(entry);
  const caller = roleName(lack.caller);
  const targets = targetsOf(group);
  const ifSo = `${consequenceIfSo(state, broken)}${supposed}.${others}`;
  if (lack.doubts.length > 0)
    return `Whether role ${caller} may assume ${targets} can't be told: ${becauseOf(lack.doubts)}. If it may, nothing allows it \`sts:SetSourceIdentity\` there, and ${ifSo}`;
  if (lack.certainty === "undetermined")
    return `Role ${caller} may assume ${targets}; whether it may set a source identity there can't be told: ${becauseOf(lack.causes)}. If it may not, ${ifSo}`;
  return `${fact(lack, caller, targets)}; ${consequence(state, broken)}${supposed}.${others}`;
}

/** "`a`, `b` and any role that `c*` matches" */
function targetsOf(group: readonly Lack[]): string {
  const named = [...new Set(group.flatMap((each) => each.target?.role.subject ?? []))];
  const wide = [...new Set(group.filter((each) => each.target === undefined).map(rolesOf))];
  const [first] = wide;
  const any = first === undefined ? [] : [wide.length === 1 ? first : `${first} (and ${wide.length - 1} more like it)`];
  return [...(named.length === 0 ? [] : [listed(named)]), ...any].join(" and ");
}

function fact(lack: Lack, caller: string, targets: string): string {
  const who = lack.lockedOut.length === 0 ? "" : ` for ${listedTexts(lack.lockedOut, 10)}`;
  if (lack.denied) return `Role ${caller} may assume ${targets}, but ${lack.where} denies it \`sts:SetSourceIdentity\` there${who}`;
  if (lack.allowing === undefined)
    return `The trust policy of ${targets} lets role ${caller} in, whose own permissions policies allow no \`sts:SetSourceIdentity\` there${who}`;
  return `Role ${caller} may assume ${targets} but not set a source identity there${who}: ${lack.where} allows \`sts:AssumeRole\`, and ${miss(lack)}`;
}

/** Why no statement allows SetSourceIdentity. */
function miss({ nearMiss, wrongResource }: Lack): string {
  if (wrongResource !== undefined) return `\`sts:SetSourceIdentity\` is allowed only on \`${wrongResource}\`, which is not a role's ARN`;
  if (nearMiss?.element === "condition")
    return `${statementName(nearMiss.statement)} of ${nearMiss.policy.label} allows \`sts:SetSourceIdentity\` only under a condition that fails (${listed([...new Set(nearMiss.tests.map((test) => test.key))])})`;
  return "nothing allows `sts:SetSourceIdentity` there";
}
