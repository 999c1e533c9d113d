/** Paths that a configuration names: inside of its folder, whatever links say. */
import { lstatSync, realpathSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import type { Config } from "../config/read-config.ts";
import type { Step } from "../text/pointer.ts";
import { UsageError } from "./usage-error.ts";

/** What `inputs` says, as the user would write it in the working folder. Each has to be there. */
export async function configuredPaths(config: Config, cwd: string): Promise<readonly string[]> {
  const inputs = config.values.inputs ?? [];
  return Promise.all(
    inputs.map(async (input, index) => {
      const path = await inside(input, config, cwd, ["inputs", index]);
      if (realOf(resolve(cwd, path)) !== undefined) return path;
      throw new UsageError(`${await place(config, ["inputs", index])}: ${input}: no such file or folder`, "paths are relative to the folder of this file");
    }),
  );
}

/** The file of the baseline, which need not be there. */
export async function configuredBaseline(config: Config, cwd: string): Promise<string | undefined> {
  return config.values.baseline === undefined ? undefined : inside(config.values.baseline, config, cwd, ["baseline"]);
}

async function inside(path: string, config: Config, cwd: string, steps: readonly Step[]): Promise<string> {
  const absolute = resolve(config.folder, path);
  const folder = realOf(config.folder) ?? config.folder;
  const real = nearestReal(absolute);
  if (isDangling(absolute) || (real !== folder && !real.startsWith(folder.endsWith(sep) ? folder : folder + sep)))
    throw new UsageError(`${await place(config, steps)}: ${path} leads out of the folder of this file, by a symbolic link`, "name it on the command line");
  const shown = relative(cwd, absolute) || ".";
  // By itself, that is standard input.
  return shown === "-" ? `.${sep}-` : shown;
}

/** What reads a configuration brings a schema validator along: it is loaded where there is one. */
async function place(config: Config, steps: readonly Step[]): Promise<string> {
  return (await import("../config/read-config.ts")).placeIn(config, steps);
}

/** Of a file that is not there: the folder that it would be in, or the nearest one that there is. */
function nearestReal(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    const real = realOf(at);
    if (real !== undefined || dirname(at) === at) return real ?? path;
  }
}

/** A link to what is not there: to write to it is to make a file there. */
function isDangling(path: string): boolean {
  return realOf(path) === undefined && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
