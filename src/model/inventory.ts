/**
 * The inventory: all that the inputs say about domains, user profiles, roles and policies, as plain data. Every source
 * produces one; `mergeInventories` joins them. No parser's or SDK's types get in here.
 */
import type { Pointer } from "../text/pointer.ts";
import type { Cause, Text } from "../text/symbolic.ts";
import type { Guard, Value } from "../text/value.ts";

export interface Inventory {
  readonly domains: readonly Domain[];
  readonly userProfiles: readonly UserProfile[];
  readonly spaces: readonly Space[];
  readonly apps: readonly App[];
  readonly roles: readonly Role[];
  readonly managedPolicies: readonly ManagedPolicy[];
  readonly organizationPolicies: readonly OrganizationPolicy[];
  readonly emrSecurityConfigurations: readonly EmrSecurityConfiguration[];
  readonly emrClusters: readonly EmrCluster[];
  readonly instanceProfiles: readonly InstanceProfile[];
  readonly gaps: readonly Gap[];
  /** Accounts that were asked directly, live or for a recording, and whether their IAM answered: then a role that is not here does not exist. */
  readonly askedAccounts: readonly { readonly account: string; readonly rolesSeen: boolean }[];
  /** Kinds of organization policies that are all here, be it none. */
  readonly policyKindsSeen: readonly OrganizationPolicy["policyKind"][];
}

/** What every thing in the inventory has. */
export interface Declared {
  /** How users know it: the ARN where it is fully known, else the address its own tool uses (logical id, resource address). */
  readonly subject: string;
  /** The address that its own tool uses, where the subject is the ARN. */
  readonly address?: string;
  /** Where it is declared: points at its key or at the object that describes it. */
  readonly at: Pointer;
  /** All must hold for it to exist; none in AWS output. */
  readonly guards: readonly Guard[];
}

/** A value and where it is written. */
export interface Located<T> {
  readonly value: T;
  readonly at: Pointer;
}

export type Propagation =
  | { readonly kind: "on"; readonly at: Pointer }
  /** `DISABLED`, or absent (then `at` is the domain). */
  | { readonly kind: "off"; readonly at: Pointer }
  /** `on`: the template's condition under which, and only under which, it is on. */
  | { readonly kind: "unknown"; readonly cause: Cause; readonly at: Pointer; readonly on?: Guard };

export interface Domain extends Declared {
  /** `d-…`, or a hole with an identity of its own, by which user profiles of the same input refer to it. */
  readonly id: Text;
  readonly arn: Text | undefined;
  readonly name: Text | undefined;
  readonly account: Text;
  readonly region: Text;
  readonly partition: Text;
  readonly propagation: Propagation;
  /** Absent: the input says nothing of the domain's settings (ListDomains), which is a gap, not "none". */
  readonly defaultUserSettings: UserSettings | undefined;
  readonly defaultSpaceSettings: UserSettings | undefined;
  /** What `ExecutionRoleSessionNameMode` says; decides the session's name. Absent means STATIC. */
  readonly sessionNameMode: Located<Text> | undefined;
  /** `TrustedIdentityPropagationSettings.Status` */
  readonly trustedIdentityPropagation: Located<Text> | undefined;
  readonly describedBy: DomainDescription;
  /** `IAM` or `SSO` (IAM Identity Center). */
  readonly authMode: Text | undefined;
  readonly rstudioRole: Located<Text> | undefined;
  /** Only a summary was seen (ListDomains): roles and propagation are not known. */
  readonly summaryOnly: boolean;
}

/** What the domain was read from, which decides how its settings are changed: AWS's own answer, or a resource that declares it. */
export type DomainDescription = "aws" | "cloudformation" | "custom-resource" | "aws-provider" | "awscc-provider";

/** The part of `UserSettings`/`DefaultUserSettings`/`DefaultSpaceSettings` that names roles. */
export interface UserSettings {
  readonly executionRole: Located<Text> | undefined;
  /** `JupyterLabAppSettings.EmrSettings.AssumableRoleArns`: the execution role assumes these. */
  readonly assumableRoles: readonly Located<Text>[];
  /** `JupyterLabAppSettings.EmrSettings.ExecutionRoleArns`: EMR runtime roles, assumed by the cluster's instance role. */
  readonly emrRuntimeRoles: readonly Located<Text>[];
  /** Roles for other services (Canvas, EMR Serverless …), by the API's field path. */
  readonly serviceRoles: readonly { readonly field: string; readonly role: Located<Text> }[];
}

export interface UserProfile extends Declared {
  readonly domainId: Text;
  readonly name: Text;
  readonly account: Text;
  /** Absent: only a summary was seen (ListUserProfiles), so its own role is not known. */
  readonly settings: UserSettings | undefined;
}

export interface Space extends Declared {
  readonly domainId: Text;
  readonly name: Text;
  readonly owner: Text | undefined;
  readonly sharing: "Shared" | "Private" | "unknown";
}

