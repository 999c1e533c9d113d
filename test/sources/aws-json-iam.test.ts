import { describe, expect, it } from "vitest";
import { child, rootPointer } from "../../src/text/pointer.ts";
import { accountDetails, PERMISSIONS, role, roleArn, roleDetail, TRUST } from "./aws-answers.ts";
import { loadFiles } from "./input-folder.ts";

const MANAGED = "arn:aws:iam::111122223333:policy/team/Own";

function policyDetail(arn: string, more: object = {}): object {
  return {
    PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
    Arn: arn,
    DefaultVersionId: "v2",
    PolicyVersionList: [
      { VersionId: "v1", IsDefaultVersion: false, Document: { Statement: [] } },
      { VersionId: "v2", IsDefaultVersion: true, Document: PERMISSIONS },
    ],
    ...more,
  };
}

describe("get-account-authorization-details", () => {
  it("gives a role with trust, inline and attached policies, boundary and tags, each with its place", async () => {
    const detail = roleDetail("Exec", {
      RolePolicyList: [{ PolicyName: "chain", PolicyDocument: PERMISSIONS }],
      AttachedManagedPolicies: [{ PolicyName: "Own", PolicyArn: MANAGED }],
      PermissionsBoundary: { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn: MANAGED },
      Tags: [{ Key: "team", Value: "ds" }],
    });
    const { inventory, problems } = await loadFiles({ "gaad.json": accountDetails([roleDetail("First"), detail], [policyDetail(MANAGED)]) });
    const at = child(rootPointer("gaad.json"), "RoleDetailList", 1);
    expect(problems).toEqual([]);
    expect(inventory.roles[0]).toEqual({
      subject: roleArn("Exec"),
      at,
      guards: [],
      arn: roleArn("Exec"),
      name: "Exec",
      account: "111122223333",
      partition: "aws",
      roleId: "AROAEXEC",
      trust: { kind: "json", json: TRUST, at: child(at, "AssumeRolePolicyDocument") },
      policies: [
        { kind: "inline", name: "chain", source: { kind: "json", json: PERMISSIONS, at: child(at, "RolePolicyList", 0, "PolicyDocument") } },
        { kind: "managed", arn: MANAGED, at: child(at, "AttachedManagedPolicies", 0, "PolicyArn"), guards: [] },
      ],
      policiesUnseen: undefined,
      boundary: { kind: "managed", arn: MANAGED, at: child(at, "PermissionsBoundary", "PermissionsBoundaryArn"), guards: [] },
      tags: new Map([["team", "ds"]]),
      origin: undefined,
    });
  });

  it("gives a managed policy with the document of its default version", async () => {
    const { inventory } = await loadFiles({ "gaad.json": accountDetails([], [policyDetail(MANAGED)]) });
    const at = child(rootPointer("gaad.json"), "Policies", 0, "PolicyVersionList", 1, "Document");
    expect(inventory.managedPolicies).toHaveLength(1);
    expect(inventory.managedPolicies[0]).toMatchObject({ arn: MANAGED, name: "Own", origin: "input", document: { kind: "json", json: PERMISSIONS, at } });
  });

  it("knows the role's partition and account from its ARN, and its name without the path", async () => {
    const arn = "arn:aws-cn:iam::999988887777:role/service-role/Deep";
    const { inventory } = await loadFiles({ "gaad.json": accountDetails([roleDetail("Deep", { Arn: arn, Path: "/service-role/" })]) });
    expect(inventory.roles[0]).toMatchObject({ subject: arn, name: "Deep", account: "999988887777", partition: "aws-cn" });
  });

  it("joins pages that were saved to several files, and misses none when the last is there", async () => {
    const { inventory } = await loadFiles({
      "page-1.json": { ...accountDetails([roleDetail("A")]), IsTruncated: true, Marker: "next" },
      "page-2.json": { ...accountDetails([roleDetail("B")]), IsTruncated: false },
    });
    expect(inventory.roles.map(({ name }) => name)).toEqual(["A", "B"]);
    expect(inventory.gaps).toEqual([]);
  });

  it("reports a gap when the only page says that more follow", async () => {
    const { inventory } = await loadFiles({ "page-1.json": { ...accountDetails([roleDetail("A")]), IsTruncated: true, Marker: "next" } });
    expect(inventory.gaps.map(({ subject }) => subject)).toEqual(["iam:GetAccountAuthorizationDetails"]);
  });

  it("does not take missing lists of policies for empty ones", async () => {
    const { inventory } = await loadFiles({ "gaad.json": accountDetails([role("Trimmed")]) });
    expect(inventory.roles[0]?.policiesUnseen).toMatchObject({ kind: "policy" });
  });

  it("takes the instance profiles of the roles, each once", async () => {
    const profile = { InstanceProfileName: "nodes", Arn: "arn:aws:iam::111122223333:instance-profile/nodes", Roles: [role("Node")] };
    const { inventory } = await loadFiles({
      "gaad.json": accountDetails([roleDetail("Node", { InstanceProfileList: [profile] }), roleDetail("Twin", { InstanceProfileList: [profile] })]),
    });
    expect(inventory.instanceProfiles.map(({ arn, roles }) => [arn, roles.map(({ value }) => value)])).toEqual([
      ["arn:aws:iam::111122223333:instance-profile/nodes", ["Node"]],
    ]);
  });

  it("keeps documents as they came: URL-encoded, as a string, as an object", async () => {
    const encoded = encodeURIComponent(JSON.stringify(TRUST));
    const { inventory } = await loadFiles({
      "gaad.json": accountDetails([
        roleDetail("A", { AssumeRolePolicyDocument: encoded }),
        roleDetail("B", { AssumeRolePolicyDocument: JSON.stringify(TRUST) }),
        roleDetail("C"),
      ]),
    });
    expect(inventory.roles.map(({ trust }) => (trust.kind === "json" ? trust.json : undefined))).toEqual([encoded, JSON.stringify(TRUST), TRUST]);
  });
});

