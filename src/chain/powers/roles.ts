/** Calls that change the trust or permissions of roles on the chain. */
import { unify } from "../../iam/wildcard.ts";
import type { Role } from "../../model/inventory.ts";
import { isKnown, type Text, text } from "../../text/symbolic.ts";
import type { Call } from "../judge.ts";
import { pathBackFrom } from "../paths.ts";
import type { Power, RoleNode } from "../types.ts";
import type { Walk } from "../walk.ts";
import type { World } from "../world.ts";
import { held, type Session } from "./holder.ts";

/** The roles that each role goes on to by a hop that one side names. */
export type Onward = ReadonlyMap<RoleNode, readonly RoleNode[]>;

export function explicitTargets({ hops }: Walk): Onward {
  const onward = new Map<RoleNode, RoleNode[]>();
  for (const { caller, target, explicit, exists } of hops) {
    if (!explicit || exists === "no" || !target.inInput) continue;
    const targets = onward.get(caller);
    if (targets === undefined) onward.set(caller, [target]);
    else targets.push(target);
  }
  return onward;
}

export function overRoles(session: Session, walked: Walk, onward: Onward): readonly Power[] {
  if (!CHANGING_ACTIONS.some(session.isAllowed)) return [];
  return rolesOnChain(session.holder.node, walked, onward).flatMap((role) => overRole(session, role));
}

/** More roles than these are not asked for: who may rewrite so many is told of them. */
const MOST_ROLES = 50;

/** The role itself, those that lead to it, and all that explicit hops lead to from here. */
function rolesOnChain(node: RoleNode, { reached }: Walk, onward: Onward): readonly RoleNode[] {
  const found = new Set([node]);
  for (const each of found) for (const target of onward.get(each) ?? []) found.add(target);
  const all = [...pathBackFrom(reached, node), ...found].filter(({ inInput }) => inInput);
  return [...new Set(all)].slice(0, MOST_ROLES);
}

const ROLE_ACTIONS: readonly string[] = ["iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy"];
/** These take nothing but a Deny off, which is asked for where there is one. */
const REMOVING_ACTIONS: readonly string[] = ["iam:DeleteRolePolicy", "iam:DetachRolePolicy"];
const POLICY_ACTIONS: readonly string[] = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"];
const BOUNDARY_ACTIONS: readonly string[] = ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"];
const CHANGING_ACTIONS: readonly string[] = [...ROLE_ACTIONS, ...REMOVING_ACTIONS, ...POLICY_ACTIONS, ...BOUNDARY_ACTIONS];

/** IAM's calls reach no other account: a role is changed from within its own. */
function overRole({ world, holder, isAllowed, ask }: Session, target: RoleNode): readonly Power[] {
  const { node, domain, state } = holder;
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
