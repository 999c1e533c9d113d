import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  actionCovers,
  actionPlace,
  type Cause,
  type ChainGraph,
  chainOfEntry,
  chainOver,
  chainTo,
  type Decision,
  type Entry,
  type Grant,
  type Hop,
  isOpen,
  type Judgement,
  type Obstacle,
  obstaclesOf,
  type Pointer,
  placeIn,
  type RoleNode,
  reachOf,
  severityOf,
  showText,
  statementOf,
} from "../../src/lint/evidence.ts";
import type { ChainStep, Finding, Severity } from "../../src/lint/rule.ts";

/** A guardrail that stops the source identity on one way: from SageMaker to an execution role, or from role to role. */
export interface Block {
  readonly caller: RoleNode;
  /** Where SageMaker calls: the execution role is caller and target. */
  readonly entry: Entry | undefined;
  /** In words: "`Lake`", "any role that `*` matches". */
  readonly target: string;
  readonly obstacle: Obstacle;
  readonly certainty: Finding["certainty"];
  /** What leaves open whether the caller's own permissions allow AssumeRole. */
  readonly doubts: readonly Cause[];
  /** Nothing else stands in the way. */
  readonly alone: boolean;
  readonly at: Pointer;
  readonly severity: Severity;
  readonly explicit: boolean;
  readonly chain: readonly ChainStep[];
}

export function blocksOf(graph: ChainGraph): readonly Block[] {
  return [...graph.entries.flatMap(ofEntry), ...graph.hops.flatMap((hop) => ofHop(graph, hop)), ...graph.grants.flatMap((grant) => ofGrant(graph, grant))];
}

function ofEntry(entry: Entry): readonly Block[] {
  const { node } = entry;
  if (entry.kind === "shared-space" || !node.inInput) return [];
  return guardrails(entry.assume, entry.setIdentity, node).map((found) => ({
    ...found,
    caller: node,
    entry,
    target: `\`${node.role.subject}\``,
    severity: severityOf(entry.state),
    explicit: true,
    chain: chainOfEntry(entry),
  }));
}

function ofHop(graph: ChainGraph, hop: Hop): readonly Block[] {
  if (hop.exists === "no") return [];
  const { state, explicit } = reachOf(graph, hop.caller);
  const isExplicit = explicit && hop.explicit;
  return guardrails(hop.assume, hop.setIdentity, hop.caller).map((found) => ({
    ...found,
    caller: hop.caller,
    entry: undefined,
    target: `\`${hop.target.role.subject}\``,
    severity: severityOf(state, isExplicit),
    explicit: isExplicit,
    chain: chainOver(graph, hop),
  }));
}

/** A wildcard, judged as a whole: the guardrail stops the identity also where no role that it matches is in the input. */
function ofGrant(graph: ChainGraph, grant: Grant): readonly Block[] {
  if (!grant.wildcard) return [];
  const { caller } = grant;
  const target = grant.pattern === undefined ? "any role that its NotResource doesn't match" : `any role that \`${showText(grant.pattern.source)}\` matches`;
  return guardrails({ authorization: grant.assume }, { authorization: grant.setIdentity }, caller).map((found) => ({
    ...found,
    caller,
    entry: undefined,
    target,
    severity: severityOf(reachOf(graph, caller).state, false),
    explicit: false,
    chain: [...chainTo(graph, caller), { label: target }],
  }));
}

function guardrails(assume: Judgement, setIdentity: Judgement, caller: RoleNode): readonly Pick<Block, "obstacle" | "certainty" | "doubts" | "alone" | "at">[] {
  const all = obstaclesOf(assume, setIdentity);
  const isGuardrail = ({ layer }: Obstacle): boolean => layer === "boundary" || layer === "scp" || layer === "rcp";
  const doubts = openCauses(assume.authorization.layers.identity);
  return all
    .filter((obstacle) => isGuardrail(obstacle) && diagnose(obstacle) !== "gap")
    .map((obstacle) => ({
      obstacle,
      certainty: doubts.length > 0 ? "undetermined" : obstacle.certainty,
      doubts,
      alone: all.every(isGuardrail),
      at: place(obstacle, caller),
    }));
}

function openCauses(assume: Decision | undefined): readonly Cause[] {
  return assume?.outcome === "unknown" ? assume.causes.filter(isOpen) : [];
}

/** Every level of SCPs allows AssumeRole by some statement: the one to blame is that of a level which lacks the other action. */
export function blame(obstacle: Obstacle): ReturnType<typeof statementOf> {
  const lacking = obstacle.kind === "no-action" ? obstacle.statements.find(({ statement }) => !actionCovers(statement, "sts:SetSourceIdentity")) : undefined;
  return lacking ?? statementOf(obstacle);
}

/** The narrowest element that must change. */
function place(obstacle: Obstacle, caller: RoleNode): Pointer {
  const blamed = blame(obstacle);
  if (blamed === undefined) return boundaryPlace(caller);
  const { policy, statement } = blamed;
  if (obstacle.kind === "deny") return placeIn(policy, statement.at);
  if (obstacle.kind === "condition") return placeIn(policy, statement.conditionAt ?? statement.at);
  return obstacle.kind === "resource" ? placeIn(policy, statement.resources?.at ?? statement.at) : actionPlace(policy, statement);
}

/** A boundary in which no statement comes near: the place where it is attached. */
function boundaryPlace({ role }: RoleNode): Pointer {
  if (role.boundary === undefined) return role.at;
  return role.boundary.kind === "managed" ? role.boundary.at : role.boundary.source.at;
}
