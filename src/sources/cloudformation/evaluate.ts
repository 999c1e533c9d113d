/** A piece of template becomes a value: the dispatch over what may be written. */
import { child, type Pointer } from "../../text/pointer.ts";
import { type Cause, isKnown, textKey } from "../../text/symbolic.ts";
import { MAX_DEPTH, type Value } from "../../text/value.ts";
import { expressionHole } from "../declared/context.ts";
import { asText, causeOfText, choice, listValue, scalar, textValue, unknown } from "../declared/values.ts";
import { namedTruth } from "./conditions.ts";
import { resolveDynamicReferences } from "./dynamic-references.ts";
import { expandLoops } from "./loops.ts";
import { emptyDefault } from "./parameters.ts";
import { attributeReference, referenceByName } from "./references.ts";
import { deeper, isMap, MAX_CHAIN, member, type Scope } from "./run.ts";
import { importedValue } from "./shared-values.ts";
import { base64Value, boundText, joinValue, lengthValue, malformedValue, selectValue, splitValue, subValue, toJsonStringValue } from "./text-functions.ts";

/** A function's value from its argument, where that stands, and where the whole call stands. */
type Intrinsic = (argument: unknown, at: Pointer, whole: Pointer, scope: Scope) => Value | undefined;

const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ["Ref", refValue],
  ["Fn::GetAtt", getAttValue],
  ["Fn::Sub", subValue],
  ["Fn::Join", joinValue],
  ["Fn::Select", selectValue],
  ["Fn::Split", splitValue],
  ["Fn::If", ifValue],
  ["Fn::FindInMap", findInMapValue],
  ["Fn::ImportValue", importValue],
  ["Fn::Base64", base64Value],
  ["Fn::Length", lengthValue],
  ["Fn::ToJsonString", toJsonStringValue],
]);

/** Evaluates what is written at `at`. Undefined where it is `AWS::NoValue`. Never throws; what it can't work out is unknown. */
export function evaluate(json: unknown, at: Pointer, scope: Scope): Value | undefined {
  const { run } = scope;
  if (run.budget.left-- < 0) return malformedValue(scope, scope.stack.root, "the template stands for more values than this program works with");
  if (scope.nesting > MAX_DEPTH || scope.chain > MAX_CHAIN) return malformedValue(scope, scope.stack.root, "the template is nested too deeply");
  if (typeof json === "string") return textValue(resolveDynamicReferences(boundText(json, scope), at, scope), at);
  if (typeof json === "number" || typeof json === "boolean" || json === null) return scalar(json, at);
  const inner = deeper(scope);
  if (Array.isArray(json)) {
    return listValue(
      json.map((item, index) => evaluate(item, child(at, index), inner)).filter((item) => item !== undefined),
      at,
    );
  }
  return isMap(json) ? mapValue(json, at, scope) : malformedValue(scope, at, "not a JSON value");
}

function mapValue(json: Record<string, unknown>, at: Pointer, scope: Scope): Value | undefined {
  const keys = Object.keys(json);
  const [only = ""] = keys;
  if (keys.length === 1) {
    const intrinsic = INTRINSICS.get(only);
    if (intrinsic !== undefined) {
      const value = intrinsic(json[only], child(at, only), at, { ...deeper(scope), whole: scope.whole && only === "Fn::If" });
      return scope.whole && isEmpty(value) ? (unsetReference(json, at, scope) ?? value) : value;
    }
    if (only.startsWith("Fn::") && !only.startsWith("Fn::ForEach::")) return unsupported(only, json[only], at, scope);
  }
  if (Object.hasOwn(json, "Fn::Transform")) return unsupported("Fn::Transform", json["Fn::Transform"], at, scope);
  const entries = new Map<string, Value>();
  const expanded = expandLoops(json, at, scope);
  for (const { key, piece } of expanded.entries) {
    const value = evaluate(piece.json, piece.at, { ...deeper(scope), bindings: piece.bindings });
    if (value !== undefined) entries.set(key, value);
  }
  if (expanded.unknown !== undefined) return unknown(expressionHole(scope.run, "Fn::ForEach", String(scope.run.identities.size), expanded.unknown), at);
  return { kind: "map", entries, at };
}

/** No text, or what an empty text is as a list. */
function isEmpty(value: Value | undefined): boolean {
  if (value?.kind === "list") return value.items.length === 1 && isEmpty(value.items[0]);
  return value?.kind === "scalar" && value.value === "";
}

/**
 * `!Ref P` or `!Sub ${P}` by itself, where nothing but an empty default sets `P`: such a default says "to be filled in" of a
 * principal, an ARN or a name, none of which can be empty. In `${P}name` it means no prefix, and stays empty.
 */
