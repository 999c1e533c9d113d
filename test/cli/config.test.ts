/** What of a configuration reaches the check, and what the flags make of it. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/main.ts";
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
  const folder = folderWith({ [name]: config, "infra/x": "", "roles/a.yaml": "", "sub/deep/x": "" });
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
      configured: { source: { file: "lint-roles.config.yaml" }, isSelection: false, parameters: new Set(["Env", "Count"]), entryRoles: new Set(["Studio*"]) },
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
      configured: { source: { file: "../../lint-roles.config.yaml" }, isSelection: false },
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

  it("that is named is for whatever is read with it", async () => {
    const folder = folderWith({ "ci/c.yaml": "strict: true" });
    const library = fakeLibrary();
    await runCli(["--config", "ci/c.yaml"], library, { cwd: folder });
    expect(library.checked[0]).toMatchObject({ paths: ["."], configured: { isSelection: false } });
  });

  it("leads nowhere outside of its folder, and to no file that is not there", async () => {
    const folder = folderWith({ "out/x.yaml": "", "in/y.yaml": "" });
    symlinkSync("../out", join(folder, "in/link"));
    symlinkSync("../out/known.json", join(folder, "in/known.json"));
    writeFileSync(join(folder, "out/known.json"), "");
    const told = async (config: string) => {
      writeFileSync(join(folder, "in/lint-roles.config.yaml"), config);
      return (await runCli([], fakeLibrary(), { cwd: join(folder, "in") })).stderr;
    };
    expect(await told("strict: true\ninputs: [y.yaml, link]")).toContain(
      "error: lint-roles.config.yaml:2:18: link leads out of the folder of this file, by a symbolic link\n",
    );
    expect(await told("baseline: known.json")).toContain("error: lint-roles.config.yaml:1:11: known.json leads out of the folder of this file");
    symlinkSync("../out/new.json", join(folder, "in/dangling.json"));
    expect(await told("baseline: dangling.json")).toContain("dangling.json leads out of the folder of this file");
    expect(await told("inputs: [y.yaml]\nbaseline: no/such/folder.json")).toBe("");
    expect(await told("inputs: [gone.yaml]")).toBe(
      "error: lint-roles.config.yaml:1:10: gone.yaml: no such file or folder\n  help: paths are relative to the folder of this file\n",
    );
    expect(await told("inputs: [y.yaml]\nbaseline: new.json")).toBe("");
  });

  it("never means standard input by a name", async () => {
    const folder = folderWith({ "lint-roles.config.yaml": "inputs: [./-]", "-": "" });
    const library = fakeLibrary();
    await runCli([], library, { cwd: folder });
    expect(library.checked[0]).toMatchObject({ paths: ["./-"] });
    expect(library.checked[0]).not.toHaveProperty("stdin");
  });

  it("gives parameters their names and values as they are", async () => {
    const { options } = await run([], { config: 'parameters: { "h=i": "x=y" }' });
    expect(options?.parameters).toEqual(new Map([["h=i", "x=y"]]));
  });

  it("that is a folder, or a link that leads nowhere, is not passed over", async () => {
    const folder = folderWith({ "lint-roles.config.yml/x": "" });
    expect((await runCli([], fakeLibrary(), { cwd: folder })).stderr).toBe("error: lint-roles.config.yml: the configuration can't be read: it is a folder\n");
    const other = folderWith({ x: "" });
    symlinkSync("gone.yaml", join(other, "lint-roles.config.json"));
    expect((await runCli([], fakeLibrary(), { cwd: other })).stderr).toContain("lint-roles.config.json: the configuration can't be read: no such file\n");
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
    const folder = folderWith({ "lint-roles.config.yaml": CONFIG, "infra/x": "", "roles/a.yaml": "" });
    const planned: object[] = [];
    const plan = (options: object) => {
      planned.push(options);
      return Promise.resolve({ problems: [], skipped: [], exitCode: 2 } as const);
    };
    const library = fakeLibrary({}, { plan });
    await runCli(["plan"], library, { cwd: folder });
    expect(planned).toMatchObject([
      { paths: ["infra", "roles/a.yaml"], entryRoles: ["Studio*"], account: "111122223333", accountNames: new Map([["111122223333", "production"]]) },
    ]);
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
  Count: "3" # lint-roles.config.yaml:10
  Env: "a: b" # --parameter
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
  async function init(argv: readonly string[] = [], result: Partial<CheckResult> = { files: ["infra/a.yaml", "infra/b.yaml", "live/x.tf", "main.tf"] }) {
    const cwd = folderWith({ x: "" });
    const outcome = await runCli(["init", ...argv], fakeLibrary(result), { cwd });
    return { ...outcome, cwd, written: outcome.exitCode === 0 ? readFileSync(join(cwd, "lint-roles.config.yaml"), "utf8") : "" };
  }

  it("names the whole folder, so that nothing is passed over later, and tells where something was found", async () => {
    const { stdout, stderr, written } = await init();
    expect([stdout, stderr]).toEqual(["wrote lint-roles.config.yaml\n4 files to check: 0 errors, 0 warnings, 0 notes, 0 undetermined\n", ""]);
    expect(written).toContain("relative to this file. Something was found in infra, live.\ninputs:\n  - .\n");
    expect(written).not.toContain("yaml-language-server");
  });

  it("names what is given, once and as plain as it can be", async () => {
    const given = await init(["./b/", "b", "c/../d.yaml"], { files: ["b/c.yaml", "d.yaml"] });
    expect(given.written).toContain("relative to this file.\ninputs:\n  - b\n  - d.yaml\n");
  });

  it("names a cloud assembly that is ignored, as it would not be met", async () => {
    const { stdout, written } = await init([], { files: [], ignoredAssemblies: ["cdk.out"] });
    expect(written).toContain("\ninputs:\n  - cdk.out\n");
    expect(stdout).toContain("`cdk.out` is ignored by .gitignore, and is named under `inputs`");
    expect((await init([], { files: ["a.yaml"], ignoredAssemblies: ["app/cdk.out"] })).written).toContain("\ninputs:\n  - .\n  - app/cdk.out\n");
  });

  it("says so where nothing was found", async () => {
    const { stdout, written } = await init([], { files: [], problems: [{ file: ".", message: "nothing to check was found" }] });
    expect(stdout).toBe("wrote lint-roles.config.yaml\nnothing to check was found here: name what is to be checked under `inputs`\n");
    expect(written).toContain("\n# inputs:\n#   - infra\n");
  });

  it("writes nothing where what is named can't be checked, or lies outside", async () => {
    const { exitCode, stdout, stderr } = await init(["gone"], { files: [], problems: [{ file: "gone", message: "no such file or folder" }] });
    expect([exitCode, stdout, stderr]).toEqual([2, "", "error: gone: no such file or folder\n"]);
    for (const path of ["..", "../x", "/etc", "~/x", "-", "a/../../x"])
      expect(await init([path])).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(`error: ${path}: a configuration names nothing outside of its folder`),
      });
  });

  it("names the schema where it lies, and a configuration above that no longer counts", async () => {
    const folder = folderWith({ "lint-roles.config.json": "{}", "sub/node_modules/lint-roles/dist/config.schema.json": "{}" });
    const { stdout } = await runCli(["init"], fakeLibrary({ files: ["a.yaml"] }), { cwd: join(folder, "sub") });
    expect(stdout).toContain("it counts here in the place of ../lint-roles.config.json\n");
    const written = readFileSync(join(folder, "sub/lint-roles.config.yaml"), "utf8");
    expect(written.split("\n")[0]).toBe("# yaml-language-server: $schema=./node_modules/lint-roles/dist/config.schema.json");
  });

  it("follows no link", async () => {
    const folder = folderWith({ "in/x": "", "out/x": "" });
    symlinkSync("../out/made.yaml", join(folder, "in/lint-roles.config.yaml"));
    expect(await runCli(["init"], fakeLibrary(), { cwd: join(folder, "in") })).toMatchObject({ exitCode: 2, stdout: "" });
    expect(readdirSync(join(folder, "out"))).toEqual(["x"]);
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
