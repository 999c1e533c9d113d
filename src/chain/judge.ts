/**
 * Putting the two questions, `sts:AssumeRole` and `sts:SetSourceIdentity`, for an entry, a hop or a grant.
 */
import type { ApplicablePolicies, Assumptions, Authorization, Request, RequestPrincipal } from "../iam/types.ts";
import type { Domain, Propagation, Role } from "../model/inventory.ts";
import { type Cause, isKnown, type Text } from "../text/symbolic.ts";
import {
  callContext,
  entryContext,
  hopContext,
  jobContext,
  SAGEMAKER_SERVICE,
  type SourceIdentity,
  STS_ASSUME_ROLE,
  STS_SET_CONTEXT,
  STS_SET_SOURCE_IDENTITY,
  STS_TAG_SESSION,
} from "./request-context.ts";
import type { Entry, Grant, Hop, Job, Judgement, RoleNode, TaggedHop } from "./types.ts";
import { looksAtIdentity, type World } from "./world.ts";

/**
 * What a template's conditions are, given that propagation is on (or off): where the condition that switches it also switches
 * a policy, the two are judged together. Empty where propagation does not hang on one condition.
 */
export function assumptionsOf(propagation: Propagation | undefined, on: boolean): Assumptions {
  if (propagation?.kind !== "unknown" || propagation.on === undefined) return new Map();
  const { cause, when } = propagation.on;
  return new Map([[cause.id, on ? when : !when]]);
}

/** SageMaker assumes `node` for sessions of profiles with these names. */
export function judgeEntry(
  world: World,
  node: RoleNode,
  domain: Domain | undefined,
  names: readonly Text[],
): Pick<Entry, "assume" | "assumeWithout" | "setIdentity" | "setContext"> {
  const ask =
    (action: string) =>
    (identity: SourceIdentity): Authorization =>
      askService(world, node, entryContext(action, node.role, domain, identity), action, assumptionsOf(domain?.propagation, identity.kind !== "none"));
  return {
    assumeWithout: { authorization: ask(STS_ASSUME_ROLE)({ kind: "none" }) },
    assume: judge(ask(STS_ASSUME_ROLE), names),
    setIdentity: judge(ask(STS_SET_SOURCE_IDENTITY), names),
    setContext: mayPropagateTrustedIdentity(domain) ? { authorization: askContext(world, node, domain) } : undefined,
  };
}

/** Trusted identity propagation is a setting of its own: the session has a source identity only where that is on, too. */
function askContext(world: World, node: RoleNode, domain: Domain | undefined): Authorization {
  const identity: SourceIdentity = { kind: domain?.propagation.kind === "on" ? "any" : "none" };
  return askService(world, node, entryContext(STS_SET_CONTEXT, node.role, domain, identity), STS_SET_CONTEXT, new Map());
}

/** `TrustedIdentityPropagationSettings.Status`: absent is DISABLED. */
function mayPropagateTrustedIdentity(domain: Domain | undefined): boolean {
  const status = domain?.trustedIdentityPropagation?.value;
  return status !== undefined && (!isKnown(status) || status === "ENABLED");
}

function askService(world: World, { role, trust }: RoleNode, context: Request["context"], action: string, given: Assumptions): Authorization {
  const request: Request = {
    principal: { kind: "service", service: SAGEMAKER_SERVICE },
    action,
    resource: role.arn,
    resourceAccount: role.account,
    context,
  };
  return world.ask(request, { resource: { kind: "trust", policy: trust }, rcps: world.rcps(role.account) }, given);
}

/** SageMaker assumes `target` for a job that a session of `caller` creates. */
export function judgeJob(
  world: World,
  caller: RoleNode,
  target: RoleNode,
  region: Text | undefined,
  names: readonly Text[],
  given: Assumptions,
): Pick<Job, "assume" | "assumeWithout" | "setIdentity"> {
  const ask =
    (action: string) =>
    (identity: SourceIdentity): Authorization =>
      askService(world, target, jobContext(action, caller.role, target.role, region, identity), action, given);
  const assume = judge(ask(STS_ASSUME_ROLE), names);
  const depends = [target.trust, ...world.rcps(target.role.account)].some(looksAtIdentity);
  return {
    assume,
    assumeWithout: depends ? { authorization: ask(STS_ASSUME_ROLE)({ kind: "none" }) } : assume,
    setIdentity: judge(ask(STS_SET_SOURCE_IDENTITY), names),
  };
}

/** A call of something else than a role's trust, whose resource has no policy of its own that matters: the caller's side alone. */
export interface Call {
  readonly action: string;
  readonly resource: Text;
  readonly identity: SourceIdentity;
  /** The role that is the call's resource, whose tags conditions may ask for. */
  readonly target?: Role;
  /** Condition keys of this call, lower-cased; undefined for what it certainly lacks. */
  readonly keys: readonly (readonly [string, Text | undefined])[];
}

export function judgeCall(
  world: World,
  caller: RoleNode,
  sessionName: Text,
  { action, resource, identity, target, keys }: Call,
  given: Assumptions,
): Judgement {
  const { identity: own, boundary, scps } = world.callerSide(caller);
  const request: Request = {
    principal: sessionOf(caller, sessionName),
    action,
    resource,
    resourceAccount: caller.role.account,
    context: callContext(action, caller.role, target, identity, keys),
  };
  return { authorization: world.ask(request, { identity: own, ...(boundary && { boundary }), scps }, given) };
}

