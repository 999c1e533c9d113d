/** Real plans and configurations, damaged at random: nothing throws, and whatever is in the inventory can be pointed at. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LoadedInputs } from "../../../src/sources/index.ts";
import { locatePaths } from "../../../src/text/locate.ts";
import { type Pointer, stepsOf } from "../../../src/text/pointer.ts";
import { loadFiles } from "../input-folder.ts";
import { type Files, filesIn } from "./project.ts";

const PROJECTS = fileURLToPath(new URL("../../../fixtures/projects", import.meta.url));
const names = readdirSync(PROJECTS).filter((name) => name.startsWith("terraform-"));

/** The configuration of a project: what it is expected to give, and its plan, left out. */
function configurationOf(name: string): Files {
  return Object.fromEntries(Object.entries(filesIn(join(PROJECTS, name))).filter(([path]) => !/^(?:plan|case)\.json$|^expected/.test(path)));
}

function planOf(name: string): unknown {
  return JSON.parse(readFileSync(join(PROJECTS, name, "plan.json"), "utf8"));
}

function isPointer(value: object): value is Pointer {
  return "kind" in value && ((value.kind === "root" && "file" in value) || (value.kind === "child" && "parent" in value));
}

function pointersIn(top: unknown): readonly Pointer[] {
  const pointers: Pointer[] = [];
  const seen = new Set<object>();
  const waiting: unknown[] = [top];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isPointer(value)) pointers.push(value);
    else waiting.push(...(value instanceof Map ? value.values() : Object.values(value)));
  }
  return pointers;
}

/** Pointers that lead nowhere. Policies that come with the program have no place. */
async function lost({ inventory, problems, readText }: LoadedInputs): Promise<readonly string[]> {
  const ours = { ...inventory, managedPolicies: inventory.managedPolicies.filter(({ origin }) => origin !== "bundled"), problems };
  const byFile = new Map<string, ReturnType<typeof stepsOf>[]>();
  for (const pointer of pointersIn(ours)) {
    const path = stepsOf(pointer);
    const paths = byFile.get(path.root.file);
    if (paths === undefined) byFile.set(path.root.file, [path]);
    else paths.push(path);
  }
  const missing: string[] = [];
  for (const [file, paths] of byFile) {
    const source = await readText(file);
    const found =
      source === undefined
        ? []
        : await locatePaths(
            source,
            paths.map(({ root, steps }) => ({ steps, ...(root.range !== undefined && { range: root.range }) })),
          );
    for (const [index, { root, steps }] of paths.entries())
      if (found[index] === undefined) missing.push(`${file} ${JSON.stringify(root.range)} ${steps.map(String).join(".")}`);
  }
  return missing;
}

async function holds(files: Readonly<Record<string, unknown>>): Promise<void> {
  expect(await lost(await loadFiles(files))).toEqual([]);
}

// ── plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Path = readonly (string | number)[];

function pathsIn(json: unknown, path: Path = []): readonly Path[] {
  const inner =
    typeof json === "object" && json !== null
      ? Object.entries(json).flatMap(([key, value]) => pathsIn(value, [...path, Array.isArray(json) ? Number(key) : key]))
      : [];
  return [path, ...inner];
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

function changed(json: unknown, path: Path, value: unknown): unknown {
  const copy: unknown = structuredClone(json);
  const [last, ...before] = path.toReversed();
  const holder = before.reverse().reduce<unknown>((outer, step) => (isObject(outer) ? outer[step] : undefined), copy);
  if (last === undefined) return copy;
  if (!isObject(holder)) return copy;
  if (value === undefined) {
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
  } else holder[last] = value;
  return copy;
}

const ODD = fc.constantFrom<unknown>(
  undefined,
  null,
  true,
  false,
  0,
  -1.5,
  "",
  "x",
  "module.a",
  "aws_iam_role.exec[0]",
  "{",
  "[]",
  '{"Statement":null}',
  [],
  [null],
  [[]],
  [true],
  {},
  { a: null },
  { __proto__: null, references: ["each.value", "local.x", "var.", "module..", 'a["'] },
  { constant_value: null },
  "\u0000",
);

describe.each(names)("%s, its plan damaged", (name) => {
  const plan = planOf(name);
  const paths = pathsIn(plan);
  const damage = fc.array(fc.tuple(fc.integer({ min: 1, max: paths.length - 1 }), ODD), { minLength: 1, maxLength: 4 });
  const damaged = (changes: readonly (readonly [number, unknown])[]): unknown =>
    changes.reduce((json, [index, value]) => changed(json, paths[index] ?? [], value), plan);

  it("by itself", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => holds({ "plan.json": damaged(changes) })),
      { numRuns: 60 },
    );
  });

  it("beside its configuration", { timeout: 120_000 }, async () => {
    const configuration = configurationOf(name);
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => holds({ ...configuration, "plan.json": damaged(changes) })),
      { numRuns: 40 },
    );
  });
});

// ── configuration ────────────────────────────────────────────────────────────────────────────────────────────────────

type Edit = readonly [kind: "delete" | "double" | "swap" | "cut", unit: "line" | "token", first: number, second: number];

const EDIT: fc.Arbitrary<Edit> = fc.tuple(fc.constantFrom("delete", "double", "swap", "cut"), fc.constantFrom("line", "token"), fc.nat(), fc.nat());

function edited(text: string, [kind, unit, first, second]: Edit): string {
  const parts = unit === "line" ? text.split(/(?<=\n)/) : text.split(/(?<=[^\w])|(?=[^\w])/);
  const [a, b] = [first % parts.length, second % parts.length];
  const [one = "", other = ""] = [parts[a], parts[b]];
  if (kind === "cut") return parts.slice(0, a).join("");
  if (kind === "delete") parts.splice(a, 1);
  else if (kind === "double") parts.splice(a, 0, one);
  else {
    parts[a] = other;
    parts[b] = one;
  }
  return parts.join("");
}

describe.each(names)("%s, its configuration damaged", (name) => {
  const configuration = configurationOf(name);
  const files = Object.keys(configuration);
  const damage = fc.array(fc.tuple(fc.nat(), EDIT), { minLength: 1, maxLength: 4 });
  const damaged = (edits: readonly (readonly [number, Edit])[]): Files => {
    const texts = new Map(Object.entries(configuration));
    for (const [index, edit] of edits) {
      const file = files[index % files.length] ?? "";
      texts.set(file, edited(texts.get(file) ?? "", edit));
    }
    return Object.fromEntries(texts);
  };

  it("by itself", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(damage, async (edits) => holds(damaged(edits))),
      { numRuns: 60 },
    );
  });

  it("beside its plan", { timeout: 120_000 }, async () => {
    const plan = planOf(name);
    await fc.assert(
      fc.asyncProperty(damage, async (edits) => holds({ ...damaged(edits), "plan.json": plan })),
      { numRuns: 40 },
    );
  });
});

it.each(names)("%s, undamaged, has places throughout", async (name) => {
  const loaded = await loadFiles({ ...configurationOf(name), "plan.json": planOf(name) });
  expect(loaded.problems).toEqual([]);
  expect(pointersIn(loaded.inventory).length).toBeGreaterThan(50);
  expect(await lost(loaded)).toEqual([]);
});
