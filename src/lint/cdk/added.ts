/** What a remedy adds to a policy, as a statement by itself. In an app that is the same as an action more in the statement that is there. */
import type { ConditionTest, PrincipalEntry, Statement } from "../../iam/types.ts";
import { isKnown, type Text } from "../../text/symbolic.ts";
import { listOf, writtenActions } from "../elements.ts";
import type { PolicyEdit, StatementSnippet } from "../rule.ts";

export interface Added {
  readonly actions: readonly string[];
  readonly principals?: readonly AddedPrincipal[];
  readonly resources?: readonly Text[];
  /** Operator, key, values. */
  readonly conditions: readonly (readonly [string, string, readonly Text[]])[];
}

export interface AddedPrincipal {
  readonly type: "anyone" | "account" | "arn" | "service" | "federated";
  readonly value: Text;
}

/** Undefined where the edit also takes something away, denies something, or adds what is not known well enough to be written. */
export function addedBy({ statement, copyOf, set }: Pick<PolicyEdit, "statement" | "copyOf" | "set">): Added | undefined {
  if (statement === undefined) {
    if (set.Action === undefined || (set.Effect ?? copyOf?.statement.effect) !== "Allow") return undefined;
    return copyOf === undefined ? addedBySnippet(set) : likeStatement(copyOf.statement, listOf(set.Action), copyOf.without);
  }
  const known = writtenActions(statement);
  const wanted = listOf(set.Action);
  const isAdding = set.Action !== undefined && Object.keys(set).length === 1 && statement.actions?.negated === false;
  const actions = wanted.filter((action) => !known.includes(action));
  if (!isAdding || statement.effect !== "Allow" || actions.length === 0 || !known.every((action) => wanted.includes(action))) return undefined;
  return likeStatement(statement, actions, []);
}

/** A statement that is all written out. */
export function addedBySnippet({ Effect: effect, Action: actions, Principal: principal, Resource: resources, Condition: conditions = {} }: StatementSnippet) {
  if (effect !== "Allow" || actions === undefined) return undefined;
  const principals = principal === undefined ? undefined : Object.entries(principal === "*" ? { AWS: "*" } : principal).flatMap(principalsOf);
  const added: Added = {
    actions: listOf(actions),
    ...(principals && { principals }),
    ...(resources !== undefined && { resources: listOf(resources) }),
    conditions: Object.entries(conditions).flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => [operator, key, listOf(values)] as const)),
  };
  return added;
}

/** `without`: the keys of conditions (lower-cased) that are not to be copied. */
function likeStatement({ principals, resources, conditions, guards }: Statement, actions: readonly string[], without: readonly string[]): Added | undefined {
  const kept = conditions.filter(({ keyId }) => !without.includes(keyId));
  const entries = principals?.entries ?? [];
  const listed = entries.filter(({ principal }) => principal.kind !== "unique-id" && principal.kind !== "invalid").map(principalOf);
  const isPlain =
    ![guards, ...entries.map((entry) => entry.guards), ...(resources?.patterns ?? []).map((pattern) => pattern.guards)].some((each) => each.length > 0) &&
    kept.every(isWritable);
  if (!isPlain || principals?.negated || resources?.negated || listed.some((entry) => entry === undefined)) return undefined;
  if (principals !== undefined && listed.length === 0) return undefined;
  return {
    actions,
    ...(principals && { principals: listed.flatMap((entry) => entry ?? []) }),
    ...(resources && { resources: resources.patterns.map(({ source }) => source) }),
    conditions: kept.map(({ written, key, values }) => [written, key, values.map(({ source }) => source)] as const),
  };
}

function isWritable({ key, values, guards }: ConditionTest): boolean {
  return key !== "" && guards.length === 0 && values.every((value) => value.guards.length === 0);
}

/** IAM saves no policy that names a principal which is gone, or is none: those were left out before. */
function principalOf({ principal, source }: PrincipalEntry): AddedPrincipal | undefined {
  switch (principal.kind) {
    case "anyone":
      return { type: "anyone", value: source };
    case "account":
      return isKnown(principal.account) ? { type: "account", value: principal.account } : { type: "arn", value: source };
    case "role":
    case "session":
    case "user":
    case "federated-user":
      return { type: "arn", value: source };
    case "service":
      return { type: "service", value: principal.service };
    case "federated":
      return { type: "federated", value: principal.provider };
    case "unknown":
      return principal.anyType ? undefined : { type: "arn", value: source };
    default:
      return undefined;
  }
}

function principalsOf([type, values]: readonly [string, string | readonly string[]]): readonly AddedPrincipal[] {
  return listOf(values).map((value): AddedPrincipal => {
    if (type === "Service") return { type: "service", value };
    if (type === "Federated") return { type: "federated", value };
    if (value === "*") return { type: "anyone", value };
    return { type: /^\d{12}$/.test(value) ? "account" : "arn", value };
  });
}
