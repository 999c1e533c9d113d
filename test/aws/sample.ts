/** Worlds to test with: a small one in which everything occurs, and one that is as large as wanted. */
import type { AppDetails, SpaceDetails } from "@aws-sdk/client-sagemaker";
import { sampleEmr } from "./sample-emr.ts";
import {
  ALICE_ROLE,
  DATA_ACCOUNT,
  EMR_RUNTIME_ROLE,
  EXECUTION_ROLE,
  PARTNER_ROLE,
  policiesOfStudioAccount,
  policyDocument,
  rolesOfDataAccount,
  rolesOfStudioAccount,
  STUDIO_ACCOUNT,
} from "./sample-roles.ts";
import { domainOf, EMPTY_REGION, TIMES, userProfileOf } from "./sample-studio.ts";
import { CREATED, type FakeOrganization, type FakeWorld } from "./world.ts";

export { largeWorld } from "./large.ts";

const MAIN_REGION = "eu-west-1";
const OTHER_REGION = "us-east-1";
const DOMAIN = "d-studio1";

/** Two accounts in one organization, two regions, two domains: one with propagation and two roles on the way that stop it. */
export function sampleWorld(): FakeWorld {
  return {
    enabledRegions: [MAIN_REGION, OTHER_REGION],
    organization,
    accounts: [
      {
        id: STUDIO_ACCOUNT,
        roles: rolesOfStudioAccount,
        policies: policiesOfStudioAccount,
        regions: {
          [MAIN_REGION]: { domains: [studio], userProfiles, spaces, apps, ...sampleEmr(STUDIO_ACCOUNT, MAIN_REGION) },
          [OTHER_REGION]: { ...EMPTY_REGION, domains: [withoutPropagation] },
        },
      },
      { id: DATA_ACCOUNT, roles: rolesOfDataAccount, policies: [], regions: { [MAIN_REGION]: EMPTY_REGION } },
    ],
  };
}

const organization: FakeOrganization = {
  id: "o-sample1234",
  managementAccount: STUDIO_ACCOUNT,
  rootId: "r-smpl",
  units: [
    { id: "ou-smpl-workloads", name: "workloads", parent: "r-smpl" },
    { id: "ou-smpl-datalake0", name: "data", parent: "ou-smpl-workloads" },
  ],
  accountsIn: [
    { account: STUDIO_ACCOUNT, parent: "r-smpl" },
    { account: DATA_ACCOUNT, parent: "ou-smpl-datalake0" },
    { account: "333344445555", parent: "ou-smpl-workloads", status: "SUSPENDED" },
  ],
  policies: [
    {
      id: "p-FullAWSAccess",
      name: "FullAWSAccess",
      type: "SERVICE_CONTROL_POLICY",
      content: policyDocument({ Effect: "Allow", Action: "*", Resource: "*" }),
      targets: ["r-smpl", "ou-smpl-workloads", "ou-smpl-datalake0", STUDIO_ACCOUNT, DATA_ACCOUNT, "333344445555"],
      awsManaged: true,
    },
    {
      id: "p-RCPFullAWSAccess",
      name: "RCPFullAWSAccess",
      type: "RESOURCE_CONTROL_POLICY",
      content: policyDocument({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
      targets: ["r-smpl", "ou-smpl-workloads", "ou-smpl-datalake0", STUDIO_ACCOUNT, DATA_ACCOUNT, "333344445555"],
      awsManaged: true,
    },
    {
      id: "p-noleave1",
      name: "StayInOrganization",
      type: "SERVICE_CONTROL_POLICY",
      content: policyDocument({ Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" }),
      targets: ["ou-smpl-workloads"],
    },
    {
      id: "p-tlsonly1",
      name: "OnlyEncryptedTransport",
      type: "RESOURCE_CONTROL_POLICY",
      content: policyDocument({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      targets: ["ou-smpl-datalake0"],
    },
  ],
};

const studio = domainOf(STUDIO_ACCOUNT, MAIN_REGION, DOMAIN, {
  DefaultUserSettings: {
    ExecutionRole: EXECUTION_ROLE,
    SecurityGroups: ["sg-0abc1234"],
    SharingSettings: { NotebookOutputOption: "Allowed", S3OutputPath: "s3://studio-sharing/notebooks" },
    JupyterLabAppSettings: {
      DefaultResourceSpec: { InstanceType: "ml.t3.medium" },
      EmrSettings: { AssumableRoleArns: [PARTNER_ROLE], ExecutionRoleArns: [EMR_RUNTIME_ROLE] },
    },
    DefaultLandingUri: "studio::",
    StudioWebPortal: "ENABLED",
  },
  DefaultSpaceSettings: { ExecutionRole: EXECUTION_ROLE },
  DomainSettings: { ExecutionRoleIdentityConfig: "USER_PROFILE_NAME", DockerSettings: { EnableDockerAccess: "DISABLED" } },
});

const withoutPropagation = domainOf(STUDIO_ACCOUNT, OTHER_REGION, "d-without1", {
  DefaultUserSettings: { ExecutionRole: EXECUTION_ROLE },
  DomainSettings: { ExecutionRoleIdentityConfig: "DISABLED" },
});

const userProfiles = [
  userProfileOf(STUDIO_ACCOUNT, MAIN_REGION, DOMAIN, "alice", ALICE_ROLE),
  userProfileOf(STUDIO_ACCOUNT, MAIN_REGION, DOMAIN, "bob"),
  userProfileOf(STUDIO_ACCOUNT, MAIN_REGION, DOMAIN, "carol"),
];

function space(name: string, owner: string, sharing: "Private" | "Shared"): SpaceDetails {
  return {
    DomainId: DOMAIN,
    SpaceName: name,
    Status: "InService",
    ...TIMES,
    SpaceSettingsSummary: { AppType: "JupyterLab", SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 5 } } },
    SpaceSharingSettingsSummary: { SharingType: sharing },
    OwnershipSettingsSummary: { OwnerUserProfileName: owner },
    SpaceDisplayName: `${owner}'s ${name}`,
  };
}

const spaces = [space("team", "bob", "Shared"), space("notes-of-alice", "alice", "Private"), space("notes-of-carol", "carol", "Private")];

const apps: readonly AppDetails[] = [
  {
    DomainId: DOMAIN,
    SpaceName: "team",
    AppType: "JupyterLab",
    AppName: "default",
    Status: "InService",
    CreationTime: CREATED,
    ResourceSpec: { InstanceType: "ml.t3.medium" },
  },
  { DomainId: DOMAIN, UserProfileName: "carol", AppType: "JupyterServer", AppName: "default", Status: "Deleted", CreationTime: CREATED },
];
