import { chainTo, entryDoubt, entryOf, finding, groupBy, listed, roleName, showText, type Text, textKey } from "../../src/lint/evidence.ts";
import { certaintyOf, type Granted, grantName, grantPlace, groupKey, told, withoutActions } from "../../src/lint/powers.ts";
import type { Finding, Rule, RuleContext } from "../../src/lint/rule.ts";

/** Sessions of users may change the trust or permissions of their own role, or of a role on their chain. One finding for each statement. */
export const rule: Rule = {
  meta: {
    id: "user-can-rewrite-role",
    summary: "Users may change the policies of the roles on their chain",
    severity: "note",
    precision: "very-high",
    securitySeverity: 6,
    tags: ["permissions-policy", "privilege-escalation"],
  },
  *check({ graph }) {
    const groups = groupBy(told(graph.powers, "rewrite-role"), groupKey);
    for (const group of groups) yield report(graph, group);
  },
};

function report(graph: RuleContext["graph"], group: readonly [Granted, ...Granted[]]): Finding {
  const [power] = group;
  const { holder } = power;
  const actions = [...new Set(group.map(({ action }) => action))];
  const roles = [...new Map(group.flatMap(({ role }) => (role === undefined ? [] : [[role.role.subject, role] as const]))).values()];
  const isOwn = roles.includes(holder);
  const others = roles.filter((role) => role !== holder).map(({ role }) => role.subject);
  const whose = [...(isOwn ? ["its own policies"] : []), ...(others.length === 0 ? [] : [`${isOwn ? "those" : "the policies"} of ${listed(others)}`])].join(
    " and ",
  );
  const certainty = certaintyOf(group);
  const [may, can] = certainty.certainty === "definite" ? ["may", "a user can"] : ["may perhaps", "if so, a user can"];
  const entry = entryOf(graph, holder);
  const supposed = entry === undefined ? "" : entryDoubt(entry);
  return finding({
    ruleId: "user-can-rewrite-role",
    severity: "note",
    ...certainty,
    message: `Sessions of users with role ${roleName(holder)}${supposed} ${may} change ${whose} (${listed(actions)}, ${grantName(power)}): ${can} take off what keeps source identities apart, or let others set them.`,
    subject: holder.role.subject,
    ...grantPlace(power),
    related: roles
      .filter((role) => role !== holder)
      .slice(0, 5)
      .map((role) => ({ message: `role ${roleName(role)}`, at: role.role.at })),
    chain: chainTo(graph, holder),
    remedy: withoutActions(power, actions, [...new Map(group.flatMap(changedBy).map((arn) => [textKey(arn), arn])).values()]),
  });
}

/** What the call names: the role or, for a version of a managed policy, the role's own managed policies. */
function changedBy({ action, role }: Granted): readonly Text[] {
  if (role === undefined) return [];
  if (!action.endsWith("PolicyVersion")) return [role.role.arn];
  const { policies, boundary } = role.role;
  return [...policies, ...(boundary === undefined ? [] : [boundary])].flatMap((policy) =>
    policy.kind === "managed" && !/^arn:[^:]*:iam::aws:/.test(showText(policy.arn)) ? [policy.arn] : [],
  );
}
