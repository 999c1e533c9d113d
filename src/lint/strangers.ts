/**
 * Who is a stranger on a role of a chain: a principal that the chains don't need there and that, given
 * `sts:SetSourceIdentity`, could set any identity. One place for the rule that reports strangers and for the remedies that
 * must not make any.
 */
import { isIdentityTest } from "../chain/obstacles.ts";
import type { ChainGraph, RoleNode } from "../chain/types.ts";
import { parseArn } from "../iam/arn.ts";
import { actionCovers } from "../iam/evaluate.ts";
import { editDistance } from "../iam/sts-actions.ts";
import type { ConditionOperator, ConditionTest, Policy, Principal, PrincipalEntry, Statement } from "../iam/types.ts";
import { unify } from "../iam/wildcard.ts";
import { type Cause, holesOf, isKnown, showText, type Text, textKey } from "../text/symbolic.ts";
import { presenceOf } from "./doubts.ts";

export interface Stranger {
  readonly entry: PrincipalEntry;
  /** What decides whether it is one; empty where it is in any case. */
  readonly causes: readonly Cause[];
}

/** By role: the roles whose sessions the chains bring there. */
export type Callers = ReadonlyMap<RoleNode, ReadonlySet<RoleNode>>;

export function callersOf(graph: ChainGraph): Callers {
  const callers = new Map<RoleNode, Set<RoleNode>>();
  for (const { caller, target, exists } of graph.hops) {
    if (exists === "no") continue;
    const known = callers.get(target);
    if (known === undefined) callers.set(target, new Set([caller]));
    else known.add(caller);
  }
  return callers;
}

/**
 * The strangers whom `statement` would let set any source identity, once it lists the action. `own`: the roles that chains
 * come from. A guardrail may still stop them; that would be luck.
 */
export function strangersOf(node: RoleNode, trust: Policy, { principals, conditions }: Statement, own: ReadonlySet<RoleNode>): readonly Stranger[] {
  if (principals === undefined || principals.negated) return [];
  const tests = restrictions(conditions, own);
  if (tests.some((test) => test.guards.length === 0)) return [];
  const doubts = [...presenceOf(node, ...tests.map((test) => test.guards)).causes, ...conditions.flatMap((test) => mayNameOnly(test, own))];
  return principals.entries.flatMap((entry) => {
    const strange = strangeness(node, entry.principal, own);
    if (strange === undefined || isShutOut(trust, entry, own)) return [];
    return [{ entry, causes: [...presenceOf(node, entry.guards).causes, ...doubts, ...strange] }];
  });
}

/** The conditions that keep strangers from choosing: they look at which identity it is, or leave the chain's own callers only. */
export function restrictions(conditions: readonly ConditionTest[], own: ReadonlySet<RoleNode>): readonly ConditionTest[] {
  return conditions.filter((test) => pinsIdentity(test) || namesOnly(test, NAMING, own));
}

const SAGEMAKER = "sagemaker.amazonaws.com";

/** Undefined: one of the chain's own, or of the role's account and named. Else what decides whether it is a stranger. */
export function strangeness(node: RoleNode, principal: Principal, own: ReadonlySet<RoleNode>): readonly Cause[] | undefined {
  switch (principal.kind) {
    case "anyone":
    case "account":
      return [];
    case "service":
      // A service that doesn't exist lets nobody in.
      return isKnown(principal.service) && principal.service !== SAGEMAKER && !isMisspeltSageMaker(principal.service) ? [] : undefined;
    case "role":
    case "session":
    case "user":
      return [...own].some((caller) => isOf(caller, principal.arn)) ? undefined : otherAccount(node, principal.arn);
    default:
      return undefined;
  }
}

/** `sagemaker.amazonaws.com.cn`, `sagemaker.aws.com`, `Sagemaker.amazonaws.com`, `sagmaker.amazonaws.com`, `sagemaker.eu-west-1.amazonaws.com` … */
export function isMisspeltSageMaker(service: string): boolean {
  if (service === SAGEMAKER) return false;
  const lower = service.toLowerCase();
  return editDistance(lower, SAGEMAKER) <= 2 || /^(sage-?maker|sagemaker-?studio)\.([a-z0-9-]+\.)?(amazonaws|amazon|aws)(\.com)?(\.cn)?$/.test(lower);
}

/** Who is meant by both; undefined where nobody can be. What is only partly known may be anyone that it can stand for. */
export function meantByBoth(a: Principal, b: Principal): Principal | undefined {
  if (a.kind === "anyone" || b.kind === "unknown") return a.kind === "anyone" ? b : a;
  if (b.kind === "anyone" || a.kind === "unknown") return a;
  if (a.kind === "account") return isOfAccount(b, a.account) ? b : undefined;
  if (b.kind === "account") return isOfAccount(a, b.account) ? a : undefined;
  if (a.kind === "service") return b.kind === "service" && unify(a.service, b.service) !== "no" ? a : undefined;
  const [one, other] = [arnOf(a), arnOf(b)];
  if (one === undefined || other === undefined) return undefined;
  if (unify(one, other) !== "no" || (a.kind === "session" && isSessionOf(one, other))) return a;
  return b.kind === "session" && isSessionOf(other, one) ? b : undefined;
}

function arnOf(principal: Principal): Text | undefined {
  return "arn" in principal ? principal.arn : undefined;
}

