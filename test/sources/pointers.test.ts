import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import { type LoadedInputs, loadInputs } from "../../src/sources/index.ts";
import { locateAll } from "../../src/text/locate.ts";
import { type Pointer, pointerKey, type Step, stepsOf } from "../../src/text/pointer.ts";
import { accountDetails, domain, PERMISSIONS, record, role, roleArn, roleDetail, TRUST, userProfile } from "./aws-answers.ts";
import { lines, loadFiles, NO_OPTIONS } from "./input-folder.ts";

const PROFILE = { InstanceProfileName: "n", Arn: "arn:aws:iam::111122223333:instance-profile/n", Roles: [{ RoleName: "A" }] };

const FILES = {
  "gaad.json": accountDetails(
    [
      roleDetail("A", {
        RolePolicyList: [{ PolicyName: "p", PolicyDocument: encodeURIComponent(JSON.stringify(PERMISSIONS)) }],
        AttachedManagedPolicies: [{ PolicyName: "m", PolicyArn: "arn:aws:iam::111122223333:policy/m" }],
        PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::111122223333:policy/m" },
        InstanceProfileList: [PROFILE],
      }),
    ],
    [{ PolicyName: "m", Arn: "arn:aws:iam::111122223333:policy/m", PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: TRUST }] }],
  ),
  "roles.json": { Roles: [role("Listed")], IsTruncated: true, Marker: "more" },
  "policy.json": { RoleName: "Listed", PolicyName: "p", PolicyDocument: PERMISSIONS },
  "trust.yaml": "# a comment\nVersion: '2012-10-17'\nStatement:\n- Effect: Allow\n  Principal: {Service: sagemaker.amazonaws.com}\n  Action: sts:AssumeRole\n",
  "domain.json": domain("d-1", {
    DefaultUserSettings: {
      ExecutionRole: roleArn("A"),
      JupyterLabAppSettings: { EmrSettings: { AssumableRoleArns: [roleArn("B")], ExecutionRoleArns: [roleArn("C")] } },
      CanvasAppSettings: { EmrServerlessSettings: { ExecutionRoleArn: roleArn("D") } },
      StudioWebPortalSettings: { ExecutionRoleSessionNameMode: "STATIC" },
    },
    DomainSettings: {
      ExecutionRoleIdentityConfig: "DISABLED",
      RStudioServerProDomainSettings: { DomainExecutionRoleArn: roleArn("E") },
      TrustedIdentityPropagationSettings: { Status: "DISABLED" },
    },
  }),
  "domains.json": { Domains: [domain("d-2")] },
  "alice.json": userProfile("d-1", "alice", { UserSettings: { ExecutionRole: roleArn("A") } }),
  "profiles.json": { UserProfiles: [{ DomainId: "d-1", UserProfileName: "bob" }] },
  "spaces.json": { Spaces: [{ DomainId: "d-1", SpaceName: "s" }] },
  "apps.json": { Apps: [{ DomainId: "d-1", UserProfileName: "alice", AppType: "JupyterLab", AppName: "default", Status: "InService" }] },
  "emr.json": {
    Name: "c",
    CreationDateTime: 1,
    SecurityConfiguration: JSON.stringify({
      AuthorizationConfiguration: {
        IAMConfiguration: { EnableApplicationScopedIAMRole: true, ApplicationScopedIAMRoleConfiguration: { PropagateSourceIdentity: false } },
      },
    }),
  },
  "emr-off.json": { Name: "off", CreationDateTime: 1, SecurityConfiguration: JSON.stringify({ AuthorizationConfiguration: { IAMConfiguration: {} } }) },
  "cluster.json": {
    Cluster: {
      Id: "j-1",
      Name: "c",
      ClusterArn: "arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/j-1",
      SecurityConfiguration: "c",
      Ec2InstanceAttributes: { IamInstanceProfile: "n" },
    },
  },
  "scp.json": { Policy: { PolicySummary: { Id: "p-1", Name: "n", Type: "SERVICE_CONTROL_POLICY" }, Content: "{}" } },
  "account.jsonl": lines(
    { recording: 1 },
    record("iam:GetRole", { Role: role("Recorded") }),
    record("iam:ListRolePolicies", { PolicyNames: ["p"], IsTruncated: true, Marker: "x" }, { RoleName: "Recorded" }),
    record("sagemaker:DescribeDomain", domain("d-3", { DefaultUserSettings: { ExecutionRole: roleArn("A") } })),
    { operation: "organizations:DescribeOrganization", input: {}, error: { code: "AccessDeniedException" } },
  ),
};

/** Every pointer in the inventory, each once. What is bundled stands in no file. */
function pointersOf({ managedPolicies, ...inventory }: Inventory): readonly Pointer[] {
  const found = new Map<string, Pointer>();
  const open: unknown[] = [inventory, managedPolicies.filter(({ origin }) => origin === "input")];
  while (open.length > 0) {
    const value = open.pop();
    if (isPointer(value)) found.set(pointerKey(value), value);
    else if (typeof value === "object" && value !== null) open.push(...Object.entries(value).flatMap(([key, item]) => (key === "json" ? [] : [item])));
  }
  return [...found.values()];
}

function isPointer(value: unknown): value is Pointer {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return (value.kind === "root" && "file" in value) || (value.kind === "child" && "parent" in value && "step" in value);
}

async function unresolved(loaded: LoadedInputs): Promise<readonly string[]> {
  const bySource = new Map<string, { readonly file: string; readonly record: number | undefined; readonly paths: (readonly Step[])[] }>();
  for (const pointer of pointersOf(loaded.inventory)) {
    const { root, steps } = stepsOf(pointer);
    const key = `${root.file}\u0000${root.record ?? ""}`;
    const group = bySource.get(key) ?? { file: root.file, record: root.record, paths: [] };
    bySource.set(key, group);
    group.paths.push(steps);
  }
  const lost: string[] = [];
  for (const { file, record: number, paths } of bySource.values()) {
    const source = await loaded.readText(file, number);
    const spans = source === undefined ? [] : await locateAll(source, paths);
    for (const [index, path] of paths.entries()) if (spans[index] === undefined) lost.push(`${file}:${number ?? ""} ${path.map(String).join(" → ")}`);
  }
  return lost;
}

describe("every pointer of the inventory leads to a place", () => {
  it("in answers, recordings and policies", async () => {
    const loaded = await loadFiles(FILES);
    expect(loaded.problems).toEqual([]);
    expect(loaded.skipped).toEqual([]);
    expect(pointersOf(loaded.inventory).length).toBeGreaterThan(30);
    expect(await unresolved(loaded)).toEqual([]);
  });

  const corpus = process.env["LINT_ROLES_CORPUS"] ?? resolve(import.meta.dirname, "../../../shared/corpus");
  const folders = ["own/aws-cli", "own/cdk.out", "salesforce__cloudsplaining/examples", "salesforce__cloudsplaining/test"].filter((folder) =>
    existsSync(resolve(corpus, folder)),
  );
  for (const folder of folders) {
    it(`in ${folder} of the corpus`, async () => {
      const loaded = await loadInputs([folder], NO_OPTIONS, { cwd: corpus, stdin: undefined });
      expect(loaded.problems.filter(({ message }) => !message.includes("described differently"))).toEqual([]);
      expect(loaded.inventory.roles.length).toBeGreaterThan(0);
      expect(await unresolved(loaded)).toEqual([]);
    });
  }
});
