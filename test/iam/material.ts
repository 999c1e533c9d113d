/**
 * Reads the notation of fixtures/iam: plain JSON, in which `<<name>>` in a string is a hole, `<<account:name>>` and
 * `<<segment:name>>` holes of a shape, `{"$unknown": "name"}` a value of which nothing is known, and
 * `{"$if": "Condition", "yes": …, "no": …}` a value that depends on a template's condition.
 */

import { parseArn, roleArnParts } from "../../src/iam/arn.ts";
import { createPolicyReader } from "../../src/iam/compile.ts";
import type {
  ApplicablePolicies,
  ContextValue,
  Policy,
  PolicyDocument,
  PolicyOrUnknown,
  Request,
  RequestContext,
  RequestPrincipal,
} from "../../src/iam/types.ts";
import { child, DOCUMENT, type Pointer } from "../../src/text/pointer.ts";
import { type Cause, type CauseKind, type Hole, type Text, text } from "../../src/text/symbolic.ts";
import type { Value } from "../../src/text/value.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function cause(id: string, kind: CauseKind = "parameter"): Cause {
  return { kind, id, what: `${id} is not known` };
}

export function hole(id: string, shape?: "account" | "segment"): Hole {
  return { id, cause: cause(id), ...(shape !== undefined && { shape }) };
}

export function toText(written: string): Text {
  const pieces = written.split(/<<([^<>]+)>>/);
  return text(...pieces.map((piece, index) => (index % 2 === 0 ? piece : namedHole(piece))));
}

function namedHole(name: string): Hole {
  const [shape, id] = name.split(":");
  return id !== undefined && (shape === "account" || shape === "segment") ? hole(id, shape) : hole(name);
}

export function toValue(json: Json, at: Pointer = DOCUMENT): Value {
  if (typeof json === "string") return { kind: "scalar", value: toText(json), at };
  if (typeof json !== "object" || json === null) return { kind: "scalar", value: json, at };
  if (isList(json)) return { kind: "list", items: json.map((item, index) => toValue(item, child(at, index))), at };
  const { $unknown, $if } = json;
  if (typeof $unknown === "string") return { kind: "unknown", hole: hole($unknown), at };
  if (typeof $if === "string") {
    const { yes, no } = json;
    return choice($if, yes === undefined ? undefined : toValue(yes, child(at, "yes")), no === undefined ? undefined : toValue(no, child(at, "no")), at);
  }
  return { kind: "map", entries: new Map(Object.entries(json).map(([key, value]) => [key, toValue(value, child(at, key))])), at };
}

export function choice(condition: string, yes: Value | undefined, no: Value | undefined, at: Pointer = DOCUMENT): Value {
  // biome-ignore lint/suspicious/noThenProperty: that is the field's name
  return { kind: "choice", condition: cause(condition, "condition"), ...(yes && { then: yes }), ...(no && { otherwise: no }), at };
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

const read = createPolicyReader();

/** Plain JSON goes through the JSON reader, so that fixtures test it too; JSON in our notation is a value. */
export function toDocument(json: Json): PolicyDocument {
  return /<<|"\$(if|unknown)"/.test(JSON.stringify(json)) ? read({ kind: "value", value: toValue(json) }) : read({ kind: "json", json });
}

export function toPolicy(json: Json, label = "policy"): PolicyOrUnknown {
  if (typeof json === "object" && json !== null && !isList(json) && typeof json.$unknown === "string")
    return { cause: cause(json.$unknown, "policy"), at: DOCUMENT, label };
  return { document: toDocument(json), at: DOCUMENT, label } satisfies Policy;
}

/** A list of statements as a document of the current version. */
export function statements(...list: readonly Json[]): Json {
  return { Version: "2012-10-17", Statement: list };
}

export interface WrittenPolicies {
  readonly trust?: Json;
  readonly resource?: Json;
  readonly identity?: readonly Json[];
  readonly boundary?: Json;
  readonly session?: readonly Json[];
  readonly scps?: readonly (readonly Json[])[];
  readonly rcps?: readonly Json[];
}

export function toPolicies(written: WrittenPolicies): ApplicablePolicies {
  const { trust, resource, identity, boundary, session, scps, rcps } = written;
  return {
    ...(trust !== undefined && { resource: { kind: "trust", policy: toPolicy(trust, "trust policy") } }),
    ...(resource !== undefined && { resource: { kind: "resource", policy: toPolicy(resource, "resource policy") } }),
    ...(identity !== undefined && { identity: identity.map((policy) => toPolicy(policy)) }),
    ...(boundary !== undefined && { boundary: toPolicy(boundary, "boundary") }),
    ...(session !== undefined && { session: session.map((policy) => toPolicy(policy)) }),
    ...(scps !== undefined && { scps: scps.map((level) => level.map((policy) => toPolicy(policy))) }),
    ...(rcps !== undefined && { rcps: rcps.map((policy) => toPolicy(policy)) }),
  };
}

export interface WrittenRequest {
  readonly principal: { readonly [kind: string]: string };
  readonly action: string;
  readonly resource: string;
  /** By default the account in the resource's ARN. */
  readonly resourceAccount?: string;
  readonly context?: { readonly [key: string]: Json };
}

export function toRequest(written: WrittenRequest): Request {
  const resource = toText(written.resource);
  const account = written.resourceAccount === undefined ? parseArn(resource)?.account : toText(written.resourceAccount);
  return {
    principal: toPrincipal(written.principal),
    action: written.action,
    resource,
    resourceAccount: account ?? "",
    context: toContext(written.context ?? {}),
  };
}

/** Keys that are not written are absent. */
export function toContext(written: { readonly [key: string]: Json }): RequestContext {
  const keys = new Map(Object.entries(written).map(([key, value]) => [key.toLowerCase(), toContextValue(key, value)]));
  return { keys, other: () => ({ kind: "absent" }) };
}

function toContextValue(key: string, written: Json): ContextValue {
  if (typeof written === "string") return { kind: "values", values: [toText(written)] };
  if (Array.isArray(written)) return { kind: "values", values: written.map((value) => toText(String(value))) };
  if (typeof written === "object" && written !== null && "unknown" in written) return { kind: "unknown", cause: cause(key, "context-key") };
  return { kind: "absent" };
}

function toPrincipal(written: WrittenRequest["principal"]): RequestPrincipal {
  const { role, session, service, user, root, federated, canonicalUser } = written;
  if (role !== undefined) {
    const roleArn = toText(role);
    const parts = roleArnParts(roleArn);
    if (parts === undefined) throw new Error(`not a role's ARN: ${role}`);
    return {
      kind: "role-session",
      roleArn,
      roleName: parts.name,
      account: parts.account,
      partition: parts.partition,
      sessionName: toText(session ?? "SageMaker"),
    };
  }
  if (service !== undefined) return { kind: "service", service };
  if (user !== undefined) return { kind: "user", arn: toText(user), account: parseArn(toText(user))?.account ?? "" };
  if (root !== undefined) return { kind: "root", account: toText(root) };
  if (federated !== undefined) return { kind: "federated", provider: federated };
  return { kind: "canonical-user", id: canonicalUser ?? "" };
}
