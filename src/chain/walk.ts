/**
 * The walk: from the entries along every hop that a session with a source identity can make, transitively, cycles and
 * self-assumption included.
 *
 * Roles are expanded in the order of how strongly they are reached (propagation on before unknown before off, explicit
 * before implied), each once, so the first path that is found to a role is the one worth showing. Work grows with the
 * edges that exist from reached roles: explicit edges are judged one by one; callers that share a wildcard share its
 * answers too, where nothing tells them apart (`sharing.ts`).
 */
import type { Assumptions } from "../iam/types.ts";
import type { EmrCluster, Located } from "../model/inventory.ts";
import { type Text, text, textKey } from "../text/symbolic.ts";
import { type ConfiguredTarget, configuredTargets } from "./configured.ts";
import { emrCallers } from "./emr.ts";
import { grantsOf } from "./grants.ts";
import { jobFinder } from "./jobs.ts";
import { assumptionsOf, judgeHop, verdictOf } from "./judge.ts";
import { rootEntry } from "./paths.ts";
import { DEFAULT_SESSION_NAME, hasDefaultSessionName } from "./request-context.ts";
import { wildcardsOf } from "./sharing.ts";
import type { Entry, Grant, Hop, HopBasis, Job, PropagationState, Reach, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

export interface Walk {
  readonly hops: readonly Hop[];
  readonly grants: readonly Grant[];
  readonly reached: ReadonlyMap<RoleNode, Reach>;
  readonly alsoCallers: ReadonlyMap<RoleNode, readonly (readonly RoleNode[])[]>;
  readonly instanceRoles: ReadonlyMap<RoleNode, readonly Entry[]>;
  readonly jobs: readonly Job[];
}

/** Strongest first. Both kinds of "warning" stand before the "notes". */
const RANKS: readonly { readonly state: PropagationState; readonly explicit: boolean }[] = [
  { state: "on", explicit: true },
  { state: "on", explicit: false },
  { state: "unknown", explicit: true },
  { state: "off", explicit: true },
  { state: "unknown", explicit: false },
  { state: "off", explicit: false },
];

function rankOf(state: PropagationState, explicit: boolean): number {
  return RANKS.findIndex((rank) => rank.state === state && rank.explicit === explicit);
}

/** What a session of a role may go on to, and by what it is known. */
interface Candidate {
  readonly target: RoleNode;
  readonly basis: HopBasis;
  readonly explicit: boolean;
  readonly named: Located<Text> | undefined;
  readonly cluster: EmrCluster | undefined;
}

/** Callers that share one wildcard. */
interface Group {
  readonly callers: RoleNode[];
  /** Asked for each caller. */
  readonly dependent: readonly RoleNode[];
  /** Asked once, for the first caller that does not name them. */
  pending: readonly RoleNode[];
}

function groupOf(world: World, targets: readonly RoleNode[]): Group {
  const isDependent = (target: RoleNode): boolean => world.trusts.isCallerDependent(target);
  return { callers: [], dependent: targets.filter(isDependent), pending: targets.filter((target) => !isDependent(target)) };
}

export function walk(world: World, entries: readonly Entry[]): Walk {
  const hops: Hop[] = [];
  const grants: Grant[] = [];
  const reached = new Map<RoleNode, Reach>();
  const groups = new Map<string, Group>();
  const alsoCallers = new Map<RoleNode, (readonly RoleNode[])[]>();
  const queues: readonly Queue[] = RANKS.map(() => ({ nodes: [], next: 0 }));
  const expanded = new Set<RoleNode>();
  const sessionName = sessionNaming(entries);
  const given = commonAssumptions(entries);
  const configured = configuredTargets(world, entries);
  const emr = emrCallers(world, entries);
  const jobs: Job[] = [];
  const findJobs = jobFinder(world, given);
  const regionsOf = regionsByRole(entries);

  const reach = (node: RoleNode, state: PropagationState, explicit: boolean, via: Reach["via"]): void => {
    const rank = rankOf(state, explicit);
    const known = reached.get(node);
    if (known !== undefined && rankOf(known.state, known.explicit) <= rank) return;
    reached.set(node, { state, explicit, via });
    queues[rank]?.nodes.push(node);
  };

  const judge = (caller: RoleNode, from: Reach, candidate: Candidate): boolean => {
    const { target, basis, explicit, named, cluster } = candidate;
    const judgements = judgeHop(world, caller, sessionName(caller), target, [], given);
    const exists = existence(judgements);
    if (exists === "no" && !explicit) return false;
    const hop: Hop = { caller, target, basis, explicit, named, cluster, exists, ...judgements };
    hops.push(hop);
    if (exists !== "no") reach(target, from.state, from.explicit && explicit, { kind: "hop", hop });
    return exists !== "no";
  };

  const createJobs = (caller: RoleNode, from: Reach): void => {
    const root = rootEntry(reached, caller)?.node;
    const regions = (root && regionsOf.get(root)) ?? [undefined];
    for (const job of findJobs({ caller, sessionName: sessionName(caller), regions })) {
      jobs.push(job);
      reach(job.target, from.state, from.explicit && job.explicit, { kind: "job", job });
    }
  };

  const expand = (caller: RoleNode, from: Reach): void => {
    const own = grantsOf(world, caller, sessionName(caller), given);
    grants.push(...own);
    const explicit = explicitCandidates(world, caller, own, [...(configured.get(caller) ?? []), ...(emr.get(caller) ?? [])]);
    const judged = new Map<RoleNode, boolean>();
    for (const candidate of explicit.values()) judge(caller, from, candidate);
    createJobs(caller, from);
    const mayReach = (target: RoleNode): boolean => {
      const known = judged.get(target) ?? judge(caller, from, implied(target));
      judged.set(target, known);
      return known;
    };
    for (const { key, find, skips } of wildcardsOf(world, caller, own)) {
      const group = groups.get(key) ?? groupOf(world, find());
      groups.set(key, group);
      // The same wildcard may stand in two of its statements.
      if (group.callers.at(-1) !== caller) group.callers.push(caller);
      for (const target of group.dependent) if (!explicit.has(target)) mayReach(target);
      // A target that this caller gets to in another way is left for the next one.
      group.pending = group.pending.filter((target) => {
        if (explicit.has(target) || skips(target)) return true;
        if (mayReach(target)) alsoCallers.set(target, [...(alsoCallers.get(target) ?? []), group.callers]);
        return false;
      });
    }
  };

  // Entries that are there whatever a template's conditions say come first: the first of equals is the one that is shown.
  for (const entry of [...entries].sort((a, b) => a.guards.length - b.guards.length)) {
    if (entry.kind === "shared-space") continue;
    reach(entry.node, entry.state, entry.kind !== "unused-default", { kind: "entry", entry });
  }
  // An EMR cluster's instance role carries the identity on, where its security configuration propagates it.
  for (const [instanceRole, targets] of emr) for (const { entry } of targets) reach(instanceRole, entry.state, true, { kind: "entry", entry });
  for (let next = takeNext(queues); next !== undefined; next = takeNext(queues)) {
    const from = reached.get(next);
    if (from === undefined || expanded.has(next)) continue;
    expanded.add(next);
    expand(next, from);
  }
  const instanceRoles = new Map([...emr].map(([node, targets]) => [node, targets.map(({ entry }) => entry)]));
  return { hops, grants, reached, alsoCallers, instanceRoles, jobs };
}

/** By execution role: the regions of the domains whose sessions have it, each once. */
function regionsByRole(entries: readonly Entry[]): ReadonlyMap<RoleNode, readonly (Text | undefined)[]> {
  const regions = new Map<RoleNode, Map<string, Text | undefined>>();
  for (const { node, domain, kind } of entries) {
    if (kind === "shared-space") continue;
    const known = regions.get(node) ?? new Map<string, Text | undefined>();
    regions.set(node, known.set(textKey(domain?.region ?? "?"), domain?.region));
  }
  return new Map([...regions].map(([node, known]) => [node, [...known.values()]]));
}

/** What all chains may take as given of a template's conditions, as they carry a source identity at all: what every entry does. */
export function commonAssumptions(entries: readonly Entry[]): Assumptions {
  const all = entries.filter((entry) => entry.kind !== "shared-space").map((entry) => assumptionsOf(entry.domain?.propagation, true));
  const [first = new Map()] = all;
  return new Map([...first].filter(([id, holds]) => all.every((each) => each.get(id) === holds)));
}

/** Whether the role can be assumed, with a source identity or without: what works today and breaks with one is there all the same. */
function existence({ assume, assumeWithout }: Pick<Hop, "assume" | "assumeWithout">): Hop["exists"] {
  const verdicts = [verdictOf(assume.authorization), verdictOf(assumeWithout.authorization)];
  if (verdicts.includes("allowed")) return "yes";
  return verdicts.includes("unknown") ? "maybe" : "no";
}

/** First in, first out, without moving the rest at every step. */
interface Queue {
  readonly nodes: RoleNode[];
  next: number;
}

function takeNext(queues: readonly Queue[]): RoleNode | undefined {
  const queue = queues.find(({ nodes, next }) => next < nodes.length);
  if (queue === undefined) return undefined;
  const node = queue.nodes[queue.next];
  queue.next += 1;
  return node;
}

function implied(target: RoleNode): Candidate {
  return { target, basis: "permissions", explicit: false, named: undefined, cluster: undefined };
}

/** Targets that one side names, each once: what the domain lists first, then what permissions name, then who trusts the caller. */
function explicitCandidates(world: World, caller: RoleNode, grants: readonly Grant[], listed: readonly ConfiguredTarget[]): ReadonlyMap<RoleNode, Candidate> {
  const found = new Map<RoleNode, Candidate>();
  const add = (target: RoleNode, basis: HopBasis, named?: Located<Text>, cluster?: EmrCluster): void => {
    if (!found.has(target)) found.set(target, { target, basis, explicit: true, named, cluster });
  };
  for (const { target, named, cluster } of listed) add(target, cluster === undefined ? "configured" : "emr", named, cluster);
  for (const { target } of grants) if (target !== undefined) add(target, "permissions");
  for (const target of world.trusts.naming(caller.role)) add(target, "trust");
  return found;
}

/**
 * The name of a role's sessions. SageMaker's default is `SageMaker`; with `ExecutionRoleSessionNameMode` USER_IDENTITY it
 * may be the user's. Further along a chain the caller's code picks it.
 */
export function sessionNaming(entries: readonly Entry[]): (caller: RoleNode) => Text {
  const names = new Map<RoleNode, Text>();
  for (const { domain, node } of entries) {
    if (domain !== undefined && hasDefaultSessionName(domain)) names.set(node, DEFAULT_SESSION_NAME);
  }
  return (caller) => names.get(caller) ?? anySessionName(caller);
}

function anySessionName(caller: RoleNode): Text {
  const { subject } = caller.role;
  const id = `session of ${subject}`;
  return text({ id, shape: "segment", cause: { kind: "caller-choice", id, what: `the session name of \`${subject}\` is chosen by whoever assumes it` } });
}
