import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { fakeLibrary, runCli } from "./harness.ts";

const manifest: { version: string } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));

describe("help and version", () => {
  it.each([["--version"], ["-V"], ["rules", "--version"]])("%s %s prints the version alone", async (...argv) => {
    expect(await runCli(argv)).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it("lists commands, flags, examples and exit codes on standard output", async () => {
    const { exitCode, stdout, stderr } = await runCli(["--help"]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
    for (const part of [
      "Usage: lint-roles",
      "explain",
      "rules",
      "completion",
      "--fail-on",
      "--entry-role",
      "--baseline",
      "baseline -o baseline.json",
      "Examples:",
      "Exit codes: 0",
    ]) {
      expect(stdout).toContain(part);
    }
    for (const later of ["verify", "graph "]) expect(stdout).not.toContain(later);
  });

  it("fits into the terminal", async () => {
    const { stdout } = await runCli(["--help"]);
    const prose = stdout.split("Examples:")[0] ?? "";
    for (const line of prose.split("\n")) expect(line.length).toBeLessThanOrEqual(90);
  });
});

describe("rules", () => {
  it("lists id, severity and summary in columns", async () => {
    expect((await runCli(["rules"])).stdout).toBe(
      ["stale-principal    note     A trust policy names a deleted principal", "narrow-source-arn  error    A source ARN is too narrow", ""].join("\n"),
    );
  });

  it("lists them as JSON", async () => {
    const { stdout } = await runCli(["rules", "--format", "json"]);
    expect(JSON.parse(stdout)).toEqual(await fakeLibrary().rules());
  });

  it.each([[["rules", "extra"]], [["rules", "--format", "sarif"]], [["rules", "--strict"]]])("%j is refused", async (argv) => {
    const { exitCode, stdout } = await runCli(argv);
    expect([exitCode, stdout]).toEqual([2, ""]);
  });
});

describe("explain", () => {
  it("prints the page as plain text, code indented and untouched", async () => {
    expect((await runCli(["explain", "stale-principal"])).stdout).toBe('stale-principal\n\nSee here and `sts:SetSourceIdentity`.\n\n    { "a": "**b**" }\n');
  });

  it("shows headings bold on a terminal", async () => {
    expect((await runCli(["explain", "stale-principal"], fakeLibrary(), {}, true)).stdout).toContain("\u001b[1mstale-principal\u001b[0m");
  });

  it.each([
    [["explain"], "the rule's id is missing", "lint-roles rules"],
    [["explain", "stale-principals"], "no such rule: stale-principals", "did you mean stale-principal?"],
    [["explain", "../../package"], "no such rule", ""],
    [["explain", "stale-principal", "narrow-source-arn"], "unexpected argument: narrow-source-arn", ""],
  ])("%j is refused", async (argv, message, help) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).toContain(help);
  });
});

describe("completion", () => {
  it.each([
    [["completion", "zsh"], {}, "#compdef lint-roles"],
    [["completion"], { SHELL: "/usr/bin/fish" }, "complete -c lint-roles"],
    [["completion"], { SHELL: "/bin/sh" }, "complete -o bashdefault"],
    [["completion"], {}, "complete -o bashdefault"],
  ])("%j with %j", async (argv, env, part) => {
    const { exitCode, stdout } = await runCli(argv, fakeLibrary(), { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(part);
  });

  it("refuses a shell that it does not know", async () => {
    const { exitCode, stderr } = await runCli(["completion", "zhs"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("did you mean zsh?");
  });

  it.each([
    [[""], ["plan", "baseline", "init", "snapshot", "explain", "rules", "completion"]],
    [["ru"], ["rules"]],
    [["--fa"], ["--fail-on"]],
    [
      ["a.yaml", "--fail-on", ""],
      ["error", "warning", "note", "never"],
    ],
    [["--format", "s"], ["sarif"]],
    [["--only", "stale"], ["stale-principal"]],
    [["explain", "n"], ["narrow-source-arn"]],
    [["explain", "stale-principal", ""], []],
    [["rules", "--f"], ["--format"]],
    [
      ["snapshot", "--re"],
      ["--resume", "--region"],
    ],
    [
      ["snapshot", "--without", ""],
      ["organizations", "emr"],
    ],
    [["snapshot", ""], []],
    [["ba"], ["baseline"]],
    [["baseline", "--prop"], ["--propagation"]],
    [["baseline", "-o", ""], []],
    [["baseline", "--fail"], []],
    [["--basel"], ["--baseline"]],
    [["--strict", ""], []],
    [[], ["plan", "baseline", "init", "snapshot", "explain", "rules", "completion"]],
  ])("offers for %j", async (words, expected) => {
    const { stdout } = await runCli(["--get-completions", ...words]);
    expect(stdout.split("\n").filter((line) => line !== "")).toEqual(expected);
  });
});
