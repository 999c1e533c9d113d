/** Calls on user profiles: whether a user can act under another one's name. */
import { unify } from "../../iam/wildcard.ts";
import type { Domain } from "../../model/inventory.ts";
import { type Hole, holesOf, isKnown, type Text, text, textKey } from "../../text/symbolic.ts";
import { type Call, verdictOf } from "../judge.ts";
import type { Power } from "../types.ts";
import type { World } from "../world.ts";
import { arnIn, idOf, sagemakerKeys } from "./domain.ts";
import { type Holder, held, identityOf, isDenied, MOST_PROFILES, type Session } from "./holder.ts";

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

export function overProfiles({ world, holder, isAllowed, ask }: Session, domain: Domain): readonly Power[] {
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
