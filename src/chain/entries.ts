/**
 * Entries: which roles SageMaker assumes for whom. Effective execution role of a profile: its own
 * `UserSettings.ExecutionRole`, else the domain's `DefaultUserSettings.ExecutionRole`. Private spaces use their owner's;
 * shared spaces the domain's `DefaultSpaceSettings.ExecutionRole`.
 */
import { matchElement } from "../iam/evaluate.ts";
import { addGuards } from "../iam/guards.ts";
import { compilePattern, matchTokens } from "../iam/wildcard.ts";
import type { Declared, Domain, Located, Space, UserProfile } from "../model/inventory.ts";
import { type Pointer, pointerKey } from "../text/pointer.ts";
import { isKnown, type Text } from "../text/symbolic.ts";
import type { Guard } from "../text/value.ts";
import { judgeEntry } from "./judge.ts";
import { isOfDomain, isOnlyDomain, stateOf } from "./members.ts";
import { SAGEMAKER_SERVICE, STS_ASSUME_ROLE } from "./request-context.ts";
import type { ChainOptions, Entry, EntryKind, PropagationState, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

/** Where `--entry-role` stands: no file, so it is never shown as a place. */
export const COMMAND_LINE: Pointer = { kind: "root", file: "(command line)" };

export interface FoundEntries {
  readonly entries: readonly Entry[];
  /** What `--entry-role` says and no role is called. */
  readonly unmatched: readonly string[];
}

export function findEntries(world: World, options: ChainOptions): FoundEntries {
  const configured = [...world.inventory.domains.flatMap((domain) => entriesOfDomain(world, domain, options)), ...entriesOfLoneProfiles(world, options)];
  const { entries: given, unmatched } = givenEntries(world, configured, options);
  const named = [...configured, ...given];
  // A domain whose execution role is a parameter without a value names none that is known.
  const known = named.some(({ node }) => node.inInput || isKnown(node.role.arn));
  return { entries: known ? named : [...named, ...candidateEntries(world)], unmatched };
}

interface Group {
  readonly named: Located<Text>;
  readonly profiles: UserProfile[];
}

/** Profiles by their effective execution role; `fallback` is that of profiles without one of their own. */
function groupByRole(world: World, profiles: readonly UserProfile[], fallback: Located<Text> | undefined): ReadonlyMap<RoleNode, Group> {
  const groups = new Map<RoleNode, Group>();
  for (const profile of profiles) {
    const named = profile.settings?.executionRole ?? fallback;
    if (named === undefined) continue;
    const node = world.nodeFor(named.value, named.at);
    const group = groups.get(node);
    if (group === undefined) groups.set(node, { named, profiles: [profile] });
    else group.profiles.push(profile);
  }
  return groups;
}

function entriesOfDomain(world: World, domain: Domain, options: ChainOptions): readonly Entry[] {
  const { inventory } = world;
  const only = isOnlyDomain(inventory.domains);
  const state = stateOf(domain, options);
  const profiles = inventory.userProfiles.filter(
    (profile) => isOfDomain(profile.domainId, domain, only) && addGuards(profile.guards, domain.guards) !== undefined,
  );
  const fallback = domain.defaultUserSettings?.executionRole;

  const groups = groupByRole(world, profiles, fallback);
  const entries = [...groups].map(([node, group]) => makeEntry(world, { kind: "profile", domain, state, node, ...group, spaces: [] }));
  if (fallback !== undefined) {
    const node = world.nodeFor(fallback.value, fallback.at);
    if (!groups.has(node))
      entries.push(
        makeEntry(world, { kind: profiles.length === 0 ? "default" : "unused-default", domain, state, node, named: fallback, profiles: [], spaces: [] }),
      );
  }
  const spaces = inventory.spaces.filter((space) => space.sharing === "Shared" && isOfDomain(space.domainId, domain, only));
  const spaceRole = domain.defaultSpaceSettings?.executionRole;
  if (spaceRole !== undefined) {
    const node = world.nodeFor(spaceRole.value, spaceRole.at);
    if (!entries.some((entry) => entry.node === node))
      entries.push(makeEntry(world, { kind: "shared-space", domain, state, node, named: spaceRole, profiles: [], spaces }));
  }
  return entries;
}

/** Profiles that name a role while their domain is not in the input: entries all the same, with propagation not known. */
function entriesOfLoneProfiles(world: World, options: ChainOptions): readonly Entry[] {
  const { domains, userProfiles } = world.inventory;
  const only = isOnlyDomain(domains);
  const lone = userProfiles.filter((profile) => !domains.some((domain) => isOfDomain(profile.domainId, domain, only)));
  const state = stateOf(undefined, options);
  return [...groupByRole(world, lone, undefined)].map(([node, group]) =>
    makeEntry(world, { kind: "profile", domain: undefined, state, node, ...group, spaces: [] }),
  );
}

function givenEntries(world: World, configured: readonly Entry[], options: ChainOptions): FoundEntries {
  const nodes = new Set<RoleNode>();
  const unmatched: string[] = [];
  const assumable = new Set(world.trusts.trustingService(SAGEMAKER_SERVICE));
  for (const given of options.entryRoles) {
    const tokens = compilePattern(given, { variables: false });
    const isPattern = tokens.some((token) => token.kind !== "literal");
    const named = world.nodes.filter((node) => namesRole(tokens, node));
    // A pattern such as `*` means the roles that SageMaker may assume, if there are any; who names a role means that one.
    const matching = isPattern && named.some((node) => assumable.has(node)) ? named.filter((node) => assumable.has(node)) : named;
    if (matching.length > 0) for (const node of matching) nodes.add(node);
    else if (!isPattern && given.startsWith("arn:")) nodes.add(world.nodeFor(given, COMMAND_LINE));
    else unmatched.push(given);
  }
  const fresh = [...nodes].filter((node) => !configured.some((entry) => entry.node === node));
  const entries = fresh.map((node) =>
    makeEntry(world, { kind: "given", domain: undefined, state: stateOf(undefined, options), node, named: undefined, profiles: [], spaces: [] }),
  );
  return { entries, unmatched };
}

/** A pattern may stand for the ARN, the bare name or the address in a template. */
function namesRole(tokens: ReturnType<typeof compilePattern>, node: RoleNode): boolean {
  const { arn, name: own, subject, address = subject } = node.role;
  return [arn, own, subject, address].some((name) => matchTokens(tokens, name, { ignoreCase: false }) === "yes");
}

function candidateEntries(world: World): readonly Entry[] {
  return world.trusts
    .trustingService(SAGEMAKER_SERVICE)
    .filter(mayBeAssumedBySageMaker)
    .map((node) => makeEntry(world, { kind: "candidate", domain: undefined, state: "unknown", node, named: undefined, profiles: [], spaces: [] }));
}

function mayBeAssumedBySageMaker(node: RoleNode): boolean {
  if (!("document" in node.trust)) return false;
  return node.trust.document.statements.some(
    ({ effect, principals, actions }) =>
      effect === "Allow" &&
      principals?.entries.some(({ principal }) => principal.kind === "service" && principal.service === SAGEMAKER_SERVICE) === true &&
      actions !== undefined &&
      matchElement(actions, STS_ASSUME_ROLE, { ignoreCase: true }) !== "no",
  );
}

/** Guards of a domain or profile that stands in the inventory once for each way a condition can turn out. */
function variantGuards({ inventory }: World, { domain, profiles }: EntryFacts): readonly Guard[] {
  const ofDomain = domain === undefined || !isVariant(domain, inventory.domains) ? [] : domain.guards;
  // Of several profiles, one that uses the role whatever the condition settles it.
  const [fewest = []] = profiles.map((profile) => (isVariant(profile, inventory.userProfiles) ? profile.guards : [])).sort((a, b) => a.length - b.length);
  return [...ofDomain, ...fewest];
}

function isVariant(one: Declared, all: readonly Declared[]): boolean {
  return one.guards.length > 0 && all.some((other) => other !== one && other.subject === one.subject && pointerKey(other.at) === pointerKey(one.at));
}

interface EntryFacts {
  readonly kind: EntryKind;
  readonly domain: Domain | undefined;
  readonly state: PropagationState;
  readonly node: RoleNode;
  readonly named: Located<Text> | undefined;
  readonly profiles: readonly UserProfile[];
  readonly spaces: readonly Space[];
}

function makeEntry(world: World, facts: EntryFacts): Entry {
  return {
    ...facts,
    guards: variantGuards(world, facts),
    ...judgeEntry(
      world,
      facts.node,
      facts.domain,
      facts.profiles.map((profile) => profile.name),
    ),
  };
}
