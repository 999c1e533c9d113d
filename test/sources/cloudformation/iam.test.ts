// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so.
import { describe, expect, it } from "vitest";
import { guardTexts, path, plain, read, readAll, role, shown, TRUST } from "./read.ts";

const DOCUMENT = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:*", Resource: "*" }] };
const inline = (roles: unknown, others = {}) => ({
  Type: "AWS::IAM::Policy",
  ...others,
  Properties: { PolicyName: "p", PolicyDocument: DOCUMENT, Roles: roles },
});

describe("a role", () => {
  it.each([
    ["AssumeRolePolicyDocment", "did you mean `AssumeRolePolicyDocument` where it says `AssumeRolePolicyDocment`?"],
    ["Description", undefined],
  ])("without a trust policy and with %s is a problem", (key, help) => {
    const { problems } = read({ Resources: { Exec: { Type: "AWS::IAM::Role", Properties: { [key]: TRUST } } } });
    expect(problems).toMatchObject([{ message: "Resources.Exec: the policy document is missing" }]);
    expect(problems[0]?.help).toBe(help);
  });

  it("is named and found by its logical id where the template does not name it", () => {
    const { inventory } = read({ Resources: { Exec: role() } });
    expect(inventory.roles[0]).toMatchObject({ subject: "Exec", guards: [], policiesUnseen: undefined });
    expect(shown(inventory.roles[0]?.arn)).toBe("arn:aws:iam::111122223333:role/${t.yaml/Exec}");
    expect(path(inventory.roles[0]?.at)).toBe("Resources.Exec.<key>");
  });

  it("with name and path has a known ARN, which is its subject", () => {
    const { inventory } = read({ Resources: { Exec: role({ RoleName: "exec", Path: "/team/" }) } });
    expect(inventory.roles[0]).toMatchObject({
      subject: "arn:aws:iam::111122223333:role/team/exec",
      arn: "arn:aws:iam::111122223333:role/team/exec",
      name: "exec",
    });
  });

  it("has one identity everywhere: by GetAtt, by Ref in a Sub, and in a template's text of the same parts", () => {
    const Principal = {
      AWS: [
        { "Fn::GetAtt": ["Exec", "Arn"] },
        { "Fn::GetAtt": "Exec.Arn" },
        { "Fn::Sub": "${Exec.Arn}" },
        { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/${Exec}" },
      ],
    };
    const trust = { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal }] };
    const stack = { file: "t.yaml", template: { Resources: { Exec: role(), Target: role({ AssumeRolePolicyDocument: trust }) } } };
    const { inventory } = readAll([stack]);
    const [exec, target] = inventory.roles;
    const arn = shown(exec?.arn);
    expect(arn).toBe("arn:aws:iam::${AWS::AccountId}:role/${t.yaml/Exec}");
    expect(target?.trust.kind === "value" && plain(target.trust.value)).toMatchObject({ Statement: [{ Principal: { AWS: [arn, arn, arn, arn] } }] });
  });

  it("trusts whom an empty default leaves open, not the empty principal", () => {
    const trust = {
      Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: [{ "Fn::If": ["C", "111122223333", { "Fn::Sub": "${Caller}" }] }] } },
    };
    const { inventory, problems } = read({
      Parameters: { Caller: { Type: "String", Default: "" } },
      Conditions: { C: { "Fn::Equals": [{ Ref: "Caller" }, ""] } },
      Resources: { Target: role({ AssumeRolePolicyDocument: trust }) },
    });
    expect(problems).toEqual([]);
    const [target] = inventory.roles;
    expect(target?.trust.kind === "value" && plain(target.trust.value)).toMatchObject({
      Statement: { Principal: { AWS: [{ yes: "111122223333", no: "?" }] } },
    });
  });

  it("keeps its inline and managed policies, boundary and tags", () => {
    const { inventory } = read({
      Resources: {
        Exec: role({
          Policies: [{ PolicyName: "one", PolicyDocument: DOCUMENT }],
          ManagedPolicyArns: [{ "Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AmazonSageMakerFullAccess" }, { Ref: "Managed" }],
          PermissionsBoundary: { Ref: "Managed" },
          Tags: [{ Key: "team", Value: "red" }],
        }),
        Managed: { Type: "AWS::IAM::ManagedPolicy", Properties: { ManagedPolicyName: "m", Path: "/p/", PolicyDocument: DOCUMENT } },
      },
    });
    const managed = "arn:aws:iam::111122223333:policy/p/m";
    expect(inventory.roles[0]?.policies).toMatchObject([
      { kind: "inline", name: "one", source: { kind: "value" } },
      { kind: "managed", arn: "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess" },
      { kind: "managed", arn: managed },
    ]);
    expect(inventory.roles[0]?.boundary).toMatchObject({ kind: "managed", arn: managed, guards: [] });
    expect(inventory.roles[0]?.tags).toEqual(new Map([["team", "red"]]));
    expect(inventory.managedPolicies).toMatchObject([{ arn: managed, name: "m", origin: "input" }]);
  });

  it("whose policies are under conditions carries the guards on them", () => {
    const { inventory } = read({
      Parameters: { P: { Type: "String" } },
      Conditions: { C: { "Fn::Equals": [{ Ref: "P" }, "x"] } },
      Resources: {
        Exec: role({
          Policies: [{ "Fn::If": ["C", { PolicyName: "one", PolicyDocument: DOCUMENT }, { Ref: "AWS::NoValue" }] }],
          ManagedPolicyArns: { "Fn::If": ["C", ["arn:aws:iam::aws:policy/A"], ["arn:aws:iam::aws:policy/B"]] },
          PermissionsBoundary: { "Fn::If": ["C", "arn:aws:iam::aws:policy/A", { Ref: "AWS::NoValue" }] },
        }),
      },
    });
    const policies = inventory.roles[0]?.policies ?? [];
    expect(policies.map((policy) => guardTexts(policy.kind === "managed" ? policy.guards : (policy.source.guards ?? [])))).toEqual([["C"], ["C"], ["not C"]]);
    const boundary = inventory.roles[0]?.boundary;
    expect(boundary?.kind === "managed" && guardTexts(boundary.guards)).toEqual(["C"]);
  });

  it("has an unknown policy where the document is made by a macro", () => {
    const { inventory } = read({
      Resources: { Exec: role({ Policies: [{ PolicyName: "p", PolicyDocument: { "Fn::Transform": { Name: "AWS::Include" } } }] }) },
    });
    expect(inventory.roles[0]?.policies).toMatchObject([{ source: { kind: "unknown", cause: { kind: "expression" } } }]);
  });

  it("reads a document that is written as text with variables", () => {
    const AssumeRolePolicyDocument = { "Fn::Sub": '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"${P}"},"Action":"sts:AssumeRole"}]}' };
    const { inventory } = read({ Parameters: { P: { Type: "String" } }, Resources: { Exec: role({ AssumeRolePolicyDocument }) } });
    const trust = inventory.roles[0]?.trust;
    expect(trust?.kind === "value" && plain(trust.value)).toMatchObject({ Statement: [{ Principal: { AWS: "${t.yaml/P}" } }] });
  });

  it("tells where CDK made it", () => {
    const stack = {
      file: "a.json",
      template: { Resources: { Exec: role({}, { Metadata: { "aws:cdk:path": "App/Exec/Resource" } }), Other: role() } },
      constructs: new Map([["Other", { path: "App/Other/Resource", madeAt: { file: "app.ts", line: 3 } }]]),
    };
    expect(readAll([stack]).inventory.roles.map((one) => one.origin)).toEqual(["construct App/Exec", "construct App/Other, created at app.ts:3"]);
  });
});

