/**
 * Roles that a chain may lead to and that nobody can tell of: their trust policy, or whom it names, is not known. No hop leads there, so
 * without a word about them a domain would look sound because nothing was seen.
 */
import { matchElement } from "../iam/evaluate.ts";
import type { Statement } from "../iam/types.ts";
import { matchTokens } from "../iam/wildcard.ts";
import { type Cause, holesOf, isKnown } from "../text/symbolic.ts";
import { STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY } from "./request-context.ts";
import type { RoleNode } from "./types.ts";
import type { Walk } from "./walk.ts";

/** What would have to be known of a role that no chain reaches; undefined where it certainly breaks none. */
export function whyHidden(node: RoleNode, walked: Walk): Cause | undefined {
  const { trust } = node;
  // A policy that is not in the input is told where a chain needs it.
  if (!("document" in trust)) return trust.cause.kind === "policy" ? undefined : trust.cause;
  for (const statement of trust.document.statements) {
    const cause = causeIn(statement, node, walked);
    // What is malformed is reported by a rule of its own, of whatever role; a verdict on a domain is kept back only where somebody may go there.
    if (cause !== undefined && (cause.kind !== "malformed" || isGranted(node, walked))) return cause;
  }
  return undefined;
}

function causeIn(statement: Statement, node: RoleNode, walked: Walk): Cause | undefined {
  const { effect, principals } = statement;
  if (typeof effect !== "string") return effect.unknown;
  if (effect !== "Allow" || principals === undefined || principals.negated) return undefined;
  const [own] = holesOf(node.role.account);
  for (const { principal } of principals.entries) {
    // What is known of nearly every role comes first: whether it refuses is worked out for the few others.
    if (principal.kind === "unknown" && refuses(statement)) return principal.cause;
    // Another account's root or the own one: that depends on which account the role is in.
    const isOpen = principal.kind === "account" && isKnown(principal.account) && own !== undefined;
    if (isOpen && refuses(statement) && isGranted(node, walked)) return own.cause;
  }
  return undefined;
}

/** Lets somebody in, but not with a source identity. */
function refuses({ actions }: Statement): boolean {
  const answer = (action: string) => (actions === undefined ? "no" : matchElement(actions, action, { ignoreCase: true }));
  return answer(STS_ASSUME_ROLE) !== "no" && answer(STS_SET_SOURCE_IDENTITY) !== "yes";
}

/** Some role on a chain may assume it, as far as its own permissions go. */
function isGranted(node: RoleNode, { grants }: Walk): boolean {
  return grants.some(({ pattern }) => pattern === undefined || matchTokens(pattern.tokens, node.role.arn, { ignoreCase: false }) !== "no");
}
