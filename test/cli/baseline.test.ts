import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { library } from "../../src/cli/library.ts";
import type { BaselineEntry } from "../../src/lint/report.ts";
import { baselineFile } from "../../src/report/baseline.ts";
import { account, allow, domain, SAGEMAKER } from "../lint/inputs.ts";
import { shellWords } from "../lint/shell-words.ts";
import { finding, suppression } from "../report/build.ts";
import { emptyReport, fakeLibrary, runCli } from "./harness.ts";

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "lint-roles-baseline-"));
});
afterEach(async () => {
  await rm(cwd, { recursive: true });
});

const read = (name: string) => readFile(join(cwd, name), "utf8");
const BEFORE = baselineFile(emptyReport.tool, []);

describe("lint-roles baseline", () => {
  it("checks the current folder with all rules, and writes the file", async () => {
    const parts = fakeLibrary({ report: { ...emptyReport, findings: [finding()] } });
    expect(await runCli(["baseline", "-o", "known.json"], parts, { cwd })).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "wrote known.json: 1 finding, known from now on\n",
    });
    expect(parts.checked).toMatchObject([{ paths: ["."], cwd, only: [], skip: [], propagation: "as-configured" }]);
    expect(parts.checked[0]).not.toHaveProperty("baseline");
    expect(await read("known.json")).toBe("<baseline>\n");
  });

  it("hands paths and flags on, and prints where - is named", async () => {
    const parts = fakeLibrary();
    const argv = ["baseline", "a.yaml", "-", "--propagation", "on", "--account", "111122223333", "--parameter", "A=b", "--entry-role", "S*", "-o", "-"];
    expect(await runCli(argv, parts, { cwd })).toEqual({ exitCode: 0, stdout: "<baseline>\n", stderr: "" });
    const [options] = parts.checked;
    expect(options).toMatchObject({
      paths: ["a.yaml", "-"],
      propagation: "on",
      account: "111122223333",
      parameters: new Map([["A", "b"]]),
      entryRoles: ["S*"],
    });
    expect(options).toHaveProperty("stdin");
  });

  it("writes over a baseline, and says what has changed", async () => {
    await writeFile(join(cwd, "known.json"), BEFORE);
    const absent: readonly BaselineEntry[] = [{ fingerprint: "f".repeat(32), ruleId: "stale-principal", subject: "Lake" }];
    const findings = [finding({ baseline: "unchanged" }), finding({ baseline: "new" }), finding({ baseline: "new", suppressed: suppression("accepted") })];
    findings.push(finding({ baseline: "unchanged", suppressed: suppression("accepted since") }));
    const parts = fakeLibrary({ report: { ...emptyReport, findings, baseline: { file: "known.json", absent } } });
    const { stderr } = await runCli(["baseline", "-o", "known.json"], parts, { cwd });
    expect(parts.checked[0]?.baseline).toBe("known.json");
    expect(stderr).toBe("wrote known.json: 2 findings, 1 of them new; 1 no longer found; 1 left out, as it is suppressed\n");
    expect(await read("known.json")).toBe("<baseline>\n");
    expect((await runCli(["baseline", "-q", "-o", "other.json"], parts, { cwd })).stderr).toBe("");
  });

  it.each([
    ["a template", "Resources: {}\n", "known.json:1:1 is no baseline and is not written over"],
    ["nothing", "", "known.json is no baseline and is not written over: the file is empty"],
    ["a report", '{ "schemaVersion": 1, "tool": { "name": "lint-roles", "version": "1" }, "findings": [], "summary": {} }', "`summary` is not known"],
    ["a baseline of a later version", BEFORE.replace('Version": 1', 'Version": 2'), "the baseline is of version 2"],
  ])("does not write over a file that holds %s, and checks nothing", async (_what, content, message) => {
    await writeFile(join(cwd, "known.json"), content);
    const parts = fakeLibrary();
    const { exitCode, stdout, stderr } = await runCli(["baseline", "-o", "known.json"], parts, { cwd });
    expect([exitCode, stdout, parts.checked]).toEqual([2, "", []]);
    expect(stderr).toContain(message);
    expect(stderr).toContain("help: name another file, or remove this one first");
    expect(await read("known.json")).toBe(content);
  });

  it("writes nothing where not all could be checked, and says so", async () => {
    await writeFile(join(cwd, "known.json"), BEFORE);
    for (const file of ["known.json", "other.json", "-"]) {
      const parts = fakeLibrary({ problems: [{ file: "gone", message: "no such file or folder" }], exitCode: 2 });
      const { exitCode, stdout, stderr } = await runCli(["baseline", "gone", "-o", file], parts, { cwd });
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^error: gone: no such file or folder\nerror: no baseline was written: .*\n {2}help: .*\n$/);
    }
    expect(await read("known.json")).toBe(BEFORE);
    expect(existsSync(join(cwd, "other.json"))).toBe(false);
  });

  it("says what is wrong with a file that can't be written", async () => {
    await mkdir(join(cwd, "folder"));
    const { exitCode, stderr } = await runCli(["baseline", "-o", "folder"], fakeLibrary(), { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: can't write folder: EISDIR/);
  });

  it.each([
    [["baseline"], "the file to write is missing", "lint-roles baseline -o baseline.json"],
    [["baseline", "-o", ""], "--output is empty", "lint-roles baseline -o"],
    [["baseline", "-o", "a", "-o", "b"], "--output was given more than once", ""],
    [["baseline", "-o", "a", "--only", "stale-principal"], "unknown flag: --only", ""],
    [["baseline", "-o", "a", "--save", "b"], "--save is for --live", "add --live"],
    [["baseline", "-o", "a", "--live", "--save", "a"], "would be written to a", "file of its own"],
  ])("%j is refused before anything is checked", async (argv, message, help) => {
    const parts = fakeLibrary();
    const { exitCode, stderr } = await runCli(argv, parts, { cwd });
    expect([exitCode, parts.checked]).toEqual([2, []]);
    expect(stderr).toContain(message);
    expect(stderr).toContain(help);
  });

  it("has a page of help that names its flags and exit codes", async () => {
    const { stdout } = await runCli(["baseline", "--help"]);
    for (const part of ["Usage: lint-roles baseline -o FILE", "--output", "--propagation", "--parameter", "--live", "Exit codes: 0 written; 2"])
      expect(stdout).toContain(part);
  });
});

