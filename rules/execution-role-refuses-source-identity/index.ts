import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  becauseOf,
  breaksOf,
  chainOfEntry,
  consequence,
  type Entry,
  entryDoubt,
  finding,
  groupBy,
  listed,
  type Obstacle,
  obstaclesOf,
  originOf,
  pointerKey,
  type RoleNode,
  relatedStatement,
  roleName,
  severityOfEntry,
  verdictOf,
} from "../../src/lint/evidence.ts";
import { callersOf, refusalFact, refusalPart, refusalPlace, refusalRemedy, SETTING_IDENTITY } from "../../src/lint/refusal.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

interface Refusal {
  readonly entry: Entry;
  readonly obstacle: Obstacle;
}

/** SageMaker may assume the execution role but not set a source identity. One finding for each statement to change. */
export const rule: Rule = {
  meta: {
    id: "execution-role-refuses-source-identity",
    summary: "The execution role's trust policy doesn't let SageMaker set the source identity",
    severity: "error",
    precision: "very-high",
    securitySeverity: 5,
    tags: ["trust-policy", "execution-role", "source-identity"],
  },
  *check({ graph }) {
    const refusals: Refusal[] = [];
    for (const entry of graph.entries) {
      if (entry.kind === "shared-space" || !entry.node.inInput || verdictOf(entry.assume.authorization) === "denied") continue;
      for (const obstacle of obstaclesOf(entry.assume, entry.setIdentity)) {
        if (obstacle.layer === "resource" && diagnose(obstacle) === "refused") refusals.push({ entry, obstacle });
      }
    }
    const callers = callersOf(graph);
    for (const group of groupBy(refusals, ({ entry, obstacle }) => `${entry.node.role.subject} ${pointerKey(refusalPlace(entry.node, obstacle))}`))
      yield report(group, callers.get(group[0].entry.node) ?? new Set());
  },
};

const STRONGEST_FIRST = ["on", "unknown", "off"];

function report(group: readonly [Refusal, ...Refusal[]], own: ReadonlySet<RoleNode>): Finding {
  const { entry, obstacle } = group.reduce((a, b) => (STRONGEST_FIRST.indexOf(b.entry.state) < STRONGEST_FIRST.indexOf(a.entry.state) ? b : a), group[0]);
  const domains = [...new Set(group.flatMap((refusal) => refusal.entry.domain?.subject ?? []))];
  const many = domains.length > 1 ? ` It is an execution role of ${listed(domains)}.` : "";
  const assuming = entry.assume.authorization.layers.resource?.determining[0];
  return finding({
    ruleId: "execution-role-refuses-source-identity",
    severity: severityOfEntry(entry),
    certainty: obstacle.certainty,
    message: `${obstacle.kind === "unknown" ? doubt(entry, obstacle) : fact(entry, obstacle)}${entryDoubt(entry)}.${many}`,
    subject: entry.node.role.subject,
    at: refusalPlace(entry.node, obstacle),
    part: refusalPart(obstacle),
    related: [
      ...originOf(entry.node),
      ...(obstacle.kind === "deny" && assuming !== undefined ? [relatedStatement(assuming.policy, assuming.statement, "sts:AssumeRole is allowed here")] : []),
    ],
    chain: chainOfEntry(entry),
    remedy: refusalRemedy(obstacle, { target: entry.node, callers: "SageMaker", own }),
    causes: obstacle.causes,
    breaks: breaksOf([{ caller: entry.node, explicit: true }]),
  });
}

const FAIL = "Studio sessions with this role fail with AccessDenied";

function fact(entry: Entry, obstacle: Obstacle): string {
  return `${refusalFact(`The execution role ${roleName(entry.node)}`, "SageMaker", SETTING_IDENTITY, obstacle)}; ${consequence(entry.state, FAIL)}`;
}

function doubt({ node, state }: Entry, { causes }: Obstacle): string {
  const when = { on: "", off: " once propagation is turned on", unknown: " if propagation is on" }[state];
  return `Whether the execution role ${roleName(node)} lets SageMaker set a source identity can't be told: ${becauseOf(causes)}. If it doesn't, ${FAIL}${when}`;
}
