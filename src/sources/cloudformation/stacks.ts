/** From templates to stacks: the sections of each, its environment, and which of them are nested in which. */

import { child, rootPointer } from "../../text/pointer.ts";
import { type Cause, type Text, text } from "../../text/symbolic.ts";
import { reportAt } from "../declared/context.ts";
import { ACCOUNT, partitionOf, REGION } from "../declared/environment.ts";
import type { InputProblem, SourceOptions, StackInput } from "../types.ts";
import { stackNameHole } from "./environment.ts";
import { evaluate } from "./evaluate.ts";
import { existence } from "./existence.ts";
import { isNested } from "./identity.ts";
import { expandLoops } from "./loops.ts";
import { isUrl, nestedInput, nestedReference } from "./nested.ts";
import { type Fragment, fragment, isMap, member, type Resource, type Run, resourceKey, type Stack, stackScope } from "./run.ts";
import { macroGaps, unseenResources } from "./unseen.ts";

/** Values one run may make. A template of the allowed 1 MB stays far below; loops and nested stacks could blow up beyond. */
const BUDGET = 5_000_000;

/** Stacks one run may hold: nested templates that nest each other twice double with every level. */
const MAX_STACKS = 2_000;

interface MutableStack extends Stack {
  readonly resources: Map<string, Resource>;
  readonly conditions: Map<string, Fragment>;
  readonly outputs: Map<string, Fragment>;
}

/** All stacks of a run. A template that another one nests is read once for each resource that nests it, and not by itself. */
export function buildRun(inputs: readonly StackInput[], options: SourceOptions, reportProblem: (problem: InputProblem) => void): Run {
  const stacks: Stack[] = [];
  const run: Run = {
    options,
    stacks,
    gaps: [],
    reportProblem,
    reported: new Set(),
    evaluate,
    truths: new Map(),
    conditionInfo: new Map(),
    values: new Map(),
    active: new Set(),
    identities: new Map(),
    indexes: new Map(),
    budget: { left: BUDGET },
  };
  const keys = new Set<string>();
  const names = shortNames(inputs);
  const used = new Set<StackInput>();
  const nestedSomewhere = new Set(inputs.flatMap((input) => nestedInputs(input, inputs)));
  const add = (input: StackInput, parent: Stack["parent"]): void => {
    used.add(input);
    const stack = makeStack(run, input, parent, keys, names);
    stacks.push(stack);
    fill(run, stack);
    for (const resource of stack.resources.values()) if (isNested(resource)) addNested(stack, resource);
  };
  const addNested = (stack: Stack, resource: Resource): void => {
    const input = nestedInput(stack.input, resource.logicalId, resource.json, inputs);
    if (input === undefined || isAncestor(input, stack) || stacks.length >= MAX_STACKS) {
      const reason = unseenTemplate(resource.logicalId, nestedReference(resource.json));
      run.gaps.push({ subject: addressOf(stack, resource), reason, at: resourceKey(resource) });
    } else if (existence(run, stack, resource) !== undefined) add(input, { stack, resource });
    else used.add(input);
  };
  for (const input of inputs) if (!nestedSomewhere.has(input)) add(input, undefined);
  // Templates that nest each other in a circle have no outermost one.
  for (const input of inputs) if (!used.has(input)) add(input, undefined);
  // What was worked out on the way may rest on stacks that were not there yet.
  for (const cache of [run.values, run.truths, run.indexes]) cache.clear();
  return run;
}

/** A template behind a URL does not become a part of the stack by being among the paths. */
function unseenTemplate(logicalId: string, where: string | undefined): string {
  const what = `the template of nested stack \`${logicalId}\`${where === undefined ? "" : ` (${where})`}`;
  return where !== undefined && isUrl(where)
    ? `${what} is behind a URL, which is not fetched: its roles and policies are not seen in this stack; name a local file there, as \`aws cloudformation package\` takes it`
    : `${what} is not in the input: its roles and policies are not seen; add it to the paths`;
}

function nestedInputs(input: StackInput, inputs: readonly StackInput[]): readonly StackInput[] {
  const resources = member(input.template, "Resources");
  if (!isMap(resources)) return [];
  return Object.entries(resources).flatMap(([logicalId, json]) => {
    const type = member(json, "Type");
    const nested = type === "AWS::CloudFormation::Stack" || type === "AWS::Serverless::Application" ? nestedInput(input, logicalId, json, inputs) : undefined;
    return nested === undefined || nested === input ? [] : [nested];
  });
}

function isAncestor(input: StackInput, stack: Stack): boolean {
  return stack.input === input || (stack.parent !== undefined && isAncestor(input, stack.parent.stack));
}

/** The logical id, behind those of the nested stacks that lead to it. */
export function addressOf(stack: Stack, resource: Resource): string {
  return stack.parent === undefined ? resource.logicalId : `${addressOf(stack.parent.stack, stack.parent.resource)}.${resource.logicalId}`;
}

