/**
 * What a root module is given: variable files and `--parameter`.
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
import type { Body, Expression } from "../../text/hcl/syntax.ts";
import type { SourceOptions } from "../types.ts";
import { isLoadedByItself } from "./file-names.ts";
import { scalar } from "./making.ts";
import { placeOf } from "./place.ts";
import { topScope } from "./scope.ts";
import type { Term } from "./term.ts";
import type { BlockSource, Module, ModuleSource, Run } from "./types.ts";

/** A `.tfvars` file, parsed. */
export interface VariableFile {
  /** Absolute folder. */
  readonly folder: string;
  readonly file: string;
  readonly body: Body;
  /** The user named it: then it is used wherever it lies, as with `-var-file`. */
  readonly named: boolean;
}

/** A file that lies in a root module's folder is that module's; another one that was named is for all, as with `-var-file`. Later ones win: terraform.tfvars, its JSON form, `*.auto.tfvars` by name, then the files that were named. */
export function filesFor(folder: string, roots: ReadonlySet<string>, files: readonly VariableFile[]): readonly VariableFile[] {
  const loaded = files.filter((each) => (each.folder === folder ? each.named || isLoadedByItself(each.file) : each.named && !roots.has(each.folder)));
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

/** What the variable files that a folder loads by itself spell out: plain values, without evaluating anything. */
export function literalValues({ folder }: ModuleSource, files: readonly VariableFile[]): ReadonlyMap<string, unknown> {
  const loaded = files.filter((each) => each.folder === folder && isLoadedByItself(each.file));
  const attributes = loaded.flatMap(({ body }) => body.attributes);
  return new Map(attributes.flatMap(({ name, expression }) => (isLiteral(expression) ? [[name, jsonOf(expression)] as const] : [])));
}

function isLiteral(expression: Expression): boolean {
  if (expression.kind === "tuple") return expression.items.every(isLiteral);
  if (expression.kind === "object") return expression.entries.every(({ key, value }) => isLiteral(key) && isLiteral(value));
  return expression.kind === "literal";
}

function jsonOf(expression: Expression): unknown {
  if (expression.kind === "tuple") return expression.items.map(jsonOf);
  if (expression.kind === "object") return Object.fromEntries(expression.entries.map(({ key, value }) => [String(jsonOf(key)), jsonOf(value)]).sort());
  return expression.kind === "literal" ? expression.value : undefined;
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
  // Without a type Terraform takes the text as it is; `any` is an expression.
  if (type === undefined) return true;
  if (type.kind === "variable" && type.name === "any") return !/^\s*(?:[[{]|true$|false$|null$|-?\d+$)/.test(written);
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
