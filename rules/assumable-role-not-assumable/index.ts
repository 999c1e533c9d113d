import {
  chainOver,
  finding,
  groupBy,
  type Hop,
  listed,
  placeIn,
  pointerKey,
  relatedStatement,
  roleName,
  showText,
  statementName,
} from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

/** A hop that a domain's or profile's settings list. */
type Listed = Hop & { readonly named: NonNullable<Hop["named"]> };

/** A role listed in EmrSettings.AssumableRoleArns can't be assumed by the execution role at all. */
export const rule: Rule = {
  meta: {
    id: "assumable-role-not-assumable",
    summary: "The domain lists a role as assumable that the execution role can't assume",
    severity: "warning",
    precision: "high",
    securitySeverity: 3,
    tags: ["role-chaining", "emr"],
  },
  *check({ graph }) {
    const refused = graph.hops.filter((hop): hop is Listed => hop.basis === "configured" && hop.exists === "no" && hop.named !== undefined);
    for (const group of groupBy(refused, (hop) => `${pointerKey(hop.named.at)} ${sidesOf(hop)}`)) yield report(graph, group);
  },
};

function report(graph: Parameters<typeof chainOver>[0], group: readonly [Listed, ...Listed[]]): Finding {
  // By name, so that the subject does not depend on the order in which the roles were reached.
  const callers = [...new Set(group.map((hop) => hop.caller.role.subject))].sort();
  const hop = group.find(({ caller }) => caller.role.subject === callers[0]) ?? group[0];
  const { authorization } = hop.assume;
  const misses = authorization.decisive.flatMap((layer) => authorization.layers[layer]?.nearMisses ?? []);
  const { target, named } = hop;
  return finding({
    ruleId: "assumable-role-not-assumable",
    severity: "warning",
    message: `\`${showText(named.value)}\` is listed in AssumableRoleArns, but the execution role${callers.length > 1 ? "s" : ""} ${listed(callers)} can't assume it: \`sts:AssumeRole\` is refused by ${sidesOf(hop)}.`,
    subject: hop.caller.role.subject,
    at: named.at,
    part: `AssumableRoleArns/${target.role.subject}`,
    related: [
      ...(target.inInput
        ? [{ message: `role ${roleName(target)}`, at: "document" in target.trust ? placeIn(target.trust, target.trust.document.at) : target.role.at }]
        : []),
      ...misses.slice(0, 2).map((miss) => relatedStatement(miss.policy, miss.statement, `${statementName(miss.statement)} fails in its ${miss.element}`)),
    ],
    chain: chainOver(graph, hop),
    remedy: {
      text: "Allow `sts:AssumeRole` and `sts:SetSourceIdentity` on both sides (the role's trust policy and the execution role's permissions policy), or take the role off the list.",
    },
  });
}

function sidesOf({ assume: { authorization } }: Hop): string {
  const sides = authorization.decisive.map((layer) => {
    if (layer === "resource") return "its trust policy";
    if (layer === "identity") return "the execution role's permissions policies";
    return `the ${layer === "boundary" ? "permissions boundary" : layer.toUpperCase()}`;
  });
  return sides.join(" and ");
}
