/**
 * Terraform configuration → inventory. The caller reads the files; here they are parsed, joined to modules, evaluated from each root
 * module on, and what exists then is read. Nothing is run and nothing is downloaded: what only AWS or a module from elsewhere could
 * tell is unknown, with its cause.
 */
import { resolve } from "node:path";
import type { Gap, Inventory } from "../../model/inventory.ts";
import { loadHclParser } from "../../text/hcl/parser.ts";
import { loadPlainYaml } from "../../text/plain-yaml.ts";
import type { JsonObject } from "../json.ts";
import type { InputProblem, SourceOptions } from "../types.ts";
import { filesFor, literalValues, type VariableFile, valuesIn, valuesOfParameters } from "./given-values.ts";
import { refused } from "./making.ts";
import { forget } from "./once.ts";
import { parseFolders, type TerraformFile } from "./parse-files.ts";
import { placeOf } from "./place.ts";
import { folderOf } from "./plan/match.ts";
import { oracleOf } from "./plan/oracle.ts";
import { type Plan, readPlan } from "./plan/plan.ts";
import { plannedResources } from "./plan/resources.ts";
import { rootProviders } from "./providers.ts";
import { isRead, readResources } from "./resources/index.ts";
import { inTheirAccounts, type RootReading } from "./root-accounts.ts";
import { rootFolders } from "./roots.ts";
import type { Module, ModuleSource, ReadConfigurationFile, Resource, Root, Run } from "./types.ts";
import { resourcesIn } from "./walk.ts";

/** Terms that one run may make. A large repository stays far below; loops over large ranges could blow up beyond. */
const BUDGET = 5_000_000;

export interface PlanFile {
  readonly file: string;
  /** Undefined for standard input. */
  readonly absolutePath: string | undefined;
  readonly json: JsonObject;
}

export interface TerraformInput {
  /** `.tf`, `.tf.json` and `.tfvars` files that were found. */
  readonly files: readonly TerraformFile[];
  readonly plans: readonly PlanFile[];
  readonly readFile: ReadConfigurationFile;
  /** The files of a local module, by its absolute folder, where they are not among `files`; none where they are not to be read. */
  readonly readModule: (folder: string) => readonly TerraformFile[];
  /** Files that were left out because they are symbolic links, as shown. */
  readonly links?: readonly string[];
}

export interface TerraformResult {
  readonly inventory: Inventory;
  /** Names of the variables of all root modules: a `--parameter` that is none of them is a typo. */
  readonly variables: ReadonlySet<string>;
}

export async function readTerraform(input: TerraformInput, options: SourceOptions, reportProblem: (problem: InputProblem) => void): Promise<TerraformResult> {
  const tools = await loadTools(input);
  const { sources, variableFiles } = parseFolders(input, tools.parser, reportProblem);
  const parseYaml = input.files.some(({ text }) => text.includes("yamldecode")) ? await loadPlainYaml() : undefined;
  const isAwsManaged = looksPoliciesUp(sources) ? await (await import("../managed-policies/index.ts")).awsManagedNames() : () => false;
  const run = newRun({ ...tools, options, readFile: input.readFile, parseYaml, isAwsManaged, sources, reportProblem });
  const plans = input.plans.map((each) => {
    const plan = readPlan(each.file, each.json);
    const { source, alike } = folderOf(plan, each.absolutePath, sources.values(), (folder) => literalValues(folder, variableFiles));
    if (alike.length > 0) run.gaps.push(unclearFolder(plan, alike));
    return { plan, source };
  });
  for (const { plan } of plans) if (plan.partial !== undefined) run.gaps.push({ subject: plan.file, reason: plan.partial, at: undefined, mayHide: true });
  const matched = new Set(plans.map(({ source }) => source));
  const all = rootFolders(sources);
  const roots = all.filter((source) => !matched.has(source));
  const variables: Variables = { files: variableFiles, roots: new Set(all.map(({ folder }) => folder)) };
  const resources = inTheirAccounts(
    [
      ...plans.map(({ plan, source }) => {
        const alone = plans.filter((other) => other.source === source).length === 1;
        return source === undefined ? fromPlan(plan, run) : fromBoth(plan, source, alone, variables, run);
      }),
      ...roots.map((source) => fromFolder(source, variables, run)),
    ],
    run,
  );
  for (const { plan } of plans) refuseParameters(plan, options, reportProblem);
  return {
    inventory: readResources(resources, run),
    variables: new Set([
      ...plans.flatMap(({ plan }) => [...plan.variables.keys()]),
      ...[...roots, ...matched].flatMap((source) => [...(source?.variables.keys() ?? [])]),
    ]),
  };
}

