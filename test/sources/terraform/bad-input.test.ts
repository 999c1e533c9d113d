/** Configurations that are wrong, hostile or only half there: what is wrong is said with its place, and the rest is read. */
import { describe, expect, it } from "vitest";
import type { Role } from "../../../src/model/inventory.ts";
import { type LoadedInputs, loadInputs } from "../../../src/sources/index.ts";
import type { InputProblem } from "../../../src/sources/types.ts";
import { locatePaths } from "../../../src/text/locate.ts";
import { stepsOf } from "../../../src/text/pointer.ts";
import { showText } from "../../../src/text/symbolic.ts";
import { folderWith, loadFiles, NO_OPTIONS } from "../input-folder.ts";

const TRUST = `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })`;

function role(name: string, extra = ""): string {
  return `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n  assume_role_policy = ${TRUST}\n  ${extra}\n}\n`;
}

function names({ inventory }: LoadedInputs): readonly string[] {
  return inventory.roles.map(({ name }) => showText(name)).sort();
}

/** `main.tf:3`: where a problem is shown. */
async function placeOf({ file, at, span }: InputProblem, { readText }: LoadedInputs): Promise<string> {
  if (span !== undefined) return `${file}:${span.startLine}`;
  const source = await readText(file);
  if (at === undefined || source === undefined) return file;
  const { root, steps } = stepsOf(at);
  const [found] = await locatePaths(source, [{ steps, ...(root.range !== undefined && { range: root.range }) }]);
  return `${file}:${found?.startLine}`;
}

async function problems(loaded: LoadedInputs): Promise<readonly string[]> {
  return Promise.all(loaded.problems.map(async (problem) => `${await placeOf(problem, loaded)} ${problem.message}`));
}

function boundaryOf({ inventory }: LoadedInputs, name: string): Role["boundary"] {
  return inventory.roles.find((each) => each.name === name)?.boundary;
}

describe("circles", () => {
  it.each([
    ["of locals", 'locals {\n  a = local.b\n  b = "${local.a}x"\n}\n', "permissions_boundary = local.a"],
    ["of a local with itself", "locals {\n  a = [local.a]\n}\n", "permissions_boundary = local.a[0]"],
  ])("%s: said at its place, the others are read", async (_, locals, use) => {
    const loaded = await loadFiles({ "main.tf": locals + role("circle", use) + role("other") });
    const [said, ...more] = await problems(loaded);
    expect(said).toMatch(/^main\.tf:2 `local\.a` refers to itself$/);
    expect(more).toEqual([]);
    expect(names(loaded)).toEqual(["circle", "other"]);
    const boundary = boundaryOf(loaded, "circle");
    expect(boundary?.kind === "managed" && typeof boundary.arn !== "string").toBe(true);
  });

  it("of resources, data sources and module outputs end", async () => {
    const loaded = await loadFiles({
      "main.tf": `
        resource "aws_iam_role" "a" {
          name               = aws_iam_role.b.name
          assume_role_policy = data.aws_iam_policy_document.d.json
        }
        resource "aws_iam_role" "b" {
          name               = aws_iam_role.a.name
          assume_role_policy = aws_iam_role.b.assume_role_policy
        }
        data "aws_iam_policy_document" "d" {
          source_policy_documents = [data.aws_iam_policy_document.d.json]
        }
        module "m" {
          source = "./m"
          in     = module.m.out
        }
        resource "aws_iam_role" "counted" {
          count              = length(aws_iam_role.counted)
          name               = "counted"
          assume_role_policy = ${TRUST}
        }
        resource "aws_iam_role" "repeated" {
          for_each           = aws_iam_role.repeated
          name               = each.key
          assume_role_policy = ${TRUST}
        }
        ${role("other")}`,
      "m/main.tf": 'variable "in" {}\noutput "out" { value = var.in }\n',
    });
    expect(names(loaded)).toContain("other");
    const told = loaded.problems.map(({ message }) => message);
    for (const name of ["aws_iam_role.counted.count", "aws_iam_role.repeated.for_each"]) expect(told).toContain(`\`${name}\` refers to itself`);
  });

  it("a module that calls itself is named", async () => {
    const loaded = await loadFiles({
      "main.tf": `module "loop" {\n  source = "./loop"\n}\n${role("other")}`,
      "loop/main.tf": `module "self" {\n  source = "../loop"\n}\nmodule "back" {\n  source = "../"\n}\n${role("inner")}`,
    });
    expect(names(loaded)).toEqual(["inner", "other"]);
    expect(loaded.inventory.gaps.map(({ subject }) => subject).sort()).toEqual(["module.loop.module.back", "module.loop.module.self"]);
    expect(loaded.inventory.gaps[0]?.reason).toContain("calls itself");
  });

  it("a template that includes itself ends", async () => {
    const loaded = await loadFiles({
      "main.tf": role("t", 'permissions_boundary = templatefile("t.tftpl", { n = 1 })') + role("other"),
      "t.tftpl": 'x${templatefile("t.tftpl", { n = n })}',
    });
    expect(names(loaded)).toEqual(["other", "t"]);
    const boundary = boundaryOf(loaded, "t");
    expect(boundary?.kind === "managed" && typeof boundary.arn !== "string").toBe(true);
  });
});

