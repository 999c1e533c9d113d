import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const bin = join(dist, "bin.js");

function command(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

beforeAll(() => {
  if (!existsSync(bin)) throw new Error("dist/bin.js is missing: run `npm run build` first");
});

describe("the built command", () => {
  it("can be run by itself, and prints its version", async () => {
    const manifest: { version: string } = JSON.parse(await readFile(join(dist, "../package.json"), "utf8"));
    expect((await readFile(bin, "utf8")).startsWith("#!/usr/bin/env node\n")).toBe(true);
    expect(command("--version")).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it("finds every rule and its page", () => {
    const { status, stdout } = command("rules", "--format", "json");
    expect(status).toBe(0);
    const rules: { id: string }[] = JSON.parse(stdout);
    expect(rules.length).toBeGreaterThan(10);
    const [first] = rules;
    const page = command("explain", first?.id ?? "");
    expect(page.status).toBe(0);
    expect(page.stdout).toContain("What it reports");
  });

  it("tells a path that does not exist on standard error", () => {
    const { status, stderr } = command(join(dist, "no-such-file.yaml"));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: .*no-such-file\.yaml: no such file or folder\n/);
  });

  it("ends quietly when the reader of its output has gone", async () => {
    const child = spawn(process.execPath, [bin, "rules"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("completion in bash", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lint-roles-completion-"));
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin/lint-roles"), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, { mode: 0o755 });
    await writeFile(join(folder, "completion.bash"), command("completion", "bash").stdout);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** What bash would offer for the last of `words`. */
  function offered(...words: readonly string[]): string {
    const quoted = ["lint-roles", ...words].map((word) => `'${word}'`).join(" ");
    const script = `source completion.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _lint_roles; echo "\${COMPREPLY[*]}"`;
    const { stdout } = spawnSync("bash", ["--norc", "-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` },
    });
    return stdout.trim();
  }

  it.each([
    [["--fail-on", "w"], "warning"],
    [["--prop"], "--propagation"],
    [["explain", "narrow"], "narrow-source-arn"],
    [["template.y"], ""],
  ])("offers for %j", (words, expected) => {
    expect(offered(...words)).toBe(expected);
  });
});
