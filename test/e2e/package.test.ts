/** The package as a user gets it: packed, installed in an empty folder, run, imported, and typed. Needs the build, as `npm test` makes it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let folder = "";
let packed: Packed | undefined;

function run(command: string, args: readonly string[], cwd = folder) {
  const { stdout, stderr, status } = spawnSync(command, args, { cwd, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  return { stdout, stderr, status };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-roles-package-"));
  const [only]: readonly Packed[] = JSON.parse(run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], PROJECT).stdout);
  packed = only;
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  // All that it needs is in it, so nothing is fetched.
  const { status, stderr } = run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, packed?.filename ?? "")]);
  expect([status, stderr]).toEqual([0, ""]);
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the package", () => {
  it("holds what is run, its types, its pages and its licences, and no sources or tests", () => {
    const paths = packed?.files.map(({ path }) => path) ?? [];
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !/^(?:dist\/|rules\/(?:[a-z-]+\/)?README\.md$|README\.md$|LICENSE$|CHANGELOG\.md$|package\.json$)/.test(path))).toEqual([]);
    expect(paths.filter((path) => /(?:^|\/)(?:test|fixtures)\/|(?<!\.d)\.ts$|\.map$/.test(path))).toEqual([]);
    expect(packed?.size).toBeLessThan(2_000_000);
  });

  it("brings no other package along", () => {
    expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["lint-roles"]);
  });

  it("checks, corrects and explains, as it does here", () => {
    cpSync(join(PROJECT, "fixtures/projects/studio-chain"), join(folder, "work"), { recursive: true });
    const cli = join(folder, "node_modules/.bin/lint-roles");
    const here = [join(PROJECT, "dist/bin.js"), "studio.yaml", "lake.yaml"];
    const installed = run(cli, ["studio.yaml", "lake.yaml"], join(folder, "work"));
    expect(installed).toEqual(run(process.execPath, here, join(folder, "work")));
    expect(installed.status).toBe(1);
    expect(run(cli, ["--fix", "--quiet", "studio.yaml", "lake.yaml"], join(folder, "work")).status).toBe(0);
    expect(run(cli, ["explain", "narrow-source-arn"]).stdout).toContain("narrow-source-arn");
    expect(run(cli, ["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("is a library, with its types", () => {
    const program = `import { check, type Report } from "lint-roles";
import { authorize } from "lint-roles/iam";

const { report }: { report: Report } = await check({
  paths: ["work/studio.yaml", "work/lake.yaml"],
  cwd: process.cwd(),
  parameters: new Map(),
  entryRoles: [],
  propagation: "as-configured",
  only: [],
  skip: [],
  failOn: "error",
  strict: false,
});
console.log(report.coverage.roles, typeof authorize);
`;
    writeFileSync(join(folder, "use.ts"), program);
    const compilerOptions = {
      module: "nodenext",
      target: "es2022",
      strict: true,
      outDir: "out",
      types: ["node"],
      typeRoots: [join(PROJECT, "node_modules/@types")],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    expect(run(process.execPath, [join(PROJECT, "node_modules/typescript/bin/tsc"), "-p", folder])).toEqual({ stdout: "", stderr: "", status: 0 });
    expect(run(process.execPath, ["out/use.js"])).toEqual({ stdout: "3 function\n", stderr: "", status: 0 });
  });
});
