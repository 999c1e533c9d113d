// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so.
import { describe, expect, it } from "vitest";
import { nestedTemplateReferences } from "../../../src/sources/cloudformation/index.ts";
import { guardTexts, readAll, role, shown } from "./read.ts";

const nest = (TemplateURL: unknown, Parameters = {}, others = {}) => ({
  Type: "AWS::CloudFormation::Stack",
  ...others,
  Properties: { TemplateURL, Parameters },
});
const profile = (executionRole: unknown) => ({
  Type: "AWS::SageMaker::UserProfile",
  Properties: { DomainId: "d-1", UserProfileName: "alice", UserSettings: { ExecutionRole: executionRole } },
});

const ROLES = { Resources: { Exec: role() }, Outputs: { Arn: { Value: { "Fn::GetAtt": ["Exec", "Arn"] } } } };
const USERS = { Parameters: { RoleArn: { Type: "String" } }, Resources: { Alice: profile({ Ref: "RoleArn" }) } };

describe("nested stacks", () => {
  const parent = {
    Resources: {
      Iam: nest("../nested/./roles.yaml"),
      Users: nest("../nested/users.yaml", { RoleArn: { "Fn::GetAtt": ["Iam", "Outputs.Arn"] } }),
    },
  };
  const inputs = [
    { file: "nested/users.yaml", template: USERS },
    { file: "top/main.yaml", template: parent },
    { file: "nested/roles.yaml", template: ROLES },
  ];

  it("pass roles through outputs and parameters", () => {
    const { inventory, problems } = readAll(inputs);
    expect(problems).toEqual([]);
    expect(inventory.gaps).toEqual([]);
    expect(inventory.roles.map((one) => [one.subject, shown(one.name)])).toEqual([["Iam.Exec", "${main.yaml.Iam/Exec}"]]);
    expect(inventory.userProfiles.map((one) => one.settings?.executionRole?.value)).toEqual([inventory.roles[0]?.arn]);
  });

  it("are read once for each resource that nests them", () => {
    const twice = { Resources: { One: nest("roles.yaml"), Two: nest("roles.yaml") } };
    const { inventory } = readAll([
      { file: "main.yaml", template: twice },
      { file: "roles.yaml", template: ROLES },
    ]);
    expect(inventory.roles.map((one) => one.subject)).toEqual(["One.Exec", "Two.Exec"]);
  });

  it("exist only when the resource that nests them does", () => {
    const conditional = {
      Parameters: { P: { Type: "String" } },
      Conditions: { C: { "Fn::Equals": [{ Ref: "P" }, "x"] } },
      Resources: { Iam: nest("roles.yaml", {}, { Condition: "C" }) },
    };
    const stacks = [
      { file: "main.yaml", template: conditional },
      { file: "roles.yaml", template: ROLES },
    ];
    expect(readAll(stacks).inventory.roles.map((one) => guardTexts(one.guards))).toEqual([["C"]]);
    expect(readAll(stacks, { parameters: { P: "y" } }).inventory.roles).toEqual([]);
  });

  it("that the input does not hold leave a gap and an unknown output", () => {
    const { inventory } = readAll([
      { file: "top/main.yaml", template: { Resources: { Iam: nest("https://example.com/x.yaml"), Alice: profile({ "Fn::GetAtt": ["Iam", "Outputs.Arn"] }) } } },
    ]);
    expect(inventory.gaps).toMatchObject([{ subject: "Iam", reason: expect.stringContaining("https://example.com/x.yaml") }]);
    expect(inventory.userProfiles[0]?.settings?.executionRole?.value).toMatchObject({
      parts: [{ cause: { kind: "import", what: "the template of nested stack `Iam` is not in the input" } }],
    });
  });

  it("behind a URL are said to be that, whatever is among the paths", () => {
    const { inventory } = readAll([
      { file: "main.yaml", template: { Resources: { Iam: nest("https://example.com/roles.yaml"), Other: nest("./other.yaml") } } },
      { file: "roles.yaml", template: ROLES },
    ]);
    expect(inventory.gaps.map(({ reason }) => reason)).toEqual([
      "the template of nested stack `Iam` (https://example.com/roles.yaml) is behind a URL, which is not fetched: its roles and policies are not seen in this stack; name a local file there, as `aws cloudformation package` takes it",
      "the template of nested stack `Other` (./other.yaml) is not in the input: its roles and policies are not seen; add it to the paths",
    ]);
  });

  it("that nest themselves or each other end", () => {
    const self = readAll([{ file: "a.yaml", template: { Resources: { Again: nest("a.yaml"), R: role() } } }]);
    expect(self.inventory.roles).toHaveLength(1);
    const circle = readAll([
      { file: "a.yaml", template: { Resources: { Other: nest("b.yaml") } } },
      { file: "b.yaml", template: { Resources: { Other: nest("a.yaml"), R: role() } } },
    ]);
    expect(circle.inventory.roles.map((one) => one.subject)).toEqual(["Other.R"]);
  });

  it("that double with every level stay within bounds", () => {
    const level = (next: number) => ({ Resources: { A: nest(`${next}.yaml`), B: nest(`${next}.yaml`), R: role() } });
    const { inventory } = readAll(Array.from({ length: 25 }, (_, index) => ({ file: `${index}.yaml`, template: level(index + 1) })));
    expect(inventory.roles.length).toBeGreaterThan(100);
    expect(inventory.roles.length).toBeLessThanOrEqual(2_000);
  });
});

describe("references to nested templates", () => {
  it("are found by URL, by CDK's asset path and in expressions", () => {
    const template = {
      Resources: {
        Local: nest("./a.yaml"),
        Asset: { ...nest({ "Fn::Sub": "https://x/${y}.json" }), Metadata: { "aws:asset:path": "Nested.template.json" } },
        Joined: nest({ "Fn::Join": ["", ["https://s3.", { Ref: "AWS::Region" }, "/abc123.json"]] }),
        App: { Type: "AWS::Serverless::Application", Properties: { Location: "app.yaml" } },
        Other: role(),
      },
    };
    expect(nestedTemplateReferences(template)).toEqual([
      { logicalId: "Local", templateUrl: "./a.yaml" },
      { logicalId: "Asset", templateUrl: "Nested.template.json" },
      { logicalId: "Joined", templateUrl: "https://s3./abc123.json" },
      { logicalId: "App", templateUrl: "app.yaml" },
    ]);
    expect(nestedTemplateReferences({ Resources: [] })).toEqual([]);
  });

  it("lead to the files that the caller names for them", () => {
    const template = { Resources: { Iam: nest({ "Fn::Join": ["", ["https://s3/", "abc123.json"]] }) } };
    const { inventory } = readAll([
      { file: "cdk.out/Main.template.json", stackName: "Main", template, nestedTemplates: new Map([["abc123", "cdk.out/MainIam.nested.template.json"]]) },
      { file: "cdk.out/MainIam.nested.template.json", template: ROLES },
    ]);
    expect(inventory.roles.map((one) => [one.subject, shown(one.name)])).toEqual([["Iam.Exec", "${Main.Iam/Exec}"]]);
  });
});
