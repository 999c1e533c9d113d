import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readProject, root } from "./project.ts";

const product = await readProject(["src", "rules"], ".ts");
const tests = await readProject(["test"], ".ts");
const pages = await readProject(["rules"], ".md");

function matches(files: ReadonlyMap<string, string>, pattern: RegExp): readonly string[] {
  return [...files].flatMap(([file, text]) => [...text.matchAll(pattern)].map((match) => `${file}: ${match[0]}`));
}

describe("the repository", () => {
  it("skips no test, singles none out, and expects none to fail", () => {
    expect(tests.size).toBeGreaterThan(5);
    expect(matches(tests, /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|skipIf|runIf|only|todo|fails)\b/g)).toEqual([]);
  });

  it("holds no left-over markers", () => {
    expect(matches(new Map([...product, ...pages]), /\b(?:TODO|FIXME|XXX|HACK)\b/g)).toEqual([]);
  });

  it("silences no check without a word why", () => {
    const silenced = /(?:@ts-ignore|@ts-nocheck|@ts-expect-error(?! \S)|biome-ignore \S+(?!: \S)\s*$)/gm;
    expect(matches(new Map([...product, ...tests].filter(([file]) => file !== "test/repository/hygiene.test.ts")), silenced)).toEqual([]);
  });
});

describe("the linter's bans", () => {
  const probes: readonly (readonly [path: string, source: string, rule: string | undefined])[] = [
    ["src/iam/environment.ts", "export const home = process.env.HOME;", "noRestrictedGlobals"],
    ["src/sources/exit.ts", "process.exitCode = 2;", "noRestrictedGlobals"],
    ["rules/x/index.ts", 'console.log("x");', "noConsole"],
    ["src/cli/print.ts", 'console.log("x");', "noConsole"],
    ["src/text/any.ts", "export const x: any = 1;", "noExplicitAny"],
    ["src/text/enum.ts", "export enum X {\n  A,\n}", "noEnum"],
    ["src/cli/version.ts", "export const node = process.version;", undefined],
    ["src/bin.ts", "process.exitCode = 2;", undefined],
  ];
  let folder = "";
  let said = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lint-roles-biome-"));
    const config: Record<string, unknown> = JSON.parse(await readFile(join(root, "biome.json"), "utf8"));
    await writeFile(join(folder, "biome.json"), JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }));
    for (const [path, source] of probes) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${source}\n`);
    }
    const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
    said = spawnSync(process.execPath, [biome, "lint", "--max-diagnostics=none", "--colors=off"], { cwd: folder, encoding: "utf8" }).stderr;
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it.each(probes)("%s: %j: %s", (path, _source, rule) => {
    const rules = [...said.matchAll(/^(\S+?):\d+:\d+ lint\/\w+\/(\w+)/gm)].filter(([, file]) => file === path).map(([, , name]) => name);
    expect(rules).toEqual(rule === undefined ? [] : [rule]);
  });
});
