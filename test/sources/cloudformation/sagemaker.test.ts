// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so.
import { describe, expect, it } from "vitest";
import { guardTexts, path, read, readAll, role, shown } from "./read.ts";

const domain = (properties = {}) => ({
  Type: "AWS::SageMaker::Domain",
  Properties: { DomainName: "team", DefaultUserSettings: { ExecutionRole: { "Fn::GetAtt": ["Exec", "Arn"] } }, ...properties },
});
const DOMAIN_ID = { "Fn::GetAtt": ["Domain", "DomainId"] };

describe("a domain", () => {
  it("without DomainSettings has propagation off, at its own key", () => {
    const [found] = read({ Resources: { Exec: role(), Domain: domain() } }).inventory.domains;
    expect(found?.propagation.kind).toBe("off");
    expect(path(found?.propagation.at)).toBe("Resources.Domain.<key>");
  });

  it.each([
    ["USER_PROFILE_NAME", "on"],
    ["DISABLED", "off"],
    ["USER_PROFILE", "unknown"],
    [{ Ref: "Mode" }, "unknown"],
    [{ "Fn::If": ["C", "USER_PROFILE_NAME", "DISABLED"] }, "unknown"],
    [{ "Fn::If": ["C", "USER_PROFILE_NAME", { Ref: "AWS::NoValue" }] }, "unknown"],
    [{ "Fn::If": ["C", "DISABLED", { Ref: "AWS::NoValue" }] }, "off"],
  ])("with ExecutionRoleIdentityConfig %j has propagation %s", (ExecutionRoleIdentityConfig, expected) => {
    const template = {
      Parameters: { Mode: { Type: "String" } },
      Conditions: { C: { "Fn::Equals": [{ Ref: "Mode" }, "x"] } },
      Resources: { Exec: role(), Domain: domain({ DomainSettings: { ExecutionRoleIdentityConfig } }) },
    };
    const [found] = read(template).inventory.domains;
    expect(found?.propagation.kind).toBe(expected);
    if (found?.propagation.kind === "unknown") expect(found.propagation.cause.what).not.toBe("");
  });

  it.each([
    ["a typo", "USER_PROFILE", "`USER_PROFILE` is no identity config; expected USER_PROFILE_NAME or DISABLED"],
    ["a list", ["USER_PROFILE_NAME"], "expected USER_PROFILE_NAME or DISABLED"],
  ])("with %s as its ExecutionRoleIdentityConfig is a problem, at the value", (_, ExecutionRoleIdentityConfig, message) => {
    const { problems } = read({ Resources: { Exec: role(), Domain: domain({ DomainSettings: { ExecutionRoleIdentityConfig } }) } });
    const at = "Resources.Domain.Properties.DomainSettings.ExecutionRoleIdentityConfig";
    expect(problems).toMatchObject([{ file: "t.yaml", message: `${at}: ${message}` }]);
    expect(path(problems[0]?.at)).toBe(at);
  });

  it("whose type is written in another letter case is a problem that names the right one", () => {
    const { problems } = read({ Resources: { Exec: role(), Domain: { ...domain(), Type: "AWS::Sagemaker::Domain" } } });
    expect(problems).toMatchObject([
      { message: "Resources.Domain.Type: `AWS::Sagemaker::Domain` is no resource type", help: "did you mean `AWS::SageMaker::Domain`?" },
    ]);
    expect(path(problems[0]?.at)).toBe("Resources.Domain.Type");
  });

  it("has its roles, its session name mode and its ARN", () => {
    const { inventory } = read({
      Resources: {
        Exec: role({ RoleName: "exec" }),
        Domain: domain({
          DefaultUserSettings: {
            ExecutionRole: { "Fn::GetAtt": ["Exec", "Arn"] },
            JupyterLabAppSettings: {
              EmrSettings: { AssumableRoleArns: ["arn:aws:iam::444455556666:role/a"], ExecutionRoleArns: ["arn:aws:iam::444455556666:role/b"] },
            },
            CanvasAppSettings: { GenerativeAiSettings: { AmazonBedrockRoleArn: "arn:aws:iam::111122223333:role/c" } },
            StudioWebPortalSettings: { ExecutionRoleSessionNameMode: "USER_IDENTITY" },
          },
          DomainSettings: {
            RStudioServerProDomainSettings: { DomainExecutionRoleArn: "arn:aws:iam::111122223333:role/d" },
            TrustedIdentityPropagationSettings: { Status: "ENABLED" },
          },
        }),
      },
    });
    const at = "Resources.Domain.Properties";
    expect(shown(inventory.domains[0]?.arn)).toBe("arn:aws:sagemaker:eu-west-1:111122223333:domain/${t.yaml/Domain}");
    expect(inventory.domains[0]).toMatchObject({
      subject: "Domain",
      defaultUserSettings: {
        executionRole: { value: "arn:aws:iam::111122223333:role/exec" },
        assumableRoles: [{ value: "arn:aws:iam::444455556666:role/a" }],
        emrRuntimeRoles: [{ value: "arn:aws:iam::444455556666:role/b" }],
        serviceRoles: [{ field: "CanvasAppSettings.GenerativeAiSettings.AmazonBedrockRoleArn", role: { value: "arn:aws:iam::111122223333:role/c" } }],
      },
      defaultSpaceSettings: { executionRole: undefined, assumableRoles: [] },
      sessionNameMode: { value: "USER_IDENTITY" },
      trustedIdentityPropagation: { value: "ENABLED" },
      rstudioRole: { value: "arn:aws:iam::111122223333:role/d" },
      summaryOnly: false,
    });
    expect(path(inventory.domains[0]?.defaultUserSettings?.executionRole?.at)).toBe(`${at}.DefaultUserSettings.ExecutionRole`);
  });

  it("whose execution role is under a condition is read once for each outcome", () => {
    const { inventory } = read({
      Parameters: { Given: { Type: "String", Default: "" } },
      Conditions: { Create: { "Fn::Equals": [{ Ref: "Given" }, ""] } },
      Resources: {
        Exec: role({ RoleName: "exec" }, { Condition: "Create" }),
        Domain: domain({
          DefaultUserSettings: { ExecutionRole: { "Fn::If": ["Create", { "Fn::GetAtt": ["Exec", "Arn"] }, "arn:aws:iam::111122223333:role/other"] } },
        }),
      },
    });
    expect(inventory.domains.map((one) => [one.defaultUserSettings?.executionRole?.value, guardTexts(one.guards)])).toEqual([
      ["arn:aws:iam::111122223333:role/exec", ["Create"]],
      ["arn:aws:iam::111122223333:role/other", ["not Create"]],
    ]);
    expect(new Set(inventory.domains.map((one) => shown(one.id))).size).toBe(1);
  });
});

