/**
 * Roles passed to jobs: a session calls CreateTrainingJob and the like with a role, and SageMaker assumes it for the job, with the source
 * identity of the session that created it. The session needs `iam:PassRole` on the role, for SageMaker.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitor-user-access.html, https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
 */
import { matchElement } from "../iam/evaluate.ts";
import type { Assumptions, Pattern, PatternElement, PolicyOrUnknown, Statement } from "../iam/types.ts";
import { matchTokens, unify } from "../iam/wildcard.ts";
import type { Domain } from "../model/inventory.ts";
import { type Hole, type Text, text, textKey } from "../text/symbolic.ts";
import { judgeCall, judgeJob, verdictOf } from "./judge.ts";
import { SAGEMAKER_SERVICE, STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY } from "./request-context.ts";
import { CALLER_KEY } from "./trust-index.ts";
import type { Job, Judgement, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

export const IAM_PASS_ROLE = "iam:PassRole";

/** Who asks, and for whose domain. */
export interface Creator {
  readonly caller: RoleNode;
  readonly sessionName: Text;
  readonly domain: Domain | undefined;
  readonly given: Assumptions;
}

/** Jobs whose role the creator's permissions name, each role once. */
export function namedJobs(world: World, creator: Creator): readonly Job[] {
  const targets = new Map<string, RoleNode>();
  for (const { pattern, statement } of passPatterns(world, creator.caller)) {
    if (pattern === undefined || isWildcard(pattern)) continue;
    const node = world.nodeFor(literalText(pattern), pattern.at);
    if (!targets.has(textKey(node.role.arn)) && mayNameSageMaker(statement)) targets.set(textKey(node.role.arn), node);
  }
  return [...targets.values()].flatMap((target) => jobFor(world, creator, target, true, [creator.caller]));
}

/**
 * Jobs whose role only a wildcard matches. Callers whose policies say the same of passing roles share the answers; and only roles are asked
 * that may refuse the identity: nothing is said of the others.
 */
export function wildcardJobs(world: World, creators: readonly Creator[], isNamed: (target: RoleNode) => boolean): readonly Job[] {
  const groups = new Map<string, { readonly passing: readonly Passing[]; readonly creators: Creator[] }>();
  for (const creator of creators) {
    const passing = passPatterns(world, creator.caller).filter(({ pattern }) => pattern === undefined || isWildcard(pattern));
    if (passing.length === 0) continue;
    const key = sideKey(world, creator.caller);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { passing, creators: [creator] });
    else group.creators.push(creator);
  }
  if (groups.size === 0) return [];
  const refusing = world.trusts.trustingService(SAGEMAKER_SERVICE).filter((node) => mayRefuse(node) && !isNamed(node));
  return [...groups.values()].flatMap(({ passing, creators: [first, ...others] }) => {
    if (first === undefined) return [];
    const callers = [first, ...others].map(({ caller }) => caller);
    const matches = ({ role }: RoleNode): boolean =>
      passing.some(({ pattern }) => pattern === undefined || matchTokens(pattern.tokens, role.arn, { ignoreCase: false }) !== "no");
    return refusing.filter(matches).flatMap((target) => jobFor(world, first, target, false, callers));
  });
}

/** Equal for callers whom their own side lets pass the same roles: by what it says, not by where it stands. */
function sideKey(world: World, caller: RoleNode): string {
  const { identity, boundary } = world.callerSide(caller);
  const policies = [...identity, ...(boundary === undefined ? [] : [boundary])];
  const asksForCaller = policies.some((policy) => "document" in policy && [...policy.document.keys].some((key) => CALLER_KEY.test(key)));
  const own = asksForCaller ? caller.role.subject : "";
  return JSON.stringify([textKey(caller.role.account), own, identity.map(saysOfPassing), boundary === undefined ? "" : saysOfPassing(boundary)]);
}

