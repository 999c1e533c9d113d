/** What is not known stays as small as it can be: the rest of a value is there, and the same unknown is seen to be the same. By reasoning. */
import { describe, expect, it } from "vitest";
import type { Role } from "../../../src/model/inventory.ts";
import { keyOf } from "../../../src/sources/terraform/making.ts";
import type { Term } from "../../../src/sources/terraform/term.ts";
import type { Resource } from "../../../src/sources/terraform/types.ts";
import { showText, textKey } from "../../../src/text/symbolic.ts";
import { loadFiles } from "../input-folder.ts";
import { type Opened, open, plain } from "./project.ts";

const TRUST = `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })`;

const NO_VALUE = (name: string): string => `variable \`${name}\` has no value`;

async function evaluated(variables: string, expression: string): Promise<unknown> {
  return plain((await open({ "main.tf": variables })).expression(expression));
}

function named(resources: readonly Resource[], address: string): Resource {
  const found = resources.find((resource) => resource.address === address);
  if (found === undefined) throw new Error(`no ${address} among ${resources.map((resource) => resource.address).join(", ")}`);
  return found;
}

function guardsOf(resource: Resource): readonly string[] {
  return resource.guards.map(({ cause, when }) => `${when ? "" : "not "}${cause.what}`);
}

function plainKeys(term: Term): readonly string[] {
  return term.kind === "list" ? term.items.map(keyOf) : [];
}

