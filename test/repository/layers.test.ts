import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { importsOf } from "./imports.ts";
import { cycles, resolveImport, violations } from "./layers.ts";
import { readProject, root } from "./project.ts";

const sources = await readProject(["src", "rules"], ".ts");

describe("the layers", () => {
  it("hold in every file", () => {
    expect(sources.size).toBeGreaterThan(50);
    expect(violations(sources)).toEqual([]);
  });

  it("have no import cycles", () => {
    expect(cycles(sources)).toEqual([]);
  });
});

describe("a ban", () => {
  it.each([
    ["text knows IAM", "src/text/x.ts", 'import type { Policy } from "../iam/types.ts";'],
    ["text does I/O", "src/text/x.ts", 'import { readFile } from "node:fs/promises";'],
    ["iam reads files", "src/iam/x.ts", 'import { readFileSync } from "node:fs";'],
    ["iam knows the inventory", "src/iam/x.ts", 'import type { Role } from "../model/inventory.ts";'],
    ["model takes a parser's type", "src/model/x.ts", 'import type { Document } from "yaml";'],
    ["sources judge", "src/sources/aws-json/x.ts", 'import { walk } from "../../chain/walk.ts";'],
    ["sources outside of aws-live load the SDK", "src/sources/aws-json/x.ts", 'const sdk = await import("@aws-sdk/client-iam");'],
    ["chain knows files", "src/chain/x.ts", 'import type { InputFile } from "../sources/types.ts";'],
    ["rules know the graph's inside", "rules/x/index.ts", 'import { walk } from "../../src/chain/walk.ts";'],
    ["rules do I/O", "rules/x/index.ts", 'import "node:fs";'],
    ["lint formats", "src/lint/x.ts", 'export { text } from "../report/text.ts";'],
    ["lint knows the rules", "src/lint/x.ts", 'export * from "../../rules/index.ts";'],
    ["a reporter knows the rule contract", "src/report/x.ts", 'type Rule = import("../lint/rule.ts").Rule;'],
    ["a reporter reads files", "src/report/x.ts", "import {\n  // why\n  readFile,\n} from 'node:fs/promises';"],
    ["config looks at inputs", "src/config/x.ts", 'import { loadInputs } from "../sources/index.ts";'],
    ["triage reads the baseline's file", "src/lint/x.ts", 'import { readBaseline } from "../config/read-baseline.ts";'],
    ["main needs the command line", "src/main.ts", 'import { run } from "./cli/run.ts";'],
    ["main reads files", "src/main.ts", 'import { readFile } from "node:fs/promises";'],
    ["an import that can't be judged", "src/iam/x.ts", "await import(name);"],
    ["a file in no layer", "src/utils/x.ts", ""],
  ])("catches that %s", (_what, file, source) => {
    const caught = violations(new Map([[file, source]]));
    expect(caught).toHaveLength(1);
    expect(caught[0]).toMatchObject({ file, line: 1 });
    expect(caught[0]?.because).not.toBe("");
  });

  it.each([
    ["src/sources/aws-live/x.ts", 'const { IAMClient } = await import("@aws-sdk/client-iam");'],
    ["src/config/x.ts", 'import type { Baseline } from "../lint/baseline.ts";\nimport { createReadStream } from "node:fs";'],
    ["src/report/x.ts", 'import type { Report } from "../lint/report.ts";\nimport type { Log } from "sarif";'],
    ["rules/x/index.ts", 'import type { Rule } from "../../src/lint/rule.ts";'],
    ["src/iam/x.ts", '// import "node:fs";\n/* export * from "../model/x.ts"; */\nconst text = `import "node:fs"`;'],
  ])("lets through what is allowed: %s", (file, source) => {
    expect(violations(new Map([[file, source]]))).toEqual([]);
  });

  it("catches a cycle, of types too, and tells its files", () => {
    const files = new Map([
      ["src/iam/a.ts", 'import { b } from "./b.ts";'],
      ["src/iam/b.ts", 'import type { C } from "./c.ts";'],
      ["src/iam/c.ts", 'export * from "./a.ts";'],
      ["src/iam/d.ts", 'import { a } from "./a.ts";'],
    ]);
    expect(cycles(files)).toEqual([["src/iam/a.ts", "src/iam/b.ts", "src/iam/c.ts", "src/iam/a.ts"]]);
  });
});

describe("the pattern that finds imports", () => {
  it("misses none that esbuild's parser finds in this project", async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [...sources.keys()],
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outdir: "unused",
      logLevel: "silent",
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });
    const missed: string[] = [];
    let compared = 0;
    for (const [file, input] of Object.entries(metafile.inputs)) {
      const source = sources.get(file);
      if (source === undefined) continue;
      const ours = new Set(importsOf(source).map(({ specifier }) => specifier && (resolveImport(file, specifier) ?? specifier)));
      for (const { path } of input.imports) {
        compared++;
        if (!ours.has(path)) missed.push(`${file}: ${path}`);
      }
    }
    expect(compared).toBeGreaterThan(50);
    expect(missed).toEqual([]);
  });
});
