/**
 * The condition keys of the requests that we ask about: what each has, what is certainly absent, and what we can't know.
 *
 * AWS: "AWS global condition context keys" and "Actions, resources, and condition keys for AWS Security Token Service"
 * (service authorization reference); SageMaker's values for aws:SourceArn/aws:SourceAccount: see `entryContext`.
 */
import type { ContextValue, RequestContext } from "../iam/types.ts";
import type { Domain, Role } from "../model/inventory.ts";
import { type Cause, type Hole, type Text, text } from "../text/symbolic.ts";

/** The source identity of the session: any of the profiles' names, one certain name, or none at all. */
export type SourceIdentity = { readonly kind: "any" } | { readonly kind: "name"; readonly name: Text } | { readonly kind: "none" };

export const STS_ASSUME_ROLE = "sts:AssumeRole";
export const STS_SET_SOURCE_IDENTITY = "sts:SetSourceIdentity";
export const STS_SET_CONTEXT = "sts:SetContext";
export const STS_TAG_SESSION = "sts:TagSession";
export const SAGEMAKER_SERVICE = "sagemaker.amazonaws.com";

const ABSENT: ContextValue = { kind: "absent" };

const ANY_IDENTITY: Cause = {
  kind: "source-identity",
  id: "source-identity",
  what: "which user profile's name the session carries is not known",
  settle: "add the domain's user profiles to the input",
};

/** Of a domain that is not in the input: enough to tell that a narrower ARN never matches. */
const ANY_REGION: Hole = {
  id: "region of the domain",
  shape: "segment",
  cause: { kind: "missing", id: "region of the domain", what: "the domain, and with it its region, is not in the input" },
};

function value(...values: readonly Text[]): ContextValue {
  return { kind: "values", values };
}

function unknown(cause: Cause): ContextValue {
  return { kind: "unknown", cause };
}

function identityValue(identity: SourceIdentity): ContextValue {
  switch (identity.kind) {
    case "any":
      // A hole, not "unknown": which name it is is open, but a name it is, so a test for `*` or against Null is settled.
      return value(text({ id: ANY_IDENTITY.id, cause: ANY_IDENTITY, shape: "segment" }));
    case "name":
      return value(identity.name);
    case "none":
      return ABSENT;
  }
}

/** What SageMaker calls its sessions, unless the domain says USER_IDENTITY (`ExecutionRoleSessionNameMode`, SageMaker API reference). */
export const DEFAULT_SESSION_NAME = "SageMaker";

export function hasDefaultSessionName({ sessionNameMode }: Domain): boolean {
  return sessionNameMode === undefined || sessionNameMode.value === "STATIC";
}

/**
 * SageMaker's own call on behalf of a domain.
 *
 * `aws:SourceArn` is the literal `arn:<partition>:sagemaker:<region>:<account>:*` for Studio: the asterisk is no wildcard,
 * and a narrower ARN in the trust policy breaks Studio (SageMaker guide, "Cross-service confused deputy prevention").
 * `aws:SourceIdentity` is never there: the session that would carry it doesn't exist yet.
 */
export function entryContext(action: string, target: Role, domain: Domain | undefined, identity: SourceIdentity): RequestContext {
  const account = domain?.account ?? target.account;
  const partition = domain?.partition ?? target.partition;
  const sourceArn = text("arn:", partition, ":sagemaker:", domain?.region ?? ANY_REGION, ":", account, ":*");
  const ownName: readonly (readonly [string, ContextValue])[] =
    action === STS_ASSUME_ROLE && domain !== undefined && hasDefaultSessionName(domain) ? [["sts:rolesessionname", value(DEFAULT_SESSION_NAME)]] : [];
  return serviceContext(action, target, identity, [["aws:sourcearn", value(sourceArn)], ["aws:sourceaccount", value(account)], ...ownName]);
}

/**
 * SageMaker's call for a job that a session of `caller` creates, with the role passed to it. `aws:SourceArn` is the job's, whose kind and
 * name the user picks (SageMaker guide, "Cross-service confused deputy prevention").
 */
export function jobContext(action: string, caller: Role, target: Role, region: Text | undefined, identity: SourceIdentity): RequestContext {
  const sourceArn = text("arn:", caller.partition, ":sagemaker:", region ?? ANY_REGION, ":", caller.account, ":", ANY_JOB);
  return serviceContext(action, target, identity, [
    ["aws:sourcearn", value(sourceArn)],
    ["aws:sourceaccount", value(caller.account)],
  ]);
}

export const ANY_JOB: Hole = { id: "any job", cause: { kind: "caller-choice", id: "any job", what: "the user picks the kind and the name of the job" } };

/** A call of SageMaker itself. */
function serviceContext(action: string, target: Role, identity: SourceIdentity, source: readonly (readonly [string, ContextValue])[]): RequestContext {
  const keys = new Map<string, ContextValue>([
    ...source,
    ["aws:sourceidentity", ABSENT],
    ["sts:sourceidentity", identityValue(identity)],
    ["sts:externalid", ABSENT],
    ["sts:transitivetagkeys", ABSENT],
    ["aws:tagkeys", ABSENT],
    ["aws:principalisawsservice", value("true")],
    ["aws:principalservicename", value(SAGEMAKER_SERVICE)],
    ["aws:principalarn", ABSENT],
    ["aws:principalaccount", ABSENT],
    ["aws:principalorgid", ABSENT],
    ["aws:principalorgpaths", ABSENT],
    ["aws:multifactorauthpresent", ABSENT],
    ...targetKeys(target),
  ]);
  return {
    keys,
    other: (key) =>
      absentFamily(key, ["aws:principaltag/", "aws:requesttag/"]) ?? targetTag(key, target) ?? assumeOnly(action, key) ?? unknown(contextCause(key)),
  };
}

