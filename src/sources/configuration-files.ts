/**
 * Files that a Terraform configuration names (`file`, `templatefile`, the folders of local modules): read at once, because expressions
 * are evaluated at once, and only inside of what the user gave.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { readFailure } from "./find-files.ts";
import { decode } from "./read-text.ts";
import { isBelow, type TemplateFolder } from "./templates.ts";
import { isTerraformFile } from "./terraform/file-names.ts";
import type { TerraformFile } from "./terraform/parse-files.ts";
import { type FileAnswer, MISSING, type ReadConfigurationFile } from "./terraform/types.ts";

/** A policy or template is far smaller. */
const MAX_BYTES = 4_000_000;

const OUTSIDE = "lies outside of the given paths, and is not read";

export interface ConfigurationFiles {
  readonly read: ReadConfigurationFile;
  /** The `.tf` files of a local module that the search did not meet: of a single file that was named, say. None where they are not to be read. */
  readonly readModule: (folder: string) => readonly TerraformFile[];
  /** Files that were read, as shown: they belong to the configuration and are nothing by themselves. */
  readonly used: ReadonlySet<string>;
}

export function configurationFiles({ roots, show, keep, inputs, instead }: TemplateFolder): ConfigurationFiles {
  const used = new Set<string>();
  const answers = new Map<string, FileAnswer>();
  const read = (folder: string, path: string): FileAnswer => {
    const absolutePath = resolve(folder, path);
    const known = answers.get(absolutePath);
    if (known !== undefined) return known;
    const file = show(absolutePath);
    const text = instead.get(file);
    const answer: FileAnswer = text === undefined ? readInside(absolutePath, roots, file) : { kind: "text", file, text };
    answers.set(absolutePath, answer);
    if (answer.kind === "text") {
      used.add(answer.file);
      keep(answer.file, answer.text);
      if (!inputs.has(answer.file)) inputs.set(answer.file, { file: answer.file, absolutePath, named: false });
    }
    return answer;
  };
  const readModule = (folder: string): readonly TerraformFile[] =>
    namesIn(folder).flatMap((name) => {
      const absolutePath = join(folder, name);
      const answer = isTerraformFile(name) ? read(folder, name) : undefined;
      return answer?.kind === "text" ? [{ file: answer.file, absolutePath, text: answer.text, named: false }] : [];
    });
  return { read, readModule, used };
}

function isInside(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => isBelow(path, root));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readInside(absolutePath: string, roots: readonly string[], file: string): FileAnswer {
  if (absolutePath.includes("\0")) return { kind: "refused", reason: "is no path" };
  try {
    const real = realpathSync(absolutePath);
    if (!isInside(real, roots)) return { kind: "refused", reason: OUTSIDE };
    const found = statSync(real);
    if (!found.isFile()) return { kind: "refused", reason: "is no file" };
    if (found.size > MAX_BYTES) return { kind: "refused", reason: "is too large to be a policy" };
    const decoded = decode(readFileSync(real));
    return decoded.ok ? { kind: "text", file, text: decoded.text } : { kind: "refused", reason: `can't be read: ${decoded.message}` };
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!missing) return { kind: "refused", reason: `can't be read: ${readFailure(error)}` };
    return { kind: "refused", reason: isInside(absolutePath, roots) ? MISSING : OUTSIDE };
  }
}
