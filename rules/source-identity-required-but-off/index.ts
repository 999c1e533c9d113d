import { type ConditionTest, type Domain, type Entry, type Policy, type Statement, chainOfEntry, finding, listed, placeIn, roleName, statementName, statementPart } from "../../src/lint/evidence.ts";
import type { Rule } from "../../src/lint/rule.ts";

/** The trust policy requires a source identity for AssumeRole while propagation is off: Studio sessions can't start. */
export const rule: Rule = {
  meta: {
    id: "source-identity-required-but-off",
    summary: "The execution role requires a source identity, and propagation is off",
    severity: "error",
    precision: "very-high",
    securitySeverity: 4,
    tags: ["trust-policy", "condition", "domain"],
  },
  *check({ graph }) {
    const seen = new Set<Statement>();
    for (const entry of graph.entries) {
      const without = entry.state !== "on" || entry.kind === "shared-space";
      if (!without || entry.domain === undefined || !entry.node.inInput) continue;
      const blamed = requiring(entry);
      if (blamed === undefined || seen.has(blamed.statement)) continue;
      seen.add(blamed.statement);
      const { policy, statement, test } = blamed;
      yield finding({
        ruleId: "source-identity-required-but-off",
        severity: "error",
        certainty: entry.state === "unknown" && entry.kind !== "shared-space" ? "undetermined" : "definite",
        message: `The execution role ${roleName(entry.node)} can be assumed only with a source identity (${statementName(statement)}, condition on ${listed([test.key])}), but ${reason(entry, entry.domain)}.`,
        subject: entry.node.role.subject,
        at: placeIn(policy, test.at),
        part: statementPart(policy, statement),
        related: entry.kind === "shared-space" ? [] : [{ message: "propagation is set (or missing) here", at: entry.domain.propagation.at }],
        chain: chainOfEntry(entry),
        causes: entry.domain.propagation.kind === "unknown" ? [entry.domain.propagation.cause] : [],
        remedy: {
          text: "Turn propagation on (`ExecutionRoleIdentityConfig=USER_PROFILE_NAME`), or move the condition to a statement for `sts:SetSourceIdentity` alone and leave `sts:AssumeRole` without it.",
        },
      });
    }
  },
};

function reason(entry: Entry, domain: Domain): string {
  if (entry.kind === "shared-space") return `shared spaces of domain \`${domain.subject}\` send none, whatever its setting, so they can't start`;
  const off = entry.state === "off" ? "is off" : "may be off";
  return `propagation ${off} in domain \`${domain.subject}\`; SageMaker then sends none and Studio sessions can't start`;
}

interface Blamed {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly test: ConditionTest;
}

/** The statement whose test on `sts:SourceIdentity` refuses a call that has none. */
function requiring(entry: Entry): Blamed | undefined {
  const decision = entry.assumeWithout.authorization.layers.resource;
  if (decision === undefined || decision.outcome === "allowed" || decision.outcome === "unknown") return undefined;
  const failing = decision.nearMisses.map((miss) => ({ policy: miss.policy, statement: miss.statement, tests: miss.tests }));
  const denying = decision.determining.map((ref) => ({ policy: ref.policy, statement: ref.statement, tests: ref.statement.conditions }));
  for (const { policy, statement, tests } of [...denying, ...failing]) {
    const test = tests.find((each) => each.keyId === "sts:sourceidentity");
    if (test !== undefined) return { policy, statement, test };
  }
  return undefined;
}
