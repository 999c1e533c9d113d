/**
 * Joining the inventories of several inputs to one.
 */
import type { Inventory, ManagedPolicy, Role } from "../model/inventory.ts";
import { isKnown, type Text, textKey } from "../text/symbolic.ts";

/**
 * One inventory of several. What two inputs describe (equal, fully known ARN or id) is there once: as the input has it that
 * tells more, the first of two that tell as much. Order is kept.
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
  return (role.trust.kind === "unknown" ? 0 : 1) + (role.policiesUnseen === undefined ? 2 : 0) + (role.roleId === undefined ? 0 : 0.5);
}

function policyRichness(policy: ManagedPolicy): number {
  return (policy.origin === "input" ? 1 : 0) + (policy.document.kind === "unknown" ? 0 : 2);
}

/** A key for things whose identity is fully known; where it is not, two that look alike may be two. */
function known(...parts: readonly Text[]): string | undefined {
  return parts.every(isKnown) ? parts.map(textKey).join("\u0000") : undefined;
}

/** Each thing once, at the place of the first sight. Things without a key are all kept, and so are guarded ones: they may exclude each other. */
function unique<T extends { readonly guards: readonly unknown[] }>(
  things: readonly T[],
  keyOf: (thing: T) => string | undefined,
  rank: (thing: T) => number,
): readonly T[] {
  const places = new Map<string, number>();
  const kept: T[] = [];
  for (const thing of things) {
    const key = thing.guards.length > 0 ? undefined : keyOf(thing);
    const place = key === undefined ? undefined : places.get(key);
    const before = place === undefined ? undefined : kept[place];
    if (place !== undefined && before !== undefined) {
      if (rank(thing) > rank(before)) kept[place] = thing;
      continue;
    }
    if (key !== undefined) places.set(key, kept.length);
    kept.push(thing);
  }
  return kept;
}