describe("expressions", () => {
  const variables = `
    variable "name" { type = string }
    variable "on" { type = bool }
    variable "also" { type = bool }
    variable "list" { type = list(string) }
    variable "map" { type = map(string) }
    variable "object" { type = object({ a = string }) }
  `;
  const on = NO_VALUE("on");

  it.each<readonly [string, unknown]>([
    ['"a-${var.name}-b"', "a-${var.name}-b"],
    ["[var.name, 1]", [{ "?": NO_VALUE("name") }, 1]],
    ["{ a = var.name, b = 2 }.b", 2],
    ["[1, var.name][0]", 1],
    ['var.on ? "a" : "b"', { if: on, yes: "a", no: "b" }],
    ['var.on ? "a" : "a"', "a"],
    ['var.on ? (var.on ? "a" : "b") : "c"', { if: on, yes: "a", no: "c" }],
    ['!var.on ? "a" : "b"', { if: on, yes: "b", no: "a" }],
    ['"x${var.on ? "a" : "b"}"', { if: on, yes: "xa", no: "xb" }],
    ['"x%{ if var.on }a%{ endif }${var.on ? 1 : 2}"', { if: on, yes: "xa1", no: "x2" }],
    ["var.on && false", false],
    ["var.on || true", true],
    ["false && var.on", false],
    ["[for x in (var.on ? [1, 2] : [3]) : x * 2]", { if: on, yes: [2, 4], no: [6] }],
    ["(var.on ? [1] : [])[*]", { if: on, yes: [1], no: [] }],
    ["length(var.on ? [1] : [])", { if: on, yes: 1, no: 0 }],
    ["try((var.on ? [1] : [])[0], 9)", { if: on, yes: 1, no: 9 }],
    ["can((var.on ? [1] : [])[0])", { if: on, yes: true, no: false }],
    ["try({ a = (var.on ? [1] : [])[0] }, 9)", { if: on, yes: { a: 1 }, no: 9 }],
    ["one((var.on ? [1] : [])[*])", { if: on, yes: 1, no: null }],
    ["concat(var.on ? [1] : [], [2])", { if: on, yes: [1, 2], no: [2] }],
    ["merge({ a = 1 }, var.on ? { b = 2 } : {})", { if: on, yes: { a: 1, b: 2 }, no: { a: 1 } }],
    ['var.on == true ? "a" : "b"', { if: on, yes: "a", no: "b" }],
    ["var.object.a", { "?": NO_VALUE("object") }],
    ["var.list[0]", { "?": NO_VALUE("list") }],
    ["[for x in var.list : upper(x)]", { "?": NO_VALUE("list") }],
    ["{ for k, v in var.map : k => v }", { "?": NO_VALUE("map") }],
    ["var.list[*]", { "?": NO_VALUE("list") }],
    ["try(var.object.a, 1)", { "?": NO_VALUE("object") }],
    ["[for x in [1, 2, 3] : x if x != 2 || true]", [1, 2, 3]],
    ["[for x in [1, 2] : x if var.on]", { if: on, yes: [1, 2], no: [] }],
    ["{ (var.name) = 1 }", { "?": NO_VALUE("name") }],
    ["jsonencode({ a = var.name })", { json: { a: { "?": NO_VALUE("name") } } }],
    ["jsondecode(jsonencode({ a = var.name, b = 1 })).b", 1],
    ["null == var.name ? 1 : 2", { if: NO_VALUE("name"), yes: 1, no: 2 }],
    ["var.on ? null : 1", { if: on, yes: null, no: 1 }],
  ])("%s", async (expression, value) => {
    expect(await evaluated(variables, expression)).toEqual(value);
  });

  it("the same expression of the same unknown is the same unknown, another is not", async () => {
    const { expression } = await open({ "main.tf": variables });
    const key = (written: string): string => keyOf(expression(written));
    expect(key("upper(var.name)")).toBe(key("upper(var.name)"));
    expect(key("var.object.a")).toBe(key('var.object["a"]'));
    expect(key("upper(var.name)")).not.toBe(key("lower(var.name)"));
    expect(key("var.list[0]")).not.toBe(key("var.list[1]"));
    expect(key('"${var.name}"')).toBe(key("var.name"));
  });

  it("what is made in another way of the same unknown, or in another place, is another unknown", async () => {
    const { expression } = await open({ "main.tf": variables });
    for (const pair of [
      '[[for x in var.list : "a${x}"], [for x in var.list : "b${x}"]]',
      '["%{ for x in var.list }a${x}%{ endfor }", "%{ for x in var.list }b${x}%{ endfor }"]',
      "[{ (var.name) = 1 }, { (var.name) = 12 }]",
      '[for p in ["a", "b"] : [for x in var.list : "${p}${x}"]]',
      '[for p in ["a", "b"] : { (var.name) = p }]',
    ]) {
      const [first, second] = plainKeys(expression(pair));
      expect(first, pair).toBeDefined();
      expect(first, pair).not.toBe(second);
    }
  });

  it("two instances of a module make different things of the same unknown", async () => {
    const { expression } = await open({
      "main.tf": `${variables}
        module "a" {
          source = "./m"
          prefix = "a"
          list   = var.list
        }
        module "b" {
          source = "./m"
          prefix = "b"
          list   = var.list
        }`,
      "m/main.tf": 'variable "prefix" {}\nvariable "list" {}\noutput "all" { value = [for x in var.list : "${var.prefix}${x}"] }\n',
    });
    expect(keyOf(expression("module.a.all"))).not.toBe(keyOf(expression("module.b.all")));
  });

  it("two conditions give four outcomes, one condition two", async () => {
    const value = await evaluated(variables, '"${var.on ? 1 : 2}${var.also ? 3 : 4}${var.on ? 5 : 6}"');
    const also = NO_VALUE("also");
    expect(value).toEqual({ if: on, yes: { if: also, yes: "135", no: "145" }, no: { if: also, yes: "236", no: "246" } });
  });
});

