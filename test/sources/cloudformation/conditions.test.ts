// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so.
import { describe, expect, it } from "vitest";
import { evaluated, guardTexts, plain, read, role, shown } from "./read.ts";

const Parameters = { Env: { Type: "String", Default: "dev" }, Other: { Type: "String" } };
const equals = (parameter: string, value: string) => ({ "Fn::Equals": [{ Ref: parameter }, value] });
const Conditions = {
  IsProd: equals("Env", "prod"),
  NotProd: { "Fn::Not": [{ Condition: "IsProd" }] },
  AlsoProd: { "Fn::Equals": ["prod", { Ref: "Env" }] },
  HasOther: { "Fn::Not": [equals("Other", "")] },
  Both: { "Fn::And": [{ Condition: "IsProd" }, { Condition: "HasOther" }] },
  Neither: { "Fn::Not": [{ "Fn::Or": [{ Condition: "NotProd" }, { "Fn::Not": [{ Condition: "HasOther" }] }] }] },
  Always: { "Fn::Equals": ["a", "a"] },
  Never: { "Fn::And": [{ Condition: "IsProd" }, { Condition: "NotProd" }] },
};

function rolesUnder(...conditions: readonly string[]) {
  const Resources = Object.fromEntries(conditions.map((condition) => [`Role${condition}`, role({}, { Condition: condition })]));
  return read({ Parameters, Conditions, Resources });
}

describe("what settles a condition", () => {
  it("constants do; a contradiction is false", () => {
    const { inventory } = rolesUnder("Always", "Never");
    expect(inventory.roles.map((one) => [shown(one.name), one.guards])).toEqual([["${t.yaml/RoleAlways}", []]]);
  });

  it("a parameter's default does not, and the cause says the default and what to pass", () => {
    const { inventory } = rolesUnder("IsProd");
    expect(inventory.roles[0]?.guards).toMatchObject([
      { when: true, cause: { kind: "condition", what: "condition `IsProd` depends on parameter `Env` (default `dev`)", settle: "pass --parameter Env=VALUE" } },
    ]);
  });

  it("a parameter that the user passes does", () => {
    const options = { parameters: { Env: "prod" } };
    const Resources = { A: role({}, { Condition: "IsProd" }), B: role({}, { Condition: "NotProd" }) };
    expect(read({ Parameters, Conditions, Resources }, options).inventory.roles.map((one) => [one.name, one.guards])).toMatchObject([
      [{ parts: [{ id: "t.yaml/A" }] }, []],
    ]);
  });

  it("a pseudo parameter that is known does; one that is not names the flag", () => {
    const conditions = { InChina: { "Fn::Equals": [{ Ref: "AWS::Partition" }, "aws-cn"] }, InEurope: { "Fn::Equals": [{ Ref: "AWS::Region" }, "eu-west-1"] } };
    const Resources = { A: role({}, { Condition: "InChina" }), B: role({}, { Condition: "InEurope" }) };
    expect(read({ Conditions: conditions, Resources }).inventory.roles.map((one) => one.guards)).toEqual([[]]);
  });
});

describe("identity of conditions", () => {
  it("Not flips the guard of what it negates; equal expressions share an identity", () => {
    const [prod, not, also] = rolesUnder("IsProd", "NotProd", "AlsoProd").inventory.roles.map((one) => one.guards[0]);
    expect(not).toEqual({ cause: prod?.cause, when: false });
    expect(also).toEqual(prod);
  });

  it("Or is a negated And", () => {
    const [both, neither] = rolesUnder("Both", "Neither").inventory.roles.map((one) => one.guards[0]);
    expect(neither).toEqual(both);
    expect(both?.cause.what).toBe("condition `Both` depends on parameter `Env` (default `dev`) and parameter `Other`");
  });
});