describe("policies of their own", () => {
  it("are attached by reference, by name and across stacks", () => {
    const first = {
      file: "a.yaml",
      template: { Resources: { Exec: role(), Named: role({ RoleName: "named" }) }, Outputs: { N: { Value: { Ref: "Exec" }, Export: { Name: "exec-name" } } } },
    };
    const second = {
      file: "b.yaml",
      template: {
        Resources: {
          One: inline([{ "Fn::ImportValue": "exec-name" }, "named"]),
          Two: { Type: "AWS::IAM::RolePolicy", Properties: { PolicyName: "two", PolicyDocument: DOCUMENT, RoleName: "Named" } },
          Three: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: DOCUMENT, Roles: [{ "Fn::ImportValue": "exec-name" }] } },
        },
      },
    };
    const { inventory } = readAll([second, first]);
    expect(inventory.gaps).toEqual([]);
    expect(inventory.roles.map((one) => one.policies.map((policy) => (policy.kind === "inline" ? policy.name : shown(policy.arn))))).toEqual([
      ["p", "arn:aws:iam::${AWS::AccountId}:policy/${b.yaml/Three}"],
      ["p", "two"],
    ]);
  });

  it("of a role that no template declares leave a gap, which says what is missing", () => {
    const { inventory } = read({ Resources: { One: inline(["elsewhere", { "Fn::ImportValue": "nobody" }]) } });
    expect(inventory.gaps.map((gap) => gap.reason)).toEqual([
      "policy `One` belongs to role `elsewhere`, which nothing in the input declares; add what does",
      "policy `One` belongs to a role whose name is not known: no input exports `nobody`; add the template that exports it to the paths",
    ]);
  });

  it("are not attached to a role of that name in another account", () => {
    const roles = { file: "a.yaml", account: "111122223333", template: { Resources: { R: role({ RoleName: "r" }) } } };
    const policies = { file: "b.yaml", account: "444455556666", template: { Resources: { P: inline(["r"]) } } };
    const { inventory } = readAll([roles, policies]);
    expect(inventory.roles[0]?.policies).toEqual([]);
    expect(inventory.gaps).toHaveLength(1);
  });

  it("keep only the guards that the role does not have", () => {
    const { inventory } = read({
      Parameters: { P: { Type: "String" } },
      Conditions: { A: { "Fn::Equals": [{ Ref: "P" }, "a"] }, B: { "Fn::Equals": [{ Ref: "P" }, "b"] }, NotA: { "Fn::Not": [{ Condition: "A" }] } },
      Resources: {
        Exec: role({}, { Condition: "A" }),
        Same: inline([{ Ref: "Exec" }], { Condition: "A" }),
        More: inline([{ Ref: "Exec" }], { Condition: "B" }),
        Never: inline([{ Ref: "Exec" }], { Condition: "NotA" }),
      },
    });
    const guards = inventory.roles[0]?.policies.map((policy) => guardTexts(policy.kind === "inline" ? (policy.source.guards ?? []) : policy.guards));
    expect(guards).toEqual([[], ["B"]]);
  });
});

