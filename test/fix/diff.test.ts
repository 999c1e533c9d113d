/** The diff, taken by git itself. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/fix/diff.ts";
import type { FileChange } from "../../src/main.ts";

/** The files as they are after `git apply`. */
function applied(changes: readonly FileChange[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "lint-roles-diff-"));
  try {
    for (const { file, before } of changes) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), before);
    }
    const { status, stderr } = spawnSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: folder, input: unifiedDiff(changes), encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    return changes.map(({ file }) => readFileSync(join(folder, file), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the diff", () => {
  it.each([
    ["in a folder", "stacks/roles.yaml"],
    ["with spaces", "my stacks/the roles.yaml"],
    ["with quotes and backslashes", 'a"b\\c.yaml'],
    ["with a tab and a line feed", "a\tb\nc.yaml"],
    ["with other letters", "rôles-\u{1F600}.yaml"],
  ])("is taken for a file %s", (_what, file) => {
    expect(applied([{ file, before: "a\nb\nc\n", after: "a\nB\nc\n" }])).toEqual(["a\nB\nc\n"]);
  });

  it("keeps carriage returns, and the missing line feed at the end of a file", () => {
    const changes = [
      { file: "windows.yaml", before: "a\r\nb\r\nc\r\n", after: "a\r\nB\r\nc\r\n" },
      { file: "open.yaml", before: "a\nb", after: "a\nb\nc" },
    ];
    expect(applied(changes)).toEqual(changes.map(({ after }) => after));
  });

  it("makes of one text the other, whatever they are", () => {
    const line = fc.constantFrom("a", "b", "- c", "+ d", "@@ -1 +1 @@", "", "\\ No newline", "--- x", "\u00e9");
    const body = fc.tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean()).map(([lines, ends]) => lines.join("\n") + (ends ? "\n" : ""));
    fc.assert(
      fc.property(body, body, (before, after) => {
        fc.pre(before !== after && before !== "" && after !== "");
        expect(applied([{ file: "x.yaml", before, after }])).toEqual([after]);
      }),
      { numRuns: 60 },
    );
  });

  it("is empty where nothing changes", () => {
    expect(unifiedDiff([])).toBe("");
  });
});
