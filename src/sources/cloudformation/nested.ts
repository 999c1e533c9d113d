/** Which template file a nested stack uses. */
import type { StackInput } from "../types.ts";
import { isMap, member } from "./run.ts";

export interface NestedTemplateReference {
  readonly logicalId: string;
  /** As written, relative to the template that nests it; for CDK the asset's file; the literal parts of an expression else. */
  readonly templateUrl: string;
}

/** The nested stacks of a template, so that the caller can load the files that are local. */
export function nestedTemplateReferences(template: unknown): readonly NestedTemplateReference[] {
  const resources = member(template, "Resources");
  if (!isMap(resources)) return [];
  return Object.entries(resources).flatMap(([logicalId, json]) => {
    const type = member(json, "Type");
    const templateUrl = type === "AWS::CloudFormation::Stack" || type === "AWS::Serverless::Application" ? nestedReference(json) : undefined;
    return templateUrl === undefined ? [] : [{ logicalId, templateUrl }];
  });
}

/** CDK leaves the asset's file in the metadata, while the URL names a bucket that only the deployment knows. */
export function nestedReference(resource: unknown): string | undefined {
  const asset = member(member(resource, "Metadata"), "aws:asset:path");
  if (typeof asset === "string" && asset !== "") return asset;
  const properties = member(resource, "Properties");
  const written = literalText(member(properties, "TemplateURL") ?? member(properties, "Location"), 0);
  return written === "" ? undefined : written;
}

function literalText(json: unknown, depth: number): string {
  if (typeof json === "string") return json;
  if (depth > 10) return "";
  if (Array.isArray(json)) return json.map((item) => literalText(item, depth + 1)).join("");
  const joined = member(json, "Fn::Join");
  if (Array.isArray(joined)) return literalText(joined[1], depth + 1);
  const substituted = member(json, "Fn::Sub");
  return literalText(Array.isArray(substituted) ? substituted[0] : substituted, depth + 1);
}

/** The input that holds the template of the nested stack `logicalId`. */
export function nestedInput(parent: StackInput, logicalId: string, resource: unknown, inputs: readonly StackInput[]): StackInput | undefined {
  const reference = nestedReference(resource);
  if (reference === undefined) return undefined;
  const file = namedTemplate(parent, logicalId, reference) ?? (isUrl(reference) ? undefined : relativeTo(parent.file, reference));
  return file === undefined ? undefined : inputs.find((input) => normalized(input.file) === normalized(file));
}

/** It begins with a scheme. */
export function isUrl(reference: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(reference);
}

/** What the assembly names: by logical id, by file, or by the asset's hash, which is the last part of the URL. */
function namedTemplate(parent: StackInput, logicalId: string, reference: string): string | undefined {
  const last = reference.slice(reference.lastIndexOf("/") + 1);
  const names = [logicalId, reference, last, last.replace(/\.[^.]*$/, "")];
  return names.map((name) => parent.nestedTemplates?.get(name)).find((file) => file !== undefined);
}

function relativeTo(file: string, reference: string): string {
  return reference.startsWith("/") ? reference : `${file.slice(0, file.lastIndexOf("/") + 1)}${reference}`;
}

function normalized(file: string): string {
  const steps: string[] = [];
  for (const step of file.split("/")) {
    if (step === "." || (step === "" && steps.length > 0)) continue;
    if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else steps.push(step);
  }
  return steps.join("/");
}