/** Holes are shown to people, so a stack is called by its file's own name where no other file of the run has it. */
function shortNames(inputs: readonly StackInput[]): ReadonlyMap<string, string> {
  const baseName = (file: string): string => file.slice(file.lastIndexOf("/") + 1);
  const files = new Set(inputs.map((input) => input.file));
  const seen = new Map<string, number>();
  for (const file of files) seen.set(baseName(file), (seen.get(baseName(file)) ?? 0) + 1);
  return new Map([...files].map((file) => [file, seen.get(baseName(file)) === 1 ? baseName(file) : file]));
}

function makeStack(run: Run, input: StackInput, parent: Stack["parent"], keys: Set<string>, names: ReadonlyMap<string, string>): MutableStack {
  const { options } = run;
  const base = parent === undefined ? (input.stackName ?? names.get(input.file) ?? input.file) : `${parent.stack.key}.${parent.resource.logicalId}`;
  let key = base;
  for (let number = 2; keys.has(key); number++) key = `${base}#${number}`;
  keys.add(key);
  const region: Text = input.region ?? parent?.stack.region ?? options.region ?? text(REGION);
  const root = rootPointer(input.file);
  const section = (name: string): Map<string, Fragment> => {
    const json = member(input.template, name);
    const at = child(root, name);
    if (json !== undefined && !isMap(json)) reportAt(run, at, "expected a map");
    return new Map(isMap(json) ? Object.entries(json).map(([id, value]) => [id, fragment(value, child(at, id))]) : []);
  };
  return {
    input,
    key,
    root,
    parent,
    name: input.stackName ?? text(stackNameHole(key)),
    account: input.account ?? parent?.stack.account ?? options.account ?? text(ACCOUNT),
    region,
    partition: partitionOf(options, region),
    parameters: section("Parameters"),
    mappings: section("Mappings"),
    conditions: new Map(),
    resources: new Map(),
    outputs: new Map(),
    hasTransform: member(input.template, "Transform") !== undefined,
  };
}

/** The sections that may hold loops, whose collections may be parameters or mappings of the same stack. */
function fill(run: Run, stack: MutableStack): void {
  for (const gap of macroGaps(stack)) run.gaps.push(gap);
  for (const [key, piece] of section(run, stack, "Conditions")) stack.conditions.set(key, piece);
  for (const [key, piece] of section(run, stack, "Outputs")) stack.outputs.set(key, piece);
  if (!isMap(member(stack.input.template, "Resources"))) {
    reportAt(run, member(stack.input.template, "Resources") === undefined ? stack.root : child(stack.root, "Resources"), "expected a map of Resources");
    return;
  }
  for (const [logicalId, piece] of section(run, stack, "Resources")) {
    const type = member(piece.json, "Type");
    const unseen = unseenResources(logicalId, type);
    if (unseen !== undefined) run.gaps.push({ subject: stack.key, reason: unseen, at: piece.at });
    if (logicalId === "Fn::Transform") continue;
    if (!isMap(piece.json) || typeof type !== "string") {
      reportAt(run, piece.at, isMap(piece.json) ? "the resource has no Type" : "expected a resource: a map with Type and Properties");
    } else {
      stack.resources.set(logicalId, { ...piece, logicalId, type });
      if (type === "AWS::Serverless::Function") addImplicitRole(stack, logicalId, piece);
    }
  }
}

/** SAM gives a function without a `Role` a role of its own, which the template may refer to by its logical id. */
function addImplicitRole(stack: MutableStack, logicalId: string, piece: Fragment): void {
  const properties = member(piece.json, "Properties");
  const given = member(properties, "Role");
  const roleId = `${logicalId}Role`;
  // A role under `Fn::If` may be absent in one branch.
  if ((given !== undefined && member(given, "Fn::If") === undefined) || stack.resources.has(roleId)) return;
  const path = member(properties, "RolePath") ?? member(member(member(stack.input.template, "Globals"), "Function"), "RolePath");
  const json = { Condition: member(piece.json, "Condition"), Properties: path === undefined ? {} : { Path: path } };
  stack.resources.set(roleId, { logicalId: roleId, type: "AWS::IAM::Role", json, at: piece.at, bindings: piece.bindings, implicit: true });
}

function section(run: Run, stack: Stack, name: string): readonly (readonly [string, Fragment])[] {
  const json = member(stack.input.template, name);
  const at = child(stack.root, name);
  if (json === undefined) return [];
  if (!isMap(json)) {
    reportAt(run, at, "expected a map");
    return [];
  }
  const { entries, unknown } = expandLoops(json, at, stackScope(run, stack));
  if (unknown !== undefined) run.gaps.push(loopGap(stack, name, unknown));
  return entries.map(({ key, piece }) => [key, piece]);
}

function loopGap(stack: Stack, name: string, cause: Cause): { subject: string; reason: string; at: Cause["at"] } {
  return { subject: stack.key, reason: `${cause.what}: the ${name} that it makes are not seen; pass its parameter with --parameter`, at: cause.at };
}
