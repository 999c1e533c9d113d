import { chainTo, finding, listed, placeIn, roleName, rolesOnChains, statementName, statementPart } from "../../src/lint/evidence.ts";
import type { Rule } from "../../src/lint/rule.ts";

/** The trust policy lists the unique id of a deleted principal: no role that is created again will match it. */
export const rule: Rule = {
  meta: {
    id: "stale-principal",
    summary: "The trust policy lists a principal that was deleted",
    severity: "note",
    precision: "high",
    securitySeverity: 2,
    tags: ["trust-policy", "hygiene"],
  },
  *check({ graph }) {
    for (const node of rolesOnChains(graph)) {
      const { trust } = node;
      if (!("document" in trust)) continue;
      for (const statement of trust.document.statements) {
        const stale = statement.principals?.entries.filter(({ principal }) => principal.kind === "unique-id") ?? [];
        const [first] = stale;
        if (first === undefined) continue;
        const ids = stale.map(({ principal }) => (principal.kind === "unique-id" ? principal.id : ""));
        yield finding({
          ruleId: "stale-principal",
          severity: "note",
          message: `${statementName(statement)} of the trust policy of ${roleName(node)} lists ${listed(ids)}: the unique id that IAM leaves behind when a principal is deleted. It matches nobody, not even a principal created again under the old name.`,
          subject: node.role.subject,
          at: placeIn(trust, first.at),
          part: `${statementPart(trust, statement)}/${ids.join(",")}`,
          chain: chainTo(graph, node),
          remedy: { text: "Replace the id by the ARN of the principal that is meant (IAM resolves it anew when the policy is saved), or remove it." },
        });
      }
    }
  },
};
