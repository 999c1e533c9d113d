import { describe, expect, it } from "vitest";
import { child, rootPointer } from "../../src/text/pointer.ts";
import { ACCOUNT, accountDetails, domain, roleArn, roleDetail, userProfile } from "./aws-answers.ts";
import { loadFiles } from "./input-folder.ts";

describe("domains", () => {
  it("describe-domain gives the roles and settings, each with its place", async () => {
    const answer = domain("d-1", {
      DefaultUserSettings: {
        ExecutionRole: roleArn("Exec"),
        JupyterLabAppSettings: { EmrSettings: { AssumableRoleArns: [roleArn("Far")], ExecutionRoleArns: [roleArn("Runtime")] } },
        CanvasAppSettings: { GenerativeAiSettings: { AmazonBedrockRoleArn: roleArn("Bedrock") } },
        StudioWebPortalSettings: { ExecutionRoleSessionNameMode: "USER_IDENTITY" },
      },
      DefaultSpaceSettings: { ExecutionRole: roleArn("Space") },
      DomainSettings: {
        ExecutionRoleIdentityConfig: "USER_PROFILE_NAME",
        RStudioServerProDomainSettings: { DomainExecutionRoleArn: roleArn("RStudio") },
        TrustedIdentityPropagationSettings: { Status: "ENABLED" },
      },
    });
    const { inventory, problems } = await loadFiles({ "domain.json": answer });
    const root = rootPointer("domain.json");
    const user = child(root, "DefaultUserSettings");
    const emr = child(user, "JupyterLabAppSettings", "EmrSettings");
    expect(problems).toEqual([]);
    expect(inventory.domains).toEqual([
      {
        subject: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:domain/d-1`,
        at: root,
        guards: [],
        id: "d-1",
        arn: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:domain/d-1`,
        name: "name-of-d-1",
        account: ACCOUNT,
        region: "eu-west-1",
        partition: "aws",
        propagation: { kind: "on", at: child(root, "DomainSettings", "ExecutionRoleIdentityConfig") },
        defaultUserSettings: {
          executionRole: { value: roleArn("Exec"), at: child(user, "ExecutionRole") },
          assumableRoles: [{ value: roleArn("Far"), at: child(emr, "AssumableRoleArns", 0) }],
          emrRuntimeRoles: [{ value: roleArn("Runtime"), at: child(emr, "ExecutionRoleArns", 0) }],
          serviceRoles: [
            {
              field: "CanvasAppSettings.GenerativeAiSettings.AmazonBedrockRoleArn",
              role: { value: roleArn("Bedrock"), at: child(user, "CanvasAppSettings", "GenerativeAiSettings", "AmazonBedrockRoleArn") },
            },
          ],
        },
        defaultSpaceSettings: {
          executionRole: { value: roleArn("Space"), at: child(root, "DefaultSpaceSettings", "ExecutionRole") },
          assumableRoles: [],
          emrRuntimeRoles: [],
          serviceRoles: [],
        },
        sessionNameMode: { value: "USER_IDENTITY", at: child(user, "StudioWebPortalSettings", "ExecutionRoleSessionNameMode") },
        trustedIdentityPropagation: { value: "ENABLED", at: child(root, "DomainSettings", "TrustedIdentityPropagationSettings", "Status") },
        authMode: undefined,
        describedBy: "aws",
        rstudioRole: { value: roleArn("RStudio"), at: child(root, "DomainSettings", "RStudioServerProDomainSettings", "DomainExecutionRoleArn") },
        summaryOnly: false,
      },
    ]);
  });

  it.each([
    [{ ExecutionRoleIdentityConfig: "DISABLED" }, "off"],
    [{}, "off"],
    [undefined, "off"],
    [{ ExecutionRoleIdentityConfig: "USER_PROFILE_NAME" }, "on"],
    [{ ExecutionRoleIdentityConfig: "user_profile_name" }, "unknown"],
  ])("DomainSettings %j: propagation is %s", async (DomainSettings, kind) => {
    const { inventory } = await loadFiles({ "domain.json": domain("d-1", { DefaultUserSettings: {}, DomainSettings }) });
    expect(inventory.domains[0]?.propagation.kind).toBe(kind);
  });

  it("a domain that is only listed is a summary", async () => {
    const { inventory } = await loadFiles({ "domains.json": { Domains: [domain("d-1")] } });
    expect(inventory.domains[0]).toMatchObject({ summaryOnly: true, defaultUserSettings: undefined, propagation: { kind: "unknown" } });
  });

  it("a domain that is listed and described is one domain", async () => {
    const { inventory } = await loadFiles({ "a.json": { Domains: [domain("d-1")] }, "b.json": domain("d-1", { DefaultUserSettings: {} }) });
    expect(inventory.domains.map(({ summaryOnly }) => summaryOnly)).toEqual([false]);
  });

  it.each([
    ["seconds", 1_795_452_628.451, 1_795_452_629],
    ["ISO 8601", "2026-11-23T16:50:28.451000+00:00", "2026-11-23T16:50:29+00:00"],
  ])("of two descriptions the one of the later change counts, whichever is read first (%s)", async (_, early, late) => {
    const off = domain("d-1", { LastModifiedTime: early, DefaultUserSettings: {} });
    const on = domain("d-1", { LastModifiedTime: late, DefaultUserSettings: {}, DomainSettings: { ExecutionRoleIdentityConfig: "USER_PROFILE_NAME" } });
    for (const [first, second] of [
      [off, on],
      [on, off],
    ]) {
      const { inventory, problems } = await loadFiles({ "1.json": first, "2.json": second });
      expect(problems).toEqual([]);
      expect(inventory.domains.map(({ propagation }) => propagation.kind)).toEqual(["on"]);
    }
  });
});

