import {
  becauseOf,
  type ChainGraph,
  consequence,
  consequenceIfSo,
  entryDoubt,
  entryOf,
  finding,
  groupBy,
  listed,
  pointerKey,
  reachOf,
  statementName,
  worst,
} from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";
import { type Block, blame, blocksOf } from "./blocks.ts";

const GUARDRAILS = new Map([
  ["boundary", "permissions boundary"],
  ["scp", "service control policy"],
  ["rcp", "resource control policy"],
]);

/** Trust and permissions allow the source identity, but a permissions boundary, an SCP or an RCP does not. */
export const rule: Rule = {
  meta: {
    id: "guardrail-blocks-source-identity",
    summary: "A permissions boundary, SCP or RCP blocks the source identity",
    severity: "error",
    precision: "high",
    securitySeverity: 5,
    tags: ["guardrail", "source-identity"],
  },
  *check({ graph }) {
    for (const group of groupBy(blocksOf(graph), ({ at, obstacle, certainty }) => `${obstacle.layer} ${pointerKey(at)} ${certainty}`))
      yield report(graph, group);
  },
};

function report(graph: ChainGraph, group: readonly [Block, ...Block[]]): Finding {
  const severity = worst(group.map((block) => block.severity));
  const block = group.find((each) => each.severity === severity) ?? group[0];
  const { caller, obstacle, at, certainty, doubts, chain } = block;
  const blamed = blame(obstacle);
  return finding({
    ruleId: "guardrail-blocks-source-identity",
    severity,
    certainty,
    message: message(graph, group, block),
    subject: caller.role.subject,
    at,
    part: `${obstacle.layer}/${blamed === undefined ? "" : (blamed.statement.sid ?? `#${blamed.statement.index}`)}`,
    chain,
    remedy: { text: remedy(block) },
    causes: [...obstacle.causes, ...doubts],
    breaks: { sessionsOf: [...new Set(group.map((each) => each.caller))], explicit: group.some((each) => each.explicit) },
  });
}

function message(graph: ChainGraph, group: readonly Block[], { caller, entry, obstacle, doubts, alone }: Block): string {
  const kind = GUARDRAILS.get(obstacle.layer) ?? "guardrail";
  const blamed = blame(obstacle);
  const where =
    blamed === undefined
      ? `the ${kind} of role \`${caller.role.subject}\``
      : `${statementName(blamed.statement)} of the ${blamed.policy.label.startsWith(kind) ? blamed.policy.label : `${kind} (${blamed.policy.label})`}`;
  const callers = entry === undefined ? listed([...new Set(group.map((each) => each.caller.role.subject))]) : "SageMaker";
  const targets = [...new Set(group.map((each) => each.target))];
  const on = targets.length > 3 ? `${targets.slice(0, 3).join(", ")} and ${targets.length - 3} more` : targets.join(" and ");
  const state = entry?.state ?? reachOf(graph, caller).state;
  const first = entry ?? entryOf(graph, caller);
  const supposed = first === undefined ? "" : entryDoubt(first);
  const broken = entry === undefined ? "assuming roles from a Studio session fails with AccessDenied" : "Studio sessions with this role fail with AccessDenied";
  const ifSo = `${consequenceIfSo(state, broken)}${supposed}`;
  if (obstacle.kind === "unknown")
    return `Whether the ${kind} lets ${callers} set the source identity on ${on} can't be told: ${becauseOf(obstacle.causes)}. If it doesn't, ${ifSo}.`;
  if (doubts.length > 0)
    return `Whether ${callers} may assume ${on} can't be told: ${becauseOf(doubts)}. If so, ${where} stops the source identity, and ${ifSo}.`;
  const verb = obstacle.kind === "deny" ? `denies ${callers} \`sts:SetSourceIdentity\`` : `does not allow ${callers} \`sts:SetSourceIdentity\``;
  const rest = alone ? ", which the other policies allow" : "";
  return `${where.charAt(0).toUpperCase()}${where.slice(1)} ${verb} on ${on}${rest}; ${consequence(state, broken)}${supposed}.`;
}

function remedy({ obstacle }: Block): string {
  const blamed = blame(obstacle);
  if (obstacle.kind === "deny") return "Exempt `sts:SetSourceIdentity` from the Deny, at least for these roles.";
  if (blamed?.policy.opaque)
    return "AWS manages that policy: use a boundary of your own that allows `sts:SetSourceIdentity` beside `sts:AssumeRole`. That grants nothing by itself.";
  if (obstacle.kind === "resource")
    return "Let the guardrail allow `sts:SetSourceIdentity` on the same roles as `sts:AssumeRole`. That grants nothing by itself.";
  if (obstacle.kind === "condition")
    return `Let the guardrail allow \`sts:SetSourceIdentity\` without the condition on ${listed([...new Set(obstacle.tests.map((test) => test.key))])}. That grants nothing by itself.`;
  return "Allow `sts:SetSourceIdentity` beside `sts:AssumeRole` in the guardrail as well. That grants nothing by itself.";
}
