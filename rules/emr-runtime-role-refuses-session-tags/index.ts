import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  actionPlace,
  becauseOf,
  boundaryPlace,
  breaksOf,
  chainToRuntimeRole,
  editActions,
  finding,
  groupBy,
  isKnown,
  type Judgement,
  listed,
  type Obstacle,
  obstaclesOf,
  originOf,
  type Pointer,
  placeIn,
  pointerKey,
  type RoleNode,
  roleName,
  statementName,
  statementOf,
  type TaggedHop,
  verdictOf,
} from "../../src/lint/evidence.ts";
import { type Asked, refusalFact, refusalPart, refusalPlace, refusalRemedy } from "../../src/lint/refusal.ts";
import type { Finding, Remedy, Rule } from "../../src/lint/rule.ts";

interface Refusal {
  readonly hop: TaggedHop;
  readonly obstacle: Obstacle;
}

const ASKED: Asked = { action: "sts:TagSession", act: "tag the session" };

/** An EMR cluster's instance role may assume a runtime role but not tag the session. One finding for each statement to change. */
export const rule: Rule = {
  meta: {
    id: "emr-runtime-role-refuses-session-tags",
    summary: "An EMR cluster can assume a runtime role but not tag its session",
    severity: "warning",
    precision: "high",
    securitySeverity: 3,
    tags: ["trust-policy", "permissions-policy", "emr", "session-tags"],
  },
  *check({ graph }) {
    const refusals = graph.runtimeRoles.filter(({ assume }) => verdictOf(assume.authorization) !== "denied").flatMap(refusalsOf);
    for (const group of groupBy(refusals, (refusal) => `${refusal.obstacle.layer} ${refusal.obstacle.kind} ${pointerKey(placeOf(refusal))}`))
      yield report(group);
  },
};

/** The trust policy's side, and the instance role's own: its policies and its permissions boundary. */
function refusalsOf(hop: TaggedHop): readonly Refusal[] {
  return obstaclesOf(hop.assume, asRequired(hop))
    .filter(({ layer }) => (layer === "resource" && hop.target.inInput) || ((layer === "identity" || layer === "boundary") && hop.caller.inInput))
    .filter((obstacle) => diagnose(obstacle) !== "gap")
    .map((obstacle) => ({ hop, obstacle }));
}

/** Where the trust policy lacks the action, what it asks of the instance role's own policies is what it asks of them for AssumeRole. */
function asRequired({ assume, tagSession }: TaggedHop): Judgement {
  const { authorization } = tagSession;
  if (authorization.layers.resource?.outcome !== "implicitly-denied") return tagSession;
  return { ...tagSession, authorization: { ...authorization, required: [...new Set([...authorization.required, ...assume.authorization.required])] } };
}

/** The narrowest element that must change. */
function placeOf({ hop, obstacle }: Refusal): Pointer {
  if (obstacle.layer === "resource") return refusalPlace(hop.target, obstacle);
  const { role } = hop.caller;
  const blamed = statementOf(obstacle);
  if (blamed === undefined) return obstacle.layer === "boundary" ? boundaryPlace(hop.caller) : role.at;
  const { policy, statement } = blamed;
  if (obstacle.kind === "deny") return placeIn(policy, statement.at);
  if (obstacle.kind === "condition") return placeIn(policy, statement.conditionAt ?? statement.at);
  return obstacle.kind === "resource" ? placeIn(policy, statement.resources?.at ?? statement.at) : actionPlace(policy, statement);
}

