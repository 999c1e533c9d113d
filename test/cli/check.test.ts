import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeLibrary, runCli } from "./harness.ts";

describe("what the check is asked for", () => {
  it("checks the current folder when no path is given", async () => {
    const library = fakeLibrary();
    await runCli([], library);
    expect(library.checked).toHaveLength(1);
    expect(library.checked[0]).toMatchObject({
      paths: ["."],
      cwd: "/nowhere",
      propagation: "as-configured",
      failOn: "error",
      strict: false,
      only: [],
      skip: [],
      entryRoles: [],
    });
    expect(library.checked[0]).not.toHaveProperty("account");
  });

  it("takes paths, `-` and what follows `--` in the order given, and never as a flag's second value", async () => {
    const library = fakeLibrary();
    await runCli(["a.yaml", "--only", "stale-principal", "007", "-", "--", "--strange.json"], library);
    expect(library.checked[0]).toMatchObject({ paths: ["a.yaml", "007", "-", "--strange.json"], only: ["stale-principal"] });
  });

  it("hands flags on, with account ids as text and parameter values whole", async () => {
    const library = fakeLibrary();
    await runCli(
      [
        "--account=012345678901",
        "--region=us-gov-west-1",
        "--partition=aws-us-gov",
        "--parameter=Env=a=b",
        "--parameter",
        "Count=01",
        "--entry-role=arn:aws:iam::*:role/S*",
        "--entry-role=Other",
        "--propagation=on",
        "--fail-on=never",
        "--strict",
        "--skip=stale-principal, stale-principal",
        "--only=stale-principal,narrow-source-arn",
      ],
      library,
    );
    expect(library.checked[0]).toMatchObject({
      account: "012345678901",
      region: "us-gov-west-1",
      partition: "aws-us-gov",
      parameters: new Map([
        ["Env", "a=b"],
        ["Count", "01"],
      ]),
      entryRoles: ["arn:aws:iam::*:role/S*", "Other"],
      propagation: "on",
      failOn: "never",
      strict: true,
      skip: ["stale-principal"],
      only: ["stale-principal", "narrow-source-arn"],
    });
  });

  it.each([0, 1, 2] as const)("ends with the check's exit code %i", async (exitCode) => {
    expect((await runCli([], fakeLibrary({ exitCode }))).exitCode).toBe(exitCode);
  });
});

