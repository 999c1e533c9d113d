import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  type ChainGraph,
  type Entry,
  type Hop,
  type Obstacle,
  type Pointer,
  type RoleNode,
  actionPlace,
  becauseOf,
  chainOfEntry,
  chainOver,
  consequence,
  finding,
  groupBy,
  listed,
  obstaclesOf,
  placeIn,
  pointerKey,
  reachOf,
  severityOf,
  statementName,
  statementOf,
} from "../../src/lint/evidence.ts";
import type { ChainStep, Finding, Rule, Severity } from "../../src/lint/rule.ts";

interface Block {
  readonly caller: RoleNode;
  readonly target: string;
  readonly obstacle: Obstacle;
  readonly at: Pointer;
  readonly severity: Severity;
  readonly follows: string;
  readonly explicit: boolean;
  readonly chain: readonly ChainStep[];
}

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
    const blocks = [...graph.entries.flatMap(ofEntry), ...graph.hops.flatMap((hop) => ofHop(graph, hop))];
    for (const group of groupBy(blocks, ({ at, obstacle }) => `${obstacle.layer} ${pointerKey(at)} ${obstacle.certainty}`)) yield report(group);
  },
};

function ofEntry(entry: Entry): readonly Block[] {
  if (entry.kind === "shared-space" || !entry.node.inInput) return [];
  return guardrails(entry.assume, entry.setIdentity).map((obstacle) => ({
    caller: entry.node,
    target: entry.node.role.subject,
    obstacle,
    at: place(obstacle, entry.node),
    severity: severityOf(entry.state),
    follows: consequence(entry.state, "Studio sessions with this role fail with AccessDenied"),
    explicit: true,
    chain: chainOfEntry(entry),
  }));
}

function ofHop(graph: ChainGraph, hop: Hop): readonly Block[] {
  if (hop.exists === "no") return [];
  const { state, explicit } = reachOf(graph, hop.caller);
  const isExplicit = explicit && hop.explicit;
  return guardrails(hop.assume, hop.setIdentity).map((obstacle) => ({
    caller: hop.caller,
    target: hop.target.role.subject,
    obstacle,
    at: place(obstacle, hop.caller),
    severity: severityOf(state, isExplicit),
    follows: consequence(state, "assuming roles from a Studio session fails with AccessDenied"),
    explicit: isExplicit,
    chain: chainOver(graph, hop),
  }));
}

function guardrails(...[assume, setIdentity]: Parameters<typeof obstaclesOf>): readonly Obstacle[] {
  return obstaclesOf(assume, setIdentity).filter((obstacle) => GUARDRAILS.has(obstacle.layer) && diagnose(obstacle) !== "gap");
}

function place(obstacle: Obstacle, caller: RoleNode): Pointer {
  const blamed = statementOf(obstacle);
  if (blamed === undefined) return boundaryPlace(caller);
  return obstacle.kind === "deny" ? placeIn(blamed.policy, blamed.statement.at) : actionPlace(blamed.policy, blamed.statement);
}

/** A boundary in which no statement comes near: the place where it is attached. */
function boundaryPlace({ role }: RoleNode): Pointer {
  if (role.boundary === undefined) return role.at;
  return role.boundary.kind === "managed" ? role.boundary.at : role.boundary.source.at;
}

function report(group: readonly [Block, ...Block[]]): Finding {
  const [{ caller, obstacle, at, severity, follows, chain }] = group;
  const kind = GUARDRAILS.get(obstacle.layer) ?? "guardrail";
  const blamed = statementOf(obstacle);
  const name = blamed === undefined ? `the ${kind} of role \`${caller.role.subject}\`` : `${statementName(blamed.statement)} of the ${kind} (${blamed.policy.label})`;
  const targets = listed([...new Set(group.map((block) => block.target))]);
  const fact =
    obstacle.kind === "unknown"
      ? `Whether the ${kind} lets \`${caller.role.subject}\` set the source identity on ${targets} can't be told: ${becauseOf(obstacle.causes)}`
      : obstacle.kind === "deny"
        ? `${name} denies \`sts:SetSourceIdentity\` on ${targets}, which the other policies allow`
        : `${name} does not allow \`sts:SetSourceIdentity\` on ${targets}, which the other policies allow`;
  return finding({
    ruleId: "guardrail-blocks-source-identity",
    severity,
    certainty: obstacle.certainty,
    message: `${fact.charAt(0).toUpperCase()}${fact.slice(1)}; ${follows}.`,
    subject: caller.role.subject,
    at,
    part: `${obstacle.layer}/${blamed === undefined ? "" : (blamed.statement.sid ?? `#${blamed.statement.index}`)}`,
    chain,
    remedy: {
      text: obstacle.kind === "deny" ? "Exempt `sts:SetSourceIdentity` from the Deny, at least for these roles." : "Allow `sts:SetSourceIdentity` beside `sts:AssumeRole` in the guardrail as well: it grants nothing by itself.",
    },
    causes: obstacle.causes,
    breaks: { sessionsOf: group.map((block) => block.caller), explicit: group.some((block) => block.explicit) },
  });
}
