import { chainTo, finding, groupBy, listed, roleName } from "../../src/lint/evidence.ts";
import { certaintyOf, type Granted, grantName, grantPlace, groupKey, relatedDomains, told, withoutActions } from "../../src/lint/powers.ts";
import type { Finding, Rule, RuleContext } from "../../src/lint/rule.ts";

/** Sessions of a domain's users may change or delete that domain. One finding for each statement that allows it. */
export const rule: Rule = {
  meta: {
    id: "user-can-change-domain",
    summary: "Users may change or delete their own domain, and so turn propagation off",
    severity: "error",
    precision: "very-high",
    securitySeverity: 7,
    tags: ["permissions-policy", "domain"],
  },
  *check({ graph }) {
    const groups = groupBy(told(graph.powers, "change-domain"), groupKey);
    for (const group of groups) yield report(graph, group);
  },
};

function report(graph: RuleContext["graph"], group: readonly [Granted, ...Granted[]]): Finding {
  const power = group.find(({ state }) => state === "on") ?? group[0];
  const { holder, state } = power;
  const actions = [...new Set(group.map(({ action }) => action))];
  const domains = [...new Set(group.flatMap(({ domain }) => domain?.subject ?? []))];
  const certainty = certaintyOf(group);
  const may = certainty.certainty === "definite" ? "may" : "may perhaps";
  const follows = actions.map((action) => consequenceOf(action, state)).join(", or ");
  return finding({
    ruleId: "user-can-change-domain",
    severity: state === "on" ? "error" : "warning",
    ...certainty,
    message: `Sessions of users with role ${roleName(holder)} ${may} call ${listed(actions)} on ${domains.length === 1 ? "their domain" : "their domains"} ${listed(domains)} (${grantName(power)}): a user can ${follows}.`,
    subject: holder.role.subject,
    ...grantPlace(power),
    related: relatedDomains(group),
    chain: chainTo(graph, holder),
    remedy: withoutActions(power, actions, domainArns(group)),
  });
}

function consequenceOf(action: string, state: Granted["state"]): string {
  if (action === "sagemaker:DeleteDomain") return "delete the domain";
  return state === "on" ? "turn propagation off" : "change the domain's settings, and turn propagation off once it is on";
}

function domainArns(group: readonly Granted[]) {
  return [...new Set(group.flatMap(({ domain }) => domain?.arn ?? []))];
}
