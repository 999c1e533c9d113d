/** `Ref`, `Fn::GetAtt` and the names in `Fn::Sub`. */
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, text } from "../../text/symbolic.ts";
import type { Value } from "../../text/value.ts";
import { reportAt } from "../declared/context.ts";
import { scalar, textValue, unknown } from "../declared/values.ts";
import { pseudoParameter } from "./environment.ts";
import { attributeOf, nameOf } from "./identity.ts";
import { parameterValue } from "./parameters.ts";
import { MAX_CHAIN, type Scope } from "./run.ts";

/** A name as `Fn::Sub` writes it: `Parameter`, `AWS::Region`, `Resource` or `Resource.Attribute`. */
export function reference(written: string, at: Pointer, scope: Scope): Value | undefined {
  const dot = written.indexOf(".");
  return dot < 0 ? referenceByName(written, at, scope) : attributeReference(written.slice(0, dot), written.slice(dot + 1), at, scope);
}

/** The value of `Ref`. Undefined for `AWS::NoValue`. */
export function referenceByName(name: string, at: Pointer, scope: Scope): Value | undefined {
  if (name === "AWS::NoValue") return undefined;
  const item = scope.bindings.get(name);
  if (item !== undefined) return scalar(item, at);
  const pseudo = pseudoParameter(name, scope.stack);
  if (pseudo !== undefined) return textValue(pseudo, at);
  const parameter = scope.stack.parameters.get(name);
  if (scope.chain > MAX_CHAIN) return tooDeep(name, at, scope);
  if (parameter !== undefined) return parameterValue(name, parameter.json, at, scope);
  const resource = scope.stack.resources.get(name);
  return resource === undefined ? unresolved(name, name, at, scope) : nameOf(resource, at, scope);
}

/** The value of `Fn::GetAtt`. */
export function attributeReference(logicalId: string, attribute: string, at: Pointer, scope: Scope): Value {
  const resource = scope.stack.resources.get(logicalId);
  if (resource === undefined) return unresolved(logicalId, `${logicalId}.${attribute}`, at, scope);
  return scope.chain > MAX_CHAIN ? tooDeep(logicalId, at, scope) : attributeOf(resource, attribute, at, scope);
}

/** Macros and SAM add resources that the template does not show; without a transform an unresolved name is refused by CloudFormation. */
function unresolved(name: string, written: string, at: Pointer, scope: Scope): Value {
  const { stack, run } = scope;
  if (!stack.hasTransform) reportAt(run, at, `\`${name}\` is neither a parameter nor a resource of the template`);
  const id = `${stack.key}/${written}`;
  const cause: Cause = { kind: "missing", id: `unresolved ${id}`, what: `\`${name}\` is neither a parameter nor a resource of the template`, at };
  return textValue(text({ id, cause }), at);
}

function tooDeep(name: string, at: Pointer, scope: Scope): Value {
  const id = `${scope.stack.key}/${name} (too deep)`;
  return unknown({ id, cause: { kind: "expression", id, what: `the references that lead to \`${name}\` are nested too deeply`, at } }, at);
}
