import { ListRegionsCommand, paginateListRegions } from "@aws-sdk/client-account";
import {
  DescribeClusterCommand,
  DescribeSecurityConfigurationCommand,
  ListClustersCommand,
  paginateListClusters,
  paginateListSecurityConfigurations,
} from "@aws-sdk/client-emr";
import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  paginateListAccounts,
  paginateListParents,
  paginateListPoliciesForTarget,
} from "@aws-sdk/client-organizations";
import {
  DescribeDomainCommand,
  DescribeUserProfileCommand,
  ListDomainsCommand,
  paginateListApps,
  paginateListDomains,
  paginateListSpaces,
  paginateListUserProfiles,
} from "@aws-sdk/client-sagemaker";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientsFor, type FakeClients, keysOf, pagesOf } from "./clients.ts";
import { largeWorld, sampleWorld } from "./sample.ts";
import { DATA_ACCOUNT, STUDIO_ACCOUNT } from "./sample-roles.ts";
import { type FakeAws, startFakeAws } from "./server.ts";

const world = sampleWorld();
const region = world.accounts[0]?.regions["eu-west-1"];
const organization = world.organization;

let aws: FakeAws;
let clients: FakeClients;
let ofDataAccount: FakeClients;

beforeAll(async () => {
  // One thing a page: every list has to be continued.
  aws = await startFakeAws(world, { pageSize: 1 });
  clients = clientsFor(aws.url);
  ofDataAccount = clientsFor(aws.url, { credentials: keysOf(DATA_ACCOUNT) });
});

afterAll(async () => {
  await aws.close();
});

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ANSWERED = expect.objectContaining({ httpStatusCode: 200, requestId: expect.stringMatching(UUID) });