describe("count and for_each", () => {
  it("an unknown condition on count makes one instance that is there under that condition", async () => {
    const { resources } = await open({
      "main.tf": `
        variable "create" { type = bool }
        resource "aws_iam_role" "x" {
          count              = var.create ? 1 : 0
          name               = "x"
          assume_role_policy = ${TRUST}
        }
        resource "aws_iam_role" "y" {
          count              = var.create ? 0 : 2
          name               = "y\${count.index}"
          assume_role_policy = ${TRUST}
        }
        resource "aws_iam_role" "z" {
          count              = var.create ? 1 : 2
          name               = "z\${count.index}"
          assume_role_policy = ${TRUST}
        }
      `,
    });
    const all = resources();
    expect(all.map((resource) => [resource.address, guardsOf(resource)])).toEqual([
      ["aws_iam_role.x[0]", [NO_VALUE("create")]],
      ["aws_iam_role.y[0]", [`not ${NO_VALUE("create")}`]],
      ["aws_iam_role.y[1]", [`not ${NO_VALUE("create")}`]],
      ["aws_iam_role.z[0]", []],
      ["aws_iam_role.z[1]", [`not ${NO_VALUE("create")}`]],
    ]);
  });

  it("a reference under the condition of the count settles with it", async () => {
    const { resources, expression } = await open(
      {
        "main.tf": `
          variable "create" { type = bool }
          variable "arn" { default = "arn:aws:iam::111122223333:role/given" }
          resource "aws_iam_role" "x" {
            count              = var.create ? 1 : 0
            name               = "x"
            assume_role_policy = ${TRUST}
          }
          locals { arn = var.create ? aws_iam_role.x[0].arn : var.arn }
          resource "aws_iam_role" "user" {
            count              = var.create ? 1 : 0
            name               = "user"
            description        = local.arn
            assume_role_policy = ${TRUST}
          }
        `,
      },
      { account: "111122223333" },
    );
    const chosen = { if: NO_VALUE("create"), yes: "arn:aws:iam::111122223333:role/x", no: "arn:aws:iam::111122223333:role/given" };
    expect(plain(expression("local.arn"))).toEqual(chosen);
    expect(plain(expression('join("", aws_iam_role.x[*].name)'))).toEqual({ if: NO_VALUE("create"), yes: "x", no: "" });
    expect(plain(expression("try(aws_iam_role.x[0].arn, var.arn)"))).toEqual(chosen);
    expect(plain(expression("one(aws_iam_role.x[*].arn)"))).toEqual({ ...chosen, no: null });
    expect(plain(expression("length(aws_iam_role.x)"))).toEqual({ if: NO_VALUE("create"), yes: 1, no: 0 });
    // Where the other resource is there, so is the role.
    expect(plain(named(resources(), "aws_iam_role.user[0]").configured("description"))).toBe("arn:aws:iam::111122223333:role/x");
  });

  it("unknown keys make one instance that stands for all, equal for resources over the same collection", async () => {
    const { resources, expression } = await open({
      "main.tf": `
        variable "users" { type = map(object({ path = string })) }
        variable "others" { type = set(string) }
        resource "aws_iam_role" "a" {
          for_each           = var.users
          name               = "a-\${each.key}"
          path               = each.value.path
          assume_role_policy = ${TRUST}
        }
        resource "aws_iam_role" "b" {
          for_each           = var.users
          name               = "a-\${each.key}"
          assume_role_policy = ${TRUST}
        }
        resource "aws_iam_role" "c" {
          for_each           = var.others
          name               = "a-\${each.key}"
          description        = aws_iam_role.a[each.key].name
          assume_role_policy = ${TRUST}
        }
      `,
    });
    const [a, b, c, ...none] = resources();
    expect(none).toEqual([]);
    expect(a?.address).toBe("aws_iam_role.a[each.key]");
    const name = (resource: Resource | undefined): string => (resource === undefined ? "" : keyOf(resource.configured("name")));
    expect(name(a)).toBe(name(b));
    expect(name(a)).not.toBe(name(c));
    expect(plain(expression('aws_iam_role.a["ann"].name'))).toEqual("a-${each.key}");
    expect(plain(expression("[for role in aws_iam_role.a : role.name]"))).not.toEqual([]);
    expect(plain(expression('{ for key, role in aws_iam_role.a : key => role.path }["ann"]'))).toEqual(plain(expression('aws_iam_role.a["ann"].path')));
    expect(JSON.stringify(plain(expression('[for key, role in aws_iam_role.a : "${key}/x"]')))).not.toContain("\\u0000");
    expect(JSON.stringify(plain(expression('"${join(",", keys(aws_iam_role.a))}"')))).not.toContain("\\u0000");
  });

  it("of a set with an unknown item the rest is not taken for all", async () => {
    const { resources } = await open({
      "main.tf": `
        variable "name" { type = string }
        resource "aws_iam_role" "a" {
          for_each           = toset(["known", var.name])
          name               = each.key
          assume_role_policy = ${TRUST}
        }
      `,
    });
    expect(resources().map(({ address }) => address)).toEqual(["aws_iam_role.a[each.key]"]);
  });

  it("what a for_each under a condition makes is there under it", async () => {
    const { resources } = await open({
      "main.tf": `
        variable "on" { type = bool }
        resource "aws_iam_role" "a" {
          for_each           = var.on ? { x = 1, y = 2 } : { y = 3 }
          name               = "\${each.key}\${each.value}"
          assume_role_policy = ${TRUST}
        }
        module "m" {
          source   = "./m"
          for_each = toset(var.on ? ["k"] : [])
          name     = each.key
        }
      `,
      "m/main.tf": `
        variable "name" {}
        resource "aws_iam_role" "in" {
          name               = var.name
          assume_role_policy = ${TRUST}
        }
      `,
    });
    const all = resources();
    expect(all.map((resource) => [resource.address, guardsOf(resource)])).toEqual([
      ['aws_iam_role.a["x"]', [NO_VALUE("on")]],
      ['aws_iam_role.a["y"]', []],
      ['module.m["k"].aws_iam_role.in', [NO_VALUE("on")]],
    ]);
  });
});

