/**
 * Organization policies with the accounts that they bear on.
 */
import type { OrganizationPolicy } from "../../model/inventory.ts";
import type { Facts, OrganizationPolicyFact } from "./facts.ts";
import type { Notes } from "./response.ts";

/** No organization is deeper than root, five levels of units and the account; a loop in a made-up recording ends here. */
const MAX_LEVELS = 16;

/** One entry for each policy and level. A policy whose targets the input does not tell has no accounts: see the model. */
export function assembleOrganizationPolicies(facts: Facts, notes: Notes): OrganizationPolicy[] {
  const paths = accountPaths(facts);
  const targets = new Map<string, Set<string>>();
  for (const { policyId, targetId } of facts.policyTargets) targets.set(policyId, (targets.get(policyId) ?? new Set()).add(targetId));
  const policies: OrganizationPolicy[] = [];
  for (const fact of facts.organizationPolicies.values()) {
    const attached = targets.get(fact.id);
    if (attached === undefined) policies.push(bearsOn(fact, undefined, undefined, facts));
    else policies.push(...attachments(fact, attached, paths, facts, notes));
  }
  for (const [policyId, attached] of targets) {
    if (facts.organizationPolicies.has(policyId)) continue;
    const reason = `Policy \`${policyId}\` is attached to \`${[...attached].join("`, `")}\`, and its document is not in the input. Add the answer of \`aws organizations describe-policy --policy-id ${policyId}\`.`;
    notes.gap({ subject: policyId, reason, at: undefined, mayHide: true });
  }
  return policies;
}

/** The kinds that are all there, for every account that the input is about: listed on its whole way to the root, or in no organization at all. */
export function policyKindsSeen(facts: Facts): readonly ("scp" | "rcp")[] {
  if (facts.askedAccounts.size === 0) return [];
  const paths = accountPaths(facts);
  const isSeen = (account: string, listed: ReadonlySet<string>): boolean =>
    facts.withoutOrganization.has(account) || (paths.get(account)?.every((id) => listed.has(id)) ?? false);
  return [...facts.policiesListed].flatMap(([kind, listed]) => ([...facts.accounts].every((account) => isSeen(account, listed)) ? [kind] : []));
}

function bearsOn(fact: OrganizationPolicyFact, accounts: readonly string[] | undefined, level: number | undefined, facts: Facts): OrganizationPolicy {
  const { policyKind, name, document, at } = fact;
  return { subject: fact.arn ?? fact.id, at, guards: [], policyKind, name, document, accounts, managementAccount: facts.managementAccount, level };
}

function attachments(
  fact: OrganizationPolicyFact,
  targets: ReadonlySet<string>,
  paths: ReadonlyMap<string, readonly string[]>,
  facts: Facts,
  notes: Notes,
): OrganizationPolicy[] {
  const byLevel = new Map<number, string[]>();
  const placed = new Set<string>();
  for (const [account, path] of paths) {
    for (const [level, id] of path.entries()) {
      if (!targets.has(id)) continue;
      placed.add(id);
      byLevel.set(level, [...(byLevel.get(level) ?? []), account]);
    }
  }
  const found = [...byLevel].map(([level, accounts]) => bearsOn(fact, accounts, level, facts));
  for (const target of targets) {
    if (placed.has(target)) continue;
    if (/^\d{12}$/.test(target)) found.push(bearsOn(fact, [target], undefined, facts));
    else if (paths.size > 0) continue;
    else if (target.startsWith("r-")) found.push(bearsOn(fact, undefined, 0, facts));
    else {
      const reason = `Policy \`${fact.name}\` is attached to organizational unit \`${target}\`; which accounts are in it is not in the input, so it is taken to apply to all. Record ListParents of the accounts.`;
      notes.gap({ subject: fact.arn ?? fact.id, reason, at: fact.at });
      found.push(bearsOn(fact, undefined, undefined, facts));
    }
  }
  return found;
}

/** Account → ids from the organization's root to the account, for the accounts whose parents were recorded up to a root. */
function accountPaths(facts: Facts): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  for (const account of facts.organizationParents.keys()) {
    if (!/^\d{12}$/.test(account)) continue;
    const path = [account];
    for (let id = facts.organizationParents.get(account); id !== undefined && path.length <= MAX_LEVELS; id = facts.organizationParents.get(id))
      path.unshift(id);
    if (path[0]?.startsWith("r-") === true) paths.set(account, path);
  }
  return paths;
}
