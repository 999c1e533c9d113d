/**
 * Responses of IAM. Field names: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 */
import type { AttachedPolicy, DocumentSource, InstanceProfile, Located, Role, UnknownSource } from "../../model/inventory.ts";
import { child, type Pointer } from "../../text/pointer.ts";
import type { Cause, Text } from "../../text/symbolic.ts";
import { type JsonObject, listAt, objectAt, objectsOf, requiredString, stringAt } from "../json.ts";
import { ACCOUNT_HOLE } from "./environment.ts";
import type { Facts } from "./facts.ts";
import { type ArnParts, arnParts, type Reading } from "./response.ts";
import { keepBetter, modifiedTime } from "./sighting.ts";

/** How much each operation tells of a role. */
const ROLE_RANK = { listed: 1, got: 2, detailed: 3 } as const;

type Seen = keyof typeof ROLE_RANK;

/** What makes two descriptions of a role differ; RoleLastUsed, say, does not. */
const ROLE_MEMBERS = ["AssumeRolePolicyDocument", "RolePolicyList", "AttachedManagedPolicies", "PermissionsBoundary"];

export function readAccountAuthorizationDetails(reading: Reading, facts: Facts): void {
  const { output, at } = reading.response;
  const roles = child(at, "RoleDetailList");
  for (const [detail, index] of objectsOf(listAt(output, "RoleDetailList", reading.doubt), reading.doubt)) {
    readRole(detail, child(roles, index), "detailed", reading, facts);
  }
  const policies = child(at, "Policies");
  for (const [policy, index] of objectsOf(listAt(output, "Policies", reading.doubt), reading.doubt)) {
    readPolicyDetail(policy, child(policies, index), reading, facts);
  }
}

export function readGetRole(reading: Reading, facts: Facts): void {
  const role = objectAt(reading.response.output, "Role", reading.doubt);
  if (role === undefined) {
    reading.doubt();
    return;
  }
  readRole(role, child(reading.response.at, "Role"), "got", reading, facts);
}

/** ListRoles returns neither PermissionsBoundary nor Tags: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export function readListRoles(reading: Reading, facts: Facts): void {
  for (const [role, index] of objectsOf(listAt(reading.response.output, "Roles", reading.doubt), reading.doubt)) {
    readRole(role, child(reading.response.at, "Roles", index), "listed", reading, facts);
  }
}

function readRole(role: JsonObject, at: Pointer, seen: Seen, reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const arn = requiredString(role, "Arn", doubt);
  const name = requiredString(role, "RoleName", doubt);
  const parts = arn === undefined ? undefined : owned(arn, facts);
  if (arn === undefined || name === undefined || parts === undefined) {
    doubt();
    return;
  }
  const thing: Role = {
    subject: arn,
    at,
    guards: [],
    arn,
    name,
    account: parts.account,
    partition: parts.partition,
    roleId: stringAt(role, "RoleId", doubt),
    trust: documentAt(role, "AssumeRolePolicyDocument", at, `the trust policy of role \`${name}\` is not in the input`),
    ...permissions(role, at, seen, arn, reading),
    boundary: boundaryOf(role, at, seen, arn, doubt),
    tags: tagsOf(role, doubt),
    origin: undefined,
  };
  if (role["AssumeRolePolicyDocument"] === undefined) doubt();
  keepBetter(
    facts.roles,
    arn,
    { thing, rank: ROLE_RANK[seen], modified: undefined, told: ROLE_MEMBERS.map((member) => role[member]), file: response.file, account: response.account },
    arn,
    reading,
  );
  for (const [profile, index] of objectsOf(listAt(role, "InstanceProfileList", doubt), doubt)) {
    readInstanceProfile(profile, child(at, "InstanceProfileList", index), reading, facts);
  }
}

function permissions(role: JsonObject, at: Pointer, seen: Seen, arn: string, { doubt }: Reading): Pick<Role, "policies" | "policiesUnseen"> {
  if (seen !== "detailed") return { policies: [], policiesUnseen: policiesUnseen(arn) };
  const inline = listAt(role, "RolePolicyList", doubt);
  const attached = listAt(role, "AttachedManagedPolicies", doubt);
  const policies: AttachedPolicy[] = [];
  for (const [policy, index] of objectsOf(inline, doubt)) {
    const name = requiredString(policy, "PolicyName", doubt) ?? `number ${index + 1}`;
    const place = child(at, "RolePolicyList", index);
    policies.push({
      kind: "inline",
      name,
      source: documentAt(policy, "PolicyDocument", place, `the document of inline policy \`${name}\` is not in the input`),
    });
  }
  policies.push(...attachedPolicies(attached, child(at, "AttachedManagedPolicies"), doubt));
  // A hand-trimmed file without the lists says nothing; an empty list says "none".
  return { policies, policiesUnseen: inline === undefined || attached === undefined ? policiesUnseen(arn) : undefined };
}

export function policiesUnseen(arn: string): Cause {
  return {
    kind: "policy",
    id: `permissions of ${arn}`,
    what: `the permissions policies of role \`${arn}\` are not all in the input`,
    settle: "add the output of `aws iam get-account-authorization-details --filter Role LocalManagedPolicy`",
  };
}

/** AttachedPolicy objects (PolicyName, PolicyArn), as several operations return them. */
function attachedPolicies(list: readonly unknown[] | undefined, at: Pointer, doubt: () => void): AttachedPolicy[] {
  const attached: AttachedPolicy[] = [];
  for (const [policy, index] of objectsOf(list, doubt)) {
    const arn = requiredString(policy, "PolicyArn", doubt);
    if (arn !== undefined) attached.push({ kind: "managed", arn, at: child(at, index, "PolicyArn"), guards: [] });
  }
  return attached;
}

