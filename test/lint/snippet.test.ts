/** Snippets in the notations of the places where they go. */
import { describe, expect, it } from "vitest";
import { writeSnippet } from "../../src/lint/snippet.ts";

const ELEMENTS = { Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] } as const;
const STATEMENT = { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:SetSourceIdentity" } as const;
// biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable, as IAM writes it
const VARIABLE = { Effect: "Allow", Principal: "*", Action: "sts:SetSourceIdentity", Resource: "arn:aws:iam::*:role/${aws:PrincipalTag/team}" } as const;

describe("a snippet", () => {
  it("is JSON where the place is", () => {
    expect(writeSnippet(ELEMENTS, undefined)).toBe('"Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]');
    expect(JSON.parse(writeSnippet(STATEMENT, undefined))).toEqual(STATEMENT);
    expect(JSON.parse(writeSnippet(VARIABLE, undefined))).toEqual(VARIABLE);
  });

  it("is an object of HCL inside of jsonencode, with interpolation escaped", () => {
    expect(writeSnippet(ELEMENTS, "hcl")).toBe('Action = ["sts:AssumeRole", "sts:SetSourceIdentity"]');
    expect(writeSnippet(STATEMENT, "hcl")).toBe('{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:SetSourceIdentity" }');
    expect(writeSnippet(VARIABLE, "hcl")).toContain('Resource = "arn:aws:iam::*:role/$${aws:PrincipalTag/team}"');
  });

  it("is made of blocks in a policy document, whose variables begin with an ampersand", () => {
    expect(writeSnippet(ELEMENTS, "policy-document")).toBe('actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]');
    expect(writeSnippet(STATEMENT, "policy-document").split("\n")).toEqual([
      "statement {",
      '  actions = ["sts:SetSourceIdentity"]',
      "  principals {",
      '    type        = "Service"',
      '    identifiers = ["sagemaker.amazonaws.com"]',
      "  }",
      "}",
    ]);
    expect(writeSnippet(VARIABLE, "policy-document")).toContain('resources = ["arn:aws:iam::*:role/&{aws:PrincipalTag/team}"]');
  });

  it("is made of the same blocks as JSON in Terraform's JSON syntax", () => {
    expect(writeSnippet(ELEMENTS, "policy-document-json")).toBe('"actions": ["sts:AssumeRole", "sts:SetSourceIdentity"]');
    expect(JSON.parse(writeSnippet(STATEMENT, "policy-document-json"))).toEqual({
      actions: ["sts:SetSourceIdentity"],
      principals: [{ type: "Service", identifiers: ["sagemaker.amazonaws.com"] }],
    });
  });
});
