/** The configuration that a run takes by itself: the nearest one, from the working folder upwards. */
import { existsSync, lstatSync } from "node:fs";
import { dirname, join } from "node:path";

export const CONFIG_NAMES = ["lint-roles.config.yaml", "lint-roles.config.yml", "lint-roles.config.json"] as const;

export type FoundConfig =
  | { readonly kind: "none" }
  | { readonly kind: "file"; readonly path: string }
  /** Nobody should have to guess which one counts. */
  | { readonly kind: "several"; readonly folder: string; readonly names: readonly string[] };

/**
 * Up to the root of the repository, which is a folder with `.git` in it (a file in a work tree): what lies above belongs to somebody else.
 * Where there is no repository, up to the root of the file system. A folder of that name, or a link that leads nowhere, counts: who reads it
 * says what is wrong, and nothing is passed over in silence.
 */
export function findConfig(cwd: string): FoundConfig {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const names = CONFIG_NAMES.filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined);
    const [name] = names;
    if (name !== undefined) return names.length > 1 ? { kind: "several", folder, names } : { kind: "file", path: join(folder, name) };
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) return { kind: "none" };
  }
}
