import {
  GetAccountAuthorizationDetailsCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListInstanceProfilesForRoleCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientsFor, type FakeClients, keysOf, pagesOf } from "./clients.ts";
import { largeWorld, sampleWorld } from "./sample.ts";
import { AWS_POLICY, BOUNDARY, DATA_ACCOUNT, EMR_INSTANCE_ROLE, EXECUTION_ROLE, OWN_POLICY } from "./sample-roles.ts";
import { type FakeAws, startFakeAws } from "./server.ts";

const world = sampleWorld();
const account = world.accounts[0];
const EXECUTION = "AmazonSageMaker-ExecutionRole";
const execution = account?.roles.find(({ name }) => name === EXECUTION);
const CREATED = new Date("2026-03-02T09:12:45Z");

let aws: FakeAws;
let clients: FakeClients;

beforeAll(async () => {
  aws = await startFakeAws(world);
  clients = clientsFor(aws.url);
});

afterAll(async () => {
  await aws.close();
});

/** As every client of IAM has to. */
function decoded(document: string | undefined): unknown {
  return JSON.parse(decodeURIComponent(document ?? ""));
}

describe("roles", () => {
  it("GetRole: with the trust policy in RFC 3986's encoding", async () => {
    const { Role: role } = await clients.iam.send(new GetRoleCommand({ RoleName: EXECUTION }));
    expect(role).toEqual({
      Path: "/service-role/",
      RoleName: EXECUTION,
      RoleId: "AROASAMPLEEXECUTION01",
      Arn: EXECUTION_ROLE,
      CreateDate: CREATED,
      AssumeRolePolicyDocument: expect.stringMatching(/^(?:[\w.~-]|%[0-9A-F]{2})+$/),
      Description: expect.any(String),
      MaxSessionDuration: 3600,
      PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: BOUNDARY },
      Tags: [
        { Key: "team", Value: "data-science" },
        { Key: "cost & effort", Value: "a < b" },
      ],
      RoleLastUsed: { LastUsedDate: expect.any(Date), Region: "us-east-1" },
    });
    expect(decoded(role?.AssumeRolePolicyDocument)).toEqual(execution?.trust);
  });

  it("its policies: inline and attached", async () => {
    const { iam: client } = clients;
    const names = await pagesOf(paginateListRolePolicies({ client, pageSize: 1 }, { RoleName: EXECUTION }));
    expect(names.map(({ PolicyNames, IsTruncated }) => [PolicyNames, IsTruncated])).toEqual([
      [["chain"], true],
      [["emr"], false],
    ]);
    const inline = await client.send(new GetRolePolicyCommand({ RoleName: EXECUTION, PolicyName: "chain" }));
    expect(inline).toMatchObject({ RoleName: EXECUTION, PolicyName: "chain" });
    expect(decoded(inline.PolicyDocument)).toEqual(execution?.inline?.[0]?.document);
    const attached = await pagesOf(paginateListAttachedRolePolicies({ client, pageSize: 1 }, { RoleName: EXECUTION }));
    expect(attached.map(({ AttachedPolicies }) => AttachedPolicies)).toEqual([
      [{ PolicyName: "AmazonSageMakerReadOnly", PolicyArn: AWS_POLICY }],
      [{ PolicyName: "studio-data", PolicyArn: OWN_POLICY }],
    ]);
  });

  it("lists that are empty", async () => {
    const { iam: client } = clients;
    expect(await pagesOf(paginateListRolePolicies({ client }, { RoleName: "lake-reader" }))).toMatchObject([{ PolicyNames: [], IsTruncated: false }]);
    expect(await client.send(new ListInstanceProfilesForRoleCommand({ RoleName: "lake-reader" }))).toMatchObject({ InstanceProfiles: [] });
  });

  it("instance profiles", async () => {
    const { InstanceProfile: profile } = await clients.iam.send(new GetInstanceProfileCommand({ InstanceProfileName: "emr-instance" }));
    expect(profile).toMatchObject({ InstanceProfileName: "emr-instance", CreateDate: CREATED, Roles: [{ Arn: EMR_INSTANCE_ROLE, CreateDate: CREATED }] });
    const { InstanceProfiles: profiles } = await clients.iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "emr-instance" }));
    expect(profiles).toEqual([profile]);
  });
});

