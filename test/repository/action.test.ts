/** The GitHub Action: what it declares, and its scripts as the runner runs them. Needs the build, as `npm test` makes it. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACTION, expressions, readAction, readText, unpinned } from "./actions.ts";
import { root } from "./project.ts";

const action = readAction();
const { steps } = action.runs;
const CLI = join(root, "dist/bin.js");

/** Values that a shell, a runner or npm would make something of, if they ever got to see them as anything but data. */
const HOSTILE = ["a b", "it's", 'say "hi"', "$(touch pwned)", "`touch pwned`", "; touch pwned", "*", "~", "$HOME", "\\", "::error::pwned", "--version"];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-roles-action-"));
  for (const name of ["work", "temp", "bin"]) mkdirSync(join(folder, name));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** One step, with its `env:` worked out as the runner does, under the shell that `shell: bash` stands for. */
function runStep(id: string, inputs: Readonly<Record<string, string>>, context: Readonly<Record<string, string>> = {}, cli = CLI): Ran {
  const step = steps.find((each) => each.id === id);
  const values: Record<string, string> = { "steps.install.outputs.cli": cli };
  for (const [name, { default: value = "" }] of Object.entries(action.inputs)) values[`inputs.${name}`] = inputs[name] ?? value;
  const env = Object.entries(step?.env ?? {}).map(([name, text]) => [name, text.replace(/^\$\{\{ (\S+) \}\}$/, (_, inside) => values[inside] ?? "?")]);
  const [script, output] = [join(folder, "script.sh"), join(folder, "output")];
  writeFileSync(script, step?.run ?? "exit 99");
  writeFileSync(output, "");
  const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: join(folder, "work"),
    encoding: "utf8",
    env: {
      ...process.env,
      GITHUB_OUTPUT: output,
      GITHUB_WORKSPACE: join(folder, "work"),
      GITHUB_ACTION_PATH: join(root, ".github/actions/lint-roles"),
      RUNNER_TEMP: join(folder, "temp"),
      ...context,
      ...Object.fromEntries(env),
    },
  });
  const lines = readFileSync(output, "utf8").split("\n").slice(0, -1);
  return { status, stdout, stderr, outputs: Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])) };
}

/** The check, with a command that tells how it was called. */
function argumentsFor(inputs: Readonly<Record<string, string>>): readonly string[] {
  const cli = join(folder, "called.mjs");
  const called = join(folder, "called.json");
  writeFileSync(cli, `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(called)}, JSON.stringify(process.argv.slice(2)));\n`);
  const { status, stderr } = runStep("check", inputs, {}, cli);
  expect([status, stderr]).toEqual([0, ""]);
  return JSON.parse(readFileSync(called, "utf8"));
}

