/** Which roles a role's own side lets it pass to SageMaker: what its statements on `iam:PassRole` name, and what only their wildcards match. */
import { matchElement } from "../iam/evaluate.ts";
import type { Pattern, PatternElement, Policy, PolicyOrUnknown, Statement } from "../iam/types.ts";
import { matchTokens } from "../iam/wildcard.ts";
import { type Hole, type Text, text, textKey } from "../text/symbolic.ts";
import { SAGEMAKER_SERVICE } from "./request-context.ts";
import { CALLER_KEY } from "./trust-index.ts";
import type { RoleNode } from "./types.ts";
import type { World } from "./world.ts";

export const IAM_PASS_ROLE = "iam:PassRole";

export interface Passing {
  /** Undefined for NotResource. */
  readonly pattern: Pattern | undefined;
  readonly statement: Statement;
  readonly policy: Policy;
}

/** The resource patterns by which a role may pass roles. */
export function passingOf(world: World, caller: RoleNode): readonly Passing[] {
  return world.callerSide(caller).identity.flatMap((policy) => {
    if (!("document" in policy)) return [];
    return policy.document.statements.flatMap((statement): readonly Passing[] => {
      const { effect, actions, resources } = statement;
      if (effect !== "Allow" || actions === undefined || resources === undefined || !isPassing(actions)) return [];
      const patterns = resources.negated ? [undefined] : resources.patterns;
      return patterns.map((pattern) => ({ pattern, statement, policy }));
    });
  });
}

function isPassing(actions: PatternElement): boolean {
  return matchElement(actions, IAM_PASS_ROLE, { ignoreCase: true }) !== "no";
}

export function isWildcard({ pattern }: Passing): boolean {
  return pattern === undefined || pattern.tokens.some(({ kind }) => kind === "any" || kind === "one" || kind === "variable");
}

/** The ARN that a pattern without wildcards spells. */
export function literalText({ tokens }: Pattern): Text {
  return text(...tokens.flatMap((token): readonly (string | Hole)[] => (token.kind === "literal" ? [token.value] : token.kind === "hole" ? [token.hole] : [])));
}

/** A statement for another service alone names no role of a SageMaker job, so that role need not be seen. */
export function mayNameSageMaker({ conditions }: Statement): boolean {
  const tests = conditions.filter(({ keyId, operator }) => keyId === "iam:passedtoservice" && (operator === "StringEquals" || operator === "StringLike"));
  return tests.every(({ values }) => values.some(({ tokens }) => matchTokens(tokens, SAGEMAKER_SERVICE, { ignoreCase: false }) !== "no"));
}

/** Equal for callers whom their own side lets pass the same roles: by what it says, not by where it stands. */
export function sideKey(world: World, caller: RoleNode): string {
  const { identity, boundary, scps } = world.callerSide(caller);
  const statements = [...identity, ...(boundary === undefined ? [] : [boundary])].map(statementsOnPassing);
  const asksForCaller = [...statements, ...scps.flat().map(statementsOnPassing)].some((own) => Array.isArray(own) && own.some(dependsOnCaller));
  return JSON.stringify([
    textKey(caller.role.account),
    asksForCaller ? caller.role.subject : "",
    statements.map((own) => (typeof own === "string" ? own : own.map(saysOf))),
    boundary === undefined ? 0 : 1,
  ]);
}

interface Guarded extends Statement {
  readonly policyGuards: Statement["guards"];
}

/** What it says on passing roles; of an unknown policy, why it is not known. */
function statementsOnPassing(policy: PolicyOrUnknown): readonly Guarded[] | string {
  if (!("document" in policy)) return policy.cause.id;
  return policy.document.statements
    .filter(({ actions }) => actions === undefined || isPassing(actions))
    .map((statement) => ({ ...statement, policyGuards: policy.guards ?? [] }));
}

function saysOf({ effect, resources, conditions, guards, policyGuards }: Guarded): unknown {
  return [
    effect,
    resources && [resources.negated, resources.patterns.map(({ source }) => textKey(source))],
    conditions.map(({ written, keyId, values }) => [written, keyId, values.map(({ source }) => textKey(source))]),
    [...policyGuards, ...guards].map(({ cause, when }) => [cause.id, when]),
  ];
}

function dependsOnCaller({ resources, conditions }: Statement): boolean {
  const patterns = [...(resources?.patterns ?? []), ...conditions.flatMap(({ values }) => values)];
  return (
    conditions.some(({ keyId }) => CALLER_KEY.test(keyId)) ||
    patterns.some(({ tokens }) => tokens.some((token) => token.kind === "variable" && CALLER_KEY.test(token.key)))
  );
}
