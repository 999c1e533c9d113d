/**
 * From the paths on the command line to the files to be read. Nothing outside of the given paths is looked at, symbolic
 * links met in a search are not followed (so no loop can arise), and anything but a regular file is left alone.
 */
import { constants } from "node:fs";
import { lstat, opendir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Ignore } from "ignore";
import { pathNames, type ShowPath } from "./shown-path.ts";
import { isConfigurationFile, isTerraformFile } from "./terraform/file-names.ts";
import type { InputFile, InputProblem, SkippedFile } from "./types.ts";

export interface FoundFiles {
  /** In the order of the paths; within a folder sorted by name. Each file once. */
  readonly files: readonly InputFile[];
  /** Absolute folders inside of which templates may refer to each other. */
  readonly roots: readonly string[];
  readonly problems: readonly InputProblem[];
  readonly skipped: readonly SkippedFile[];
  /** Cloud assemblies in the folders that were searched, left out because of a `.gitignore`. */
  readonly ignoredAssemblies: readonly string[];
  readonly show: ShowPath;
}

const SKIPPED_FOLDERS = new Set(["node_modules", ".terraform", ".git"]);
/** In a search only these are opened: what a file is shows in its content, but no search should read pictures and archives. */
const EXTENSIONS = [".json", ".jsonl", ".ndjson", ".jsonl.gz", ".yaml", ".yml", ".template"];
/** Why a search leaves out a file that is a symbolic link. */
export const LINK = "a symbolic link; a search does not follow them, name it as a path to have it read";
/** Where CDK puts cloud assemblies: https://docs.aws.amazon.com/cdk/v2/guide/configure-synth.html */
const ASSEMBLY_FOLDER = "cdk.out";
/** Folders nested deeper than this are left out; no path that deep can be opened on common systems anyway. */
const MAX_FOLDER_DEPTH = 256;

interface Search {
  readonly cwd: string;
  readonly show: ShowPath;
  readonly files: InputFile[];
  readonly seen: Set<string>;
  readonly problems: InputProblem[];
  readonly skipped: SkippedFile[];
  readonly ignoredAssemblies: string[];
}

/** One ignore file: its patterns and the folder that they are relative to. */
interface IgnoreScope {
  readonly folder: string;
  readonly rules: Ignore;
}

/** `-` means standard input. */
export async function findFiles(paths: readonly string[], cwd: string): Promise<FoundFiles> {
  const search: Search = { cwd, show: await pathNames(paths, cwd), files: [], seen: new Set(), problems: [], skipped: [], ignoredAssemblies: [] };
  const roots: string[] = [];
  for (const path of paths) {
    const root = await findPath(path, search);
    if (root !== undefined) roots.push(root);
  }
  const { show, files, problems, skipped, ignoredAssemblies } = search;
  return { files, roots, problems, skipped, ignoredAssemblies, show };
}

async function findPath(path: string, search: Search): Promise<string | undefined> {
  if (path === "-") {
    if (!search.seen.has("-")) search.files.push({ file: "-", absolutePath: undefined, named: true });
    search.seen.add("-");
    return undefined;
  }
  const absolutePath = resolve(search.cwd, path);
  const file = search.show(absolutePath);
  try {
    const found = await stat(absolutePath);
    if (found.isDirectory()) {
      await walk(absolutePath, await scopesAbove(absolutePath), search, 0);
      return realpath(absolutePath);
    }
    if (found.isFile()) {
      await keep(absolutePath, true, search);
      if (isConfigurationFile(absolutePath)) await keepModule(dirname(absolutePath), search);
      return dirname(await realpath(absolutePath));
    }
    search.problems.push({ file, message: "not a regular file or folder", help: "pipe the content in and give `-` as the path" });
  } catch (error) {
    search.problems.push({ file, ...(await pathProblem(absolutePath, error)) });
  }
  return undefined;
}

async function pathProblem(absolutePath: string, error: unknown): Promise<{ message: string; help?: string }> {
  const code = errorCode(error);
  if (code === "ELOOP") return { message: "the symbolic link leads back to itself" };
  if (code === "ENOENT" || code === "ENOTDIR") {
    const link = await lstat(absolutePath).catch(() => undefined);
    return link?.isSymbolicLink()
      ? { message: "the symbolic link leads to nothing" }
      : { message: "no such file or folder", help: "check the path; it is relative to the current folder" };
  }
  return { message: readFailure(error) };
}

