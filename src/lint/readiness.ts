/**
 * Whether a domain could have propagation on (or off). `blocked`: a definite finding would break a session. `undetermined`: none
 * does, but something could not be decided, or breaks only where a mere wildcard leads. Else `ready`.
 */
import { type Onward, onwardOf, reachFrom } from "../chain/onward.ts";
import type { ChainGap, ChainGraph, Entry, RoleNode } from "../chain/types.ts";
import type { Domain } from "../model/inventory.ts";
import { pointerKey } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { DomainReadiness } from "./report.ts";
import type { Finding } from "./rule.ts";
import { groupBy } from "./scope.ts";

export function readinessOf(domains: readonly Domain[], graph: ChainGraph, findings: readonly Finding[]): readonly DomainReadiness[] {
  const onward = onwardOf(graph);
  return groupBy(domains, ({ at, subject }) => `${subject} ${pointerKey(at)}`).map((variants) => {
    const [domain] = variants;
    const { verdict, blocking } = readinessFor(graph, findings, variants, { onward });
    return {
      id: isKnown(domain.id) ? domain.id : domain.subject,
      ...(typeof domain.arn === "string" && { arn: domain.arn }),
      propagation: domain.propagation.kind,
      readiness: verdict,
      ...(blocking.length > 0 && { blockedBy: [...new Set(blocking.map(fingerprintOf))] }),
    };
  });
}

/** A verdict with all that it rests on. */
export interface Readiness {
  readonly verdict: DomainReadiness["readiness"];
  /** The roles whose sessions can carry the users' identities, and how many steps each is from an execution role. */
  readonly sessions: ReadonlyMap<RoleNode, number>;
  readonly blocking: readonly Finding[];
  /** Undetermined, or over a mere wildcard. */
  readonly open: readonly Finding[];
  readonly gaps: readonly ChainGap[];
}

/**
 * `variants`: one domain, whichever way a template's conditions turn out; none for a domain that is yet to be created. `to`: whether the
 * sessions work with a source identity, or without.
 */
export function readinessFor(
  graph: ChainGraph,
  findings: readonly Finding[],
  variants: readonly Domain[],
  { onward = onwardOf(graph), to = "on" }: { readonly onward?: Onward; readonly to?: "on" | "off" } = {},
): Readiness {
  const starts = startsOf(graph, variants);
  const sessions = reachFrom(onward, starts.all);
  const certain = reachFrom(onward, starts.used, true);
  const breaking = findings.flatMap((finding) => {
    const { breaks, certainty } = finding;
    if (breaks === undefined || (breaks.propagation !== to && breaks.propagation !== "either")) return [];
    if (![...breaks.sessionsOf, ...breaks.perhapsOf].some((node) => sessions.has(node))) return [];
    return [{ finding, isBlocking: certainty === "definite" && breaks.sessionsOf.some((node) => certain.has(node)) }];
  });
  const gaps = graph.gaps.filter(({ concerns }) => concerns.some((node) => sessions.has(node)));
  const isBlocked = breaking.some(({ isBlocking }) => isBlocking);
  const isOpen = breaking.length > 0 || gaps.length > 0 || sessions.size === 0 || variants.some(({ summaryOnly }) => summaryOnly);
  return {
    verdict: isBlocked ? "blocked" : isOpen ? "undetermined" : "ready",
    sessions,
    blocking: breaking.flatMap(({ finding, isBlocking }) => (isBlocking ? [finding] : [])),
    open: breaking.flatMap(({ finding, isBlocking }) => (isBlocking ? [] : [finding])),
    gaps,
  };
}

/** The entries of a domain, or those of none. */
export function entriesFor({ entries }: ChainGraph, variants: readonly Domain[]): readonly Entry[] {
  return entries.filter(({ domain }) => (domain === undefined ? variants.length === 0 : variants.includes(domain)));
}

/** Where sessions with the users' identity begin; `used`: of roles that some user has. */
function startsOf(graph: ChainGraph, variants: readonly Domain[]): { readonly all: ReadonlySet<RoleNode>; readonly used: ReadonlySet<RoleNode> } {
  const entries = new Set(entriesFor(graph, variants).filter(({ kind }) => kind !== "shared-space"));
  const instances = [...graph.instanceRoles].filter(([, own]) => own.some((entry) => entries.has(entry))).map(([node]) => node);
  const used = [...entries].filter(({ kind }) => kind !== "unused-default");
  const nodesOf = (some: Iterable<Entry>): readonly RoleNode[] => [...some].map(({ node }) => node);
  return { all: new Set([...nodesOf(entries), ...instances]), used: new Set([...nodesOf(used), ...instances]) };
}
