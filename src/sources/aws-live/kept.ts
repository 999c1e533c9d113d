/**
 * What is kept of an answer: the members that a check reads, and what identifies things. All else is dropped before anything
 * is written, as answers can hold what is nobody's business: passwords in a cluster's configuration, say, or presigned URLs.
 */
import { isObject, type JsonObject } from "../json.ts";
import type { ReadAction } from "./actions.ts";

/** `all`: as it is. A list stands for its items. */
type Shape = "all" | "document" | "authorization" | { readonly [member: string]: Shape } | readonly [Shape] | { readonly items: Shape; readonly where: string };

const PAGE = { NextToken: "all" } as const;
const IAM_PAGE = { IsTruncated: "all", Marker: "all" } as const;
const EMR_PAGE = { Marker: "all" } as const;

const TAGS: Shape = [{ Key: "all", Value: "all" }];
const BOUNDARY: Shape = { PermissionsBoundaryType: "all", PermissionsBoundaryArn: "all" };
const ATTACHED: Shape = [{ PolicyName: "all", PolicyArn: "all" }];
const ROLE = {
  Path: "all",
  RoleName: "all",
  RoleId: "all",
  Arn: "all",
  AssumeRolePolicyDocument: "document",
  PermissionsBoundary: BOUNDARY,
  Tags: TAGS,
} as const;
const INSTANCE_PROFILE: Shape = { Path: "all", InstanceProfileName: "all", InstanceProfileId: "all", Arn: "all", Roles: [{ RoleName: "all", Arn: "all" }] };

const ROLE_DETAIL: Shape = {
  ...ROLE,
  InstanceProfileList: [INSTANCE_PROFILE],
  RolePolicyList: [{ PolicyName: "all", PolicyDocument: "document" }],
  AttachedManagedPolicies: ATTACHED,
};

const POLICY_DETAIL: Shape = {
  PolicyName: "all",
  PolicyId: "all",
  Arn: "all",
  Path: "all",
  DefaultVersionId: "all",
  UpdateDate: "all",
  // Only the default version is in force; the others may be large.
  PolicyVersionList: { items: { VersionId: "all", IsDefaultVersion: "all", Document: "document" }, where: "IsDefaultVersion" },
};

const USER_SETTINGS: Shape = {
  ExecutionRole: "all",
  StudioWebPortalSettings: { ExecutionRoleSessionNameMode: "all" },
  JupyterLabAppSettings: { EmrSettings: { AssumableRoleArns: "all", ExecutionRoleArns: "all" } },
  CanvasAppSettings: {
    TimeSeriesForecastingSettings: { Status: "all", AmazonForecastRoleArn: "all" },
    ModelRegisterSettings: { Status: "all", CrossAccountModelRegisterRoleArn: "all" },
    GenerativeAiSettings: { AmazonBedrockRoleArn: "all" },
    EmrServerlessSettings: { Status: "all", ExecutionRoleArn: "all" },
  },
};

const APP: Shape = { DomainId: "all", UserProfileName: "all", SpaceName: "all", AppType: "all", AppName: "all", Status: "all" };

