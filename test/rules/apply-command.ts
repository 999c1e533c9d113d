/** What a remedy's command does to an account, done to the files that describe the account. */
import { shellWords } from "../lint/shell-words.ts";

/** The options of `aws iam <operation>` by name, the document parsed. */
export interface IamCommand {
  readonly operation: string;
  readonly options: ReadonlyMap<string, string>;
  readonly document: unknown;
}

const OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["update-assume-role-policy", ["role-name", "policy-document"]],
  ["put-role-policy", ["role-name", "policy-name", "policy-document"]],
  ["create-policy-version", ["policy-arn", "set-as-default", "policy-document"]],
]);

/** Throws where it is none of the three commands, or lacks an option, or has another. */
export function parseCommand(line: string): IamCommand {
  const [program, service, operation = "", ...words] = shellWords(line);
  const options = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const [, name = "", value] = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(words[at] ?? "") ?? [];
    if (name === "set-as-default") options.set(name, "");
    else if (value !== undefined) options.set(name, value);
    else options.set(name, words[++at] ?? "");
  }
  if (program !== "aws" || service !== "iam" || [...options.keys()].join() !== OPTIONS.get(operation)?.join()) throw new Error(`no such command: ${line}`);
  return { operation, options, document: JSON.parse(options.get("policy-document") ?? "") };
}

/** The files (JSON, or records in lines) with the policy replaced wherever they hold it. Throws where none does. */
export function applyCommand(files: ReadonlyMap<string, string>, command: IamCommand): ReadonlyMap<string, string> {
  let replaced = 0;
  const inValue = (value: unknown, around: Owner): unknown => {
    if (Array.isArray(value)) return value.map((item) => inValue(item, around));
    if (!isObject(value)) return value;
    const owner = ownerIn(value, around);
    const place = placeIn(value, owner, command);
    if (place !== undefined) replaced += 1;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === place ? command.document : inValue(inner, owner)]));
  };
  const rewritten = [...files].map(([name, text]): readonly [string, string] => {
    if (name.endsWith(".jsonl")) {
      const records = text.split("\n").map((line) => (line.trim() === "" ? line : JSON.stringify(inValue(JSON.parse(line), {}))));
      return [name, records.join("\n")];
    }
    return [name, name.endsWith(".json") ? JSON.stringify(inValue(JSON.parse(text), {}), undefined, 2) : text];
  });
  if (replaced === 0) throw new Error(`no input holds the policy of ${[...command.options.values()].slice(0, -1).join(" ")}`);
  return new Map(rewritten);
}

type JsonObject = { readonly [key: string]: unknown };

/** Whose policies stand in an object: what it says itself, what its record was asked for, or what the object around it says. */
interface Owner {
  readonly role?: unknown;
  readonly policy?: unknown;
}

function ownerIn(value: JsonObject, around: Owner): Owner {
  const asked = isObject(value["input"]) ? value["input"] : {};
  const policy = "PolicyVersionList" in value ? value["Arn"] : undefined;
  return { role: value["RoleName"] ?? asked["RoleName"] ?? around.role, policy: policy ?? asked["PolicyArn"] ?? around.policy };
}

/** The member that holds the document which the command replaces. */
function placeIn(value: JsonObject, { role, policy }: Owner, { operation, options }: IamCommand): string | undefined {
  switch (operation) {
    case "update-assume-role-policy":
      return role === options.get("role-name") && "AssumeRolePolicyDocument" in value ? "AssumeRolePolicyDocument" : undefined;
    case "put-role-policy":
      return role === options.get("role-name") && value["PolicyName"] === options.get("policy-name") && "PolicyDocument" in value
        ? "PolicyDocument"
        : undefined;
    default:
      // The AWS CLI's answer for a version does not say which policy it is of.
      return (policy === undefined || policy === options.get("policy-arn")) && value["IsDefaultVersion"] === true ? "Document" : undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
