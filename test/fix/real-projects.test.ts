/**
 * `--fix` over whole projects: those that are bundled and, where it is at hand, a corpus of public repositories (LINT_ROLES_CORPUS, or
 * ../shared/corpus from the project's root). On copies: what is written is checked again, and a second run changes nothing.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CheckOptions, fix } from "../../src/main.ts";
import { PROJECT } from "../rules/cases.ts";
import { readCheckFlags } from "../rules/flags.ts";
import { checkChange } from "./same.ts";

const CORPUS = process.env["LINT_ROLES_CORPUS"] ?? join(PROJECT, "../shared/corpus");
const ROOTS = [join(PROJECT, "fixtures/projects"), CORPUS].filter((root) => existsSync(root));
const projects = ROOTS.flatMap((root) =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name)),
);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-roles-projects-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

let corrected = 0;

describe("--fix", () => {
  it.each(projects.map((project) => [basename(project), project]))("of %s", { timeout: 30_000 }, async (_name, project) => {
    cpSync(project, folder, { recursive: true });
    const options: CheckOptions = { ...readCheckFlags(["--propagation", "on"]), paths: ["."], cwd: folder };
    const { changes, after, fixed } = await fix(options);
    expect(fixed > 0).toBe(changes.length > 0);
    for (const change of changes) {
      await checkChange(change);
      writeFileSync(join(folder, change.file), change.after);
    }
    const again = await fix(options);
    expect([again.changes, again.fixed]).toEqual([[], 0]);
    expect(again.after.report.findings).toEqual(after.report.findings);
    expect(again.after.report.findings.filter(({ remedy }) => remedy.edits !== undefined)).toEqual([]);
    corrected += fixed;
  });

  it("corrected some", () => {
    expect(corrected).toBeGreaterThan(5);
  });
});
