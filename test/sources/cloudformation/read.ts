import type { Inventory } from "../../../src/model/inventory.ts";
import { readStacks } from "../../../src/sources/cloudformation/index.ts";
import type { InputProblem, SourceOptions, StackInput } from "../../../src/sources/types.ts";
import { type Pointer, stepsOf } from "../../../src/text/pointer.ts";
import type { Text } from "../../../src/text/symbolic.ts";
import type { Guard, Value } from "../../../src/text/value.ts";

export interface Outcome {
  readonly inventory: Inventory;
  readonly problems: readonly InputProblem[];
}

export type Resources = Record<string, unknown>;

export function optionsOf(options: Partial<Omit<SourceOptions, "parameters">> & { readonly parameters?: Record<string, string> }): SourceOptions {
  const { parameters, ...others } = options;
  return { entryRoles: [], ...others, parameters: new Map(Object.entries(parameters ?? {})) };
}

export function readAll(stacks: readonly StackInput[], options: Parameters<typeof optionsOf>[0] = {}): Outcome {
  const problems: InputProblem[] = [];
  const inventory = readStacks(stacks, optionsOf(options), (problem) => problems.push(problem));
  return { inventory, problems };
}

/** One template, in an account and region that are known, so that ARNs read well. */
export function read(template: unknown, options: Parameters<typeof optionsOf>[0] = {}): Outcome {
  return readAll([{ file: "t.yaml", template }], { account: "111122223333", region: "eu-west-1", ...options });
}

export const TRUST = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }] };

export function role(properties: Resources = {}, others: Resources = {}): unknown {
  return { Type: "AWS::IAM::Role", ...others, Properties: { AssumeRolePolicyDocument: TRUST, ...properties } };
}

/** The text that an expression gives, seen through the description… of a role's tag. */
export function evaluated(expression: unknown, template: Resources = {}, options: Parameters<typeof optionsOf>[0] = {}): Text | undefined {
  const { Resources: others, ...sections } = template as { Resources?: Resources };
  const probe = role({ Tags: [{ Key: "probe", Value: expression }] });
  const { inventory } = read({ ...sections, Resources: { ...others, Probe: probe } }, options);
  return inventory.roles.find((one) => one.at.kind === "child" && path(one.at) === "Resources.Probe.<key>")?.tags?.get("probe");
}

/** Holes by their whole identity, which tests are about; reports show less. */
export function shown(text: Text | undefined): string | undefined {
  return text === undefined || typeof text === "string" ? text : text.parts.map((part) => (typeof part === "string" ? part : `\${${part.id}}`)).join("");
}

export function path(at: Pointer | undefined): string {
  if (at === undefined) return "";
  return stepsOf(at)
    .steps.map((step) => (typeof step === "symbol" ? `<${step.description === "key" ? "key" : "json"}>` : step))
    .join(".");
}

export function guardTexts(guards: readonly Guard[]): readonly string[] {
  return guards.map((guard) => `${guard.when ? "" : "not "}${/`([^`]*)`/.exec(guard.cause.what)?.[1]}`);
}

/** A value as plain JSON with holes as `${…}`, unknowns as `?` and choices as `{if, yes, no}`. */
export function plain(value: Value | undefined): unknown {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case "scalar":
      return typeof value.value === "object" && value.value !== null ? shown(value.value) : value.value;
    case "list":
      return value.items.map(plain);
    case "map":
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]));
    case "unknown":
      return "?";
    case "choice":
      return { if: /`([^`]*)`/.exec(value.condition.what)?.[1], yes: plain(value.then), no: plain(value.otherwise) };
  }
}
