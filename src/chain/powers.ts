/**
 * What sessions of users may do, beside assuming roles, that decides who appears as whom: change the domain, act under another
 * profile's name, rewrite roles. Execution roles are asked, and the roles that chains name explicitly: whoever gets to one acts with it.
 *
 * Actions and resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html and
 * list_awsidentityandaccessmanagementiam.html. No action is asked about that no statement speaks of.
 */
import { matchElement } from "../iam/evaluate.ts";
import type { Assumptions, PatternElement, PolicyOrUnknown, StatementRef } from "../iam/types.ts";
import { unify } from "../iam/wildcard.ts";
import type { Domain, Role, UserProfile } from "../model/inventory.ts";
import { type Cause, type Hole, holesOf, isKnown, type Text, text, textKey } from "../text/symbolic.ts";
import { assumptionsOf, type Call, judgeCall, verdictOf } from "./judge.ts";
import { pathBackFrom, rootEntry } from "./paths.ts";
import type { SourceIdentity } from "./request-context.ts";
import type { Entry, Hop, Judgement, Power, PropagationState, RoleNode } from "./types.ts";
import type { Walk } from "./walk.ts";
import type { World } from "./world.ts";

/** A role that sessions of a domain's users can have. */
interface Holder {
  readonly node: RoleNode;
  readonly domain: Domain | undefined;
  readonly state: PropagationState;
  /** The role of shared spaces: its sessions carry no source identity, whatever the state. */
  readonly isShared: boolean;
  /** Whose sessions begin with this role, where it is an execution role. */
  readonly profiles: readonly UserProfile[];
}

type Ask = (call: Omit<Call, "identity"> & { readonly identity?: SourceIdentity }) => Judgement;

export function findPowers(world: World, entries: readonly Entry[], walked: Walk, sessionName: (caller: RoleNode) => Text): readonly Power[] {
  const explicitHops = new Map<RoleNode, Hop[]>();
  for (const hop of walked.hops) {
    if (!hop.explicit || hop.exists === "no" || !hop.target.inInput) continue;
    explicitHops.set(hop.caller, [...(explicitHops.get(hop.caller) ?? []), hop]);
  }
  const rewriters = new Set<RoleNode>();
  return holdersOf(entries, walked).flatMap((holder) => {
    const { node, domain, state } = holder;
    const { identity } = world.callerSide(node);
    const isAllowed = (action: string): boolean => mentions(identity, action);
    const given: Assumptions = assumptionsOf(domain?.propagation, state === "on");
    const ask: Ask = (call) => judgeCall(world, node, sessionName(node), { identity: identityOf(holder), ...call }, given);
    const powers = domain === undefined ? [] : [...overDomain(world, holder, domain, isAllowed, ask), ...overProfiles(world, holder, domain, isAllowed, ask)];
    // What it may do to roles is the same for every domain.
    if (rewriters.has(node) || !CHANGING_ACTIONS.some(isAllowed)) return powers;
    rewriters.add(node);
    return [...powers, ...rolesOnChain(node, walked, explicitHops).flatMap((role) => overRole(world, holder, role, isAllowed, ask))];
  });
}

/** More roles than these are not asked for: who may rewrite so many is told of them. */
const MOST_ROLES = 50;

/** The role itself, those that lead to it, and all that explicit hops lead to from here. */
function rolesOnChain(node: RoleNode, { reached }: Walk, explicitHops: ReadonlyMap<RoleNode, readonly Hop[]>): readonly RoleNode[] {
  const found = new Set([node]);
  for (const each of found) for (const { target } of explicitHops.get(each) ?? []) found.add(target);
  const all = [...pathBackFrom(reached, node), ...found].filter(({ inInput }) => inInput);
  return [...new Set(all)].slice(0, MOST_ROLES);
}

