/**
 * Everything that a question about a role needs, looked up and compiled at most once: its trust policy, its permissions
 * policies, its boundary, the organization's policies of its account.
 */
import { roleArnParts } from "../iam/arn.ts";
import { authorize } from "../iam/authorize.ts";
import { createPolicyReader } from "../iam/compile.ts";
import { fullAccess } from "../iam/organization.ts";
import type { ApplicablePolicies, Assumptions, Authorization, Policy, PolicyOrUnknown, Request } from "../iam/types.ts";
import type { AttachedPolicy, DocumentSource, Inventory, ManagedPolicy, OrganizationPolicy, Role, UnknownSource } from "../model/inventory.ts";
import type { Pointer } from "../text/pointer.ts";
import { type Cause, holesOf, isKnown, showText, type Text, textKey } from "../text/symbolic.ts";
import type { Guard } from "../text/value.ts";
import { indexRoles, type RoleIndex } from "./role-index.ts";
import { indexTrust, type TrustIndex } from "./trust-index.ts";
import type { RoleNode } from "./types.ts";

/** What bears on a caller, whatever it asks for. */
export interface CallerSide {
  readonly identity: readonly PolicyOrUnknown[];
  readonly boundary: PolicyOrUnknown | undefined;
  readonly scps: readonly (readonly PolicyOrUnknown[])[];
  /** Some of these policies asks for the source identity. */
  readonly looksAtIdentity: boolean;
}

export function looksAtIdentity(policy: PolicyOrUnknown): boolean {
  return "document" in policy && (policy.document.keys.has("sts:sourceidentity") || policy.document.keys.has("aws:sourceidentity"));
}

export interface World {
  readonly inventory: Inventory;
  readonly nodes: readonly RoleNode[];
  readonly roles: RoleIndex;
  readonly trusts: TrustIndex;
  /** The role with this ARN; one that stands for it, with unknown policies, where the input does not hold it. */
  readonly nodeFor: (arn: Text, named: Pointer) => RoleNode;
  readonly callerSide: (node: RoleNode) => CallerSide;
  readonly rcps: (account: Text) => readonly PolicyOrUnknown[];
  /** `authorize`, counted. */
  readonly ask: (request: Request, policies: ApplicablePolicies, assumptions?: Assumptions) => Authorization;
  readonly asked: () => number;
}

export function createWorld(inventory: Inventory): World {
  const read = createPolicyReader();
  const toPolicy = (source: DocumentSource | UnknownSource, label: string, opaque = false): PolicyOrUnknown => {
    if (source.kind === "unknown") return { cause: source.cause, at: source.at, label };
    const guards: readonly Guard[] = source.guards ?? [];
    return { document: read(source), at: source.at, label, ...(opaque && { opaque }), ...(guards.length > 0 && { guards }) };
  };
  const nodes = inventory.roles.map((role): RoleNode => ({ role, inInput: true, trust: toPolicy(role.trust, `trust policy of \`${role.subject}\``) }));
  const roles = indexRoles(nodes);
  const managed = indexManagedPolicies(inventory.managedPolicies, toPolicy);
  const scps = inventory.organizationPolicies.filter((policy) => policy.policyKind === "scp");
  const rcps = inventory.organizationPolicies.filter((policy) => policy.policyKind === "rcp");
  // By account: thousands of roles have the same few.
  const scpsOf = new Map<string, CallerSide["scps"]>();
  const rcpsOf = new Map<string, readonly PolicyOrUnknown[]>();
  const outside = new Map<string, RoleNode>();
  const sides = new Map<RoleNode, CallerSide>();
  let asked = 0;

  const attached = (policy: AttachedPolicy): PolicyOrUnknown =>
    policy.kind === "inline" ? toPolicy(policy.source, `inline policy \`${showText(policy.name)}\``) : managed(policy.arn, policy.at, policy.guards);

  return {
    inventory,
    nodes,
    roles,
    trusts: indexTrust(nodes),
    nodeFor: (arn, named) => roles.byArn(arn) ?? remembered(outside, textKey(arn), () => outsideNode(arn, named)),
    callerSide: (node) =>
      remembered(sides, node, () => {
        const { role } = node;
        const identity = role.policies.map(attached);
        if (role.policiesUnseen !== undefined) identity.push({ cause: role.policiesUnseen, at: role.at, label: `permissions policies of \`${role.subject}\`` });
        const boundary = role.boundary && attached(role.boundary);
        const levels = remembered(scpsOf, textKey(role.account), () => levelsFor(scps, role.account, toPolicy));
        const all = [...identity, ...(boundary === undefined ? [] : [boundary]), ...levels.flat()];
        return { identity, boundary, scps: levels, looksAtIdentity: all.some(looksAtIdentity) };
      }),
    rcps: (account) =>
      remembered(rcpsOf, textKey(account), () =>
        rcps.filter((policy) => appliesTo(policy, account)).map((policy) => toPolicy(policy.document, `resource control policy \`${policy.name}\``)),
      ),
    ask: (request, policies, assumptions) => {
      asked += 1;
      return authorize(request, policies, assumptions);
    },
    asked: () => asked,
  };
}

