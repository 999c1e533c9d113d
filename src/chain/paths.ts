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

/** The entry that the best path to `node` begins with. */
export function rootEntry(reached: ReadonlyMap<RoleNode, Reach>, node: RoleNode): Entry | undefined {
  const seen = new Set<RoleNode>();
  for (let at: RoleNode | undefined = node; at !== undefined && !seen.has(at); ) {
    seen.add(at);
    const via: Reach["via"] | undefined = reached.get(at)?.via;
    if (via?.kind === "entry") return via.entry;
    at = roleBefore(via);
  }
  return undefined;
}

/** Whether the best path to `node` leads through a job that SageMaker runs. */
export function isThroughJob(reached: ReadonlyMap<RoleNode, Reach>, node: RoleNode): boolean {
  const seen = new Set<RoleNode>();
  for (let at: RoleNode | undefined = node; at !== undefined && !seen.has(at); ) {
    seen.add(at);
    const via: Reach["via"] | undefined = reached.get(at)?.via;
    if (via?.kind === "job") return true;
    at = roleBefore(via);
  }
  return false;
}
