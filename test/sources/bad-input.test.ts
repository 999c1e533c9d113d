import { truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { InputProblem } from "../../src/sources/types.ts";
import { accountDetails, role, roleDetail, TRUST } from "./aws-answers.ts";
import { folderWith, load, loadFiles } from "./input-folder.ts";

// The tests may run as root, whom no permission keeps out: so the refusal itself is played.
const refusal = (path: unknown): Error | undefined =>
  /denied[^/\\]*$/.test(String(path)) ? Object.assign(new Error("refused"), { code: "EACCES" }) : undefined;

vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const openSync = (path: string, flags: string): number => {
    const refused = refusal(path);
    if (refused !== undefined) throw refused;
    return real.openSync(path, flags);
  };
  return { ...real, openSync };
});

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    opendir: (path: string, ...rest: []) => {
      const refused = refusal(path);
      return refused === undefined ? real.opendir(path, ...rest) : Promise.reject(refused);
    },
  };
});

const GOOD = { "good.json": { Role: role("Good") } };

/** The problems of one bad file, named, beside a good one, which must be read all the same. */
async function problemsOf(content: unknown, name = "bad.json"): Promise<readonly InputProblem[]> {
  const { inventory, problems } = await load(folderWith({ ...GOOD, [name]: content }), [name, "good.json"]);
  expect(inventory.roles.map((good) => good.name)).toContain("Good");
  for (const problem of problems) expect(problem.file).toBe(name);
  return problems;
}

describe("a file that can't be read as text", () => {
  it("invalid UTF-8 is told with line and column of the first bad byte; columns count UTF-16 units", async () => {
    const [problem] = await problemsOf(Buffer.concat([Buffer.from('{\n "😀": "'), Buffer.from([0xc3, 0x28]), Buffer.from('"\n}')]));
    expect(problem).toMatchObject({ span: { startLine: 2, startColumn: 9, startOffset: 10 } });
    expect(problem?.message).toContain("0xc3");
  });

  it.each([
    ["a lone continuation byte", [0x80]],
    ["an overlong form", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
    ["a character cut off at the end", [0xe2, 0x82]],
  ])("%s is not UTF-8", async (_, bytes) => {
    expect(await problemsOf(Buffer.from([0x7b, ...bytes]))).toMatchObject([{ span: { startLine: 1, startColumn: 2 } }]);
  });

  it.each([
    ["little", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("{}", "utf16le")])],
    ["big", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from("{}", "utf16le").swap16()])],
  ])("UTF-16 (%s endian) is named as what it is", async (_, content) => {
    const [problem] = await problemsOf(content);
    expect(problem?.message).toContain("UTF-16");
  });

  it("a NUL byte is told with its place", async () => {
    expect(await problemsOf('{"a":\n"\0"}')).toMatchObject([{ span: { startLine: 2, startColumn: 2 } }]);
  });

  it("a file without permission is a problem, also in a search", async () => {
    expect(await problemsOf({}, "denied.txt")).toEqual([{ file: "denied.txt", message: "permission to read it is denied" }]);
    const { problems, inventory } = await loadFiles({ ...GOOD, "x/denied.json": {} });
    expect(problems).toEqual([{ file: "x/denied.json", message: "permission to read it is denied" }]);
    expect(inventory.roles).toHaveLength(1);
  });

  it("a folder without permission is a problem", async () => {
    const { problems, inventory } = await loadFiles({ ...GOOD, "denied/x.json": {} });
    expect(problems).toEqual([{ file: "denied", message: "permission to read it is denied" }]);
    expect(inventory.roles).toHaveLength(1);
  });
});

describe("a file that is not well-formed", () => {
  it("truncated JSON is told with its place", async () => {
    const text = JSON.stringify(accountDetails([roleDetail("A")]), undefined, 2);
    const cut = text.slice(0, text.length - 20);
    const [problem] = await problemsOf(cut);
    expect(problem?.span?.startLine).toBe(cut.split("\n").length);
  });

  it.each([
    ["a template", '{"Resources": {"A": {"Type": "AWS::IAM::Role"},\n "A": {"Type": "AWS::IAM::Role"}}}'],
    ["a policy", `{"Version": "2012-10-17", "Statement": [],\n "Statement": ${JSON.stringify(TRUST.Statement)}}`],
  ])("duplicate keys in %s are told, as nobody says which of them counts", async (_, text) => {
    expect(await problemsOf(text)).toMatchObject([{ span: { startLine: 2, startColumn: 2 } }]);
  });

  it("100,000 levels of nesting neither crash nor hang", async () => {
    const deep = 100_000;
    for (const text of ["[".repeat(deep), "[".repeat(deep) + "]".repeat(deep), `{"Resources":${'{"a":'.repeat(deep)}1${"}".repeat(deep)}}`]) {
      expect(await problemsOf(text)).toHaveLength(1);
    }
    expect(await problemsOf(`Resources: ${"[".repeat(deep)}`, "bad.yaml")).toHaveLength(1);
  });

  it("a template or policy nested too deeply for its reader is a problem or a finding, not a crash", async () => {
    const nest = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    for (const levels of [190, 195, 199, 200, 205]) {
      await problemsOf(`{"Resources":{"A":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":${nest(levels)}}}}}`);
      await problemsOf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":${nest(levels)}}]}`);
    }
  });

  it("100 MB on one line neither crash nor hang", { timeout: 30_000 }, async () => {
    const filling = Buffer.alloc(100_000_000, "a");
    expect(await problemsOf(Buffer.concat([Buffer.from('{"RoleDetailList":[],"x":"'), filling, Buffer.from('"}')]))).toEqual([]);
    expect(await problemsOf(Buffer.concat([Buffer.from('{"RoleDetailList":[],"x":"'), filling]))).toMatchObject([{ span: { startLine: 1 } }]);
  });

  it("a text larger than any string is refused without being read", async () => {
    const folder = folderWith({ "huge.json": "{" });
    truncateSync(join(folder, "huge.json"), 600_000_000);
    const { problems } = await load(folder, ["huge.json"]);
    expect(problems[0]?.message).toContain("600 MB");
  });

  it("in a search, only what looks like an input of ours is a problem", async () => {
    const { problems, skipped } = await loadFiles({
      ...GOOD,
      "tsconfig.json": "{ // comment\n}",
      "template.json": '{"Resources": {"A": {"Type": "AWS::IAM::Role",}}}',
    });
    expect(problems.map(({ file }) => file)).toEqual(["template.json"]);
    expect(skipped.map(({ file }) => file)).toEqual(["tsconfig.json"]);
  });
});

