import { DescribeClusterCommand } from "@aws-sdk/client-emr";
import { paginateGetAccountAuthorizationDetails } from "@aws-sdk/client-iam";
import { DescribeDomainCommand } from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { cliOutput } from "./cli-output.ts";
import { clientsFor, pagesOf } from "./clients.ts";
import { sampleWorld } from "./sample.ts";
import { CLUSTER_PASSWORD } from "./sample-emr.ts";
import { DATA_ACCOUNT, STUDIO_ACCOUNT } from "./sample-roles.ts";
import { startFakeAws } from "./server.ts";

const world = sampleWorld();
const files = cliOutput(world, STUDIO_ACCOUNT);

/** What a client sees, in the way in which the CLI prints it: documents decoded, times as they are told in the file. */
function decodedAt(value: unknown, key = ""): unknown {
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map((item) => decodedAt(item, key));
  if (typeof value === "string")
    return /^(?:AssumeRolePolicyDocument|PolicyDocument|Document)$/.test(key) ? JSON.parse(decodeURIComponent(value)) : timed(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decodedAt(member, name)]));
}

function timed(text: string): string | number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+00:00$/.test(text) ? Date.parse(text) : text;
}

function without(object: object, ...keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

describe("what the CLI prints", () => {
  it("is one file for each thing", () => {
    expect(Object.keys(files).sort()).toEqual([
      "describe-cluster.eu-west-1.j-SAMPLE0000001.json",
      "describe-domain.eu-west-1.d-studio1.json",
      "describe-domain.us-east-1.d-without1.json",
      "describe-security-configuration.eu-west-1.plain.json",
      "describe-security-configuration.eu-west-1.runtime-roles.json",
      "describe-user-profile.eu-west-1.d-studio1.alice.json",
      "describe-user-profile.eu-west-1.d-studio1.bob.json",
      "describe-user-profile.eu-west-1.d-studio1.carol.json",
      "get-account-authorization-details.json",
      "list-apps.eu-west-1.d-studio1.json",
      "list-apps.us-east-1.d-without1.json",
      "list-spaces.eu-west-1.d-studio1.json",
      "list-spaces.us-east-1.d-without1.json",
      "list-user-profiles.eu-west-1.d-studio1.json",
      "list-user-profiles.us-east-1.d-without1.json",
      "organizations.describe-organization.json",
      "organizations.describe-policy.p-FullAWSAccess.json",
      "organizations.describe-policy.p-RCPFullAWSAccess.json",
    ]);
  });

  it("has the policies that bear on the account", () => {
    expect(Object.keys(cliOutput(world, DATA_ACCOUNT)).filter((name) => name.includes("describe-policy"))).toEqual([
      "organizations.describe-policy.p-FullAWSAccess.json",
      "organizations.describe-policy.p-RCPFullAWSAccess.json",
      "organizations.describe-policy.p-noleave1.json",
      "organizations.describe-policy.p-tlsonly1.json",
    ]);
  });

  it("prints times as ISO 8601 and documents as objects", () => {
    expect(files["describe-domain.eu-west-1.d-studio1.json"]).toMatchObject({
      CreationTime: "2026-03-02T09:12:45+00:00",
      LastModifiedTime: "2026-06-18T14:05:10.451000+00:00",
    });
    expect(files["get-account-authorization-details.json"]).toMatchObject({
      RoleDetailList: expect.arrayContaining([
        expect.objectContaining({ CreateDate: "2026-03-02T09:12:45+00:00", AssumeRolePolicyDocument: expect.objectContaining({ Version: "2012-10-17" }) }),
      ]),
    });
    const seconds = { ...sampleWorld(), accounts: [{ id: STUDIO_ACCOUNT, roles: [], policies: [], regions: { "eu-west-1": regionWithSeconds } }] };
    expect(cliOutput(seconds, STUDIO_ACCOUNT)["describe-domain.eu-west-1.d-1.json"]).toEqual({
      DomainId: "d-1",
      CreationTime: "2026-11-23T16:50:28.451000+00:00",
    });
  });

  it("leaves nothing out that AWS tells", () => {
    const text = JSON.stringify(files);
    for (const told of [CLUSTER_PASSWORD, "HomeEfsFileSystemId", "RoleLastUsed", "Url", "InstanceGroups"]) expect(text).toContain(told);
    for (const paging of ["IsTruncated", "Marker", "NextToken"]) expect(text).not.toContain(`"${paging}"`);
  });

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(files))).toEqual(files);
  });
});

const regionWithSeconds = {
  domains: [{ DomainId: "d-1", CreationTime: 1_795_452_628.451 }],
  userProfiles: [],
  spaces: [],
  apps: [],
  clusters: [],
  securityConfigurations: [],
};

describe("what the CLI prints and what the SDK reads is the same", () => {
  it("for roles, policies, domains and clusters", async () => {
    const aws = await startFakeAws(world, { pageSize: 7 });
    const { iam, sagemaker, emr } = clientsFor(aws.url);
    const pages = await pagesOf(paginateGetAccountAuthorizationDetails({ client: iam }, {}));
    expect(pages.length).toBeGreaterThan(1);
    const details = {
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: pages.flatMap(({ RoleDetailList = [] }) => RoleDetailList),
      Policies: pages.flatMap(({ Policies = [] }) => Policies),
    };
    expect(decodedAt(details)).toEqual(decodedAt(files["get-account-authorization-details.json"]));
    const domain = await sagemaker.send(new DescribeDomainCommand({ DomainId: "d-studio1" }));
    expect(decodedAt(without(domain, "$metadata"))).toEqual(decodedAt(files["describe-domain.eu-west-1.d-studio1.json"]));
    const { Cluster: cluster } = await emr.send(new DescribeClusterCommand({ ClusterId: "j-SAMPLE0000001" }));
    expect(decodedAt({ Cluster: { ...cluster, InstanceGroups: [], BootstrapActions: [] } })).toEqual(
      decodedAt(files["describe-cluster.eu-west-1.j-SAMPLE0000001.json"]),
    );
    await aws.close();
  });
});