function report(group: readonly [Refusal, ...Refusal[]]): Finding {
  const [{ hop, obstacle }] = group;
  const isTrust = obstacle.layer === "resource";
  const callers = [...new Set(group.map((refusal) => refusal.hop.caller))];
  const targets = [...new Set(group.map((refusal) => refusal.hop.target.role.subject))];
  const broken = `steps and queries with ${targets.length === 1 ? "it" : "them"} fail`;
  const fact = isTrust ? trustFact(hop, callers, obstacle) : callerFact(group, targets);
  return finding({
    ruleId: "emr-runtime-role-refuses-session-tags",
    severity: "warning",
    certainty: obstacle.certainty,
    message:
      obstacle.kind === "unknown"
        ? `${fact}. If so, ${broken}: EMR tags the sessions of runtime roles.`
        : `${fact}; EMR tags the sessions of runtime roles, so ${broken}.`,
    subject: isTrust ? hop.target.role.subject : hop.caller.role.subject,
    at: placeOf(group[0]),
    part: `${ASKED.action} ${refusalPart(obstacle)}`,
    related: [...originOf(isTrust ? hop.target : hop.caller), { message: "the runtime role is listed here", at: hop.named.at }],
    chain: chainToRuntimeRole(hop),
    remedy: isTrust ? refusalRemedy(obstacle, { target: hop.target, callers, own: new Set(), action: ASKED.action }) : ofCaller(group),
    causes: obstacle.causes,
    // Not every user of the domain runs steps there, and they fail with propagation or without: the switch is not what it stops.
    breaks: breaksOf(
      group.map((refusal) => ({ caller: refusal.hop.entry.node, explicit: false })),
      "either",
    ),
  });
}

function trustFact({ target }: TaggedHop, callers: readonly RoleNode[], obstacle: Obstacle): string {
  return refusalFact(`EMR runtime role ${roleName(target)}`, listed(callers.map(({ role }) => role.subject)), ASKED, obstacle);
}

function callerFact(group: readonly [Refusal, ...Refusal[]], targets: readonly string[]): string {
  const [{ obstacle }] = group;
  const roles = [...new Set(group.map(({ hop }) => hop.caller.role.subject))];
  const clusters = [...new Set(group.map(({ hop }) => hop.cluster.subject))];
  const who = `The instance role${roles.length === 1 ? "" : "s"} ${listed(roles)} of EMR cluster${clusters.length === 1 ? "" : "s"} ${listed(clusters)}`;
  const on = listed(targets);
  if (obstacle.kind === "unknown") return `${who} may not be allowed \`sts:TagSession\` on ${on}, which can't be told: ${becauseOf(obstacle.causes)}`;
  return `${who} may assume ${on} but not tag the session: ${reason(obstacle)}`;
}

function reason(obstacle: Obstacle): string {
  const isBoundary = obstacle.layer === "boundary";
  const blamed = statementOf(obstacle);
  if (blamed === undefined) return isBoundary ? "the permissions boundary doesn't allow `sts:TagSession`" : "nothing allows `sts:TagSession`";
  const { policy, statement } = blamed;
  const where = `${statementName(statement)} of ${isBoundary && !policy.label.startsWith("permissions boundary") ? `the permissions boundary (${policy.label})` : policy.label}`;
  switch (obstacle.kind) {
    case "deny":
      return `${where} denies \`sts:TagSession\``;
    case "condition":
      return `${where} allows \`sts:TagSession\` only under a condition that fails (${listed([...new Set(obstacle.tests.map(({ key }) => key))])})`;
    case "resource":
      return `${where} allows \`sts:TagSession\` on other roles only`;
    default:
      return `${where} ${statement.actions?.negated === true ? "leaves `sts:TagSession` out by NotAction" : "lacks `sts:TagSession`"}`;
  }
}

function ofCaller(group: readonly [Refusal, ...Refusal[]]): Remedy {
  const [{ obstacle }] = group;
  const blamed = statementOf(obstacle);
  if (obstacle.kind === "deny") return { text: "Take `sts:TagSession` out of that Deny, or exempt the cluster's instance role from it." };
  if (blamed?.policy.awsManaged !== true && obstacle.kind === "no-action" && blamed?.statement.actions?.negated === false) {
    return { text: "Add `sts:TagSession` to the actions of that statement.", ...editActions(blamed.policy, blamed.statement, { add: ["sts:TagSession"] }) };
  }
  if (obstacle.layer === "boundary") return { text: "Allow `sts:TagSession` in the permissions boundary as well. That grants nothing by itself." };
  const targets = [...new Set(group.map(({ hop }) => hop.target))];
  const arns = targets.flatMap(({ role }) => (isKnown(role.arn) ? [role.arn] : []));
  return {
    text: "Allow the cluster's instance role `sts:TagSession` on the runtime roles.",
    ...(arns.length === targets.length && arns.length <= 5 && { snippet: { Effect: "Allow" as const, Action: "sts:TagSession", Resource: arns } }),
  };
}
