import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAwsReader } from "../../src/sources/aws-json/index.ts";
import { beginsRecording, detect } from "../../src/sources/detect.ts";
import { documentKind } from "../../src/sources/policy-document.ts";
import { rootPointer } from "../../src/text/pointer.ts";
import { accountDetails, domain, PERMISSIONS, role, TRUST, userProfile } from "./aws-answers.ts";
import { NO_OPTIONS } from "./input-folder.ts";

describe("detect", () => {
  it.each([
    ["a template with its version alone", { AWSTemplateFormatVersion: "2010-09-09" }, "template"],
    ["a template without its version", { Resources: { A: { Type: "AWS::S3::Bucket" } } }, "template"],
    ["a SAM template", { Transform: "AWS::Serverless-2016-10-31", Resources: {} }, "template"],
    ["a template of loops alone", { Resources: { "Fn::ForEach::Roles": ["N", [], {}] } }, "template"],
    ["something with resources of another kind", { Resources: { requests: { cpu: 1 } } }, "unknown"],
    ["a policy", TRUST, "policy"],
    ["a policy without a version", { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }, "policy"],
    ["a policy with one statement", { Version: "2012-10-17", Statement: PERMISSIONS.Statement[0] }, "policy"],
    ["a cloud assembly", { version: "36.0.0", artifacts: {} }, "assembly"],
    ["a Terraform plan", { format_version: "1.2", terraform_version: "1.11.4", resource_changes: [] }, "plan"],
    ["what `terraform show -json` says of a state", { format_version: "1.0", terraform_version: "1.11.4", values: {} }, "plan"],
    ["a Terraform state", { version: 4, terraform_version: "1.11.4", resources: [] }, "unread"],
    ["a record", { operation: "iam:GetRole", output: {} }, "record"],
    ["something else with an operation", { operation: "iam:GetRole" }, "unknown"],
    ["a list", [TRUST], "unknown"],
    ["nothing", null, "unknown"],
    ["a text", "Resources", "unknown"],
  ])("%s", (_, value, kind) => {
    expect(detect(value).kind).toBe(kind);
  });

  it.each([
    [accountDetails([]), "iam:GetAccountAuthorizationDetails"],
    [{ Role: role("A") }, "iam:GetRole"],
    [{ Roles: [role("A")] }, "iam:ListRoles"],
    [{ RoleName: "A", PolicyName: "p", PolicyDocument: {} }, "iam:GetRolePolicy"],
    [{ AttachedPolicies: [] }, "iam:ListAttachedRolePolicies"],
    [{ Policy: { Arn: "x", DefaultVersionId: "v1" } }, "iam:GetPolicy"],
    [{ Policy: { PolicySummary: {}, Content: "{}" } }, "organizations:DescribePolicy"],
    [{ PolicyVersion: { VersionId: "v1" } }, "iam:GetPolicyVersion"],
    [domain("d-1", { DefaultUserSettings: {} }), "sagemaker:DescribeDomain"],
    [{ Domains: [domain("d-1")] }, "sagemaker:ListDomains"],
    [userProfile("d-1", "alice"), "sagemaker:DescribeUserProfile"],
    [{ UserProfiles: [] }, "sagemaker:ListUserProfiles"],
    [{ DomainId: "d-1", SpaceName: "s" }, "sagemaker:DescribeSpace"],
    [{ DomainId: "d-1", UserProfileName: "a", AppName: "default", AppType: "JupyterLab" }, "sagemaker:DescribeApp"],
    [{ Apps: [{ DomainId: "d-1" }] }, "sagemaker:ListApps"],
    [{ Name: "x", SecurityConfiguration: "{}", CreationDateTime: 1 }, "elasticmapreduce:DescribeSecurityConfiguration"],
    [{ Cluster: { ClusterArn: "x" } }, "elasticmapreduce:DescribeCluster"],
    [{ InstanceProfiles: [] }, "iam:ListInstanceProfiles"],
  ])("%j is an answer of %s", (value, operation) => {
    expect(detect(value)).toMatchObject({ kind: "response", operation });
  });

  it.each([
    ["roles of something else", { Roles: ["admin"] }],
    ["apps of something else", { Apps: [{ name: "x" }] }],
    ["a user database", { Users: [] }],
  ])("%s are none", (_, value) => {
    expect(detect(value).kind).toBe("unknown");
  });

  it("never throws, whatever the value is, and neither does what comes after", () => {
    const key = fc.oneof(
      fc.constantFrom("Resources", "Statement", "Principal", "RoleDetailList", "Policies", "Role", "Domains", "DomainId", "operation", "output", "__proto__"),
      fc.string(),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.array(tie("value"), { maxLength: 4 }), fc.dictionary(key, tie("value"), { maxKeys: 5 })),
    }));
    fc.assert(
      fc.property(value, (input) => {
        const detected = detect(input);
        if (detected.kind === "policy") documentKind(detected.document);
        if (detected.kind !== "response") return;
        const reader = createAwsReader(NO_OPTIONS);
        reader.add({ ...detected, input: undefined, at: rootPointer("x"), file: "x", group: "", account: undefined, region: undefined });
        reader.finish();
      }),
      { numRuns: 1000 },
    );
  });
});

describe("beginsRecording", () => {
  it.each([
    ['{"recording":1}\n', true],
    ['{ "recording" : 1, "tool": "x" }', true],
    ['{"operation":"iam:GetRole","output":{', true],
    ['\n{"operation": "elasticmapreduce:DescribeCluster"', true],
    ['{"operation":"read"}', false],
    ['{"recording":"yes"}', false],
    ['{\n  "operation": "iam:GetRole",', false],
    ["operation: iam:GetRole", false],
    ["", false],
  ])("%j: %s", (head, expected) => {
    expect(beginsRecording(head)).toBe(expected);
  });
});
