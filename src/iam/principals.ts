/**
 * Whom a Principal element means.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { isKnown, type Text, text } from "../text/symbolic.ts";
import { parseArn, sessionArn } from "./arn.ts";
import { guardsHold, NO_ASSUMPTIONS } from "./guards.ts";
import { and, anyOf, not, or, unknownBecause } from "./kleene.ts";
import type { Answer, Assumptions, Principal, PrincipalElement, PrincipalEntry, PrincipalMatch, RequestPrincipal } from "./types.ts";
import { unify } from "./wildcard.ts";

/**
 * The same answer, by how much an Allow to this principal grants within one account: to the very session (or user, service,
 * identity provider), which no boundary or session policy limits; to the role or everyone, which they limit; to the
 * account, which only delegates to the caller's own policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export interface Reach {
  readonly session: Answer;
  readonly direct: Answer;
  readonly account: Answer;
}

export interface PrincipalResult {
  readonly answer: Answer;
  /** How the principal is named: of several ways that match, the one that grants most. Undefined where none may match. */
  readonly via: PrincipalMatch | undefined;
  readonly reach: Reach;
}

const NOBODY: Reach = { session: "no", direct: "no", account: "no" };

/** Does the element mean this principal? NotPrincipal means everyone whom none of its entries names, in any way. */
export function matchPrincipal(element: PrincipalElement, principal: RequestPrincipal, assumptions: Assumptions = NO_ASSUMPTIONS): PrincipalResult {
  if (element.negated) {
    const answer = not(anyOf(element.entries, (entry) => matchGuarded(entry, principal, assumptions).answer));
    return { answer, via: answer === "no" ? undefined : "other", reach: { ...NOBODY, direct: answer } };
  }
  let reach = NOBODY;
  let sure: PrincipalMatch | undefined;
  let perhaps: PrincipalMatch | undefined;
  for (const entry of element.entries) {
    const { answer, via } = matchGuarded(entry, principal, assumptions);
    if (answer === "no") continue;
    reach = widen(reach, entry.principal, answer, via);
    if (answer === "yes") sure = stronger(sure, via);
    else perhaps = stronger(perhaps, via);
  }
  return { answer: or(or(reach.session, reach.direct), reach.account), via: sure ?? perhaps, reach };
}

function matchGuarded(entry: PrincipalEntry, principal: RequestPrincipal, assumptions: Assumptions): Named {
  const there = guardsHold(entry.guards, assumptions);
  if (there === "no") return NOT_NAMED;
  const named = matchEntry(entry.principal, principal);
  return there === "yes" ? named : { answer: and(there, named.answer), via: named.via };
}

function widen(reach: Reach, named: Principal, answer: Answer, via: PrincipalMatch): Reach {
  // An unknown principal may turn out to be any of them.
  if (named.kind === "unknown" && answer !== "yes") {
    return { session: or(reach.session, answer), direct: or(reach.direct, answer), account: or(reach.account, answer) };
  }
  if (via === "account") return { ...reach, account: or(reach.account, answer) };
  return via === "role" || via === "anyone" ? { ...reach, direct: or(reach.direct, answer) } : { ...reach, session: or(reach.session, answer) };
}

const STRENGTH: readonly PrincipalMatch[] = ["session", "user", "service", "other", "role", "anyone", "account"];

function stronger(a: PrincipalMatch | undefined, b: PrincipalMatch): PrincipalMatch {
  return a !== undefined && STRENGTH.indexOf(a) <= STRENGTH.indexOf(b) ? a : b;
}

interface Named {
  readonly answer: Answer;
  readonly via: PrincipalMatch;
}

const NOT_NAMED: Named = { answer: "no", via: "other" };

