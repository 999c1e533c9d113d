/**
 * From an inventory to the chain graph.
 */
import type { Inventory } from "../model/inventory.ts";
import { taggedHops } from "./emr.ts";
import { findEntries } from "./entries.ts";
import { findGaps } from "./gaps.ts";
import { membersOf } from "./members.ts";
import { judgeJobNames, judgeNames } from "./names.ts";
import { notJudged } from "./not-judged.ts";
import { findPowers } from "./powers/index.ts";
import type { ChainGraph, ChainOptions } from "./types.ts";
import { sessionNaming, walk } from "./walk.ts";
import { createWorld } from "./world.ts";

export function buildChainGraph(inventory: Inventory, options: ChainOptions): ChainGraph {
  const world = createWorld(inventory);
  const { entries, unmatched } = findEntries(world, options);
  const walked = walk(world, entries);
  const hops = judgeNames(world, entries, walked);
  const sessionName = sessionNaming(entries);
  const kinds = new Set([...inventory.policyKindsSeen, ...inventory.organizationPolicies.map((policy) => policy.policyKind)]);
  return {
    entries,
    hops,
    grants: walked.grants,
    reached: walked.reached,
    roles: world.nodes,
    permissions: new Map([...walked.reached.keys()].map((node) => [node, world.callerSide(node).identity])),
    gaps: findGaps(world, entries, walked),
    alsoCallers: walked.alsoCallers,
    instanceRoles: walked.instanceRoles,
    jobs: judgeJobNames(world, entries, walked),
    runtimeRoles: taggedHops(world, entries, sessionName),
    powers: findPowers(world, entries, walked, sessionName),
    members: membersOf(inventory, options),
    notJudged: notJudged(inventory),
    unmatchedEntryRoles: unmatched,
    unseen: [...(kinds.has("scp") ? [] : ["SCPs"]), ...(kinds.has("rcp") ? [] : ["RCPs"])],
    counts: { authorizations: world.asked() },
  };
}
