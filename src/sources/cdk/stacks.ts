/**
 * One stack of an assembly: its template, what the manifest tells of it, and the stacks nested in it.
 */
import type { StackInput } from "../types.ts";
import { type Assembly, problemReporter, readReferenced, reportMissing, resolveInside, shownPath } from "./assembly.ts";
import { type Assets, hasNestedStacks, type NestedReference, nestedReferences, nestedTemplates } from "./nested.ts";
import { constructsOf, type Metadata, readMetadata } from "./origins.ts";
import { field, isObject, stringField } from "./untrusted.ts";

/** A stack artifact: its StackInput, and after it those of the stacks nested in it. None where its template can't be read. */
export async function readStack(assembly: Assembly, folder: string, id: string, artifact: unknown, assets: () => Promise<Assets>): Promise<StackInput[]> {
  const properties = field(artifact, "properties");
  const templateFile = stringField(properties, "templateFile");
  const name = stringField(properties, "stackName") ?? id;
  if (templateFile === undefined) {
    problemReporter(assembly, folder)(`stack \`${name}\` has no \`templateFile\``);
    return [];
  }
  const template = await readTemplate(assembly, folder, templateFile, `template of stack \`${name}\``);
  if (template === undefined) return [];
  const metadata = await readMetadata(assembly, folder, artifact, name);
  const environment = readEnvironment(assembly, folder, name, field(artifact, "environment"));
  return await withNested({ assembly, folder, metadata, environment, assets }, { ...template, stackName: name, ancestors: [] });
}

interface Template {
  readonly path: string;
  readonly json: unknown;
  readonly stackName?: string;
  readonly nestedIn?: { readonly file: string; readonly logicalId: string };
  /** The templates that it is nested in, by path. */
  readonly ancestors: readonly string[];
}

interface StackContext {
  readonly assembly: Assembly;
  readonly folder: string;
  readonly metadata: Metadata;
  readonly environment: Environment;
  readonly assets: () => Promise<Assets>;
}

/**
 * A stack and all that is nested in it. A list of work, not recursion, and each template is followed once: the work is at most
 * one step for each nested stack that is written down.
 */
async function withNested(context: StackContext, top: Template): Promise<StackInput[]> {
  const { assembly, folder, metadata, environment } = context;
  const stacks: StackInput[] = [];
  const followed = new Set<string>();
  const work = [top];
  for (let next = work.shift(); next !== undefined; next = work.shift()) {
    const references = await referencesOf(context, next);
    stacks.push({
      file: shownPath(assembly, next.path),
      template: next.json,
      ...environment,
      constructs: constructsOf(next.json, metadata, assembly.appFolder),
      nestedTemplates: nestedTemplates(assembly, folder, references),
      ...(next.stackName === undefined ? {} : { stackName: next.stackName }),
      ...(next.nestedIn === undefined ? {} : { nestedIn: next.nestedIn }),
    });
    if (!followed.has(next.path)) for (const nested of await readNested(context, next, references)) work.push(nested);
    followed.add(next.path);
  }
  return stacks;
}

/** The stacks nested in `template`, but for one that would hold itself. */
async function referencesOf({ assembly, folder, metadata, assets }: StackContext, template: Template): Promise<readonly NestedReference[]> {
  if (!hasNestedStacks(template.json)) return [];
  const outer = [...template.ancestors, template.path];
  return nestedReferences(template.json, new Map([...metadata.assets, ...(await assets())])).filter(({ logicalId, file }) => {
    const path = resolveInside(folder, file);
    if (path === undefined || !outer.includes(path)) return true;
    assembly.problems({
      file: shownPath(assembly, template.path),
      message: `nested stack \`${logicalId}\` has template \`${file}\`, which holds this template: a stack can't be nested in itself`,
    });
    return false;
  });
}

async function readNested({ assembly, folder }: StackContext, parent: Template, references: readonly NestedReference[]): Promise<Template[]> {
  const templates: Template[] = [];
  for (const { logicalId, file } of references) {
    const template = await readTemplate(assembly, folder, file, `template of nested stack \`${logicalId}\``);
    if (template === undefined) continue;
    templates.push({ ...template, nestedIn: { file: shownPath(assembly, parent.path), logicalId }, ancestors: [...parent.ancestors, parent.path] });
  }
  return templates;
}

async function readTemplate(assembly: Assembly, folder: string, name: string, what: string): Promise<Pick<Template, "path" | "json"> | undefined> {
  const outcome = await readReferenced(assembly, folder, name, what);
  if (outcome.kind === "missing") reportMissing(assembly, folder, name, what);
  if (outcome.kind !== "read") return undefined;
  if (isObject(outcome.json)) return { path: outcome.path, json: outcome.json };
  assembly.problems({
    file: shownPath(assembly, outcome.path),
    message: `the ${what} is not a CloudFormation template: expected an object with \`Resources\``,
  });
  return undefined;
}

type Environment = Pick<StackInput, "account" | "region">;

/**
 * `aws://111122223333/us-east-1`; `unknown-account` and `unknown-region` where the app leaves them to the deployment
 * (https://github.com/aws/aws-cdk/pull/2922). An account that is not 12 digits stays unknown too: CDK allows for aliases.
 */
function readEnvironment(assembly: Assembly, folder: string, stack: string, environment: unknown): Environment {
  if (environment === undefined) return {};
  const [, account, region] = /^aws:\/\/([\w.@-]+)\/([a-z0-9-]+)$/.exec(typeof environment === "string" ? environment : "") ?? [];
  if (account === undefined || region === undefined) {
    const problem = problemReporter(assembly, folder);
    problem(`the environment of stack \`${stack}\` is not of the form \`aws://ACCOUNT/REGION\`: its account and region count as unknown`);
    return {};
  }
  return { ...(/^\d{12}$/.test(account) ? { account } : {}), ...(region === "unknown-region" ? {} : { region }) };
}
