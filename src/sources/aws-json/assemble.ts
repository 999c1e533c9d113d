/**
 * Facts to an inventory: what is only half told is completed from the rest, what is not told becomes a hole.
 */
import { type Domain, emptyInventory, type Inventory, type UserProfile } from "../../model/inventory.ts";
import { byUnits } from "../../text/by-units.ts";
import { isKnown, type Text } from "../../text/symbolic.ts";
import { assembleManagedPolicies, assembleRoles } from "./assemble-iam.ts";
import { assembleOrganizationPolicies, policyKindsSeen } from "./assemble-organizations.ts";
import { ACCOUNT_HOLE, type Environment, REGION_HOLE } from "./environment.ts";
import type { Facts, Sighting } from "./facts.ts";
import type { Notes } from "./response.ts";

export function assemble(facts: Facts, environment: Environment, notes: Notes): Inventory {
  const account = (own: Text): Text => (own === ACCOUNT_HOLE ? environment.account : own);
  const domains = new Map(
    things(facts.domains).map((domain): [Text, Domain] => [
      domain.id,
      {
        ...domain,
        account: account(domain.account),
        region: domain.region === REGION_HOLE ? environment.region : domain.region,
        partition: domain.arn === undefined ? environment.partition : domain.partition,
      },
    ]),
  );
  const userProfiles = things(facts.userProfiles).map((profile) => completeProfile(profile, domains.get(profile.domainId), account));
  unseenPages(facts, notes);
  const owned = <T extends { readonly account: Text; readonly subject: string }>(seen: ReadonlyMap<string, Sighting<T>>): T[] =>
    bySubject(things(seen).map((thing) => ({ ...thing, account: account(thing.account) })));
  return {
    ...emptyInventory(),
    domains: bySubject([...domains.values()]),
    userProfiles: bySubject(userProfiles),
    spaces: bySubject(things(facts.spaces).map((space) => ({ ...space, subject: subjectIn(space, "space", domains) }))),
    apps: bySubject(things(facts.apps)),
    roles: bySubject(assembleRoles(facts, notes)),
    managedPolicies: bySubject(assembleManagedPolicies(facts, notes)),
    organizationPolicies: bySubject(assembleOrganizationPolicies(facts, notes)),
    emrSecurityConfigurations: owned(facts.emrSecurityConfigurations),
    emrClusters: owned(facts.emrClusters),
    instanceProfiles: owned(facts.instanceProfiles),
    askedAccounts: [...facts.askedAccounts].sort().map((asked) => ({ account: asked, rolesSeen: facts.rolesAsked.has(asked) })),
    policyKindsSeen: policyKindsSeen(facts),
  };
}

/** Answers come in whichever order AWS gives them; a report must not depend on that. */
export function bySubject<T extends { readonly subject: string }>(things: readonly T[]): T[] {
  return things.toSorted((a, b) => byUnits(a.subject, b.subject));
}

function things<T>(seen: ReadonlyMap<string, Sighting<T>>): T[] {
  return [...seen.values()].map(({ thing }) => thing);
}

/** list-user-profiles gives no ARN; the domain's tells account and region. */
function completeProfile(profile: UserProfile, domain: Domain | undefined, account: (own: Text) => Text): UserProfile {
  const own = profile.account === ACCOUNT_HOLE && domain !== undefined ? domain.account : account(profile.account);
  return { ...profile, account: own, subject: subjectIn(profile, "user-profile", new Map(domain === undefined ? [] : [[domain.id, domain]])) };
}

/** The ARN as describe-… would give it, so that a thing has the same subject whether it was listed or described. */
function subjectIn(thing: { subject: string; domainId: Text; name: Text }, type: string, domains: ReadonlyMap<Text, Domain>): string {
  const domain = domains.get(thing.domainId);
  if (thing.subject.startsWith("arn:") || domain?.arn === undefined) return thing.subject;
  const { partition, region, account, id } = domain;
  return [partition, region, account, id, thing.name].every(isKnown)
    ? `arn:${partition}:sagemaker:${region}:${account}:${type}/${id}/${thing.name}`
    : thing.subject;
}

/**
 * Pages that nobody fetched. In a recording a page is followed by the one that was asked for with its token. In files the
 * token asked for is not told: a list is taken to be complete where the folder holds one page that has no follower.
 */
function unseenPages(facts: Facts, notes: Notes): void {
  const asked = new Set<string>();
  const ended = new Set<string>();
  for (const page of facts.pages) {
    if (page.asked !== undefined) asked.add(`${page.group}\u0000${page.operation}\u0000${page.asked}`);
    if (page.next === undefined && !page.recorded) ended.add(`${page.group}\u0000${page.operation}`);
  }
  for (const { operation, group, next, recorded, at, file } of facts.pages) {
    if (next === undefined) continue;
    if (recorded ? asked.has(`${group}\u0000${operation}\u0000${next}`) : ended.has(`${group}\u0000${operation}`)) continue;
    const reason = `The answer of ${operation} in \`${file}\` ends with a token for a further page, and that page is not in the input. Add it, or ask for the whole list (the AWS CLI does so without --max-items and --no-paginate).`;
    notes.gap({ subject: operation, reason, at });
  }
}
