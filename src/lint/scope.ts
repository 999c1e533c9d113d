/** What rules go over: the roles on chains, the callers of a role, findings grouped by the thing to fix. */
import type { ChainGraph, Hop, Members, RoleNode } from "../chain/types.ts";
import type { Declared, Domain } from "../model/inventory.ts";
import { pointerKey } from "../text/pointer.ts";
import { showText } from "../text/symbolic.ts";

/** Every role that a rule about trust policies may speak of: entries, reached roles, and roles that a chain names in vain. */
export function rolesOnChains(graph: ChainGraph): readonly RoleNode[] {
  const nodes = new Set<RoleNode>();
  for (const entry of graph.entries) nodes.add(entry.node);
  for (const node of graph.reached.keys()) nodes.add(node);
  for (const hop of graph.hops) nodes.add(hop.target);
  return [...nodes].filter((node) => node.inInput);
}

/** A role that trusts roles, or SageMaker, in whatever spelling, or nobody can tell whom: not one that only another service assumes. */
export function mayMatterForChains({ trust }: RoleNode): boolean {
  if (!("document" in trust)) return false;
  return trust.document.statements.some(({ principals, effect }) => {
    // No statement, or no JSON at all.
    if (principals === undefined) return typeof effect !== "string" && effect.unknown.kind === "malformed";
    return principals.entries.some(
      ({ principal, source }) => principal.kind === "invalid" || (principal.kind === "service" && /sage-?maker/i.test(showText(source))),
    );
  });
}

/** Every further caller that shares its wildcard with one that was judged. */
export function allCallers(graph: ChainGraph, hops: readonly Hop[]): readonly RoleNode[] {
  const callers = new Set(hops.map((hop) => hop.caller));
  for (const hop of hops) {
    if (hop.explicit) continue;
    for (const group of graph.alsoCallers.get(hop.target) ?? []) for (const caller of group) callers.add(caller);
  }
  return [...callers];
}

/**
 * Each domain once, with all that may belong to it: one whose settings a condition decides on stands in the graph once for each way, each
 * with what is there then.
 */
export function domainsIn({ members }: ChainGraph): readonly (readonly [Domain, Members])[] {
  return groupBy(members, ([domain]) => declarationKey(domain)).map((ways) => {
    const [[domain, { state }]] = ways;
    const all = <T extends Declared>(pick: (members: Members) => readonly T[]): readonly T[] => [
      ...new Map(ways.flatMap(([, own]) => pick(own)).map((thing) => [declarationKey(thing), thing])).values(),
    ];
    return [
      domain,
      {
        state: ways.every(([, own]) => own.state === state) ? state : "unknown",
        profiles: all(({ profiles }) => profiles),
        spaces: all(({ spaces }) => spaces),
        apps: all(({ apps }) => apps),
      },
    ];
  });
}

function declarationKey({ subject, at }: Declared): string {
  return `${subject} ${pointerKey(at)}`;
}

/** Groups by the thing to fix, in order of first appearance. */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  return [...mapBy(items, key).values()];
}

/** The same, to be looked up by key. */
export function mapBy<T>(items: Iterable<T>, key: (item: T) => string): ReadonlyMap<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const id = key(item);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [item]);
    else group.push(item);
  }
  return groups;
}
