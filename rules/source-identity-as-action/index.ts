import { isMeantAsSetSourceIdentity, isUnknownStsAction } from "../../src/lint/diagnosis.ts";
import { type ChainGraph, type Policy, type RoleNode, chainTo, consequence, finding, isKnown, placeIn, pointerKey, reachOf, roleName, rolesOnChains, severityOf, statementName, statementPart } from "../../src/lint/evidence.ts";
import type { Rule } from "../../src/lint/rule.ts";

/** An action under `sts:` that does not exist; most often the condition key `sts:SourceIdentity` in place of the action. */
export const rule: Rule = {
  meta: {
    id: "source-identity-as-action",
    summary: "An sts: action doesn't exist, such as sts:SourceIdentity for sts:SetSourceIdentity",
    severity: "error",
    precision: "very-high",
    securitySeverity: 5,
    tags: ["trust-policy", "permissions-policy", "source-identity"],
  },
  *check({ graph }) {
    const seen = new Set<string>();
    for (const node of rolesOnChains(graph)) {
      for (const { policy, isTrust } of policiesOf(graph, node)) {
        for (const statement of policy.document.statements) {
          for (const { source, at } of statement.actions?.patterns ?? []) {
            if (!isKnown(source) || !isUnknownStsAction(source)) continue;
            const place = placeIn(policy, at);
            if (seen.has(pointerKey(place))) continue;
            seen.add(pointerKey(place));
            const meant = isMeantAsSetSourceIdentity(source);
            const { state, explicit } = reachOf(graph, node);
            const follows = meant ? `; ${consequence(state, "the source identity is refused here")}` : "";
            const key = source.toLowerCase() === "sts:sourceidentity" ? " (it is a condition key)" : "";
            yield finding({
              ruleId: "source-identity-as-action",
              severity: meant ? severityOf(state, explicit) : "warning",
              message: `\`${source}\` is not an action${key}: ${statementName(statement)} of ${isTrust ? "the trust policy" : policy.label} of ${roleName(node)} grants nothing by it${follows}.`,
              subject: node.role.subject,
              at: place,
              part: `${statementPart(policy, statement)}/${source.toLowerCase()}`,
              chain: chainTo(graph, node),
              remedy: meant ? { text: "Write `sts:SetSourceIdentity`." } : { text: "Write an action that exists; the service authorization reference of AWS STS lists them." },
              ...(meant && { breaks: { sessionsOf: [node], explicit } }),
            });
          }
        }
      }
    }
  },
};

/** The role's trust policy and its permissions policies, as far as they are in the input. */
function policiesOf(graph: ChainGraph, node: RoleNode): readonly { readonly policy: Policy; readonly isTrust: boolean }[] {
  const own = "document" in node.trust ? [{ policy: node.trust, isTrust: true }] : [];
  return [...own, ...(graph.permissions.get(node) ?? []).flatMap((policy) => ("document" in policy && !policy.opaque ? [{ policy, isTrust: false }] : []))];
}
