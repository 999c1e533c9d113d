/**
 * Input files in a temporary folder, and a run of the loader over them.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { type LoadedInputs, loadInputs } from "../../src/sources/index.ts";
import type { SourceOptions } from "../../src/sources/types.ts";

const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that holds these files: text, bytes, or anything else as JSON. */
export function folderWith(files: { readonly [path: string]: unknown }): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "lint-roles-")));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) put(folder, path, content);
  return folder;
}

export function put(folder: string, path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content, undefined, 2));
}

export const NO_OPTIONS: SourceOptions = { parameters: new Map(), entryRoles: [] };

/** Loads `paths` (default: the folder) as if called from inside the folder. */
export function load(folder: string, paths: readonly string[] = [], options: Partial<SourceOptions> = {}, stdin?: string | Buffer): Promise<LoadedInputs> {
  return loadInputs(paths, { ...NO_OPTIONS, ...options }, { cwd: folder, stdin: stdin === undefined ? undefined : chunks(Buffer.from(stdin)) });
}

/** Loads these files from a new folder. */
export function loadFiles(files: { readonly [path: string]: unknown }, options: Partial<SourceOptions> = {}): Promise<LoadedInputs> {
  return load(folderWith(files), [], options);
}

/** In two pieces, as a pipe may deliver it. */
async function* chunks(content: Buffer): AsyncGenerator<Buffer> {
  const half = Math.floor(content.length / 2);
  yield content.subarray(0, half);
  yield content.subarray(half);
}

/** JSON Lines. */
export function lines(...records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