describe("bad usage", () => {
  it.each([
    [["--formt", "json"], "unknown flag: --formt", "did you mean --format?"],
    [["-z"], "unknown flag: -z", "--help"],
    [["--config", "x"], "x: the configuration can't be read: no such file", "lint-roles init"],
    [["--config", ""], "--config needs the name of a file", "for example"],
    [["--config", "-"], "--config needs the name of a file", "for example"],
    [["--config", "a.yaml", "--config", "b.yaml"], "--config was given more than once", ""],
    [["--no-only"], "--no-only: the flag takes a value", "--no-config"],
    [["--no-entry-role"], "--no-entry-role: the flag takes a value", ""],
    [["--no-format"], "--no-format: the flag takes a value", ""],
    [["--no-account"], "--no-account: the flag takes a value", ""],
    [["plan", "--no-domain"], "--no-domain: the flag takes a value", ""],
    [["baseline", "--no-output"], "--no-output: the flag takes a value", ""],
    [["--lives"], "unknown flag: --lives", "did you mean --live?"],
    [["--save", "account.jsonl"], "--save is for --live", "add --live"],
    [["--organization"], "--organization is for --live", ""],
    [["--account", "111122223333", "--account", "222233334444"], "--account was given more than once", "with --live only"],
    [["--region", "eu-west-1", "--region", "us-east-1"], "--region was given more than once", "with --live only"],
    [["--region", "all"], "--region all is for --live", "add --live"],
    [["--live", "--save", ""], "--save needs the name of a file", "account.jsonl"],
    [["--live", "--save", "a.json", "--format", "json=a.json"], "would be written to a.json", "file of its own"],
    [["--live", "--profile", ""], "--profile is empty", ""],
    [["--live", "--region", "all", "--region", "eu-west-1"], "--region all already means every region", ""],
    [["--live", "--organization"], "--organization needs a role to assume", "{account}"],
    [["--live", "--account", "111122223333", "--account", "222233334444"], "several accounts need a role to assume", "{account}"],
    [["--live", "--assume-role", "arn:aws:iam::{account}:role/audit"], "--assume-role for no account", "--organization"],
    [["--live", "--assume-role", "arn:aws:iam::111122223333:role/audit", "--account", "111122223333"], "names one account only", "{account}"],
    [["--live", "--assume-role", "audit", "--organization"], "expected the ARN of a role", "for example"],
    [["--live", "--external-id", "x"], "--external-id without --assume-role", ""],
    [["--live", "--role", "a b"], "expected a role's ARN or name", "for example"],
    [["--live", "--domain-id", "studio"], "expected a domain's id", "d-"],
    [["--live", "--without", "iam"], "expected one of organizations, emr", ""],
    [["--baseline", ""], "--baseline needs the name of a file", "lint-roles baseline"],
    [["--baseline", "-"], "--baseline needs the name of a file", "lint-roles baseline"],
    [["--baseline", "known.json", "--format", "json=./known.json"], "read as the baseline and written over", "file of its own"],
    [["--baseline", "a.json", "--baseline", "b.json"], "--baseline was given more than once", ""],
    [["--sarif-category", "a b"], "--sarif-category a b: expected up to 128", "for example"],
    [["--sarif-category", "/"], "the first a letter or digit", "for example"],
    [["--sarif-category", "a\nb"], "--sarif-category a\\u{a}b: expected", ""],
    [["--fail-on", "eror"], "--fail-on eror: expected one of error, warning, note, never", "did you mean error?"],
    [["--fail-on", "error", "--fail-on", "note"], "--fail-on was given more than once", ""],
    [["--format"], "--format needs a value", ""],
    [["--only", "stale-principal", "--skip", "stale-principal"], "no rule is left to run", "--skip"],
    [["--skip", "stale-principal,narrow-source-arn"], "no rule is left to run", "--skip"],
    [["rule"], "rule: no such file or folder", "did you mean the command `rules`?"],
    [["explian", "stale-principal"], "explian: no such file or folder", "did you mean the command `explain`?"],
    [["--format", "jsn"], "--format jsn: unknown format", "did you mean json?"],
    [["--format", "json", "--format", "sarif"], "one report only", "--output sarif=FILE"],
    [["--format", "json="], "expected a file name", ""],
    [["--output", "json"], "expected FORMAT=FILE", ""],
    [["--output", "json=a", "--output", "sarif=a"], "two reports would be written to a", ""],
    [["--only", "stale-principl"], "no such rule", "did you mean stale-principal?"],
    [["--skip", "stale-principal,zzzzzzzz"], "--skip zzzzzzzz: no such rule", "lint-roles rules"],
    [["--account", "12345"], "12 digits", "for example"],
    [["--account="], "--account needs a value", ""],
    [["--region", "Frankfurt"], "a region's code", ""],
    [["--partition", "azure"], "a partition", ""],
    [["--parameter", "Env"], "expected NAME=VALUE", ""],
    [["--parameter", "=x"], "expected NAME=VALUE", ""],
    [["--entry-role", ""], "--entry-role is empty", ""],
    [["--__proto__.polluted", "x"], "unknown flag", ""],
  ])("%j is refused before anything is checked", async (argv, message, help) => {
    const library = fakeLibrary();
    const { exitCode, stdout, stderr } = await runCli(argv, library);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: .*\n {2}help: .*\n$/);
    expect(stderr).toContain(message);
    expect(stderr).toContain(help);
    expect(library.checked).toEqual([]);
    expect(Object.prototype).not.toHaveProperty("polluted");
  });

  it.each([
    ["a file that is there", "rule"],
    ["the path of one", "./rule"],
  ])("is not seen in %s that is called nearly like a command", async (_, path) => {
    const library = fakeLibrary();
    const cwd = await mkdtemp(join(tmpdir(), "lint-roles-"));
    if (path === "rule") await writeFile(join(cwd, path), "");
    expect((await runCli([path], library, { cwd })).exitCode).toBe(0);
    expect(library.checked[0]?.paths).toEqual([path]);
    await rm(cwd, { recursive: true });
  });

  it("never writes control characters of an argument to the terminal", async () => {
    const { stderr } = await runCli(["--only", "\u001b[31mred\u0007"]);
    expect(stderr).toContain("\\u{1b}[31mred\\u{7}");
    expect(stderr).not.toContain("\u001b");
  });
});

