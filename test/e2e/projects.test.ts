/**
 * Whole projects through the built command: every folder under fixtures/projects with a `case.json`, its full output the
 * expectation. The expectations are read by people before they are committed; `UPDATE=1 npx vitest run test/e2e` writes them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const PROJECTS = join(PROJECT, "fixtures/projects");
const CLI = join(PROJECT, "dist/bin.js");

interface Run {
  /** What is shown by this run, and why its expectation is right. */
  readonly why: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  /** A file of the project that holds the expected standard output. */
  readonly stdout: string;
  readonly stderr?: string;
  /** Fed to standard input: a file of the project. */
  readonly stdin?: string;
}

function runsOf(name: string): readonly Run[] {
  const file = join(PROJECTS, name, "case.json");
  if (!existsSync(file)) throw new Error(`fixtures/projects/${name} has no case.json: no run tests it`);
  const runs: { readonly runs: readonly Run[] } = JSON.parse(readFileSync(file, "utf8"));
  return runs.runs;
}

for (const name of readdirSync(PROJECTS).sort()) {
  describe(name, () => {
    for (const run of runsOf(name)) {
      it(`lint-roles ${run.args.join(" ")}`, () => {
        const folder = join(PROJECTS, name);
        const input = run.stdin === undefined ? "" : readFileSync(join(folder, run.stdin), "utf8");
        const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...run.args], {
          cwd: folder,
          input,
          encoding: "utf8",
          env: { ...process.env, NO_COLOR: "1" },
        });
        const expected = join(folder, run.stdout);
        if (process.env["UPDATE"] === "1") writeFileSync(expected, stdout);
        expect(stderr).toBe(run.stderr ?? "");
        expect(stdout).toBe(readFileSync(expected, "utf8"));
        expect(status).toBe(run.exitCode);
        expect(run.why.length).toBeGreaterThan(20);
      });
    }
  });
}
