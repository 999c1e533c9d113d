import { type ChainGraph, type RoleNode, chainTo, finding, mayMatterForChains, placeIn, roleName, rolesOnChains } from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";
import { type Defect, defectsOf } from "./defects.ts";

/** IAM would refuse to save the trust policy, or it can never do what it says. */
export const rule: Rule = {
  meta: {
    id: "malformed-trust-policy",
    summary: "The trust policy is one that IAM refuses, or that can't do what it says",
    severity: "error",
    precision: "high",
    securitySeverity: 3,
    tags: ["trust-policy", "correctness"],
  },
  *check({ graph }) {
    const onChains = new Set(rolesOnChains(graph));
    for (const node of graph.roles) {
      // A role whose trust names roles in a way that matches nobody is on no chain, although it is meant to be.
      if (!onChains.has(node) && !mayMatterForChains(node)) continue;
      for (const defect of defectsOf(node)) yield report(graph, node, defect);
    }
  },
};

function report(graph: ChainGraph, node: RoleNode, defect: Defect): Finding {
  return finding({
    ruleId: "malformed-trust-policy",
    severity: defect.severity,
    message: `Trust policy of ${roleName(node)}: ${defect.message}.`,
    subject: node.role.subject,
    at: "document" in node.trust ? placeIn(node.trust, defect.at) : node.trust.at,
    part: defect.part,
    chain: chainTo(graph, node).length > 1 ? chainTo(graph, node) : [],
    remedy: { text: defect.remedy },
  });
}
