/**
 * What is relied upon in the answers of AWS, by operation: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html,
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations.html and those of EMR and Organizations.
 */
import { ARN, DOCUMENT, listOf, NAME, OPTIONAL_ARN, object, optional, type Schema, STRING } from "./schema.ts";

const instanceProfile = object({ InstanceProfileName: NAME, Arn: STRING, Roles: listOf(object({ RoleName: NAME }, ["RoleName"])) }, ["InstanceProfileName"]);
const attachedPolicies = listOf(object({ PolicyArn: NAME, PolicyName: STRING }, ["PolicyArn"]));

const role = object(
  {
    Arn: ARN,
    RoleName: NAME,
    RoleId: STRING,
    AssumeRolePolicyDocument: DOCUMENT,
    PermissionsBoundary: optional(object({ PermissionsBoundaryArn: NAME }, ["PermissionsBoundaryArn"])),
    Tags: listOf(object({ Key: STRING, Value: STRING })),
    InstanceProfileList: listOf(instanceProfile),
    RolePolicyList: listOf(object({ PolicyName: NAME, PolicyDocument: {} }, ["PolicyName"])),
    AttachedManagedPolicies: attachedPolicies,
  },
  ["Arn", "RoleName", "AssumeRolePolicyDocument"],
);

const policyDetail = object(
  { Arn: ARN, PolicyName: STRING, DefaultVersionId: STRING, PolicyVersionList: listOf(object({ VersionId: STRING, Document: {} })) },
  ["Arn"],
);

const emrSettings = optional(object({ AssumableRoleArns: listOf({ type: "string" }), ExecutionRoleArns: listOf({ type: "string" }) }));

const userSettings = optional(
  object({
    ExecutionRole: STRING,
    JupyterLabAppSettings: optional(object({ EmrSettings: emrSettings })),
    StudioWebPortalSettings: optional(object({ ExecutionRoleSessionNameMode: STRING })),
    CanvasAppSettings: optional(
      object({
        TimeSeriesForecastingSettings: optional(object({ AmazonForecastRoleArn: STRING })),
        ModelRegisterSettings: optional(object({ CrossAccountModelRegisterRoleArn: STRING })),
        GenerativeAiSettings: optional(object({ AmazonBedrockRoleArn: STRING })),
        EmrServerlessSettings: optional(object({ ExecutionRoleArn: STRING })),
      }),
    ),
  }),
);

const domainSettings = optional(
  object({
    ExecutionRoleIdentityConfig: { enum: ["USER_PROFILE_NAME", "DISABLED", null] },
    TrustedIdentityPropagationSettings: optional(object({ Status: STRING })),
    RStudioServerProDomainSettings: optional(object({ DomainExecutionRoleArn: STRING })),
  }),
);

const domainMembers = { DomainArn: OPTIONAL_ARN, DomainId: STRING, DomainName: STRING };
const domainIdentity: Schema = {
  anyOf: [
    { properties: { DomainId: { type: "string" } }, required: ["DomainId"] },
    { properties: { DomainArn: { type: "string" } }, required: ["DomainArn"] },
  ],
};

const profileMembers = { DomainId: NAME, UserProfileName: NAME, UserProfileArn: STRING };
const spaceMembers = { DomainId: NAME, SpaceName: NAME, SpaceArn: STRING };
const owner = optional(object({ OwnerUserProfileName: STRING }));
const sharing = optional(object({ SharingType: STRING }));
const app = object({ DomainId: NAME, AppName: NAME, AppType: NAME, AppArn: STRING, UserProfileName: STRING, SpaceName: STRING, Status: STRING }, [
  "DomainId",
  "AppName",
  "AppType",
]);
const roleName = { RoleName: NAME };

