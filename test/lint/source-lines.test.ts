/** What is to be added to an app of the CDK, from a whole check: whom the lines name, what they leave out, and where there are none. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SourceLines } from "../../src/lint/report.ts";
import { check } from "../../src/main.ts";
import { readCheckFlags } from "../rules/flags.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-roles-source-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const made = (path: string) => ({ Metadata: { "aws:cdk:path": path } });
const role = (path: string, trust: readonly object[], more: object = {}) => ({
  Type: "AWS::IAM::Role",
  Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: trust }, ...more },
  ...made(path),
});
const getAtt = (id: string, attribute = "Arn") => ({ "Fn::GetAtt": [id, attribute] });
const BOTH = ["sts:AssumeRole", "sts:SetSourceIdentity"];
const allow = (Principal: object, Action: string | readonly string[] = "sts:AssumeRole", more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action,
  ...more,
});
const SAGEMAKER = { Service: "sagemaker.amazonaws.com" };
const EXEC = role("App/Exec/Resource", [allow(SAGEMAKER, BOTH)]);
const may = (resources: readonly unknown[], Action: string | readonly string[] = BOTH) => ({
  Type: "AWS::IAM::Policy",
  Properties: {
    PolicyName: "p",
    Roles: [{ Ref: "Exec" }],
    PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: resources }] },
  },
  ...made("App/Exec/DefaultPolicy/Resource"),
});

/** The template by itself, as it lies in `cdk.out`: without the assembly no line of the app is known. */
async function sourcesOf(resources: object): Promise<readonly SourceLines[]> {
  writeFileSync(join(folder, "App.template.json"), JSON.stringify({ Resources: resources }));
  const flags = ["--propagation", "on", "--account", "111122223333", "--entry-role", "Exec"];
  const { report } = await check({ ...readCheckFlags(flags), paths: ["App.template.json"], cwd: folder });
  return report.findings.flatMap(({ remedy }) => remedy.source ?? []);
}

const added = (call: string, ...lines: readonly string[]): string =>
  [`${call}(`, "  new iam.PolicyStatement({", ...lines.map((line) => `    ${line},`), "  }),", ");"].join("\n");
const ACTIONS = 'actions: ["sts:SetSourceIdentity"]';

describe("the lines for an app", () => {
  it("name what the statement names, and leave out a principal that is gone", async () => {
    const principal = { AWS: [getAtt("Exec"), "AROAEXAMPLEEXAMPLE123"] };
    const sources = await sourcesOf({ Exec: EXEC, Policy: may([getAtt("Lake")]), Lake: role("App/Lake/Resource", [allow(principal)]) });
    const notes = "// lake: the construct App/Lake\n// exec: the construct App/Exec\n";
    const principals = "principals: [new iam.ArnPrincipal(exec.roleArn)]";
    expect(sources).toContainEqual({
      construct: "App/Lake",
      code: { language: "typescript", text: notes + added("lake.assumeRolePolicy?.addStatements", ACTIONS, principals) },
    });
  });

  it("name the chain's callers alone where the statement has strangers too, although their ARNs are not known", async () => {
    const trust = [allow({ AWS: [getAtt("Exec"), "arn:aws:iam::999988887777:root"] })];
    const sources = await sourcesOf({ Exec: EXEC, Policy: may([getAtt("Lake")]), Lake: role("App/Lake/Resource", trust) });
    const notes = "// lake: the construct App/Lake\n// exec: the construct App/Exec\n";
    const principals = "principals: [new iam.ArnPrincipal(exec.roleArn)]";
    const text = notes + added("lake.assumeRolePolicy?.addStatements", ACTIONS, principals);
    expect(sources).toEqual([{ construct: "App/Lake", code: { language: "typescript", text } }]);
  });

  it("are for the role itself where its default policy lacks the action", async () => {
    const sources = await sourcesOf({
      Exec: EXEC,
      Lake: role("App/Lake/Resource", [allow({ AWS: "arn:aws:iam::111122223333:root" }, BOTH)]),
      Policy: may([getAtt("Lake")], "sts:AssumeRole"),
    });
    const notes = "// exec: the construct App/Exec\n// lake: the construct App/Lake\n";
    const text = notes + added("exec.addToPolicy", ACTIONS, "resources: [lake.roleArn]");
    expect(sources).toContainEqual({ construct: "App/Exec", code: { language: "typescript", text } });
  });

  it("leave out a condition that belongs to AssumeRole alone", async () => {
    const trust = [allow({ AWS: getAtt("Exec") }, "sts:AssumeRole", { Condition: { StringEquals: { "sts:ExternalId": "x" } } })];
    const sources = await sourcesOf({ Exec: EXEC, Policy: may([getAtt("Lake")]), Lake: role("App/Lake/Resource", trust) });
    const notes = "// lake: the construct App/Lake\n// exec: the construct App/Exec\n";
    const text = notes + added("lake.assumeRolePolicy?.addStatements", ACTIONS, "principals: [new iam.ArnPrincipal(exec.roleArn)]");
    expect(sources).toEqual([{ construct: "App/Lake", code: { language: "typescript", text } }]);
  });

  it("have two variables for two constructs of one name", async () => {
    const sources = await sourcesOf({
      Exec: EXEC,
      Policy: may([getAtt("A"), getAtt("B")], "sts:AssumeRole"),
      A: role("App/East/Lake/Resource", [allow({ AWS: getAtt("Exec") }, BOTH)]),
      B: role("App/West/Lake/Resource", [allow({ AWS: getAtt("Exec") }, BOTH)]),
    });
    const notes = ["exec: the construct App/Exec", "lake: the construct App/East/Lake", "lake2: the construct App/West/Lake"].map((note) => `// ${note}\n`);
    const text = notes.join("") + added("exec.addToPolicy", ACTIONS, "resources: [lake.roleArn, lake2.roleArn]");
    expect(sources).toEqual([{ construct: "App/Exec", code: { language: "typescript", text } }]);
  });

  it("have a variable for what another construct gives, and say which", async () => {
    const sources = await sourcesOf({
      Exec: EXEC,
      Policy: may([getAtt("Lookup", "RoleArn")], "sts:AssumeRole"),
      Lookup: { Type: "Custom::Lookup", Properties: {}, ...made("App/Lookup/Default") },
    });
    const notes = "// exec: the construct App/Exec\n// lookupRoleArn: the attribute RoleArn of what the construct App/Lookup makes\n";
    expect(sources.map(({ code }) => code?.text)).toEqual([notes + added("exec.addToPolicy", ACTIONS, "resources: [lookupRoleArn]")]);
  });

  it("are a place alone where a condition of the template decides on a part of the statement", async () => {
    writeFileSync(
      join(folder, "App.template.json"),
      JSON.stringify({
        Parameters: { Stage: { Type: "String" } },
        Conditions: { IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] } },
        Resources: {
          Exec: role("App/Exec/Resource", [
            allow(SAGEMAKER, "sts:AssumeRole", {
              Condition: { StringEquals: { "aws:SourceAccount": ["111122223333", { "Fn::If": ["IsProd", "444455556666", { Ref: "AWS::NoValue" }] }] } },
            }),
          ]),
        },
      }),
    );
    const flags = ["--propagation", "on", "--account", "111122223333", "--entry-role", "Exec"];
    const { report } = await check({ ...readCheckFlags(flags), paths: ["App.template.json"], cwd: folder });
    expect(report.findings.flatMap(({ remedy }) => remedy.source ?? [])).toContainEqual({ construct: "App/Exec" });
  });
});