describe("managed policies", () => {
  it("with their versions", async () => {
    const { Policy: policy } = await clients.iam.send(new GetPolicyCommand({ PolicyArn: OWN_POLICY }));
    expect(policy).toMatchObject({ PolicyName: "studio-data", Arn: OWN_POLICY, Path: "/", DefaultVersionId: "v3", AttachmentCount: 1, IsAttachable: true });
    const { PolicyVersion: version } = await clients.iam.send(new GetPolicyVersionCommand({ PolicyArn: OWN_POLICY, VersionId: "v1" }));
    expect(version).toMatchObject({ VersionId: "v1", IsDefaultVersion: false, CreateDate: CREATED });
    expect(decoded(version?.Document)).toEqual(account?.policies[0]?.versions[2]?.document);
    const { Policy: boundary } = await clients.iam.send(new GetPolicyCommand({ PolicyArn: BOUNDARY }));
    expect(boundary).toMatchObject({ Path: "/boundaries/", PolicyName: "studio-boundary", AttachmentCount: 0, PermissionsBoundaryUsageCount: 1 });
  });

  it("AWS's own are there for every account, an account's own are not", async () => {
    const { iam } = clientsFor(aws.url, { credentials: keysOf(DATA_ACCOUNT) });
    expect((await iam.send(new GetPolicyCommand({ PolicyArn: AWS_POLICY }))).Policy?.DefaultVersionId).toBe("v18");
    await expect(iam.send(new GetPolicyCommand({ PolicyArn: OWN_POLICY }))).rejects.toMatchObject({ name: "NoSuchEntityException" });
  });
});

describe("what is not there", () => {
  it.each([
    ["GetRole", () => clients.iam.send(new GetRoleCommand({ RoleName: "none" })), "The role with name none cannot be found."],
    [
      "GetRolePolicy",
      () => clients.iam.send(new GetRolePolicyCommand({ RoleName: EXECUTION, PolicyName: "none" })),
      "The role policy with name none cannot be found.",
    ],
    ["GetInstanceProfile", () => clients.iam.send(new GetInstanceProfileCommand({ InstanceProfileName: "none" })), "Instance Profile none cannot be found."],
  ])("%s", async (_, ask: () => Promise<unknown>, message) => {
    await expect(ask()).rejects.toMatchObject({
      name: "NoSuchEntityException",
      Code: "NoSuchEntity",
      $fault: "client",
      message,
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe("GetAccountAuthorizationDetails", () => {
  it("holds all roles and policies, as they are", async () => {
    const details = await clients.iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }));
    expect(details).toMatchObject({ IsTruncated: false, UserDetailList: [], GroupDetailList: [] });
    expect(details.RoleDetailList?.map(({ RoleName, AssumeRolePolicyDocument }) => [RoleName, decoded(AssumeRolePolicyDocument)])).toEqual(
      account?.roles.map(({ name, trust }) => [name, trust]),
    );
    expect(details.Policies?.map(({ Arn, PolicyVersionList }) => [Arn, PolicyVersionList?.map(({ VersionId }) => VersionId)])).toEqual(
      account?.policies.map(({ arn, versions }) => [arn, versions.map(({ id }) => id)]),
    );
    const instance = details.RoleDetailList?.find(({ RoleName }) => RoleName === "emr-instance");
    expect(instance?.InstanceProfileList).toMatchObject([{ InstanceProfileName: "emr-instance", Roles: [{ RoleName: "emr-instance" }] }]);
    expect(decoded(instance?.RolePolicyList?.[0]?.PolicyDocument)).toEqual(account?.roles.find(({ name }) => name === "emr-instance")?.inline?.[0]?.document);
  });

  it.each([
    [["Role"], 32, []],
    [["LocalManagedPolicy"], 0, account?.policies.map(({ arn }) => arn).filter((arn) => arn !== AWS_POLICY)],
    [["AWSManagedPolicy"], 0, [AWS_POLICY]],
    [["User", "Group"], 0, []],
    [["Role", "LocalManagedPolicy", "AWSManagedPolicy"], 32, account?.policies.map(({ arn }) => arn)],
  ] as const)("Filter %j", async (filter, roles, policies) => {
    const details = await clients.iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: [...filter] }));
    expect(details.RoleDetailList).toHaveLength(roles);
    expect(details.Policies?.map(({ Arn }) => Arn)).toEqual(policies);
  });

  it("counts roles and policies together when it pages: 100, or up to 1,000", async () => {
    const large = await startFakeAws(largeWorld(5, 1230));
    const { iam: client } = clientsFor(large.url);
    const sizes = async (MaxItems?: number): Promise<unknown> =>
      (await pagesOf(paginateGetAccountAuthorizationDetails({ client }, MaxItems === undefined ? {} : { MaxItems }))).map((page) => [
        page.RoleDetailList?.length,
        page.Policies?.length,
        page.IsTruncated,
      ]);
    expect(await sizes(1000)).toEqual([
      [1000, 0, true],
      [230, 20, false],
    ]);
    expect(await sizes()).toHaveLength(13);
    await expect(sizes(1001)).rejects.toMatchObject({ name: "ValidationError" });
    await large.close();
  });

  it("a marker holds for the list that it was given for", async () => {
    const { iam } = clients;
    const { Marker: marker } = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], MaxItems: 5 }));
    const next = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], Marker: marker }));
    expect(next.RoleDetailList).toHaveLength(27);
    const other = iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["AWSManagedPolicy"], Marker: marker }));
    await expect(other).rejects.toMatchObject({ name: "ValidationError" });
  });
});
