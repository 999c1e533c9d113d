/**
 * Joining the inventories of several inputs to one.
 */
import type { AttachedPolicy, Inventory, ManagedPolicy, Role } from "../model/inventory.ts";
import { isKnown, type Text, textKey } from "../text/symbolic.ts";

/**
 * One inventory of several. What two inputs describe (equal, fully known ARN or id) is there once: as the input has it that
 * tells more, the first of two that tell as much; a role that is declared and deployed as it will be. Order is kept.
 */
export function mergeInventories(inventories: readonly Inventory[]): Inventory {
  const [only, ...others] = inventories;
  if (only !== undefined && others.length === 0) return only;
  return {
    domains: unique(
      inventories.flatMap(({ domains }) => domains),
      ({ id }) => known(id),
      ({ summaryOnly }) => (summaryOnly ? 0 : 1),
    ),
    userProfiles: unique(
      inventories.flatMap(({ userProfiles }) => userProfiles),
      ({ domainId, name }) => known(domainId, name),
      ({ settings }) => (settings === undefined ? 0 : 1),
    ),
    spaces: unique(
      inventories.flatMap(({ spaces }) => spaces),
      ({ domainId, name }) => known(domainId, name),
      ({ sharing }) => (sharing === "unknown" ? 0 : 1),
    ),
    apps: unique(
      inventories.flatMap(({ apps }) => apps),
      ({ domainId, name, appType, userProfile, space, status }) => known(domainId, name, appType, userProfile ?? "", space ?? "", status ?? ""),
      ({ status }) => (status === undefined ? 0 : 1),
    ),
    roles: unique(
      inventories.flatMap(({ roles }) => roles),
      ({ arn }) => known(arn),
      richness,
      (one, other) =>
        isDeclared(one) && isDeployed(other) ? declaredOver(one, other) : isDeclared(other) && isDeployed(one) ? declaredOver(other, one) : undefined,
    ),
    managedPolicies: unique(
      inventories.flatMap(({ managedPolicies }) => managedPolicies),
      ({ arn }) => known(arn),
      policyRichness,
    ),
    organizationPolicies: inventories.flatMap(({ organizationPolicies }) => organizationPolicies),
    emrSecurityConfigurations: unique(
      inventories.flatMap(({ emrSecurityConfigurations }) => emrSecurityConfigurations),
      ({ account, name }) => known(account, name),
      () => 0,
    ),
    emrClusters: unique(
      inventories.flatMap(({ emrClusters }) => emrClusters),
      ({ subject }) => (subject.startsWith("arn:") ? subject : undefined),
      () => 0,
    ),
    instanceProfiles: unique(
      inventories.flatMap(({ instanceProfiles }) => instanceProfiles),
      ({ arn }) => (arn === undefined ? undefined : known(arn)),
      ({ roles }) => roles.length,
    ),
    gaps: inventories.flatMap(({ gaps }) => gaps),
    askedAccounts: inventories.flatMap(({ askedAccounts }) => askedAccounts),
    policyKindsSeen: [...new Set(inventories.flatMap(({ policyKindsSeen }) => policyKindsSeen))],
  };
}

/** A role is told the more of, the more of trust, permissions and boundary was seen. */
function richness(role: Role): number {
  return (role.trust.kind === "unknown" ? 0 : 1) + (role.policiesUnseen === undefined ? 2 : 0);
}

/** AWS gives a role its unique id. */
function isDeployed({ roleId }: Role): boolean {
  return roleId !== undefined;
}

/** Not what a data source looks up, whose policies are not there. */
function isDeclared({ roleId, policiesUnseen }: Role): boolean {
  return roleId === undefined && policiesUnseen === undefined;
}

/**
 * A role that a template or configuration declares, and that is deployed: what is declared is what will be, and what somebody else attached
 * beside it stays. An inline policy that the next deployment takes away counts until then: nothing tells it from one that stays.
 */
function declaredOver(declared: Role, deployed: Role): Role {
  const own = new Set(declared.policies.map(policyKey));
  return {
    ...declared,
    roleId: deployed.roleId,
    trust: declared.trust.kind === "unknown" ? deployed.trust : declared.trust,
    policies: [...declared.policies, ...deployed.policies.filter((policy) => !own.has(policyKey(policy)))],
    boundary: declared.boundary ?? deployed.boundary,
    tags: declared.tags ?? deployed.tags,
  };
}

function policyKey(policy: AttachedPolicy): string {
  return policy.kind === "inline" ? `inline ${textKey(policy.name)}` : `managed ${textKey(policy.arn)}`;
}

function policyRichness(policy: ManagedPolicy): number {
  return (policy.origin === "input" ? 1 : 0) + (policy.document.kind === "unknown" ? 0 : 2);
}

/** A key for things whose identity is fully known; where it is not, two that look alike may be two. */
function known(...parts: readonly Text[]): string | undefined {
  return parts.every(isKnown) ? parts.map(textKey).join("\u0000") : undefined;
}

/**
 * Each thing once, at the place of the first sight: as `combine` makes it of two, else the one that ranks higher. Things without a key are all
 * kept, and so are guarded ones: they may exclude each other.
 */
function unique<T extends { readonly guards: readonly unknown[] }>(
  things: readonly T[],
  keyOf: (thing: T) => string | undefined,
  rank: (thing: T) => number,
  combine: (one: T, other: T) => T | undefined = () => undefined,
): readonly T[] {
  const places = new Map<string, number>();
  const kept: T[] = [];
  for (const thing of things) {
    const key = thing.guards.length > 0 ? undefined : keyOf(thing);
    const place = key === undefined ? undefined : places.get(key);
    const before = place === undefined ? undefined : kept[place];
    if (place !== undefined && before !== undefined) {
      kept[place] = combine(before, thing) ?? (rank(thing) > rank(before) ? thing : before);
      continue;
    }
    if (key !== undefined) places.set(key, kept.length);
    kept.push(thing);
  }
  return kept;
}
