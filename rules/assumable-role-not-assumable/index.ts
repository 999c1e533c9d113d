import { chainOver, finding, placeIn, relatedStatement, roleName, showText, statementName } from "../../src/lint/evidence.ts";
import type { Rule } from "../../src/lint/rule.ts";

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
    for (const hop of graph.hops) {
      if (hop.basis !== "configured" || hop.exists !== "no" || hop.named === undefined) continue;
      const { authorization } = hop.assume;
      const sides = authorization.decisive.map((layer) => (layer === "resource" ? "its trust policy" : layer === "identity" ? "the execution role's permissions policies" : `the ${layer === "boundary" ? "permissions boundary" : layer.toUpperCase()}`));
      const misses = authorization.decisive.flatMap((layer) => authorization.layers[layer]?.nearMisses ?? []);
      yield finding({
        ruleId: "assumable-role-not-assumable",
        severity: "warning",
        message: `\`${showText(hop.named.value)}\` is listed in AssumableRoleArns, but the execution role ${roleName(hop.caller)} can't assume it: \`sts:AssumeRole\` is refused by ${sides.join(" and ")}.`,
        subject: hop.caller.role.subject,
        at: hop.named.at,
        part: `AssumableRoleArns/${hop.target.role.subject}`,
        related: [
          ...(hop.target.inInput ? [{ message: `role ${roleName(hop.target)}`, at: "document" in hop.target.trust ? placeIn(hop.target.trust, hop.target.trust.document.at) : hop.target.role.at }] : []),
          ...misses.slice(0, 2).map((miss) => relatedStatement(miss.policy, miss.statement, `${statementName(miss.statement)} fails in its ${miss.element}`)),
        ],
        chain: chainOver(graph, hop),
        remedy: { text: "Allow `sts:AssumeRole` and `sts:SetSourceIdentity` on both sides (the role's trust policy and the execution role's permissions policy), or take the role off the list." },
      });
    }
  },
};
