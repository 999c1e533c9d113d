import { becauseOf, type Cause, type Entry, finding, isGap, runtimeRolesOf, showText } from "../../src/lint/evidence.ts";
import type { Finding, Rule, RuleContext } from "../../src/lint/rule.ts";

type Configuration = RuleContext["inventory"]["emrSecurityConfigurations"][number];

/** An EMR security configuration enables runtime roles and doesn't propagate the source identity. */
export const rule: Rule = {
  meta: {
    id: "emr-drops-source-identity",
    summary: "EMR runtime roles are enabled without passing the source identity on",
    severity: "warning",
    precision: "very-high",
    securitySeverity: 3,
    tags: ["emr", "source-identity"],
  },
  *check({ inventory, graph }) {
    const users = graph.entries.filter((entry) => entry.kind !== "shared-space" && runtimeRolesOf(entry).length > 0);
    for (const configuration of inventory.emrSecurityConfigurations) {
      const { runtimeRoles, propagatesSourceIdentity } = configuration;
      if (runtimeRoles.value === false || propagatesSourceIdentity.value === true) continue;
      const causes = [runtimeRoles.value, propagatesSourceIdentity.value].filter((value) => typeof value === "object");
      // The same one where the whole configuration is not known.
      const open = [...new Map(causes.map((cause) => [cause.id, cause])).values()];
      if (!isGap(open)) yield report(configuration, open, users);
    }
  },
};

function report(configuration: Configuration, open: readonly Cause[], users: readonly Entry[]): Finding {
  const { subject, propagatesSourceIdentity } = configuration;
  return finding({
    ruleId: "emr-drops-source-identity",
    severity: users.some(({ state }) => state === "on") ? "warning" : "note",
    certainty: open.length > 0 ? "undetermined" : "definite",
    message: open.length > 0 ? doubt(configuration, open) : fact(configuration, users),
    subject,
    at: propagatesSourceIdentity.at,
    part: "PropagateSourceIdentity",
    causes: open,
    remedy: {
      text: 'Set `"ApplicationScopedIAMRoleConfiguration": { "PropagateSourceIdentity": true }` beside `EnableApplicationScopedIAMRole`, and allow the cluster\'s instance role `sts:SetSourceIdentity` on the runtime roles, on both sides. A cluster gets its security configuration when it is launched, so running ones have to be replaced.',
    },
  });
}

const FOLLOWS = "steps and queries then run without the user's source identity, and CloudTrail shows the runtime role alone";

function fact({ name }: Configuration, users: readonly Entry[]): string {
  const domain = users.find(({ state }) => state === "on")?.domain;
  const used = domain === undefined ? "" : ` (domain \`${domain.subject}\` uses runtime roles with propagation on)`;
  return `EMR security configuration \`${showText(name)}\` enables runtime roles without PropagateSourceIdentity: ${FOLLOWS}${used}.`;
}

function doubt({ name, propagatesSourceIdentity }: Configuration, open: readonly Cause[]): string {
  const whether = `Whether EMR security configuration \`${showText(name)}\``;
  if (propagatesSourceIdentity.value === false) {
    return `${whether} enables runtime roles can't be told: ${becauseOf(open)}. If it does, it lacks PropagateSourceIdentity: ${FOLLOWS}.`;
  }
  return `${whether} passes the source identity on to runtime roles can't be told: ${becauseOf(open)}. If it doesn't, ${FOLLOWS}.`;
}
