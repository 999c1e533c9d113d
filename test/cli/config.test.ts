/** What of a configuration reaches the check, and what the flags make of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseYaml } from "../../src/text/parse-yaml.ts";
import { folderWith } from "../sources/input-folder.ts";
import { fakeLibrary, runCli } from "./harness.ts";

const CONFIG = `inputs: [infra, roles/a.yaml]
fail-on: warning
strict: true
propagation: "on"
skip: [stale-principal]
severities: { narrow-source-arn: note }
entry-roles: [Studio*]
account: 111122223333
region: eu-west-1
parameters: { Env: prod, Count: 3 }
account-names: { "111122223333": production }
baseline: ci/known.json
suppressions:
  - { rule: narrow-source-arn, subject: Lake, reason: vendor, expires: 2099-12-31 }
`;

interface Given {
  readonly config?: string;
  /** The working folder, inside the one that holds the configuration. */
  readonly below?: string;
  readonly name?: string;
}

async function run(argv: readonly string[], { config = CONFIG, below = ".", name = "lint-roles.config.yaml" }: Given = {}) {
  const folder = folderWith({ [name]: config, "sub/deep/x": "" });
  const library = fakeLibrary();
  const outcome = await runCli(argv, library, { cwd: join(folder, below) });
  return { ...outcome, options: library.checked[0], folder };
}