describe("action.yml", () => {
  it("has no expression inside a script: inputs are data", () => {
    expect(steps.length).toBeGreaterThan(1);
    for (const { run = "" } of steps) expect(expressions(run)).toEqual([]);
  });

  it("describes every input and output, and uses every input", () => {
    expect(Object.keys(action.inputs)).toEqual(["paths", "config", "fail-on", "strict", "propagation", "baseline", "args", "live", "sarif", "version"]);
    expect(Object.keys(action.outputs)).toEqual(["exit-code", "sarif"]);
    const used = steps.flatMap(({ env = {} }) => Object.values(env).flatMap(expressions));
    for (const [name, { description = "", default: value }] of Object.entries(action.inputs)) {
      expect([description.length > 20, typeof value], name).toEqual([true, "string"]);
      expect(used).toContain(`inputs.${name}`);
    }
    for (const { description = "" } of Object.values(action.outputs)) expect(description.length).toBeGreaterThan(20);
  });

  it("refers to nothing that isn't there", () => {
    const known = [
      ...Object.keys(action.inputs).map((name) => `inputs.${name}`),
      "steps.install.outputs.cli",
      "steps.check.outputs.exit-code",
      "steps.check.outputs.sarif",
    ];
    for (const inside of expressions(readText(ACTION).replaceAll(/^ *#.*$/gm, ""))) expect(known).toContain(inside);
    for (const { env = {}, run = "" } of steps) for (const name of Object.keys(env)) expect(run).toContain(`$${name}`);
  });

  it("says under which shell each script runs, and uses no action that can change under it", () => {
    for (const { run, shell } of steps) expect([run !== undefined, shell]).toEqual([true, "bash"]);
    expect(unpinned(readText(ACTION))).toEqual([]);
  });

  it("documents the permissions that it takes", () => {
    const comments = [...readText(ACTION).matchAll(/^# (.+)$/gm)].map(([, text]) => text).join(" ");
    for (const permission of ["contents: read", "security-events: write", "id-token: write"]) expect(comments).toContain(`\`${permission}\``);
  });
});

describe("the check", () => {
  function studioChain(): void {
    for (const file of ["lake.yaml", "studio.yaml"]) cpSync(join(root, "fixtures/projects/studio-chain", file), join(folder, "work", file));
  }
  const inWork = (file: string): string => join(folder, "work", file);
  const resultsIn = (file: string): number => {
    const log: { runs: { results: unknown[] }[] } = JSON.parse(readFileSync(inWork(file), "utf8"));
    return log.runs.flatMap(({ results }) => results).length;
  };

  it("shows the text report, writes SARIF, and then fails with the command's exit code", () => {
    studioChain();
    const { status, stdout, outputs } = runStep("check", {});
    expect(status).toBe(1);
    expect(outputs).toEqual({ "exit-code": "1", sarif: "lint-roles.sarif" });
    // The two errors of this project: fixtures/projects/studio-chain/case.json says why.
    expect(stdout.match(/^error\[.+\]/gm)).toEqual(["error[caller-cannot-set-source-identity]", "error[chained-role-refuses-source-identity]"]);
    expect(resultsIn("lint-roles.sarif")).toBe(2);
  });

  it.each([
    [{ "fail-on": "never" }, 0],
    [{ propagation: "off" }, 0],
    [{ propagation: "off", "fail-on": "warning" }, 1],
    // What is not in the input, the vault, is a gap.
    [{ propagation: "off", strict: "true" }, 1],
    [{ args: "--only=stale-principal" }, 0],
    [{ paths: "studio.yaml" }, 0],
    [{ paths: "studio.yaml\nlake.yaml\n" }, 1],
    [{ paths: "no-such-file.yaml" }, 2],
    [{ args: "--no-such-flag" }, 2],
    [{ "fail-on": "eror" }, 2],
    [{ config: "no-such-file.yaml" }, 2],
    [{ baseline: "no-such-file.json" }, 2],
  ])("ends with %j in exit code %i", (inputs, expected) => {
    studioChain();
    const { status, outputs } = runStep("check", inputs);
    expect([status, outputs["exit-code"]]).toEqual([expected, `${expected}`]);
  });

  it("does not hand on the SARIF file of another run", () => {
    writeFileSync(inWork("old.sarif"), "{}");
    const { outputs } = runStep("check", { sarif: "old.sarif", args: "--no-such-flag" });
    expect(outputs).toEqual({ "exit-code": "2" });
    expect(existsSync(inWork("old.sarif"))).toBe(false);
  });

  it("gives the command what the inputs say, flags before paths", () => {
    const sarif = "--output=sarif=lint-roles.sarif";
    // What is not given is left to the configuration.
    expect(argumentsFor({})).toEqual([sarif, "--"]);
    expect(argumentsFor({ strict: "false" })).toEqual([sarif, "--no-strict", "--"]);
    const judged = { config: "ci.yaml", "fail-on": "warning", propagation: "on", baseline: "known.json", strict: "true", live: "true" };
    expect(argumentsFor({ ...judged, args: "--region=all\r\n\n--quiet\n", paths: "a.yaml\r\n\nplan\n" })).toEqual([
      ...[sarif, "--config=ci.yaml", "--fail-on=warning", "--propagation=on", "--baseline=known.json", "--strict", "--live"],
      ...["--region=all", "--quiet", "--", "a.yaml", "plan"],
    ]);
  });

  it.each(HOSTILE)("takes %j for nothing but a value, in every input", (value) => {
    const flags = { config: value, "fail-on": value, propagation: value, baseline: value };
    const called = argumentsFor({ paths: `${value}\n${value}`, args: value, sarif: value, ...flags });
    expect(called).toEqual([`--output=sarif=${value}`, ...Object.keys(flags).map((flag) => `--${flag}=${value}`), value, "--", value, value]);
    for (const input of ["strict", "live"]) {
      const { status, stdout, outputs } = runStep("check", { [input]: value });
      expect([status, stdout, outputs]).toEqual([2, "", { "exit-code": "2" }]);
    }
    expect(existsSync(inWork("pwned"))).toBe(false);
  });

  it.each(["", "-", "a.sarif\nexit-code=0", "a\rb"])("refuses %j as the name of the SARIF file", (sarif) => {
    const { status, stdout, stderr, outputs } = runStep("check", { sarif });
    expect([status, stdout, outputs]).toEqual([2, "", { "exit-code": "2" }]);
    expect(stderr).toBe("error: input sarif: expected the name of one file, for example lint-roles.sarif\n");
  });

  it("checks files with such names, and lets the runner take no line of the report for a command", () => {
    studioChain();
    for (const name of ["::error::pwned.yaml", "$(touch pwned).yaml"]) {
      cpSync(inWork("lake.yaml"), inWork(name));
      const { status, stdout } = runStep("check", { paths: `${name}\nstudio.yaml` });
      expect(status).toBe(1);
      const [, token = ""] = /^::stop-commands::([0-9a-f-]{36})\n/.exec(stdout) ?? [];
      const report = stdout.slice(stdout.indexOf("\n") + 1, stdout.indexOf(`\n::${token}::\n`));
      expect(report).toContain(`\n  --> ${name}:`);
      expect(stdout.endsWith(`\n::${token}::\n`)).toBe(true);
      expect(report).not.toContain(token);
    }
    expect(existsSync(inWork("pwned"))).toBe(false);
  });
});

describe("the installation", () => {
  /** An npm that tells how it was called. */
  function npmStub(): Readonly<Record<string, string>> {
    const file = join(folder, "bin/npm");
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" > "${join(folder, "npm-called")}"\n`, { mode: 0o755 });
    return { PATH: `${join(folder, "bin")}${delimiter}${process.env["PATH"]}` };
  }
  const called = (): readonly string[] => readFileSync(join(folder, "npm-called"), "utf8").trimEnd().split("\n");

  it("packs the command of the repository where the action is used in a checkout of it", () => {
    const { status, stderr, outputs } = runStep("install", {}, { GITHUB_WORKSPACE: root });
    expect([status, stderr]).toEqual([0, ""]);
    const { cli = "" } = outputs;
    expect(cli.startsWith(join(folder, "temp"))).toBe(true);
    const { version }: { version: string } = JSON.parse(readText("package.json"));
    expect(spawnSync(process.execPath, [cli, "--version"], { encoding: "utf8" }).stdout).toBe(`${version}\n`);
    expect(spawnSync(process.execPath, [cli, "explain", "stale-principal"], { encoding: "utf8" }).stdout).toContain("What it reports");
  });

  it("takes the version that it came with from npm elsewhere", () => {
    const { version }: { version: string } = JSON.parse(readText("package.json"));
    expect(runStep("install", {}, npmStub()).status).toBe(0);
    expect(called().slice(0, 2)).toEqual(["install", "--prefix"]);
    expect(called()).toContain("--ignore-scripts");
    expect(called().at(-1)).toBe(`lint-roles@${version}`);
  });

  it.each(["0.1.0", "1.0.0-rc.1", "latest"])("takes version %s from npm", (version) => {
    expect(runStep("install", { version }, npmStub()).status).toBe(0);
    expect(called().at(-1)).toBe(`lint-roles@${version}`);
  });

  it.each([...HOSTILE, "file:../evil", "npm:other@1.0.0", "https://example.com/evil.tgz", "1.0.0\n2.0.0", "../evil"])("refuses %j as a version", (version) => {
    const { status, stdout, stderr, outputs } = runStep("install", { version }, npmStub());
    expect([status, stdout, outputs]).toEqual([2, "", {}]);
    expect(stderr).toBe("error: input version: expected a version or a tag of lint-roles on npm, for example 0.1.0\n");
    expect(existsSync(join(folder, "npm-called"))).toBe(false);
    expect(existsSync(join(folder, "work/pwned"))).toBe(false);
  });
});