describe("a file that holds nothing for us", () => {
  it.each([
    ["nothing", ""],
    ["blanks", " \n\t\n"],
    ["a byte order mark", "\uFEFF"],
  ])("%s: a problem by name, left out of a search", async (_, content) => {
    expect(await problemsOf(content)).toMatchObject([{ message: "the file is empty" }]);
    const { problems, skipped } = await loadFiles({ ...GOOD, "empty.json": content });
    expect(problems).toEqual([]);
    expect(skipped.map(({ file }) => file)).toEqual(["empty.json"]);
  });

  it.each([
    ["some JSON", "bad.json", { hello: "world" }],
    ["a list", "bad.json", [1, 2]],
    ["null", "bad.json", "null"],
    ["prose", "bad.txt", "Dear reader,\nnothing here."],
    ["a picture", "bad.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])],
    ["Terraform that is not well-formed", "main.tf", 'resource "aws_iam_role" "x" {\n'],
    ["a Terraform state as it is stored", "terraform.tfstate", { version: 4, terraform_version: "1.11.4", resources: [] }],
    ["a Terraform plan of a format to come", "plan.json", { format_version: "2.0", terraform_version: "9.0.0", planned_values: {} }],
  ])("%s by name is a problem", async (_, name, content) => {
    expect(await problemsOf(content, name)).toHaveLength(1);
  });

  it("a variable file that Terraform does not load by itself is left out of a search, with the reason", async () => {
    const { skipped, problems } = await loadFiles({ ...GOOD, "prod.tfvars": "x = 1\n" });
    expect(problems).toEqual([]);
    expect(skipped).toEqual([{ file: "prod.tfvars", reason: "Terraform does not load it by itself; name it to have its values used" }]);
  });

  it("a folder with nothing to check is a problem, not a success", async () => {
    const { problems, files } = await loadFiles({ "README.md": "", "data.json": {} });
    expect(files).toEqual([]);
    expect(problems).toMatchObject([{ file: ".", message: "nothing to check was found" }]);
  });

  it("that names the cloud assembly which a .gitignore hides", async () => {
    const { problems } = await loadFiles({ ".gitignore": "cdk.out\n", "cdk.json": {}, "cdk.out/manifest.json": { version: "36.0.0", artifacts: {} } });
    expect(problems).toEqual([
      { file: ".", message: "nothing to check was found", help: "`cdk.out` is ignored by .gitignore: name it to check it, as in `lint-roles cdk.out`" },
    ]);
  });

  it("that says what to give instead of an answer of AWS's that tells nothing", async () => {
    const clusters = { Clusters: [{ Id: "j-1", ClusterArn: "arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/j-1" }] };
    const { problems } = await load(folderWith({ "clusters.json": JSON.stringify(clusters) }), ["clusters.json"]);
    expect(problems).toMatchObject([{ file: "clusters.json", help: "list-clusters gives names only; give the output of describe-cluster" }]);
  });

  it("standard input that is empty or not there is a problem", async () => {
    expect((await load(folderWith({}), ["-"], {}, "")).problems).toMatchObject([{ file: "-", message: "the file is empty" }]);
    expect((await load(folderWith({}), ["-"])).problems).toMatchObject([{ file: "-", message: "standard input is not available" }]);
  });
});

describe("hostile keys", () => {
  const HOSTILE = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];

  it("change no prototype and are names like any other", async () => {
    const roles = HOSTILE.map((name) => roleDetail(name))
      .map((detail) => JSON.stringify(detail))
      .join(",");
    const text = `{"__proto__": {"RoleDetailList": 1, "polluted": true}, "constructor": {"prototype": {"polluted": true}}, "RoleDetailList": [${roles}], "Policies": []}`;
    const { inventory } = await loadFiles({ "gaad.json": text });
    expect(inventory.roles.map(({ name }) => name)).toEqual([...HOSTILE].sort());
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("as logical ids of a template are resources like any other", async () => {
    const resource = JSON.stringify({ Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: TRUST } });
    const { inventory, problems } = await loadFiles({ "t.json": `{"Resources": {${HOSTILE.map((id) => `"${id}": ${resource}`).join(",")}}}` });
    expect(problems).toEqual([]);
    expect(inventory.roles.map(({ subject }) => subject)).toEqual(HOSTILE);
    expect(Reflect.get({}, "Type")).toBeUndefined();
  });
});