describe("files", () => {
  it.each([
    ["outside of the given paths", "../secret.json", "lies outside of the given paths"],
    ["by an absolute path outside", "/etc/hostname", "lies outside of the given paths"],
    ["that are missing", "missing.json", "does not exist"],
    ["that are folders", "sub", "is no file"],
  ])("%s are not read, and named as a gap", async (_, path, reason) => {
    const folder = folderWith({
      "in/main.tf": role("f").replace(TRUST, `file("${path}")`) + role("other"),
      "in/sub/x.txt": "",
      "secret.json": '{"Secret":"s3cr3t"}',
    });
    const loaded = await loadInputs(["in"], NO_OPTIONS, { cwd: folder, stdin: undefined });
    expect(names(loaded)).toEqual(["f", "other"]);
    const gap = loaded.inventory.gaps.find(({ subject }) => subject === path);
    expect(gap?.reason).toContain(reason);
    expect(JSON.stringify(loaded.inventory)).not.toContain("s3cr3t");
    expect(loaded.inventory.roles.find(({ name }) => name === "f")?.trust.kind).not.toBe("json");
  });

  it("a syntax error in one file of a module leaves the other files", async () => {
    const loaded = await loadFiles({ "good.tf": role("good", "permissions_boundary = local.elsewhere"), "bad.tf": 'locals {\n  elsewhere = "x\n}\n' });
    const [said, ...more] = await problems(loaded);
    expect(said).toMatch(/^bad\.tf:\d/);
    expect(more).toEqual([]);
    expect(names(loaded)).toEqual(["good"]);
    const boundary = boundaryOf(loaded, "good");
    const arn = boundary?.kind === "managed" ? boundary.arn : "";
    const [cause] = typeof arn === "string" ? [] : arn.parts.flatMap((part) => (typeof part === "string" ? [] : [part.cause.what]));
    expect(cause).toContain("bad.tf");
  });

  it("a broken variable file is said, and its variables have no value", async () => {
    const loaded = await loadFiles({ "main.tf": `variable "v" {}\n${role("r", "permissions_boundary = var.v")}`, "terraform.tfvars": 'v = "unfinished\n' });
    expect((await problems(loaded)).map((said) => said.split(" ")[0])).toEqual(["terraform.tfvars:1"]);
    expect(names(loaded)).toEqual(["r"]);
  });
});

