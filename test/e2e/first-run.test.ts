/** From the first run of the built command to a green one, and to the next red one, as a team goes through it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lint-roles-first-run-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]) {
  const env = { ...process.env, NO_COLOR: "1" };
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(PROJECT, "dist/bin.js"), ...args], { cwd: folder, encoding: "utf8", env });
  return { stdout, stderr, status, last: stdout.trimEnd().split("\n").at(-1) ?? "" };
}

const read = (file: string): string => readFileSync(join(folder, file), "utf8");

function edit(file: string, from: string, to: string): void {
  const text = read(file);
  expect(text).toContain(from);
  writeFileSync(
    join(folder, file),
    text.replace(from, () => to),
  );
}

describe("a first run", () => {
  for (const file of ["studio.yaml", "lake.yaml"]) cpSync(join(PROJECT, "fixtures/projects/studio-chain", file), join(folder, "infra", file));

  it("writes a configuration, which the next run takes from any folder below", () => {
    expect(run("init")).toMatchObject({
      status: 0,
      stderr: "",
      stdout:
        "wrote lint-roles.config.yaml\n2 files to check: 2 errors, 0 warnings, 0 notes, 0 undetermined\n" +
        "next: `lint-roles` shows them; to accept them, set `baseline` in that file and run `lint-roles baseline`\n",
    });
    expect(read("lint-roles.config.yaml")).toContain("Something was found in infra.\ninputs:\n  - .\n");
    edit("lint-roles.config.yaml", "# fail-on: error", "fail-on: warning");
    expect(run("--print-config").stdout).toContain("\nfail-on: warning # lint-roles.config.yaml:9\n");
    expect(run("--quiet")).toMatchObject({ status: 1, last: expect.stringContaining("2 errors") });
  });

  it("corrects what needs nobody's decision", () => {
    const { status, stderr, last } = run("--fix");
    expect([status, stderr]).toEqual([0, "fixed 2 findings in 1 file: infra/lake.yaml\n"]);
    expect(last).toContain("0 errors");
    expect(run("--fix").stderr).toBe("nothing to fix\n");
  });

  it("accepts the rest: one with a reason, others as they are found", () => {
    edit("infra/studio.yaml", "              - sts:AssumeRole\n              - sts:SetSourceIdentity\n", "              - sts:AssumeRole\n");
    edit("infra/lake.yaml", "            Action: [sts:AssumeRole, sts:SetSourceIdentity]\n", "            Action: sts:AssumeRole\n");
    expect(run("--quiet").last).toContain("2 errors");
    edit("infra/studio.yaml", "  DataScience:\n", "  # lint-roles: ignore[execution-role-refuses-source-identity] until PLAT-12 is done\n  DataScience:\n");
    edit("lint-roles.config.yaml", "# baseline:", "baseline:");
    expect(run("baseline")).toMatchObject({ status: 0, stderr: "wrote lint-roles.baseline.json: 1 finding, known from now on\n" });
    const { status, last } = run("--strict", "--quiet");
    // The vault, which is not in the input, is a gap.
    expect([status, last]).toEqual([1, expect.stringContaining("0 errors, 0 warnings, 0 notes, 0 undetermined, 1 gap, 1 suppressed, 1 known")]);
    expect(run("--quiet")).toMatchObject({ status: 0 });
    expect(run("--fix").stderr).toBe("nothing to fix\nleft as accepted: 1 in the baseline, 1 suppressed\n");
  });

  it("fails by the next thing that breaks, and tells what holds no more", () => {
    edit("infra/studio.yaml", "              - sts:AssumeRole\n", "              - sts:AssumeRole\n              - sts:SetSourceIdentity\n");
    const { status, stdout } = run("--quiet");
    expect([status, stdout.split("\n")[0]]).toEqual([
      1,
      expect.stringMatching(/^infra\/studio\.yaml:\d+:3: warning\[unused-suppression\]: This comment suppresses nothing/),
    ]);
    expect(run("--no-config", "infra", "--no-suppressions", "--quiet")).toMatchObject({ status: 1, last: expect.stringContaining("1 error, 0 warnings") });
  });

  it("ends where the configuration can't be read, whatever else is right", () => {
    edit("lint-roles.config.yaml", "fail-on: warning", "fail-on: wraning");
    expect(run()).toMatchObject({
      status: 2,
      stdout: "",
      stderr: "error: lint-roles.config.yaml:9:10: `fail-on` should be one of error, warning, note, never\n  help: did you mean `warning`?\n",
    });
  });
});
