/** Parses every `.tf` file below a folder with the HCL parser, and does nothing else: what a check of the folder is measured against. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Language, Parser } from "web-tree-sitter";

const require = createRequire(import.meta.url);
await Parser.init();
const language = await Language.load(readFileSync(require.resolve("@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm")));
const parser = new Parser().setLanguage(language);
const [folder] = process.argv.slice(2);
for (const name of readdirSync(folder, { recursive: true })) {
  if (name.endsWith(".tf")) parser.parse(readFileSync(join(folder, name), "utf8")).delete();
}
