/** How files are called in front of users, and in pointers: one name for each file, whoever asks. */
import { stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

/** An absolute path as users see it, with forward slashes. */
export type ShowPath = (absolutePath: string) => string;

/**
 * Files below the working folder are shown relative to it. Others are shown as the user gave them: those in or beside what
 * was given by an absolute path absolutely, the rest relative too (`../x` stays `../x/…`).
 */
export async function pathNames(paths: readonly string[], cwd: string): Promise<ShowPath> {
  const absolute = await Promise.all(paths.filter((path) => isAbsolute(path)).map(folderGiven));
  return (absolutePath) => {
    const shown = relative(cwd, absolutePath).split(sep).join("/");
    const outside = shown === ".." || shown.startsWith("../");
    if (outside && absolute.some((folder) => isIn(absolutePath, folder))) return absolutePath.split(sep).join("/");
    return shown === "" ? "." : shown;
  };
}

async function folderGiven(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true ? resolve(path) : dirname(resolve(path));
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