describe("in the inventory", () => {
  const role = (extra: string): string => `resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = ${TRUST}\n${extra}\n}\n`;

  async function roleOf(files: Readonly<Record<string, string>>): Promise<Role> {
    const { inventory, problems } = await loadFiles(files, { account: "111122223333" });
    expect(problems).toEqual([]);
    const [only] = inventory.roles;
    if (only === undefined) throw new Error("no role");
    return only;
  }

  it("an unknown action leaves the other actions of the statement known", async () => {
    const { trust } = await roleOf({
      "main.tf": `variable "action" { type = string }
        resource "aws_iam_role" "r" {
          name = "r"
          assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole", var.action], Principal = "*" }] })
        }`,
    });
    const statement = trust.kind === "value" && trust.value.kind === "map" ? trust.value.entries.get("Statement") : undefined;
    const first = statement?.kind === "list" ? statement.items[0] : undefined;
    const actions = first?.kind === "map" ? first.entries.get("Action") : undefined;
    expect(actions?.kind === "list" && actions.items.map((item) => (item.kind === "scalar" ? item.value : item.kind))).toEqual(["sts:AssumeRole", "unknown"]);
  });

  it.each([
    ["unknown items", `variable "v" { type = list(string) }`, "var.v", "unknown", undefined],
    ["an unknown condition", `variable "v" { type = bool }`, "var.v ? [1] : []", "unknown", true],
    ["an unknown condition, the other way round", `variable "v" { type = bool }`, "var.v ? [] : [1]", "unknown", false],
    ["a known condition", `variable "v" { default = true }`, "var.v ? [1] : []", "on", undefined],
    ["nothing", `variable "v" { default = [] }`, "var.v", "off", undefined],
  ])("dynamic domain_settings over %s", async (_, variable, collection, kind, when) => {
    const { inventory } = await loadFiles({
      "main.tf": `${variable}
        resource "aws_sagemaker_domain" "d" {
          domain_name = "d"
          auth_mode   = "IAM"
          default_user_settings { execution_role = "arn:aws:iam::111122223333:role/r" }
          dynamic "domain_settings" {
            for_each = ${collection}
            content { execution_role_identity_config = "USER_PROFILE_NAME" }
          }
        }`,
    });
    const [domain] = inventory.domains;
    expect(domain?.propagation.kind).toBe(kind);
    expect(domain?.propagation.kind === "unknown" ? domain.propagation.on?.when : undefined).toBe(when);
  });

  it("what a module from elsewhere gives is unknown, and the module is named", async () => {
    const { inventory } = await loadFiles({
      "main.tf": `
        module "iam_roles" { source = "terraform-aws-modules/iam/aws//modules/iam-assumable-role" }
        resource "aws_iam_role_policy_attachment" "a" {
          role       = aws_iam_role.r.name
          policy_arn = module.iam_roles.policy_arn
        }
        ${role('  permissions_boundary = module.iam_roles.boundary["x"]')}`,
    });
    expect(inventory.gaps.some(({ subject }) => subject === "module.iam_roles")).toBe(true);
    const boundary = inventory.roles[0]?.boundary;
    const arn = boundary?.kind === "managed" ? boundary.arn : "";
    const causes = typeof arn === "string" ? [] : arn.parts.flatMap((part) => (typeof part === "string" ? [] : [part.cause]));
    expect(causes.map(({ kind }) => kind)).toEqual(["import"]);
    expect(causes[0]?.what).toContain("`iam_roles`");
    expect(causes[0]?.settle).toContain("plan");
  });

  it("two root folders with a role of the same name are in different accounts, others share one", async () => {
    const { inventory } = await loadFiles({
      "dev/main.tf": role(""),
      "prod/main.tf": role(""),
      "lake/main.tf": role("").replaceAll('"r"', '"lake"'),
      "hub/main.tf": role("").replaceAll('"r"', '"hub"'),
    });
    const accounts = new Map(inventory.roles.map(({ name, account, subject }) => [`${showText(name)} ${subject}`, textKey(account)]));
    const of = (name: string): readonly string[] => [...accounts].filter(([key]) => key.startsWith(`${name} `)).map(([, account]) => account);
    expect(of("r")).toHaveLength(2);
    expect(new Set(of("r")).size).toBe(2);
    expect(of("lake")).toEqual(of("hub"));
    expect(of("r")).not.toContain(of("lake")[0]);
  });

  it("with an account that the user names all of them are in it", async () => {
    const { inventory } = await loadFiles({ "dev/main.tf": role(""), "lake/main.tf": role("").replaceAll('"r"', '"lake"') }, { account: "111122223333" });
    expect(new Set(inventory.roles.map(({ account }) => account))).toEqual(new Set(["111122223333"]));
  });
});

