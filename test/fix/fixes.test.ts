/**
 * `--fix` over every bad case of the rules: what it corrects is gone when the same is checked again, nothing new is found, and nothing else in
 * the files has another meaning.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { type FileChange, fix } from "../../src/main.ts";
import { parseInput } from "../../src/sources/parse-input.ts";
import { caseFolders, optionsOf, readCase } from "../rules/cases.ts";

const PASSED_ON = new Set(["sts:SetSourceIdentity", "sts:SetContext", "sts:TagSession"]);

async function readValue(file: string, text: string): Promise<unknown> {
  const parsed = await parseInput({ file, format: /\.json$/.test(file) ? "json" : "yaml", text, firstLine: 1 });
  if (!parsed.ok) throw new Error(`${file}: ${parsed.problem.message}`);
  return parsed.value;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Every difference has to be one that `--fix` may make: an action that passes the identity on, comes, moves or takes a misspelt one's place. */
function checkSame(before: unknown, after: unknown, path: string): void {
  if (isObject(before) && isObject(after)) {
    expect(Object.keys(after), path).toEqual(Object.keys(before));
    for (const key of Object.keys(before)) checkSame(before[key], after[key], `${path}.${key}`);
    return;
  }
  if (/\.(?:Action|actions)$/.test(path)) {
    const was = listOf(before);
    const is = listOf(after);
    for (const action of is) if (!was.includes(action)) expect(PASSED_ON, path).toContain(action);
    for (const action of was) if (!is.includes(action)) expect(String(action), path).toMatch(/^sts:/i);
    return;
  }
  if (/\.Statement$/.test(path) && Array.isArray(before) && Array.isArray(after) && after.length > before.length) {
    for (const [index, statement] of before.entries()) checkSame(statement, after[index], `${path}.${index}`);
    for (const statement of after.slice(before.length)) {
      expect(statement.Effect, path).toBe("Allow");
      for (const action of listOf(statement.Action)) expect(PASSED_ON, path).toContain(action);
    }
    return;
  }
  if (typeof before === "string" && typeof after === "string" && before !== after && /^\s*\{/.test(before)) {
    checkSame(JSON.parse(before), JSON.parse(after), path);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    expect(after.length, path).toBe(before.length);
    for (const [index, item] of before.entries()) checkSame(item, after[index], `${path}.${index}`);
    return;
  }
  expect(after, path).toEqual(before);
}

function comments(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => /(?:^|\s)#.*$/.exec(line)?.[0].trim() ?? []);
}

async function checkChange({ file, before, after }: FileChange): Promise<void> {
  expect(comments(after)).toEqual(comments(before));
  expect(after.endsWith("\n")).toBe(before.endsWith("\n"));
  // What a template language fills in is no JSON yet.
  if (!/\.(?:tf|tftpl)$/.test(file)) checkSame(await readValue(file, before), await readValue(file, after), file);
}

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