function holdersOf(entries: readonly Entry[], walked: Walk): readonly Holder[] {
  // Nobody has a default role that no profile uses.
  const own = entries
    .filter(({ node, kind }) => node.inInput && kind !== "unused-default")
    .map(({ node, domain, state, profiles, kind }): Holder => ({ node, domain, state, isShared: kind === "shared-space", profiles }));
  const starts = new Set(own.map(({ node }) => node));
  const chained = [...walked.reached].flatMap(([node, { explicit, state }]): readonly Holder[] => {
    const entry = explicit && node.inInput && !starts.has(node) ? rootEntry(walked.reached, node) : undefined;
    return entry === undefined ? [] : [{ node, domain: entry.domain, state, isShared: false, profiles: [] }];
  });
  return [...own, ...chained];
}

/** Some statement may allow the action: without one there is nothing to ask. What an unknown policy says is a gap. */
function mentions(policies: readonly PolicyOrUnknown[], action: string): boolean {
  return policies.some(
    (policy) =>
      "document" in policy &&
      policy.document.statements.some(
        ({ effect, actions }) => effect !== "Deny" && actions !== undefined && matchElement(actions, action, { ignoreCase: true }) !== "no",
      ),
  );
}

/** Of the sessions with that role: of one certain profile, where it is said which. */
function identityOf({ state, isShared }: Holder, name?: Text): SourceIdentity {
  if (state === "off" || isShared) return { kind: "none" };
  return name === undefined ? { kind: "any" } : { kind: "name", name };
}

/** The power, with the statements that grant it, or that may; none where it is denied. */
function held(
  world: World,
  power: Omit<Power, "grants" | "judgement" | "doubts"> & { readonly doubts?: readonly Cause[] },
  judgement: Judgement,
  resource: Text,
): readonly Power[] {
  if (isDenied(judgement)) return [];
  const { determining = [], undecided = [] } = judgement.authorization.layers.identity ?? {};
  const allows = [...determining, ...undecided].filter(({ statement }) => statement.effect === "Allow");
  const grants = allows.length > 0 ? allows : allowing(world, power.holder, power.action, resource);
  return [{ doubts: [], ...power, judgement, grants }];
}

/** Where only a Deny is open, the evidence does not name the Allow. */
function allowing(world: World, holder: RoleNode, action: string, resource: Text): readonly StatementRef[] {
  return world.callerSide(holder).identity.flatMap((policy) => {
    if (!("document" in policy)) return [];
    return policy.document.statements
      .filter(({ effect, actions, resources }) => effect === "Allow" && covers(actions, action, true) && covers(resources, resource, false))
      .map((statement) => ({ policy, statement }));
  });
}

function covers(element: PatternElement | undefined, value: Text, ignoreCase: boolean): boolean {
  return element !== undefined && matchElement(element, value, { ignoreCase }) !== "no";
}

function isDenied({ authorization }: Judgement): boolean {
  return verdictOf(authorization) === "denied";
}

// ── The domain ───────────────────────────────────────────────────────────────────────────────────────────────────────

const DOMAIN_ACTIONS: readonly string[] = ["sagemaker:UpdateDomain", "sagemaker:DeleteDomain"];

function overDomain(world: World, holder: Holder, domain: Domain, isAllowed: (action: string) => boolean, ask: Ask): readonly Power[] {
  const { node, state, profiles } = holder;
  if (unify(node.role.account, domain.account) === "no") return [];
  const resource = domain.arn ?? arnIn(domain, "domain/", idOf(domain));
  const keys = sagemakerKeys(domain);
  return DOMAIN_ACTIONS.filter(isAllowed).flatMap((action): readonly Power[] => {
    const power = { kind: "change-domain", holder: node, action, domain, state, role: undefined } as const;
    const judgement = ask({ action, resource, keys });
    const isByName = judgement.authorization.causes.some(({ kind }) => kind === "source-identity") && profiles.length > 0;
    if (!isByName) return held(world, { ...power, profiles: [] }, judgement, resource);
    const byName = profiles.slice(0, MOST_PROFILES).map(({ name }) => ({ name, own: ask({ action, resource, keys, identity: identityOf(holder, name) }) }));
    const [first] = byName.filter(({ own }) => !isDenied(own));
    return first === undefined ? [] : held(world, { ...power, profiles: [] }, first.own, resource);
  });
}

