/**
 * The walk: from the entries along every hop that a session with a source identity can make, transitively, cycles and
 * self-assumption included.
 *
 * Roles are expanded in the order of how strongly they are reached (propagation on before unknown before off, explicit
 * before implied), each once, so the first path that is found to a role is the one worth showing. Work grows with the
 * edges that exist from reached roles: explicit edges are judged one by one; roles that share a wildcard of the same text
 * in one account share the targets of the first of them (`alsoCallers`), unless a target's answer depends on the caller.
 */
import { matchTokens } from "../iam/wildcard.ts";
import type { EmrCluster, Located } from "../model/inventory.ts";
import { type Text, text, textKey } from "../text/symbolic.ts";
import { type ConfiguredTarget, configuredTargets, emrCallers } from "./configured.ts";
import { grantsOf } from "./grants.ts";
import { judgeHop, verdictOf } from "./judge.ts";
import type { Entry, Grant, Hop, HopBasis, PropagationState, Reach, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

export interface Walk {
  readonly hops: readonly Hop[];
  readonly grants: readonly Grant[];
  readonly reached: ReadonlyMap<RoleNode, Reach>;
  readonly alsoCallers: ReadonlyMap<RoleNode, readonly (readonly RoleNode[])[]>;
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

/** Callers that share one wildcard, and what the first of them could reach by it. */
interface Group {
  readonly callers: RoleNode[];
  readonly targets: readonly RoleNode[];
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
  const configured = configuredTargets(world, entries);
  const emr = emrCallers(world, entries);

  const reach = (node: RoleNode, state: PropagationState, explicit: boolean, via: Reach["via"]): void => {
    const rank = rankOf(state, explicit);
    const known = reached.get(node);
    if (known !== undefined && rankOf(known.state, known.explicit) <= rank) return;
    reached.set(node, { state, explicit, via });
    queues[rank]?.nodes.push(node);
  };

  const judge = (caller: RoleNode, from: Reach, candidate: Candidate): boolean => {
    const { target, basis, explicit, named, cluster } = candidate;
    const judgements = judgeHop(world, caller, sessionName(caller), target, []);
    const verdict = verdictOf(judgements.assume.authorization);
    if (verdict === "denied" && !explicit) return false;
    const exists = verdict === "allowed" ? "yes" : verdict === "unknown" ? "maybe" : "no";
    const hop: Hop = { caller, target, basis, explicit, named, cluster, exists, ...judgements };
    hops.push(hop);
    if (exists !== "no") reach(target, from.state, from.explicit && explicit, { kind: "hop", hop });
    return exists !== "no";
  };

  const expand = (caller: RoleNode, from: Reach): void => {
    const own = grantsOf(world, caller, sessionName(caller));
    grants.push(...own);
    const explicit = explicitCandidates(world, caller, own, [...(configured.get(caller) ?? []), ...(emr.get(caller) ?? [])]);
    for (const candidate of explicit.values()) judge(caller, from, candidate);
    for (const { key, find } of impliedGroups(world, caller, own)) {
      const group = groups.get(key);
      const isNew = (target: RoleNode): boolean => !explicit.has(target);
      if (group === undefined) {
        const targets = find().filter((target) => isNew(target) && judge(caller, from, implied(target)));
        const callers = [caller];
        groups.set(key, { callers, targets });
        for (const target of targets) alsoCallers.set(target, [...(alsoCallers.get(target) ?? []), callers]);
      } else {
        group.callers.push(caller);
        for (const target of group.targets) if (isNew(target) && world.trusts.isCallerDependent(target)) judge(caller, from, implied(target));
      }
    }
  };

  for (const entry of entries) {
    if (entry.kind === "shared-space") continue;
    reach(entry.node, entry.state, true, { kind: "entry", entry });
  }
  seedEmr(emr, entries, reach);
  for (let next = takeNext(queues); next !== undefined; next = takeNext(queues)) {
    const from = reached.get(next);
    if (from === undefined || expanded.has(next)) continue;
    expanded.add(next);
    expand(next, from);
  }
  return { hops, grants, reached, alsoCallers };
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

/** An EMR cluster's instance role carries the identity on, where its security configuration propagates it. */
function seedEmr(
  emr: ReadonlyMap<RoleNode, readonly ConfiguredTarget[]>,
  entries: readonly Entry[],
  reach: (node: RoleNode, state: PropagationState, explicit: boolean, via: Reach["via"]) => void,
): void {
  for (const [instanceRole, targets] of emr) {
    for (const { entry } of targets) if (entries.includes(entry)) reach(instanceRole, entry.state, true, { kind: "entry", entry });
  }
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

/** The wildcards of a caller, each with the roles that it can matter for: those that let the caller's account or anyone in. */
function impliedGroups(world: World, caller: RoleNode, grants: readonly Grant[]): readonly { readonly key: string; readonly find: () => readonly RoleNode[] }[] {
  const { account } = caller.role;
  const accountKey = textKey(account);
  const groups = grants
    .filter((grant) => grant.wildcard)
    .map((grant) => ({
      key: `${accountKey}|${grant.pattern === undefined ? `not ${grant.policy.label} ${grant.statement.index}` : textKey(grant.pattern.source)}`,
      find: () => wildcardTargets(world, account, grant),
    }));
  // A trust policy that names `*` lets its own account's roles in without any permission of theirs.
  const open = world.trusts.open.filter((node) => textKey(node.role.account) === accountKey);
  return open.length === 0 ? groups : [...groups, { key: `${accountKey}|anyone`, find: () => open }];
}

function wildcardTargets(world: World, account: Text, grant: Grant): readonly RoleNode[] {
  const { pattern } = grant;
  const matches = (node: RoleNode): boolean => pattern === undefined || matchTokens(pattern.tokens, node.role.arn, { ignoreCase: false }) !== "no";
  const letIn = new Set([...world.trusts.delegatingTo(account), ...world.trusts.open]);
  const [first] = pattern?.tokens ?? [];
  if (first?.kind !== "literal" || !NARROW.test(first.value)) return [...letIn].filter(matches);
  return [...world.roles.withPrefix(first.value), ...world.roles.symbolic].filter((node) => letIn.has(node) && matches(node));
}

/** A prefix that reaches into the role's name narrows the search; one that ends before it does not. */
const NARROW = /^arn:[^:]*:iam::\d*:role\/./;

/**
 * The name of a role's sessions. SageMaker's default is `SageMaker`; with `ExecutionRoleSessionNameMode` USER_IDENTITY it
 * may be the user's. Further along a chain the caller's code picks it.
 */
export function sessionNaming(entries: readonly Entry[]): (caller: RoleNode) => Text {
  const names = new Map<RoleNode, Text>();
  for (const { domain, node } of entries) {
    const mode = domain?.sessionNameMode?.value;
    if (domain !== undefined && (mode === undefined || mode === "STATIC")) names.set(node, "SageMaker");
  }
  return (caller) => names.get(caller) ?? anySessionName(caller);
}

function anySessionName(caller: RoleNode): Text {
  const { subject } = caller.role;
  const id = `session of ${subject}`;
  return text({ id, shape: "segment", cause: { kind: "caller-choice", id, what: `the session name of \`${subject}\` is chosen by whoever assumes it` } });
}
