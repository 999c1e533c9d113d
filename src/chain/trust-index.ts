/**
 * Roles by whom they trust. Hops are found here and in the callers' permissions, never by trying every pair of roles:
 * a peer that tries all pairs is killed after an hour and a half on a large account.
 *
 * `:root` and `*` stay sets ("the account", "anyone"); they are not expanded to edges.
 */
import { parseArn, roleArnParts } from "../iam/arn.ts";
import type { Principal, Statement } from "../iam/types.ts";
import { type Text, textKey } from "../text/symbolic.ts";
import type { RoleNode } from "./types.ts";

export interface TrustIndex {
  /** Roles whose trust policy names this role, or a session of it. By name: the walk judges whether it is really that one. */
  readonly naming: (role: { readonly name: Text }) => readonly RoleNode[];
  /** Roles whose trust policy names this account (`:root` or the bare id). */
  readonly delegatingTo: (account: Text) => readonly RoleNode[];
  /** Roles whose trust policy lets anyone in (`*`). */
  readonly open: readonly RoleNode[];
  /** Roles whose trust policy names this service principal. */
  readonly trustingService: (service: string) => readonly RoleNode[];
  /** Roles whose answer differs from caller to caller of one account, so that one caller can't stand for another. */
  readonly isCallerDependent: (node: RoleNode) => boolean;
}

export function indexTrust(nodes: readonly RoleNode[]): TrustIndex {
  const sets = new Map<string, Set<RoleNode>>();
  const dependent = new Set<RoleNode>();
  const put = (key: string, node: RoleNode): void => {
    const set = sets.get(key);
    if (set === undefined) sets.set(key, new Set([node]));
    else set.add(node);
  };
  const get = (key: string): readonly RoleNode[] => [...(sets.get(key) ?? [])];

  for (const node of nodes) {
    if (!("document" in node.trust)) continue;
    for (const key of node.trust.document.keys) if (CALLER_KEY.test(key)) dependent.add(node);
    for (const statement of node.trust.document.statements) {
      if (statement.effect === "Deny") {
        if (namesSomeRole(statement)) dependent.add(node);
        continue;
      }
      // Allow with NotPrincipal is refused by IAM for trust policies (and reported); were it accepted, it would let anyone in.
      if (statement.principals?.negated) put("anyone", node);
      else for (const { principal } of statement.principals?.entries ?? []) put(keyOf(principal), node);
    }
  }
  return {
    naming: (role) => get(`role:${textKey(role.name)}`),
    delegatingTo: (account) => get(`account:${textKey(account)}`),
    open: get("anyone"),
    trustingService: (service) => get(`service:${service}`),
    isCallerDependent: (node) => dependent.has(node),
  };
}

/** Condition keys whose value differs between callers of one account. */
export const CALLER_KEY = /^aws:(principal(?!account|orgid|orgpaths|type|isawsservice|servicename)|userid|username)/;

function namesSomeRole(statement: Statement): boolean {
  return statement.principals?.entries.some(({ principal }) => principal.kind === "role" || principal.kind === "session") ?? false;
}

function keyOf(principal: Principal): string {
  switch (principal.kind) {
    case "anyone":
      return "anyone";
    case "account":
      return `account:${textKey(principal.account)}`;
    case "role":
      return `role:${textKey(roleArnParts(principal.arn)?.name ?? principal.arn)}`;
    case "session":
      return `role:${textKey(sessionRoleName(principal.arn) ?? principal.arn)}`;
    case "service":
      return `service:${textKey(principal.service)}`;
    default:
      return principal.kind;
  }
}

/** `arn:…:sts::A:assumed-role/NAME/SESSION` → NAME, where the name is known or one hole. */
function sessionRoleName(arn: Text): Text | undefined {
  const resource = parseArn(arn)?.resource;
  if (resource === undefined) return undefined;
  const parts = typeof resource === "string" ? [resource] : resource.parts;
  const [first, second] = parts;
  if (typeof first !== "string" || !first.startsWith("assumed-role/")) return undefined;
  const rest = first.slice("assumed-role/".length);
  if (rest !== "") return rest.split("/")[0];
  return second !== undefined && typeof second !== "string" ? { parts: [second] } : undefined;
}
