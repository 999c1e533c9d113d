/** Policy documents and the policies that carry them. */
import type { AttachedPolicy, DocumentSource, UnknownSource } from "../../model/inventory.ts";
import { nearest } from "../../text/nearest.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, isKnown, text } from "../../text/symbolic.ts";
import type { Guard, Value } from "../../text/value.ts";
import { type Context, reportAt } from "./context.ts";
import { parseJsonText } from "./json-text.ts";
import { asText, causeOfText, items, property } from "./values.ts";

/** The document under `key` of a resource's properties or an inline policy. `at`: where it is missed when it is not there. */
export function documentAt(
  run: Context,
  properties: Value | undefined,
  key: string,
  at: Pointer,
  guards: readonly Guard[] = [],
): DocumentSource | UnknownSource {
  const value = property(run, properties, key);
  const near = value === undefined && properties?.kind === "map" ? nearest(key, properties.entries.keys()) : undefined;
  return documentSource(run, value, at, guards, near === undefined ? undefined : `did you mean \`${key}\` where it says \`${near}\`?`);
}

/** The document that `value` is. `help`: what to do where it is not there. */
export function documentSource(
  run: Context,
  value: Value | undefined,
  at: Pointer,
  guards: readonly Guard[] = [],
  help?: string,
): DocumentSource | UnknownSource {
  if (value === undefined) {
    reportAt(run, at, "the policy document is missing", help);
    return unknownSource({ kind: "malformed", id: "missing policy document", what: "the policy document is missing", at }, at, guards);
  }
  if (value.kind === "unknown") return unknownSource(value.hole.cause, value.at, guards);
  if (value.kind === "scalar" && typeof value.value === "object" && value.value !== null && !isKnown(value.value)) {
    const read = parseJsonText(run, value.value, value.at, false);
    const cause: Cause = causeOfText(value.value) ?? { kind: "expression", id: "policy text", what: "the policy document is not known" };
    return read === undefined ? unknownSource(cause, value.at, guards) : { kind: "value", value: read, at: value.at, guards };
  }
  return { kind: "value", value, at: value.at, guards };
}

function unknownSource(cause: Cause, at: Pointer, guards: readonly Guard[]): UnknownSource {
  return { kind: "unknown", cause, at, guards };
}

/** A list of `{PolicyName, PolicyDocument}`. */
export function inlinePolicies(run: Context, list: Value | undefined): readonly AttachedPolicy[] {
  return items(list).map(({ value, guards }) => {
    if (value.kind === "map") {
      return {
        kind: "inline",
        name: asText(run, property(run, value, "PolicyName")) ?? "",
        source: documentAt(run, value, "PolicyDocument", value.at, guards),
      };
    }
    const cause = value.kind === "unknown" ? value.hole.cause : malformedPolicy(run, value.at);
    return { kind: "inline", name: value.kind === "unknown" ? text(value.hole) : "", source: unknownSource(cause, value.at, guards) };
  });
}

function malformedPolicy(run: Context, at: Pointer): Cause {
  reportAt(run, at, "expected a policy: a map with PolicyName and PolicyDocument");
  return { kind: "malformed", id: "malformed policy", what: "a policy is not written as one", at };
}

/** A list of ARNs of managed policies. */
export function managedPolicies(run: Context, list: Value | undefined): readonly AttachedPolicy[] {
  return items(list).flatMap(({ value, guards }) => {
    const arn = asText(run, value);
    if (arn === undefined) reportAt(run, value.at, "expected the ARN of a managed policy");
    return arn === undefined ? [] : [{ kind: "managed", arn, at: value.at, guards }];
  });
}

/** A permissions boundary: the ARN of a managed policy. Under a condition, the policy carries the guard. */
export function boundaryPolicy(run: Context, value: Value | undefined): AttachedPolicy | undefined {
  const [only, ...others] = managedPolicies(run, value);
  if (value === undefined || others.length === 0) return only;
  const arn = asText(run, value);
  return arn === undefined ? only : { kind: "managed", arn, at: value.at, guards: [] };
}
