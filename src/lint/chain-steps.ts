/** The chain that leads to a finding, step by step, from a domain to the role where it breaks. */
import { roleBefore, rootEntry } from "../chain/paths.ts";
import type { ChainGraph, Entry, Hop, Job, RoleNode, TaggedHop } from "../chain/types.ts";
import { showText } from "../text/symbolic.ts";
import type { ChainStep } from "./rule.ts";

/** The chain from a domain to `node`, by the best path. */
export function chainTo(graph: ChainGraph, node: RoleNode): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  const seen = new Set<RoleNode>();
  let at = node;
  for (;;) {
    seen.add(at);
    const via = graph.reached.get(at)?.via;
    const before = roleBefore(via);
    if (via === undefined || before === undefined || seen.has(before)) {
      steps.push(roleStep(at));
      return via?.kind === "entry" ? [...beforeRole(via.entry, at), ...steps.reverse()] : steps.reverse();
    }
    steps.push(roleStep(at), ...(via.kind === "hop" ? clusterStep(via.hop) : [JOB_STEP]));
    at = before;
  }
}

/** The chain over `hop` to its target, whatever the best path to that target is. */
export function chainOver(graph: ChainGraph, hop: Hop): readonly ChainStep[] {
  return [...chainTo(graph, hop.caller), ...clusterStep(hop), roleStep(hop.target)];
}

/** The chain to a role that the caller passes to a job. */
export function chainToJob(graph: ChainGraph, { caller, target }: Job): readonly ChainStep[] {
  return [...chainTo(graph, caller), JOB_STEP, roleStep(target)];
}

const JOB_STEP: ChainStep = { label: "SageMaker job (training, processing …)" };

/** The chain over an EMR cluster to one of its runtime roles. */
export function chainToRuntimeRole({ entry, cluster, caller, target }: TaggedHop): readonly ChainStep[] {
  return [...chainOfEntry(entry), { label: `EMR cluster ${cluster.subject}`, at: cluster.at }, roleStep(caller), roleStep(target)];
}

export function chainOfEntry(entry: Entry): readonly ChainStep[] {
  return [...beforeRole(entry, entry.node), roleStep(entry.node)];
}

/** One step of a chain: a role, at its declaration. */
export function roleStep(node: RoleNode): ChainStep {
  const label = `role ${node.role.subject}`;
  return node.inInput ? { label, at: node.role.at } : { label: `${label} (not in the input)` };
}

function clusterStep(hop: Hop): readonly ChainStep[] {
  return hop.cluster === undefined ? [] : [{ label: `EMR cluster ${hop.cluster.subject}`, at: hop.cluster.at }];
}

function beforeRole(entry: Entry, node: RoleNode): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  if (entry.domain !== undefined) steps.push({ label: `domain ${entry.domain.subject}`, at: entry.domain.at });
  const [profile, ...others] = entry.profiles;
  if (profile !== undefined) {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    steps.push({ label: `user profile ${showText(profile.name)}${more}`, at: profile.at });
  }
  if (entry.kind === "shared-space")
    steps.push({ label: entry.spaces.length === 0 ? "shared spaces" : `shared space ${entry.spaces.map((space) => showText(space.name)).join(", ")}` });
  if (entry.kind === "candidate") steps.push({ label: "SageMaker (candidate: the input names no execution role)" });
  if (entry.kind === "given") steps.push({ label: "SageMaker (execution role named by --entry-role)" });
  // An EMR instance role is seeded from the entry whose settings list the runtime role, with the execution role before it.
  if (entry.node !== node) steps.push(roleStep(entry.node));
  return steps;
}

/** The entry that the best path to `node` begins with. */
export function entryOf({ reached }: ChainGraph, node: RoleNode): Entry | undefined {
  return rootEntry(reached, node);
}