function unsetReference(json: unknown, at: Pointer, scope: Scope): Value | undefined {
  const [ref, sub] = [member(json, "Ref"), member(json, "Fn::Sub")];
  const name = typeof sub === "string" ? /^\$\{([A-Za-z0-9]+)\}$/.exec(sub)?.[1] : ref;
  const declared = typeof name !== "string" || scope.bindings.has(name) ? undefined : scope.stack.parameters.get(name);
  return typeof name !== "string" || declared === undefined ? undefined : emptyDefault(name, declared.json, at, scope);
}

/** Functions whose result no template tells: GetAZs, Cidr, Transform, GetStackOutput and any that we don't know. */
function unsupported(name: string, argument: unknown, at: Pointer, scope: Scope): Value {
  const cause: Cause = { kind: "expression", id: `expression ${name}`, what: `\`${name}\` can't be worked out from the template`, at };
  let structure: string;
  try {
    structure = JSON.stringify(argument) ?? "";
  } catch {
    structure = String(scope.run.identities.size);
  }
  return unknown(expressionHole(scope.run, `${scope.stack.key}/${name}`, structure, cause), at);
}

function refValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  if (typeof argument === "string") return referenceByName(boundText(argument, scope), whole, scope);
  const name = asText(scope.run, evaluate(argument, at, deeper(scope)));
  return name !== undefined && isKnown(name) ? referenceByName(name, whole, scope) : malformedValue(scope, at, "expected the name of a parameter or resource");
}

function getAttValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  const dot = typeof argument === "string" ? argument.indexOf(".") : -1;
  const [id, attribute, ...others]: readonly unknown[] =
    typeof argument === "string" && dot > 0 ? [argument.slice(0, dot), argument.slice(dot + 1)] : Array.isArray(argument) ? argument : [];
  const [logicalId, name] = [id, attribute].map((part, index) =>
    part === undefined ? undefined : asText(scope.run, evaluate(part, child(at, index), deeper(scope))),
  );
  if (logicalId === undefined || name === undefined || !isKnown(logicalId) || !isKnown(name) || others.length > 0) {
    return malformedValue(scope, at, "expected a logical id and the name of an attribute");
  }
  return attributeReference(logicalId, name, whole, scope);
}

function ifValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  if (!Array.isArray(argument) || argument.length !== 3) return malformedValue(scope, at, "expected the name of a condition and two values");
  const truth = namedTruth(typeof argument[0] === "string" ? boundText(argument[0], scope) : argument[0], child(at, 0), scope);
  const branch = (index: 1 | 2, given: ReadonlyMap<string, boolean>): Value | undefined =>
    evaluate(argument[index], child(at, index), { ...deeper(scope), given });
  if (typeof truth === "boolean") return branch(truth ? 1 : 2, scope.given);
  const under = (holds: boolean): Value | undefined => branch(holds === truth.when ? 1 : 2, new Map(scope.given).set(truth.cause.id, holds));
  return choice(truth.cause, under(true), under(false), whole);
}

function importValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  const name = asText(scope.run, evaluate(argument, at, deeper(scope)));
  return name === undefined ? malformedValue(scope, at, "expected the name of an export") : importedValue(name, whole, scope);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html */
function findInMapValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  if (!Array.isArray(argument) || argument.length < 3 || argument.length > 4) return malformedValue(scope, at, "expected a map's name and two keys");
  const keys = argument.slice(0, 3).map((part, index) => asText(scope.run, evaluate(part, child(at, index), deeper(scope))));
  const [map, top, second] = keys;
  if (map === undefined || top === undefined || second === undefined) return malformedValue(scope, at, "expected a map's name and two keys");
  const unclear = keys.map((key) => (key === undefined ? undefined : causeOfText(key))).find((cause) => cause !== undefined);
  if (!isKnown(map) || !isKnown(second) || !isKnown(top)) {
    const same = isKnown(map) && isKnown(second) ? sameInAll(scope.stack.mappings.get(map)?.json, second) : undefined;
    if (same !== undefined) return evaluate(same, whole, deeper(scope));
    const cause: Cause = unclear ?? { kind: "expression", id: "Fn::FindInMap", what: "`Fn::FindInMap` can't be worked out" };
    return unknown(expressionHole(scope.run, "Fn::FindInMap", JSON.stringify([scope.stack.key, textKey(map), textKey(top), textKey(second)]), cause), whole);
  }
  const found = member(member(scope.stack.mappings.get(map)?.json, top), second);
  if (found !== undefined) return evaluate(found, whole, deeper(scope));
  const fallback = member(argument[3], "DefaultValue");
  return fallback === undefined
    ? malformedValue(scope, at, `mapping \`${map}\` has no value for \`${top}\`, \`${second}\``)
    : evaluate(fallback, child(at, 3, "DefaultValue"), deeper(scope));
}

/** The value that a map has for a second-level key under every first-level key, if it is one and the same text. */
function sameInAll(mapping: unknown, second: string): string | undefined {
  const values = isMap(mapping) ? Object.keys(mapping).map((top) => member(member(mapping, top), second)) : [];
  const [first] = values;
  return typeof first === "string" && values.every((value) => value === first) ? first : undefined;
}
