// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so.
import { describe, expect, it } from "vitest";
import { holesOf } from "../../../src/text/symbolic.ts";
import { evaluated, read, role, shown } from "./read.ts";

const text = (expression: unknown, template = {}, options = {}) => shown(evaluated(expression, template, options));

describe("pseudo parameters", () => {
  it.each([
    [{ Ref: "AWS::AccountId" }, "111122223333"],
    [{ Ref: "AWS::Region" }, "eu-west-1"],
    [{ Ref: "AWS::Partition" }, "aws"],
    [{ "Fn::Sub": "sagemaker.${AWS::URLSuffix}" }, "sagemaker.amazonaws.com"],
  ])("%j is %s", (expression, expected) => expect(text(expression)).toBe(expected));

  it.each([
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
    ["us-iso-east-1", "aws-iso", "c2s.ic.gov"],
    ["us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"],
    ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
  ])("region %s is in partition %s, suffix %s", (region, partition, suffix) => {
    expect(text({ "Fn::Sub": "${AWS::Partition} ${AWS::URLSuffix}" }, {}, { region })).toBe(`${partition} ${suffix}`);
  });

  it("a partition that the user gives wins over the region's", () => {
    expect(text({ Ref: "AWS::Partition" }, {}, { region: "cn-north-1", partition: "aws" })).toBe("aws");
  });
});

describe("parameters", () => {
  const Parameters = {
    Plain: { Type: "String" },
    WithDefault: { Type: "String", Default: "fallback" },
    Empty: { Type: "String", Default: "" },
    NoNames: { Type: "CommaDelimitedList", Default: "" },
    Account: { Type: "String", AllowedPattern: "^\\d{12}$" },
    Names: { Type: "CommaDelimitedList", Default: "a, b,c" },
    Ssm: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/some/name" },
  };

  it("a value that the user passes wins over the default", () => {
    expect(text({ Ref: "WithDefault" }, { Parameters })).toBe("fallback");
    expect(text({ Ref: "WithDefault" }, { Parameters }, { parameters: { WithDefault: "passed" } })).toBe("passed");
  });

  it("without any value there is a hole that says how to fill it", () => {
    const [hole] = holesOf(evaluated({ Ref: "Plain" }, { Parameters }) ?? "");
    expect(hole?.cause).toMatchObject({ kind: "parameter", what: "parameter `Plain` has no value", settle: "pass --parameter Plain=VALUE" });
  });

  it.each([
    ["Ref", { Ref: "Empty" }, "Empty"],
    ["Sub of nothing else", { "Fn::Sub": "${Empty}" }, "Empty"],
    ["Ref of a list", { Ref: "NoNames" }, "NoNames"],
    ["a branch", { "Fn::If": ["Yes", { Ref: "Empty" }, "x"] }, "Empty"],
  ])("an empty default is no value for a whole property: %s", (_, expression, name) => {
    const [hole] = holesOf(evaluated(expression, { Parameters, Conditions: { Yes: { "Fn::Equals": ["a", "a"] } } }) ?? "");
    expect(hole?.cause).toMatchObject({ kind: "parameter", what: `parameter \`${name}\` has an empty default`, settle: `pass --parameter ${name}=VALUE` });
  });

  it.each([
    ["in a longer Sub", { "Fn::Sub": "${Empty}name" }, "name"],
    ["in a Join", { "Fn::Join": ["", [{ Ref: "Empty" }, "name"]] }, "name"],
    ["as a variable of a Sub", { "Fn::Sub": ["${a}name", { a: { Ref: "Empty" } }] }, "name"],
  ])("an empty default stays empty %s", (_, expression, expected) => expect(text(expression, { Parameters })).toBe(expected));

  it("an empty value that the user passes is one", () => {
    expect(text({ Ref: "Empty" }, { Parameters }, { parameters: { Empty: "" } })).toBe("");
    expect(text({ Ref: "Empty" }, { Parameters }, { parameters: { Empty: "x" } })).toBe("x");
  });

  it("a pattern of twelve digits makes the hole an account", () => {
    expect(holesOf(evaluated({ Ref: "Account" }, { Parameters }) ?? "")[0]?.shape).toBe("account");
  });

  it("a list is split at its commas", () => expect(text({ "Fn::Join": ["+", { Ref: "Names" }] }, { Parameters })).toBe("a+b+c"));

  it("what an SSM parameter holds is not known, even when its name is", () => {
    expect(text({ Ref: "Ssm" }, { Parameters })).toBe("${ssm:/some/name}");
  });

  it("an SSM parameter that the same input writes is known, by type and by dynamic reference", () => {
    const Resources = {
      Written: { Type: "AWS::SSM::Parameter", Properties: { Name: "/some/name", Type: "String", Value: { "Fn::Sub": "it-${AWS::Region}" } } },
    };
    expect(text({ Ref: "Ssm" }, { Parameters, Resources })).toBe("it-eu-west-1");
    expect(text("<{{resolve:ssm:/some/name}}>", { Resources })).toBe("<it-eu-west-1>");
    expect(text("{{resolve:ssm:/some/name:1}}", { Resources })).toBe("${resolve:ssm:/some/name:1}");
  });
});