describe("profiles, spaces and apps", () => {
  const Resources = {
    Exec: role(),
    Domain: domain(),
    Alice: { Type: "AWS::SageMaker::UserProfile", Properties: { DomainId: DOMAIN_ID, UserProfileName: "alice" } },
    Bob: {
      Type: "AWS::SageMaker::UserProfile",
      Properties: { DomainId: { Ref: "Domain" }, UserProfileName: "bob", UserSettings: { ExecutionRole: { "Fn::GetAtt": ["Exec", "Arn"] } } },
    },
    Shared: { Type: "AWS::SageMaker::Space", Properties: { DomainId: DOMAIN_ID, SpaceName: "all" } },
    Own: {
      Type: "AWS::SageMaker::Space",
      Properties: {
        DomainId: DOMAIN_ID,
        SpaceName: "own",
        OwnershipSettings: { OwnerUserProfileName: "alice" },
        SpaceSharingSettings: { SharingType: "Private" },
      },
    },
    App: { Type: "AWS::SageMaker::App", Properties: { DomainId: DOMAIN_ID, AppName: "default", AppType: "JupyterLab", UserProfileName: "alice" } },
  };

  it("know their domain, by Ref and by GetAtt", () => {
    const { inventory } = read({ Resources });
    const id = shown(inventory.domains[0]?.id);
    expect([...inventory.userProfiles, ...inventory.spaces, ...inventory.apps].map((one) => shown(one.domainId))).toEqual([id, id, id, id, id]);
    expect(inventory.userProfiles.map((one) => [one.name, shown(one.settings?.executionRole?.value)])).toEqual([
      ["alice", undefined],
      ["bob", "arn:aws:iam::111122223333:role/${t.yaml/Exec}"],
    ]);
    expect(inventory.spaces).toMatchObject([
      { name: "all", sharing: "Shared", owner: undefined },
      { name: "own", sharing: "Private", owner: "alice" },
    ]);
    expect(inventory.apps).toMatchObject([{ name: "default", appType: "JupyterLab", userProfile: "alice", space: undefined, status: undefined }]);
  });
});

