/**
 * EMR runtime roles (`EmrSettings.ExecutionRoleArns`): the cluster's instance role assumes them for steps and queries, with session
 * tags, and with the caller's source identity where its security configuration propagates it.
 *
 * https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
 */
import { parseArn } from "../iam/arn.ts";
import { unify } from "../iam/wildcard.ts";
import type { EmrCluster, EmrSecurityConfiguration, InstanceProfile, Located } from "../model/inventory.ts";
import { isKnown, showText, type Text, textKey } from "../text/symbolic.ts";
import { type ConfiguredTarget, listed } from "./configured.ts";
import { judgeTags } from "./judge.ts";
import type { ChainGap, Entry, RoleNode, TaggedHop } from "./types.ts";
import type { World } from "./world.ts";

/** By instance role: the runtime roles that clusters assume with the caller's source identity. */
export function emrCallers(world: World, entries: readonly Entry[]): ReadonlyMap<RoleNode, readonly ConfiguredTarget[]> {
  const callers = new Map<RoleNode, ConfiguredTarget[]>();
  const users = entries.filter(({ kind }) => kind !== "shared-space");
  for (const { caller, ...target } of runtimeHops(world, users, (cluster) => propagates(world, cluster))) {
    const known = callers.get(caller);
    if (known === undefined) callers.set(caller, [target]);
    else known.push(target);
  }
  return callers;
}

/** Every runtime role as every cluster that has them enabled assumes it, each pair once. */
export function taggedHops(world: World, entries: readonly Entry[], sessionName: (caller: RoleNode) => Text): readonly TaggedHop[] {
  const hops = new Map<RoleNode, Map<RoleNode, TaggedHop>>();
  for (const hop of runtimeHops(world, entries, (cluster) => configurationOf(world, cluster)?.runtimeRoles.value === true)) {
    const { caller, target } = hop;
    const known = hops.get(caller) ?? new Map<RoleNode, TaggedHop>();
    hops.set(caller, known);
    if (!known.has(target)) known.set(target, { ...hop, ...judgeTags(world, caller, sessionName(caller), target) });
  }
  return [...hops.values()].flatMap((byTarget) => [...byTarget.values()]);
}

/** Each runtime role that settings list, with each instance role of the clusters that are meant. */
function* runtimeHops(
  world: World,
  entries: readonly Entry[],
  isMeant: (cluster: EmrCluster) => boolean,
): Iterable<ConfiguredTarget & { readonly cluster: EmrCluster; readonly caller: RoleNode }> {
  const callers = world.inventory.emrClusters.filter(isMeant).flatMap((cluster) => instanceRoles(world, cluster).map((caller) => ({ cluster, caller })));
  for (const entry of callers.length === 0 ? [] : entries) {
    for (const named of runtimeRolesOf(entry)) {
      const target = world.nodeFor(named.value, named.at);
      for (const each of callers) yield { entry, target, named, ...each };
    }
  }
}

/** The runtime roles that an entry's profiles or domain list. */
export function runtimeRolesOf(entry: Entry): readonly Located<Text>[] {
  return listed(entry, (settings) => settings.emrRuntimeRoles);
}

/** What the walk over EMR's runtime roles needs and the input does not tell. */
export function emrGaps(world: World, entries: readonly Entry[]): readonly ChainGap[] {
  const users = entries.filter((entry) => entry.kind !== "shared-space" && runtimeRolesOf(entry).length > 0);
  const [first] = users;
  if (first === undefined) return [];
  const concerns = users.map(({ node }) => node);
  const [runtimeRole] = runtimeRolesOf(first);
  if (world.inventory.emrClusters.length === 0) {
    const reason =
      "EMR runtime roles are listed, but no EMR cluster is in the input: the hops from a cluster's instance role to them were not checked; add what declares the cluster, or the output of `aws emr describe-cluster`";
    return [{ subject: first.domain?.subject ?? first.node.role.subject, reason, at: runtimeRole?.at, concerns }];
  }
  return world.inventory.emrClusters.flatMap((cluster) => {
    const missing = whatIsMissing(world, cluster);
    return missing === undefined
      ? []
      : [
          {
            subject: cluster.subject,
            reason: `${missing}; the hops from its instance role to the EMR runtime roles were not checked`,
            at: cluster.at,
            concerns,
          },
        ];
  });
}

function whatIsMissing(world: World, cluster: EmrCluster): string | undefined {
  const name = cluster.securityConfiguration?.value;
  if (name === undefined) return undefined;
  const configuration = configurationOf(world, cluster);
  if (configuration === undefined) return `the security configuration \`${showText(name)}\` of EMR cluster \`${cluster.subject}\` is not in the input`;
  const { runtimeRoles, propagatesSourceIdentity } = configuration;
  if (typeof runtimeRoles.value === "object")
    return `whether EMR cluster \`${cluster.subject}\` has runtime roles enabled is not known (${runtimeRoles.value.what})`;
  const open = propagatesSourceIdentity.value;
  if (typeof open === "object") return `whether EMR cluster \`${cluster.subject}\` propagates the source identity is not known (${open.what})`;
  return propagates(world, cluster) && instanceRoles(world, cluster).length === 0
    ? `the instance role of EMR cluster \`${cluster.subject}\` is not in the input`
    : undefined;
}

/** Names are of an account: rather the one that is certainly the cluster's than one of an account that is not known. */
function configurationOf({ inventory }: World, { account, securityConfiguration }: EmrCluster): EmrSecurityConfiguration | undefined {
  const name = securityConfiguration?.value;
  if (name === undefined) return undefined;
  const alike = inventory.emrSecurityConfigurations.filter((each) => textKey(each.name) === textKey(name) && unify(each.account, account) !== "no");
  return alike.find((each) => textKey(each.account) === textKey(account)) ?? alike[0];
}

/** Certainly: what is not known is a gap. */
function propagates(world: World, cluster: EmrCluster): boolean {
  const configuration = configurationOf(world, cluster);
  return configuration?.runtimeRoles.value === true && configuration.propagatesSourceIdentity.value === true;
}

function instanceRoles(world: World, cluster: EmrCluster): readonly RoleNode[] {
  const reference = cluster.instanceProfile;
  if (reference === undefined) return [];
  const name = profileName(reference.value);
  const isOfAccount = ({ account }: InstanceProfile): boolean => unify(account, cluster.account) !== "no";
  const profile = world.inventory.instanceProfiles.find((candidate) => isOfAccount(candidate) && isProfile(candidate, reference.value, name));
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
