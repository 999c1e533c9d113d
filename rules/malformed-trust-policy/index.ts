import { type ChainGraph, chainTo, finding, mayMatterForChains, originOf, type RoleNode, roleName, rolesOnChains } from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";
import type { Defect } from "./defect.ts";
import { defectsOf } from "./defects.ts";

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
      // A role whose trust policy names roles in a way that matches nobody is on no chain, although it is meant to be.
      if (!onChains.has(node) && !mayMatterForChains(node)) continue;
      for (const defect of defectsOf(node)) yield report(graph, node, defect);
    }
  },
};

function report(graph: ChainGraph, node: RoleNode, { fact, remedy, at, part, severity = "error", presence }: Defect): Finding {
  const chain = chainTo(graph, node);
  return finding({
    ruleId: "malformed-trust-policy",
    severity,
    certainty: presence?.certainty ?? "definite",
    message: `The trust policy of role ${roleName(node)} ${fact}.${presence?.doubt ?? ""}`,
    subject: node.role.subject,
    at,
    part,
    related: originOf(node),
    // A role alone is no chain: nothing in the input leads to it.
    chain: chain.length > 1 ? chain : [],
    remedy: { text: remedy },
    causes: presence?.causes ?? [],
  });
}
