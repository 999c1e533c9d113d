/**
 * Bundles the product into dist/: the command, the library and the policy evaluator, each an ES module for Node 20.
 *
 * What the sources load by `import()` stays in a chunk of its own (dist/chunks), so that a run pays at start-up only for
 * what it uses. The rules' pages are not bundled: the package ships rules/<id>/README.md, and src/cli/pages.ts reads them.
 */
import { chmod, copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { thirdPartyNotices } from "./notices.mjs";
import { wasmModule } from "./wasm.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

/** A large table as a string for `JSON.parse`: much faster to load than the same thing as a program. */
const largeTables = {
  name: "large-tables",
  setup(builder) {
    builder.onLoad({ filter: /table\.json$/ }, async ({ path }) => {
      const table = JSON.stringify(JSON.parse(await readFile(path, "utf8")));
      return { contents: `export default JSON.parse(${JSON.stringify(table)});`, loader: "js" };
    });
  },
};

/** The HCL parser's WebAssembly, as bytes in a module: the code that uses it reads no files. */
const wasmBytes = {
  name: "wasm-bytes",
  setup(builder) {
    builder.onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({ contents: await wasmModule(path), loader: "js" }));
  },
};

await rm(`${root}dist`, { recursive: true, force: true });

/** The command and the library are built apart: parts that both use would else be cut into many small files, each of which costs at start-up. */
const outputs = [
  await bundle({ bin: "src/bin.ts" }, "chunks/[name]-[hash]"),
  await bundle({ main: "src/main.ts", iam: "src/iam/index.ts" }, "library/[name]-[hash]"),
];
const metafile = {
  inputs: Object.assign({}, ...outputs.map(({ inputs }) => inputs)),
  outputs: Object.assign({}, ...outputs.map(({ outputs: files }) => files)),
};

/** With the ids of the rules, which are the names of their folders: editors then complete them. */
async function configSchema() {
  const schema = JSON.parse(await readFile(`${root}src/config/config.schema.json`, "utf8"));
  const folders = await readdir(`${root}rules`, { withFileTypes: true });
  schema.$defs.rule.enum = folders
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

async function bundle(entryPoints, chunkNames) {
  const result = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: "dist",
    bundle: true,
    splitting: true,
    chunkNames,
    format: "esm",
    platform: "node",
    target: "node20",
    // The AWS SDK offers CommonJS first, which can't be cut down to the few calls that are made.
    mainFields: ["module", "main"],
    alias: {
      // For Node this package offers CommonJS, which can't be cut down to what is used; the other build is the same code.
      yaml: `${root}node_modules/yaml/browser/index.js`,
      "string-width": `${root}.build/string-width.mjs`,
    },
    plugins: [largeTables, wasmBytes],
    // Smaller files start faster. Names are kept, so that a stack trace in a bug report still says something.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "linked",
    logLevel: "warning",
    metafile: true,
  });
  return result.metafile;
}

// A bundled CommonJS module that calls `require` for something of Node's: esbuild leaves it to fail when it is reached.
for (const [file, { imports }] of Object.entries(metafile.outputs)) {
  const required = imports.find(({ kind }) => kind === "require-call");
  if (required !== undefined) throw new Error(`${file} would call require("${required.path}") at run time: choose an ES module build of that package`);
}

await chmod(`${root}dist/bin.js`, 0o755);
for (const schema of ["report.schema.json", "plan.schema.json", "baseline.schema.json"]) await copyFile(`${root}src/report/${schema}`, `${root}dist/${schema}`);
await writeFile(`${root}dist/config.schema.json`, await configSchema());
await writeFile(`${root}dist/THIRD-PARTY-NOTICES.txt`, await thirdPartyNotices(root, metafile));
