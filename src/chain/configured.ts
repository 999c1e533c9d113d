/**
 * Hops that the domain's own settings name: `EmrSettings.AssumableRoleArns` (the execution role assumes them to reach
 * EMR, often in another account).
 *
 * AWS: SageMaker API reference, `EmrSettings`.
 */
import type { EmrCluster, Located, UserSettings } from "../model/inventory.ts";
import type { Text } from "../text/symbolic.ts";
import type { Entry, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

export interface ConfiguredTarget {
  readonly entry: Entry;
  readonly target: RoleNode;
  readonly named: Located<Text>;
  /** For EMR runtime roles. */
  readonly cluster: EmrCluster | undefined;
}

/** By execution role: the roles that its domain or profiles list as assumable. */
export function configuredTargets(world: World, entries: readonly Entry[]): ReadonlyMap<RoleNode, readonly ConfiguredTarget[]> {
  const targets = new Map<RoleNode, ConfiguredTarget[]>();
  for (const entry of entries) {
    if (entry.kind === "shared-space") continue;
    for (const named of listed(entry, (settings) => settings.assumableRoles)) {
      const target = { entry, target: world.nodeFor(named.value, named.at), named, cluster: undefined };
      const known = targets.get(entry.node);
      if (known === undefined) targets.set(entry.node, [target]);
      else known.push(target);
    }
  }
  return targets;
}

/** What the profiles list, else what the domain lists: a profile's own EMR settings stand beside the domain's. */
export function listed(entry: Entry, pick: (settings: UserSettings) => readonly Located<Text>[]): readonly Located<Text>[] {
  const own = entry.profiles.flatMap((profile) => (profile.settings === undefined ? [] : pick(profile.settings)));
  const defaults = entry.domain?.defaultUserSettings;
  return [...own, ...(defaults === undefined ? [] : pick(defaults))];
}
