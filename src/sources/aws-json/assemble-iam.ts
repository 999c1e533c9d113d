/**
 * Roles and managed policies, put together from all the responses that tell a part of them.
 */
import type { AttachedPolicy, ManagedPolicy, Role } from "../../model/inventory.ts";
import type { Facts, InlinePolicyFact, PolicyVersionFact } from "./facts.ts";
import type { Notes } from "./response.ts";

/** What get-role-policy and its like tell of one role. */
interface Extra {
  readonly inline: InlinePolicyFact[];
  names: string[] | undefined;
  attached: AttachedPolicy[] | undefined;
  readonly at: Role["at"];
}

export function assembleRoles(facts: Facts, notes: Notes): Role[] {
  const extras = extrasByRole(facts, notes);
  const roles: Role[] = [];
  for (const { thing } of facts.roles.values()) {
    const extra = extras.get(thing);
    // A role of get-account-authorization-details is complete; what other responses repeat adds nothing.
    roles.push(extra === undefined || thing.policiesUnseen === undefined ? thing : withExtra(thing, extra));
  }
  return roles;
}

function extrasByRole(facts: Facts, notes: Notes): Map<Role, Extra> {
  const extras = new Map<Role, Extra>();
  if (facts.inlinePolicies.length + facts.inlineNames.length + facts.attachments.length === 0) return extras;
  const byName = rolesByName(facts);
  const extraOf = (fact: { roleName: string; account: string | undefined; at: Role["at"] }, what: string): Extra | undefined => {
    const candidates = (byName.get(fact.roleName) ?? []).filter((role) => fact.account === undefined || role.account === fact.account);
    const [role] = candidates;
    if (role === undefined || candidates.length > 1) {
      const reason = role === undefined ? "the role itself is not in the input" : "several accounts have a role of that name";
      notes.gap({
        subject: fact.roleName,
        reason: `The input holds ${what} of role \`${fact.roleName}\`, but ${reason}. Add the output of \`aws iam get-role\`.`,
        at: fact.at,
      });
      return undefined;
    }
    const extra = extras.get(role) ?? { inline: [], names: undefined, attached: undefined, at: fact.at };
    extras.set(role, extra);
    return extra;
  };
  for (const fact of facts.inlinePolicies) extraOf(fact, `inline policy \`${fact.policyName}\``)?.inline.push(fact);
  for (const fact of facts.inlineNames) {
    const extra = extraOf(fact, "the names of the inline policies");
    if (extra !== undefined) extra.names = [...(extra.names ?? []), ...fact.items];
  }
  for (const fact of facts.attachments) {
    const extra = extraOf(fact, "the attached policies");
    if (extra !== undefined) extra.attached = [...(extra.attached ?? []), ...fact.items];
  }
  return extras;
}

function rolesByName(facts: Facts): Map<string, Role[]> {
  const byName = new Map<string, Role[]>();
  for (const { thing } of facts.roles.values()) {
    if (typeof thing.name !== "string") continue;
    const same = byName.get(thing.name);
    if (same === undefined) byName.set(thing.name, [thing]);
    else same.push(thing);
  }
  return byName;
}

/** All that is known of the role's permissions; complete only where both lists were seen. */
function withExtra(role: Role, extra: Extra): Role {
  const policies = new Map<string, AttachedPolicy>();
  for (const fact of extra.inline) policies.set(fact.policyName, fact.policy);
  for (const name of extra.names ?? []) {
    if (policies.has(name)) continue;
    const what = `inline policy \`${name}\` of role \`${role.subject}\` is listed, but its document is not in the input`;
    policies.set(name, {
      kind: "inline",
      name,
      source: { kind: "unknown", cause: { kind: "policy", id: what, what, settle: "add the output of `aws iam get-role-policy`" }, at: extra.at },
    });
  }
  return {
    ...role,
    policies: [...role.policies, ...policies.values(), ...(extra.attached ?? [])],
    policiesUnseen: extra.names !== undefined && extra.attached !== undefined ? undefined : role.policiesUnseen,
  };
}

/** Those of get-account-authorization-details, and those of get-policy whose default version was seen too. */
export function assembleManagedPolicies(facts: Facts, notes: Notes): ManagedPolicy[] {
  const policies = [...facts.managedPolicies.values()].map(({ thing }) => thing);
  const used = new Set<PolicyVersionFact>();
  for (const policy of facts.policies) {
    if (facts.managedPolicies.has(policy.arn)) continue;
    const versions = facts.policyVersions.filter((version) => belongs(version, policy, facts));
    const [version] = versions;
    for (const match of versions) used.add(match);
    const what = `the document of policy \`${policy.arn}\` is not in the input`;
    policies.push({
      subject: policy.arn,
      at: policy.at,
      guards: [],
      arn: policy.arn,
      name: policy.name,
      origin: "input",
      document: version?.document ?? {
        kind: "unknown",
        cause: {
          kind: "policy",
          id: what,
          what,
          settle: `add the output of \`aws iam get-policy-version --policy-arn ${policy.arn} --version-id ${policy.defaultVersionId}\``,
        },
        at: policy.at,
      },
    });
  }
  const known = new Set(policies.map(({ arn }) => arn));
  for (const version of facts.policyVersions) {
    if (used.has(version)) continue;
    // Recordings name the policy, so a default version needs no get-policy beside it.
    if (version.policyArn !== undefined) {
      if (version.isDefault === true && !known.has(version.policyArn)) policies.push(fromVersion(version, version.policyArn));
    } else if (!isRepeat(version, facts)) {
      notes.skip({ file: version.file, reason: "get-policy-version does not say which policy it is of, and no single get-policy output beside it fits" });
    }
  }
  return policies;
}

function fromVersion({ document }: PolicyVersionFact, arn: string): ManagedPolicy {
  return { subject: arn, at: document.at, guards: [], arn, name: arn.slice(arn.lastIndexOf("/") + 1), origin: "input", document };
}

function isRepeat(version: PolicyVersionFact, facts: Facts): boolean {
  return facts.policies.some((policy) => facts.managedPolicies.has(policy.arn) && belongs(version, policy, facts));
}

/** Whether a version is the policy's default one: by ARN, else because within the folder nothing else fits either of them. */
function belongs(version: PolicyVersionFact, policy: { arn: string; defaultVersionId: string; group: string }, facts: Facts): boolean {
  if (version.versionId !== policy.defaultVersionId) return false;
  if (version.policyArn !== undefined) return version.policyArn === policy.arn;
  if (version.group !== policy.group) return false;
  const policies = facts.policies.filter(({ group, defaultVersionId }) => group === policy.group && defaultVersionId === version.versionId);
  const versions = facts.policyVersions.filter(
    (other) => other.policyArn === undefined && other.group === version.group && other.versionId === version.versionId,
  );
  return policies.length === 1 && versions.length === 1;
}
