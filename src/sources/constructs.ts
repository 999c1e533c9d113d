/** The constructs that the resources of templates are made from, as far as an assembly or the template itself tells. */
import type { Construct } from "../model/construct.ts";
import type { StackInput } from "./types.ts";

/** File as shown → logical id → construct; files that no construct made are not there. */
export type Constructs = ReadonlyMap<string, ReadonlyMap<string, Construct>>;

/**
 * A template that is given without its assembly has the paths alone, in its resources' metadata:
 * https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html
 */
export function constructsByFile(stacks: readonly StackInput[]): Constructs {
  const known = stacks.map(({ file, template, constructs }) => [file, constructs ?? ownConstructs(template)] as const);
  return new Map(known.filter(([, constructs]) => constructs.size > 0));
}

/** By the metadata of the resource itself. */
export function ownConstruct(resource: unknown): Construct | undefined {
  const path = isObject(resource) && isObject(resource["Metadata"]) ? resource["Metadata"]["aws:cdk:path"] : undefined;
  return typeof path === "string" && path !== "" ? { path: onOneLine(path) } : undefined;
}

/** Names of constructs and files as they are shown: control characters become spaces. */
export function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

function ownConstructs(template: unknown): ReadonlyMap<string, Construct> {
  const resources = isObject(template) && isObject(template["Resources"]) ? template["Resources"] : {};
  return new Map(
    Object.entries(resources).flatMap(([logicalId, resource]) => {
      const construct = ownConstruct(resource);
      return construct === undefined ? [] : [[logicalId, construct] as const];
    }),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