function saysOfPassing(policy: PolicyOrUnknown): unknown {
  if (!("document" in policy)) return policy.cause.id;
  return policy.document.statements
    .filter(({ actions }) => actions === undefined || isPassing(actions))
    .map((statement) => {
      const { effect, resources, conditions, guards } = statement;
      return [
        effect,
        resources && [resources.negated, resources.patterns.map(({ source }) => textKey(source))],
        conditions.map(({ written, keyId, values }) => [written, keyId, values.map(({ source }) => textKey(source))]),
        [...(policy.guards ?? []), ...guards].map(({ cause, when }) => [cause.id, when]),
      ];
    });
}

function isPassing(actions: PatternElement): boolean {
  return matchElement(actions, IAM_PASS_ROLE, { ignoreCase: true }) !== "no";
}

function jobFor(
  world: World,
  { caller, sessionName, domain, given }: Creator,
  target: RoleNode,
  explicit: boolean,
  callers: readonly RoleNode[],
): readonly Job[] {
  // The role, the one who passes it and the service are of one account: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
  if (unify(caller.role.account, target.role.account) === "no") return [];
  const keys = [["iam:passedtoservice", SAGEMAKER_SERVICE]] as const;
  // Not the role's tags: AWS says that iam:ResourceTag does not work reliably with iam:PassRole (same page).
  const call = { action: IAM_PASS_ROLE, resource: target.role.arn, identity: { kind: "any" }, keys } as const;
  const pass: Judgement = judgeCall(world, caller, sessionName, call, given);
  if (verdictOf(pass.authorization) === "denied") return [];
  const { assume, setIdentity } = judgeJob(world, caller, target, domain, [], given);
  if (verdictOf(assume.authorization) === "denied") return [];
  return [{ caller, callers, target, explicit, pass, assume, setIdentity }];
}

interface Passing {
  /** Undefined for NotResource. */
  readonly pattern: Pattern | undefined;
  readonly statement: Statement;
}

/** The resource patterns by which a role may pass roles. */
function passPatterns(world: World, caller: RoleNode): readonly Passing[] {
  return world.callerSide(caller).identity.flatMap((policy) => {
    if (!("document" in policy)) return [];
    return policy.document.statements.flatMap((statement): readonly Passing[] => {
      const { effect, actions, resources } = statement;
      if (effect !== "Allow" || actions === undefined || resources === undefined) return [];
      if (!isPassing(actions)) return [];
      return resources.negated ? [{ pattern: undefined, statement }] : resources.patterns.map((pattern) => ({ pattern, statement }));
    });
  });
}

function isWildcard({ tokens }: Pattern): boolean {
  return tokens.some(({ kind }) => kind === "any" || kind === "one" || kind === "variable");
}

function literalText({ tokens }: Pattern): Text {
  return text(...tokens.flatMap((token): readonly (string | Hole)[] => (token.kind === "literal" ? [token.value] : token.kind === "hole" ? [token.hole] : [])));
}

/** A statement for another service alone names no role of a SageMaker job, so that role need not be seen. */
function mayNameSageMaker({ conditions }: Statement): boolean {
  const tests = conditions.filter(({ keyId, operator }) => keyId === "iam:passedtoservice" && (operator === "StringEquals" || operator === "StringLike"));
  return tests.every(({ values }) => values.some(({ tokens }) => matchTokens(tokens, SAGEMAKER_SERVICE, { ignoreCase: false }) !== "no"));
}

/** Whether it can refuse SageMaker the source identity: not where a statement without conditions allows it and nothing is denied. */
function mayRefuse({ trust }: RoleNode): boolean {
  if (!("document" in trust)) return false;
  const { statements } = trust.document;
  const opens = ({ effect, conditions, guards, principals, actions }: Statement): boolean =>
    effect === "Allow" &&
    conditions.length + guards.length === 0 &&
    actions !== undefined &&
    [STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY].every((action) => matchElement(actions, action, { ignoreCase: true }) === "yes") &&
    (principals?.entries.some(({ principal, guards: own }) => own.length === 0 && principal.kind === "service" && principal.service === SAGEMAKER_SERVICE) ??
      false);
  return !statements.some(opens) || statements.some(({ effect }) => effect !== "Allow");
}
