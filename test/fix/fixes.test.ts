/**
 * `--fix` over every bad case of the rules: what it corrects is gone when the same is checked again, nothing new is found, and nothing else in
 * the files has another meaning.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { fix } from "../../src/main.ts";
import { caseFolders, optionsOf, readCase } from "../rules/cases.ts";
import { checkChange } from "./same.ts";

let corrected = 0;
let statements = 0;

describe.each(rules.map(({ meta }) => meta.id))("--fix of %s", (ruleId) => {
  // Beside a plan, which the configuration is no longer what it was made from, the old values go on being there.
  const names = caseFolders(ruleId).filter((name) => /^bad-(?:cfn|hcl|policy)/.test(name));
  it.each(names)("%s", async (name) => {
    const options = optionsOf(readCase(ruleId, name));
    const { after, changes, fixed } = await fix(options);
    const left = after.report.findings.filter(({ remedy }) => remedy.edits !== undefined);
    expect(left).toEqual([]);
    expect(after.problems).toEqual([]);
    expect(fixed > 0).toBe(changes.length > 0);
    for (const change of changes) {
      await checkChange(change);
      expect(readFileSync(`${options.cwd}/${change.file}`, "utf8")).toBe(change.before);
      statements += (change.after.match(/Effect|statement \{/g) ?? []).length - (change.before.match(/Effect|statement \{/g) ?? []).length;
    }
    corrected += fixed;
  });
});

it("corrected many, in place and by statements of their own", () => {
  expect(corrected).toBeGreaterThan(120);
  expect(statements).toBeGreaterThan(3);
});