describe("text functions", () => {
  it.each([
    ["Sub with a literal", { "Fn::Sub": "${AWS::Region}/${!aws:username}" }, "eu-west-1/${aws:username}"],
    ["Sub with variables", { "Fn::Sub": ["${a}-${AWS::Region}", { a: { "Fn::Join": ["", ["x", "y"]] } }] }, "xy-eu-west-1"],
    ["Sub that never closes", { "Fn::Sub": "a ${b" }, "a ${b"],
    ["Join", { "Fn::Join": [":", ["arn", { Ref: "AWS::Partition" }, 7, true]] }, "arn:aws:7:true"],
    ["Join leaves out NoValue", { "Fn::Join": [",", ["a", { Ref: "AWS::NoValue" }, "b"]] }, "a,b"],
    ["Select and Split", { "Fn::Select": ["1", { "Fn::Split": ["/", "a/b/c"] }] }, "b"],
    ["Base64", { "Fn::Base64": "häß" }, Buffer.from("häß").toString("base64")],
    ["Length", { "Fn::Length": { "Fn::Split": [",", "a,b,c"] } }, "3"],
    ["ToJsonString", { "Fn::ToJsonString": { a: ["x", 1, true, null] } }, '{"a":["x",1,true,null]}'],
  ])("%s", (_, expression, expected) => expect(text(expression)).toBe(expected));

  it("splits around holes that can't hold the delimiter, as CDK does to get a role's name from its ARN", () => {
    const arn = { "Fn::GetAtt": ["Other", "Arn"] };
    const name = { "Fn::Select": [1, { "Fn::Split": ["/", { "Fn::Select": [5, { "Fn::Split": [":", arn] }] }] }] };
    expect(text(name, { Resources: { Other: role() } })).toBe("${t.yaml/Other}");
  });

  it("does not split a text whose hole might hold the delimiter, yet equal expressions stay equal", () => {
    const Parameters = { Arn: { Type: "String" } };
    const name = { "Fn::Select": [1, { "Fn::Split": ["/", { Ref: "Arn" }] }] };
    const first = evaluated({ "Fn::Join": ["", [name, "=", name]] }, { Parameters });
    expect(holesOf(first ?? "").map((hole) => hole.id)).toEqual([expect.stringContaining("Fn::Select"), holesOf(first ?? "")[0]?.id]);
    expect(holesOf(first ?? "")[0]?.cause.what).toBe("parameter `Arn` has no value");
  });

  it("says when an index is beyond the list", () => {
    const { problems } = read({ Resources: { R: role({ RoleName: { "Fn::Select": [3, ["a"]] } }) } });
    expect(problems.map((problem) => problem.message)).toEqual(["Resources.R.Properties.RoleName.Fn::Select: the list has no item 3"]);
  });
});

describe("FindInMap", () => {
  const Mappings = { Names: { "eu-west-1": { role: "data", same: "x" }, "us-east-1": { role: "other", same: "x" } } };

  it("finds by keys that are worked out", () => expect(text({ "Fn::FindInMap": ["Names", { Ref: "AWS::Region" }, "role"] }, { Mappings })).toBe("data"));

  it("takes the default where a key is missing", () => {
    expect(text({ "Fn::FindInMap": ["Names", "mars-1", "role", { DefaultValue: "none" }] }, { Mappings })).toBe("none");
  });

  it("knows the value when every first key has the same one, though the key is not known", () => {
    const Parameters = { Where: { Type: "String" } };
    expect(text({ "Fn::FindInMap": ["Names", { Ref: "Where" }, "same"] }, { Mappings, Parameters })).toBe("x");
    expect(text({ "Fn::FindInMap": ["Names", { Ref: "Where" }, "role"] }, { Mappings, Parameters })).toMatch(/^\$\{Fn::FindInMap/);
  });
});

describe("what can't be worked out", () => {
  it.each([["Fn::GetAZs"], ["Fn::Cidr"], ["Fn::Transform"], ["Fn::Nonsense"]])("%s is unknown and says why", (name) => {
    const value = evaluated({ [name]: "x" });
    expect(holesOf(value ?? "")[0]?.cause).toMatchObject({ kind: "expression", what: `\`${name}\` can't be worked out from the template` });
  });

  it("an attribute of a custom resource exists only after deployment", () => {
    const Resources = { Helper: { Type: "Custom::Helper", Properties: {} } };
    expect(holesOf(evaluated({ "Fn::GetAtt": ["Helper", "arn"] }, { Resources }) ?? "")[0]).toMatchObject({
      id: "t.yaml/Helper.arn",
      cause: { kind: "attribute", what: "attribute `arn` of custom resource `Helper` exists only after deployment" },
    });
  });

  it("a name that is nowhere declared is a problem, but not where a macro may declare it", () => {
    const Resources = { R: role({ RoleName: { Ref: "Nowhere" } }) };
    expect(read({ Resources }).problems).toHaveLength(1);
    expect(read({ Transform: "AWS::Serverless-2016-10-31", Resources }).problems).toEqual([]);
  });
});

describe("ForEach", () => {
  it("makes resources, and points into the template as written", () => {
    const loop = ["Team", { Ref: "Teams" }, { "${Team}Role": role({ RoleName: { "Fn::Sub": "exec-${Team}" }, Description: { Ref: "Team" } }) }];
    const { inventory, problems } = read({
      Parameters: { Teams: { Type: "CommaDelimitedList", Default: "Red,Blue" } },
      Resources: { "Fn::ForEach::Roles": loop },
    });
    expect(problems).toEqual([]);
    expect(inventory.roles.map((one) => shown(one.name))).toEqual(["exec-Red", "exec-Blue"]);
    expect(inventory.roles[0]?.at).toMatchObject({ parent: { step: "${Team}Role", parent: { step: 2 } } });
  });

  it("whose collection is not known leaves a gap", () => {
    const { inventory } = read({
      Parameters: { Teams: { Type: "CommaDelimitedList" } },
      Resources: { "Fn::ForEach::Roles": ["T", { Ref: "Teams" }, { "${T}": role() }] },
    });
    expect(inventory.gaps).toEqual([expect.objectContaining({ reason: expect.stringContaining("the collection of `Fn::ForEach::Roles` is not known") })]);
  });
});
