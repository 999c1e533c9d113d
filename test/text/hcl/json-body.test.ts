import { describe, expect, it } from "vitest";
import { parseJsonBody, parseJsonVariables } from "../../../src/text/hcl/json-body.ts";
import type { Body } from "../../../src/text/hcl/syntax.ts";
import { parser } from "./parsing.ts";
import { showBody } from "./show.ts";

function bodyOf(text: string): Body {
  const result = parseJsonBody(text, parser.parseTemplate);
  if (!result.ok) throw new Error(result.problem.message);
  return result.body;
}

function problemIn(text: string): string {
  const result = parseJsonBody(text, parser.parseTemplate);
  if (result.ok) throw new Error("read, though it should not be");
  return `${result.problem.span.startLine}:${result.problem.span.startColumn} ${result.problem.message}`;
}

/** https://developer.hashicorp.com/terraform/language/syntax/json */
describe("parseJsonBody", () => {
  it.each([
    ["nothing", {}, ""],
    ["a resource", { resource: { a: { b: { c: 1 } } } }, 'resource "a" "b" { c = 1 }'],
    ["many", { data: { a: { b: {}, c: {} }, d: { e: {} } } }, 'data "a" "b" {  }; data "a" "c" {  }; data "d" "e" {  }'],
    ["an ephemeral resource", { ephemeral: { a: { b: {} } } }, 'ephemeral "a" "b" {  }'],
    ["one label", { module: { a: { source: "./b" } }, output: { c: { value: 1 } } }, 'module "a" { source = "./b" }; output "c" { value = 1 }'],
    ["no label", { locals: { a: 1, b: [true, null] }, terraform: {} }, "locals { a = 1; b = [true, null] }; terraform {  }"],
    ["lists at each level", { resource: [{ a: [{ b: [{ c: 1 }, { c: 2 }] }] }] }, 'resource "a" "b" { c = 1 }; resource "a" "b" { c = 2 }'],
    ["a list of files", [{ locals: { a: 1 } }, { locals: { b: 2 } }], "locals { a = 1 }; locals { b = 2 }"],
    ["two provider configurations", { provider: { aws: [{ alias: "a" }, {}] } }, 'provider "aws" { alias = "a" }; provider "aws" {  }'],
    ["comments", { "//": "x", resource: { "//": "y", a: { b: { "//": ["z"], c: 1 } } } }, 'resource "a" "b" { c = 1 }'],
    ["a nested block, which looks like an argument", { locals: { a: [{ b: { c: 1 } }] } }, 'locals { a = [{"b" = {"c" = 1}}] }'],
    [
      "templates",
      { locals: { a: `x\${y}`, b: `\${y.z}`, c: "$${y}", d: "%{ if e }f%{ endif }" } },
      `locals { a = <"x" y>; b = (y .z); c = "\${y}"; d = <(if e then "f" else )> }`,
    ],
    ["templates in collections", { locals: { a: [`\${b}`, { c: `\${d} e` }] } }, 'locals { a = [b, {"c" = <d " e">}] }'],
    ["quotes in templates", { locals: { a: `\${f("x", "\\n")}\n` } }, 'locals { a = <f("x", "\\n") "\\n"> }'],
    ["keys are text", { locals: { a: { [`\${b}`]: 1, "c d": 2 } } }, `locals { a = {"\${b}" = 1, "c d" = 2} }`],
    [
      "a variable, which is evaluated in no scope",
      { variable: { a: { type: "list(string)", default: [`\${b}`] } } },
      `variable "a" { type = list(string); default = ["\${b}"] }`,
    ],
    [
      "a variable of any type",
      { variable: { a: { type: "string" }, b: { type: 1 }, c: { type: "(" } } },
      'variable "a" { type = string }; variable "b" { type = 1 }; variable "c" { type = "(" }',
    ],
    [
      "dynamic blocks",
      { data: { a: { b: { dynamic: { statement: { for_each: `\${c}`, iterator: "d", content: { e: `\${d.value}` } } } } } } },
      'data "a" "b" { dynamic "statement" { for_each = c; iterator = "d"; content { e = (d .value) } } }',
    ],
    [
      "several dynamic blocks, one in the other",
      { resource: { a: { b: { dynamic: { c: [{ for_each: [1], content: { dynamic: { d: { for_each: [2], content: {} } } } }, { content: { f: 1 } }] } } } } },
      'resource "a" "b" { dynamic "c" { for_each = [1]; content { dynamic "d" { for_each = [2]; content {  } } } }; dynamic "c" { content { f = 1 } } }',
    ],
    [
      "a block that holds a dynamic block",
      { resource: { a: { b: { statement: [{ c: 1, dynamic: { d: { content: {} } } }] } } } },
      'resource "a" "b" { statement { c = 1; dynamic "d" { content {  } } } }',
    ],
    [
      "an argument called dynamic",
      { locals: { dynamic: { a: { b: 1 } }, c: { dynamic: true } } },
      'locals { dynamic = {"a" = {"b" = 1}}; c = {"dynamic" = true} }',
    ],
    ["null instead of a block", { resource: null, module: { a: null } }, ""],
    ["other keys", { anything: `\${a}` }, "anything = a"],
  ])("%s", (_, json, tree) => {
    expect(showBody(bodyOf(JSON.stringify(json)))).toBe(tree);
  });

  it("takes the same block more than once, as Terraform does", () => {
    const text = '{"resource": {"a": {"b": {"c": 1}}}, "resource": {"a": {"d": {"c": 2}, "d": {"c": 3}}}}';
    expect(showBody(bodyOf(text))).toBe('resource "a" "b" { c = 1 }; resource "a" "d" { c = 2 }; resource "a" "d" { c = 3 }');
  });

  it("gives the ranges of the JSON text, of a whole string for all that is in it", () => {
    const text = `\ufeff{\n  "resource": {\n    "a": {\n      "é": {"c": "x\${d}\\n", "e": [1, "\${f.g}"]}\n    }\n  }\n}`;
    const [block] = bodyOf(text).blocks;
    const slice = (range: { start: number; end: number } | undefined) => text.slice(range?.start, range?.end);
    expect(slice(block?.header)).toBe('"é"');
    expect(slice(block?.range)).toBe(`"é": {"c": "x\${d}\\n", "e": [1, "\${f.g}"]}`);
    const [c, e] = block?.body.attributes ?? [];
    expect(slice(c?.nameRange)).toBe('"c"');
    expect(slice(c?.expression.range)).toBe(`"x\${d}\\n"`);
    const inner = c?.expression.kind === "template" ? c.expression.parts[1] : undefined;
    expect(inner?.kind === "interpolation" && slice(inner.expression.range)).toBe(`"x\${d}\\n"`);
    expect(slice(e?.expression.range)).toBe(`[1, "\${f.g}"]`);
    const item = e?.expression.kind === "tuple" ? e.expression.items[1] : undefined;
    expect(slice(item?.range)).toBe(`"\${f.g}"`);
    expect(item?.kind === "attribute" && slice(item.of.range)).toBe(`"\${f.g}"`);
  });

  it.each([
    ["", "1:1 the file is empty; expected a JSON value"],
    ['{"a": }', "1:7 expected a value, found `}`"],
    ['{\n"locals": {"a": 1, "a": 2}}', "2:20 the key `a` stands twice in one object, first at line 2"],
    ['{"locals": {"a": {"b": 1,\n"b": 2}}}', "2:1 the key `b` stands twice in one object, first at line 1"],
    ['{"variable": {"a": {"default": {"b": 1, "b": 2}}}}', "1:41 the key `b` stands twice in one object, first at line 1"],
    ["[1]", "1:2 expected an object here, or a list of objects"],
    ['{"resource": "a"}', "1:14 expected an object here, or a list of objects"],
    ['{"resource": {"a": {"b": [{}, 1]}}}', "1:31 expected an object here, or a list of objects"],
    [`{"locals": {"a": "\${b"}}`, `1:18 in this string: this \`\${\` is not closed: expected \`}\``],
    [`{"locals": {"a": ["x", "\${b c}"]}}`, "1:24 in this string: unexpected `c`: expected `}`"],
  ])("says what is wrong with %s", (text, said) => {
    expect(problemIn(text)).toBe(said);
  });

  it("refuses what is nested too deep", () => {
    const depth = 10_000;
    expect(problemIn(`{"locals": {"a": ${"[".repeat(depth)}${"]".repeat(depth)}}}`)).toContain("nested deeper than 200 levels");
  });
});

describe("parseJsonVariables", () => {
  it("takes every key for a variable and every string as it is", () => {
    const result = parseJsonVariables(JSON.stringify({ resource: { a: { b: 1 } }, data: `\${c}`, "//": "comment", e: [null, true] }));
    expect(result.ok && showBody(result.body)).toBe(`resource = {"a" = {"b" = 1}}; data = "\${c}"; e = [null, true]`);
  });

  it.each([
    ['{"a": 1, "a": 2}', "the key `a` stands twice in one object, first at line 1"],
    ["1", "expected an object here, or a list of objects"],
  ])("says what is wrong with %s", (text, said) => {
    expect(parseJsonVariables(text)).toMatchObject({ ok: false, problem: { message: said } });
  });
});
