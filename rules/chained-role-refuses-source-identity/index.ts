import { diagnose } from "../../src/lint/diagnosis.ts";
import { type ChainGraph, type Hop, type Obstacle, allCallers, chainOver, consequence, finding, groupBy, listed, obstaclesOf, originOf, pointerKey, reachOf, roleName, severityOf } from "../../src/lint/evidence.ts";
import { refusalFact, refusalPart, refusalPlace, refusalRemedy } from "../../src/lint/refusal.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

interface Refusal {
  readonly hop: Hop;
  readonly obstacle: Obstacle;
}

/** A hop's target allows the caller AssumeRole but not SetSourceIdentity. One finding for each statement to change. */
export const rule: Rule = {
  meta: {
    id: "chained-role-refuses-source-identity",
    summary: "A chained role's trust policy doesn't let its callers pass the source identity on",
    severity: "error",
    precision: "very-high",
    securitySeverity: 5,
    tags: ["trust-policy", "role-chaining", "source-identity"],
  },
  *check({ graph }) {
    const refusals: Refusal[] = [];
    for (const hop of graph.hops) {
      if (hop.exists === "no" || !hop.target.inInput) continue;
      for (const obstacle of obstaclesOf(hop.assume, hop.setIdentity)) {
        if (obstacle.layer === "resource" && diagnose(obstacle) === "refused") refusals.push({ hop, obstacle });
      }
    }
    const groups = groupBy(refusals, ({ hop, obstacle }) => `${hop.target.role.subject} ${pointerKey(refusalPlace(hop.target, obstacle))} ${obstacle.certainty}`);
    for (const group of groups) yield report(graph, group);
  },
};

function report(graph: ChainGraph, group: readonly [Refusal, ...Refusal[]]): Finding {
  // The first is the one that the walk met first, which is the one reached most strongly.
  const [{ hop, obstacle }] = group;
  const hops = group.map((refusal) => refusal.hop);
  const { state, explicit } = reachOf(graph, hop.caller);
  const isExplicit = explicit && hop.explicit;
  const callers = listed(allCallers(graph, hops).map((caller) => caller.role.subject));
  const wildcard = hop.explicit ? "" : " (only wildcards or the account root connect them)";
  return finding({
    ruleId: "chained-role-refuses-source-identity",
    severity: severityOf(state, isExplicit),
    certainty: obstacle.certainty,
    message: `${refusalFact(`Role ${roleName(hop.target)}`, callers, "pass the source identity on", obstacle)}${wildcard}; ${consequence(state, "assuming it from a Studio session fails with AccessDenied")}.`,
    subject: hop.target.role.subject,
    at: refusalPlace(hop.target, obstacle),
    part: refusalPart(obstacle),
    // The first caller stands in the chain.
    related: [
      ...originOf(hop.target),
      ...hops
        .slice(1, 6)
        .filter(({ caller, target }) => caller.inInput && caller !== target)
        .map(({ caller }) => ({ message: `caller \`${caller.role.subject}\``, at: caller.role.at })),
    ],
    chain: chainOver(graph, hop),
    remedy: refusalRemedy(obstacle, "the chain's callers"),
    causes: obstacle.causes,
    breaks: { sessionsOf: hops.map(({ caller }) => caller), explicit: isExplicit },
  });
}