const KEPT: { readonly [operation in ReadAction]: Shape } = {
  "sts:GetCallerIdentity": { UserId: "all", Account: "all", Arn: "all" },
  "account:ListRegions": { ...PAGE, Regions: [{ RegionName: "all", RegionOptStatus: "all" }] },
  "iam:GetAccountAuthorizationDetails": { ...IAM_PAGE, RoleDetailList: [ROLE_DETAIL], Policies: [POLICY_DETAIL] },
  "iam:GetRole": { Role: ROLE },
  "iam:ListRolePolicies": { ...IAM_PAGE, PolicyNames: "all" },
  "iam:GetRolePolicy": { RoleName: "all", PolicyName: "all", PolicyDocument: "document" },
  "iam:ListAttachedRolePolicies": { ...IAM_PAGE, AttachedPolicies: ATTACHED },
  "iam:GetPolicy": { Policy: { PolicyName: "all", PolicyId: "all", Arn: "all", Path: "all", DefaultVersionId: "all", UpdateDate: "all" } },
  "iam:GetPolicyVersion": { PolicyVersion: { VersionId: "all", IsDefaultVersion: "all", Document: "document" } },
  "iam:GetInstanceProfile": { InstanceProfile: INSTANCE_PROFILE },
  "sagemaker:ListDomains": { ...PAGE, Domains: [{ DomainArn: "all", DomainId: "all", DomainName: "all", Status: "all", LastModifiedTime: "all" }] },
  "sagemaker:DescribeDomain": {
    DomainArn: "all",
    DomainId: "all",
    DomainName: "all",
    Status: "all",
    LastModifiedTime: "all",
    AuthMode: "all",
    AppNetworkAccessType: "all",
    DefaultUserSettings: USER_SETTINGS,
    DefaultSpaceSettings: USER_SETTINGS,
    DomainSettings: {
      ExecutionRoleIdentityConfig: "all",
      TrustedIdentityPropagationSettings: { Status: "all" },
      RStudioServerProDomainSettings: { DomainExecutionRoleArn: "all" },
    },
  },
  "sagemaker:ListUserProfiles": { ...PAGE, UserProfiles: [{ DomainId: "all", UserProfileName: "all", Status: "all", LastModifiedTime: "all" }] },
  "sagemaker:DescribeUserProfile": {
    DomainId: "all",
    UserProfileArn: "all",
    UserProfileName: "all",
    Status: "all",
    LastModifiedTime: "all",
    UserSettings: USER_SETTINGS,
  },
  "sagemaker:ListSpaces": {
    ...PAGE,
    Spaces: [
      {
        DomainId: "all",
        SpaceName: "all",
        Status: "all",
        LastModifiedTime: "all",
        SpaceSharingSettingsSummary: { SharingType: "all" },
        OwnershipSettingsSummary: { OwnerUserProfileName: "all" },
      },
    ],
  },
  "sagemaker:ListApps": { ...PAGE, Apps: [APP] },
  "elasticmapreduce:ListClusters": { ...EMR_PAGE, Clusters: [{ Id: "all", Name: "all", ClusterArn: "all", Status: { State: "all" } }] },
  "elasticmapreduce:DescribeCluster": {
    Cluster: {
      Id: "all",
      Name: "all",
      ClusterArn: "all",
      Status: { State: "all" },
      Ec2InstanceAttributes: { IamInstanceProfile: "all" },
      SecurityConfiguration: "all",
    },
  },
  "elasticmapreduce:ListSecurityConfigurations": { ...EMR_PAGE, SecurityConfigurations: [{ Name: "all" }] },
  "elasticmapreduce:DescribeSecurityConfiguration": { Name: "all", SecurityConfiguration: "authorization", CreationDateTime: "all" },
  "organizations:DescribeOrganization": { Organization: { Id: "all", Arn: "all", MasterAccountId: "all", FeatureSet: "all" } },
  "organizations:ListAccounts": { ...PAGE, Accounts: [{ Id: "all", Arn: "all", Status: "all", State: "all" }] },
  "organizations:ListParents": { ...PAGE, Parents: [{ Id: "all", Type: "all" }] },
  "organizations:ListPoliciesForTarget": { ...PAGE, Policies: [{ Id: "all", Arn: "all", Name: "all", Type: "all", AwsManaged: "all" }] },
  "organizations:DescribePolicy": { Policy: { PolicySummary: { Id: "all", Arn: "all", Name: "all", Type: "all", AwsManaged: "all" }, Content: "all" } },
};

/** The answer as plain JSON, times as ISO 8601, and only what is kept. Throws where it lacks what every such answer has. */
export function keptOf(operation: ReadAction, output: object): JsonObject {
  const kept = keep(output, KEPT[operation]);
  const sign = SIGNS[operation];
  if (isObject(kept) && kept[sign] !== undefined) return kept;
  throw Object.assign(new Error(`the answer has no ${sign}`), { name: EMPTY_ANSWER });
}

