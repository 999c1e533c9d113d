/** `npm run new-rule`, in a copy of the project: what it makes, what it refuses, and what it leaves to a person. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./project.ts";

const ID = "role-without-owner";
/** The name by which `source-identity-condition-mismatch` is imported already. */
const TAKEN = "condition-mismatch";
const COPIED = [".build", "src", "rules", "test", "biome.json", "package.json", "tsconfig.json", "vitest.config.ts"];

let folder = "";

function run(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  return { status, stdout, stderr };
}

function newRule(...args: readonly string[]) {
  return run(join(folder, ".build/new-rule.mjs"), ...args);
}

async function contents(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const part of ["rules", "fixtures/rules"]) {
    for (const entry of await readdir(join(folder, part), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile()) files.set(relative(folder, file), await readFile(file, "utf8"));
    }
  }
  return files;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lint-roles-new-rule-"));
  for (const part of COPIED) await cp(join(root, part), join(folder, part), { recursive: true });
  // The cases of other rules say nothing here; that they are there does.
  for (const id of await readdir(join(root, "fixtures/rules"))) await mkdir(join(folder, "fixtures/rules", id), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const config: Record<string, unknown> = JSON.parse(await readFile(join(root, "biome.json"), "utf8"));
  await writeFile(join(folder, "biome.json"), JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("npm run new-rule", () => {
  it.each([
    [[], "expected one argument, the new rule's id"],
    [["one-rule", "two-rules"], "expected one argument, the new rule's id"],
    [["RoleWithoutOwner"], '"RoleWithoutOwner" is no rule id'],
    [["role_without_owner"], '"role_without_owner" is no rule id'],
    [["role-without-owner-"], '"role-without-owner-" is no rule id'],
    [["ownerless"], '"ownerless" is no rule id'],
    [["../role-without-owner"], '"../role-without-owner" is no rule id'],
    [[""], '"" is no rule id'],
    [["role-without-owner\n"], '"role-without-owner\\n" is no rule id'],
    [["lint-roles"], "is the command's own name"],
    [[`role-${"without-".repeat(6)}owner`], "expected at most 50"],
    [["stale-principal"], "there is a rule stale-principal already"],
    [["stale-principal-arn"], "stale-principal-arn and the rule stale-principal begin alike"],
    [["user-can"], "user-can and the rule user-can-"],
  ])("refuses %j and changes nothing", async (args, message) => {
    const before = await contents();
    const { status, stdout, stderr } = newRule(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`error: `);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/\n {2}help: .+\n$/);
    expect(await contents()).toEqual(before);
  });

  describe("with an id that is free", () => {
    let before: ReadonlyMap<string, string> = new Map();
    let after: ReadonlyMap<string, string> = new Map();
    let said = "";
    beforeAll(async () => {
      before = await contents();
      const { status, stdout, stderr } = newRule(ID);
      expect([status, stderr]).toEqual([0, ""]);
      said = stdout;
      after = await contents();
      expect(newRule(TAKEN).status).toBe(0);
    });

    it("makes the rule, its page and two cases, and touches nothing but the two lists", () => {
      expect([...after.keys()].filter((file) => !before.has(file)).sort()).toEqual([
        `fixtures/rules/${ID}/bad-cfn-example/case.json`,
        `fixtures/rules/${ID}/bad-cfn-example/template.yaml`,
        `fixtures/rules/${ID}/ok-cfn-example/case.json`,
        `fixtures/rules/${ID}/ok-cfn-example/template.yaml`,
        `rules/${ID}/README.md`,
        `rules/${ID}/index.ts`,
      ]);
      expect([...before].filter(([file, text]) => after.get(file) !== text).map(([file]) => file)).toEqual(["rules/README.md", "rules/index.ts"]);
    });

    it("adds one import, one entry and one row, and changes no other line", () => {
      const added = (file: string) => {
        const old = before.get(file)?.split("\n") ?? [];
        const lines = after.get(file)?.split("\n") ?? [];
        expect(lines.filter((line) => old.includes(line))).toEqual(old);
        return lines.filter((line) => !old.includes(line));
      };
      expect(added("rules/index.ts")).toEqual([`import { rule as roleWithoutOwner } from "./${ID}/index.ts";`, "  roleWithoutOwner,"]);
      expect(added("rules/README.md")).toEqual([`| \`${ID}\` | TODO: why it is here |`]);
    });

    it("imports under a name that no other rule has", async () => {
      const list = await readFile(join(folder, "rules/index.ts"), "utf8");
      expect(list).toContain(`import { rule as conditionMismatchRule } from "./${TAKEN}/index.ts";`);
      expect(list).toContain('import { rule as conditionMismatch } from "./source-identity-condition-mismatch/index.ts";');
    });

    it("tells what was made and what is left to do", () => {
      expect(said).toContain(`made    rules/${ID}/index.ts\n`);
      expect(said).toContain("changed rules/index.ts\n");
      for (const step of [`1. rules/${ID}/index.ts`, `2. rules/${ID}/README.md`, "3. rules/README.md", `4. fixtures/rules/${ID}`, "5. npm run format"])
        expect(said).toContain(step);
    });

    it("refuses the same id from then on", () => {
      expect(newRule(ID).stderr).toContain(`there is a rule ${ID} already`);
    });

    it("compiles, lints and is formatted, the lists in their order too", () => {
      const biome = run(join(root, "node_modules/@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "rules");
      expect(biome.stderr).toBe("");
      expect(biome.status).toBe(0);
      const tsc = run(join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", ".");
      expect([tsc.status, tsc.stdout]).toEqual([0, ""]);
    }, 120_000);

    it("passes the meta-tests but for what a person has to write", async () => {
      const files = ["test/rules/meta.test.ts", "test/rules/guide.test.ts", "test/rules/cases.test.ts", "test/repository/hygiene.test.ts"];
      const { stderr } = run(join(root, "node_modules/vitest/vitest.mjs"), "run", ...files, "-t", `${ID}|the list of|the table|the repository`);
      const report = join(folder, ".vitest-report.json");
      expect(existsSync(report), stderr).toBe(true);
      const { testResults }: { testResults: { assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[] } = JSON.parse(
        await readFile(report, "utf8"),
      );
      const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
      expect(tests.filter(({ status }) => status === "passed").length).toBeGreaterThan(8);
      const failed = tests.filter(({ status }) => status === "failed");
      expect(failed.map(({ fullName }) => fullName).sort()).toEqual(
        [
          `${ID} bad-cfn-example`,
          `${ID} has a page with the fixed headings in order, and an AWS page with the date it was read`,
          `${ID} has a page whose bad examples are found and whose good ones are not`,
          `${ID} has a bad and an ok case for each kind of input`,
          `${ID} says in every case why the expectation holds`,
          "the repository holds no left-over markers",
        ].sort(),
      );
      for (const { failureMessages } of failed) for (const message of failureMessages) expect(message).toMatch(/^AssertionError/);
    }, 120_000);
  });
});
