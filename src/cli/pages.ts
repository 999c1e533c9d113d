import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

/**
 * The folder with package.json: the source checkout, or the installed package. Looked for upwards, since this module is
 * src/cli/pages.ts in the one and a chunk somewhere in dist/ in the other.
 */
function packageFolder(): URL {
  let folder = new URL("./", import.meta.url);
  while (!existsSync(new URL("package.json", folder))) {
    const parent = new URL("../", folder);
    if (parent.href === folder.href) throw new Error("the package is incomplete: package.json is missing");
    folder = parent;
  }
  return folder;
}

/** rules/<id>/README.md, which ships with the package. `ruleId` must be a known rule's: it becomes part of a path. */
export async function readPage(ruleId: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(`rules/${ruleId}/README.md`, packageFolder()), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