describe("responses about one role", () => {
  it("get-role alone leaves the permissions unseen, not empty", async () => {
    const { inventory } = await loadFiles({ "role.json": { Role: role("Data") } });
    expect(inventory.roles).toHaveLength(1);
    expect(inventory.roles[0]).toMatchObject({ arn: roleArn("Data"), policies: [], policiesUnseen: { kind: "policy" }, boundary: undefined });
  });

  it("list-roles does not tell the permissions boundary (AWS leaves it out), so it is unknown", async () => {
    const { inventory } = await loadFiles({ "roles.json": { Roles: [role("Data")] } });
    expect(inventory.roles[0]?.boundary).toMatchObject({ kind: "inline", source: { kind: "unknown" } });
  });

  it.each([
    ["a-gaad.json", "z-roles.json"],
    ["z-gaad.json", "a-roles.json"],
  ])("the same role in %s and %s is one role, as the richer response has it", async (details, list) => {
    const { inventory, problems } = await loadFiles({ [details]: accountDetails([roleDetail("Data")]), [list]: { Roles: [role("Data"), role("Other")] } });
    expect(problems).toEqual([]);
    expect(inventory.roles.map(({ name, policiesUnseen }) => [name, policiesUnseen === undefined]).sort()).toEqual([
      ["Data", true],
      ["Other", false],
    ]);
  });

  it("two equal descriptions are one role, whatever else in them differs", async () => {
    const { inventory, problems } = await loadFiles({
      "1.json": { Role: role("Data", { RoleLastUsed: {} }) },
      "2.json": { Role: role("Data", { RoleLastUsed: { Region: "eu-west-1" } }) },
    });
    expect(problems).toEqual([]);
    expect(inventory.roles).toHaveLength(1);
  });

  it("two different descriptions without a date are a problem, and the first counts", async () => {
    const { inventory, problems } = await loadFiles({
      "1.json": { Role: role("Data") },
      "2.json": { Role: role("Data", { AssumeRolePolicyDocument: PERMISSIONS }) },
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: "2.json" });
    expect(problems[0]?.message).toContain("1.json");
    expect(inventory.roles[0]?.trust).toMatchObject({ json: TRUST });
  });

  it("get-role-policy adds to its role, and the rest of the permissions stays unseen", async () => {
    const { inventory } = await loadFiles({
      "policy.json": { RoleName: "Data", PolicyName: "p", PolicyDocument: PERMISSIONS },
      "role.json": { Role: role("Data") },
    });
    expect(inventory.roles[0]?.policies).toEqual([
      { kind: "inline", name: "p", source: { kind: "json", json: PERMISSIONS, at: child(rootPointer("policy.json"), "PolicyDocument") } },
    ]);
    expect(inventory.roles[0]?.policiesUnseen).toBeDefined();
  });

  it("get-role-policy without its role is a gap", async () => {
    const { inventory } = await loadFiles({ "policy.json": { RoleName: "Data", PolicyName: "p", PolicyDocument: PERMISSIONS } });
    expect(inventory.roles).toEqual([]);
    expect(inventory.gaps.map(({ subject }) => subject)).toEqual(["Data"]);
  });

  it("list-attached-role-policies in a file can't be attributed and says so", async () => {
    const { skipped } = await loadFiles({
      "role.json": { Role: role("Data") },
      "attached.json": { AttachedPolicies: [{ PolicyName: "Own", PolicyArn: MANAGED }] },
    });
    expect(skipped.map(({ file }) => file)).toEqual(["attached.json"]);
  });
});

