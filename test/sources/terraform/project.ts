/**
 * A Terraform configuration opened for tests: its root module with the run around it, so that expressions, outputs and resources can be
 * looked at as terms, before anything is read out of them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { evaluate } from "../../../src/sources/terraform/evaluate.ts";
import { filesFor, type VariableFile, valuesIn, valuesOfParameters } from "../../../src/sources/terraform/given-values.ts";
import { parseFolders } from "../../../src/sources/terraform/parse-files.ts";
import { rootProviders } from "../../../src/sources/terraform/providers.ts";
import { topScope } from "../../../src/sources/terraform/scope.ts";
import type { Term } from "../../../src/sources/terraform/term.ts";
import type { Module, Resource, Root, Run } from "../../../src/sources/terraform/types.ts";
import { resourcesIn } from "../../../src/sources/terraform/walk.ts";
import type { InputProblem } from "../../../src/sources/types.ts";
import { loadHclParser } from "../../../src/text/hcl/parser.ts";
import { loadPlainYaml } from "../../../src/text/plain-yaml.ts";
import { showText } from "../../../src/text/symbolic.ts";

/** Path inside of the project → text. */
export type Files = Readonly<Record<string, string>>;

export interface Opened {
  readonly run: Run;
  readonly root: Module;
  readonly problems: InputProblem[];
  readonly output: (name: string) => Term;
  /** An expression as if written in a file of the root module. */
  readonly expression: (written: string) => Term;
  readonly resources: () => readonly Resource[];
  /** Calls of `run.evaluate`, by the text of what is evaluated. */
  readonly evaluated: ReadonlyMap<string, number>;
}

export interface Given {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Variable files that the user named. */
  readonly named?: readonly string[];
  readonly account?: string;
}

const TERRAFORM_FILE = /\.(?:tf|tf\.json|tfvars|tfvars\.json)$/;

export async function open(files: Files, given: Given = {}): Promise<Opened> {
  const parser = await loadHclParser();
  const problems: InputProblem[] = [];
  const folder = resolve("/project");
  const texts = new Map(Object.entries(files).map(([path, text]) => [resolve(folder, path), text]));
  const input = Object.entries(files)
    .filter(([path]) => TERRAFORM_FILE.test(path))
    .map(([path, text]) => ({ file: path, absolutePath: resolve(folder, path), text, named: given.named?.includes(path) === true }));
  const { sources, variableFiles } = parseFolders({ files: input, readModule: () => [] }, parser, (problem) => problems.push(problem));
  const evaluated = new Map<string, number>();
  const run: Run = {
    options: { parameters: new Map(Object.entries(given.parameters ?? {})), entryRoles: [], ...(given.account !== undefined && { account: given.account }) },
    parser,
    readFile: (from, path) => {
      const text = texts.get(resolve(from, path));
      return text === undefined ? { kind: "refused", reason: "is not in the input" } : { kind: "text", file: relative(folder, resolve(from, path)), text };
    },
    parseYaml: await loadPlainYaml(),
    isAwsManaged: () => false,
    sources,
    gaps: [],
    evaluate: (expression, scope) => {
      const text = texts.get(resolve(folder, scope.file))?.slice(expression.range.start, expression.range.end) ?? "";
      evaluated.set(text, (evaluated.get(text) ?? 0) + 1);
      return evaluate(expression, scope);
    },
    terms: new Map(),
    active: new Set(),
    resources: new Map(),
    modules: new Map(),
    roleArns: new Map(),
    reported: new Set(),
    identities: new Map(),
    budget: { left: 5_000_000 },
    reportProblem: (problem) => problems.push(problem),
  };
  const root = rootOf(run, folder, variableFiles);
  const expression = (written: string): Term => {
    const parsed = parser.parseFile(`value = ${written}\n`);
    const [attribute] = parsed.ok ? parsed.body.attributes : [];
    if (attribute === undefined) throw new Error(`no expression: ${written}`);
    return run.evaluate(attribute.expression, topScope(run, root, "test.tf", 0));
  };
  const output = (name: string): Term => {
    const value = root.source.outputs.get(name)?.attributes.get("value");
    if (value === undefined) throw new Error(`no output ${name}`);
    return run.evaluate(value.node.expression, topScope(run, root, value.file, 0));
  };
  return { run, root, problems, output, expression, resources: () => resourcesIn(root, run), evaluated };
}

function rootOf(run: Run, folder: string, variableFiles: readonly VariableFile[]): Module {
  const source = run.sources.get(folder);
  if (source === undefined) throw new Error("the project has no file at its top");
  const root: Root = { name: source.shown, given: new Map(), oracle: undefined, account: undefined };
  const bare: Module = { address: "", key: `${root.name}/`, root, source, call: undefined, providers: new Map(), guards: [] };
  const given = new Map([...valuesIn(filesFor(folder, new Set([folder]), variableFiles), run, bare), ...valuesOfParameters(run.options, run, bare)]);
  const module: Module = { ...bare, root: { ...root, given } };
  const providers = rootProviders(run, module);
  run.terms.clear();
  run.resources.clear();
  run.modules.clear();
  return { ...module, providers };
}

/** The files of a project on disk. */
export function filesIn(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
}

/**
 * A term as plain JSON. Texts are shown with their holes; `{ "?": … }` is an unknown (what is not known), `{ if, yes, no }` a choice,
 * `{ json }` a text that is the JSON of that, `{ "@": … }` a whole resource or module.
 */
export function plain(term: Term): unknown {
  switch (term.kind) {
    case "scalar":
      return typeof term.value === "object" && term.value !== null ? showText(term.value) : term.value;
    case "list":
      return term.items.map(plain);
    case "map":
      return Object.fromEntries([...term.entries].map(([key, entry]) => [key, plain(entry)]));
    case "unknown":
      return { "?": term.hole.cause.what };
    case "choice":
      return { if: term.condition.what, yes: plain(term.then), no: plain(term.otherwise) };
    case "json":
      return { json: plain(term.value) };
    case "object":
      return { "@": term.of.address };
  }
}
