import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import schema from "../../src/config/config.schema.json" with { type: "json" };
import { findConfig } from "../../src/config/find-config.ts";
import { firstConfig } from "../../src/config/first-config.ts";
import { linesOf, type ReadConfig, readConfig, suppressionsOf } from "../../src/config/read-config.ts";
import { parseYaml } from "../../src/text/parse-yaml.ts";
import { nasty } from "../report/arbitrary.ts";
import { folderWith } from "../sources/input-folder.ts";

const IDS = rules.map(({ meta }) => meta.id);

function read(content: string | Uint8Array, name = "lint-roles.config.yaml"): Promise<ReadConfig> {
  return readConfig(name, folderWith({ [name]: content }), IDS);
}

/** `line:column: message (help)` */
async function told(content: string | Uint8Array, name?: string): Promise<readonly string[]> {
  const result = await read(content, name);
  if (result.ok) return [];
  return result.problems.map(
    ({ message, help, span }) => `${span ? `${span.startLine}:${span.startColumn}: ` : ""}${message}${help?.startsWith("did") ? ` (${help})` : ""}`,
  );
}

const ALL = `inputs: [infra, "studio roles/x.yaml"]
fail-on: warning
strict: true
propagation: on
only: [stale-principal]
skip: []
severities: { stale-principal: error, narrow-source-arn: "off" }
entry-roles: ["arn:aws:iam::*:role/Studio*"]
account: 111122223333
region: eu-west-1
partition: aws
parameters: { Name: text, Count: 3, Flag: true }
account-names: { "011122223333": production }
baseline: ci/baseline.json
suppressions:
  - { rule: stale-principal, subject: Lake, reason: created anew each night, expires: 2027-01-31, owner: platform }
`;

