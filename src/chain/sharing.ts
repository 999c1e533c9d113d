/**
 * Wildcards that many callers share. Where `Resource: "*"` stands in the policies of a thousand roles, asking each of them
 * about each role that it matches would be a million questions, nearly all with one answer.
 *
 * Two callers of one account share the answers of a wildcard when whatever could tell them apart is the same: either their
 * own side (permissions, boundary) says the same for all that the wildcard matches, or the policies that make a difference
 * are the very same ones. What then is left is the target's side, which asks for the account only; targets that ask for more
 * (`TrustIndex.isCallerDependent`) are asked for each caller.
 */
import { matchElement } from "../iam/evaluate.ts";
import type { Decision, PolicyDocument, PolicyOrUnknown, Statement } from "../iam/types.ts";
import { matchTokens } from "../iam/wildcard.ts";
import { pointerKey } from "../text/pointer.ts";
import { type Text, textKey } from "../text/symbolic.ts";
import { STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY } from "./request-context.ts";
import { CALLER_KEY } from "./trust-index.ts";
import type { Grant, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

export interface Wildcard {
  /** Callers with equal keys get the same answers. */
  readonly key: string;
  /** The roles that it can matter for: those that let the caller's account or anyone in. */
  readonly find: () => readonly RoleNode[];
  /** A role that this caller gets to by another wildcard: what it finds there says nothing of those who don't have that. */
  readonly skips: (target: RoleNode) => boolean;
}

export function wildcardsOf(world: World, caller: RoleNode, grants: readonly Grant[]): readonly Wildcard[] {
  const { account } = caller.role;
  const accountKey = textKey(account);
  const wildcards = grants
    .filter((grant) => grant.wildcard)
    .map(
      (grant): Wildcard => ({
        key: `${accountKey}|${patternKey(grant)}|${sideOfGrant(world, grant)}`,
        find: () => wildcardTargets(world, account, grant),
        skips: () => false,
      }),
    );
  // A trust policy that names `*` lets its own account's roles in without any permission of theirs.
  const open = world.trusts.open.filter((node) => textKey(node.role.account) === accountKey);
  if (open.length === 0) return wildcards;
  return [
    ...wildcards,
    { key: `${accountKey}|anyone|${sideOfAnyone(world, caller)}`, find: () => open, skips: (target) => grants.some((grant) => covers(grant, target)) },
  ];
}

function patternKey({ pattern, policy, statement }: Grant): string {
  if (pattern === undefined) return `not ${placeOf(policy)} ${statement.index}`;
  const variables = pattern.tokens.some((token) => token.kind === "variable");
  return `${variables ? "with variables " : ""}${textKey(pattern.source)}`;
}

/** What of the caller's own side can differ from target to target: nothing (the empty string), or these policies. */
function sideOfGrant(world: World, { caller, assume, setIdentity }: Grant): string {
  const side = world.callerSide(caller);
  const isAlike = (layer: "identity" | "boundary" | "scp", alike: (decision: Decision) => boolean): boolean =>
    [assume.authorization.layers[layer], setIdentity.authorization.layers[layer]].every((decision) => decision === undefined || alike(decision));
  return policiesKey(caller, {
    identity: isAlike("identity", isUniform) ? [] : side.identity.filter((policy) => hasStatement(policy, coversEither)),
    boundary: side.boundary === undefined || isAlike("boundary", isAllowed) ? [] : [side.boundary],
    scp: isAlike("scp", isAllowed) ? [] : side.scps.flat(),
  });
}

/** Where no permission is needed, only what denies can make a difference. */
function sideOfAnyone(world: World, caller: RoleNode): string {
  const { identity, boundary } = world.callerSide(caller);
  const denying = identity.filter((policy) => hasStatement(policy, (statement) => statement.effect !== "Allow" && coversEither(statement)));
  return policiesKey(caller, { identity: denying, boundary: boundary === undefined ? [] : [boundary], scp: [] });
}

/** The same for all that the wildcard matches: settled, or not known for want of a policy. A refusal is told by the grant itself. */
function isUniform({ outcome, causes }: Decision): boolean {
  return outcome !== "unknown" || causes.every((cause) => cause.kind === "policy");
}

/** A guardrail that refuses is told hop by hop, so callers share one only if it is the same. */
function isAllowed({ outcome }: Decision): boolean {
  return outcome === "allowed";
}

function policiesKey(caller: RoleNode, layers: Readonly<Record<"identity" | "boundary" | "scp", readonly PolicyOrUnknown[]>>): string {
  const asksForCaller = Object.values(layers)
    .flat()
    .some((policy) => "document" in policy && [...policy.document.keys].some((key) => CALLER_KEY.test(key)));
  return asksForCaller
    ? `caller ${caller.role.subject}`
    : Object.entries(layers)
        .map(([layer, policies]) => `${layer} ${policies.map(placeOf).join(" ")}`)
        .join("|");
}

function placeOf(policy: PolicyOrUnknown): string {
  if (!("document" in policy)) return policy.cause.id;
  return policy.opaque ? policy.label : `${pointerKey(policy.at)} ${numberOf(policy.document)}`;
}

/** One place may spell several documents: a block that `for_each` repeats says something else for each key. */
const NUMBERS = new WeakMap<PolicyDocument, number>();
let last = 0;

function numberOf(document: PolicyDocument): number {
  const known = NUMBERS.get(document);
  if (known !== undefined) return known;
  last += 1;
  NUMBERS.set(document, last);
  return last;
}

function hasStatement(policy: PolicyOrUnknown, test: (statement: Statement) => boolean): boolean {
  return !("document" in policy) || policy.document.statements.some(test);
}

function coversEither({ actions, effect }: Statement): boolean {
  if (actions === undefined) return typeof effect !== "string";
  return [STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY].some((action) => matchElement(actions, action, { ignoreCase: true }) !== "no");
}

function covers({ pattern }: Grant, node: RoleNode): boolean {
  return pattern === undefined || matchTokens(pattern.tokens, node.role.arn, { ignoreCase: false }) !== "no";
}

function wildcardTargets(world: World, account: Text, grant: Grant): readonly RoleNode[] {
  const { pattern } = grant;
  const matches = (node: RoleNode): boolean => covers(grant, node);
  const letIn = new Set([...world.trusts.delegatingTo(account), ...world.trusts.open]);
  const [first] = pattern?.tokens ?? [];
  if (first?.kind !== "literal" || !NARROW.test(first.value)) return [...letIn].filter(matches);
  return [...world.roles.withPrefix(first.value), ...world.roles.symbolic].filter((node) => letIn.has(node) && matches(node));
}

/** A prefix that reaches into the role's name narrows the search; one that ends before it does not. */
const NARROW = /^arn:[^:]*:iam::\d*:role\/./;
