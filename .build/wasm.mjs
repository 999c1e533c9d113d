/** WebAssembly files as modules that export their bytes, for the bundle and for the tests alike. */
import { readFile } from "node:fs/promises";

/** The text of a JavaScript module whose default export are the bytes of the file at `path`. */
export async function wasmModule(path) {
  const bytes = await readFile(path);
  return `import { Buffer } from "node:buffer";\nexport default Buffer.from(${JSON.stringify(bytes.toString("base64"))}, "base64");\n`;
}
