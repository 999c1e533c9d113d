/**
 * Putting the two questions, `sts:AssumeRole` and `sts:SetSourceIdentity`, for an entry, a hop or a grant.
 */
import type { ApplicablePolicies, Assumptions, Authorization, Request, RequestPrincipal } from "../iam/types.ts";
import type { Domain, Propagation } from "../model/inventory.ts";
import type { Cause, Text } from "../text/symbolic.ts";
import { entryContext, hopContext, SAGEMAKER_SERVICE, type SourceIdentity, STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY } from "./request-context.ts";
import type { Entry, Grant, Hop, Judgement, RoleNode } from "./types.ts";
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
): Pick<Entry, "assume" | "assumeWithout" | "setIdentity"> {
  const policies: ApplicablePolicies = { resource: { kind: "trust", policy: node.trust }, rcps: world.rcps(node.role.account) };
  const ask =
    (action: string) =>
    (identity: SourceIdentity): Authorization =>
      world.ask(
        {
          principal: { kind: "service", service: SAGEMAKER_SERVICE },
          action,
          resource: node.role.arn,
          resourceAccount: node.role.account,
          context: entryContext(action, node.role, domain, identity),
        },
        policies,
        assumptionsOf(domain?.propagation, identity.kind !== "none"),
      );
  return {
    assumeWithout: { authorization: ask(STS_ASSUME_ROLE)({ kind: "none" }) },
    assume: judge(ask(STS_ASSUME_ROLE), names),
    setIdentity: judge(ask(STS_SET_SOURCE_IDENTITY), names),
  };
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
  const side = world.callerSide(caller);
  const policies: ApplicablePolicies = {
    resource: { kind: "trust", policy: target.trust },
    identity: side.identity,
    ...(side.boundary && { boundary: side.boundary }),
    scps: side.scps,
    rcps: world.rcps(target.role.account),
  };
  const ask =
    (action: string) =>
    (identity: SourceIdentity): Authorization =>
      world.ask(
        {
          principal: sessionOf(caller, sessionName),
          action,
          resource: target.role.arn,
          resourceAccount: target.role.account,
          context: hopContext(action, caller.role, target.role, identity),
        },
        policies,
        given,
      );
  const assume = judge(ask(STS_ASSUME_ROLE), names);
  const depends = side.looksAtIdentity || [target.trust, ...(policies.rcps ?? [])].some(looksAtIdentity);
  return {
    assume,
    // Nearly no policy looks at the identity, and then the answer is the same without one.
    assumeWithout: depends ? { authorization: ask(STS_ASSUME_ROLE)({ kind: "none" }) } : assume,
    setIdentity: judge(ask(STS_SET_SOURCE_IDENTITY), names),
  };
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