function remembered<K, V>(known: Map<K, V>, key: K, find: () => V): V {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}

function outsideNode(arn: Text, named: Pointer): RoleNode {
  const subject = showText(arn);
  const cause: Cause = { kind: "missing", id: `role:${subject}`, what: `role \`${subject}\` is not in the input`, at: named };
  const parts = roleParts(arn, cause);
  const role: Role = {
    subject,
    at: named,
    guards: [],
    arn,
    ...parts,
    roleId: undefined,
    trust: { kind: "unknown", cause, at: named },
    policies: [],
    policiesUnseen: cause,
    boundary: undefined,
    tags: undefined,
    origin: undefined,
  };
  return { role, inInput: false, trust: { cause, at: named, label: `trust policy of \`${subject}\`` } };
}

function roleParts(arn: Text, cause: Cause): { readonly account: Text; readonly partition: Text; readonly name: Text } {
  const parts = roleArnParts(arn);
  if (parts !== undefined) return { account: parts.account, partition: parts.partition, name: parts.name };
  const hole = (what: string, shape: "account" | "segment"): Text => ({ parts: [{ id: `${what} of ${textKey(arn)}`, cause, shape }] });
  return { account: hole("account", "account"), partition: hole("partition", "segment"), name: hole("name", "segment") };
}

type ToPolicy = (source: DocumentSource | UnknownSource, label: string, opaque?: boolean) => PolicyOrUnknown;

/** Managed policies by ARN: from the input or the bundled table; any other is unknown, never empty. */
function indexManagedPolicies(policies: readonly ManagedPolicy[], toPolicy: ToPolicy): (arn: Text, at: Pointer, guards: readonly Guard[]) => PolicyOrUnknown {
  const byArn = new Map(policies.map((policy) => [textKey(policy.arn), policy]));
  const compiled = new Map<ManagedPolicy, PolicyOrUnknown>();
  return (arn, at, guards) => {
    const policy = byArn.get(textKey(arn));
    const name = showText(arn);
    if (policy === undefined) {
      return { cause: missingPolicy(arn, name, at), at, label: `managed policy \`${name}\`` };
    }
    let found = compiled.get(policy);
    if (found === undefined) {
      const label = `managed policy \`${isKnown(policy.name) ? policy.name : policy.subject}\``;
      found = { ...toPolicy(policy.document, label, policy.origin === "bundled"), ...(isOfAws(policy) && { awsManaged: true }) };
      compiled.set(policy, found);
    }
    if (!("document" in found)) return found;
    const all = [...(found.guards ?? []), ...guards];
    return { ...found, ...(found.opaque && { at }), ...(all.length > 0 && { guards: all }) } satisfies Policy;
  };
}

/** Where its name is not known, what settles that settles all. */
function missingPolicy(arn: Text, name: string, at: Pointer): Cause {
  const cause = { kind: "policy", id: `policy:${textKey(arn)}`, at } as const;
  if (isKnown(arn)) return { ...cause, what: `managed policy \`${name}\` is not in the input` };
  const [hole] = holesOf(arn);
  const why = hole === undefined ? "" : ` (${hole.cause.what})`;
  return { ...cause, what: `which managed policy \`${name}\` is, is not known${why}`, ...(hole?.cause.settle !== undefined && { settle: hole.cause.settle }) };
}

/** The account in the ARN of an AWS managed policy is `aws`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
function isOfAws({ arn, origin }: ManagedPolicy): boolean {
  return origin === "bundled" || /^arn:[^:]*:iam::aws:/.test(showText(arn));
}

function appliesTo(policy: OrganizationPolicy, account: Text): boolean {
  if (policy.accounts !== undefined) return !isKnown(account) || policy.accounts.includes(account);
  return policy.managementAccount === undefined || policy.managementAccount !== account;
}

/**
 * The SCPs of an account, level by level. Where the input does not tell the levels, all count as one. A level without any
 * Allow is one whose FullAWSAccess was not exported with the rest (describe-policy gives one policy at a time): only its
 * Denies count, since an account under such a level could do nothing at all.
 */
function levelsFor(scps: readonly OrganizationPolicy[], account: Text, toPolicy: ToPolicy): readonly (readonly PolicyOrUnknown[])[] {
  const levels = new Map<number | undefined, PolicyOrUnknown[]>();
  for (const scp of scps) {
    if (!appliesTo(scp, account)) continue;
    const level = levels.get(scp.level);
    const policy = toPolicy(scp.document, `service control policy \`${scp.name}\``);
    if (level === undefined) levels.set(scp.level, [policy]);
    else level.push(policy);
  }
  return [...levels.values()].map((level) => (level.some(mayAllow) ? level : [...level, fullAccess("service control policy `FullAWSAccess`", level[0]?.at)]));
}

function mayAllow(policy: PolicyOrUnknown): boolean {
  return !("document" in policy) || policy.document.statements.some((statement) => statement.effect !== "Deny");
}