function arnIn({ partition, region, account }: Domain, ...resource: readonly (Text | Hole)[]): Text {
  return text("arn:", partition, ":sagemaker:", region, ":", account, ":", ...resource);
}

/** An id has neither colon nor slash, also where it is not known yet: no other kind of resource can hide in it. */
function idOf({ id }: Domain): Text {
  return isKnown(id) ? id : text(...id.parts.map((part): string | Hole => (typeof part === "string" ? part : { ...part, shape: part.shape ?? "segment" })));
}

function sagemakerKeys({ account, region }: Domain): Call["keys"] {
  return [
    ["aws:resourceaccount", account],
    ["aws:requestedregion", region],
  ];
}

// ── User profiles ────────────────────────────────────────────────────────────────────────────────────────────────────

/** More profiles than these are not asked for one by one. */
const MOST_PROFILES = 100;

/** The one that only domains with IAM authentication have comes first. */
const PROFILE_ACTIONS: readonly string[] = ["sagemaker:CreatePresignedDomainUrl", "sagemaker:CreateUserProfile", "sagemaker:UpdateUserProfile"];

/** Stands for whichever profile the user likes. */
const ANY_PROFILE: Hole = {
  id: "any profile",
  shape: "segment",
  cause: { kind: "caller-choice", id: "any profile", what: "the user picks the profile" },
};

const OWN_PROFILE: Hole = {
  id: "own profile",
  shape: "segment",
  cause: { kind: "source-identity", id: "own profile", what: "which user profile the session is of is not known" },
};

function overProfiles(world: World, holder: Holder, domain: Domain, isAllowed: (action: string) => boolean, ask: Ask): readonly Power[] {
  const { node, state } = holder;
  if (unify(node.role.account, domain.account) === "no") return [];
  const arnOf = (name: Text | Hole): Text => arnIn(domain, "user-profile/", idOf(domain), "/", name);
  // `${sagemaker:DomainId}/${sagemaker:UserProfileName}` stands for the session's own profile, as in AmazonSageMakerFullAccess.
  const keysFor = (own: Text | undefined): Call["keys"] => [
    ...sagemakerKeys(domain),
    ["sagemaker:domainid", idOf(domain)],
    ["sagemaker:userprofilename", own ?? text(OWN_PROFILE)],
  ];
  // "This operation can only be called when the authentication mode equals IAM": API_CreatePresignedDomainUrl.html.
  const actions = domain.authMode === "SSO" ? PROFILE_ACTIONS.slice(1) : PROFILE_ACTIONS;
  return actions.filter(isAllowed).flatMap((action): readonly Power[] => {
    const resource = arnOf(ANY_PROFILE);
    const any = ask({ action, resource, keys: keysFor(undefined) });
    const mode = action === PROFILE_ACTIONS[0] ? holesOf(domain.authMode ?? "").map(({ cause }) => cause) : [];
    const power = { kind: "impersonate", holder: node, action, domain, state, role: undefined, doubts: mode } as const;
    if (isDenied(any)) return [];
    const isNameFree = action === "sagemaker:CreateUserProfile" ? verdictOf(any.authorization) === "allowed" : any.authorization.outcome === "allowed";
    if (isNameFree) return held(world, { ...power, profiles: [] }, any, resource);
    // Allowed on some: whether that is more than one's own is asked name by name.
    const allowed = othersFor(world, holder, domain).flatMap(({ own, other }) => {
      const judgement = ask({ action, resource: arnOf(other), keys: keysFor(own), identity: identityOf(holder, own) });
      return judgement.authorization.outcome === "allowed" ? [{ other, judgement }] : [];
    });
    const [first] = allowed;
    if (first !== undefined) return held(world, { ...power, profiles: allowed.map(({ other }) => other) }, first.judgement, arnOf(first.other));
    // What is left open by more than the choice of the name: whether one may act on a profile that is certainly not one's own.
    const stranger = ask({ action, resource: arnOf("another-profile"), keys: keysFor("own-profile"), identity: identityOf(holder, "own-profile") });
    return isDenied(stranger) ? [] : held(world, { ...power, profiles: [] }, any, resource);
  });
}

