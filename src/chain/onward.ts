/** Where the sessions of each role go on to, and all that is reached from some roles. */
import type { ChainGraph, RoleNode } from "./types.ts";

export interface Onward {
  /** By hops and jobs that one side names. */
  readonly explicit: ReadonlyMap<RoleNode, ReadonlySet<RoleNode>>;
  /** By mere wildcards. Callers that share a wildcard share the set, so that it is not every caller with every target. */
  readonly implied: ReadonlyMap<RoleNode, readonly ReadonlySet<RoleNode>[]>;
}

export function onwardOf(graph: Pick<ChainGraph, "hops" | "jobs" | "alsoCallers">): Onward {
  const explicit = new Map<RoleNode, Set<RoleNode>>();
  const single = new Map<RoleNode, Set<RoleNode>>();
  const shared = new Map<readonly RoleNode[], Set<RoleNode>>();
  for (const { caller, target, exists, explicit: isNamed } of graph.hops) if (exists !== "no") addTo(isNamed ? explicit : single, caller, target);
  for (const { caller, callers, target, explicit: isNamed } of graph.jobs) {
    if (isNamed) addTo(explicit, caller, target);
    else for (const list of callers) addTo(shared, list, target);
  }
  for (const [target, groups] of graph.alsoCallers) for (const group of groups) addTo(shared, group, target);
  const implied = new Map<RoleNode, ReadonlySet<RoleNode>[]>();
  const put = (caller: RoleNode, targets: ReadonlySet<RoleNode>): void => {
    const known = implied.get(caller);
    if (known === undefined) implied.set(caller, [targets]);
    else known.push(targets);
  };
  for (const [caller, targets] of single) put(caller, targets);
  for (const [callers, targets] of shared) for (const caller of new Set(callers)) put(caller, targets);
  return { explicit, implied };
}

function addTo<K>(sets: Map<K, Set<RoleNode>>, key: K, target: RoleNode): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([target]));
  else known.add(target);
}

/** Every role that sessions of `starts` get to, `starts` included, with the number of steps; over wildcards too, unless `named`. */
export function reachFrom({ explicit, implied }: Onward, starts: Iterable<RoleNode>, named = false): ReadonlyMap<RoleNode, number> {
  const depths = new Map<RoleNode, number>();
  for (const node of starts) depths.set(node, 0);
  const followed = new Set<ReadonlySet<RoleNode>>();
  // What is added while it is gone over is gone over as well, nearest first.
  for (const [node, depth] of depths) {
    for (const targets of [explicit.get(node), ...(named ? [] : (implied.get(node) ?? []))]) {
      if (targets === undefined || followed.has(targets)) continue;
      followed.add(targets);
      for (const target of targets) if (!depths.has(target)) depths.set(target, depth + 1);
    }
  }
  return depths;
}
