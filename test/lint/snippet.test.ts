/** Snippets in the notations of the places where they go. */
import { describe, expect, it } from "vitest";
import { createPolicyReader } from "../../src/iam/compile.ts";
import { snippetsOf, writeSnippet } from "../../src/lint/snippet.ts";
import { DOCUMENT } from "../../src/text/pointer.ts";

const ELEMENTS = { Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] } as const;
const STATEMENT = { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:SetSourceIdentity" } as const;
// biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable, as IAM writes it
const VARIABLE = { Effect: "Allow", Principal: "*", Action: "sts:SetSourceIdentity", Resource: "arn:aws:iam::*:role/${aws:PrincipalTag/team}" } as const;

const CONDITION = {
  Effect: "Allow",
  Action: "sts:SetSourceIdentity",
  Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-a", "o-b"], team: "x" }, Bool: { "aws:SecureTransport": "true" } },
} as const;

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

  it("has conditions, in every notation", () => {
    expect(JSON.parse(writeSnippet(CONDITION, undefined))).toEqual(CONDITION);
    expect(writeSnippet(CONDITION, "hcl")).toContain('Condition = { StringEquals = { "aws:PrincipalOrgID" = ["o-a", "o-b"], team = "x" }, Bool = {');
    expect(writeSnippet(CONDITION, "policy-document").split("\n").slice(2, 8)).toEqual([
      "  condition {",
      '    test     = "StringEquals"',
      '    variable = "aws:PrincipalOrgID"',
      '    values   = ["o-a", "o-b"]',
      "  }",
      "  condition {",
    ]);
    expect(JSON.parse(writeSnippet(CONDITION, "policy-document-json"))).toEqual({
      actions: ["sts:SetSourceIdentity"],
      condition: [
        { test: "StringEquals", variable: "aws:PrincipalOrgID", values: ["o-a", "o-b"] },
        { test: "StringEquals", variable: "team", values: ["x"] },
        { test: "Bool", variable: "aws:SecureTransport", values: ["true"] },
      ],
    });
  });
});

describe("what is shown of a remedy", () => {
  const policy = {
    document: createPolicyReader()({ kind: "json", json: { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }] } }),
    at: DOCUMENT,
    label: "p",
  };
  const [statement] = policy.document.statements;
  if (statement === undefined) throw new Error("no statement");

  it("is the statement to add; where none is added, the elements to set", () => {
    const set = { policy, statement, set: ELEMENTS };
    expect(snippetsOf({ text: "", edits: [set, { policy, set: STATEMENT }] })).toEqual([STATEMENT]);
    expect(snippetsOf({ text: "", edits: [set] })).toEqual([ELEMENTS]);
    expect(snippetsOf({ text: "", snippet: STATEMENT })).toEqual([STATEMENT]);
    expect(snippetsOf({ text: "" })).toEqual([]);
  });
});