describe("user profiles, spaces and apps", () => {
  it("describe-user-profile tells the profile's own role", async () => {
    const { inventory } = await loadFiles({ "alice.json": userProfile("d-1", "alice", { UserSettings: { ExecutionRole: roleArn("Alice") } }) });
    expect(inventory.userProfiles[0]).toMatchObject({
      domainId: "d-1",
      name: "alice",
      account: ACCOUNT,
      settings: { executionRole: { value: roleArn("Alice"), at: child(rootPointer("alice.json"), "UserSettings", "ExecutionRole") } },
    });
  });

  it("describe-user-profile without UserSettings says that the profile has none of its own", async () => {
    const { inventory } = await loadFiles({ "bob.json": userProfile("d-1", "bob") });
    expect(inventory.userProfiles[0]?.settings).toEqual({ executionRole: undefined, assumableRoles: [], emrRuntimeRoles: [], serviceRoles: [] });
  });

  it("list-user-profiles does not tell the settings: unknown, and the same subject as when described", async () => {
    const { inventory } = await loadFiles({
      "domain.json": domain("d-1", { DefaultUserSettings: {} }),
      "profiles.json": { UserProfiles: [{ DomainId: "d-1", UserProfileName: "bob" }] },
    });
    const subject = `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:user-profile/d-1/bob`;
    expect(inventory.userProfiles[0]).toMatchObject({ subject, account: ACCOUNT, settings: undefined });
  });

  it.each([
    [
      "describe-space",
      { DomainId: "d-1", SpaceName: "s", OwnershipSettings: { OwnerUserProfileName: "alice" }, SpaceSharingSettings: { SharingType: "Private" } },
    ],
    [
      "list-spaces",
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
  ])("%s tells owner and sharing", async (_, answer) => {
    const { inventory } = await loadFiles({ "space.json": answer });
    expect(inventory.spaces[0]).toMatchObject({ domainId: "d-1", name: "s", owner: "alice", sharing: "Private" });
  });

  it("a space whose sharing is not told is neither shared nor private", async () => {
    const { inventory } = await loadFiles({ "space.json": { Spaces: [{ DomainId: "d-1", SpaceName: "s" }] } });
    expect(inventory.spaces[0]?.sharing).toBe("unknown");
  });

  it("list-apps tells status, owner and type", async () => {
    const { inventory } = await loadFiles({
      "apps.json": { Apps: [{ DomainId: "d-1", UserProfileName: "alice", AppType: "JupyterServer", AppName: "default", Status: "InService" }] },
    });
    expect(inventory.apps[0]).toMatchObject({
      domainId: "d-1",
      name: "default",
      appType: "JupyterServer",
      userProfile: "alice",
      space: undefined,
      status: "InService",
    });
  });
});

describe("the account of what does not say it", () => {
  const configuration = { Name: "emr", SecurityConfiguration: "{}", CreationDateTime: 1 };

  it("is the only account of the run", async () => {
    const { inventory } = await loadFiles({ "gaad.json": accountDetails([roleDetail("A")]), "emr.json": configuration });
    expect(inventory.emrSecurityConfigurations[0]?.account).toBe(ACCOUNT);
  });

  it("is that of get-caller-identity", async () => {
    const identity = { UserId: "AROAEXAMPLE:me", Account: ACCOUNT, Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/A/me` };
    expect((await loadFiles({ "me.json": identity, "emr.json": configuration })).inventory.emrSecurityConfigurations[0]?.account).toBe(ACCOUNT);
  });

  it("is not known where there are two, and one that is passed counts", async () => {
    const other = roleDetail("B", { Arn: roleArn("B", "444455556666") });
    const files = { "gaad.json": accountDetails([roleDetail("A"), other]), "emr.json": configuration };
    expect((await loadFiles(files)).inventory.emrSecurityConfigurations[0]?.account).toMatchObject({ parts: [{ id: "AWS::AccountId", shape: "account" }] });
    expect((await loadFiles(files, { account: "444455556666" })).inventory.emrSecurityConfigurations[0]?.account).toBe("444455556666");
  });
});
