import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shapeProblems } from "../../src/sources/aws-json/check-shape.ts";
import { createAwsReader } from "../../src/sources/aws-json/index.ts";
import { isObject } from "../../src/sources/json.ts";
import { rootPointer } from "../../src/text/pointer.ts";
import { accountDetails, domain, record, role, roleArn, roleDetail, TRUST, userProfile } from "./aws-answers.ts";
import { lines, loadFiles, NO_OPTIONS } from "./input-folder.ts";

describe("responses of another shape than AWS documents", () => {
  it("are told with member and line, and the rest is used", async () => {
    const text = `{"RoleDetailList": [\n${JSON.stringify(roleDetail("A", { Arn: 7 }))},\n${JSON.stringify(roleDetail("B"))}\n]}`;
    const { inventory, problems } = await loadFiles({ "gaad.json": text });
    expect(inventory.roles.map(({ name }) => name)).toEqual(["B"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: "gaad.json", span: { startLine: 2 } });
    expect(problems[0]?.message).toContain("`RoleDetailList[0].Arn` should be a string");
  });

  it("in a recording are told with their line", async () => {
    const { problems } = await loadFiles({
      "a.jsonl": lines({ recording: 1 }, record("sagemaker:DescribeDomain", domain("d-1", { DefaultUserSettings: [] }))),
    });
    expect(problems).toMatchObject([{ span: { startLine: 2 } }]);
    expect(problems[0]?.message).toContain("`DefaultUserSettings` should be an object");
  });

  it("in a recording's input are told too", async () => {
    const { problems } = await loadFiles({ "a.jsonl": lines({ recording: 1 }, record("iam:ListRolePolicies", { PolicyNames: [] }, { RoleName: 1 })) });
    expect(problems[0]?.message).toContain("input of iam:ListRolePolicies");
  });

  it.each([
    ["a setting with another value", domain("d-1", { DefaultUserSettings: {}, DomainSettings: { ExecutionRoleIdentityConfig: "ON" } }), "USER_PROFILE_NAME"],
    ["a missing member", { Role: { ...role("A"), Arn: undefined } }, "has no `Arn`"],
    ["something that is no ARN", { Role: role("A", { Arn: "role/A" }) }, "should be an ARN"],
  ])("%s is named", async (_, answer, words) => {
    const { problems } = await loadFiles({ "x.json": answer });
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
  });

  it("null stands for an unset member", async () => {
    const answers = [roleDetail("A", { PermissionsBoundary: null, Tags: null, RoleId: null })];
    expect((await loadFiles({ "gaad.json": accountDetails(answers) })).problems).toEqual([]);
    expect(
      (await loadFiles({ "d.json": domain("d-1", { DefaultUserSettings: null, DomainSettings: { ExecutionRoleIdentityConfig: null } }) })).problems,
    ).toEqual([]);
  });
});

