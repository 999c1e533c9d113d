/** What the documents show is what the product does. Needs the build, as `npm test` makes it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

function read(file: string): string {
  return readFileSync(join(PROJECT, file), "utf8");
}

function node(...args: readonly string[]): string {
  return spawnSync(process.execPath, args, { cwd: PROJECT, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } }).stdout;
}

/** What the page shows between two marks, and the command that prints it. */
const EXAMPLES = [["example", ["fixtures/projects/studio-chain"]]] as const;

describe("README.md", () => {
  it.each(EXAMPLES)("shows what its command prints: %s", (mark, args) => {
    const block = new RegExp(`<!-- ${mark} -->\\n\`\`\`\\n([\\s\\S]*?)\`\`\`\\n<!-- /${mark} -->`);
    const shown = block.exec(read("README.md"))?.[1] ?? "";
    const printed = node("dist/bin.js", ...args, "--fail-on", "never");
    if (process.env["UPDATE"] === "1") {
      writeFileSync(
        join(PROJECT, "README.md"),
        read("README.md").replace(block, () => `<!-- ${mark} -->\n\`\`\`\n${printed}\`\`\`\n<!-- /${mark} -->`),
      );
    }
    expect(shown).toBe(printed);
  });

  it("shows a configuration that a test runs with", () => {
    const shown = /<!-- config -->\n```yaml\n([\s\S]*?)```\n<!-- \/config -->/.exec(read("README.md"))?.[1];
    expect(shown).toBe(read("fixtures/projects/suppressions/lint-roles.config.yaml"));
  });
});

describe("src/iam/README.md", () => {
  it("has an example that prints what it says", () => {
    const page = read("src/iam/README.md");
    const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const printed = /prints\n\n```\n([\s\S]*?)```/.exec(page)?.[1];
    const folder = mkdtempSync(join(PROJECT, "node_modules/.example-"));
    try {
      writeFileSync(join(folder, "example.mjs"), code.replace('"lint-roles/iam"', JSON.stringify(new URL("../../dist/iam.js", import.meta.url).href)));
      expect(node(join(folder, "example.mjs"))).toBe(printed);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
