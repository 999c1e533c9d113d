/** Ways back from a reached role to where its sessions begin. */
import type { Entry, Reach, RoleNode } from "./types.ts";

/** The role before this one on the best path to it; undefined at an entry. */
export function roleBefore(via: Reach["via"] | undefined): RoleNode | undefined {
  switch (via?.kind) {
    case "hop":
      return via.hop.caller;
    case "job":
      return via.job.caller;
    default:
      return undefined;
  }
}

/** The role itself, and those before it on the best path, back to where that begins. */
export function pathBackFrom(reached: ReadonlyMap<RoleNode, Reach>, node: RoleNode): readonly RoleNode[] {
  const path = new Set<RoleNode>();
  for (let at: RoleNode | undefined = node; at !== undefined && !path.has(at); at = roleBefore(reached.get(at)?.via)) path.add(at);
  return [...path];
}

/** The entry that the best path to `node` begins with. */
export function rootEntry(reached: ReadonlyMap<RoleNode, Reach>, node: RoleNode): Entry | undefined {
  const via = reached.get(pathBackFrom(reached, node).at(-1) ?? node)?.via;
  return via?.kind === "entry" ? via.entry : undefined;
}

/** Whether the best path to `node` leads through a job that SageMaker runs. */
export function isThroughJob(reached: ReadonlyMap<RoleNode, Reach>, node: RoleNode): boolean {
  return pathBackFrom(reached, node).some((each) => reached.get(each)?.via.kind === "job");
}
