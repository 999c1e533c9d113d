/**
 * What sessions of users may do, beside assuming roles, that decides who appears as whom: change the domain, act under another
 * profile's name, rewrite roles. Execution roles are asked, and the roles that chains name explicitly: whoever gets to one acts with it.
 *
 * Actions and resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html and
 * list_awsidentityandaccessmanagementiam.html. No action is asked about that no statement speaks of.
 */
import { actionCovers } from "../../iam/evaluate.ts";
import type { Assumptions, PolicyOrUnknown } from "../../iam/types.ts";
import type { Text } from "../../text/symbolic.ts";
import { assumptionsOf, judgeCall } from "../judge.ts";
import { rootEntry } from "../paths.ts";
import type { Entry, Power, RoleNode } from "../types.ts";
import type { Walk } from "../walk.ts";
import type { World } from "../world.ts";
import { overDomain } from "./domain.ts";
import { type Holder, identityOf, type Session } from "./holder.ts";
import { overProfiles } from "./profiles.ts";
import { explicitTargets, overRoles } from "./roles.ts";

export function findPowers(world: World, entries: readonly Entry[], walked: Walk, sessionName: (caller: RoleNode) => Text): readonly Power[] {
  const onward = explicitTargets(walked);
  const rewriters = new Map<RoleNode, Set<string>>();
  return holdersOf(entries, walked).flatMap((holder) => {
    const { node, domain, state } = holder;
    const { identity } = world.callerSide(node);
    const given: Assumptions = assumptionsOf(domain?.propagation, state === "on");
    const session: Session = {
      world,
      holder,
      isAllowed: (action) => mentions(identity, action),
      ask: (call) => judgeCall(world, node, sessionName(node), { identity: identityOf(holder), ...call }, given),
    };
    const powers = domain === undefined ? [] : [...overDomain(session, domain), ...overProfiles(session, domain)];
    // What it may do to roles is the same for every domain, but for the identity that its sessions have.
    const identities = rewriters.get(node) ?? new Set();
    rewriters.set(node, identities);
    const { kind } = identityOf(holder);
    if (identities.has(kind)) return powers;
    identities.add(kind);
    return [...powers, ...overRoles(session, walked, onward)];
  });
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
    (policy) => "document" in policy && policy.document.statements.some((statement) => statement.effect !== "Deny" && actionCovers(statement, action)),
  );
}