describe("a configuration", () => {
  it("is read in YAML and in JSON alike", async () => {
    const yaml = await read(ALL);
    if (!yaml.ok) throw new Error(JSON.stringify(yaml.problems));
    expect(yaml.config.values).toMatchObject({ propagation: "on", account: 111122223333, parameters: { Name: "text", Count: 3, Flag: true } });
    const json = await read(JSON.stringify({ $schema: "./x.json", ...yaml.config.values }), "lint-roles.config.json");
    if (!json.ok) throw new Error(JSON.stringify(json.problems));
    expect({ ...json.config.values, $schema: undefined }).toEqual({ ...yaml.config.values, $schema: undefined });
  });

  it("may be empty, or nothing but comments", async () => {
    for (const text of ["", "# nothing\n", "{}"]) expect(await told(text)).toEqual([]);
  });

  it("has places for its suppressions and its keys", async () => {
    const result = await read(ALL);
    if (!result.ok) throw new Error("refused");
    const { entries, isSelection } = suppressionsOf(result.config, true);
    expect([entries.length, entries[0]?.owner, entries[0]?.expires, isSelection]).toEqual([1, "platform", "2027-01-31", true]);
    const lines = await linesOf(result.config);
    expect([lines.get("fail-on"), lines.get("parameters Count"), lines.get("suppressions")]).toEqual([2, 12, 15]);
  });

  it.each([
    ["a key that is misspelt", "fail_on: error\n", ["1:1: `fail_on` is not known (did you mean `fail-on`?)"]],
    [
      "a value of an enumeration",
      "a: 1\nfail-on: eror\n",
      ["1:1: `a` is not known", "2:10: `fail-on` should be one of error, warning, note, never (did you mean `error`?)"],
    ],
    ["a list that is none", "skip: stale-principal\n", ["1:7: `skip` should be a list"]],
    ["nothing where a list should be", "only:\n", ["1:1: `only` should be a list"]],
    ["a rule that there is not", "skip: [stale-principle]\n", ["1:8: `skip[0]` is no rule: `stale-principle` (did you mean `stale-principal`?)"]],
    ["a rule that stands twice", "skip: [stale-principal, stale-principal]\n", ["1:7: `skip` has the same item twice"]],
    ["a severity of a rule that there is not", "severities: { xyz: error }\n", ["1:15: `severities.xyz` is no rule"]],
    [
      "a severity that there is not",
      "severities: { stale-principal: high }\n",
      ["1:32: `severities.stale-principal` should be one of error, warning, note, off"],
    ],
    ["objects in a list of texts", "skip: [{}, {}]\n", ["1:8: `skip[0]` should be a text", "1:12: `skip[1]` should be a text"]],
    ["true as text", 'strict: "yes"\n', ["1:9: `strict` should be true or false"]],
    ["an account of too few digits", "account: 1111\n", ["1:10: `account` should be an account id of 12 digits"]],
    ["a name for no account", "account-names: { prod: x }\n", ["1:18: `account-names.prod` should be an account id of 12 digits, in quotes"]],
    [
      "a path that leaves the folder",
      "inputs: [../other]\nbaseline: a/../../b.json\n",
      [
        "1:10: `inputs[0]` should be a relative path that does not leave the folder of this file; put the file into the folder that holds both",
        "2:11: `baseline` should be a relative path that does not leave the folder of this file; put the file into the folder that holds both",
      ],
    ],
    ["an absolute path", "inputs: [/etc]\n", [expect.stringContaining("1:10: `inputs[0]` should be a relative path")]],
    ["a path of Windows", "inputs: ['C:\\x', '..\\x']\n", [expect.stringContaining("1:10"), expect.stringContaining("1:18")]],
    ["standard input", "inputs: ['-']\n", [expect.stringContaining("1:10")]],
    ["a suppression without a reason", "suppressions:\n  - { rule: stale-principal, subject: x }\n", ["2:5: `suppressions[0]` has no `reason`"]],
    [
      "a suppression with an empty reason",
      "suppressions: [{ rule: stale-principal, subject: x, reason: ' ' }]\n",
      ["1:61: `suppressions[0].reason` should be a text that is not empty"],
    ],
    [
      "a date of another form",
      "suppressions: [{ rule: stale-principal, subject: x, reason: x, expires: 31.1.2027 }]\n",
      ["1:73: `suppressions[0].expires` should be a date of the form YYYY-MM-DD"],
    ],
    [
      "a parameter that is a list",
      "parameters: { A: [1] }\n",
      ["1:18: `parameters.A` should be a text, a number, true or false; of a list, its JSON as a text"],
    ],
    ["a list", "- a\n", ["1:1: it should be a map of names to values"]],
    ["text", "hello\n", ["1:1: it should be a map of names to values"]],
    ["a prototype", "__proto__: { fail-on: never }\n", ["1:1: `__proto__` is not known"]],
    ["a key that stands twice", "strict: true\nstrict: false\n", [expect.stringMatching(/^2:1: the configuration can't be read: .*strict/)]],
    ["no YAML", "a: [\n", [expect.stringMatching(/^2:1: the configuration can't be read: /)]],
    ["two documents", "strict: true\n---\nstrict: false\n", [expect.stringContaining("only one document")]],
    [
      "aliases without end",
      `a: &a [x, x, x, x, x, x, x, x, x]\n${"bcdefghij"
        .split("")
        .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(", ")}]`)
        .join("\n")}\n`,
      [expect.stringContaining("aliases expand")],
    ],
    ["bytes that are no text", Uint8Array.from([0x61, 0x3a, 0xff]), ["1:3: the file is not valid UTF-8: byte 0xff"]],
  ])("is refused with its place: %s", async (_what, content, expected) => {
    expect(await told(content)).toEqual(expected);
  });

  it("is refused with its place in JSON, too", async () => {
    expect(await told('{ "strict": true,\n  "skp": [] }', "lint-roles.config.json")).toEqual(["2:3: `skp` is not known (did you mean `skip`?)"]);
    expect(await told('{ "strict": true, "strict": false }', "lint-roles.config.json")).toEqual([expect.stringContaining("1:19")]);
    expect(await told('{ "strict": true, }', "lint-roles.config.json")).toEqual([expect.stringContaining("trailing comma")]);
    expect(await told("", "lint-roles.config.json")).toHaveLength(1);
  });

  it("is refused where it is not there, or a folder", async () => {
    const folder = folderWith({ "a/b": "" });
    expect(await readConfig("gone.yaml", folder, IDS)).toMatchObject({
      ok: false,
      problems: [{ file: "gone.yaml", message: "the configuration can't be read: no such file" }],
    });
    expect(await readConfig("a", folder, IDS)).toMatchObject({ ok: false, problems: [{ message: "the configuration can't be read: it is a folder" }] });
  });

  it("tells the first twenty things that are wrong, in order", async () => {
    const result = await told(Array.from({ length: 30 }, (_, index) => `key${index}: 1\n`).join(""));
    expect(result).toHaveLength(20);
    expect(result[19]).toBe("20:1: `key19` is not known");
  });

  it("never throws, whatever the file holds", async () => {
    const key = fc.constantFrom(...Object.keys(schema.properties), "x");
    const some = fc.oneof(
      nasty,
      fc.json(),
      fc.tuple(key, fc.json()).map(([name, value]) => `${name}: ${value}`),
    );
    await fc.assert(
      fc.asyncProperty(some, fc.constantFrom("lint-roles.config.yaml", "lint-roles.config.json"), async (content, name) => {
        const result = await read(content, name);
        expect(result.ok || result.problems.every(({ message, help }) => message !== "" && help !== "")).toBe(true);
      }),
    );
  });
});

describe("the schema", () => {
  it("is valid by its own draft, and describes every key", () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, keywords: ["errorMessage"] });
    expect(() => ajv.compile(schema)).not.toThrow();
    for (const [key, property] of Object.entries(schema.properties)) expect(property.description.length, key).toBeGreaterThan(5);
  });
});

describe("the nearest configuration", () => {
  it("is looked for upwards, up to the root of the repository", () => {
    const folder = folderWith({ "lint-roles.config.yaml": "", "a/lint-roles.config.json": "{}", "a/b/c/x": "", "r/s/t/x": "" });
    mkdirSync(join(folder, "r/s/.git"));
    expect(findConfig(join(folder, "a/b/c"))).toEqual({ kind: "file", path: join(folder, "a/lint-roles.config.json") });
    expect(findConfig(join(folder, "a"))).toEqual({ kind: "file", path: join(folder, "a/lint-roles.config.json") });
    expect(findConfig(join(folder, "r"))).toEqual({ kind: "file", path: join(folder, "lint-roles.config.yaml") });
    expect(findConfig(join(folder, "r/s/t"))).toEqual({ kind: "none" });
  });

  it("is none of two in one folder", () => {
    const folder = folderWith({ "lint-roles.config.yaml": "", "lint-roles.config.yml": "" });
    expect(findConfig(folder)).toEqual({ kind: "several", folder, names: ["lint-roles.config.yaml", "lint-roles.config.yml"] });
  });
});

describe("a first configuration", () => {
  const text = fc.oneof(nasty, fc.constantFrom("infra", "on", "1", "a b", "x: y", "# z"));
  const some = fc.record(
    {
      inputs: fc.array(fc.constantFrom("infra", "a b/c", ".", "no")),
      foundIn: fc.array(fc.constantFrom("infra", "a # b", "\\u{a}")),
      schema: fc.constantFrom("./x.json"),
      hasDomain: fc.boolean(),
      parameters: fc.uniqueArray(text),
      accounts: fc.uniqueArray(fc.constantFrom("111122223333", "011122223333")),
      finding: fc.record({ ruleId: fc.constantFrom(...IDS), subject: text.filter((subject) => /\S/.test(subject)) }),
    },
    { requiredKeys: ["inputs", "foundIn", "hasDomain", "parameters", "accounts"] },
  );

  it("can be read, as it is and with its examples, which are all that there is", async () => {
    await fc.assert(
      fc.asyncProperty(some, async (given) => {
        const first = firstConfig({ ...given, inputs: [...new Set(given.inputs)] });
        expect(await told(first)).toEqual([]);
        // The examples' keys are those of the schema, at the beginning of a line; what they hold is indented, or a list.
        const all = first.replaceAll(/^# (?!yaml-language-server)(?=[a-z-]+:| {2})/gm, "");
        expect(await told(all)).toEqual([]);
        const parsed = await parseYaml(all);
        const keys = parsed.ok && typeof parsed.value === "object" && parsed.value !== null ? Object.keys(parsed.value) : [];
        expect(keys.toSorted()).toEqual(
          Object.keys(schema.properties)
            .filter((key) => key !== "$schema")
            .toSorted(),
        );
      }),
    );
  });
});
