import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  becauseOf,
  breaksOf,
  type Cause,
  chainOfEntry,
  type Entry,
  finding,
  groupBy,
  holesOf,
  type Judgement,
  type Obstacle,
  obstaclesOf,
  originOf,
  pointerKey,
  roleName,
  verdictOf,
} from "../../src/lint/evidence.ts";
import { type Asked, refusalFact, refusalPart, refusalPlace, refusalRemedy } from "../../src/lint/refusal.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

type Propagating = Entry & { readonly setContext: Judgement };

interface Refusal {
  readonly entry: Propagating;
  readonly obstacle: Obstacle;
}

const ASKED: Asked = { action: "sts:SetContext", act: "pass the user's identity context" };

/** Trusted identity propagation is enabled, and the execution role doesn't let SageMaker set the context. One finding for each statement. */
export const rule: Rule = {
  meta: {
    id: "execution-role-refuses-context",
    summary: "The execution role doesn't let SageMaker pass the context of trusted identity propagation",
    severity: "error",
    precision: "very-high",
    securitySeverity: 4,
    tags: ["trust-policy", "execution-role", "trusted-identity-propagation"],
  },
  *check({ graph }) {
    const refusals = graph.entries
      .filter((entry): entry is Propagating => entry.setContext !== undefined && entry.node.inInput)
      // Only domains that authenticate with IAM Identity Center have the feature.
      .filter(({ domain }) => domain?.authMode !== "IAM")
      // Whether shared spaces pass a context, AWS does not say; a role that SageMaker cannot assume is told elsewhere.
      .filter(({ kind, assume }) => kind !== "shared-space" && verdictOf(assume.authorization) !== "denied")
      .flatMap((entry) => obstaclesIn(entry).map((obstacle): Refusal => ({ entry, obstacle })));
    for (const group of groupBy(refusals, ({ entry, obstacle }) => `${entry.node.role.subject} ${pointerKey(refusalPlace(entry.node, obstacle))}`))
      yield report(gravest(group));
  },
};

function obstaclesIn({ assumeWithout, setContext }: Propagating): readonly Obstacle[] {
  return obstaclesOf(assumeWithout, setContext).filter((obstacle) => obstacle.layer === "resource" && diagnose(obstacle) !== "gap");
}

/** Where several domains or profiles have the role: one that uses it, and where the setting is certainly enabled. */
function gravest(group: readonly [Refusal, ...Refusal[]]): Refusal {
  const used = group.filter(({ entry }) => entry.kind !== "unused-default");
  return used.find(({ entry }) => isOn(entry)) ?? used[0] ?? group.find(({ entry }) => isOn(entry)) ?? group[0];
}

function isOn({ domain }: Entry): boolean {
  return domain?.trustedIdentityPropagation?.value === "ENABLED";
}

function report({ entry, obstacle }: Refusal): Finding {
  const status = entry.domain?.trustedIdentityPropagation;
  const open = status === undefined ? [] : holesOf(status.value).map(({ cause }) => cause);
  return finding({
    ruleId: "execution-role-refuses-context",
    severity: entry.kind === "unused-default" ? "warning" : "error",
    certainty: isOn(entry) ? obstacle.certainty : "undetermined",
    message: message(entry, obstacle, open),
    subject: entry.node.role.subject,
    at: refusalPlace(entry.node, obstacle),
    part: refusalPart(obstacle),
    related: [...originOf(entry.node), ...(status === undefined ? [] : [{ message: "trusted identity propagation is set here", at: status.at }])],
    chain: chainOfEntry(entry),
    remedy: refusalRemedy(obstacle, { target: entry.node, callers: "SageMaker", own: new Set(), action: ASKED.action }),
    causes: [...open, ...obstacle.causes],
    breaks: breaksOf([{ caller: entry.node, explicit: true }], "either"),
  });
}

function message(entry: Entry, obstacle: Obstacle, open: readonly Cause[]): string {
  const fact = refusalFact(`The execution role ${roleName(entry.node)}`, "SageMaker", ASKED, obstacle);
  const domain = `domain \`${entry.domain?.subject ?? ""}\``;
  const broken = "SageMaker can't create sessions with the user's identity context";
  const refuses = obstacle.kind === "unknown" ? " and the role doesn't" : "";
  if (!isOn(entry))
    return `${fact}. Whether trusted identity propagation is enabled in ${domain} can't be told: ${becauseOf(open)}. If it is${refuses}, ${broken}.`;
  if (obstacle.kind === "unknown") return `${fact}. Trusted identity propagation is enabled in ${domain}: if the role doesn't, ${broken}.`;
  return `${fact}; trusted identity propagation is enabled in ${domain}, so ${broken}.`;
}