describe("a configuration", () => {
  it("holds where the flags say nothing", async () => {
    const { options, stderr } = await run([]);
    expect(stderr).toBe("");
    expect(options).toMatchObject({
      paths: ["infra", "roles/a.yaml"],
      failOn: "warning",
      strict: true,
      propagation: "on",
      only: [],
      skip: ["stale-principal"],
      severities: new Map([["narrow-source-arn", "note"]]),
      entryRoles: ["Studio*"],
      account: "111122223333",
      region: "eu-west-1",
      parameters: new Map([
        ["Env", "prod"],
        ["Count", "3"],
      ]),
      accountNames: new Map([["111122223333", "production"]]),
      baseline: "ci/known.json",
      configured: { file: "lint-roles.config.yaml", isSelection: false, parameters: new Set(["Env", "Count"]), entryRoles: new Set(["Studio*"]) },
      suppressions: { isSelection: false, entries: [{ rule: "narrow-source-arn", subject: "Lake", reason: "vendor", expires: "2099-12-31" }] },
    });
  });

  it("gives way to flags, name by name for parameters", async () => {
    const flags = [
      "x.yaml",
      "--fail-on",
      "never",
      "--no-strict",
      "--propagation",
      "off",
      "--skip",
      "narrow-source-arn",
      "--entry-role",
      "Other",
      "--account",
      "444455556666",
    ];
    const { options } = await run([...flags, "--region", "us-east-1", "--parameter", "Env=dev", "--no-baseline", "--no-suppressions"]);
    expect(options).toMatchObject({
      paths: ["x.yaml"],
      failOn: "never",
      strict: false,
      propagation: "off",
      skip: ["narrow-source-arn"],
      entryRoles: ["Other"],
      account: "444455556666",
      region: "us-east-1",
      suppressions: "none",
      configured: { isSelection: true, parameters: new Set(["Count"]), entryRoles: new Set() },
    });
    expect(options?.parameters.get("Env")).toBe("dev");
    expect(options).not.toHaveProperty("baseline");
  });

  it("leaves out no rule that --only names", async () => {
    const config = 'skip: [stale-principal]\nseverities: { narrow-source-arn: "off" }\n';
    expect((await run(["--only", "stale-principal"], { config })).options).toMatchObject({ only: ["stale-principal"], skip: ["narrow-source-arn"] });
    expect((await run(["--only", "narrow-source-arn"], { config })).options).toMatchObject({ only: ["narrow-source-arn"], skip: ["stale-principal"] });
    const { stderr, exitCode } = await run([], { config });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("no rule is left to run")]);
  });

  it("is found upwards, and its paths are those of its own folder", async () => {
    const { options } = await run([], { below: "sub/deep" });
    expect(options).toMatchObject({
      paths: ["../../infra", "../../roles/a.yaml"],
      baseline: "../../ci/known.json",
      configured: { file: "../../lint-roles.config.yaml", isSelection: false },
    });
    // Without inputs, the working folder is what is checked: a part.
    expect((await run([], { below: "sub", config: "strict: true" })).options).toMatchObject({ paths: ["."], configured: { isSelection: true } });
    expect((await run([], { config: "strict: true" })).options).toMatchObject({ paths: ["."], configured: { isSelection: false } });
  });

  it("can be another file, or none", async () => {
    expect((await run(["--config", "ci.yaml"], { name: "ci.yaml" })).options?.failOn).toBe("warning");
    expect((await run(["--no-config"])).options).toMatchObject({ failOn: "error", paths: ["."] });
    expect((await run(["--no-config"], { config: "x: [" })).exitCode).toBe(0);
  });

  it("says nothing of what --live reads", async () => {
    const { options } = await run(["--live"]);
    expect(options).toMatchObject({ paths: [], failOn: "warning", configured: { isSelection: true } });
    for (const key of ["account", "region"]) expect(options).not.toHaveProperty(key);
  });

  it("that is wrong ends the run, with each place on standard error", async () => {
    const { exitCode, stdout, stderr, options } = await run([], { config: "strct: true\nskip: [stale-principle]\n" });
    expect([exitCode, stdout, options]).toEqual([2, "", undefined]);
    expect(stderr).toBe(
      "error: lint-roles.config.yaml:1:1: `strct` is not known\n  help: did you mean `strict`?\n" +
        "error: lint-roles.config.yaml:2:8: `skip[0]` should be one of stale-principal, narrow-source-arn\n  help: did you mean `stale-principal`?\n",
    );
  });

  it("ends the run where there are two", async () => {
    const cwd = folderWith({ "lint-roles.config.yaml": "", "lint-roles.config.json": "{}" });
    const { exitCode, stderr } = await runCli([], fakeLibrary(), { cwd });
    expect([exitCode, stderr]).toEqual([
      2,
      "error: lint-roles.config.yaml and lint-roles.config.json stand beside each other in .\n  help: keep one of them, or name one with --config\n",
    ]);
  });

  it("is named where the run is to be verbose", async () => {
    expect((await run(["--verbose"])).stderr).toBe("configuration: lint-roles.config.yaml\n");
  });

  it("holds for a plan and a baseline, too", async () => {
    const folder = folderWith({ "lint-roles.config.yaml": CONFIG });
    const planned: object[] = [];
    const plan = (options: object) => {
      planned.push(options);
      return Promise.resolve({ problems: [], skipped: [], exitCode: 2 } as const);
    };
    const library = fakeLibrary({}, { plan });
    await runCli(["plan"], library, { cwd: folder });
    expect(planned).toMatchObject([{ paths: ["infra", "roles/a.yaml"], entryRoles: ["Studio*"], account: "111122223333" }]);
    const written = await runCli(["baseline", "-q"], library, { cwd: folder });
    expect([written.exitCode, written.stderr]).toEqual([0, ""]);
    expect(readFileSync(join(folder, "ci/known.json"), "utf8")).toBe("<baseline>\n");
    expect(library.checked).toMatchObject([{ paths: ["infra", "roles/a.yaml"], propagation: "on", suppressions: { entries: [{ subject: "Lake" }] } }]);
  });
});