/** Answers in which every member that is read has a value. */
const ANSWERS: readonly (readonly [string, object])[] = [
  [
    "iam:GetAccountAuthorizationDetails",
    accountDetails(
      [
        roleDetail("A", {
          RolePolicyList: [{ PolicyName: "p", PolicyDocument: TRUST }],
          AttachedManagedPolicies: [{ PolicyName: "m", PolicyArn: "arn:aws:iam::111122223333:policy/m" }],
          PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::111122223333:policy/m" },
          Tags: [{ Key: "k", Value: "v" }],
          InstanceProfileList: [{ InstanceProfileName: "n", Arn: "arn:aws:iam::111122223333:instance-profile/n", Roles: [{ RoleName: "A" }] }],
        }),
      ],
      [
        {
          PolicyName: "m",
          Arn: "arn:aws:iam::111122223333:policy/m",
          DefaultVersionId: "v1",
          PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: TRUST }],
        },
      ],
    ),
  ],
  ["iam:GetRole", { Role: role("A") }],
  ["iam:GetRolePolicy", { RoleName: "A", PolicyName: "p", PolicyDocument: TRUST }],
  ["iam:GetPolicy", { Policy: { Arn: "arn:aws:iam::111122223333:policy/m", PolicyName: "m", DefaultVersionId: "v1" } }],
  ["iam:GetPolicyVersion", { PolicyVersion: { VersionId: "v1", IsDefaultVersion: true, Document: TRUST } }],
  [
    "sagemaker:DescribeDomain",
    domain("d-1", {
      DefaultUserSettings: {
        ExecutionRole: roleArn("A"),
        JupyterLabAppSettings: { EmrSettings: { AssumableRoleArns: [roleArn("B")], ExecutionRoleArns: [roleArn("C")] } },
        CanvasAppSettings: { ModelRegisterSettings: { CrossAccountModelRegisterRoleArn: roleArn("D") } },
        StudioWebPortalSettings: { ExecutionRoleSessionNameMode: "STATIC" },
      },
      DefaultSpaceSettings: { ExecutionRole: roleArn("A") },
      DomainSettings: {
        ExecutionRoleIdentityConfig: "DISABLED",
        TrustedIdentityPropagationSettings: { Status: "DISABLED" },
        RStudioServerProDomainSettings: { DomainExecutionRoleArn: roleArn("E") },
      },
    }),
  ],
  ["sagemaker:DescribeUserProfile", userProfile("d-1", "alice", { UserSettings: { ExecutionRole: roleArn("A") } })],
  [
    "sagemaker:ListSpaces",
    {
      Spaces: [
        {
          DomainId: "d-1",
          SpaceName: "s",
          OwnershipSettingsSummary: { OwnerUserProfileName: "alice" },
          SpaceSharingSettingsSummary: { SharingType: "Private" },
        },
      ],
    },
  ],
  ["sagemaker:ListApps", { Apps: [{ DomainId: "d-1", UserProfileName: "alice", AppType: "JupyterLab", AppName: "default", Status: "InService" }] }],
  ["elasticmapreduce:DescribeSecurityConfiguration", { Name: "c", SecurityConfiguration: "{}" }],
  [
    "elasticmapreduce:DescribeCluster",
    {
      Cluster: {
        Id: "j-1",
        Name: "c",
        ClusterArn: "arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/j-1",
        SecurityConfiguration: "c",
        Ec2InstanceAttributes: { IamInstanceProfile: "n" },
      },
    },
  ],
  [
    "organizations:DescribePolicy",
    {
      Policy: {
        PolicySummary: {
          Id: "p-1",
          Arn: "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1",
          Name: "n",
          Type: "SERVICE_CONTROL_POLICY",
        },
        Content: "{}",
      },
    },
  ],
  ["sts:GetCallerIdentity", { UserId: "AROAEXAMPLE:me", Account: "111122223333", Arn: "arn:aws:sts::111122223333:assumed-role/A/me" }],
  ["organizations:DescribeOrganization", { Organization: { MasterAccountId: "111122223333" } }],
];

/** All places of a value below its top. */
function places(value: unknown, above: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const inner: (readonly [string | number, unknown])[] = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return inner.flatMap(([key, item]) => [[...above, key], ...places(item, [...above, key])]);
}

/** A copy with the value at `place` put in, or taken out where it is undefined. */
function withValue(value: unknown, place: readonly (string | number)[], put: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return put;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? withValue(item, rest, put) : item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      name !== key ? [[name, item]] : rest.length === 0 && put === undefined ? [] : [[name, withValue(item, rest, put)]],
    ),
  );
}

describe("readers and schemas", () => {
  it.each(ANSWERS)("%s: an answer as documented is not doubted", (operation, output) => {
    const reader = createAwsReader(NO_OPTIONS);
    reader.add({ operation, input: undefined, output: { ...output }, at: rootPointer("x"), file: "x", group: "", account: undefined, region: undefined });
    expect(reader.finish().doubtful).toEqual([]);
  });

  it("agree: an answer that a reader doubts has a fault that its schema names", async () => {
    const changes = fc.constantFrom(...ANSWERS).chain(([operation, output]) =>
      fc.record({
        operation: fc.constant(operation),
        output: fc.constant(output),
        place: fc.constantFrom(...places(output)),
        put: fc.constantFrom(undefined, null, 1, true, "", "x", [], {}, [1], ["x"], { x: 1 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(changes, async ({ operation, output, place, put }) => {
        const changed = withValue(output, place, put);
        const reader = createAwsReader(NO_OPTIONS);
        reader.add({
          operation,
          input: undefined,
          output: isObject(changed) ? changed : {},
          at: rootPointer("x"),
          file: "x",
          group: "",
          account: undefined,
          region: undefined,
        });
        const { doubtful } = reader.finish();
        const problems = await shapeProblems(doubtful, () => Promise.resolve(undefined));
        for (const { message } of problems) expect(message).toContain("not as AWS documents it");
      }),
      { numRuns: 1500 },
    );
  });
});
