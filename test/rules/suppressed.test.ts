/**
 * Every finding of every bad case in YAML and HCL, suppressed by a comment on the line above it: it is then set aside, nothing else changes,
 * and the comment is not said to be in vain.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { type CheckResult, check } from "../../src/main.ts";
import { formatOf } from "../../src/sources/read-file.ts";
import { commentsOf } from "../../src/text/comments.ts";
import type { SourceText } from "../../src/text/source-text.ts";
import { type Case, caseFolders, optionsOf, readCase } from "./cases.ts";

const ABOUT_INPUT = rules.flatMap((rule) => ("check" in rule ? [rule.meta.id] : []));
const HAS_COMMENTS = /\.(?:ya?ml|template|tf|tfvars|hcl|tofu)$/;

interface Found {
  readonly fingerprint: string;
  readonly subject: string;
  readonly file: string;
  readonly line: number;
}

function findingsOf({ report }: CheckResult): readonly Found[] {
  return report.findings.map(({ fingerprint, subject, location: { file, span } }) => ({ fingerprint, subject, file, line: span.startLine }));
}

/** The text with a comment of its own on the line above, indented like that line; above the string that the line is a part of, if it is. */
async function withComment(file: string, text: string, line: number, ruleId: string): Promise<string> {
  const lines = text.split("\n");
  const content = `lint-roles: ignore[${ruleId}] accepted`;
  for (let at = line; at > 0; at--) {
    const indent = /^\s*/.exec(lines[at - 1] ?? "")?.[0] ?? "";
    const commented = [...lines.slice(0, at - 1), `${indent}# ${content}`, ...lines.slice(at - 1)].join("\n");
    const source: SourceText = { file, format: formatOf(file, commented), text: commented, firstLine: 1 };
    if ((await commentsOf(source, (own) => own === content)).length > 0) return commented;
  }
  throw new Error(`no comment can stand above ${file}:${line}`);
}

async function checkIn(folder: string, one: Case): Promise<CheckResult> {
  return check({ ...optionsOf({ ...one, folder }), only: [one.ruleId, "unused-suppression", "invalid-suppression"] });
}

async function suppressEach(one: Case): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "lint-roles-suppressed-"));
  try {
    cpSync(one.folder, folder, { recursive: true });
    const before = findingsOf(await checkIn(folder, one));
    const places = new Map(before.filter(({ file }) => HAS_COMMENTS.test(file)).map((found) => [`${found.file}:${found.line}`, found]));
    for (const { file, line } of places.values()) {
      const text = readFileSync(join(folder, file), "utf8");
      writeFileSync(join(folder, file), await withComment(file, text, line, one.ruleId));
      const after = await checkIn(folder, one);
      writeFileSync(join(folder, file), text);
      const aside = new Set(after.report.findings.filter(({ suppressed }) => suppressed !== undefined).map(({ fingerprint }) => fingerprint));
      const here = before.filter((found) => found.file === file && found.line === line);
      expect([after.problems, after.report.findings.map(({ ruleId }) => ruleId).filter((id) => id !== one.ruleId)], `${one.name}/${file}:${line}`).toEqual([
        [],
        [],
      ]);
      expect(
        here.filter(({ fingerprint }) => !aside.has(fingerprint)),
        `${file}:${line}`,
      ).toEqual([]);
      expect(new Set(after.report.findings.map(({ fingerprint }) => fingerprint))).toEqual(new Set(before.map(({ fingerprint }) => fingerprint)));
    }
    return places.size;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(ABOUT_INPUT)("%s", (ruleId) => {
  it("is suppressed at each of its findings", async () => {
    let places = 0;
    for (const name of caseFolders(ruleId)) if (name.startsWith("bad-")) places += await suppressEach(readCase(ruleId, name));
    expect(places).toBeGreaterThan(0);
  });
});