/** Why the system refused to read something, in words. */
export function readFailure(error: unknown): string {
  const code = errorCode(error);
  if (code === "EACCES" || code === "EPERM") return "permission to read it is denied";
  if (code === "ENOENT") return "it disappeared while it was about to be read";
  if (code === "EMFILE" || code === "ENFILE") return "too many files are open";
  return `it can't be read${code === undefined ? "" : ` (${code})`}`;
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

async function keep(absolutePath: string, named: boolean, search: Search): Promise<void> {
  const real = await realpath(absolutePath);
  const known = search.seen.has(real) ? search.files.findIndex((input) => input.absolutePath === absolutePath) : undefined;
  // Met in a search before it was named: it is named all the same.
  if (known !== undefined && known >= 0 && named) search.files[known] = { file: search.show(absolutePath), absolutePath, named };
  if (search.seen.has(real)) return;
  search.seen.add(real);
  search.files.push({ file: search.show(absolutePath), absolutePath, named });
}

/** Whoever names one file of a Terraform module gets all of the module: one file alone means nothing to Terraform. */
async function keepModule(folder: string, search: Search): Promise<void> {
  for (const { name, kind } of await listFolder(folder)) if (kind === "file" && isTerraformFile(name)) await keep(join(folder, name), false, search);
}

async function walk(folder: string, scopes: readonly IgnoreScope[], search: Search, depth: number): Promise<void> {
  const shown = search.show(folder);
  if (depth > MAX_FOLDER_DEPTH) {
    search.skipped.push({ file: shown, reason: `nested deeper than ${MAX_FOLDER_DEPTH} folders` });
    return;
  }
  let entries: { name: string; kind: "folder" | "file" | "link" | "other" }[];
  try {
    entries = await listFolder(folder);
  } catch (error) {
    search.problems.push({ file: shown, message: readFailure(error) });
    return;
  }
  const own = entries.some((entry) => entry.name === ".gitignore" && entry.kind === "file") ? await ignoreScope(folder) : undefined;
  const inner = own === undefined ? scopes : [...scopes, own];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.kind === "folder") {
      if (SKIPPED_FOLDERS.has(entry.name)) continue;
      if (!isIgnored(`${path}${sep}`, inner)) await walk(path, inner, search, depth + 1);
      else if (entry.name === ASSEMBLY_FOLDER) skipAssembly(search.show(path), search);
    } else if (!isIgnored(path, inner)) await visit(path, entry, search);
  }
}

/** CDK's own `.gitignore` names the folder, so whoever checks a whole project would wonder why nothing is found. */
function skipAssembly(file: string, search: Search): void {
  search.ignoredAssemblies.push(file);
  search.skipped.push({ file, reason: "ignored by .gitignore; name it to check it" });
}

async function visit(path: string, entry: { name: string; kind: string }, search: Search): Promise<void> {
  const file = search.show(path);
  if (entry.kind === "link") search.skipped.push({ file, reason: LINK });
  else if (!isTerraformFile(entry.name) && !EXTENSIONS.some((extension) => entry.name.endsWith(extension))) return;
  else if (entry.kind === "file") await keep(path, false, search);
  else search.skipped.push({ file, reason: "not a regular file" });
}

async function listFolder(folder: string): Promise<{ name: string; kind: "folder" | "file" | "link" | "other" }[]> {
  const entries: { name: string; kind: "folder" | "file" | "link" | "other" }[] = [];
  for await (const entry of await opendir(folder)) {
    entries.push({ name: entry.name, kind: entry.isSymbolicLink() ? "link" : entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other" });
  }
  // By code unit, so that the order is the same on every machine and in every locale.
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function ignoreScope(folder: string): Promise<IgnoreScope | undefined> {
  const { default: ignore } = await import("ignore");
  try {
    return { folder, rules: ignore().add(await readFile(join(folder, ".gitignore"), { encoding: "utf8", flag: constants.O_RDONLY })) };
  } catch {
    // An unreadable ignore file ignores nothing; git does the same.
    return undefined;
  }
}

/**
 * The ignore files from the repository's root down to (not including) `folder`. A folder that the user names although git
 * ignores it (`cdk.out`) is searched in full, so then none of them counts.
 */
async function scopesAbove(folder: string): Promise<readonly IgnoreScope[]> {
  const parents: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (at !== folder) parents.unshift(at);
    if ((await lstat(join(at, ".git")).catch(() => undefined)) !== undefined) break;
    // Not in a repository: ignore files above the given path are none of our business.
    if (dirname(at) === at) return [];
  }
  const scopes: IgnoreScope[] = [];
  for (const parent of parents) {
    const scope = await ignoreScope(parent);
    if (scope !== undefined) scopes.push(scope);
    // Step by step, as git does: a folder below an ignored folder is ignored too.
    const next = parents[parents.indexOf(parent) + 1] ?? folder;
    if (isIgnored(`${next}${sep}`, scopes)) return [];
  }
  return scopes;
}

/** The nearest ignore file that says something about the path decides. */
function isIgnored(path: string, scopes: readonly IgnoreScope[]): boolean {
  for (const { folder, rules } of scopes.toReversed()) {
    const inside = `${relative(folder, path).split(sep).join("/")}${path.endsWith(sep) ? "/" : ""}`;
    const { ignored, unignored } = rules.test(inside);
    if (ignored || unignored) return ignored;
  }
  return false;
}

/** The last part of a shown path, for messages and for telling manifests. */
export function fileName(file: string): string {
  return basename(file);
}
