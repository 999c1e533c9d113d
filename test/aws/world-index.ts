/**
 * A world made ready for answering: everything can be looked up by its name, and what IAM answers for a role or a policy is there
 * already, so that a request in a large account costs no more than in a small one.
 */
import { instanceProfileOf, type PolicyAnswers, policyAnswers, type RoleAnswers, roleAnswers, type Usage } from "./iam-shapes.ts";
import { textIn } from "./members.ts";
import type { FakeAccount, FakeRegion, FakeSecurityConfiguration, FakeWorld } from "./world.ts";

export interface WorldIndex {
  readonly world: FakeWorld;
  readonly accounts: ReadonlyMap<string, AccountIndex>;
}

export interface AccountIndex {
  readonly id: string;
  readonly roles: ReadonlyMap<string, RoleAnswers>;
  /** By ARN. */
  readonly policies: ReadonlyMap<string, PolicyAnswers>;
  readonly instanceProfiles: ReadonlyMap<string, object>;
  readonly regions: ReadonlyMap<string, RegionIndex>;
}

export interface RegionIndex {
  readonly region: FakeRegion;
  readonly domains: ReadonlyMap<string, object>;
  /** By domain and name: `profileKey`. */
  readonly userProfiles: ReadonlyMap<string, object>;
  readonly clusters: ReadonlyMap<string, object>;
  readonly securityConfigurations: ReadonlyMap<string, FakeSecurityConfiguration>;
}

export function indexWorld(world: FakeWorld): WorldIndex {
  return { world, accounts: new Map(world.accounts.map((account) => [account.id, indexAccount(account)])) };
}

export function profileKey(domainId: string, name: string): string {
  return `${domainId}/${name}`;
}

function indexAccount(account: FakeAccount): AccountIndex {
  const usage = usageOf(account);
  return {
    id: account.id,
    roles: new Map(account.roles.map((role) => [role.name, roleAnswers(account.id, role)])),
    policies: new Map(account.policies.map((policy) => [policy.arn, policyAnswers(policy, usage)])),
    instanceProfiles: new Map(account.roles.flatMap((role) => (role.instanceProfiles ?? []).map((name) => [name, instanceProfileOf(account.id, name, role)]))),
    regions: new Map(Object.entries(account.regions).map(([name, region]) => [name, indexRegion(region)])),
  };
}

function usageOf({ roles }: FakeAccount): Usage {
  const attached = new Map<string, number>();
  const boundaries = new Map<string, number>();
  for (const role of roles) {
    for (const arn of role.attached ?? []) attached.set(arn, (attached.get(arn) ?? 0) + 1);
    if (role.boundary !== undefined) boundaries.set(role.boundary, (boundaries.get(role.boundary) ?? 0) + 1);
  }
  return { attached, boundaries };
}

function indexRegion(region: FakeRegion): RegionIndex {
  return {
    region,
    domains: byName(region.domains, (domain) => textIn(domain, "DomainId")),
    userProfiles: byName(region.userProfiles, (profile) => profileKey(textIn(profile, "DomainId") ?? "", textIn(profile, "UserProfileName") ?? "")),
    clusters: byName(region.clusters, (cluster) => textIn(cluster, "Id")),
    securityConfigurations: new Map(region.securityConfigurations.map((configuration) => [configuration.name, configuration])),
  };
}

function byName(things: readonly object[], nameOf: (thing: object) => string | undefined): ReadonlyMap<string, object> {
  return new Map(things.map((thing) => [nameOf(thing) ?? "", thing]));
}
