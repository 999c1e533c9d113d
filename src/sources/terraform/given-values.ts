/**
 * What a root module is given: variable files and `--parameter`.
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
import type { Body } from "../../text/hcl/syntax.ts";
import type { SourceOptions } from "../types.ts";
import { isLoadedByItself } from "./file-names.ts";
import { scalar } from "./making.ts";
import { placeOf } from "./place.ts";
import { topScope } from "./scope.ts";
import type { Term } from "./term.ts";
import type { BlockSource, Module, Run } from "./types.ts";

/** A `.tfvars` file, parsed. */
export interface VariableFile {
  /** Absolute folder. */
  readonly folder: string;
  readonly file: string;
  readonly body: Body;
  /** The user named it: then it is used wherever it lies, as with `-var-file`. */
  readonly named: boolean;
}

/** Later ones win: terraform.tfvars, its JSON form, `*.auto.tfvars` by name, then the files that were named. */
export function filesFor(folder: string, files: readonly VariableFile[]): readonly VariableFile[] {
  const loaded = files.filter((each) => each.named || (each.folder === folder && isLoadedByItself(each.file)));
  return [...loaded].sort((a, b) => rank(a) - rank(b) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

function rank({ file, named }: VariableFile): number {
  if (named) return 3;
  if (/\.auto\.tfvars(?:\.json)?$/.test(file)) return 2;
  return file.endsWith(".json") ? 1 : 0;
}

export function valuesIn(files: readonly VariableFile[], run: Run, module: Module): ReadonlyMap<string, Term> {
  const values = new Map<string, Term>();
  for (const { file, body } of files) {
    const scope = topScope(run, module, file, 0);
    for (const { name, expression } of body.attributes) values.set(name, run.evaluate(expression, scope));
  }
  return values;
}

/** `--parameter`: as it is where the variable is a string, else as an expression, as Terraform reads `-var`. */
export function valuesOfParameters({ parameters }: SourceOptions, run: Run, module: Module): ReadonlyMap<string, Term> {
  const values = new Map<string, Term>();
  for (const [name, written] of parameters) {
    const declared = module.source.variables.get(name);
    if (declared === undefined) continue;
    const at = placeOf(declared.file, declared.header);
    values.set(name, isText(declared, written) ? scalar(written, at) : constant(written, run, module, declared));
  }
  return values;
}

function isText(declared: BlockSource, written: string): boolean {
  const type = declared.attributes.get("type")?.node.expression;
  if (type === undefined || (type.kind === "variable" && type.name === "any")) return !/^\s*(?:[[{]|true$|false$|null$|-?\d+$)/.test(written);
  return type.kind === "variable" && type.name === "string";
}

/** All of it at the variable: what was typed on the command line stands in no file. */
function constant(written: string, run: Run, module: Module, declared: BlockSource): Term {
  const at = placeOf(declared.file, declared.header);
  const parsed = run.parser.parseFile(`value = ${written}\n`);
  const [attribute] = parsed.ok ? parsed.body.attributes : [];
  if (attribute === undefined) return scalar(written, at);
  return relocated(run.evaluate(attribute.expression, topScope(run, module, "", 0)), at);
}

function relocated(term: Term, at: Term["at"]): Term {
  switch (term.kind) {
    case "list":
      return { ...term, items: term.items.map((item) => relocated(item, at)), at };
    case "map":
      return { ...term, entries: new Map([...term.entries].map(([key, entry]) => [key, relocated(entry, at)])), at };
    default:
      return { ...term, at };
  }
}
