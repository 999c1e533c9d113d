/** The files of a run, parsed and grouped to modules: a folder is a module. */
import { dirname } from "node:path";
import { parseJsonBody, parseJsonVariables } from "../../text/hcl/json-body.ts";
import type { HclParser, ParsedHcl } from "../../text/hcl/parser.ts";
import type { Body } from "../../text/hcl/syntax.ts";
import type { InputProblem } from "../types.ts";
import { isVariableFile } from "./file-names.ts";
import type { VariableFile } from "./given-values.ts";
import { type ModuleFile, moduleSource } from "./module-source.ts";
import { localModules } from "./roots.ts";
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

export interface FoundConfiguration {
  readonly files: readonly TerraformFile[];
  readonly readModule: (folder: string) => readonly TerraformFile[];
  readonly links?: readonly string[];
}

/** Terraform follows links; a search does not, as they may lead anywhere. What is missed is then said to be missing for that. */
function withoutLinks(source: ModuleSource, links: readonly string[]): ModuleSource {
  const link = links.find((file) => dirname(file) === source.shown);
  return link === undefined || source.incomplete !== undefined ? source : { ...source, incomplete: `\`${link}\` is a symbolic link, which is not followed` };
}

/** With the local modules that they call, where those are not among the files but may be read. */
export function parseFolders(
  { files, readModule, links = [] }: FoundConfiguration,
  parser: HclParser,
  reportProblem: (problem: InputProblem) => void,
): ParsedFolders {
  const sources = new Map<string, ModuleSource>();
  const variableFiles: VariableFile[] = [];
  const add = (more: readonly TerraformFile[]): void => {
    const modules = new Map<string, ModuleFile[]>();
    const paths = new Set(more.map(({ absolutePath }) => absolutePath));
    for (const each of more) {
      // OpenTofu reads `main.tofu` in place of a `main.tf` beside it: https://opentofu.org/docs/language/files/
      if (paths.has(each.absolutePath.replace(/\.tf(\.json)?$/, ".tofu$1")) && /\.tf(?:\.json)?$/.test(each.absolutePath)) continue;
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
    for (const [folder, parsed] of modules) sources.set(folder, withoutLinks(moduleSource(folder, shownFolder(parsed), parsed), links));
  };
  add(files);
  // `sources` grows while it is walked: a module may call others.
  for (const source of sources.values()) {
    for (const folder of localModules(source)) if (!sources.has(folder)) add(readModule(folder).filter(({ file }) => !isVariableFile(file)));
  }
  return { sources, variableFiles };
}

function parse({ file, text }: TerraformFile, parser: HclParser, reportProblem: (problem: InputProblem) => void): Body | undefined {
  const parsed = parsedAs(file, text, parser);
  if (parsed.ok) return parsed.body;
  reportProblem({ file, span: parsed.problem.span, message: parsed.problem.message });
  return undefined;
}

function parsedAs(file: string, text: string, parser: HclParser): ParsedHcl {
  if (!file.endsWith(".json")) return parser.parseFile(text);
  return isVariableFile(file) ? parseJsonVariables(text) : parseJsonBody(text, parser.parseTemplate);
}

function shownFolder([first]: readonly ModuleFile[]): string {
  const folder = dirname(first?.file ?? ".");
  return folder === "" ? "." : folder;
}