describe("--baseline", () => {
  const absent = [{ fingerprint: "f".repeat(32), ruleId: "stale-principal", subject: "Lake" }];
  const compared = (file: string) => fakeLibrary({ report: { ...emptyReport, baseline: { file, absent } } });

  it("is handed on, and --verbose to the report", async () => {
    const parts = fakeLibrary();
    await runCli(["--baseline", "known.json", "--verbose"], parts);
    expect(parts.checked[0]?.baseline).toBe("known.json");
    expect(parts.rendered[0]?.options.verbose).toBe(true);
  });

  it("tells what is no longer found with the command that writes the file anew, unless quiet", async () => {
    const argv = ["a b.yaml", "--parameter", "A=$b", "--parameter=C=d", "--propagation=on", "--strict", "--baseline", "my known.json", "--", "--odd"];
    const { stderr, exitCode } = await runCli(argv, compared("my known.json"));
    expect(exitCode).toBe(0);
    const [note = "", command = ""] = stderr.trimEnd().split("; write it anew: ");
    expect(note).toBe("note: my known.json: 1 entry is no longer found");
    expect(shellWords(command)).toEqual([
      "lint-roles",
      "baseline",
      "--propagation",
      "on",
      "--parameter",
      "A=$b",
      "--parameter",
      "C=d",
      "-o",
      "my known.json",
      "--",
      "a b.yaml",
      "--odd",
    ]);
    expect((await runCli(["--quiet", ...argv], compared("my known.json"))).stderr).toBe("");
  });

  it("gives a command that is understood as the same input", async () => {
    const argv = [
      "--live",
      "--region",
      "all",
      "--organization",
      "--assume-role",
      "arn:aws:iam::{account}:role/audit",
      "--save",
      "account.jsonl",
      "--domain-id",
      "d-abc",
    ];
    const { stderr } = await runCli(
      [...argv, "--baseline", "-known.json"].map((word) => (word === "-known.json" ? "./known.json" : word)),
      compared("-known.json"),
    );
    const again = fakeLibrary();
    const words = shellWords(stderr.trimEnd().split("; write it anew: ")[1] ?? "").slice(1);
    expect((await runCli(words, again, { cwd })).exitCode).toBe(0);
    expect(again.checked[0]?.live).toMatchObject({
      scope: { allRegions: true, organization: true, assumeRole: "arn:aws:iam::{account}:role/audit", domainIds: ["d-abc"] },
    });
    expect(again.checked[0]?.live).not.toHaveProperty("save");
    expect(await read("-known.json")).toBe("<baseline>\n");
  });

  it("never writes control characters of names to the terminal", async () => {
    const { stderr } = await runCli(["a\u001b[2J", "--baseline", "k\u0007"], compared("k\u0007"));
    expect(stderr).toContain("\\u{1b}[2J");
    expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

describe("the two together, on files", () => {
  const broken = { trust: [allow("sts:AssumeRole", SAGEMAKER)] };
  const write = (name: string, content: object) => writeFile(join(cwd, name), JSON.stringify(content, undefined, 2));

  it("accept what is there, fail by what is new, and shrink when it is mended", async () => {
    await write("domain.json", domain());
    await write("roles.json", account({ Studio: broken }));
    expect((await runCli([], library, { cwd })).exitCode).toBe(1);
    expect((await runCli(["baseline", "-o", "known.json"], library, { cwd })).stderr).toBe("wrote known.json: 1 finding, known from now on\n");
    const first = await read("known.json");
    const known = await runCli(["--baseline", "known.json", "--strict", "--fail-on", "note"], library, { cwd });
    expect([known.exitCode, known.stderr]).toEqual([0, ""]);
    expect(known.stdout).toContain("1 finding is in known.json and does not fail the run");
    expect(known.stdout).toContain("d-abc123def456  propagation on       blocked");
    // The same findings: the same bytes.
    await runCli(["baseline", "-o", "known.json"], library, { cwd });
    expect(await read("known.json")).toBe(first);

    await write("roles.json", account({ Studio: { ...broken, permissions: [allow("sts:AssumeRole", { Resource: "arn:aws:iam::444455556666:role/Vault" })] } }));
    const more = await runCli(["--baseline", "known.json", "-q"], library, { cwd });
    expect(more.exitCode).toBe(1);
    expect(more.stdout).toContain("caller-cannot-set-source-identity");
    expect(more.stdout).not.toContain("execution-role-refuses-source-identity");

    await write("roles.json", account({ Studio: { trust: [allow(["sts:AssumeRole", "sts:SetSourceIdentity"], SAGEMAKER)] } }));
    const mended = await runCli(["--baseline", "known.json"], library, { cwd });
    expect(mended.exitCode).toBe(0);
    expect(mended.stdout).toContain("No longer found\n  execution-role-refuses-source-identity:");
    expect(mended.stderr).toBe("note: known.json: 1 entry is no longer found; write it anew: lint-roles baseline -o known.json\n");
    expect((await runCli(["baseline", "-o", "known.json"], library, { cwd })).stderr).toBe("wrote known.json: 0 findings, 0 of them new; 1 no longer found\n");
  });

  it("end with 2 where the file is not there, with what to do, and report all the same", async () => {
    await write("domain.json", domain());
    await write("roles.json", account({ Studio: broken }));
    const { exitCode, stdout, stderr } = await runCli(["--baseline", "known.json", "-q"], library, { cwd });
    expect(exitCode).toBe(2);
    expect(stdout).toContain("execution-role-refuses-source-identity");
    expect(stderr).toBe(
      "error: known.json: the baseline can't be read: no such file\n  help: `lint-roles baseline -o known.json`, with the paths and flags of this run, writes it\n",
    );
  });
});
