/**
 * Hops that the domain's own settings name: `EmrSettings.AssumableRoleArns` (the execution role assumes them to reach
 * EMR, often in another account) and `EmrSettings.ExecutionRoleArns` (EMR runtime roles: the cluster's instance role
 * assumes them, and applies the source identity where its security configuration propagates it).
 *
 * AWS: SageMaker API reference, `EmrSettings`; EMR management guide, "Runtime roles for Amazon EMR steps".
 */
import { parseArn } from "../iam/arn.ts";
import type { EmrCluster, InstanceProfile, Located, UserSettings } from "../model/inventory.ts";
import { isKnown, type Text, textKey } from "../text/symbolic.ts";
import type { Entry, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

export interface ConfiguredTarget {
  readonly entry: Entry;
  readonly target: RoleNode;
  readonly named: Located<Text>;
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

/** By instance role: the runtime roles that clusters assume with the caller's source identity. */
export function emrCallers(world: World, entries: readonly Entry[]): ReadonlyMap<RoleNode, readonly ConfiguredTarget[]> {
  const callers = new Map<RoleNode, ConfiguredTarget[]>();
  const clusters = world.inventory.emrClusters.filter((cluster) => propagates(world, cluster));
  if (clusters.length === 0) return callers;
  for (const entry of entries) {
    if (entry.kind === "shared-space") continue;
    for (const named of listed(entry, (settings) => settings.emrRuntimeRoles)) {
      const target = world.nodeFor(named.value, named.at);
      for (const cluster of clusters) {
        for (const caller of instanceRoles(world, cluster)) {
          const known = callers.get(caller);
          if (known === undefined) callers.set(caller, [{ entry, target, named, cluster }]);
          else known.push({ entry, target, named, cluster });
        }
      }
    }
  }
  return callers;
}

/** What the profiles list, else what the domain lists: a profile's own EMR settings stand beside the domain's. */
function listed(entry: Entry, pick: (settings: UserSettings) => readonly Located<Text>[]): readonly Located<Text>[] {
  const own = entry.profiles.flatMap((profile) => (profile.settings === undefined ? [] : pick(profile.settings)));
  const defaults = entry.domain?.defaultUserSettings;
  return [...own, ...(defaults === undefined ? [] : pick(defaults))];
}

function propagates(world: World, cluster: EmrCluster): boolean {
  const name = cluster.securityConfiguration?.value;
  if (name === undefined) return false;
  const configuration = world.inventory.emrSecurityConfigurations.find((candidate) => textKey(candidate.name) === textKey(name));
  return configuration?.runtimeRoles.value === true && configuration.propagatesSourceIdentity.value === true;
}

function instanceRoles(world: World, cluster: EmrCluster): readonly RoleNode[] {
  const reference = cluster.instanceProfile;
  if (reference === undefined) return [];
  const name = profileName(reference.value);
  const profile = world.inventory.instanceProfiles.find((candidate) => isProfile(candidate, reference.value, name));
  const roleNames = profile?.roles.map((role) => role.value) ?? [name];
  return roleNames.flatMap((roleName) => world.roles.byName(roleName, cluster.account) ?? []);
}

function isProfile(profile: InstanceProfile, reference: Text, name: Text): boolean {
  if (profile.arn !== undefined && textKey(profile.arn) === textKey(reference)) return true;
  return textKey(profile.name) === textKey(name);
}

/** An instance profile is named by its name or its ARN; consoles and templates give it its role's name. */
function profileName(reference: Text): Text {
  const resource = parseArn(reference)?.resource;
  return isKnown(reference) && resource !== undefined && isKnown(resource) ? (resource.split("/").at(-1) ?? reference) : reference;
}
