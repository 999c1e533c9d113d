import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  breaksOf,
  type ChainGraph,
  type ConditionTest,
  chainOfEntry,
  chainOver,
  finding,
  groupBy,
  isAssumeOnlyKey,
  listed,
  type Obstacle,
  obstaclesOf,
  placeIn,
  pointerKey,
  type RoleNode,
  reachOf,
  roleName,
  statementName,
  statementPart,
} from "../../src/lint/evidence.ts";
import type { ChainStep, Rule } from "../../src/lint/rule.ts";
import { splitOff } from "./split-off.ts";

interface Case {
  readonly target: RoleNode;
  readonly caller: RoleNode;
  readonly explicit: boolean;
  readonly obstacle: Obstacle;
  readonly chain: readonly ChainStep[];
}

/** SetSourceIdentity is allowed only under a condition on a key that AWS lists for AssumeRole alone. */
export const rule: Rule = {
  meta: {
    id: "assume-only-condition-on-set-source-identity",
    summary: "sts:SetSourceIdentity is allowed only under a condition that belongs to sts:AssumeRole",
    severity: "warning",
    precision: "medium",
    securitySeverity: 4,
    tags: ["trust-policy", "condition", "source-identity"],
  },
  *check({ graph }) {
    for (const group of groupBy(casesOf(graph), ({ target, obstacle }) => `${target.role.subject} ${pointerKey(placeOf(obstacle) ?? target.role.at)}`)) {
      const [{ target, obstacle, chain }] = group;
      const blamed = blame(obstacle);
      const at = placeOf(obstacle);
      if (blamed === undefined || at === undefined) continue;
      const keys = listed([...new Set(blamed.statement.conditions.filter((test) => isAssumeOnlyKey(test.keyId)).map((test) => test.key))]);
      yield finding({
        ruleId: "assume-only-condition-on-set-source-identity",
        severity: "warning",
        certainty: "undetermined",
        message: `Role ${roleName(target)} allows \`sts:SetSourceIdentity\` only under a condition on ${keys} (${statementName(blamed.statement)}), a key that AWS lists for \`sts:AssumeRole\` alone; passing the source identity on will likely fail with AccessDenied.`,
        subject: target.role.subject,
        at,
        part: statementPart(blamed.policy, blamed.statement),
        chain,
        remedy: {
          text: `Keep the condition on ${keys} for \`sts:AssumeRole\`, and allow \`sts:SetSourceIdentity\` to the same principal in a statement of its own without it.`,
          ...splitOff(blamed.policy, blamed.statement),
        },
        causes: obstacle.causes,
        breaks: breaksOf(group),
      });
    }
  },
};

function casesOf(graph: ChainGraph): readonly Case[] {
  const wanted = (obstacle: Obstacle): boolean => obstacle.layer === "resource" && diagnose(obstacle) === "assume-only-condition";
  const entries = graph.entries
    .filter((entry) => entry.kind !== "shared-space" && entry.node.inInput)
    .flatMap((entry) =>
      obstaclesOf(entry.assume, entry.setIdentity)
        .filter(wanted)
        .map((obstacle) => ({ target: entry.node, caller: entry.node, explicit: true, obstacle, chain: chainOfEntry(entry) })),
    );
  const hops = graph.hops
    .filter((hop) => hop.exists !== "no" && hop.target.inInput)
    .flatMap((hop) =>
      obstaclesOf(hop.assume, hop.setIdentity, hop.assumeWithout)
        .filter(wanted)
        .map((obstacle) => ({
          target: hop.target,
          caller: hop.caller,
          explicit: hop.explicit && reachOf(graph, hop.caller).explicit,
          obstacle,
          chain: chainOver(graph, hop),
        })),
    );
  return [...entries, ...hops];
}

/**
 * Should the key be absent when SetSourceIdentity is checked, `…IfExists`, `ForAllValues` and negated operators hold; should it be
 * there, it has the value that AssumeRole's own check has let pass.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function failsWithoutKey({ keyId, operator, ifExists, qualifier, values }: ConditionTest): boolean {
  if (!isAssumeOnlyKey(keyId) || ifExists || qualifier === "ForAllValues") return false;
  if (operator === "Null") return values.some(({ source }) => source === "false");
  return operator?.includes("Not") !== true;
}

/** The undecided statement that tests such a key. */
function blame(obstacle: Obstacle) {
  return obstacle.statements.find(({ statement }) => statement.conditions.some(failsWithoutKey));
}

function placeOf(obstacle: Obstacle) {
  const blamed = blame(obstacle);
  return blamed && placeIn(blamed.policy, blamed.statement.conditionAt ?? blamed.statement.at);
}