/** A session of `caller` assumes `target`. */
export function judgeHop(
  world: World,
  caller: RoleNode,
  sessionName: Text,
  target: RoleNode,
  names: readonly Text[],
  given: Assumptions,
): Pick<Hop, "assume" | "assumeWithout" | "setIdentity"> {
  const policies = hopPolicies(world, caller, target);
  const ask =
    (action: string) =>
    (identity: SourceIdentity): Authorization =>
      askHop(world, caller, sessionName, target, policies, action, identity, given);
  const assume = judge(ask(STS_ASSUME_ROLE), names);
  const depends = world.callerSide(caller).looksAtIdentity || [target.trust, ...(policies.rcps ?? [])].some(looksAtIdentity);
  return {
    assume,
    // Nearly no policy looks at the identity, and then the answer is the same without one.
    assumeWithout: depends ? { authorization: ask(STS_ASSUME_ROLE)({ kind: "none" }) } : assume,
    setIdentity: judge(ask(STS_SET_SOURCE_IDENTITY), names),
  };
}

function hopPolicies(world: World, caller: RoleNode, target: RoleNode): ApplicablePolicies {
  const { identity, boundary, scps } = world.callerSide(caller);
  return { resource: { kind: "trust", policy: target.trust }, identity, ...(boundary && { boundary }), scps, rcps: world.rcps(target.role.account) };
}

function askHop(
  world: World,
  caller: RoleNode,
  sessionName: Text,
  target: RoleNode,
  policies: ApplicablePolicies,
  action: string,
  identity: SourceIdentity,
  given: Assumptions,
): Authorization {
  const { arn, account } = target.role;
  const context = hopContext(action, caller.role, target.role, identity);
  return world.ask({ principal: sessionOf(caller, sessionName), action, resource: arn, resourceAccount: account, context }, policies, given);
}

/** An EMR cluster's instance role assumes a runtime role, with session tags. */
export function judgeTags(world: World, caller: RoleNode, sessionName: Text, target: RoleNode): Pick<TaggedHop, "assume" | "tagSession"> {
  const policies = hopPolicies(world, caller, target);
  const ask = (action: string): Judgement => ({
    authorization: askHop(world, caller, sessionName, target, policies, action, { kind: "none" }, new Map()),
  });
  return { assume: ask(STS_ASSUME_ROLE), tagSession: ask(STS_TAG_SESSION) };
}

/** The caller's side alone, for whatever `resource` stands for: no trust policy is asked. */
export function judgeCallerSide(
  world: World,
  caller: RoleNode,
  sessionName: Text,
  resource: Text,
  target: RoleNode | undefined,
  given: Assumptions,
): Pick<Grant, "assume" | "assumeWithout" | "setIdentity"> {
  const side = world.callerSide(caller);
  const policies: ApplicablePolicies = { identity: side.identity, ...(side.boundary && { boundary: side.boundary }), scps: side.scps };
  const ask = (action: string, identity: SourceIdentity): Judgement => {
    const request: Request = {
      principal: sessionOf(caller, sessionName),
      action,
      resource,
      // The same account on purpose: without a resource policy, that asks the caller's policies and nothing else.
      resourceAccount: caller.role.account,
      context: hopContext(action, caller.role, target?.role, identity),
    };
    return { authorization: world.ask(request, policies, given) };
  };
  const assume = ask(STS_ASSUME_ROLE, { kind: "any" });
  return {
    assume,
    assumeWithout: side.looksAtIdentity ? ask(STS_ASSUME_ROLE, { kind: "none" }) : assume,
    setIdentity: ask(STS_SET_SOURCE_IDENTITY, { kind: "any" }),
  };
}

function sessionOf(caller: RoleNode, sessionName: Text): RequestPrincipal {
  const { arn, name, account, partition } = caller.role;
  return { kind: "role-session", roleArn: arn, roleName: name, account, partition, sessionName };
}

function judge(ask: (identity: SourceIdentity) => Authorization, names: readonly Text[]): Judgement {
  const authorization = ask({ kind: "any" });
  const dependsOnName = authorization.causes.some((cause) => cause.kind === "source-identity");
  if (!dependsOnName || names.length === 0) return { authorization };
  return { authorization, byName: names.map((name) => ({ name, authorization: ask({ kind: "name", name }) })) };
}

/** Allowed, denied or unknown; what the caller can bring about by what it puts into the call counts as allowed. */
export function verdictOf(authorization: Authorization): "allowed" | "denied" | "unknown" {
  if (authorization.outcome === "allowed") return "allowed";
  if (authorization.outcome !== "unknown") return "denied";
  return authorization.causes.length > 0 && authorization.causes.every(isCallersChoice) ? "allowed" : "unknown";
}

/** How AssumeRole is allowed: with a source identity or, where that is what it fails by, without one. */
export function workingOf({ assume, assumeWithout }: Pick<Hop, "assume" | "assumeWithout">): Authorization {
  return verdictOf(assume.authorization) === "denied" ? assumeWithout.authorization : assume.authorization;
}

function isCallersChoice(cause: Cause): boolean {
  return cause.kind === "caller-choice";
}