/** Profiles of the domain that are not the session's own; where several share the role, its session is taken for the first or second. */
function othersFor({ inventory }: World, { profiles }: Holder, domain: Domain): readonly { readonly own: Text | undefined; readonly other: Text }[] {
  const [first, second] = profiles;
  const names = new Map<string, Text>();
  for (const { name, domainId } of inventory.userProfiles) if (textKey(domainId) === textKey(domain.id) && isKnown(name)) names.set(textKey(name), name);
  if (first === undefined || second !== undefined) {
    return [...names.values()].slice(0, MOST_PROFILES).map((other) => ({ own: other === first?.name ? second?.name : first?.name, other }));
  }
  return [...names.values()]
    .filter((other) => other !== first.name)
    .slice(0, MOST_PROFILES)
    .map((other) => ({ own: first.name, other }));
}

// ── Roles ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const ROLE_ACTIONS: readonly string[] = ["iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy"];
/** These take nothing but a Deny off, which is asked for where there is one. */
const REMOVING_ACTIONS: readonly string[] = ["iam:DeleteRolePolicy", "iam:DetachRolePolicy"];
const POLICY_ACTIONS: readonly string[] = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"];
const BOUNDARY_ACTIONS: readonly string[] = ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"];
const CHANGING_ACTIONS: readonly string[] = [...ROLE_ACTIONS, ...REMOVING_ACTIONS, ...POLICY_ACTIONS, ...BOUNDARY_ACTIONS];

/** IAM's calls reach no other account: a role is changed from within its own. */
function overRole(world: World, { node, domain, state }: Holder, target: RoleNode, isAllowed: (action: string) => boolean, ask: Ask): readonly Power[] {
  const { role } = target;
  if (unify(node.role.account, role.account) === "no") return [];
  const now: Call["keys"] = [["iam:permissionsboundary", role.boundary?.kind === "managed" ? role.boundary.arn : undefined]];
  const on = (action: string, keys: Call["keys"] = now): Omit<Call, "identity"> => ({ action, resource: role.arn, target: role, keys });
  const calls = [
    ...ROLE_ACTIONS.map((action) => on(action)),
    ...(hasDeny(world, target) ? REMOVING_ACTIONS.map((action) => on(action)) : []),
    ...(role.boundary === undefined
      ? []
      : [on("iam:DeleteRolePermissionsBoundary"), on("iam:PutRolePermissionsBoundary", [["iam:permissionsboundary", ANY_BOUNDARY]])]),
    ...ownPolicies(role).flatMap((resource) => POLICY_ACTIONS.map((action) => ({ action, resource, keys: [] }))),
  ];
  return calls
    .filter(({ action }) => isAllowed(action))
    .flatMap((call) => {
      const power = { kind: "rewrite-role", holder: node, action: call.action, domain, state, profiles: [], role: target } as const;
      return held(world, power, ask(call), call.resource);
    });
}

/** In PutRolePermissionsBoundary, `iam:PermissionsBoundary` is the one that is set: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
const ANY_BOUNDARY: Text = text({
  id: "any boundary",
  cause: { kind: "caller-choice", id: "any boundary", what: "the user picks the new permissions boundary" },
});

function hasDeny(world: World, target: RoleNode): boolean {
  return world.callerSide(target).identity.some((policy) => "document" in policy && policy.document.statements.some(({ effect }) => effect === "Deny"));
}

/** The managed policies that the account can change, the boundary's among them: not those of AWS. */
function ownPolicies({ policies, boundary }: Role): readonly Text[] {
  const all = [...policies, ...(boundary === undefined ? [] : [boundary])];
  return all.flatMap((policy) => (policy.kind === "managed" && !/^arn:[^:]*:iam::aws:/.test(literalParts(policy.arn)) ? [policy.arn] : []));
}

function literalParts(arn: Text): string {
  return isKnown(arn) ? arn : arn.parts.map((part) => (typeof part === "string" ? part : "?")).join("");
}
