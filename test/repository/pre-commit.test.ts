/** The hook for pre-commit, as it is declared and as pre-commit installs it. Needs the build, as `npm test` makes it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readText } from "./actions.ts";
import { root } from "./project.ts";

interface Hook {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly entry: string;
  readonly additional_dependencies: readonly string[];
  readonly files: string;
  readonly exclude: string;
  readonly pass_filenames: boolean;
}

const hooks: readonly Hook[] = parse(readText(".pre-commit-hooks.yaml"));
const manifest: { name: string; version: string; bin: Record<string, string> } = JSON.parse(readText("package.json"));

describe(".pre-commit-hooks.yaml", () => {
  it("declares one hook, whose entry the package has, in the version of this commit", () => {
    expect(hooks).toHaveLength(1);
    expect(hooks[0]).toMatchObject({ id: "lint-roles", language: "node", additional_dependencies: [`${manifest.name}@${manifest.version}`] });
    expect(Object.keys(manifest.bin)).toContain(hooks[0]?.entry);
  });

  it("judges all files of the repository together, whichever were changed", () => {
    expect(hooks[0]).toMatchObject({ pass_filenames: false });
    // No path: what the configuration names, else the whole folder.
    expect(hooks[0]).not.toHaveProperty("args");
  });

  it.each([
    ["infra/roles.yaml", true],
    ["infra/roles.yml", true],
    ["stack.template", true],
    ["cdk.out/Studio.template.json", true],
    ["account/describe-domain.json", true],
    ["account.jsonl", true],
    ["account.jsonl.gz", true],
    ["main.tf", true],
    ["main.tf.json", true],
    ["prod.tfvars", true],
    ["README.md", false],
    ["app.ts", false],
    ["package.json", false],
    ["web/package-lock.json", false],
    ["tsconfig.build.json", false],
    [".github/workflows/ci.yml", false],
    [".pre-commit-config.yaml", false],
  ])("runs for %s: %s", (file, runs) => {
    for (const { files, exclude } of hooks) expect(new RegExp(files).test(file) && !new RegExp(exclude).test(file)).toBe(runs);
  });

  it("installs as pre-commit does: the repository packed without a build, and then the package", () => {
    const folder = mkdtempSync(join(tmpdir(), "lint-roles-pre-commit-"));
    const npm = (...args: readonly string[]): string => {
      const { status, stdout, stderr } = spawnSync("npm", [...args, "--silent"], { cwd: folder, encoding: "utf8" });
      expect([status, stderr]).toEqual([0, ""]);
      return stdout.trim();
    };
    try {
      for (const part of ["package.json", "README.md", "rules"]) cpSync(join(root, part), join(folder, "clone", part), { recursive: true });
      mkdirSync(join(folder, "packed"));
      const clone = join(folder, npm("pack", "./clone"));
      // From the registry in earnest, of the same name and version.
      const published = join(folder, "packed", npm("pack", root, "--pack-destination", join(folder, "packed")));
      npm("install", "-g", "--prefix", join(folder, "node_env"), "--no-audit", "--no-fund", clone, published);
      const [hook] = hooks;
      const command = join(folder, "node_env/bin", hook?.entry ?? "");
      const broken = join(root, "fixtures/projects/studio-chain");
      expect(spawnSync(command, { cwd: broken, encoding: "utf8" }).status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