describe("parameters", () => {
  const files = {
    "main.tf": `
      variable "text" { type = string }
      variable "number" { type = number }
      variable "list" { type = list(string) }
      variable "loose" {}
      variable "anything" { type = any }
    `,
    "terraform.tfvars": 'text = "file"\nloose = "file"\n',
    "named/more.tfvars": 'text = "named"\n',
  };
  const value = (opened: Opened, name: string): unknown => plain(opened.expression(`var.${name}`));

  it("win over files, named files over those that are loaded by themselves", async () => {
    expect(value(await open(files), "text")).toBe("file");
    expect(value(await open(files, { named: ["named/more.tfvars"] }), "text")).toBe("named");
    expect(value(await open(files, { named: ["named/more.tfvars"], parameters: { text: "parameter" } }), "text")).toBe("parameter");
  });

  it.each<readonly [string, string, unknown]>([
    ["text", "[1]", "[1]"],
    ["number", "12", 12],
    ["list", '["a", 1]', ["a", "1"]],
    ["loose", "plain", "plain"],
    ["loose", "true", "true"],
    ["anything", "true", true],
    ["anything", '{ a = "b" }', { a: "b" }],
  ])("%s=%s is read as its type says", async (name, written, expected) => {
    expect(value(await open(files, { parameters: { [name]: written } }), name)).toEqual(expected);
  });
});
