import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  actionCovers,
  actionPlace,
  boundaryPlace,
  type Cause,
  type ChainGraph,
  chainOfEntry,
  chainOver,
  chainTo,
  chainToJob,
  type Entry,
  type Grant,
  type Hop,
  type Job,
  type Obstacle,
  obstaclesOf,
  openCauses,
  type Pointer,
  placeIn,
  type RoleNode,
  reachOf,
  severityOf,
  showText,
  statementOf,
  verdictOf,
  workingOf,
} from "../../src/lint/evidence.ts";
import type { ChainStep, Finding, Severity } from "../../src/lint/rule.ts";

/** A guardrail that stops the source identity on one way: from SageMaker to an execution role or a job's role, or from role to role. */
export interface Block {
  readonly way: "entry" | "hop" | "job";
  /** Whose sessions fail. Where SageMaker starts them, the execution role is caller and target. */
  readonly caller: RoleNode;
  readonly entry: Entry | undefined;
  /** In words: "`Lake`", "any role that `*` matches". */
  readonly target: string;
  readonly obstacle: Obstacle;
  /** What is refused. AssumeRole: it works without a source identity, or for other profiles. */
  readonly action: "sts:AssumeRole" | "sts:SetSourceIdentity";
  readonly certainty: Finding["certainty"];
  /** What leaves open whether the caller's own permissions allow AssumeRole. */
  readonly doubts: readonly Cause[];
  /** All other policies were asked, and allow it. */
  readonly alone: boolean;
  readonly at: Pointer;
  readonly severity: Severity;
  readonly explicit: boolean;
  readonly chain: readonly ChainStep[];
}

/** The layers of policies that this rule is about, in words. */
export const GUARDRAILS: ReadonlyMap<string, string> = new Map([
  ["boundary", "permissions boundary"],
  ["scp", "service control policy"],
  ["rcp", "resource control policy"],
]);

export function blocksOf(graph: ChainGraph): readonly Block[] {
  return [
    ...graph.entries.flatMap(ofEntry),
    ...graph.hops.flatMap((hop) => ofHop(graph, hop)),
    ...graph.jobs.flatMap((job) => ofJob(graph, job)),
    ...graph.grants.flatMap((grant) => ofGrant(graph, grant)),
  ];
}

function ofEntry(entry: Entry): readonly Block[] {
  const { node } = entry;
  if (entry.kind === "shared-space" || !node.inInput) return [];
  return guardrails(entry, node).map((found) => ({
    ...found,
    way: "entry",
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
  return guardrails(hop, hop.caller).map((found) => ({
    ...found,
    way: "hop",
    caller: hop.caller,
    entry: undefined,
    target: `\`${hop.target.role.subject}\``,
    severity: severityOf(state, isExplicit),
    explicit: isExplicit,
    chain: chainOver(graph, hop),
  }));
}

/** SageMaker itself assumes a job's role, so only an RCP can stand in its way. An execution role's is told of it as such. */
function ofJob(graph: ChainGraph, job: Job): readonly Block[] {
  const { caller, callers, target } = job;
  if (!target.inInput || graph.entries.some(({ node, kind }) => node === target && kind !== "shared-space")) return [];
  const explicit = reachOf(graph, caller).explicit && job.explicit;
  const found = guardrails(job, target);
  return callers.flat().flatMap((each) =>
    found.map((block) => ({
      ...block,
      way: "job",
      caller: each,
      entry: undefined,
      target: `\`${target.role.subject}\``,
      severity: explicit ? "warning" : "note",
      explicit,
      chain: chainToJob(graph, job),
    })),
  );
}

/** A wildcard, judged as a whole: the guardrail stops the identity also where no role that it matches is in the input. */
function ofGrant(graph: ChainGraph, grant: Grant): readonly Block[] {
  if (!grant.wildcard) return [];
  const { caller } = grant;
  const target = grant.pattern === undefined ? "any role that its NotResource doesn't match" : `any role that \`${showText(grant.pattern.source)}\` matches`;
  return guardrails(grant, caller).map((found) => ({
    ...found,
    way: "hop",
    // No trust policy was asked.
    alone: false,
    caller,
    entry: undefined,
    target,
    severity: severityOf(reachOf(graph, caller).state, false),
    explicit: false,
    chain: [...chainTo(graph, caller), { label: target }],
  }));
}

type Judged = Pick<Hop, "assume" | "assumeWithout" | "setIdentity">;

function guardrails(judged: Judged, caller: RoleNode): readonly Pick<Block, "obstacle" | "action" | "certainty" | "doubts" | "alone" | "at">[] {
  const { assume, assumeWithout, setIdentity } = judged;
  const doubts = openCauses(workingOf(judged).layers.identity);
  return obstaclesOf(assume, setIdentity, assumeWithout)
    .filter((obstacle) => GUARDRAILS.has(obstacle.layer) && diagnose(obstacle) !== "gap")
    .map((obstacle) => ({
      obstacle,
      action: refusedAction(judged, obstacle),
      certainty: doubts.length > 0 ? "undetermined" : obstacle.certainty,
      doubts,
      alone: Object.entries(setIdentity.authorization.layers).every(([layer, decision]) => layer === obstacle.layer || decision.outcome === "allowed"),
      at: place(obstacle, caller),
    }));
}

/** With a source identity, or with that of those locked out, the layer may refuse AssumeRole itself. */
function refusedAction({ assume, assumeWithout }: Judged, { layer, lockedOut }: Obstacle): Block["action"] {
  const [name] = lockedOut;
  const ofName = assume.byName?.find((each) => each.name === name)?.authorization;
  const asked = ofName ?? (verdictOf(assumeWithout.authorization) === "denied" ? undefined : assume.authorization);
  return asked !== undefined && verdictOf(asked) === "denied" && asked.decisive.includes(layer) ? "sts:AssumeRole" : "sts:SetSourceIdentity";
}

/** Every level of SCPs allows AssumeRole by some statement: the one to blame is that of a level which lacks the other action. */
export function blame(obstacle: Obstacle): ReturnType<typeof statementOf> {
  const lacking = obstacle.kind === "no-action" ? obstacle.statements.find(({ statement }) => !actionCovers(statement, "sts:SetSourceIdentity")) : undefined;
  return lacking ?? obstacle.statements.find(({ statement }) => statement.effect === "Deny") ?? statementOf(obstacle);
}

/** The narrowest element that must change. */
function place(obstacle: Obstacle, caller: RoleNode): Pointer {
  const blamed = blame(obstacle);
  if (blamed === undefined) return boundaryPlace(caller);
  const { policy, statement } = blamed;
  if (statement.effect === "Deny") return placeIn(policy, statement.at);
  if (obstacle.kind === "condition") return placeIn(policy, statement.conditionAt ?? statement.at);
  return obstacle.kind === "resource" ? placeIn(policy, statement.resources?.at ?? statement.at) : actionPlace(policy, statement);
}
