import {
  actionCovers,
  actionDoubts,
  type Cause,
  type ChainGraph,
  type ConditionTest,
  holesOf,
  isIdentityTest,
  isKnown,
  type Policy,
  type PrincipalEntry,
  presenceOf,
  type RoleNode,
  type Statement,
  showText,
  type Text,
  textKey,
} from "../../src/lint/evidence.ts";

const SAGEMAKER = "sagemaker.amazonaws.com";
const SET_SOURCE_IDENTITY = "sts:SetSourceIdentity";

/** A principal that the chains don't need here and that may set any source identity. */
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

/** The strangers whom `statement` lets set any source identity. A guardrail may still stop them; that would be luck. */
export function strangersOf(node: RoleNode, trust: Policy, statement: Statement, callers: Callers): readonly Stranger[] {
  const { principals, effect, conditions } = statement;
  if (effect !== "Allow" || principals === undefined || principals.negated || !actionCovers(statement, SET_SOURCE_IDENTITY)) return [];
  const own = callers.get(node) ?? new Set();
  const tests = conditions.filter((test) => pinsIdentity(test) || namesOnly(test, own));
  if (tests.some((test) => test.guards.length === 0)) return [];
  const doubts = [...actionDoubts(statement, SET_SOURCE_IDENTITY), ...presenceOf(node, ...tests.map((test) => test.guards)).causes];
  return principals.entries.flatMap((entry) => {
    const strange = strangeness(node, entry, own);
    if (strange === undefined || isShutOut(trust, entry)) return [];
    return [{ entry, causes: [...presenceOf(node, entry.guards).causes, ...doubts, ...strange] }];
  });
}

/** Undefined: one of the chain's own, or of its account and named. Else what decides whether it is a stranger. */
function strangeness(node: RoleNode, { principal }: PrincipalEntry, own: ReadonlySet<RoleNode>): readonly Cause[] | undefined {
  switch (principal.kind) {
    case "anyone":
    case "account":
      return [];
    case "service":
      return isKnown(principal.service) && principal.service !== SAGEMAKER ? [] : undefined;
    case "role":
    case "session":
    case "user":
      return [...own].some((caller) => isOf(caller, principal.arn)) ? undefined : otherAccount(node, principal.arn);
    default:
      return undefined;
  }
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
  const session = /:assumed-role\/([^/]+)\//.exec(showText(arn))?.[1];
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

const NAMING = new Set(["ArnEquals", "ArnLike", "StringEquals", "StringLike"]);

/** A condition on `aws:PrincipalArn` that leaves the chain's own callers only: how an account is trusted for some of its roles. */
function namesOnly({ keyId, operator, ifExists, qualifier, values }: ConditionTest, own: ReadonlySet<RoleNode>): boolean {
  if (keyId !== "aws:principalarn" || operator === undefined || !NAMING.has(operator) || ifExists || qualifier === "ForAllValues") return false;
  return values.length > 0 && values.every(({ source }) => [...own].some((caller) => textKey(caller.role.arn) === textKey(source)));
}

/** A Deny of the same policy that meets this principal, or looks at which identity it is. */
function isShutOut(trust: Policy, entry: PrincipalEntry): boolean {
  return trust.document.statements.some((statement) => {
    const { effect, principals, conditions, guards } = statement;
    if (effect !== "Deny" || guards.length > 0 || principals === undefined || principals.negated) return false;
    if (!principals.entries.some(({ principal, source }) => principal.kind === "anyone" || textKey(source) === textKey(entry.source))) return false;
    if (conditions.length === 0) return actionCovers(statement, SET_SOURCE_IDENTITY) || actionCovers(statement, "sts:AssumeRole");
    return actionCovers(statement, SET_SOURCE_IDENTITY) && conditions.some(pinsIdentity);
  });
}
