/** Which policy of an AWS account a document of the input is: only of what was read from AWS, where the original is at hand. */
import { documentJson } from "../iam/compile.ts";
import type { AttachedPolicy, DocumentSource, Inventory, Role, UnknownSource } from "../model/inventory.ts";
import { type Pointer, pointerKey } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";

export type DeployedPolicy = {
  /** The document as AWS has it, decoded. */
  readonly json: unknown;
  readonly account: string;
} & (
  | { readonly kind: "trust"; readonly role: Role; readonly roleName: string }
  | { readonly kind: "inline"; readonly role: Role; readonly roleName: string; readonly name: string }
  | { readonly kind: "managed"; readonly arn: string }
);

/**
 * Those of the documents at these places that are deployed, by `pointerKey`. A role has an id where it was read from AWS, and nowhere
 * else. Places are compared as objects: a policy keeps that of its source, and keys of all policies of a large account would cost.
 */
export function deployedPolicies({ roles, managedPolicies }: Inventory, wanted: ReadonlySet<Pointer>): ReadonlyMap<string, DeployedPolicy> {
  const found = new Map<string, DeployedPolicy>();
  const put = (source: DocumentSource | UnknownSource, policy: (json: unknown) => DeployedPolicy): void => {
    if (source.kind !== "json" || !wanted.has(source.at)) return;
    const json = documentJson(source.json);
    if (json !== undefined) found.set(pointerKey(source.at), policy(json));
  };
  for (const role of roles) {
    const { roleId, name: roleName, account } = role;
    if (roleId === undefined || !isKnown(roleName) || !isKnown(account)) continue;
    put(role.trust, (json) => ({ kind: "trust", role, roleName, json, account }));
    for (const { name, source } of role.policies.filter(isInline)) {
      if (isKnown(name)) put(source, (json) => ({ kind: "inline", role, roleName, name, json, account }));
    }
  }
  for (const { arn, origin, document } of managedPolicies) {
    if (origin !== "input" || !isKnown(arn)) continue;
    // An AWS managed policy is in no account: its ARN has `aws` there.
    const account = /^arn:[^:]+:iam::(\d{12}):policy\//.exec(arn)?.[1];
    if (account !== undefined) put(document, (json) => ({ kind: "managed", arn, json, account }));
  }
  return found;
}

export function isInline(policy: AttachedPolicy): policy is AttachedPolicy & { readonly kind: "inline" } {
  return policy.kind === "inline";
}

/** The accounts whose roles, policies and domains the input describes. */
export function accountsOf({ roles, domains, managedPolicies }: Inventory): ReadonlySet<string> {
  const ofPolicies = managedPolicies.flatMap(({ arn }) => (isKnown(arn) ? (arn.split(":")[4] ?? []) : []));
  const accounts = [...roles, ...domains].flatMap(({ account }) => (isKnown(account) ? account : []));
  return new Set([...accounts, ...ofPolicies].filter((account) => /^\d{12}$/.test(account)));
}
