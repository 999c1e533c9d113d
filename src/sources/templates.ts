/**
 * Templates beyond the files that were found: the stacks of a cloud assembly, and local templates that a template nests.
 */
import { realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { detect } from "./detect.ts";
import { shownPath } from "./find-files.ts";
import { parseInput } from "./parse-input.ts";
import type { Files } from "./read-file.ts";
import type { InputFile, InputProblem, StackInput } from "./types.ts";

export interface TemplateFolder {
  readonly cwd: string;
  /** Real paths of the folders that the user gave; nothing outside of them is read. */
  readonly roots: readonly string[];
  readonly files: Files;
  /** Files that can be shown; grows. */
  readonly inputs: Map<string, InputFile>;
  readonly problems: InputProblem[];
}

/** More nested stacks than any deployment has; a template that nests itself ends here at the latest. */
const MAX_NESTED = 1000;

/** The stacks of a cloud assembly. Files are read only from inside the manifest's folder. */
export async function assemblyStacks(input: InputFile, manifest: unknown, folder: TemplateFolder): Promise<readonly StackInput[]> {
  const { readAssembly } = await import("./cdk/index.ts");
  const problem = (found: InputProblem): void => void folder.problems.push(found);
  if (input.absolutePath === undefined) {
    problem({ file: input.file, message: "a cloud assembly can't be read from standard input: its templates are separate files", help: "give the folder (`cdk.out`) as the path" });
    return [];
  }
  const base = dirname(await realpath(input.absolutePath));
  const readJson = async (relativePath: string): Promise<unknown> => {
    const read = await readInside(join(base, relativePath), base, input.absolutePath === undefined ? base : join(dirname(input.absolutePath), relativePath), folder);
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
  if (real === undefined || !real.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
  const file = shownPath(absolutePath, folder.cwd);
  const opened = await folder.files.open({ file, absolutePath: real, named: false });
  if (opened.kind === "problem") throw new Error(opened.problem.message);
  if (opened.kind !== "text") return undefined;
  const parsed = await parseInput(file, opened.text);
  if (!parsed.ok) throw new Error(`line ${parsed.problem.span.startLine}, column ${parsed.problem.span.startColumn}: ${parsed.problem.message}`);
  return { value: parsed.value };
}

/**
 * The stacks with those that they nest by a local path (`TemplateURL: ./network.yaml`, as `aws cloudformation package` and
 * SAM take it), each once for every place that nests it. A template that another nests is then no stack by itself.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 */
export async function withNestedTemplates(stacks: readonly StackInput[], folder: TemplateFolder): Promise<readonly StackInput[]> {
  const { nestedTemplateReferences } = await import("./cloudformation/index.ts");
  const byFile = new Map(stacks.map((stack) => [stack.file, stack]));
  const nested: StackInput[] = [];
  // Assemblies name their nested templates themselves.
  const open = stacks.filter((stack) => stack.nestedTemplates === undefined && stack.nestedIn === undefined && stack.stackName === undefined);
  const visited = new Set<string>();
  const ancestors = new Map<string, ReadonlySet<string>>();
  for (let stack = open.shift(); stack !== undefined && nested.length < MAX_NESTED; stack = open.shift()) {
    if (visited.has(stack.file)) continue;
    visited.add(stack.file);
    for (const { logicalId, templateUrl } of nestedTemplateReferences(stack.template)) {
      const found = await nestedTemplate(stack, templateUrl, byFile, folder);
      if (found === undefined) continue;
      const above = new Set([stack.file, ...(ancestors.get(stack.file) ?? [])]);
      if (above.has(found.file)) {
        folder.problems.push({ file: stack.file, message: `nested stack \`${logicalId}\` has a template that it is itself nested in (\`${found.file}\`)` });
        continue;
      }
      ancestors.set(found.file, new Set([...above, ...(ancestors.get(found.file) ?? [])]));
      const inner: StackInput = { ...found, nestedIn: { file: stack.file, logicalId } };
      nested.push(inner);
      open.push(inner);
    }
  }
  const inner = new Set(nested.map(({ file }) => file));
  return [...stacks.filter(({ file, nestedIn, stackName }) => !inner.has(file) || nestedIn !== undefined || stackName !== undefined), ...nested];
}

async function nestedTemplate(parent: StackInput, templateUrl: string, byFile: ReadonlyMap<string, StackInput>, folder: TemplateFolder): Promise<StackInput | undefined> {
  const input = folder.inputs.get(parent.file);
  if (input?.absolutePath === undefined || /^[a-z][a-z0-9+.-]*:/i.test(templateUrl)) return undefined;
  const absolutePath = resolve(dirname(input.absolutePath), templateUrl);
  const file = shownPath(absolutePath, folder.cwd);
  const known = byFile.get(file);
  if (known !== undefined) return { file, template: known.template };
  const real = await realpath(absolutePath).catch(() => undefined);
  const root = folder.roots.find((path) => real?.startsWith(path.endsWith(sep) ? path : path + sep) === true);
  if (real === undefined || root === undefined) return undefined;
  try {
    const read = await readInside(real, root, absolutePath, folder);
    const detected = detect(read?.value);
    if (detected.kind !== "template") return undefined;
    folder.inputs.set(file, { file, absolutePath, named: false });
    return { file, template: detected.template };
  } catch (error) {
    folder.problems.push({ file, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}
