import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  accessDoubts,
  allCallers,
  becauseOf,
  breaksOf,
  type Cause,
  type ChainGraph,
  chainOver,
  consequence,
  consequenceIfSo,
  entryDoubt,
  entryOf,
  finding,
  groupBy,
  type Hop,
  isThroughJob,
  listed,
  type Obstacle,
  obstaclesOf,
  originOf,
  pointerKey,
  type RoleNode,
  reachOf,
  roleName,
  severityOf,
  statementName,
  statementOf,
  worst,
} from "../../src/lint/evidence.ts";
import { callersOf, refusalFact, refusalPart, refusalPlace, refusalRemedy, SETTING_IDENTITY } from "../../src/lint/refusal.ts";
import type { Finding, Rule, Severity } from "../../src/lint/rule.ts";

interface Refusal {
  readonly hop: Hop;
  readonly obstacle: Obstacle;
  readonly severity: Severity;
  /** On the whole way from the domain to the target. */
  readonly explicit: boolean;
  /** What leaves open whether the caller gets in at all. */
  readonly doubts: readonly Cause[];
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
    const refusals = graph.hops.flatMap((hop) => refusalsOf(graph, hop));
    const groups = groupBy(
      refusals,
      (refusal) => `${refusal.hop.target.role.subject} ${pointerKey(refusalPlace(refusal.hop.target, refusal.obstacle))} ${certaintyOf(refusal)}`,
    );
    const callers = callersOf(graph);
    for (const group of groups) yield report(graph, group, callers.get(group[0].hop.target) ?? new Set());
  },
};

function refusalsOf(graph: ChainGraph, hop: Hop): readonly Refusal[] {
  if (hop.exists === "no" || !hop.target.inInput || isSupposedSelf(hop)) return [];
  const reach = reachOf(graph, hop.caller);
  const explicit = reach.explicit && hop.explicit;
  const doubts = accessDoubts(hop.assume.authorization);
  return obstaclesOf(hop.assume, hop.setIdentity, hop.assumeWithout)
    .filter((obstacle) => obstacle.layer === "resource" && diagnose(obstacle) === "refused")
    .map((obstacle) => ({ hop, obstacle, severity: severityOf(reach.state, explicit), explicit, doubts }));
}

/** A role that a wildcard alone lets assume itself: nobody means that, and the statement is judged for its other callers. */
function isSupposedSelf({ caller, target, explicit }: Hop): boolean {
  return caller === target && !explicit;
}

function certaintyOf({ obstacle, doubts }: Refusal): Finding["certainty"] {
  return doubts.length > 0 ? "undetermined" : obstacle.certainty;
}

function report(graph: ChainGraph, group: readonly [Refusal, ...Refusal[]], own: ReadonlySet<RoleNode>): Finding {
  const severity = worst(group.map((refusal) => refusal.severity));
  // The first of the worst: of two equally bad ones the walk met that one first which is reached more strongly.
  const example = group.find((refusal) => refusal.severity === severity) ?? group[0];
  const { hop, obstacle, doubts } = example;
  return finding({
    ruleId: "chained-role-refuses-source-identity",
    severity,
    certainty: certaintyOf(example),
    message: message(graph, group, example),
    subject: hop.target.role.subject,
    at: refusalPlace(hop.target, obstacle),
    part: refusalPart(obstacle),
    // The example's caller stands in the chain.
    related: [
      ...originOf(hop.target),
      ...group
        .filter((refusal) => refusal !== example && refusal.hop.caller.inInput && refusal.hop.caller !== refusal.hop.target)
        .slice(0, 5)
        .map(({ hop: { caller } }) => ({ message: `caller \`${caller.role.subject}\``, at: caller.role.at })),
    ],
    chain: chainOver(graph, hop),
    remedy: refusalRemedy(obstacle, { target: hop.target, callers: callersIn(graph, group), own }),
    causes: [...obstacle.causes, ...doubts],
    breaks: breaksOf(group.map(({ hop: { caller }, explicit }) => ({ caller, explicit }))),
  });
}

/** The target itself is among those that share a wildcard, too, and only there. */
function callersIn(graph: ChainGraph, group: readonly Refusal[]): readonly RoleNode[] {
  const hops = group.map((refusal) => refusal.hop);
  return allCallers(graph, hops).filter((caller) => hops.some((hop) => hop.caller === caller) || hops.every((hop) => hop.target !== caller));
}

function message(graph: ChainGraph, group: readonly [Refusal, ...Refusal[]], { hop, obstacle, explicit, doubts }: Refusal): string {
  const target = roleName(hop.target);
  const callers = listed(callersIn(graph, group).map((caller) => caller.role.subject));
  const { state } = reachOf(graph, hop.caller);
  const entry = entryOf(graph, hop.caller);
  const from = isThroughJob(graph.reached, hop.caller) ? "such a job" : "a Studio session";
  const broken = `assuming it from ${from} fails with AccessDenied`;
  const supposed = entry === undefined ? "" : entryDoubt(entry);
  const ifSo = `${consequenceIfSo(state, broken)}${supposed}`;
  if (obstacle.kind === "unknown")
    return `Whether role ${target} lets ${callers} pass the source identity on can't be told: ${becauseOf(obstacle.causes)}. If it doesn't, ${ifSo}.`;
  if (doubts.length > 0) {
    const blamed = statementOf(obstacle);
    const where = blamed === undefined ? "its trust policy" : `${statementName(blamed.statement)} of its trust policy`;
    return `Whether role ${target} lets ${callers} assume it can't be told: ${becauseOf(doubts)}. If it does, ${where} refuses the source identity, and ${ifSo}.`;
  }
  const wildcard = explicit
    ? ""
    : hop.explicit
      ? " (only wildcards or the account root lead to the caller)"
      : " (only wildcards or the account root connect them)";
  return `${refusalFact(`Role ${target}`, callers, { ...SETTING_IDENTITY, act: "pass the source identity on" }, obstacle)}${wildcard}; ${consequence(state, broken)}${supposed}.`;
}
