/** The repository's promises about rules: each has a page, fixed headings, running examples, and cases of every kind. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { caseFolders, FIXTURES, KINDS, PROJECT, readCase, runCase } from "./cases.ts";

const HEADINGS = ["What it reports", "Why it matters", "Bad", "Good", "How to fix", "When it can't tell", "References"];

function pageOf(ruleId: string): string {
  return readFileSync(join(PROJECT, "rules", ruleId, "README.md"), "utf8");
}

/** The text under a heading of the second level. */
function section(page: string, heading: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
}

/** Every fenced block under the heading, as a file of its language. */
function blocks(page: string, heading: string): readonly { readonly language: string; readonly code: string }[] {
  return [...section(page, heading).matchAll(/^```(yaml|json)\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({ language, code }));
}

async function findingsOf(ruleId: string, block: { readonly language: string; readonly code: string }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "lint-roles-page-"));
  try {
    writeFileSync(join(folder, `example.${block.language}`), block.code);
    const result = await runCase({ folder, ruleId, args: [] });
    expect(result.problems).toEqual([]);
    return result.report.findings.length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the list of rules", () => {
  it("names every folder under rules/, and every folder under fixtures/rules", () => {
    const ids = rules.map(({ meta }) => meta.id).sort();
    const folders = readdirSync(join(PROJECT, "rules"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((entry) => entry.name).sort()).toEqual(ids);
    expect(readdirSync(FIXTURES).sort()).toEqual(ids);
  });
});

for (const { meta } of rules) {
  describe(meta.id, () => {
    it("has an id in kebab-case and a one-sentence summary", () => {
      expect(meta.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(meta.summary).toMatch(/^[^\n]+[^.]$/);
      expect(meta.securitySeverity).toBeGreaterThan(0);
      expect(meta.securitySeverity).toBeLessThanOrEqual(10);
    });

    it("has a page that begins with id, summary and severity", () => {
      expect(pageOf(meta.id).split("\n").slice(0, 5)).toEqual([
        `# ${meta.id}`,
        "",
        `${meta.summary}.`,
        "",
        `Severity: ${meta.severity} · Precision: ${meta.precision} · Tags: ${meta.tags.join(", ")}`,
      ]);
    });

    it("has a page with the fixed headings in order, and an AWS page with the date it was read", () => {
      const page = pageOf(meta.id);
      expect([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
      expect(section(page, "References")).toMatch(/https:\/\/docs\.aws\.amazon\.com\/\S+.*\(read \d{4}-\d{2}(-\d{2})?\)/);
    });

    it("has a page whose bad examples are found and whose good ones are not", async () => {
      const page = pageOf(meta.id);
      const bad = blocks(page, "Bad");
      const good = blocks(page, "Good");
      expect(bad.length).toBeGreaterThan(0);
      expect(good.length).toBeGreaterThan(0);
      for (const block of bad) expect(await findingsOf(meta.id, block)).toBeGreaterThan(0);
      for (const block of good) expect(await findingsOf(meta.id, block)).toBe(0);
    });

    it("has a bad and an ok case for each kind of input", () => {
      const names = caseFolders(meta.id);
      for (const kind of KINDS) {
        expect(
          names.filter((name) => name.startsWith(`bad-${kind}`)),
          `bad-${kind}-*`,
        ).not.toEqual([]);
        expect(
          names.filter((name) => name.startsWith(`ok-${kind}`)),
          `ok-${kind}-*`,
        ).not.toEqual([]);
      }
      for (const name of names) expect(name).toMatch(/^(bad|ok)-[a-z0-9-]+$/);
    });

    it("says in every case why the expectation holds", () => {
      for (const name of caseFolders(meta.id)) expect(readCase(meta.id, name).why.length, name).toBeGreaterThan(20);
    });
  });
}