function boundaryOf(role: JsonObject, at: Pointer, seen: Seen, arn: string, doubt: () => void): AttachedPolicy | undefined {
  const boundary = objectAt(role, "PermissionsBoundary", doubt);
  if (boundary !== undefined) {
    const policy = requiredString(boundary, "PermissionsBoundaryArn", doubt);
    if (policy !== undefined) return { kind: "managed", arn: policy, at: child(at, "PermissionsBoundary", "PermissionsBoundaryArn"), guards: [] };
  } else if (seen !== "listed") return undefined;
  const cause: Cause = {
    kind: "policy",
    id: `boundary of ${arn}`,
    what: `whether role \`${arn}\` has a permissions boundary is not in the input`,
    settle: "add the output of `aws iam get-role`",
  };
  return { kind: "inline", name: "permissions boundary", source: { kind: "unknown", cause, at } };
}

function tagsOf(role: JsonObject, doubt: () => void): ReadonlyMap<string, Text> | undefined {
  const list = listAt(role, "Tags", doubt);
  if (list === undefined) return undefined;
  const tags = new Map<string, Text>();
  for (const [tag] of objectsOf(list, doubt)) {
    const key = stringAt(tag, "Key", doubt);
    const value = stringAt(tag, "Value", doubt);
    if (key !== undefined && value !== undefined) tags.set(key, value);
  }
  return tags;
}

function documentAt(object: JsonObject, key: string, at: Pointer, what: string): DocumentSource | UnknownSource {
  const json = object[key];
  if (json === undefined || json === null) return { kind: "unknown", cause: { kind: "policy", id: what, what }, at };
  return { kind: "json", json, at: child(at, key) };
}

/** ManagedPolicyDetail: exactly one version is the default, and that one is in force. */
function readPolicyDetail(policy: JsonObject, at: Pointer, reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const arn = requiredString(policy, "Arn", doubt);
  if (arn === undefined || owned(arn, facts) === undefined) {
    doubt();
    return;
  }
  const name = stringAt(policy, "PolicyName", doubt) ?? arn.slice(arn.lastIndexOf("/") + 1);
  const defaultId = stringAt(policy, "DefaultVersionId", doubt);
  let document: DocumentSource | UnknownSource = documentAt({}, "Document", at, `the default version of policy \`${name}\` is not in the input`);
  for (const [version, index] of objectsOf(listAt(policy, "PolicyVersionList", doubt), doubt)) {
    if (version["IsDefaultVersion"] === true || (defaultId !== undefined && version["VersionId"] === defaultId)) {
      document = documentAt(version, "Document", child(at, "PolicyVersionList", index), `the document of policy \`${name}\` is not in the input`);
    }
  }
  const thing = { subject: arn, at, guards: [], arn, name, origin: "input" as const, document };
  const told = [document.kind === "json" ? document.json : undefined];
  keepBetter(
    facts.managedPolicies,
    arn,
    { thing, rank: 1, modified: modifiedTime(policy, "UpdateDate"), told, file: response.file, account: response.account },
    arn,
    reading,
  );
}

export function readGetRolePolicy(reading: Reading, facts: Facts): void {
  const { output, at, account, file } = reading.response;
  const roleName = requiredString(output, "RoleName", reading.doubt);
  const policyName = requiredString(output, "PolicyName", reading.doubt);
  if (roleName === undefined || policyName === undefined) return;
  const source = documentAt(output, "PolicyDocument", at, `the document of inline policy \`${policyName}\` is not in the input`);
  facts.inlinePolicies.push({ roleName, account, policyName, policy: { kind: "inline", name: policyName, source }, file, at });
}

export function readListRolePolicies(reading: Reading, facts: Facts): void {
  const { output, at, account } = reading.response;
  const roleName = roleAsked(reading, "list-role-policies gives names only");
  if (roleName === undefined) return;
  const items = (listAt(output, "PolicyNames", reading.doubt) ?? []).filter((name) => typeof name === "string");
  facts.inlineNames.push({ roleName, account, items, at });
}