/** Operation → schema of its output. */
export const OUTPUT_SCHEMAS: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ["iam:GetAccountAuthorizationDetails", object({ RoleDetailList: listOf(role), Policies: listOf(policyDetail) })],
  ["iam:GetRole", object({ Role: role }, ["Role"])],
  ["iam:ListRoles", object({ Roles: listOf(role) })],
  ["iam:GetRolePolicy", object({ RoleName: NAME, PolicyName: NAME, PolicyDocument: DOCUMENT }, ["RoleName", "PolicyName"])],
  ["iam:ListRolePolicies", object({ PolicyNames: listOf({ type: "string" }) })],
  ["iam:ListAttachedRolePolicies", object({ AttachedPolicies: attachedPolicies })],
  ["iam:GetPolicy", object({ Policy: object({ Arn: ARN, DefaultVersionId: NAME, PolicyName: STRING }, ["Arn", "DefaultVersionId"]) }, ["Policy"])],
  ["iam:GetPolicyVersion", object({ PolicyVersion: object({ VersionId: NAME, Document: {} }, ["VersionId", "Document"]) }, ["PolicyVersion"])],
  ["iam:GetInstanceProfile", object({ InstanceProfile: instanceProfile }, ["InstanceProfile"])],
  ["iam:ListInstanceProfiles", object({ InstanceProfiles: listOf(instanceProfile) })],
  ["iam:ListInstanceProfilesForRole", object({ InstanceProfiles: listOf(instanceProfile) })],
  [
    "sagemaker:DescribeDomain",
    {
      ...object({ ...domainMembers, DomainSettings: domainSettings, DefaultUserSettings: userSettings, DefaultSpaceSettings: userSettings }),
      ...domainIdentity,
    },
  ],
  ["sagemaker:ListDomains", object({ Domains: listOf({ ...object(domainMembers), ...domainIdentity }) })],
  ["sagemaker:DescribeUserProfile", object({ ...profileMembers, UserSettings: userSettings }, ["DomainId", "UserProfileName"])],
  ["sagemaker:ListUserProfiles", object({ UserProfiles: listOf(object(profileMembers, ["DomainId", "UserProfileName"])) })],
  ["sagemaker:DescribeSpace", object({ ...spaceMembers, OwnershipSettings: owner, SpaceSharingSettings: sharing }, ["DomainId", "SpaceName"])],
  [
    "sagemaker:ListSpaces",
    object({ Spaces: listOf(object({ ...spaceMembers, OwnershipSettingsSummary: owner, SpaceSharingSettingsSummary: sharing }, ["DomainId", "SpaceName"])) }),
  ],
  ["sagemaker:DescribeApp", app],
  ["sagemaker:ListApps", object({ Apps: listOf(app) })],
  ["elasticmapreduce:DescribeSecurityConfiguration", object({ Name: NAME, SecurityConfiguration: NAME }, ["Name", "SecurityConfiguration"])],
  [
    "elasticmapreduce:DescribeCluster",
    object(
      {
        Cluster: {
          ...object({
            Id: STRING,
            Name: STRING,
            ClusterArn: STRING,
            SecurityConfiguration: STRING,
            Ec2InstanceAttributes: optional(object({ IamInstanceProfile: STRING })),
          }),
          anyOf: [
            { properties: { Name: { type: "string" } }, required: ["Name"] },
            { properties: { Id: { type: "string" } }, required: ["Id"] },
          ],
        },
      },
      ["Cluster"],
    ),
  ],
  [
    "organizations:DescribePolicy",
    object(
      {
        Policy: object(
          {
            Content: {},
            PolicySummary: {
              ...object({ Id: STRING, Arn: STRING, Name: STRING, Type: NAME }, ["Type"]),
              anyOf: [
                { properties: { Id: { type: "string" } }, required: ["Id"] },
                { properties: { Arn: { type: "string" } }, required: ["Arn"] },
              ],
            },
          },
          ["PolicySummary", "Content"],
        ),
      },
      ["Policy"],
    ),
  ],
  ["organizations:ListTargetsForPolicy", object({ Targets: listOf(object({ TargetId: NAME }, ["TargetId"])) })],
  ["organizations:ListPoliciesForTarget", object({ Policies: listOf(object({ Id: NAME }, ["Id"])) })],
  ["organizations:ListParents", object({ Parents: listOf(object({ Id: NAME }, ["Id"])) })],
  ["sts:GetCallerIdentity", object({ Account: NAME }, ["Account"])],
  ["organizations:DescribeOrganization", object({ Organization: optional(object({ MasterAccountId: STRING })) })],
]);

/** Operation → what is relied upon in the request, which recordings hold. */
export const INPUT_SCHEMAS: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ["iam:ListRolePolicies", object(roleName, ["RoleName"])],
  ["iam:ListAttachedRolePolicies", object(roleName, ["RoleName"])],
  ["iam:GetPolicyVersion", object({ PolicyArn: STRING })],
  ["organizations:ListTargetsForPolicy", object({ PolicyId: NAME }, ["PolicyId"])],
  ["organizations:ListPoliciesForTarget", object({ TargetId: NAME }, ["TargetId"])],
  ["organizations:ListParents", object({ ChildId: NAME }, ["ChildId"])],
]);
