import { chainTo, finding, listed, originOf, placeIn, presenceOf, roleName, rolesOnChains, statementName, statementPart } from "../../src/lint/evidence.ts";
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
        const stale = (statement.principals?.entries ?? []).flatMap(({ principal, at, guards }) =>
          principal.kind === "unique-id" ? [{ id: principal.id, at, guards }] : [],
        );
        const [first] = stale;
        if (first === undefined) continue;
        const { certainty, causes, doubt } = presenceOf(node, trust.guards, statement.guards, ...stale.map(({ guards }) => guards));
        const ids = stale.map(({ id }) => id);
        const meaning =
          ids.length === 1 ? "the unique id of a principal that was deleted. It matches" : "the unique ids of principals that were deleted. They match";
        yield finding({
          ruleId: "stale-principal",
          severity: "note",
          certainty,
          message: `The trust policy of role ${roleName(node)} lists ${listed(ids)} in ${statementName(statement)}: ${meaning} nobody, not even a role created again under the old name.${doubt}`,
          subject: node.role.subject,
          at: placeIn(trust, first.at),
          part: `${statementPart(trust, statement)}/${ids.join(",")}`,
          related: originOf(node),
          chain: chainTo(graph, node),
          remedy: {
            text: "Put the ARN of the principal that is meant in its place, or remove it. IAM looks the ARN up when the policy is saved, so write it anew even if the role exists again.",
          },
          causes,
        });
      }
    }
  },
};
