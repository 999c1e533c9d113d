/**
 * Names along the walk: which profiles' names a session of a role can carry, for the hops whose answer depends on it.
 *
 * Asked only after the walk, when all ways to a role are known, and only where a policy's conditions look at the source
 * identity: rare, so the extra questions (one a name) stay few.
 */
import { type Text, textKey } from "../text/symbolic.ts";
import { judgeHop, judgeJob } from "./judge.ts";
import type { Entry, Hop, Job, RoleNode } from "./types.ts";
import { commonAssumptions, sessionNaming, type Walk } from "./walk.ts";
import type { World } from "./world.ts";

export function judgeNames(world: World, entries: readonly Entry[], walked: Walk): readonly Hop[] {
  if (!walked.hops.some(dependsOnName)) return walked.hops;
  const callers = callersByTarget(walked);
  const sessionName = sessionNaming(entries);
  const given = commonAssumptions(entries);
  return walked.hops.map((hop) => {
    if (!dependsOnName(hop)) return hop;
    const names = namesReaching(callersOf(hop, walked), entries, callers);
    return names.length === 0 ? hop : { ...hop, ...judgeHop(world, hop.caller, sessionName(hop.caller), hop.target, names, given) };
  });
}

function dependsOnName({ assume, setIdentity }: Hop | Job): boolean {
  return [assume, setIdentity].some(({ authorization }) => authorization.causes.some((cause) => cause.kind === "source-identity"));
}

/** The same for roles passed to jobs. */
export function judgeJobNames(world: World, entries: readonly Entry[], walked: Walk): readonly Job[] {
  if (!walked.jobs.some(dependsOnName)) return walked.jobs;
  const callers = callersByTarget(walked);
  const given = commonAssumptions(entries);
  return walked.jobs.map((job) => {
    const names = dependsOnName(job) ? namesReaching(job.callers.flat(), entries, callers) : [];
    return names.length === 0 ? job : { ...job, ...judgeJob(world, job.caller, job.target, job.region, names, given) };
  });
}

/** Target → everyone who may call it. */
export function callersByTarget(walked: Pick<Walk, "hops" | "alsoCallers" | "jobs">): ReadonlyMap<RoleNode, ReadonlySet<RoleNode>> {
  const callers = new Map<RoleNode, Set<RoleNode>>();
  const add = (target: RoleNode, caller: RoleNode): void => {
    const known = callers.get(target);
    if (known === undefined) callers.set(target, new Set([caller]));
    else known.add(caller);
  };
  for (const { target, caller } of walked.hops) add(target, caller);
  for (const { target, callers: lists } of walked.jobs) for (const list of lists) for (const caller of list) add(target, caller);
  for (const [target, groups] of walked.alsoCallers) for (const group of groups) for (const caller of group) add(target, caller);
  return callers;
}

/** The caller, and those that share its wildcard: the hop stands for theirs, so their names are asked for too. */
function callersOf({ caller, target, explicit }: Hop, { alsoCallers }: Walk): readonly RoleNode[] {
  if (explicit) return [caller];
  return [caller, ...(alsoCallers.get(target) ?? []).filter((group) => group.includes(caller)).flat()];
}

function namesReaching(nodes: readonly RoleNode[], entries: readonly Entry[], callers: ReadonlyMap<RoleNode, ReadonlySet<RoleNode>>): readonly Text[] {
  const seen = new Set(nodes);
  for (const at of seen) for (const caller of callers.get(at) ?? []) seen.add(caller);
  const names = new Map<string, Text>();
  for (const entry of entries) {
    if (seen.has(entry.node)) for (const profile of entry.profiles) names.set(textKey(profile.name), profile.name);
  }
  return [...names.values()];
}
