import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Files under these folders of the project whose name ends so: path from the root, with forward slashes → text. */
export async function readProject(folders: readonly string[], ending: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true });
    for (const entry of entries.filter((name) => name.endsWith(ending)).sort()) {
      const path = join(folder, entry);
      files.set(path.split(sep).join("/"), await readFile(join(root, path), "utf8"));
    }
  }
  return files;
}
