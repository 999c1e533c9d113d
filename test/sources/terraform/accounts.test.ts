/** In whose account a role is, as far as the provider's block tells, and what a document is where parts of it hang on something unknown. */
import { describe, expect, it } from "vitest";
import { textKey } from "../../../src/text/symbolic.ts";
import { loadFiles } from "../input-folder.ts";
import { open, plain } from "./project.ts";

const TRUST = `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })`;

function role(name: string, extra = ""): string {
  return `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n  assume_role_policy = ${TRUST}\n  ${extra}\n}\n`;
}

async function accountsOf(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const { inventory, problems } = await loadFiles(files);
  expect(problems).toEqual([]);
  return new Map(inventory.roles.map(({ name, account }) => [textKey(name), textKey(account)]));
}

describe("the account of a provider", () => {
  it.each([
    ["allowed_account_ids", 'allowed_account_ids = ["111122223333"]', "111122223333"],
    ["a role that it assumes", 'assume_role {\n role_arn = "arn:aws:iam::444455556666:role/deploy"\n }', "444455556666"],
    [
      "the last of several roles",
      'assume_role {\n role_arn = "arn:aws:iam::444455556666:role/a"\n }\n assume_role {\n role_arn = "arn:aws:iam::777788889999:role/b"\n }',
      "777788889999",
    ],
    ["a variable", "allowed_account_ids = [var.account]", "111122223333"],
  ])("is told by %s", async (_, block, account) => {
    const accounts = await accountsOf({ "main.tf": `variable "account" { default = "111122223333" }\nprovider "aws" {\n ${block}\n}\n${role("r")}` });
    expect(accounts.get("r")).toBe(account);
  });

  it("is shared by providers that differ in their region only, and not by those with other credentials", async () => {
    const accounts = await accountsOf({
      "alike/main.tf": `provider "aws" { region = "us-east-1" }\nprovider "aws" {\n alias = "west"\n region = "us-west-2"\n}\n${role("a1")}${role("a2", "provider = aws.west")}`,
      "apart/main.tf": `provider "aws" { profile = "one" }\nprovider "aws" {\n alias = "two"\n profile = "two"\n}\n${role("b1")}${role("b2", "provider = aws.two")}`,
    });
    expect(accounts.get("a1")).toBe(accounts.get("a2"));
    expect(accounts.get("b1")).not.toBe(accounts.get("b2"));
    expect(accounts.get("b1")).toBe(accounts.get("a1"));
  });

  it("goes to modules: inherited, or passed under another name", async () => {
    const accounts = await accountsOf({
      "main.tf": `
        provider "aws" { allowed_account_ids = ["111111111111"] }
        provider "aws" {
          alias               = "data"
          allowed_account_ids = ["222222222222"]
        }
        module "inherited" { source = "./inherited" }
        module "passed" {
          source    = "./passed"
          providers = { aws = aws.data }
        }
        module "named" {
          source    = "./named"
          providers = { aws.other = aws.data, aws = aws }
        }`,
      "inherited/main.tf": role("inherited"),
      "passed/main.tf": `${role("passed")}module "inner" { source = "./inner" }\n`,
      "passed/inner/main.tf": role("inner"),
      "named/main.tf": role("main") + role("other", "provider = aws.other"),
    });
    expect(Object.fromEntries(accounts)).toEqual({
      inherited: "111111111111",
      passed: "222222222222",
      inner: "222222222222",
      main: "111111111111",
      other: "222222222222",
    });
  });
});

describe("aws_iam_policy_document over what is not known", () => {
  const on = "variable `on` has no value";

  async function documentOf(statement: string, variables = 'variable "on" { type = bool }'): Promise<unknown> {
    const { expression } = await open({ "main.tf": `${variables}\ndata "aws_iam_policy_document" "d" {\n${statement}\n}\n` });
    const json = expression("data.aws_iam_policy_document.d.json");
    const document = json.kind === "json" && json.value.kind === "map" ? json.value.entries.get("Statement") : undefined;
    return document && plain(document);
  }

  it("a statement that may be there is there under its condition", async () => {
    expect(
      await documentOf(`
        statement {
          actions   = ["sts:AssumeRole"]
          resources = ["*"]
        }
        dynamic "statement" {
          for_each = var.on ? [1] : []
          content {
            actions   = ["sts:SetSourceIdentity"]
            resources = ["*"]
          }
        }`),
    ).toEqual([
      { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["*"] },
      { if: on, yes: { Effect: "Allow", Action: ["sts:SetSourceIdentity"], Resource: ["*"] }, no: null },
    ]);
  });

  it("a condition block that may be there leaves the rest of the statement as it is", async () => {
    expect(
      await documentOf(`
        statement {
          actions   = ["sts:AssumeRole"]
          resources = ["*"]
          dynamic "condition" {
            for_each = var.on ? [1] : []
            content {
              test     = "StringLike"
              variable = "sts:SourceIdentity"
              values   = ["?*"]
            }
          }
        }`),
    ).toEqual([
      { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["*"], Condition: { if: on, yes: { StringLike: { "sts:SourceIdentity": ["?*"] } }, no: null } },
    ]);
  });

  it("unknown source documents are a statement that may say anything, beside the own ones", async () => {
    const statements = await documentOf(
      `
        source_policy_documents = [var.given]
        statement {
          actions   = ["sts:AssumeRole"]
          resources = ["*"]
        }`,
      'variable "given" { type = string }',
    );
    expect(statements).toEqual([{ "?": "variable `given` has no value" }, { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["*"] }]);
  });

  it("an unknown principal type or condition key leaves the statement's other elements", async () => {
    expect(
      await documentOf(
        `
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = var.type
            identifiers = ["x"]
          }
          condition {
            test     = "StringEquals"
            variable = var.type
            values   = ["y"]
          }
        }`,
        'variable "type" { type = string }',
      ),
    ).toEqual([
      { Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { "?": "variable `type` has no value" }, Condition: { "?": "variable `type` has no value" } },
    ]);
  });
});
