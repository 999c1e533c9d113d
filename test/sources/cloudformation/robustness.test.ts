// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Inventory } from "../../../src/model/inventory.ts";
import type { StackInput } from "../../../src/sources/types.ts";
import { locateAll } from "../../../src/text/locate.ts";
import { parseYaml } from "../../../src/text/parse-yaml.ts";
import { type Pointer, stepsOf } from "../../../src/text/pointer.ts";
import { path, read, readAll, role } from "./read.ts";

describe("templates that are not as expected", () => {
  it.each([
    ["no Resources", {}, "expected a map of Resources"],
    ["a list of Resources", { Resources: [] }, "Resources: expected a map of Resources"],
    ["a resource that is a text", { Resources: { R: "x" } }, "Resources.R: expected a resource: a map with Type and Properties"],
    ["a resource without Type", { Resources: { R: {} } }, "Resources.R: the resource has no Type"],
    ["Conditions that are a list", { Conditions: [], Resources: {} }, "Conditions: expected a map"],
    ["a role without trust", { Resources: { R: { Type: "AWS::IAM::Role" } } }, "Resources.R: the policy document is missing"],
    [
      "policies that are no policies",
      { Resources: { R: role({ Policies: ["x"] }) } },
      "Resources.R.Properties.Policies.0: expected a policy: a map with PolicyName and PolicyDocument",
    ],
    [
      "an ARN that is a map",
      { Resources: { R: role({ ManagedPolicyArns: [{}] }) } },
      "Resources.R.Properties.ManagedPolicyArns.0: expected the ARN of a managed policy",
    ],
    [
      "a join of nothing",
      { Resources: { R: role({ RoleName: { "Fn::Join": "" } }) } },
      "Resources.R.Properties.RoleName.Fn::Join: expected a delimiter and a list to join",
    ],
  ])("%s: a problem that says where, once", (_, template, message) => {
    const { problems } = read(template);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
    expect(problems[0]).toMatchObject({ file: "t.yaml", at: { kind: expect.any(String) } });
  });

  it.each([[null], ["text"], [7], [[]]])("a template that is %j is a problem", (template) => {
    expect(read(template).problems).toHaveLength(1);
  });

  it("logical ids and parameters may be called like parts of objects", () => {
    const Resources = JSON.parse(
      `{"__proto__": ${JSON.stringify(role())}, "constructor": ${JSON.stringify(role({ Tags: [{ Key: "t", Value: { "Fn::GetAtt": ["__proto__", "Arn"] } }] }))}}`,
    ) as unknown;
    const { inventory, problems } = read({ Resources });
    expect(problems).toEqual([]);
    expect(inventory.roles.map((one) => path(one.at))).toEqual(["Resources.__proto__.<key>", "Resources.constructor.<key>"]);
    expect(inventory.roles[1]?.tags?.get("t")).toEqual(inventory.roles[0]?.arn);
    expect(read({ Resources: { R: role({ RoleName: { Ref: "toString" } }) } }).problems).toHaveLength(1);
  });

  it("references in a circle end", () => {
    const { inventory } = readAll([
      {
        file: "a.yaml",
        template: {
          Resources: {
            A: role({ RoleName: { "Fn::Sub": "${B}" } }),
            B: role({ RoleName: { "Fn::Sub": "${A}" } }),
            C: role({ RoleName: { "Fn::ImportValue": "x" } }),
          },
          Outputs: { X: { Value: { Ref: "C" }, Export: { Name: "x" } }, Y: { Value: "y", Export: { Name: { "Fn::ImportValue": "y" } } } },
        },
      },
    ]);
    expect(inventory.roles).toHaveLength(3);
  });

  it("deep nesting and long chains end", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 5_000; level++) deep = { "Fn::Join": ["", [deep]] };
    const Resources: Record<string, unknown> = { Deep: role({ RoleName: deep }) };
    for (let index = 0; index < 3_000; index++) Resources[`R${index}`] = role({ RoleName: { "Fn::Sub": `\${R${index + 1}}x` } });
    const { inventory } = read({ Transform: "x", Resources });
    expect(inventory.roles).toHaveLength(3_001);
  });

  it("texts that double with every reference end", () => {
    const Resources: Record<string, unknown> = { R0: role({ RoleName: "x".repeat(60) }) };
    for (let index = 1; index < 60; index++) Resources[`R${index}`] = role({ RoleName: { "Fn::Sub": `\${R${index - 1}}\${R${index - 1}}` } });
    expect(read({ Resources }).inventory.roles).toHaveLength(60);
  });

  it("loops within loops end", () => {
    const items = Array.from({ length: 1_000 }, (_, index) => `i${index}`);
    const loop = ["A", items, { "Fn::ForEach::B": ["B", items, { "Fn::ForEach::C": ["C", items, { "${A}${B}${C}": role() }] }] }];
    const started = performance.now();
    const { inventory } = read({ Resources: { "Fn::ForEach::A": loop } });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(inventory.gaps.length).toBeGreaterThan(0);
  }, 30_000);

  it("texts full of openings without an end are read in one pass", () => {
    const started = performance.now();
    read({ Resources: { R: role({ RoleName: { "Fn::Sub": "${".repeat(200_000) }, Path: "{{resolve:".repeat(100_000) }) } });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

const WORDS = [
  "Ref",
  "Fn::Sub",
  "Fn::Join",
  "Fn::If",
  "Fn::GetAtt",
  "Fn::Select",
  "Fn::Split",
  "Fn::ForEach::L",
  "Fn::Transform",
  "Fn::FindInMap",
  "Type",
  "Properties",
  "Condition",
];
const NAMES = ["AWS::IAM::Role", "AWS::SageMaker::Domain", "Custom::X", "R", "P", "C", "AWS::NoValue", "${R.Arn}", "${P}", "R.Arn", "", "__proto__"];
const PROPERTIES = [
  "AssumeRolePolicyDocument",
  "Policies",
  "ManagedPolicyArns",
  "RoleName",
  "PermissionsBoundary",
  "Tags",
  "DefaultUserSettings",
  "DomainSettings",
  "DomainId",
  "Create",
];

const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<unknown>(...NAMES, null, true, 3),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS, ...PROPERTIES), tie("value"), { maxKeys: 3 }),
  ),
})).value;

