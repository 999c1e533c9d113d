/** Tables on the pages that list what the code has: all of it, and nothing else. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPage } from "./pages.ts";
import { root } from "./project.ts";

/** The first cells of the tables below a heading, up to the next heading. */
function firstCells(page: string, heading: string): readonly string[] {
  const section = readPage(page).split(`\n${heading}\n`)[1]?.split(/^#+ /m)[0] ?? "";
  return [...section.matchAll(/^\| (.*?) +\| /gm)].map(([, cell = ""]) => cell).filter((cell) => cell.startsWith("`"));
}

function spansIn(cells: readonly string[]): readonly string[] {
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span));
}

/** The operations that stand first in the rows of a list in the code. */
function operationsIn(file: string, list: string): readonly string[] {
  const text = readFileSync(join(root, "src/sources/aws-json", file), "utf8");
  const body = new RegExp(`const ${list}\\b[^\\n]*= (?:new Map\\()?\\[\\n([\\s\\S]*?)^\\]`, "m").exec(text)?.[1] ?? "";
  return [...body.matchAll(/\[\s*"([a-z]+:[A-Z]\w+)"/g)].map(([, operation = ""]) => operation);
}

describe("operations of AWS's API", () => {
  const recognised = operationsIn("recognise.ts", "SHAPES");
  const read = operationsIn("index.ts", "READERS");
  const unused = operationsIn("index.ts", "UNUSED");

  it("are all in the table of answers, in the order in which they are tried", () => {
    expect(recognised.length).toBeGreaterThan(20);
    expect(spansIn(firstCells("src/sources/aws-json/README.md", "## Operations that are read")).filter((span) => span.includes(":"))).toEqual(recognised);
  });

  it("that tell nothing are said to tell nothing", () => {
    const rows = readPage("src/sources/aws-json/README.md").split("\n");
    const said = rows.filter((row) => row.startsWith("| `") && row.includes("tells nothing that is needed")).map((row) => /`([^`]+)`/.exec(row)?.[1] ?? "");
    expect(new Set(said)).toEqual(new Set(unused));
  });

  it("that only recordings have are named", () => {
    for (const operation of read.filter((each) => !recognised.includes(each))) expect(readPage("src/sources/aws-json/README.md")).toContain(`\`${operation}\``);
  });

  it("are all in the table of recordings", () => {
    const listed = spansIn(firstCells("src/sources/recording/README.md", "## Operations that are read"));
    expect([...listed].sort()).toEqual([...read].sort());
  });
});

interface Schema {
  readonly $ref?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly items?: Schema;
}

/** The paths of all members without members of their own; a location counts as one. */
function pathsOf(schema: Schema, defs: { readonly [name: string]: Schema }, path = ""): readonly string[] {
  const name = schema.$ref?.split("/").at(-1);
  if (name === "location") return [path];
  const own = name === undefined ? schema : (defs[name] ?? {});
  if (own.items !== undefined) return own.items.properties === undefined && own.items.$ref === undefined ? [path] : pathsOf(own.items, defs, `${path}[]`);
  if (own.properties === undefined) return [path];
  return Object.entries(own.properties).flatMap(([key, inner]) => {
    const at = path === "" ? key : `${path}.${key}`;
    // A list of plain values is one member.
    return pathsOf(inner, defs, at).map((each) => (each === `${at}[]` ? at : each));
  });
}

describe("the JSON report", () => {
  it("has all members of the schema in its table", () => {
    const schema: Schema & { readonly $defs: { readonly [name: string]: Schema } } = JSON.parse(
      readFileSync(join(root, "src/report/report.schema.json"), "utf8"),
    );
    const listed = spansIn(firstCells("src/report/README.md", "## The JSON report"));
    expect([...listed].sort()).toEqual([...pathsOf(schema, schema.$defs)].sort());
  });
});

/** Whether the path leads to something, in any item of the lists on the way. */
function has(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return value !== undefined;
  if (Array.isArray(value)) return value.some((item) => has(item, [step, ...rest]));
  return typeof value === "object" && value !== null && Object.hasOwn(value, step) && has(Reflect.get(value, step), rest);
}

describe("SARIF", () => {
  it("has the members in its table", () => {
    const runs = [
      ["fixtures/projects/studio-chain", "--baseline", "fixtures/projects/studio-chain/baseline.json"],
      ["fixtures/projects/cdk-studio/cdk.out"],
    ].map((args): unknown => {
      const { stdout } = spawnSync(process.execPath, [join(root, "dist/bin.js"), ...args, "--format", "sarif"], { cwd: root, encoding: "utf8" });
      return JSON.parse(stdout).runs[0];
    });
    const listed = spansIn(firstCells("src/report/README.md", "## SARIF"));
    expect(listed.length).toBeGreaterThan(15);
    for (const path of listed) expect(has(runs, path.replaceAll("[]", "").split(".")), path).toBe(true);
  });
});

describe("formats", () => {
  it("are all in the table", () => {
    const help = spawnSync(process.execPath, [join(root, "dist/bin.js"), "--format", "x"], { encoding: "utf8" }).stderr;
    const formats = /formats: (.+)/.exec(help)?.[1]?.split(", ") ?? [];
    // Below the heading of the column, which is the flag.
    expect(spansIn(firstCells("src/report/README.md", "## Formats")).slice(1)).toEqual(formats);
  });
});
