/**
 * Templates beyond the files that were found: the stacks of a cloud assembly, and local templates that a template nests.
 */
import { realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { SourceText } from "../text/source-text.ts";
import { detect } from "./detect.ts";
import { faultOf, parseInput } from "./parse-input.ts";
import type { Files } from "./read-file.ts";
import type { ShowPath } from "./shown-path.ts";
import type { InputFile, InputProblem, StackInput } from "./types.ts";

export interface TemplateFolder {
  readonly cwd: string;
  readonly show: ShowPath;
  /** Real paths of the folders that the user gave; nothing outside of them is read. */
  readonly roots: readonly string[];
  readonly files: Files;
  /** Texts, by file as shown, that are read in the place of what the files hold. */
  readonly instead: ReadonlyMap<string, string>;
  /** The source of a file that was opened; kept, while there is room, for showing places in it. */
  readonly keep: (file: string, text: string) => SourceText;
  /** Files that can be shown; grows. */
  readonly inputs: Map<string, InputFile>;
  readonly problems: InputProblem[];
}

/** More stacks than any deployment has: what is nested beyond them is not looked for. */
const MAX_STACKS = 10_000;

/** The stacks of a cloud assembly. Files are read only from inside the manifest's folder. */
export async function assemblyStacks(input: InputFile, manifest: unknown, folder: TemplateFolder): Promise<readonly StackInput[]> {
  const { readAssembly } = await import("./cdk/index.ts");
  const problem = (found: InputProblem): void => void folder.problems.push(found);
  if (input.absolutePath === undefined) {
    problem({
      file: input.file,
      message: "a cloud assembly can't be read from standard input: its templates are separate files",
      help: "give the folder (`cdk.out`) as the path",
    });
    return [];
  }
  const base = dirname(await realpath(input.absolutePath));
  const readJson = async (relativePath: string): Promise<unknown> => {
    const read = await readInside(
      join(base, relativePath),
      base,
      input.absolutePath === undefined ? base : join(dirname(input.absolutePath), relativePath),
      folder,
    );
    return read?.value;
  };
  const stacks = await readAssembly(input.file, manifest, readJson, problem, input.absolutePath);
  for (const { file } of stacks) folder.inputs.set(file, { file, absolutePath: resolve(folder.cwd, file), named: false });
  return stacks;
}

/**
 * A file below `root` (both real paths), parsed; undefined if there is none or it lies elsewhere (through a symbolic link,
 * say). Rejects with what is wrong if it is not well-formed.
 */
async function readInside(path: string, root: string, absolutePath: string, folder: TemplateFolder): Promise<{ readonly value: unknown } | undefined> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !isBelow(real, root)) return undefined;
  const file = folder.show(absolutePath);
  const opened = await folder.files.open({ file, absolutePath: real, named: false });
  if (opened.kind === "problem") throw new Error(opened.problem.message);
  if (opened.kind !== "text") return undefined;
  const parsed = await parseInput(folder.keep(file, opened.text));
  const problem = parsed.ok ? faultOf(file, opened.text) : parsed.problem;
  if (!parsed.ok || problem !== undefined) throw new Error(`line ${problem?.span.startLine}, column ${problem?.span.startColumn}: ${problem?.message}`);
  return { value: parsed.value };
}

/**
 * The stacks with those that they nest by a local path (`TemplateURL: ./network.yaml`, as `aws cloudformation package` and
 * SAM take it). Which resource nests which stack is worked out where the templates are read; a template that nests itself is
 * no endless tale here, as each file is looked at once.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 */
export async function withNestedTemplates(stacks: readonly StackInput[], folder: TemplateFolder): Promise<readonly StackInput[]> {
  const { nestedTemplateReferences } = await import("./cloudformation/index.ts");
  const all = [...stacks];
  const files = new Set(stacks.map(({ file }) => file));
  // `all` grows while it is walked: a nested template may nest others.
  for (const stack of all) {
    // Assemblies name their nested templates themselves, and bring them along.
    if (stack.nestedTemplates !== undefined || stack.stackName !== undefined || all.length > MAX_STACKS) continue;
    for (const { templateUrl } of nestedTemplateReferences(stack.template)) {
      const nested = await nestedTemplate(stack.file, templateUrl, files, folder);
      if (nested !== undefined) all.push(nested);
    }
  }
  return all;
}

/** The template that `templateUrl` leads to from `parent`, if it is a file inside a folder that the user gave and not known yet. */
async function nestedTemplate(parent: string, templateUrl: string, files: Set<string>, folder: TemplateFolder): Promise<StackInput | undefined> {
  const input = folder.inputs.get(parent);
  if (input?.absolutePath === undefined || /^[a-z][a-z0-9+.-]*:/i.test(templateUrl) || templateUrl.includes("\0")) return undefined;
  const absolutePath = resolve(dirname(input.absolutePath), templateUrl);
  const file = folder.show(absolutePath);
  if (files.has(file)) return undefined;
  const real = await realpath(absolutePath).catch(() => undefined);
  const root = folder.roots.find((path) => real !== undefined && isBelow(real, path));
  if (real === undefined || root === undefined) return undefined;
  try {
    const read = await readInside(real, root, absolutePath, folder);
    const detected = detect(read?.value);
    if (detected.kind !== "template") return undefined;
    files.add(file);
    folder.inputs.set(file, { file, absolutePath, named: false });
    return { file, template: detected.template };
  } catch (error) {
    folder.problems.push({ file, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
