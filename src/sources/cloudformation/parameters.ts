/**
 * Values of a template's parameters.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
import { child, type Pointer } from "../../text/pointer.ts";
import { type Cause, type Hole, text } from "../../text/symbolic.ts";
import type { Value } from "../../text/value.ts";
import { asText, listValue, relocate, scalar, textValue, unknown } from "../declared/values.ts";
import { member, once, propertiesOf, referredScope, type Scope } from "./run.ts";
import { systemParameter } from "./shared-values.ts";

/** The value of a declared parameter, as if written at `at`. */
export function parameterValue(name: string, declaration: unknown, at: Pointer, scope: Scope): Value | undefined {
  const { run, stack } = scope;
  const hole = parameterHole(name, declaration, scope);
  const key = `parameter ${scope.ignoreDefaults} ${stack.key}/${name}`;
  const value = once(
    run,
    key,
    () => givenValue(name, declaration, hole, scope),
    () => unknown(hole, at),
  );
  return relocate(run, value, at);
}

/** What a parameter stands for that has an empty default and no other value: anything. Undefined where it has one. */
export function emptyDefault(name: string, declaration: unknown, at: Pointer, scope: Scope): Value | undefined {
  const { run } = scope;
  if (member(declaration, "Default") !== "" || run.options.parameters.has(name) || passedByParent(name, scope) !== undefined) return undefined;
  const hole = parameterHole(name, declaration, scope);
  return textValue(text({ ...hole, cause: { ...hole.cause, what: `parameter \`${name}\` has an empty default` } }), at);
}

function givenValue(name: string, declaration: unknown, hole: Hole, scope: Scope): Value {
  const { run, stack } = scope;
  const at = child(stack.root, "Parameters", name);
  const type = String(member(declaration, "Type") ?? "String");
  const option = run.options.parameters.get(name);
  const passed = passedByParent(name, scope) ?? (option === undefined ? undefined : scalar(option, at));
  const fallback = defaultValue(declaration, at);
  if (type.startsWith("AWS::SSM::Parameter::")) {
    // The value is the name of an SSM parameter, whose content CloudFormation reads at deployment.
    const ssmName = asText(run, passed ?? fallback);
    return ssmName === undefined ? unknown(hole, at) : systemParameter(ssmName, at, scope);
  }
  const value = passed ?? (scope.ignoreDefaults ? undefined : fallback) ?? textValue(text(hole), at);
  if (!isListType(type) || value.kind !== "scalar" || typeof value.value !== "string") return value;
  return listValue(
    value.value.split(",").map((item) => scalar(item.trim(), at)),
    at,
  );
}

function defaultValue(declaration: unknown, at: Pointer): Value | undefined {
  const written = member(declaration, "Default");
  return typeof written === "string" || typeof written === "number" || typeof written === "boolean" ? scalar(String(written), at) : undefined;
}

function isListType(type: string): boolean {
  return type === "CommaDelimitedList" || type.startsWith("List<");
}

/** What the `AWS::CloudFormation::Stack` resource passes for the parameter. */
function passedByParent(name: string, scope: Scope): Value | undefined {
  const { parent } = scope.stack;
  if (parent === undefined) return undefined;
  const { json, at, bindings } = propertiesOf(parent.resource);
  const written = member(member(json, "Parameters"), name);
  if (written === undefined) return undefined;
  const passed = scope.run.evaluate(written, child(at, "Parameters", name), referredScope(scope, parent.stack, bindings));
  if (passed?.kind !== "list") return passed;
  // A nested stack takes a list only as text with commas; the parameter's own type splits it again.
  const items = passed.items.map((item) => asText(scope.run, item));
  return items.every((item) => typeof item === "string") ? scalar(items.join(","), passed.at) : passed;
}

function parameterHole(name: string, declaration: unknown, scope: Scope): Hole {
  const { stack, ignoreDefaults } = scope;
  const id = `${stack.key}/${name}`;
  const fallback = member(declaration, "Default");
  const described = ignoreDefaults && fallback !== undefined ? `parameter \`${name}\` (default \`${String(fallback)}\`)` : `parameter \`${name}\` has no value`;
  const cause: Cause = {
    kind: "parameter",
    id: `parameter ${id}`,
    what: described,
    ...(stack.parent === undefined ? { settle: `pass --parameter ${name}=VALUE` } : {}),
    at: child(stack.root, "Parameters", name),
  };
  const shape = shapeOf(declaration);
  return shape === undefined ? { id, cause } : { id, cause, shape };
}

/** What the declaration says a value looks like: twelve digits, or one of the types and allowed values without `:` and `/`. */
function shapeOf(declaration: unknown): Hole["shape"] {
  const pattern = member(declaration, "AllowedPattern");
  if (typeof pattern === "string" && /^\^?(?:\[0-9\]|\\d)\{12\}\$?$/.test(pattern)) return "account";
  const type = member(declaration, "Type");
  if (typeof type === "string" && type.startsWith("AWS::EC2::") && type !== "AWS::EC2::KeyPair::KeyName") return "segment";
  const allowed = member(declaration, "AllowedValues");
  if (!Array.isArray(allowed) || allowed.length === 0) return undefined;
  return allowed.every((value) => (typeof value === "string" || typeof value === "number") && /^[^:/]+$/.test(String(value))) ? "segment" : undefined;
}