describe("custom resources that set propagation", () => {
  const settings = { DomainSettingsForUpdate: { ExecutionRoleIdentityConfig: "USER_PROFILE_NAME" } };

  it("by properties of their own, which a function hands to UpdateDomain", () => {
    const Update = { Type: "Custom::StudioDomainUpdate", Properties: { ServiceToken: "arn:x", DomainId: DOMAIN_ID, ...settings } };
    const [found] = read({ Resources: { Exec: role(), Domain: domain(), Update } }).inventory.domains;
    expect(found?.propagation.kind).toBe("on");
    expect(path(found?.propagation.at)).toBe("Resources.Update.Properties.DomainSettingsForUpdate.ExecutionRoleIdentityConfig");
  });

  it.each([
    ["SageMaker", "updateDomain"],
    ["@aws-sdk/client-sagemaker", "UpdateDomainCommand"],
    ["sagemaker", "UpdateDomain"],
  ])("by an SDK call in a text with the domain's id in it: %s %s", (service, action) => {
    const [before, after] = JSON.stringify({ service, action, parameters: { DomainId: "|", ...settings } }).split("|");
    const Update = { Type: "Custom::AWS", Properties: { ServiceToken: "arn:x", Create: { "Fn::Join": ["", [before, DOMAIN_ID, after]] } } };
    const [found] = read({ Resources: { Exec: role(), Domain: domain(), Update } }).inventory.domains;
    expect(found?.propagation.kind).toBe("on");
    expect(path(found?.propagation.at)).toBe("Resources.Update.Properties.Create");
  });

  it("by a call that is one text, and then the place is inside it", () => {
    const call = JSON.stringify({ service: "SageMaker", action: "updateDomain", parameters: { DomainId: "d-abc", ...settings } });
    const created = JSON.stringify({
      service: "SageMaker",
      action: "createDomain",
      parameters: { DomainName: "x", DefaultUserSettings: { ExecutionRole: "arn:aws:iam::111122223333:role/x" } },
    });
    const { inventory } = read({
      Resources: { Made: { Type: "Custom::AWS", Properties: { Create: created } }, Update: { Type: "Custom::AWS", Properties: { Update: call } } },
    });
    expect(inventory.domains).toMatchObject([
      { summaryOnly: false, propagation: { kind: "off" }, defaultUserSettings: { executionRole: { value: "arn:aws:iam::111122223333:role/x" } } },
      { summaryOnly: true, id: "d-abc", propagation: { kind: "on" }, defaultUserSettings: undefined },
    ]);
    expect(path(inventory.domains[1]?.propagation.at)).toBe(
      "Resources.Update.Properties.Update.<json>.parameters.DomainSettingsForUpdate.ExecutionRoleIdentityConfig",
    );
  });

  it("also give roles that CloudFormation's own resource can't", () => {
    const DefaultUserSettings = { JupyterLabAppSettings: { EmrSettings: { AssumableRoleArns: ["arn:aws:iam::444455556666:role/a"] } } };
    const Update = { Type: "Custom::X", Properties: { DomainId: DOMAIN_ID, ...settings, DefaultUserSettings } };
    const [found] = read({ Resources: { Exec: role({ RoleName: "exec" }), Domain: domain(), Update } }).inventory.domains;
    expect(found?.defaultUserSettings).toMatchObject({
      executionRole: { value: "arn:aws:iam::111122223333:role/exec" },
      assumableRoles: [{ value: "arn:aws:iam::444455556666:role/a" }],
    });
  });

  it("under a condition leave it unknown, naming the condition", () => {
    const Update = { Type: "Custom::X", Condition: "C", Properties: { DomainId: DOMAIN_ID, ...settings } };
    const template = {
      Parameters: { P: { Type: "String" } },
      Conditions: { C: { "Fn::Equals": [{ Ref: "P" }, "x"] } },
      Resources: { Exec: role(), Domain: domain(), Update },
    };
    expect(read(template).inventory.domains[0]?.propagation).toMatchObject({
      kind: "unknown",
      cause: { kind: "condition", what: "condition `C` depends on parameter `P`" },
    });
    expect(read(template, { parameters: { P: "x" } }).inventory.domains[0]?.propagation.kind).toBe("on");
  });

  it("that make the domain by code of their own leave it unknown", () => {
    const Made = { Type: "Custom::StudioDomain", Properties: { DomainName: "x", DefaultUserSettings: { ExecutionRole: { "Fn::GetAtt": ["Exec", "Arn"] } } } };
    const Profile = { Type: "AWS::SageMaker::UserProfile", Properties: { DomainId: { Ref: "Made" }, UserProfileName: "a" } };
    const { inventory } = read({ Resources: { Exec: role(), Made, Profile } });
    expect(inventory.domains).toMatchObject([{ propagation: { kind: "unknown", cause: { kind: "attribute" } } }]);
    expect(shown(inventory.userProfiles[0]?.domainId)).toBe(shown(inventory.domains[0]?.id));
  });
});

