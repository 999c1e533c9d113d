/**
 * Whether a domain could have propagation on (or off). `blocked`: a definite finding would break a session. `undetermined`: none
 * does, but something could not be decided, or breaks only where a mere wildcard leads. Else `ready`.
 */
import type { ChainGap, ChainGraph, Entry, RoleNode } from "../chain/types.ts";
import type { Domain } from "../model/inventory.ts";
import { pointerKey } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { DomainReadiness } from "./report.ts";
import type { Finding } from "./rule.ts";
import { groupBy } from "./scope.ts";

export function readinessOf(domains: readonly Domain[], graph: ChainGraph, findings: readonly Finding[]): readonly DomainReadiness[] {
  const onward = targetsByCaller(graph);
  return groupBy(domains, ({ at, subject }) => `${subject} ${pointerKey(at)}`).map((variants) => {
    const [domain] = variants;
    const { verdict, blocking } = readinessFor(graph, findings, isEntryOf(variants), { onward });
    return {
      id: isKnown(domain.id) ? domain.id : domain.subject,
      ...(typeof domain.arn === "string" && { arn: domain.arn }),
      propagation: domain.propagation.kind,
      readiness: domain.summaryOnly && verdict === "ready" ? "undetermined" : verdict,
      ...(blocking.length > 0 && { blockedBy: [...new Set(blocking.map(fingerprintOf))] }),
    };
  });
}

/** A verdict with all that it rests on. */
export interface Readiness {
  readonly verdict: DomainReadiness["readiness"];
  /** The roles whose sessions can carry the users' identities. */
  readonly sessions: ReadonlySet<RoleNode>;
  readonly blocking: readonly Finding[];
  /** Undetermined, or over a mere wildcard. */
  readonly open: readonly Finding[];
  readonly gaps: readonly ChainGap[];
}

/** `whileOff`: whether the sessions work without a source identity, instead of with one. */
export function readinessFor(
  graph: ChainGraph,
  findings: readonly Finding[],
  isMeant: (entry: Entry) => boolean,
  { onward = targetsByCaller(graph), whileOff = false }: { readonly onward?: ReturnType<typeof targetsByCaller>; readonly whileOff?: boolean } = {},
): Readiness {
  const sessions = reachableFrom(graph, isMeant, onward);
  const breaking = findings.filter(
    ({ breaks }) => breaks !== undefined && (breaks.whileOff ?? false) === whileOff && breaks.sessionsOf.some((node) => sessions.has(node)),
  );
  const isBlocking = ({ certainty, breaks }: Finding): boolean => certainty === "definite" && breaks?.explicit === true;
  const blocking = breaking.filter(isBlocking);
  const gaps = graph.gaps.filter(({ concerns }) => concerns.some((node) => sessions.has(node)));
  const isOpen = blocking.length < breaking.length || sessions.size === 0 || gaps.length > 0;
  return {
    verdict: blocking.length > 0 ? "blocked" : isOpen ? "undetermined" : "ready",
    sessions,
    blocking,
    open: breaking.filter((finding) => !isBlocking(finding)),
    gaps,
  };
}

/** The entries of a domain, whichever way a template's conditions turn out. */
export function isEntryOf(variants: readonly Domain[]): (entry: Entry) => boolean {
  return ({ domain }) => domain !== undefined && variants.includes(domain);
}

function targetsByCaller(graph: ChainGraph): ReadonlyMap<RoleNode, ReadonlySet<RoleNode>> {
  const onward = new Map<RoleNode, Set<RoleNode>>();
  const add = (caller: RoleNode, target: RoleNode): void => {
    const known = onward.get(caller);
    if (known === undefined) onward.set(caller, new Set([target]));
    else known.add(target);
  };
  for (const { caller, target, exists } of graph.hops) if (exists !== "no") add(caller, target);
  for (const { callers, target } of graph.jobs) for (const caller of callers) add(caller, target);
  for (const [target, groups] of graph.alsoCallers) for (const group of groups) for (const caller of group) add(caller, target);
  return onward;
}

function reachableFrom(graph: ChainGraph, isMeant: (entry: Entry) => boolean, onward: ReadonlyMap<RoleNode, ReadonlySet<RoleNode>>): ReadonlySet<RoleNode> {
  const reached = new Set<RoleNode>();
  for (const entry of graph.entries) if (isMeant(entry) && entry.kind !== "shared-space") reached.add(entry.node);
  for (const [node, entries] of graph.instanceRoles) if (entries.some(isMeant)) reached.add(node);
  for (const node of reached) for (const target of onward.get(node) ?? []) reached.add(target);
  return reached;
}