describe("SAM functions", () => {
  const fn = (properties = {}) => ({ Type: "AWS::Serverless::Function", Properties: { Handler: "x", ...properties } });
  const sam = (Resources: Record<string, unknown>, Globals = {}) => read({ Transform: "AWS::Serverless-2016-10-31", Globals, Resources });

  it("have a role of their own, which others may refer to", () => {
    const { inventory, problems } = sam({
      Fn: fn({ Policies: ["AmazonS3ReadOnlyAccess", DOCUMENT, { S3ReadPolicy: {} }, { NewPolicy: {} }] }),
      P: inline([{ Ref: "FnRole" }]),
    });
    expect(problems).toEqual([]);
    expect(inventory.gaps).toEqual([]);
    expect(shown(inventory.roles[0]?.name)).toBe("${t.yaml/FnRole}");
    expect(inventory.roles[0]?.trust.kind === "value" && plain(inventory.roles[0].trust.value)).toMatchObject({
      Statement: [{ Principal: { Service: ["lambda.amazonaws.com"] } }],
    });
    expect(inventory.roles[0]?.policies).toMatchObject([
      { kind: "managed", arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
      { kind: "managed", arn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" },
      { kind: "inline", source: { kind: "value" } },
      { kind: "inline", source: { kind: "unknown", cause: { kind: "policy" } } },
      { kind: "inline", name: "p" },
    ]);
  });

  it("that name a role have none, and one under a condition has it where the condition does not hold", () => {
    expect(sam({ Fn: fn({ Role: "arn:aws:iam::111122223333:role/x" }) }).inventory.roles).toEqual([]);
    const { inventory } = read({
      Transform: "AWS::Serverless-2016-10-31",
      Parameters: { R: { Type: "String" } },
      Conditions: { Given: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "R" }, ""] }] } },
      Resources: { Fn: fn({ Role: { "Fn::If": ["Given", { Ref: "R" }, { Ref: "AWS::NoValue" }] } }) },
    });
    expect(inventory.roles.map((one) => guardTexts(one.guards))).toEqual([["not Given"]]);
  });

  it("take boundary and trust from Globals", () => {
    const { inventory } = sam({ Fn: fn() }, { Function: { PermissionsBoundary: "arn:aws:iam::111122223333:policy/b", AssumeRolePolicyDocument: TRUST } });
    expect(inventory.roles[0]).toMatchObject({ boundary: { arn: "arn:aws:iam::111122223333:policy/b" } });
    expect(path(inventory.roles[0]?.trust.at)).toBe("Globals.Function.AssumeRolePolicyDocument");
  });
});

describe("instance profiles", () => {
  it("name their roles", () => {
    const { inventory } = read({ Resources: { R: role(), I: { Type: "AWS::IAM::InstanceProfile", Properties: { Roles: [{ Ref: "R" }] } } } });
    expect(inventory.instanceProfiles.map((one) => [shown(one.name), one.roles.map(({ value }) => shown(value))])).toEqual([["${t.yaml/I}", ["${t.yaml/R}"]]]);
  });
});