/** A call of AssumeRole (or the SetSourceIdentity check that goes with it) by a session of `caller`. */
export function hopContext(action: string, caller: Role, target: Role | undefined, identity: SourceIdentity): RequestContext {
  return sessionContext(action, caller, target, identity, []);
}

/** Any other call by a session of `caller`. `own`: the condition keys of that call, lower-cased; undefined for what it certainly lacks. */
export function callContext(
  action: string,
  caller: Role,
  target: Role | undefined,
  identity: SourceIdentity,
  own: readonly (readonly [string, Text | undefined])[],
): RequestContext {
  const ownKeys = own.map(([key, known]) => [key, known === undefined ? ABSENT : value(known)] as const);
  return sessionContext(action, caller, target, identity, ownKeys);
}

function sessionContext(
  action: string,
  caller: Role,
  target: Role | undefined,
  identity: SourceIdentity,
  own: readonly (readonly [string, ContextValue])[],
): RequestContext {
  const keys = new Map<string, ContextValue>([
    ["aws:sourceidentity", identityValue(identity)],
    ["sts:sourceidentity", identityValue(identity)],
    ["aws:principalarn", value(caller.arn)],
    ["aws:principalaccount", value(caller.account)],
    ["aws:principaltype", value("AssumedRole")],
    ["aws:principalisawsservice", value("false")],
    ["aws:principalservicename", ABSENT],
    ["aws:principalservicenameslist", ABSENT],
    // Only on calls that a service makes for itself (global condition keys page): never on a role session's own call.
    ["aws:sourcearn", ABSENT],
    ["aws:sourceaccount", ABSENT],
    ["aws:sourceorgid", ABSENT],
    ["aws:sourceorgpaths", ABSENT],
    ["aws:username", ABSENT],
    ["aws:federatedprovider", ABSENT],
    ["aws:multifactorauthpresent", ABSENT],
    ["aws:multifactorauthage", ABSENT],
    ["aws:calledvia", ABSENT],
    ["aws:calledviafirst", ABSENT],
    ["aws:calledvialast", ABSENT],
    ...targetKeys(target),
    ...own,
  ]);
  return {
    keys,
    other: (key) => principalTag(key, caller) ?? targetTag(key, target) ?? assumeOnly(action, key) ?? callerChoice(key) ?? unknown(contextCause(key)),
  };
}

function targetKeys(target: Role | undefined): readonly (readonly [string, ContextValue])[] {
  return [
    ["aws:securetransport", value("true")],
    ["aws:viaawsservice", value("false")],
    ...(target === undefined ? [] : [["aws:resourceaccount", value(target.account)] as const]),
  ];
}

/** AWS lists these for AssumeRole and not for SetSourceIdentity; whether a test on them then fails, AWS does not say. */
const ASSUME_ONLY = new Set(["sts:externalid", "sts:rolesessionname", "sts:transitivetagkeys"]);

/** Whether this (lower-cased) condition key belongs to AssumeRole alone. */
export function isAssumeOnlyKey(keyId: string): boolean {
  return ASSUME_ONLY.has(keyId);
}

function assumeOnly(action: string, key: string): ContextValue | undefined {
  if (action !== STS_SET_SOURCE_IDENTITY || !ASSUME_ONLY.has(key)) return undefined;
  return unknown({
    kind: "assume-only-key",
    id: `assume-only:${key}`,
    what: `AWS lists the condition key \`${key}\` for sts:AssumeRole only, not for sts:SetSourceIdentity`,
    settle: "allow sts:SetSourceIdentity in a statement of its own, without that condition",
  });
}

/** What the caller puts into the call as it likes: also which policy it attaches, or sets as a boundary. */
function callerChoice(key: string): ContextValue | undefined {
  if (!ASSUME_ONLY.has(key) && key !== "aws:tagkeys" && key !== "iam:policyarn" && !key.startsWith("aws:requesttag/")) return undefined;
  return unknown({ kind: "caller-choice", id: `caller-choice:${key}`, what: `the caller chooses \`${key}\` in its call` });
}

function principalTag(key: string, caller: Role): ContextValue | undefined {
  return tagValue(key, "aws:principaltag/", caller);
}

function targetTag(key: string, target: Role | undefined): ContextValue | undefined {
  if (target === undefined) return undefined;
  return tagValue(key, "aws:resourcetag/", target) ?? tagValue(key, "iam:resourcetag/", target);
}

function tagValue(key: string, family: string, role: Role): ContextValue | undefined {
  if (!key.startsWith(family)) return undefined;
  if (role.tags === undefined) {
    return unknown({ kind: "missing", id: `tags:${role.subject}`, what: `the tags of role \`${role.subject}\` are not in the input` });
  }
  const name = key.slice(family.length);
  for (const [tag, tagged] of role.tags) if (tag.toLowerCase() === name) return value(tagged);
  return ABSENT;
}

function absentFamily(key: string, families: readonly string[]): ContextValue | undefined {
  return families.some((family) => key.startsWith(family)) ? ABSENT : undefined;
}

function contextCause(key: string): Cause {
  return { kind: "context-key", id: `context:${key}`, what: `the value of the condition key \`${key}\` in the request is not known` };
}