describe("--print-config", () => {
  it("prints what the run would use, with where it comes from, and checks nothing", async () => {
    const { stdout, stderr, exitCode, options } = await run(["x.yaml", "--print-config", "--strict", "--parameter", "Env=a: b", "--parameter", "More=1"]);
    expect([exitCode, stderr, options]).toEqual([0, "", undefined]);
    expect(stdout.replace(/lint-roles [\d.]+;/, "lint-roles;")).toBe(`# lint-roles; configuration: lint-roles.config.yaml
inputs: # the command line
  - x.yaml
fail-on: warning # lint-roles.config.yaml:2
strict: true # --strict
propagation: "on" # lint-roles.config.yaml:4
only: [] # default
skip: # lint-roles.config.yaml:5
  - stale-principal
severities: # lint-roles.config.yaml:6
  narrow-source-arn: note
entry-roles: # lint-roles.config.yaml:7
  - "Studio*"
account: "111122223333" # lint-roles.config.yaml:8
region: eu-west-1 # lint-roles.config.yaml:9
parameters: # lint-roles.config.yaml:10
  Env: "a: b" # --parameter
  Count: "3" # lint-roles.config.yaml:10
  More: "1" # --parameter
account-names: # lint-roles.config.yaml:11
  "111122223333": production
baseline: ci/known.json # lint-roles.config.yaml:12
suppressions: # lint-roles.config.yaml:13
  - rule: narrow-source-arn
    subject: Lake
    reason: vendor
    expires: "2099-12-31"
`);
  });

  it("prints a configuration that gives the same again", async () => {
    const first = await run(["--print-config"]);
    const second = await run(["--print-config"], { config: first.stdout });
    const values = async (text: string) => {
      const parsed = await parseYaml(text);
      return parsed.ok && parsed.value;
    };
    expect(await values(first.stdout)).not.toBe(false);
    expect(await values(second.stdout)).toEqual(await values(first.stdout));
  });

  it("prints the defaults where there is no configuration", async () => {
    const { stdout } = await run(["--no-config", "--print-config", "--no-suppressions"]);
    expect(stdout.split("\n").slice(1)).toEqual([
      "inputs: # the working folder",
      "  - .",
      "fail-on: error # default",
      "strict: false # default",
      "propagation: as-configured # default",
      "only: [] # default",
      "skip: [] # default",
      "severities: {} # default",
      "entry-roles: [] # default",
      "parameters: {} # default",
      "account-names: {} # default",
      "# no suppressions: --no-suppressions",
      "",
    ]);
  });
});

describe("lint-roles init", () => {
  async function init(argv: readonly string[] = [], files: readonly string[] = ["infra/a.yaml", "infra/b.yaml", "live/x.tf"]) {
    const cwd = folderWith({ x: "" });
    const outcome = await runCli(["init", ...argv], fakeLibrary({ files }), { cwd });
    return { ...outcome, cwd, written: outcome.exitCode === 0 ? readFileSync(join(cwd, "lint-roles.config.yaml"), "utf8") : "" };
  }

  it("names the folders that hold something to check", async () => {
    const { stdout, stderr, written } = await init();
    expect([stdout, stderr]).toEqual(["wrote lint-roles.config.yaml\n3 files to check: 0 errors, 0 warnings, 0 notes, 0 undetermined\n", ""]);
    expect(written).toContain("\ninputs:\n  - infra\n  - live\n");
    expect((await init([], ["a.yaml", "b/c.yaml"])).written).toContain("\ninputs:\n  - .\n");
    expect((await init(["b"], ["b/c.yaml"])).written).toContain("\ninputs:\n  - b\n");
    expect((await init(["../b"], ["../b/c.yaml"])).written).toContain("\n# inputs:\n");
  });

  it("says so where nothing was found", async () => {
    const { stdout, written } = await init([], []);
    expect(stdout).toBe("wrote lint-roles.config.yaml\nnothing to check was found here: name what is to be checked under `inputs`\n");
    expect(written).toContain("\n# inputs:\n#   - infra\n");
  });

  it.each(["lint-roles.config.yaml", "lint-roles.config.yml", "lint-roles.config.json"])("writes over no %s", async (name) => {
    const cwd = folderWith({ [name]: "mine" });
    const library = fakeLibrary();
    const { exitCode, stdout, stderr } = await runCli(["init"], library, { cwd });
    expect([exitCode, stdout, library.checked]).toEqual([2, "", []]);
    expect(stderr).toContain(`error: ${name} is there already\n`);
    expect(readFileSync(join(cwd, name), "utf8")).toBe("mine");
  });
});
