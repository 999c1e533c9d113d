/** What is done once is done once, and work grows with what there is: counted, not timed. */
import { describe, expect, it } from "vitest";
import { loadHclParser } from "../../../src/text/hcl/parser.ts";
import { type Opened, open } from "./project.ts";

const TRUST = `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })`;

/** Reads all that a reader would ask of each role. */
function readAll({ resources, run }: Opened): { readonly roles: number; readonly spent: number } {
  const before = run.budget.left;
  const all = resources();
  for (const resource of all) resource.body();
  return { roles: all.length, spent: before - run.budget.left };
}

function keyed(count: number): string {
  return `{ for i in range(${count}) : "k\${i}" => { name = "n\${i}" } }`;
}

const CALLED = (count: number): Readonly<Record<string, string>> => ({
  "main.tf": `
    locals { users = ${keyed(count)} }
    module "role" {
      source   = "./role"
      for_each = local.users
      name     = each.value.name
    }
    output "names" { value = [for role in module.role : role.name] }
  `,
  "role/main.tf": `
    variable "name" { type = string }
    locals {
      upper = upper("\${var.name}!")
      trust = ${TRUST}
    }
    resource "aws_iam_role" "one" {
      name               = local.upper
      description        = local.upper
      assume_role_policy = local.trust
    }
    resource "aws_iam_role" "two" {
      name               = "\${local.upper}-two"
      path               = "/\${local.upper}/"
      assume_role_policy = local.trust
    }
    output "name" { value = local.upper }
  `,
});

describe("a module that is called with for_each", () => {
  it("evaluates each local and variable once for each instance, however often it is referred to", async () => {
    const opened = await open(CALLED(200));
    expect(readAll(opened).roles).toBe(400);
    opened.output("names");
    expect(opened.evaluated.get('upper("${var.name}!")')).toBe(200);
    expect(opened.evaluated.get("each.value.name")).toBe(200);
    expect(opened.evaluated.get(TRUST)).toBe(200);
    // The collection is worked out once for all of them.
    expect(opened.evaluated.get(keyed(200))).toBe(1);
  });

  it("spends in proportion to the instances", async () => {
    const [small, large] = [readAll(await open(CALLED(100))), readAll(await open(CALLED(400)))];
    expect(large.roles).toBe(4 * small.roles);
    expect(large.spent / small.spent).toBeGreaterThan(3.5);
    expect(large.spent / small.spent).toBeLessThan(4.5);
  });

  it("is parsed once", async () => {
    const parser = await loadHclParser();
    let parsed = 0;
    const { parseFolders } = await import("../../../src/sources/terraform/parse-files.ts");
    const files = Object.entries(CALLED(200)).map(([file, text]) => ({ file, absolutePath: `/project/${file}`, text, named: false }));
    const parseFile: typeof parser.parseFile = (text) => {
      parsed++;
      return parser.parseFile(text);
    };
    const counting = { ...parser, parseFile };
    parseFolders({ files, readModule: () => [] }, counting, () => undefined);
    expect(parsed).toBe(2);
  });
});

describe("resources", () => {
  it("that refer to all instances of another cost what they ask for", async () => {
    const project = (count: number): Readonly<Record<string, string>> => ({
      "main.tf": `
        locals { trust = ${TRUST} }
        resource "aws_iam_role" "each" {
          for_each           = ${keyed(count)}
          name               = each.value.name
          assume_role_policy = local.trust
        }
        resource "aws_iam_role" "next" {
          for_each           = aws_iam_role.each
          name               = "next-\${each.value.name}"
          assume_role_policy = each.value.assume_role_policy
        }
      `,
    });
    const [small, large] = [readAll(await open(project(100))), readAll(await open(project(400)))];
    expect(large.roles).toBe(800);
    expect(large.spent / small.spent).toBeLessThan(4.5);
  });

  it("of one group in a for expression are gathered in proportion to their number", async () => {
    const spent = async (count: number): Promise<number> => {
      const { run, expression } = await open({ "main.tf": "locals {}\n" });
      const before = run.budget.left;
      expression(`{ for i in range(${count}) : "all" => i... }`);
      return before - run.budget.left;
    };
    expect((await spent(4000)) / (await spent(1000))).toBeLessThan(4.5);
  });

  it("have each argument worked out once, whoever asks", async () => {
    const opened = await open({
      "main.tf": `
        resource "aws_iam_role" "one" {
          name               = lower("ONE")
          assume_role_policy = ${TRUST}
        }
        ${Array.from({ length: 20 }, (_, index) => `resource "aws_iam_role" "r${index}" {\n name = "\${aws_iam_role.one.name}-${index}"\n assume_role_policy = aws_iam_role.one.assume_role_policy\n}`).join("\n")}
      `,
    });
    expect(readAll(opened).roles).toBe(21);
    expect(opened.evaluated.get('lower("ONE")')).toBe(1);
    expect(opened.evaluated.get(TRUST)).toBe(1);
  });

  it("made of a document share it: a document is made once", async () => {
    const opened = await open({
      "main.tf": `
        data "aws_iam_policy_document" "d" {
          statement {
            actions   = [lower("STS:ASSUMEROLE")]
            resources = ["*"]
          }
        }
        resource "aws_iam_role" "each" {
          count              = 50
          name               = "r\${count.index}"
          assume_role_policy = data.aws_iam_policy_document.d.json
        }
      `,
    });
    expect(readAll(opened).roles).toBe(50);
    expect(opened.evaluated.get('[lower("STS:ASSUMEROLE")]')).toBe(1);
  });
});