describe("sizes", () => {
  it("a count beyond what is looked at one by one is a gap, and one instance stands for all", async () => {
    const loaded = await loadFiles({ "main.tf": role("many", "count = 1000000000") + role("other") });
    expect(loaded.inventory.roles).toHaveLength(2);
    expect(loaded.inventory.gaps.map(({ subject, reason }) => `${subject} ${reason}`)).toEqual([
      "aws_iam_role.many `aws_iam_role.many` has 1000000000 instances; one was looked at in their place",
    ]);
  });

  it.each(["-1", "1.5", '"x"', "null", "[]", "1 / 0"])("a count of %s ends", async (count) => {
    expect(names(await loadFiles({ "main.tf": role("odd", `count = ${count}`) + role("other") }))).toContain("other");
  });

  it("a loop over a million is a problem, and the rest is read", async () => {
    const loaded = await loadFiles({
      "main.tf": `locals {\n  big = [for i in range(1000) : [for j in range(1000) : "\${i}-\${j}"]]\n  small = "s"\n}\n${role("big", "permissions_boundary = local.big[0][0]")}${role("other", "permissions_boundary = local.small")}`,
    });
    const [said, ...more] = await problems(loaded);
    expect(said).toMatch(/^main\.tf:2 `local\.big` stands for more than/);
    expect(more).toEqual([]);
    expect(names(loaded)).toEqual(["big", "other"]);
    const boundary = boundaryOf(loaded, "other");
    expect(boundary?.kind === "managed" && boundary.arn).toBe("s");
  });

  it("a text that doubles thirty times ends", async () => {
    const doubling = Array.from({ length: 30 }, (_, index) => `  t${index + 1} = "\${local.t${index}}\${local.t${index}}"`).join("\n");
    const loaded = await loadFiles({
      "main.tf": `locals {\n  t0 = "xxxxxxxxxx"\n${doubling}\n}\n${role("long", "permissions_boundary = local.t30")}${role("other")}`,
    });
    expect(names(loaded)).toEqual(["long", "other"]);
  });

  it("a list that doubles thirty times ends", async () => {
    const doubling = Array.from({ length: 30 }, (_, index) => `  t${index + 1} = [local.t${index}, local.t${index}]`).join("\n");
    const loaded = await loadFiles({
      "main.tf": `locals {\n  t0 = ["x"]\n${doubling}\n}\n${role("long", "permissions_boundary = jsonencode(local.t30)")}${role("other")}`,
    });
    expect(names(loaded)).toEqual(["long", "other"]);
  });

  it("what is huge inside of one expression ends", async () => {
    const huge = "[for i in range(1000) : local.big]";
    const loaded = await loadFiles({
      "main.tf": `variable "open" {}
        locals {
          big = range(1, 1000)
          a   = ${huge} == [1] ? "a" : "b"
          b   = "\${jsonencode([for i in range(1000) : ${huge}])}"
          c   = try([for i in range(1000) : ${huge}], "c")
          d   = [for i in range(1000) : ${huge}][var.open]
          e   = { (var.open) = ${huge} }
          f   = [for all in [${huge}] : [for i in range(100) : [for x in var.open : x]]]
        }
        ${role("r", "permissions_boundary = jsonencode([local.a, local.b, local.c, local.d, local.e, local.f])")}
        ${role("s").replace("{", `{\n for_each = [for i in range(1000) : ${huge}]\n`)}
        ${role("other")}`,
    });
    expect(names(loaded)).toContain("other");
  });

  it("a chain of a thousand locals ends", async () => {
    const chain = Array.from({ length: 1000 }, (_, index) => `  t${index} = local.t${index + 1}`).join("\n");
    const loaded = await loadFiles({ "main.tf": `locals {\n${chain}\n  t1000 = "end"\n}\n${role("deep", "permissions_boundary = local.t0")}${role("other")}` });
    expect(names(loaded)).toEqual(["deep", "other"]);
  });

  it("modules within modules within modules end", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `m${index}/main.tf`,
        `module "a" {\n  source = "../m${index + 1}"\n}\nmodule "b" {\n  source = "../m${index + 1}"\n}\n`,
      ]),
    );
    const loaded = await loadFiles({ ...files, "m12/main.tf": role("leaf") });
    expect(loaded.inventory.roles.length).toBeGreaterThan(0);
  });
});

describe("names that mean something to JavaScript", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("%s", async (name) => {
    const loaded = await loadFiles({
      "main.tf": `variable "${name}" { default = { ${name} = "value-${name}" } }
        locals { ${name} = var.${name}.${name} }
        module "${name}" { source = "./m" }
        ${role("r", `permissions_boundary = local.${name}\n  tags = { ${name} = "t" }`)}
        resource "aws_iam_role" "${name}" {
          for_each           = toset(["${name}"])
          name               = each.key
          assume_role_policy = ${TRUST}
        }`,
      "m/main.tf": role("inner"),
    });
    expect(await problems(loaded)).toEqual([]);
    expect(names(loaded)).toEqual([name, "inner", "r"].sort());
    const boundary = boundaryOf(loaded, "r");
    expect(boundary?.kind === "managed" && boundary.arn).toBe(`value-${name}`);
  });
});