describe("what the template does not show", () => {
  it.each([
    ["a macro", { Transform: ["AWS::Serverless-2016-10-31", "Ours"], Resources: {} }, "macro `Ours` may add or change resources"],
    ["an include", { Resources: { "Fn::Transform": { Name: "AWS::Include" } } }, "`Fn::Transform` adds resources"],
    ["a module", { Resources: { M: { Type: "Our::Thing::Here::MODULE" } } }, "module `M` (Our::Thing::Here::MODULE) holds resources"],
    ["a stack set", { Resources: { S: { Type: "AWS::CloudFormation::StackSet" } } }, "stack set `S` deploys a template"],
  ])("%s leaves a gap", (_, template, reason) => {
    const { inventory, problems } = read(template);
    expect(problems).toEqual([]);
    expect(inventory.gaps.map((gap) => gap.reason)).toEqual([expect.stringContaining(reason)]);
  });
});

describe("any template", () => {
  it("is read without an exception", () => {
    const resource = fc.record(
      {
        Type: fc.constantFrom("AWS::IAM::Role", "AWS::SageMaker::Domain", "AWS::IAM::Policy", "Custom::X", "AWS::Serverless::Function"),
        Condition: fc.constantFrom("C", "D"),
        Properties: anything,
      },
      { requiredKeys: ["Type"] },
    );
    const template = fc.record({
      Resources: fc.dictionary(fc.constantFrom("R", "S", "Fn::ForEach::X"), resource),
      Conditions: fc.dictionary(fc.constantFrom("C", "D"), anything),
      Parameters: fc.dictionary(fc.constant("P"), anything),
      Outputs: anything,
      Mappings: anything,
    });
    fc.assert(
      fc.property(template, (drawn) => {
        read(drawn);
      }),
      { numRuns: 500 },
    );
  });
});

/** Every pointer in an inventory. */
function pointersIn(inventory: Inventory): readonly Pointer[] {
  const found: Pointer[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Map) for (const entry of value.values()) visit(entry);
    else if ("kind" in value && (value.kind === "root" || value.kind === "child")) found.push(value as Pointer);
    else for (const entry of Object.values(value)) visit(entry);
  };
  visit(inventory);
  return found;
}

async function unresolved(file: string, text: string): Promise<readonly string[]> {
  const parsed = await parseYaml(text);
  if (!parsed.ok) return [`${file}: ${parsed.problem.message}`];
  const { inventory } = readAll([{ file, template: parsed.value } satisfies StackInput]);
  const pointers = pointersIn(inventory).filter((pointer) => stepsOf(pointer).root.file === file);
  const spans = await locateAll(
    { file, format: file.endsWith(".json") ? "json" : "yaml", text, firstLine: 1 },
    pointers.map((pointer) => stepsOf(pointer).steps),
  );
  return pointers.filter((_, index) => spans[index] === undefined).map((pointer) => `${file}: ${path(pointer)}`);
}

const SAMPLE = `
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  Mode: {Type: String, Default: x}
Conditions:
  C: !Equals [!Ref Mode, y]
Resources:
  Exec:
    Type: AWS::IAM::Role
    Condition: C
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: !Sub "sagemaker.\${AWS::URLSuffix}"}
            Action: !If [C, [sts:AssumeRole], [sts:AssumeRole, sts:SetSourceIdentity]]
      ManagedPolicyArns: !Split [",", "arn:aws:iam::aws:policy/A,arn:aws:iam::aws:policy/B"]
  Domain:
    Type: AWS::SageMaker::Domain
    Properties:
      DefaultUserSettings: {ExecutionRole: !If [C, !GetAtt Exec.Arn, !Sub "arn:aws:iam::\${AWS::AccountId}:role/x"]}
  Update:
    Type: Custom::AWS
    Properties:
      Update: !Join ["", ['{"service":"SageMaker","action":"updateDomain","parameters":{"DomainId":"', !Ref Domain, '","DomainSettingsForUpdate":{"ExecutionRoleIdentityConfig":"DISABLED"}}}']]
  Security:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      SecurityConfiguration: '{"AuthorizationConfiguration":{"IAMConfiguration":{"EnableApplicationScopedIAMRole":true}}}'
  Fn::ForEach::Roles:
    - Team
    - [Red, Blue]
    - \${Team}Role:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: "sts:*"}}
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Policies: [{S3ReadPolicy: {}}, {NewPolicy: {}}]}
`;

describe("places", () => {
  it("are all found in the text", async () => {
    expect(await unresolved("sample.yaml", SAMPLE)).toEqual([]);
  });

  it("are all found in real templates, where the corpus is at hand", async () => {
    const corpus = process.env.LINT_ROLES_CORPUS ?? "../shared/corpus";
    const files = existsSync(corpus)
      ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => /\.(ya?ml|template\.json|baseline\.json)$/.test(file))
      : [];
    for (const file of files) expect(await unresolved(file, readFileSync(join(corpus, file), "utf8"))).toEqual([]);
  }, 60_000);
});