function isOfAccount(principal: Principal, account: Text): boolean {
  if (principal.kind === "account") return unify(principal.account, account) !== "no";
  const arn = arnOf(principal);
  if (arn === undefined) return false;
  const written = parseArn(arn)?.account;
  return written === undefined || unify(written, account) !== "no";
}

/** The role's path is no part of its sessions' ARN. */
function isSessionOf(session: Text, role: Text): boolean {
  const name = sessionRole(session);
  if (name === undefined || !isKnown(role)) return !isKnown(session) || !isKnown(role);
  return role.endsWith(`/${name}`) && accountOf(role) === accountOf(session);
}

function sessionRole(arn: Text): string | undefined {
  return /:assumed-role\/([^/]+)\//.exec(showText(arn))?.[1];
}

function otherAccount(node: RoleNode, arn: Text): readonly Cause[] | undefined {
  const account = accountOf(arn);
  if (account === undefined) return undefined;
  if (isKnown(node.role.account)) return account === node.role.account ? undefined : [];
  return holesOf(node.role.account).map((hole) => hole.cause);
}

/** The account in an ARN, where it is written out. */
function accountOf(arn: Text): string | undefined {
  const literal = typeof arn === "string" ? arn : arn.parts.map((part) => (typeof part === "string" ? part : "?")).join("");
  const account = literal.split(":")[4] ?? "";
  return /^\d{12}$/.test(account) ? account : undefined;
}

/** The caller's role itself, or a session of it. */
function isOf({ role }: RoleNode, arn: Text): boolean {
  if (textKey(role.arn) === textKey(arn)) return true;
  const session = sessionRole(arn);
  return session !== undefined && session === role.name && accountOf(arn) === role.account;
}

/** Looks at which identity it is. That there is one at all (Null, or like `*`) leaves the choice to the caller. */
function pinsIdentity(test: ConditionTest): boolean {
  if (!isIdentityTest(test)) return false;
  const [value] = test.values;
  // A session that has an identity already can't choose another.
  if (test.operator === "Null") return test.keyId === "aws:sourceidentity" && value !== undefined && showText(value.source) === "false";
  return test.operator !== "StringLike" || test.values.every(({ source }) => source !== "*") || test.keyId === "aws:sourceidentity";
}

const NAMING: ReadonlySet<ConditionOperator> = new Set(["ArnEquals", "ArnLike", "StringEquals", "StringLike"]);
const SPARING: ReadonlySet<ConditionOperator> = new Set(["ArnNotEquals", "ArnNotLike", "StringNotEquals", "StringNotLike"]);

/** A condition on `aws:PrincipalArn` that lists none but the chain's own callers: how an account is trusted for some of its roles. */
function namesOnly(
  { keyId, operator, ifExists, qualifier, values }: ConditionTest,
  operators: ReadonlySet<ConditionOperator>,
  own: ReadonlySet<RoleNode>,
): boolean {
  if (!looksAtCaller({ keyId, operator, ifExists, qualifier }, operators)) return false;
  return values.length > 0 && values.every(({ source }) => isOneOf(own, source));
}

function looksAtCaller(
  { keyId, operator, ifExists, qualifier }: Pick<ConditionTest, "keyId" | "operator" | "ifExists" | "qualifier">,
  operators: ReadonlySet<ConditionOperator>,
): boolean {
  if (keyId !== "aws:principalarn" || operator === undefined || !operators.has(operator)) return false;
  // A negated test holds where the key is missing, with IfExists or without.
  if (qualifier !== undefined && (qualifier === "ForAllValues" || operators === SPARING)) return false;
  return !(ifExists && operators === NAMING);
}

function isOneOf(own: ReadonlySet<RoleNode>, arn: Text): boolean {
  return [...own].some((caller) => textKey(caller.role.arn) === textKey(arn));
}

/** What decides whether such a condition lists the chain's own callers alone: its values that are not known and may be their ARNs. */
function mayNameOnly(test: ConditionTest, own: ReadonlySet<RoleNode>): readonly Cause[] {
  if (!looksAtCaller(test, NAMING)) return [];
  const others = test.values.filter(({ source }) => !isOneOf(own, source));
  const open = others.filter(({ source }) => !isKnown(source) && [...own].some((caller) => unify(caller.role.arn, source) !== "no"));
  return open.length === others.length ? open.flatMap(({ source }) => holesOf(source).map((hole) => hole.cause)) : [];
}

/** A Deny of the same policy that meets this principal, spares the chain's own callers only, or looks at which identity it is. */
function isShutOut(trust: Policy, entry: PrincipalEntry, own: ReadonlySet<RoleNode>): boolean {
  return trust.document.statements.some((statement) => {
    const { effect, principals, conditions, guards } = statement;
    if (effect !== "Deny" || guards.length > 0 || principals === undefined || principals.negated) return false;
    if (!principals.entries.some(({ principal, source }) => principal.kind === "anyone" || textKey(source) === textKey(entry.source))) return false;
    const setsIdentity = actionCovers(statement, "sts:SetSourceIdentity");
    if (conditions.every((test) => namesOnly(test, SPARING, own))) return setsIdentity || actionCovers(statement, "sts:AssumeRole");
    return setsIdentity && conditions.some(pinsIdentity);
  });
}