/** A plan was made with its values; to pretend others would judge what nobody is going to apply. */
function refuseParameters(plan: Plan, { parameters }: SourceOptions, reportProblem: (problem: InputProblem) => void): void {
  for (const [name, value] of parameters) {
    const planned = plan.variables.get(name);
    if (!plan.variables.has(name) || planned === value || JSON.stringify(planned) === value) continue;
    reportProblem({
      file: plan.file,
      message: `the plan was made with another value of \`${name}\`, which --parameter can't change`,
      help: `make the plan with -var ${name}=VALUE`,
    });
  }
}

function fromPlan(plan: Plan, run: Run): RootReading {
  const oracle = oracleOf(plan);
  return { name: plan.file, read: (account) => plannedResources(plan, { name: plan.file, given: new Map(), oracle, account }, run) };
}

/** The plan says what there is, the folder where it is written. `alone`: no other plan of the run was made of that folder. */
function fromBoth(plan: Plan, source: ModuleSource, alone: boolean, variables: Variables, run: Run): RootReading {
  const name = alone ? source.shown : `${source.shown} (${plan.file})`;
  const oracle = oracleOf(plan);
  return {
    name,
    read: (account) => {
      const module = rootModule(source, { name, oracle, account }, variables, run);
      return withRest(resourcesIn(module, run), plannedResources(plan, module.root, run));
    },
  };
}

function fromFolder(source: ModuleSource, variables: Variables, run: Run): RootReading {
  const name = source.shown;
  return { name, read: (account) => resourcesIn(rootModule(source, { name, oracle: undefined, account }, variables, run), run) };
}

function unclearFolder(plan: Plan, alike: readonly ModuleSource[]): Gap {
  const folders = alike.slice(0, 3).map(({ shown }) => `\`${shown}\``);
  const reason = `the plan may have been made of ${folders.join(" or ")}, so it is judged by itself; put it in the folder that it was made of, or give that folder alone`;
  return { subject: plan.file, reason, at: undefined };
}

/** The table of AWS's policies is large, and only needed where some policy is looked up by its name. */
function looksPoliciesUp(sources: ReadonlyMap<string, ModuleSource>): boolean {
  return [...sources.values()].some(({ resources }) => [...resources.keys()].some((address) => address.startsWith("data.aws_iam_policy.")));
}

/** What the plan has and the folder does not: roles that it looked up in AWS, and what was generated or changed since. */
function withRest(configured: readonly Resource[], planned: readonly Resource[]): readonly Resource[] {
  const addresses = new Set(configured.map(({ address }) => address));
  return [...configured, ...planned.filter(({ address, type }) => isRead(type) && !addresses.has(address))];
}

/** What reads configuration; a plan alone needs none of it, and loading it takes longer than reading the plan. */
async function loadTools(input: TerraformInput): Promise<Pick<Run, "parser" | "evaluate">> {
  if (input.files.length === 0) return NOTHING_TO_READ;
  const [parser, { evaluate }] = await Promise.all([loadHclParser(), import("./evaluate.ts")]);
  return { parser, evaluate };
}

const NOTHING_TO_READ: Pick<Run, "parser" | "evaluate"> = {
  parser: {
    parseFile: () => ({ ok: true, body: { attributes: [], blocks: [] } }),
    parseTemplate: () => ({ ok: true, expression: { kind: "literal", value: "", range: { start: 0, end: 0 } } }),
  },
  evaluate: (_, scope) => refused({ name: "expression", at: placeOf(scope.file, { start: 0, end: 0 }), making: scope.run }, "there is no configuration"),
};

function newRun(given: Pick<Run, "options" | "parser" | "evaluate" | "readFile" | "parseYaml" | "isAwsManaged" | "sources" | "reportProblem">): Run {
  return {
    ...given,
    gaps: [],
    terms: new Map(),
    active: new Set(),
    resources: new Map(),
    modules: new Map(),
    roleArns: new Map(),
    reported: new Set(),
    identities: new Map(),
    budget: { left: BUDGET },
  };
}

/** All variable files of the run, and the folders of all root modules: which file is whose goes by both. */
interface Variables {
  readonly files: readonly VariableFile[];
  readonly roots: ReadonlySet<string>;
}

function rootModule(source: ModuleSource, known: Omit<Root, "given">, variables: Variables, run: Run): Module {
  const root: Root = { ...known, given: new Map() };
  const bare: Module = { address: "", key: `${root.name}/`, root, source, call: undefined, providers: new Map(), guards: [] };
  const given = new Map([
    ...valuesIn(filesFor(resolve(source.folder), variables.roots, variables.files), run, bare),
    ...valuesOfParameters(run.options, run, bare),
  ]);
  const module: Module = { ...bare, root: { ...root, given } };
  const providers = rootProviders(run, module);
  // What provider blocks refer to was worked out before anybody knew where the providers work.
  forget(run);
  return { ...module, providers };
}