export function readListAttachedRolePolicies(reading: Reading, facts: Facts): void {
  const { output, at, account } = reading.response;
  const roleName = roleAsked(reading, "list-attached-role-policies does not say which role it is about");
  if (roleName === undefined) return;
  const items = attachedPolicies(listAt(output, "AttachedPolicies", reading.doubt), child(at, "AttachedPolicies"), reading.doubt);
  facts.attachments.push({ roleName, account, items, at });
}

/** The role that was asked about: only a recording tells. */
function roleAsked(reading: Reading, reason: string): string | undefined {
  const { input, file } = reading.response;
  if (input === undefined) {
    reading.skip({ file, reason: `${reason}; give the output of get-account-authorization-details instead` });
    return undefined;
  }
  return requiredString(input, "RoleName", reading.doubt);
}

export function readGetPolicy(reading: Reading, facts: Facts): void {
  const policy = objectAt(reading.response.output, "Policy", reading.doubt);
  if (policy === undefined) {
    reading.doubt();
    return;
  }
  const arn = requiredString(policy, "Arn", reading.doubt);
  const defaultVersionId = requiredString(policy, "DefaultVersionId", reading.doubt);
  if (arn === undefined || defaultVersionId === undefined || owned(arn, facts) === undefined) {
    reading.doubt();
    return;
  }
  const name = stringAt(policy, "PolicyName", reading.doubt) ?? arn.slice(arn.lastIndexOf("/") + 1);
  facts.policies.push({ arn, name, defaultVersionId, group: reading.response.group, at: child(reading.response.at, "Policy") });
}

export function readGetPolicyVersion(reading: Reading, facts: Facts): void {
  const { output, at, input, group, file } = reading.response;
  const version = objectAt(output, "PolicyVersion", reading.doubt);
  const versionId = version === undefined ? undefined : requiredString(version, "VersionId", reading.doubt);
  if (version === undefined || versionId === undefined || version["Document"] === undefined) {
    reading.doubt();
    return;
  }
  const isDefault = version["IsDefaultVersion"];
  facts.policyVersions.push({
    policyArn: input === undefined ? undefined : stringAt(input, "PolicyArn", reading.doubt),
    versionId,
    isDefault: typeof isDefault === "boolean" ? isDefault : undefined,
    document: { kind: "json", json: version["Document"], at: child(at, "PolicyVersion", "Document") },
    group,
    file,
  });
}

export function readGetInstanceProfile(reading: Reading, facts: Facts): void {
  const profile = objectAt(reading.response.output, "InstanceProfile", reading.doubt);
  if (profile === undefined) {
    reading.doubt();
    return;
  }
  readInstanceProfile(profile, child(reading.response.at, "InstanceProfile"), reading, facts);
}

export function readListInstanceProfiles(reading: Reading, facts: Facts): void {
  for (const [profile, index] of objectsOf(listAt(reading.response.output, "InstanceProfiles", reading.doubt), reading.doubt)) {
    readInstanceProfile(profile, child(reading.response.at, "InstanceProfiles", index), reading, facts);
  }
}

function readInstanceProfile(profile: JsonObject, at: Pointer, reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const name = requiredString(profile, "InstanceProfileName", doubt);
  if (name === undefined) return;
  const arn = stringAt(profile, "Arn", doubt);
  const account = (arn === undefined ? undefined : owned(arn, facts)?.account) ?? response.account ?? ACCOUNT_HOLE;
  const roles: Located<Text>[] = [];
  for (const [role, index] of objectsOf(listAt(profile, "Roles", doubt), doubt)) {
    const roleName = requiredString(role, "RoleName", doubt);
    if (roleName !== undefined) roles.push({ value: roleName, at: child(at, "Roles", index, "RoleName") });
  }
  const thing: InstanceProfile = { subject: arn ?? name, at, guards: [], name, arn, account, roles };
  // No doubt about repeats: every role of a profile carries it, with its roles in varying detail.
  const seen = facts.instanceProfiles.get(arn ?? name);
  if (seen !== undefined && seen.thing.roles.length >= roles.length) return;
  facts.instanceProfiles.set(arn ?? name, { thing, rank: 1, modified: undefined, told: [], file: response.file, account: response.account });
}

/** The parts of the ARN of something that the responses describe (not merely mention); notes its account and partition. */
export function owned(arn: string, facts: Facts): ArnParts | undefined {
  const parts = arnParts(arn);
  if (parts !== undefined && /^\d{12}$/.test(parts.account)) {
    facts.accounts.add(parts.account);
    facts.partitions.add(parts.partition);
  }
  return parts;
}