describe("Fn::If", () => {
  const value = (expression: unknown) => {
    const { inventory } = read({ Parameters, Conditions, Resources: { R: role({ AssumeRolePolicyDocument: { Statement: expression } }) } });
    const trust = inventory.roles[0]?.trust;
    return trust?.kind === "value" ? (plain(trust.value) as { Statement?: unknown }).Statement : trust;
  };

  it("keeps both branches, and drops what NoValue leaves out", () => {
    expect(value({ "Fn::If": ["IsProd", "a", { Ref: "AWS::NoValue" }] })).toEqual({ if: "IsProd", yes: "a", no: undefined });
    expect(value({ "Fn::If": ["NotProd", "a", "b"] })).toEqual({ if: "IsProd", yes: "b", no: "a" });
    expect(value({ "Fn::If": ["Always", "a", "b"] })).toBe("a");
    expect(value({ "Fn::If": ["Never", "a", { Ref: "AWS::NoValue" }] })).toBeUndefined();
  });

  it("inside its own branch is settled", () => {
    expect(value({ "Fn::If": ["IsProd", { "Fn::If": ["NotProd", "x", "y"] }, "z"] })).toEqual({ if: "IsProd", yes: "y", no: "z" });
  });

  it("is settled by the condition of the resource that holds it", () => {
    const Resources = { R: role({ AssumeRolePolicyDocument: { "Fn::If": ["IsProd", "p", "d"] } }, { Condition: "NotProd" }) };
    const trust = read({ Parameters, Conditions, Resources }).inventory.roles[0]?.trust;
    expect(trust?.kind === "value" && plain(trust.value)).toBe("d");
  });

  it("within a text gives one text for each outcome", () => {
    expect(value({ "Fn::Sub": ["role/${n}", { n: { "Fn::If": ["IsProd", "p", "d"] } }] })).toEqual({ if: "IsProd", yes: "role/p", no: "role/d" });
    expect(value({ "Fn::Join": ["-", [{ "Fn::If": ["IsProd", "p", "d"] }, { "Fn::If": ["NotProd", "n", "m"] }]] })).toEqual({
      if: "IsProd",
      yes: "p-m",
      no: "d-n",
    });
  });

  it("within a text is a hole where too many conditions take part", () => {
    const many = Array.from({ length: 60 }, (_, index) => `C${index}`);
    const conditions = Object.fromEntries(many.map((name) => [name, equals("Other", name)]));
    const joined = { "Fn::Join": ["", many.map((name) => ({ "Fn::If": [name, "1", "0"] }))] };
    const text = evaluated(joined, { Parameters, Conditions: conditions });
    expect(text).toMatchObject({ parts: [{ cause: { kind: "condition" } }] });
  });
});

describe("sixty conditions", () => {
  it("around the policies of a role cost about nothing", () => {
    const names = Array.from({ length: 60 }, (_, index) => `C${index}`);
    const conditions: Record<string, unknown> = { C0: equals("Other", "0") };
    for (let index = 1; index < 60; index++) {
      const before = { Condition: `C${index - 1}` };
      conditions[`C${index}`] = { "Fn::Or": [{ "Fn::And": [before, equals("Env", String(index))] }, { "Fn::Not": [before] }] };
    }
    const Policies = names.map((name) => ({ "Fn::If": [name, { PolicyName: name, PolicyDocument: { Statement: [] } }, { Ref: "AWS::NoValue" }] }));
    const started = performance.now();
    const { inventory, problems } = read({ Parameters, Conditions: conditions, Resources: { R: role({ Policies }) } });
    expect(performance.now() - started).toBeLessThan(500);
    expect(problems).toEqual([]);
    expect(inventory.roles[0]?.policies).toHaveLength(60);
  });
});

describe("conditions that CloudFormation refuses", () => {
  it.each([
    ["not defined", {}, "condition `X` is not defined"],
    ["circular", { X: { "Fn::Not": [{ Condition: "Y" }] }, Y: { Condition: "X" } }, "condition `X` refers to itself"],
    ["of two functions", { X: { "Fn::Not": [], "Fn::And": [] } }, "expected one condition function"],
    ["of a wrong function", { X: { "Fn::Sub": "a" } }, "`Fn::Sub` is not a condition function"],
    ["of too few operands", { X: { "Fn::Equals": ["a"] } }, "expected two values to compare"],
  ])("%s: a problem, and the resource may be there or not", (_, conditions, message) => {
    const { inventory, problems } = read({ Conditions: conditions, Resources: { R: role({}, { Condition: "X" }) } });
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
    expect(guardTexts(inventory.roles[0]?.guards ?? [])).toHaveLength(1);
  });
});