describe("STS", () => {
  it("tells whose key it is", async () => {
    const arn = `arn:aws:sts::${DATA_ACCOUNT}:assumed-role/auditor/test`;
    const answer = await ofDataAccount.sts.send(new GetCallerIdentityCommand({}));
    expect(answer).toEqual({ $metadata: ANSWERED, UserId: expect.stringMatching(/^AROA\w+:test$/), Account: DATA_ACCOUNT, Arn: arn });
  });

  it("gives credentials of another account, which work there as the role", async () => {
    const before = Date.now();
    const role = { RoleArn: `arn:aws:iam::${DATA_ACCOUNT}:role/audit/reader`, RoleSessionName: "me", DurationSeconds: 900, SourceIdentity: "alice" };
    const answer = await clients.sts.send(new AssumeRoleCommand(role));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = answer.Credentials ?? {};
    // IAM gives times in whole seconds.
    expect(Expiration?.getTime()).toBeGreaterThan(before + 898_000);
    expect(Expiration?.getTime()).toBeLessThanOrEqual(Date.now() + 900_000);
    expect(answer).toMatchObject({ SourceIdentity: "alice", AssumedRoleUser: { Arn: `arn:aws:sts::${DATA_ACCOUNT}:assumed-role/reader/me` } });
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const there = clientsFor(aws.url, { credentials });
    expect(await there.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: DATA_ACCOUNT, Arn: answer.AssumedRoleUser?.Arn });
    const withoutToken = clientsFor(aws.url, { credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } });
    await expect(withoutToken.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  });

  it("refuses a role of an account that is not there", async () => {
    const role = { RoleArn: "arn:aws:iam::999988887777:role/x", RoleSessionName: "me" };
    await expect(clients.sts.send(new AssumeRoleCommand(role))).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: arn:aws:sts::${STUDIO_ACCOUNT}:assumed-role/auditor/test is not authorized to perform: sts:AssumeRole on resource: ${role.RoleArn}`,
    });
  });
});

describe("SageMaker", () => {
  it("describes domains and user profiles as the world has them, times included", async () => {
    const domain = await clients.sagemaker.send(new DescribeDomainCommand({ DomainId: "d-studio1" }));
    expect(domain).toEqual({ $metadata: ANSWERED, ...region?.domains[0] });
    expect(domain.LastModifiedTime).toEqual(new Date("2026-06-18T14:05:10.451Z"));
    expect(domain).toMatchObject({ HomeEfsFileSystemId: expect.any(String), Url: expect.any(String), KmsKeyId: expect.any(String) });
    const alice = await clients.sagemaker.send(new DescribeUserProfileCommand({ DomainId: "d-studio1", UserProfileName: "alice" }));
    expect(alice).toEqual({ $metadata: ANSWERED, ...region?.userProfiles[0] });
  });

  it("lists page by page", async () => {
    const { sagemaker: client } = clients;
    const profiles = await pagesOf(paginateListUserProfiles({ client }, { DomainIdEquals: "d-studio1" }));
    expect(profiles.map(({ UserProfiles }) => UserProfiles?.map(({ UserProfileName }) => UserProfileName))).toEqual([["alice"], ["bob"], ["carol"]]);
    const spaces = await pagesOf(paginateListSpaces({ client }, { DomainIdEquals: "d-studio1" }));
    expect(spaces.flatMap(({ Spaces = [] }) => Spaces)).toEqual(region?.spaces);
    const apps = await pagesOf(paginateListApps({ client }, { DomainIdEquals: "d-studio1" }));
    expect(apps.flatMap(({ Apps = [] }) => Apps)).toEqual(region?.apps);
    const domains = await pagesOf(paginateListDomains({ client }, {}));
    expect(domains).toEqual([
      { $metadata: ANSWERED, Domains: [expect.objectContaining({ DomainId: "d-studio1", Status: "InService", Url: expect.any(String) })] },
    ]);
    expect(domains[0]?.Domains?.[0]).not.toHaveProperty("DomainSettings");
  });

  it("has other things in each region and for each domain", async () => {
    const { sagemaker: client } = clientsFor(aws.url, { region: "us-east-1" });
    expect((await client.send(new ListDomainsCommand({}))).Domains?.map(({ DomainId }) => DomainId)).toEqual(["d-without1"]);
    expect(await pagesOf(paginateListUserProfiles({ client }, {}))).toEqual([{ $metadata: ANSWERED, UserProfiles: [] }]);
    expect(await pagesOf(paginateListSpaces({ client: clients.sagemaker }, { DomainIdEquals: "d-other" }))).toEqual([{ $metadata: ANSWERED, Spaces: [] }]);
  });

  it.each([
    ["domain", new DescribeDomainCommand({ DomainId: "d-none" })],
    ["user profile", new DescribeUserProfileCommand({ DomainId: "d-studio1", UserProfileName: "dave" })],
  ])("a %s that is not there", async (_, command) => {
    const asked = command instanceof DescribeDomainCommand ? clients.sagemaker.send(command) : clients.sagemaker.send(command);
    await expect(asked).rejects.toMatchObject({ name: "ResourceNotFound", $fault: "client", $metadata: { httpStatusCode: 400 } });
  });

  it("gives at most 100 at once, 10 where it is not told, and refuses to give more", async () => {
    const large = await startFakeAws(largeWorld(230, 3));
    const { sagemaker: client } = clientsFor(large.url);
    const most = await pagesOf(paginateListUserProfiles({ client }, { MaxResults: 100 }));
    expect(most.map(({ UserProfiles }) => UserProfiles?.length)).toEqual([100, 100, 30]);
    expect(new Set(most.flatMap(({ UserProfiles }) => UserProfiles?.map(({ UserProfileName }) => UserProfileName))).size).toBe(230);
    expect(await pagesOf(paginateListUserProfiles({ client }, {}))).toHaveLength(23);
    await expect(pagesOf(paginateListUserProfiles({ client }, { MaxResults: 101 }))).rejects.toMatchObject({ name: "ValidationException" });
    await large.close();
  });
});

describe("EMR", () => {
  it("describes clusters and security configurations", async () => {
    const cluster = await clients.emr.send(new DescribeClusterCommand({ ClusterId: "j-SAMPLE0000001" }));
    expect(cluster).toEqual({ $metadata: ANSWERED, Cluster: region?.clusters[0] });
    expect(JSON.stringify(cluster.Cluster?.Configurations)).toContain("ConnectionPassword");
    const configuration = await clients.emr.send(new DescribeSecurityConfigurationCommand({ Name: "runtime-roles" }));
    expect(configuration).toMatchObject({ Name: "runtime-roles", CreationDateTime: new Date("2026-03-02T09:12:45Z") });
    expect(JSON.parse(configuration.SecurityConfiguration ?? "")).toEqual(region?.securityConfigurations[0]?.content);
  });

  it("lists by state, page by page", async () => {
    const { emr: client } = clients;
    const all = await pagesOf(paginateListClusters({ client }, {}));
    expect(all.map(({ Clusters }) => Clusters?.map(({ Id }) => Id))).toEqual([["j-SAMPLE0000001"], ["j-SAMPLE0000002"]]);
    const waiting = await client.send(new ListClustersCommand({ ClusterStates: ["RUNNING", "WAITING"] }));
    expect(waiting).toMatchObject({ Clusters: [{ Id: "j-SAMPLE0000001", Status: { State: "WAITING" } }] });
    expect(waiting.Marker).toBeUndefined();
    const configurations = await pagesOf(paginateListSecurityConfigurations({ client }, {}));
    expect(configurations.map(({ SecurityConfigurations }) => SecurityConfigurations?.map(({ Name }) => Name))).toEqual([["runtime-roles"], ["plain"]]);
  });

  it.each([
    ["cluster", () => clients.emr.send(new DescribeClusterCommand({ ClusterId: "j-NONE" })), "Cluster id 'j-NONE' is not valid."],
    [
      "security configuration",
      () => clients.emr.send(new DescribeSecurityConfigurationCommand({ Name: "none" })),
      "Security configuration with name 'none' does not exist.",
    ],
  ])("a %s that is not there", async (_, ask, message) => {
    await expect(ask()).rejects.toMatchObject({ name: "InvalidRequestException", $fault: "client", message });
  });
});

describe("Organizations", () => {
  it("tells every member about the organization", async () => {
    for (const { organizations: client } of [clients, ofDataAccount]) {
      const { Organization: told } = await client.send(new DescribeOrganizationCommand({}));
      expect(told).toMatchObject({ Id: organization?.id, MasterAccountId: STUDIO_ACCOUNT, FeatureSet: "ALL", MasterAccountEmail: expect.any(String) });
    }
  });

  it("tells the management account the accounts, parents and policies, page by page", async () => {
    const { organizations: client } = clients;
    const accounts = await pagesOf(paginateListAccounts({ client }, {}));
    expect(accounts.map(({ Accounts }) => Accounts?.map(({ Id, Status, State }) => [Id, Status, State]))).toEqual([
      [[STUDIO_ACCOUNT, "ACTIVE", "ACTIVE"]],
      [[DATA_ACCOUNT, "ACTIVE", "ACTIVE"]],
      [["333344445555", "SUSPENDED", "SUSPENDED"]],
    ]);
    const parents = [DATA_ACCOUNT, "ou-smpl-datalake0", "ou-smpl-workloads"].map((ChildId) => pagesOf(paginateListParents({ client }, { ChildId })));
    expect((await Promise.all(parents)).map(([page]) => page?.Parents)).toEqual([
      [{ Id: "ou-smpl-datalake0", Type: "ORGANIZATIONAL_UNIT" }],
      [{ Id: "ou-smpl-workloads", Type: "ORGANIZATIONAL_UNIT" }],
      [{ Id: "r-smpl", Type: "ROOT" }],
    ]);
    const policies = await pagesOf(paginateListPoliciesForTarget({ client }, { TargetId: "ou-smpl-workloads", Filter: "SERVICE_CONTROL_POLICY" }));
    expect(policies.map(({ Policies }) => Policies?.map(({ Id }) => Id))).toEqual([["p-FullAWSAccess"], ["p-noleave1"]]);
    const { Policy: policy } = await client.send(new DescribePolicyCommand({ PolicyId: "p-tlsonly1" }));
    expect(policy?.PolicySummary).toMatchObject({ Name: "OnlyEncryptedTransport", Type: "RESOURCE_CONTROL_POLICY", AwsManaged: false });
    expect(JSON.parse(policy?.Content ?? "")).toEqual(organization?.policies.find(({ id }) => id === "p-tlsonly1")?.content);
  });

  it("refuses others, and says so where there is no organization", async () => {
    await expect(pagesOf(paginateListAccounts({ client: ofDataAccount.organizations }, {}))).rejects.toMatchObject({ name: "AccessDeniedException" });
    const alone = await startFakeAws(largeWorld(1, 1));
    const { organizations: client } = clientsFor(alone.url);
    await expect(client.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({ name: "AWSOrganizationsNotInUseException", $fault: "client" });
    await alone.close();
  });

  it.each([
    ["ChildNotFoundException", () => pagesOf(paginateListParents({ client: clients.organizations }, { ChildId: "444455556666" }))],
    [
      "TargetNotFoundException",
      () => pagesOf(paginateListPoliciesForTarget({ client: clients.organizations }, { TargetId: "ou-none-12345678", Filter: "RESOURCE_CONTROL_POLICY" })),
    ],
    ["PolicyNotFoundException", () => clients.organizations.send(new DescribePolicyCommand({ PolicyId: "p-none1234" }))],
  ])("%s", async (name, ask: () => Promise<unknown>) => {
    await expect(ask()).rejects.toMatchObject({ name, $fault: "client" });
  });
});

describe("Account Management", () => {
  it("lists regions by whether they are enabled", async () => {
    const { account: client } = clients;
    const all = await pagesOf(paginateListRegions({ client }, {}));
    expect(all.flatMap(({ Regions = [] }) => Regions).filter(({ RegionOptStatus }) => RegionOptStatus !== "DISABLED")).toEqual([
      { RegionName: "eu-west-1", RegionOptStatus: "ENABLED_BY_DEFAULT" },
      { RegionName: "us-east-1", RegionOptStatus: "ENABLED_BY_DEFAULT" },
    ]);
    const disabled = await client.send(new ListRegionsCommand({ RegionOptStatusContains: ["DISABLED"] }));
    expect(disabled).toMatchObject({ NextToken: expect.any(String), Regions: [{ RegionOptStatus: "DISABLED" }] });
  });
});
