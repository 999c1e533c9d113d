/**
 * The folder of a cloud assembly, as the rest of this source sees it: files by their path below the top manifest's folder,
 * and a place for problems. No name from a manifest leads out of that folder.
 */
import type { InputProblem } from "../types.ts";

export interface Assembly {
  /** The top manifest, as shown. */
  readonly manifestFile: string;
  /** The folder of the app that was synthesised (absolute, forward slashes, no slash at its end); undefined where it can't be told. */
  readonly appFolder: string | undefined;
  readonly readJson: ReadJson;
  readonly problems: (problem: InputProblem) => void;
  /** The folders of the stages that have been read or are being read. Grows. */
  readonly stages: Set<string>;
}

/** Path below the manifest's folder, forward slashes → what the file holds; undefined if there is no such file; rejects if it can't be read or is not JSON. */
export type ReadJson = (pathRelativeToManifestFolder: string) => Promise<unknown>;

/**
 * `path` as seen from `folder` ("" is the top), both below the assembly's top folder: normalised, or undefined where it is
 * absolute or leads out. A backslash separates as well: what a manifest written on Windows says must not lead out there either.
 */
export function resolveInside(folder: string, path: string): string | undefined {
  const slashed = path.replaceAll("\\", "/");
  if (slashed.startsWith("/") || /^[A-Za-z]:/.test(slashed) || slashed.includes("\0")) return undefined;
  const segments: string[] = [];
  for (const segment of `${folder}/${slashed}`.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}

/** The folder part of a path with forward slashes; "" for a bare file name. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** A path below the assembly's folder as users know it: the manifest's own folder in front. */
export function shownPath(assembly: Assembly, path: string): string {
  const manifest = assembly.manifestFile.replaceAll("\\", "/");
  return manifest.slice(0, manifest.lastIndexOf("/") + 1) + path;
}

/** Reports problems of the manifest in `folder`. */
export function problemReporter(assembly: Assembly, folder: string): (message: string, help?: string) => void {
  const file = folder === "" ? assembly.manifestFile : shownPath(assembly, `${folder}/manifest.json`);
  return (message, help = "make the assembly again with `cdk synth`") => assembly.problems({ file, message, help });
}

export type FileOutcome =
  | { readonly kind: "read"; readonly path: string; readonly json: unknown }
  | { readonly kind: "missing" }
  | { readonly kind: "refused" };

/**
 * Reads the file `name` that something in `folder` refers to. A name that leads out of the assembly and a file that can't be
 * read are reported and `refused`; for a file that is not there, the caller knows whether that matters.
 *
 * @param what what the file is, for the message: "template of stack `Data`"
 */
export async function readReferenced(assembly: Assembly, folder: string, name: string, what: string): Promise<FileOutcome> {
  const path = resolveInside(folder, name);
  if (path === undefined || path === "") {
    assembly.problems({
      file: assembly.manifestFile,
      message: `the ${what} is given as \`${name}\`, which is not a file inside the assembly's folder; it is not read`,
      help: "make the assembly again with `cdk synth`",
    });
    return { kind: "refused" };
  }
  try {
    const json = await assembly.readJson(path);
    return json === undefined ? { kind: "missing" } : { kind: "read", path, json };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    assembly.problems({ file: shownPath(assembly, path), message: `the ${what} can't be read: ${reason}`, help: "make the assembly again with `cdk synth`" });
    return { kind: "refused" };
  }
}

/** Reports a file that is needed and not there. */
export function reportMissing(assembly: Assembly, folder: string, name: string, what: string): void {
  const path = shownPath(assembly, resolveInside(folder, name) ?? name);
  assembly.problems({
    file: assembly.manifestFile,
    message: `the ${what}, \`${path}\`, does not exist`,
    help: "give the whole assembly folder (`cdk.out`), or make it again with `cdk synth`",
  });
}