function matchEntry(named: Principal, principal: RequestPrincipal): Named {
  switch (named.kind) {
    case "anyone":
      return { answer: "yes", via: "anyone" };
    case "service":
      // Exact and case-sensitive; `states.us-east-1.amazonaws.com` and `states.amazonaws.com` are two principals.
      return principal.kind === "service" ? { answer: unify(named.service, principal.service), via: "service" } : NOT_NAMED;
    case "federated":
      return principal.kind === "federated" ? { answer: unify(named.provider, principal.provider), via: "other" } : NOT_NAMED;
    case "canonical-user":
      return principal.kind === "canonical-user" ? { answer: unify(named.id, principal.id), via: "other" } : NOT_NAMED;
    case "account":
      return { answer: isOfAccount(named.account, named.partition, principal), via: "account" };
    case "role":
      return principal.kind === "role-session" ? { answer: unify(named.arn, principal.roleArn), via: "role" } : NOT_NAMED;
    case "session":
      return principal.kind === "role-session" ? { answer: unify(named.arn, arnOfSession(principal)), via: "session" } : NOT_NAMED;
    case "user":
      return principal.kind === "user" ? { answer: unify(named.arn, principal.arn), via: "user" } : NOT_NAMED;
    case "unknown":
      return matchUnknown(named, principal);
    default:
      // A federated user makes no request that we ask about; a deleted principal and a malformed one match nobody.
      return NOT_NAMED;
  }
}

function isOfAccount(account: Text, partition: Text | undefined, principal: RequestPrincipal): Answer {
  if (!("account" in principal)) return "no";
  const same = unify(account, principal.account);
  const own = partitionOf(principal);
  // A partition that is not known is the one that both live in: no role is trusted across partitions.
  return same === "no" || partition === undefined || own === undefined || unify(partition, own) !== "no" ? same : "no";
}

function partitionOf(principal: RequestPrincipal): Text | undefined {
  if (principal.kind === "role-session") return principal.partition;
  return principal.kind === "user" ? parseArn(principal.arn)?.partition : undefined;
}

function arnOfSession(principal: RequestPrincipal & { readonly kind: "role-session" }): Text {
  return sessionArn(principal.partition, principal.account, principal.roleName, principal.sessionName);
}

/**
 * A principal that is not fully known: certain only where it is the very role, or no way of naming the caller fits. Under `AWS`
 * stand accounts, roles, sessions and users, never a service or an identity provider. (That the value turns out to be `*` is
 * left out of account there: nearly every template with a parameter for a caller would otherwise be one that SageMaker may enter.)
 */
function matchUnknown(named: Principal & { readonly kind: "unknown" }, principal: RequestPrincipal): Named {
  const unknown: Named = { answer: unknownBecause(named.cause), via: "other" };
  if (principal.kind === "role-session" && unify(named.value, principal.roleArn) === "yes") return { answer: "yes", via: "role" };
  if (principal.kind === "user" && unify(named.value, principal.arn) === "yes") return { answer: "yes", via: "user" };
  if (named.anyType !== true && isOfOtherType(principal)) return NOT_NAMED;
  const beginning = isKnown(named.value) ? named.value : named.value.parts[0];
  if (typeof beginning !== "string" || !beginning.startsWith("arn:")) return unknown;
  const names = namesOf(principal);
  return names.every((name) => unify(named.value, name) === "no") ? NOT_NAMED : unknown;
}

function isOfOtherType({ kind }: RequestPrincipal): boolean {
  return kind === "service" || kind === "federated" || kind === "canonical-user";
}

/** The ARNs under which a principal can be named. */
function namesOf(principal: RequestPrincipal): readonly Text[] {
  switch (principal.kind) {
    case "role-session":
      return [principal.roleArn, arnOfSession(principal), text("arn:", principal.partition, ":iam::", principal.account, ":root")];
    case "user":
      return [principal.arn, text("arn:", parseArn(principal.arn)?.partition ?? "aws", ":iam::", principal.account, ":root")];
    case "root":
      return ["aws", "aws-cn", "aws-us-gov"].map((partition) => text("arn:", partition, ":iam::", principal.account, ":root"));
    default:
      return [];
  }
}