describe("reports", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lint-roles-cli-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("go to standard output as text by default", async () => {
    expect(await runCli([])).toEqual({ exitCode: 0, stdout: "<text>\n", stderr: "" });
  });

  it("go to standard output in the format asked for", async () => {
    expect((await runCli(["--format", "json"])).stdout).toBe("<json>\n");
  });

  it("go into files beside it, each once, folders made as needed, and without colours", async () => {
    const library = fakeLibrary();
    const { stdout } = await runCli(["--color", "--format=sarif=deep/er/out.sarif", "--output", "json=out.json"], library, { cwd: folder });
    expect(stdout).toBe("<text>\n");
    expect(await readFile(join(folder, "deep/er/out.sarif"), "utf8")).toBe("<sarif>\n");
    expect(await readFile(join(folder, "out.json"), "utf8")).toBe("<json>\n");
    expect(library.rendered.map(({ format, options }) => [format, options.color])).toEqual([
      ["text", true],
      ["sarif", false],
      ["json", false],
    ]);
    expect(library.checked).toHaveLength(1);
  });

  it("that can't be written end the run with 2 and say which", async () => {
    const { exitCode, stderr } = await runCli(["--output", "json=."], fakeLibrary(), { cwd: folder });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: can't write \.: EISDIR/);
  });

  it("are told the category", async () => {
    const library = fakeLibrary();
    await runCli(["--format", "sarif", "--sarif-category", "lint-roles/111122223333"], library);
    expect(library.rendered[0]?.options.category).toBe("lint-roles/111122223333");
  });

  it("of SARIF carry the pages of the rules that ran", async () => {
    const library = fakeLibrary();
    const rules = await library.rules();
    const base = await library.check(Object.assign(Object.create(null), {}));
    const ran = fakeLibrary({ report: { ...base.report, rules } });
    await runCli(["--format", "sarif"], ran);
    expect([...(ran.rendered[0]?.options.pages.keys() ?? [])]).toEqual(["stale-principal", "narrow-source-arn"]);
  });
});

describe("colours", () => {
  it.each([
    [[], {}, false, false],
    [[], {}, true, true],
    [[], { TERM: "dumb" }, true, false],
    [[], { NO_COLOR: "1" }, true, false],
    [[], { NO_COLOR: "" }, true, true],
    [[], { FORCE_COLOR: "1" }, false, true],
    [[], { FORCE_COLOR: "0" }, true, false],
    [[], { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    [["--color"], { NO_COLOR: "1" }, false, true],
    [["--no-color"], { FORCE_COLOR: "1" }, true, false],
  ])("%j with %j on a terminal %s: %s", async (argv, env, tty, expected) => {
    const library = fakeLibrary();
    await runCli(argv, library, { env }, tty);
    expect(library.rendered[0]?.options.color).toBe(expected);
  });
});

describe("standard error", () => {
  const span = { startLine: 3, startColumn: 7, endLine: 3, endColumn: 8, startOffset: 20, endOffset: 21 };

  it("names file, line and column of an input problem, and how to help it", async () => {
    const problems = [
      { file: "a\u001b.json", span, message: "expected a value", help: "remove the comma" },
      { file: "gone", message: "no such file or folder" },
    ];
    const { stdout, stderr, exitCode } = await runCli([], fakeLibrary({ problems, exitCode: 2 }));
    expect(stderr).toBe("error: a\\u{1b}.json:3:7: expected a value\n  help: remove the comma\nerror: gone: no such file or folder\n");
    expect(stdout).toBe("<text>\n");
    expect(exitCode).toBe(2);
  });

  it("lists files left out with --verbose only", async () => {
    const skipped = [{ file: "package.json", reason: "nothing of AWS in it" }];
    expect((await runCli(["--verbose"], fakeLibrary({ skipped }))).stderr).toBe("skipped: package.json: nothing of AWS in it\n");
    expect((await runCli([], fakeLibrary({ skipped }))).stderr).toBe("");
  });

  it("asks for a report when the fault is ours, with exit code 2 and nothing on standard output", async () => {
    const library = fakeLibrary({}, { check: () => Promise.reject(new TypeError("x is not a function")) });
    const { exitCode, stdout, stderr } = await runCli([], library);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: this is a bug in lint-roles, please report it\n/);
    expect(stderr).toMatch(/lint-roles \d+\.\d+\.\d+, node v/);
    expect(stderr).toContain("TypeError: x is not a function");
  });
});