export interface App extends Declared {
  readonly domainId: Text;
  readonly name: Text;
  readonly appType: Text;
  readonly userProfile: Text | undefined;
  readonly space: Text | undefined;
  /** Absent in templates. */
  readonly status: string | undefined;
}

export interface Role extends Declared {
  readonly arn: Text;
  readonly name: Text;
  readonly account: Text;
  readonly partition: Text;
  /** `AROA…`, from AWS only. */
  readonly roleId: string | undefined;
  readonly trust: DocumentSource | UnknownSource;
  /** Inline policies and managed policies, in the order in which the input names them. */
  readonly policies: readonly AttachedPolicy[];
  /** The input does not hold the role's permissions policies (get-role alone): they are unknown, not empty. */
  readonly policiesUnseen: Cause | undefined;
  readonly boundary: AttachedPolicy | undefined;
  /** Absent: not seen. */
  readonly tags: ReadonlyMap<string, Text> | undefined;
  /** CDK's construct path and source location, SAM function etc.: a line for the report. */
  readonly origin: string | undefined;
}

/** A policy document in the input, not read yet: `compilePolicy` reads it when it is needed, equal texts once. */
export type DocumentSource =
  /** What `JSON.parse` gave: an object, or a string that holds the document (plain or URL-encoded as IAM's API has it). */
  | { readonly kind: "json"; readonly json: unknown; readonly at: Pointer; readonly guards?: readonly Guard[] }
  /** From a template or plan. */
  | { readonly kind: "value"; readonly value: Value; readonly at: Pointer; readonly guards?: readonly Guard[] };

export interface UnknownSource {
  readonly kind: "unknown";
  readonly cause: Cause;
  readonly at: Pointer;
  readonly guards?: readonly Guard[];
}

export type AttachedPolicy =
  | { readonly kind: "inline"; readonly name: Text; readonly source: DocumentSource | UnknownSource }
  /** By ARN; the document is looked up in `managedPolicies`. `at`: where it is attached. */
  | { readonly kind: "managed"; readonly arn: Text; readonly at: Pointer; readonly guards: readonly Guard[] };

export interface ManagedPolicy extends Declared {
  readonly arn: Text;
  readonly name: Text;
  /** `bundled`: from the table of AWS managed policies that ships with the product; nothing inside can be pointed at. */
  readonly origin: "input" | "bundled";
  readonly document: DocumentSource | UnknownSource;
}

export interface OrganizationPolicy extends Declared {
  readonly policyKind: "scp" | "rcp";
  readonly name: string;
  readonly document: DocumentSource | UnknownSource;
  /**
   * The accounts it applies to; undefined where the input does not tell (describe-policy has no targets). It is then taken
   * to apply to every account but the management account, whose id is `managementAccount`.
   */
  readonly accounts: readonly string[] | undefined;
  readonly managementAccount: string | undefined;
  /** Position on the path from the organization's root (0) to the account, where the input tells. */
  readonly level: number | undefined;
}

export interface EmrSecurityConfiguration extends Declared {
  readonly name: Text;
  readonly account: Text;
  /** `AuthorizationConfiguration.IAMConfiguration.EnableApplicationScopedIAMRole` */
  readonly runtimeRoles: Located<boolean | Cause>;
  /** `….ApplicationScopedIAMRoleConfiguration.PropagateSourceIdentity`; at the nearest enclosing object where it is absent. */
  readonly propagatesSourceIdentity: Located<boolean | Cause>;
}

export interface EmrCluster extends Declared {
  readonly name: Text;
  readonly account: Text;
  readonly securityConfiguration: Located<Text> | undefined;
  /** `JobFlowRole`/`Ec2InstanceAttributes.IamInstanceProfile`: an instance profile's name or ARN. */
  readonly instanceProfile: Located<Text> | undefined;
}

export interface InstanceProfile extends Declared {
  readonly name: Text;
  readonly arn: Text | undefined;
  readonly account: Text;
  /** Names (not ARNs) of its roles. */
  readonly roles: readonly Located<Text>[];
}

/** Something that we know exists and could not see. */
export interface Gap {
  readonly subject: string;
  /** What is not seen, where it is referred to, and which input would close it: one or two sentences. */
  readonly reason: string;
  readonly at: Pointer | undefined;
  /** It may hold anything, also roles on chains: while it is not seen, nothing can be called ready. */
  readonly mayHide?: true;
}

export function emptyInventory(): Inventory {
  return {
    domains: [],
    userProfiles: [],
    spaces: [],
    apps: [],
    roles: [],
    managedPolicies: [],
    organizationPolicies: [],
    emrSecurityConfigurations: [],
    emrClusters: [],
    instanceProfiles: [],
    gaps: [],
    askedAccounts: [],
    policyKindsSeen: [],
  };
}
