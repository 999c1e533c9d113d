/**
 * Whether a domain could have propagation on. `blocked`: a definite finding would break a session. `undetermined`: none
 * does, but something could not be decided, or breaks only where a mere wildcard leads. Else `ready`.
 */
import type { ChainGraph, Entry, RoleNode } from "../chain/types.ts";
import type { Domain } from "../model/inventory.ts";
import { pointerKey } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";
import type { DomainReadiness } from "./report.ts";
import type { Finding } from "./rule.ts";
import { groupBy } from "./scope.ts";

export function readinessOf(domains: readonly Domain[], graph: ChainGraph, findings: readonly Finding[]): readonly DomainReadiness[] {
  const onward = targetsByCaller(graph);
  return groupBy(domains, ({ at, subject }) => `${subject} ${pointerKey(at)}`).map((variants) => {
    const [domain] = variants;
    const sessions = reachableFrom(graph, variants, onward);
    const breaking = findings.filter((finding) => finding.breaks?.sessionsOf.some((node) => sessions.has(node)));
    const blocked = breaking.some((finding) => finding.certainty === "definite" && finding.breaks?.explicit);
    const gap = domain.summaryOnly || sessions.size === 0 || graph.gaps.some((each) => each.concerns.some((node) => sessions.has(node)));
    return {
      id: isKnown(domain.id) ? domain.id : domain.subject,
      ...(typeof domain.arn === "string" && { arn: domain.arn }),
      propagation: domain.propagation.kind,
      readiness: blocked ? "blocked" : breaking.length > 0 || gap ? "undetermined" : "ready",
    };
  });
}

function targetsByCaller(graph: ChainGraph): ReadonlyMap<RoleNode, ReadonlySet<RoleNode>> {
  const onward = new Map<RoleNode, Set<RoleNode>>();
  const add = (caller: RoleNode, target: RoleNode): void => {
    const known = onward.get(caller);
    if (known === undefined) onward.set(caller, new Set([target]));
    else known.add(target);
  };
  for (const { caller, target, exists } of graph.hops) if (exists !== "no") add(caller, target);
  for (const [target, groups] of graph.alsoCallers) for (const group of groups) for (const caller of group) add(caller, target);
  return onward;
}

/** The roles whose sessions can carry this domain's identities, whichever way a template's conditions turn out. */
function reachableFrom(graph: ChainGraph, variants: readonly Domain[], onward: ReadonlyMap<RoleNode, ReadonlySet<RoleNode>>): ReadonlySet<RoleNode> {
  const reached = new Set<RoleNode>();
  for (const entry of graph.entries)
    if (entry.domain !== undefined && variants.includes(entry.domain) && entry.kind !== "shared-space") reached.add(entry.node);
  const isOfDomain = (entry: Entry): boolean => entry.domain !== undefined && variants.includes(entry.domain);
  for (const [node, entries] of graph.instanceRoles) if (entries.some(isOfDomain)) reached.add(node);
  for (const node of reached) for (const target of onward.get(node) ?? []) reached.add(target);
  return reached;
}
