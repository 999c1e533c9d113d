/**
 * Real files, each by itself: no crash, every place resolved (an unresolved one throws), a report that all three formats can
 * print. The files are the bundled projects' and, where it is at hand, a corpus of public templates (LINT_ROLES_CORPUS, or
 * ../shared/corpus from the project's root).
 */
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { check, formats, render } from "../../src/main.ts";
import { readCheckFlags } from "../rules/flags.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const ROOTS = [join(PROJECT, "fixtures/projects"), process.env["LINT_ROLES_CORPUS"] ?? join(PROJECT, "../shared/corpus")].filter((root) => existsSync(root));

const files = ROOTS.flatMap((root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|ya?ml|template)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
);

describe("real files", () => {
  it("are there", () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files.map((file) => [relative(PROJECT, file), file]))("%s", async (_shown, file) => {
    const result = await check({ ...readCheckFlags([]), paths: [file], cwd: PROJECT });
    expect([0, 1, 2]).toContain(result.exitCode);
    expect(result.exitCode === 2).toBe(result.problems.length > 0);
    for (const format of formats) {
      const text = await render(format, result.report, {
        color: false,
        width: 80,
        sources: result.sources,
        pages: new Map(),
        workingFolder: PROJECT,
        quiet: false,
      });
      expect(text.length).toBeGreaterThan(0);
    }
  });
});
