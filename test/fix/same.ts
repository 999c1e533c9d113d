/** A file before and after `--fix`: every difference is one that it may make. */
import { expect } from "vitest";
import type { FileChange } from "../../src/main.ts";
import { parseInput } from "../../src/sources/parse-input.ts";

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
  // The only statement of a policy, which was no list.
  if (/\.Statement$/.test(path) && isObject(before) && Array.isArray(after)) {
    checkSame([before], after, path);
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

/** The same file but for what `--fix` adds: values, comments and the end of the file. */
export async function checkChange({ file, before, after }: FileChange): Promise<void> {
  expect(comments(after)).toEqual(comments(before));
  expect(after.endsWith("\n")).toBe(before.endsWith("\n"));
  // What a template language fills in is no JSON yet.
  if (!/\.(?:tf|tftpl)$/.test(file)) checkSame(await readValue(file, before), await readValue(file, after), file);
}