describe("get-policy and get-policy-version", () => {
  const policy = { Policy: { PolicyName: "Own", Arn: MANAGED, DefaultVersionId: "v3" } };
  const version = { PolicyVersion: { VersionId: "v3", IsDefaultVersion: true, Document: PERMISSIONS } };

  it("pair when one of each fits in the same folder", async () => {
    const { inventory, skipped } = await loadFiles({ "a/policy.json": policy, "a/version.json": version });
    expect(inventory.managedPolicies).toHaveLength(1);
    expect(inventory.managedPolicies[0]).toMatchObject({ arn: MANAGED, document: { kind: "json", json: PERMISSIONS } });
    expect(skipped).toEqual([]);
  });

  it("do not pair across folders", async () => {
    const { inventory, skipped } = await loadFiles({ "a/policy.json": policy, "b/version.json": version });
    expect(inventory.managedPolicies[0]?.document.kind).toBe("unknown");
    expect(skipped.map(({ file }) => file)).toEqual(["b/version.json"]);
  });

  it("do not pair when two policies have that default version", async () => {
    const other = { Policy: { PolicyName: "Two", Arn: `${MANAGED}2`, DefaultVersionId: "v3" } };
    const { inventory } = await loadFiles({ "policy.json": policy, "policy2.json": other, "version.json": version });
    expect(inventory.managedPolicies.map(({ document }) => document.kind)).toEqual(["unknown", "unknown"]);
  });

  it("do not pair with a version that is not the default", async () => {
    const { inventory } = await loadFiles({
      "policy.json": policy,
      "version.json": { PolicyVersion: { VersionId: "v1", IsDefaultVersion: false, Document: PERMISSIONS } },
    });
    expect(inventory.managedPolicies[0]?.document.kind).toBe("unknown");
  });

  it("of two snapshots of a policy the one that was updated later counts", async () => {
    const older = policyDetail(MANAGED, { UpdateDate: "2026-01-01T00:00:00Z" });
    const newer = policyDetail(MANAGED, {
      UpdateDate: "2026-02-01T00:00:00Z",
      PolicyVersionList: [{ VersionId: "v2", IsDefaultVersion: true, Document: TRUST }],
    });
    const { inventory, problems } = await loadFiles({
      "1.json": accountDetails([roleDetail("A")], [newer]),
      "2.json": accountDetails([roleDetail("A")], [older]),
    });
    expect(problems).toEqual([]);
    expect(inventory.managedPolicies[0]?.document).toMatchObject({ json: TRUST });
  });
});
