import { chainTo, finding, groupBy, isKnown, listed, listedTexts, roleName, type Text } from "../../src/lint/evidence.ts";
import { certaintyOf, type Granted, grantName, grantPlace, groupKey, relatedDomains, told, withoutActions } from "../../src/lint/powers.ts";
import type { Finding, Remedy, Rule, RuleContext } from "../../src/lint/rule.ts";

/** Sessions of a domain's users may open Studio as another user profile, or make and change profiles. One finding for each statement. */
export const rule: Rule = {
  meta: {
    id: "user-can-impersonate",
    summary: "Users may act under another user profile's name",
    severity: "warning",
    precision: "high",
    securitySeverity: 7,
    tags: ["permissions-policy", "impersonation", "user-profile"],
  },
  *check({ graph }) {
    const groups = groupBy(told(graph.powers, "impersonate"), groupKey);
    for (const group of groups) yield report(graph, group);
  },
};

const WAYS: ReadonlyMap<string, string> = new Map([
  ["sagemaker:CreatePresignedDomainUrl", "open Studio as"],
  ["sagemaker:CreateUserProfile", "create"],
  ["sagemaker:UpdateUserProfile", "change"],
]);

function report(graph: RuleContext["graph"], group: readonly [Granted, ...Granted[]]): Finding {
  const [power] = group;
  const { holder } = power;
  const actions = [...new Set(group.map(({ action }) => action))];
  const certainty = certaintyOf(group);
  const may = certainty.certainty === "definite" ? "may" : "may perhaps";
  const domains = [...new Set(group.flatMap(({ domain }) => domain?.subject ?? []))];
  const of = `of ${domains.length === 1 ? "domain" : "domains"} ${listed(domains)}`;
  const once = group.some(({ state }) => state === "on") ? "" : " once propagation is on";
  return finding({
    ruleId: "user-can-impersonate",
    severity: "warning",
    ...certainty,
    message: `Sessions of users with role ${roleName(holder)} ${may} ${waysOf(actions)} ${profilesOf(group)} ${of} (${listed(actions)}, ${grantName(power)}): a user can then act under that profile's name, which CloudTrail shows as the source identity${once}.`,
    subject: holder.role.subject,
    ...grantPlace(power),
    related: relatedDomains(group),
    chain: chainTo(graph, holder),
    remedy: remedyOf(group, actions),
  });
}

/** "open Studio as, create and change" */
function waysOf(actions: readonly string[]): string {
  const ways = actions.map((action) => WAYS.get(action) ?? action);
  return [ways.slice(0, -1).join(", "), ways.at(-1) ?? ""].filter((part) => part !== "").join(" and ");
}

function profilesOf(group: readonly Granted[]): string {
  const names = [...new Set(group.flatMap(({ profiles }) => profiles))];
  if (names.length > 0) return `user ${names.length === 1 ? "profile" : "profiles"} ${listedTexts(names)}`;
  // Allowed by the choice of the name: not every name will do.
  const isAny = group.some(({ causes }) => !causes.some(({ kind }) => kind === "caller-choice"));
  return isAny ? "any user profile" : "some user profiles";
}

/** Where every session carries its profile's name, that name can stand for the profile. */
function remedyOf(group: readonly [Granted, ...Granted[]], actions: readonly string[]): Remedy {
  const remedy = withoutActions(group[0], actions, [...new Set(group.flatMap(profileArns))]);
  if (!actions.includes("sagemaker:CreatePresignedDomainUrl") || group.some(({ state }) => state !== "on")) return remedy;
  return {
    ...remedy,
    text: `${remedy.text} Where users need \`sagemaker:CreatePresignedDomainUrl\` for themselves, allow it only on a resource that ends in \`/\${aws:SourceIdentity}\`.`,
  };
}

/** All profiles of the domain. */
function profileArns({ domain }: Granted): readonly Text[] {
  const arn = domain?.arn;
  return arn !== undefined && isKnown(arn) ? [`${arn.replace(":domain/", ":user-profile/")}/*`] : [];
}
