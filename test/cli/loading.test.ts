/** Start-up is part of the design: a run loads what it needs and no more. Node itself tells which scripts the built command loaded. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../rules/cases.ts";

/** Parts that hold a library, by a name that esbuild leaves in its code. */
const LIBRARIES = ["node_modules/ajv"];

/** The names of the files of `dist` that a run loads, and the libraries in them. https://nodejs.org/docs/latest-v20.x/api/cli.html#node_v8_coveragedir */
function loadedBy(...args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "lint-roles-loaded-"));
  try {
    const { status } = spawnSync(process.execPath, [join(PROJECT, "dist/bin.js"), ...args, "--fail-on", "never"], {
      cwd: join(PROJECT, "fixtures/projects"),
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    expect(status).toBe(0);
    const urls = readdirSync(folder).flatMap((file) => {
      const { result }: { readonly result: readonly { readonly url: string }[] } = JSON.parse(readFileSync(join(folder, file), "utf8"));
      return result.map(({ url }) => url);
    });
    const files = urls.filter((url) => url.includes("/dist/"));
    const codes = files.map((url) => readFileSync(fileURLToPath(url), "utf8"));
    const libraries = LIBRARIES.filter((library) => codes.some((code) => code.includes(library)));
    return [...files.map((url) => basename(url).replace(/-[A-Z0-9]{8}\.js$/, "")), ...libraries];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a run", () => {
  it("over templates loads nothing of Terraform", () => {
    const loaded = loadedBy("studio-chain");
    expect(loaded).toContain("cloudformation");
    expect(loaded.filter((name) => /tree-sitter|terraform|evaluate/.test(name))).toEqual([]);
  });

  it("without a configuration loads no schema validator", () => {
    expect(loadedBy("studio-chain")).not.toContain("node_modules/ajv");
    expect(loadedBy("suppressions/infra", "--config", "suppressions/lint-roles.config.yaml")).toContain("node_modules/ajv");
  });

  it("over a plan alone loads neither the HCL parser nor the evaluation", () => {
    const loaded = loadedBy("terraform-modules/plan.json");
    expect(loaded).toContain("terraform");
    expect(loaded.filter((name) => /tree-sitter|evaluate|cloudformation/.test(name))).toEqual([]);
  });

  it("over configuration loads the HCL parser, and nothing of templates", () => {
    const loaded = loadedBy("terraform-modules/main.tf");
    expect(loaded).toContain("web-tree-sitter");
    expect(loaded).toContain("evaluate");
    expect(loaded).not.toContain("cloudformation");
  });
});