/** Whether an answer that stands in a recording could be one to that call. */
export function isAnswerTo(operation: string, output: JsonObject): boolean {
  const sign = new Map(Object.entries(SIGNS)).get(operation);
  return sign !== undefined && output[sign] !== undefined;
}

/** The name of that error. */
export const EMPTY_ANSWER = "EmptyAnswer";

/**
 * A member that every answer has, be it an empty list. The SDK takes a body without content, and a proxy's page where XML is expected,
 * for an answer without members; a list would then end as if there were nothing in it.
 */
const SIGNS: { readonly [operation in ReadAction]: string } = {
  "sts:GetCallerIdentity": "Account",
  "account:ListRegions": "Regions",
  "iam:GetAccountAuthorizationDetails": "IsTruncated",
  "iam:GetRole": "Role",
  "iam:ListRolePolicies": "PolicyNames",
  "iam:GetRolePolicy": "PolicyDocument",
  "iam:ListAttachedRolePolicies": "AttachedPolicies",
  "iam:GetPolicy": "Policy",
  "iam:GetPolicyVersion": "PolicyVersion",
  "iam:GetInstanceProfile": "InstanceProfile",
  "sagemaker:ListDomains": "Domains",
  "sagemaker:DescribeDomain": "DomainId",
  "sagemaker:ListUserProfiles": "UserProfiles",
  "sagemaker:DescribeUserProfile": "UserProfileName",
  "sagemaker:ListSpaces": "Spaces",
  "sagemaker:ListApps": "Apps",
  "elasticmapreduce:ListClusters": "Clusters",
  "elasticmapreduce:DescribeCluster": "Cluster",
  "elasticmapreduce:ListSecurityConfigurations": "SecurityConfigurations",
  "elasticmapreduce:DescribeSecurityConfiguration": "SecurityConfiguration",
  "organizations:DescribeOrganization": "Organization",
  "organizations:ListAccounts": "Accounts",
  "organizations:ListParents": "Parents",
  "organizations:ListPoliciesForTarget": "Policies",
  "organizations:DescribePolicy": "Policy",
};

function keep(value: unknown, shape: Shape): unknown {
  if (shape === "all") return value instanceof Date ? timeOf(value) : value;
  if (value === undefined || value === null) return undefined;
  if (shape === "document") return typeof value === "string" ? documentIn(value) : value;
  if (shape === "authorization") return typeof value === "string" ? authorizationIn(value) : undefined;
  if (isList(shape)) return Array.isArray(value) ? value.map((item) => keep(item, shape[0])) : undefined;
  if (!isObject(value) && !Array.isArray(value)) return undefined;
  if (hasItems(shape)) {
    const { items, where } = shape;
    return Array.isArray(value) ? value.filter((item) => isObject(item) && item[where] === true).map((item) => keep(item, items)) : undefined;
  }
  return isObject(value) ? members(value, shape) : undefined;
}

/** ISO 8601; nothing for what is no time. */
function timeOf(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function members(object: JsonObject, shape: { readonly [member: string]: Shape }): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const member in shape) {
    const inner = shape[member];
    const value = inner === undefined ? undefined : keep(object[member], inner);
    if (value !== undefined) kept[member] = value;
  }
  return kept;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function hasItems(shape: Exclude<Shape, string | readonly [Shape]>): shape is { readonly items: Shape; readonly where: string } {
  return typeof shape["where"] === "string" && shape["items"] !== undefined;
}

/**
 * IAM gives documents URL-encoded (RFC 3986): https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html. Decoded as the AWS
 * CLI does, so that a recording can be read by people. What does not decode stays as it is.
 */
function documentIn(text: string): unknown {
  try {
    const document: unknown = JSON.parse(decodeURIComponent(text));
    return isObject(document) ? document : text;
  } catch {
    return text;
  }
}

/** Of an EMR security configuration only who may be whom; the rest is about encryption, certificates and Kerberos. */
function authorizationIn(text: string): string {
  try {
    const configuration: unknown = JSON.parse(text);
    if (!isObject(configuration)) return text;
    const { AuthorizationConfiguration } = configuration;
    return JSON.stringify({ AuthorizationConfiguration });
  } catch {
    return text;
  }
}
