import { describe, expect, it } from "vitest";
import { parseYaml } from "../../src/text/parse-yaml.ts";
import { MAX_DEPTH } from "../../src/text/value.ts";

async function yaml(text: string): Promise<unknown> {
  const result = await parseYaml(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

async function problemOf(text: string) {
  const result = await parseYaml(text);
  if (result.ok) throw new Error("parsed, though it should not");
  return { message: result.problem.message, line: result.problem.span.startLine, column: result.problem.span.startColumn };
}

describe("parseYaml: short tags become the long form", () => {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
  it.each([
    ["!Ref Role", { Ref: "Role" }],
    ["!Condition IsProd", { Condition: "IsProd" }],
    ["!GetAtt Role.Arn", { "Fn::GetAtt": ["Role", "Arn"] }],
    ["!GetAtt Nested.Outputs.RoleArn", { "Fn::GetAtt": ["Nested", "Outputs.RoleArn"] }],
    ["!GetAtt [Role, Arn]", { "Fn::GetAtt": ["Role", "Arn"] }],
    ["!GetAtt [Role, !Ref Name]", { "Fn::GetAtt": ["Role", { Ref: "Name" }] }],
    [`!Sub 'arn:\${AWS::Partition}:x'`, { "Fn::Sub": `arn:\${AWS::Partition}:x` }],
    [`!Sub ['\${A}', {A: !Ref B}]`, { "Fn::Sub": [`\${A}`, { A: { Ref: "B" } }] }],
    ["!Join [':', [a, !Ref B]]", { "Fn::Join": [":", ["a", { Ref: "B" }]] }],
    ["!If [C, !If [D, 1, 2], !Ref AWS::NoValue]", { "Fn::If": ["C", { "Fn::If": ["D", 1, 2] }, { Ref: "AWS::NoValue" }] }],
    ["!Base64 x", { "Fn::Base64": "x" }],
    ["!Cidr [a, 1, 2]", { "Fn::Cidr": ["a", 1, 2] }],
    ["!FindInMap [A, B, C]", { "Fn::FindInMap": ["A", "B", "C"] }],
    ["!GetAZs ''", { "Fn::GetAZs": "" }],
    ["!ImportValue x", { "Fn::ImportValue": "x" }],
    ["!Select [0, [a]]", { "Fn::Select": [0, ["a"]] }],
    ["!Split [',', a]", { "Fn::Split": [",", "a"] }],
    ["!Transform {Name: AWS::Include}", { "Fn::Transform": { Name: "AWS::Include" } }],
    ["!And [!Not [!Equals [a, b]], !Or [!Condition c]]", { "Fn::And": [{ "Fn::Not": [{ "Fn::Equals": ["a", "b"] }] }, { "Fn::Or": [{ Condition: "c" }] }] }],
    ["!Ref\n", { Ref: "" }],
    ["!Sub 123", { "Fn::Sub": "123" }],
  ])("%s", async (text, long) => {
    expect(await yaml(text)).toEqual(long);
  });

  it("unknown tags leave the value as it is", async () => {
    expect(await yaml("a: !Rain::Embed x.yaml\nb: !custom [1]\nc: !x 5")).toEqual({ a: "x.yaml", b: [1], c: 5 });
  });
});

describe("parseYaml: scalars", () => {
  it.each([
    ["2012-10-17", "2012-10-17"],
    ["012345678901", "012345678901"],
    ["123456789012", 123456789012],
    ["0o17", "0o17"],
    ["0x1F", "0x1F"],
    ["1_000", "1_000"],
    ["1e3", "1e3"],
    ["1.50", "1.50"],
    ["-1.5", -1.5],
    ["-0", "-0"],
    ["+1", "+1"],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", "9007199254740992"],
    [".inf", ".inf"],
    ["12:30:00", "12:30:00"],
    ["true", true],
    ["False", false],
    ["yes", "yes"],
    ["no", "no"],
    ["on", "on"],
    ["off", "off"],
    ["null", null],
    ["~", null],
    ["", null],
    ["# nothing\n", null],
    ["'true'", "true"],
    ['"5"', "5"],
    ["!!str 5", "5"],
    ["! 5", "5"],
    ['!!int "5"', 5],
    ["|\n  a\n  b\n", "a\nb\n"],
    [">-\n  a\n  b\n", "a b"],
    ['"\\u00e9\\x41\\\n  b"', "éAb"],
    ["\ufeffa", "a"],
    ["%YAML 1.1\n---\nyes", "yes"],
  ])("%j", async (text, value) => {
    expect(await yaml(text)).toBe(value);
  });

  it("keys are text, whatever they look like", async () => {
    expect(await yaml("200: a\ntrue: b\n012: c\n__proto__: d\n? e\n")).toEqual(JSON.parse('{"200":"a","true":"b","012":"c","__proto__":"d","e":null}'));
  });

  it("objects have no prototype to pollute", async () => {
    const value = (await yaml("__proto__: {polluted: 1}")) as object;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("parseYaml: aliases and merge keys", () => {
  it("expands aliases, each to the anchor nearest before it", async () => {
    expect(await yaml("a: &x 1\nb: *x\nc: &x [2]\nd: *x\n")).toEqual({ a: 1, b: 1, c: [2], d: [2] });
  });

  it("keeps the tag of an aliased node", async () => {
    expect(await yaml("a: &x !Ref P\nb: *x")).toEqual({ a: { Ref: "P" }, b: { Ref: "P" } });
  });

  it("merges: own keys win, then earlier sources", async () => {
    const text = "one: &one {x: 1, y: 1}\ntwo: &two {y: 2, z: 2}\nall: {<<: [*one, *two], x: 0}\nnested: {<<: {<<: *one, y: 3}}\n'<<': plain";
    expect(await yaml(text)).toEqual({
      one: { x: 1, y: 1 },
      two: { y: 2, z: 2 },
      all: { x: 0, y: 1, z: 2 },
      nested: { x: 1, y: 3 },
      "<<": "plain",
    });
  });

  it("refuses a billion laughs, by lists and by merges", async () => {
    const laughs = (write: (before: string) => string) =>
      `a0: &a0 {x: 1}\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} ${write(`*a${i}`)}\n`).join("")}`;
    expect((await problemOf(laughs((a) => `[${a}, ${a}, ${a}]`))).message).toContain("aliases expand to more than 100000 values");
    expect((await problemOf(laughs((a) => `{<<: [${a}, ${a}, ${a}]}`))).message).toContain("aliases expand to more than 100000 values");
  });
});

describe("parseYaml: problems", () => {
  it.each([
    ["a: 1\nb:\n  c: 1\n  'c': 2\n", 4, 3, "the key `c` stands twice in one object, first at line 3"],
    ["a:\n\tb: c\n", 2, 1, "tabs are not allowed as indentation"],
    ["a:\n  - b\n\t- c\n", 3, 1, "tabs are not allowed as indentation"],
    ["a: |\n\tfoo\n", 2, 1, "tabs are not allowed as indentation"],
    ['{\n\t"a": @}', 2, 7, "reserved character @"],
    ["a: 1\n---\nb: 2\n", 3, 1, "only one document"],
    ["a: &x [*x]", 1, 8, "a cycle"],
    ["a: &x {b: *x}", 1, 11, "a cycle"],
    ["a: *x\nb: &x 1", 1, 4, "names no anchor"],
    ["? [a]\n: b", 1, 3, "a key must be a text"],
    ["a: {<<: 1}", 1, 9, "merge key"],
    ["a: \u0000", 1, 4, "NUL byte"],
    ['a: "\\d"', 1, 5, "`\\d` is not an escape in YAML"],
    ["a: [1, 2", 1, 9, "end with a ]"],
    ["a: 'x", 1, 6, "Missing closing 'quote"],
    ["a: @x", 1, 4, "reserved character @"],
    ["a: b: c", 1, 4, "Nested mappings are not allowed"],
    ["\ufeff{a: 1", 1, 6, "end with a }"],
    ["%nonsense\n", 2, 1, "directives-end"],
  ])("%j", async (text, line, column, words) => {
    const problem = await problemOf(text);
    expect(problem).toMatchObject({ line, column });
    expect(problem.message).toContain(words);
  });

  it("an empty second document is none", async () => {
    expect(await yaml("---\na: 1\n---\n...\n")).toEqual({ a: 1 });
  });

  it.each([
    ["flow lists", "[", "]"],
    ["short tags", "!Not [", "]"],
    ["block lists", "- ", ""],
    ["flow mappings", "{a: ", "}"],
    ["explicit keys", "? ", ""],
    ["pairs in lists", "[a: ", "]"],
  ])("refuses 100,000 levels of %s, at once", async (_, open, close) => {
    const started = performance.now();
    expect((await problemOf(open.repeat(100_000) + close.repeat(100_000))).message).toContain("nested deeper than 200 levels");
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("draws the line where JSON does, counting the long form", async () => {
    const lists = (levels: number, inner = "") => "[".repeat(levels) + inner + "]".repeat(levels);
    await yaml(lists(MAX_DEPTH, "x"));
    await yaml(lists(MAX_DEPTH - 1, "!Ref x"));
    await yaml(lists(MAX_DEPTH - 2, "!GetAtt a.b"));
    for (const text of [lists(MAX_DEPTH + 1), lists(MAX_DEPTH, "!Ref x"), lists(MAX_DEPTH - 1, "!GetAtt a.b")]) {
      expect((await problemOf(text)).message).toContain("nested deeper");
    }
  });

  it("refuses what would fill the memory", async () => {
    expect((await problemOf("a".repeat(8 * 1024 * 1024 + 1))).message).toContain("larger than 8 MB");
    expect((await problemOf("]".repeat(1_000_000))).message).toContain("Unexpected");
    expect((await problemOf(`[${"x,".repeat(1_000_000)}]`)).message).toContain("more than 1000000 tokens");
    expect((await problemOf(`["${"\\d".repeat(1_000_000)}"]`)).message).toContain("not an escape");
  });
});