describe("EMR", () => {
  const configuration = {
    AuthorizationConfiguration: {
      IAMConfiguration: { EnableApplicationScopedIAMRole: true, ApplicationScopedIAMRoleConfiguration: { PropagateSourceIdentity: true } },
    },
  };
  const security = (SecurityConfiguration: unknown) => ({ Type: "AWS::EMR::SecurityConfiguration", Properties: { Name: "s", SecurityConfiguration } });
  const one = (SecurityConfiguration: unknown) => read({ Resources: { S: security(SecurityConfiguration) } }).inventory.emrSecurityConfigurations[0];
  const base = "Resources.S.Properties.SecurityConfiguration";

  it("a security configuration is an object or a text that holds one", () => {
    const inside = "AuthorizationConfiguration.IAMConfiguration.ApplicationScopedIAMRoleConfiguration.PropagateSourceIdentity";
    expect(one(configuration)).toMatchObject({ name: "s", runtimeRoles: { value: true }, propagatesSourceIdentity: { value: true } });
    expect(path(one(configuration)?.propagatesSourceIdentity.at)).toBe(`${base}.${inside}`);
    expect(path(one(JSON.stringify(configuration))?.propagatesSourceIdentity.at)).toBe(`${base}.<json>.${inside}`);
  });

  it("an absent flag is false at the nearest enclosing object; an unknown one has a cause", () => {
    const absent = one({ AuthorizationConfiguration: { IAMConfiguration: { EnableApplicationScopedIAMRole: "true" } } });
    expect(absent).toMatchObject({ runtimeRoles: { value: true }, propagatesSourceIdentity: { value: false } });
    expect(path(absent?.propagatesSourceIdentity.at)).toBe(`${base}.AuthorizationConfiguration.IAMConfiguration`);
    expect(one("no json")).toMatchObject({ runtimeRoles: { value: { kind: "malformed" } } });
  });

  it("a cluster names its security configuration and its instance profile", () => {
    const Cluster = { Type: "AWS::EMR::Cluster", Properties: { Name: "c", SecurityConfiguration: { Ref: "S" }, JobFlowRole: { Ref: "I" } } };
    const { inventory } = read({ Resources: { S: security(configuration), I: { Type: "AWS::IAM::InstanceProfile", Properties: { Roles: ["r"] } }, Cluster } });
    expect(inventory.emrClusters).toMatchObject([{ name: "c", securityConfiguration: { value: "s" } }]);
    expect(shown(inventory.emrClusters[0]?.instanceProfile?.value)).toBe(shown(inventory.instanceProfiles[0]?.name));
  });
});

describe("several stacks", () => {
  it("share an account that neither tells, and have subjects of their own", () => {
    const template = { Resources: { Exec: role() } };
    const { inventory } = readAll([
      { file: "a/t.yaml", template },
      { file: "b/t.yaml", template },
    ]);
    expect(inventory.roles.map((one) => one.subject)).toEqual(["a/t.yaml:Exec", "b/t.yaml:Exec"]);
    expect(inventory.roles[0]?.account).toEqual(inventory.roles[1]?.account);
    expect(shown(inventory.roles[0]?.name)).not.toBe(shown(inventory.roles[1]?.name));
  });

  it("keep exports of different accounts apart", () => {
    const exporter = (account: string) => ({
      file: `${account}.yaml`,
      account,
      template: { Resources: { R: role({ RoleName: "r" }) }, Outputs: { O: { Value: { "Fn::GetAtt": ["R", "Arn"] }, Export: { Name: "arn" } } } },
    });
    const importer = (account: string) => ({
      file: `use-${account}.yaml`,
      account,
      template: { Resources: { Domain: domain({ DefaultUserSettings: { ExecutionRole: { "Fn::ImportValue": "arn" } } }) } },
    });
    const { inventory } = readAll([exporter("111122223333"), exporter("444455556666"), importer("444455556666"), importer("777788889999")]);
    expect(inventory.domains.map((one) => shown(one.defaultUserSettings?.executionRole?.value))).toEqual([
      "arn:aws:iam::444455556666:role/r",
      "${Fn::ImportValue arn}",
    ]);
  });
});
