/**
 * The field paths that the readers know are the API's: the answers below are typed by the AWS SDK, so a member that AWS does
 * not have does not compile, and each member that matters must come out in the inventory.
 */
import type { GetAccountAuthorizationDetailsResponse, GetRoleResponse } from "@aws-sdk/client-iam";
import type {
  DescribeDomainResponse,
  DescribeSpaceResponse,
  DescribeUserProfileResponse,
  ListAppsResponse,
  ListSpacesResponse,
} from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { loadFiles } from "./input-folder.ts";

const ACCOUNT = "111122223333";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/DataScience`;
const CREATED = new Date("2026-03-02T09:12:45Z");

/** As the AWS CLI decodes it; the SDK types the document as the URL-encoded string that the API sends. */
const TRUST = encodeURIComponent(
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }] }),
);

const domain: DescribeDomainResponse = {
  DomainArn: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:domain/d-abc123def456`,
  DomainId: "d-abc123def456",
  DomainName: "data-science",
  DefaultUserSettings: {
    ExecutionRole: ROLE,
    StudioWebPortalSettings: { ExecutionRoleSessionNameMode: "USER_IDENTITY" },
    JupyterLabAppSettings: { EmrSettings: { AssumableRoleArns: [`${ROLE}-access`], ExecutionRoleArns: [`${ROLE}-runtime`] } },
    CanvasAppSettings: { GenerativeAiSettings: { AmazonBedrockRoleArn: `${ROLE}-bedrock` } },
  },
  DefaultSpaceSettings: { ExecutionRole: ROLE },
  DomainSettings: {
    ExecutionRoleIdentityConfig: "USER_PROFILE_NAME",
    TrustedIdentityPropagationSettings: { Status: "ENABLED" },
    RStudioServerProDomainSettings: { DomainExecutionRoleArn: `${ROLE}-rstudio` },
  },
};

const profile: DescribeUserProfileResponse = {
  DomainId: "d-abc123def456",
  UserProfileArn: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:user-profile/d-abc123def456/alice`,
  UserProfileName: "alice",
  UserSettings: { ExecutionRole: `${ROLE}-own` },
};

const space: DescribeSpaceResponse = {
  DomainId: "d-abc123def456",
  SpaceName: "team",
  SpaceSharingSettings: { SharingType: "Shared" },
  OwnershipSettings: { OwnerUserProfileName: "alice" },
};

const spaces: ListSpacesResponse = {
  Spaces: [
    {
      DomainId: "d-abc123def456",
      SpaceName: "own",
      SpaceSharingSettingsSummary: { SharingType: "Private" },
      OwnershipSettingsSummary: { OwnerUserProfileName: "alice" },
    },
  ],
};

const apps: ListAppsResponse = {
  Apps: [{ DomainId: "d-abc123def456", UserProfileName: "alice", AppType: "JupyterLab", AppName: "default", Status: "InService" }],
};

const role: GetRoleResponse = {
  Role: {
    Path: "/",
    RoleName: "Other",
    RoleId: "AROAEXAMPLEEXAMPLEEXA",
    Arn: `arn:aws:iam::${ACCOUNT}:role/Other`,
    CreateDate: CREATED,
    AssumeRolePolicyDocument: TRUST,
  },
};

const details: GetAccountAuthorizationDetailsResponse = {
  RoleDetailList: [
    {
      Path: "/service-role/",
      RoleName: "DataScience",
      RoleId: "AROAEXAMPLEEXAMPLEEXB",
      Arn: ROLE,
      AssumeRolePolicyDocument: TRUST,
      InstanceProfileList: [
        {
          Path: "/",
          InstanceProfileName: "cluster",
          InstanceProfileId: "AIPAEXAMPLEEXAMPLEEXA",
          Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/cluster`,
          CreateDate: CREATED,
          Roles: [],
        },
      ],
      RolePolicyList: [{ PolicyName: "inline", PolicyDocument: TRUST }],
      AttachedManagedPolicies: [{ PolicyName: "own", PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/own` }],
      PermissionsBoundary: { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn: `arn:aws:iam::${ACCOUNT}:policy/own` },
      Tags: [{ Key: "team", Value: "data" }],
    },
  ],
  Policies: [
    {
      PolicyName: "own",
      Arn: `arn:aws:iam::${ACCOUNT}:policy/own`,
      Path: "/",
      DefaultVersionId: "v1",
      PolicyVersionList: [{ Document: TRUST, VersionId: "v1", IsDefaultVersion: true }],
    },
  ],
};

describe("answers as the AWS SDK types them", () => {
  it("are read member by member", async () => {
    const { inventory, problems } = await loadFiles({
      "domain.json": domain,
      "profile.json": profile,
      "space.json": space,
      "spaces.json": spaces,
      "apps.json": apps,
      "role.json": role,
      "details.json": details,
    });
    expect(problems).toEqual([]);
    expect(inventory.domains).toMatchObject([
      {
        propagation: { kind: "on" },
        sessionNameMode: { value: "USER_IDENTITY" },
        trustedIdentityPropagation: { value: "ENABLED" },
        rstudioRole: { value: `${ROLE}-rstudio` },
        defaultUserSettings: {
          executionRole: { value: ROLE },
          assumableRoles: [{ value: `${ROLE}-access` }],
          emrRuntimeRoles: [{ value: `${ROLE}-runtime` }],
          serviceRoles: [{ role: { value: `${ROLE}-bedrock` } }],
        },
        defaultSpaceSettings: { executionRole: { value: ROLE } },
      },
    ]);
    expect(inventory.userProfiles).toMatchObject([{ name: "alice", settings: { executionRole: { value: `${ROLE}-own` } } }]);
    expect(inventory.spaces.map(({ name, sharing, owner }) => [name, sharing, owner])).toEqual(
      expect.arrayContaining([
        ["team", "Shared", "alice"],
        ["own", "Private", "alice"],
      ]),
    );
    expect(inventory.apps).toMatchObject([{ userProfile: "alice", appType: "JupyterLab", status: "InService" }]);
    const [detailed] = inventory.roles.filter(({ arn }) => arn === ROLE);
    expect(detailed).toMatchObject({ roleId: "AROAEXAMPLEEXAMPLEEXB", boundary: { kind: "managed" }, policiesUnseen: undefined });
    expect(detailed?.policies.map(({ kind }) => kind)).toEqual(["inline", "managed"]);
    expect(detailed?.tags?.get("team")).toBe("data");
    expect(inventory.instanceProfiles).toMatchObject([{ name: "cluster" }]);
    expect(inventory.roles.map(({ name }) => name).sort()).toEqual(["DataScience", "Other"]);
  });
});
