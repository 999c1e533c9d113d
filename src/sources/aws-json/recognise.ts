/**
 * Which API operation an AWS CLI output is of. The output does not name it, but its members do.
 */
import { isObject, type JsonObject } from "../json.ts";

type Shape = readonly [operation: string, fits: (output: JsonObject) => boolean];

/** In this order: the first that fits is it. */
const SHAPES: readonly Shape[] = [
  [
    "iam:GetAccountAuthorizationDetails",
    (o) =>
      hasList(o, "RoleDetailList", "RoleName") ||
      hasList(o, "UserDetailList", "UserName") ||
      hasList(o, "GroupDetailList", "GroupName") ||
      hasList(o, "Policies", "PolicyVersionList", true),
  ],
  ["iam:GetRolePolicy", (o) => has(o, "RoleName", "PolicyName", "PolicyDocument")],
  ["iam:GetRole", (o) => hasObject(o, "Role", "RoleName", "AssumeRolePolicyDocument")],
  ["iam:ListRoles", (o) => hasList(o, "Roles", "RoleName")],
  ["iam:ListAttachedRolePolicies", (o) => hasList(o, "AttachedPolicies", "PolicyArn")],
  ["iam:ListRolePolicies", (o) => Array.isArray(o["PolicyNames"])],
  ["organizations:DescribePolicy", (o) => hasObject(o, "Policy", "PolicySummary", "Content")],
  ["iam:GetPolicy", (o) => hasObject(o, "Policy", "DefaultVersionId")],
  ["iam:GetPolicyVersion", (o) => hasObject(o, "PolicyVersion", "VersionId", "Document")],
  ["organizations:ListPolicies", (o) => hasList(o, "Policies", "AwsManaged", true)],
  ["iam:ListPolicies", (o) => hasList(o, "Policies", "DefaultVersionId", true)],
  ["iam:GetInstanceProfile", (o) => hasObject(o, "InstanceProfile", "InstanceProfileName")],
  ["iam:ListInstanceProfiles", (o) => hasList(o, "InstanceProfiles", "InstanceProfileName")],
  ["organizations:ListTargetsForPolicy", (o) => hasList(o, "Targets", "TargetId", true)],
  ["organizations:DescribeOrganization", (o) => hasObject(o, "Organization", "MasterAccountId")],
  ["sagemaker:DescribeApp", (o) => has(o, "DomainId", "AppName") || (has(o, "AppArn") && has(o, "AppType"))],
  ["sagemaker:DescribeUserProfile", (o) => has(o, "DomainId", "UserProfileName")],
  ["sagemaker:DescribeSpace", (o) => has(o, "DomainId", "SpaceName")],
  ["sagemaker:DescribeDomain", (o) => has(o, "DomainId") && (has(o, "DomainArn") || has(o, "DefaultUserSettings"))],
  ["sagemaker:ListDomains", (o) => hasList(o, "Domains", "DomainId")],
  ["sagemaker:ListUserProfiles", (o) => hasList(o, "UserProfiles", "UserProfileName")],
  ["sagemaker:ListSpaces", (o) => hasList(o, "Spaces", "SpaceName")],
  ["sagemaker:ListApps", (o) => hasList(o, "Apps", "DomainId")],
  [
    "elasticmapreduce:DescribeSecurityConfiguration",
    (o) => typeof o["Name"] === "string" && typeof o["SecurityConfiguration"] === "string" && has(o, "CreationDateTime"),
  ],
  ["elasticmapreduce:ListSecurityConfigurations", (o) => hasList(o, "SecurityConfigurations", "Name")],
  ["elasticmapreduce:DescribeCluster", (o) => hasObject(o, "Cluster", "ClusterArn", "Ec2InstanceAttributes")],
  ["elasticmapreduce:ListClusters", (o) => hasList(o, "Clusters", "ClusterArn", true)],
  ["sts:GetCallerIdentity", (o) => has(o, "UserId", "Account", "Arn")],
];

/** The operation as IAM names the action; undefined where this is no output of an operation that we know. */
export function recogniseResponse(output: JsonObject): string | undefined {
  return SHAPES.find(([, fits]) => fits(output))?.[0];
}

function has(output: JsonObject, ...keys: readonly string[]): boolean {
  return keys.every((key) => output[key] !== undefined);
}

/** An object with at least one of the members. */
function hasObject(output: JsonObject, key: string, ...members: readonly string[]): boolean {
  const value = output[key];
  return isObject(value) && members.some((member) => value[member] !== undefined);
}

/** A list, empty or with an object that has the member among its first items (looking at all of a long one would cost). */
function hasList(output: JsonObject, key: string, member: string, filled = false): boolean {
  const value = output[key];
  if (!Array.isArray(value)) return false;
  return value.length === 0 ? !filled : value.slice(0, 10).some((item) => isObject(item) && item[member] !== undefined);
}
