import { type Domain, domainsIn, finding, listedTexts, type Space } from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

/** A shared space in a domain with propagation on: calls made there carry no source identity. One finding for each domain. */
export const rule: Rule = {
  meta: {
    id: "shared-space-hides-user",
    summary: "Calls made from a shared space carry no source identity",
    severity: "note",
    precision: "very-high",
    securitySeverity: 2,
    tags: ["space", "audit", "source-identity"],
  },
  *check({ graph }) {
    for (const [domain, { state, spaces }] of domainsIn(graph)) {
      const [first, ...others] = spaces.filter(({ sharing }) => sharing === "Shared");
      if (first !== undefined && state === "on") yield report(domain, [first, ...others]);
    }
  },
};

function report(domain: Domain, spaces: readonly [Space, ...Space[]]): Finding {
  const [first, ...others] = spaces;
  const names = listedTexts(spaces.map(({ name }) => name));
  const from = others.length === 0 ? `shared space ${names}` : `${spaces.length} shared spaces (${names})`;
  return finding({
    ruleId: "shared-space-hides-user",
    severity: "note",
    message: `Calls from ${from} of domain \`${domain.subject}\` carry no source identity, although propagation is on: CloudTrail doesn't show which user made them.`,
    subject: domain.subject,
    at: first.at,
    part: "shared spaces",
    related: [
      { message: `domain \`${domain.subject}\``, at: domain.at },
      ...others.slice(0, 5).map(({ name, at, subject }) => ({ message: `shared space \`${typeof name === "string" ? name : subject}\``, at })),
    ],
    remedy: {
      text: "Have users work in private spaces where it matters who acted, or give shared spaces an execution role of their own that may do little (`DefaultSpaceSettings.ExecutionRole`).",
    },
  });
}
