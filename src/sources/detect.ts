/**
 * What a parsed file is, told from its content.
 */
import { recogniseResponse } from "./aws-json/recognise.ts";
import { isObject, type JsonObject } from "./json.ts";

export type Detected =
  | { readonly kind: "template"; readonly template: JsonObject }
  | { readonly kind: "assembly"; readonly manifest: JsonObject }
  | { readonly kind: "response"; readonly operation: string; readonly output: JsonObject }
  | { readonly kind: "record"; readonly record: JsonObject }
  | { readonly kind: "policy"; readonly document: JsonObject }
  /** A Terraform plan, or a state, as `terraform show -json` prints them. */
  | { readonly kind: "plan"; readonly plan: JsonObject }
  /** Something that we know and that this version does not read. */
  | { readonly kind: "unread"; readonly what: string }
  | { readonly kind: "unknown" };

export function detect(value: unknown): Detected {
  if (!isObject(value)) return { kind: "unknown" };
  if (isAssembly(value)) return { kind: "assembly", manifest: value };
  if (isTerraformPlan(value)) return { kind: "plan", plan: value };
  if (isTerraformStateFile(value))
    return { kind: "unread", what: "a state file as Terraform stores it is not read: give the output of `terraform show -json` instead" };
  if (isTemplate(value)) return { kind: "template", template: value };
  if (isPolicy(value)) return { kind: "policy", document: value };
  if (isRecord(value)) return { kind: "record", record: value };
  const operation = recogniseResponse(value);
  return operation === undefined ? { kind: "unknown" } : { kind: "response", operation, output: value };
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.AssemblyManifest.html */
function isAssembly(value: JsonObject): boolean {
  return isObject(value["artifacts"]) && typeof value["version"] === "string";
}

/** https://developer.hashicorp.com/terraform/internals/json-format */
function isTerraformPlan(value: JsonObject): boolean {
  if (value["format_version"] === undefined || typeof value["terraform_version"] !== "string") return false;
  return ["planned_values", "values", "prior_state", "configuration"].some((key) => isObject(value[key])) || Array.isArray(value["resource_changes"]);
}

/** `terraform.tfstate`, whose format is Terraform's own affair. */
function isTerraformStateFile(value: JsonObject): boolean {
  return typeof value["terraform_version"] === "string" && typeof value["version"] === "number" && Array.isArray(value["resources"]);
}

/** Without AWSTemplateFormatVersion (it is optional): a Resources map in which something has a Type. */
function isTemplate(value: JsonObject): boolean {
  if (value["AWSTemplateFormatVersion"] !== undefined) return true;
  const resources = value["Resources"];
  if (!isObject(resources)) return false;
  if (value["Transform"] !== undefined) return true;
  return Object.entries(resources).some(([id, resource]) => id.startsWith("Fn::ForEach::") || (isObject(resource) && typeof resource["Type"] === "string"));
}

function isPolicy(value: JsonObject): boolean {
  const statement = value["Statement"];
  if (statement === undefined) return false;
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  return value["Version"] !== undefined || value["Id"] !== undefined || statements.some((item) => isObject(item) && item["Effect"] !== undefined);
}

/** A line of a recording: `operation` is an IAM action's name. */
export function isRecord(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (typeof value["recording"] === "number") return true;
  return typeof value["operation"] === "string" && OPERATION.test(value["operation"]) && (value["output"] !== undefined || value["error"] !== undefined);
}

const OPERATION = /^[a-z0-9-]+:[A-Z][A-Za-z0-9]*$/;

/**
 * Whether the beginning of a file is that of a recording. A record may be longer than what was read, so no parse;
 * one that is laid out over several lines is no line of a recording.
 */
export function beginsRecording(head: string): boolean {
  return /^\s*\{[ \t]*"(?:recording"\s*:\s*\d|operation"\s*:\s*"[a-z0-9-]+:[A-Z][A-Za-z0-9]*")/.test(head);
}

/**
 * Whether a text that is not well-formed could have been meant for us. In a search, others are none of our business: a folder
 * may hold JSON with comments, Helm charts and the like.
 */
export function looksRelevant(text: string): boolean {
  return /AWSTemplateFormatVersion|AWS::(?:SageMaker|IAM|EMR|Serverless)::|AssumeRolePolicyDocument|RoleDetailList|"Statement"|ExecutionRole/.test(
    text.slice(0, 1_000_000),
  );
}

/** Whether YAML is worth parsing (it is slow to parse): a template's or policy's keys stand at the beginning of a line. */
export function mayBeYamlInput(text: string): boolean {
  return /^(?:[{[]|["']?(?:AWSTemplateFormatVersion|Resources|Transform|Statement|RoleDetailList|Roles|Role|DomainId|Domains|UserProfiles|Spaces|Apps|Policy)["']?\s*:)/m.test(
    text,
  );
}
