/**
 * Roles, policies and instance profiles as IAM shows them. Documents are objects here: the query protocol encodes them, the AWS CLI
 * prints them as they are.
 */
import { createHash } from "node:crypto";
import { CREATED, type FakePolicy, type FakeRole } from "./world.ts";

export interface RoleAnswers {
  readonly role: FakeRole;
  /** As in GetRole. */
  readonly shown: object;
  /** As in GetAccountAuthorizationDetails. */
  readonly detail: object;
  readonly instanceProfiles: readonly object[];
  readonly attached: readonly object[];
}

export interface PolicyAnswers {
  readonly policy: FakePolicy;
  readonly ofAws: boolean;
  /** As in GetPolicy. */
  readonly shown: object;
  /** As in GetAccountAuthorizationDetails. */
  readonly detail: object;
  /** As in GetPolicyVersion, by version. */
  readonly versions: ReadonlyMap<string, object>;
}

/** How many roles have a policy attached, and as their boundary. */
export interface Usage {
  readonly attached: ReadonlyMap<string, number>;
  readonly boundaries: ReadonlyMap<string, number>;
}

export function roleArn(account: string, { path, name }: Pick<FakeRole, "path" | "name">): string {
  return `arn:aws:iam::${account}:role${path ?? "/"}${name}`;
}

/** IAM tells whole seconds. */
const CHANGED = new Date("2026-06-18T14:05:10Z");

/** The members that a role has wherever it is shown. */
function roleBasics(account: string, role: FakeRole): object {
  return {
    Path: role.path ?? "/",
    RoleName: role.name,
    RoleId: role.roleId,
    Arn: roleArn(account, role),
    CreateDate: CREATED,
    AssumeRolePolicyDocument: role.trust,
  };
}

function boundaryOf({ boundary }: FakeRole): object {
  return boundary === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary } };
}

export function roleAnswers(account: string, role: FakeRole): RoleAnswers {
  const basics = roleBasics(account, role);
  const tags = Object.entries(role.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const lastUsed = { RoleLastUsed: { LastUsedDate: CHANGED, Region: "us-east-1" } };
  const instanceProfiles = (role.instanceProfiles ?? []).map((name) => instanceProfileOf(account, name, role));
  const attached = (role.attached ?? []).map((arn) => ({ PolicyName: lastOf(arn), PolicyArn: arn }));
  return {
    role,
    shown: {
      ...basics,
      Description: `Made for ${role.name}`,
      MaxSessionDuration: 3600,
      ...boundaryOf(role),
      ...(tags.length === 0 ? {} : { Tags: tags }),
      ...lastUsed,
    },
    detail: {
      ...basics,
      InstanceProfileList: instanceProfiles,
      RolePolicyList: (role.inline ?? []).map(({ name, document }) => ({ PolicyName: name, PolicyDocument: document })),
      AttachedManagedPolicies: attached,
      ...boundaryOf(role),
      Tags: tags,
      ...lastUsed,
    },
    instanceProfiles,
    attached,
  };
}

export function instanceProfileOf(account: string, name: string, role: FakeRole): object {
  return {
    Path: "/",
    InstanceProfileName: name,
    InstanceProfileId: idOf("AIPA", `${account}/${name}`),
    Arn: `arn:aws:iam::${account}:instance-profile/${name}`,
    CreateDate: CREATED,
    Roles: [roleBasics(account, role)],
  };
}

export function policyAnswers(policy: FakePolicy, usage: Usage): PolicyAnswers {
  const { arn } = policy;
  const path = arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1);
  const versions = policy.versions.map(({ id, document, isDefault }) => ({
    Document: document,
    VersionId: id,
    IsDefaultVersion: isDefault,
    CreateDate: CREATED,
  }));
  const shown = {
    PolicyName: lastOf(arn),
    PolicyId: idOf("ANPA", arn),
    Arn: arn,
    Path: path,
    DefaultVersionId: policy.versions.find(({ isDefault }) => isDefault)?.id,
    AttachmentCount: usage.attached.get(arn) ?? 0,
    PermissionsBoundaryUsageCount: usage.boundaries.get(arn) ?? 0,
    IsAttachable: true,
    CreateDate: CREATED,
    UpdateDate: CHANGED,
  };
  return {
    policy,
    ofAws: arn.startsWith("arn:aws:iam::aws:"),
    shown: { ...shown, Description: `What ${lastOf(arn)} allows`, Tags: [] },
    detail: { ...shown, PolicyVersionList: versions },
    versions: new Map(versions.map((version) => [version.VersionId, version])),
  };
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** A unique ID of that kind: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
function idOf(prefix: string, of: string): string {
  return `${prefix}${createHash("sha256").update(of).digest("hex").slice(0, 17).toUpperCase()}`;
}
