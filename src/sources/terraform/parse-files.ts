/** The files of a run, parsed and grouped to modules: a folder is a module. */
import { dirname } from "node:path";
import { parseJsonBody } from "../../text/hcl/json-body.ts";
import type { HclParser } from "../../text/hcl/parser.ts";
import type { Body } from "../../text/hcl/syntax.ts";
import type { InputProblem } from "../types.ts";
import { isVariableFile } from "./file-names.ts";
import type { VariableFile } from "./given-values.ts";
import { type ModuleFile, moduleSource } from "./module-source.ts";
import type { ModuleSource } from "./types.ts";

export interface TerraformFile {
  readonly file: string;
  readonly absolutePath: string;
  readonly text: string;
  /** The user named this very file. */
  readonly named: boolean;
}

export interface ParsedFolders {
  /** By absolute folder. */
  readonly sources: ReadonlyMap<string, ModuleSource>;
  readonly variableFiles: readonly VariableFile[];
}

export function parseFolders(files: readonly TerraformFile[], parser: HclParser, reportProblem: (problem: InputProblem) => void): ParsedFolders {
  const modules = new Map<string, ModuleFile[]>();
  const variableFiles: VariableFile[] = [];
  for (const each of files) {
    const folder = dirname(each.absolutePath);
    const body = parse(each, parser, reportProblem);
    if (isVariableFile(each.file)) {
      if (body !== undefined) variableFiles.push({ folder, file: each.file, body, named: each.named });
      continue;
    }
    const module = modules.get(folder);
    if (module === undefined) modules.set(folder, [{ file: each.file, body }]);
    else module.push({ file: each.file, body });
  }
  const sources = new Map([...modules].map(([folder, parsed]) => [folder, moduleSource(folder, shownFolder(parsed), parsed)]));
  return { sources, variableFiles };
}

function parse({ file, text }: TerraformFile, parser: HclParser, reportProblem: (problem: InputProblem) => void): Body | undefined {
  const parsed = file.endsWith(".json") ? parseJsonBody(text, parser.parseTemplate) : parser.parseFile(text);
  if (parsed.ok) return parsed.body;
  reportProblem({ file, span: parsed.problem.span, message: parsed.problem.message });
  return undefined;
}

function shownFolder([first]: readonly ModuleFile[]): string {
  const folder = dirname(first?.file ?? ".");
  return folder === "" ? "." : folder;
}
