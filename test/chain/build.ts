/** Small inventories, said in few words: roles by name, policies by who may do what. */
import { buildChainGraph } from "../../src/chain/index.ts";
import type { ChainGraph, ChainOptions, Hop, RoleNode } from "../../src/chain/types.ts";
import { createWorld, type World } from "../../src/chain/world.ts";
import {
  type AttachedPolicy,
  type Domain,
  emptyInventory,
  type Inventory,
  type ManagedPolicy,
  type Propagation,
  type Role,
  type UserProfile,
  type UserSettings,
} from "../../src/model/inventory.ts";
import { child, rootPointer } from "../../src/text/pointer.ts";
import type { Text } from "../../src/text/symbolic.ts";

export const HOME = "111122223333";
export const AWAY = "444455556666";
export const BOTH = ["sts:AssumeRole", "sts:SetSourceIdentity"];

const FILE = rootPointer("input.json");

export function arn(name: string, account = HOME): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

export function root(account = HOME): string {
  return `arn:aws:iam::${account}:root`;
}

/** A permissions policy's statement. */
export function may(action: string | readonly string[], resource: string | readonly string[], more: object = {}): object {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

export function mayNot(action: string | readonly string[], resource: string | readonly string[], more: object = {}): object {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

/** A trust policy's statement that lets principals under `AWS` do both. */
export function trusts(principal: string | readonly string[], more: object = {}): object {
  return { Effect: "Allow", Principal: { AWS: principal }, Action: BOTH, ...more };
}

export const TRUSTS_SAGEMAKER = { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: BOTH };

interface RoleFacts {
  readonly account?: string;
  readonly trust?: readonly object[];
  readonly permissions?: readonly object[];
  readonly boundary?: readonly object[];
  readonly arn?: Text;
}

export function role(name: string, { account = HOME, trust = [], permissions = [], boundary, arn: ownArn }: RoleFacts = {}): Role {
  const at = child(FILE, "roles", name);
  const document = (statements: readonly object[], key: string) =>
    ({ kind: "json", json: { Version: "2012-10-17", Statement: statements }, at: child(at, key) }) as const;
  const inline = (statements: readonly object[], key: string): AttachedPolicy => ({ kind: "inline", name: key, source: document(statements, key) });
  return {
    subject: arn(name, account),
    at,
    guards: [],
    arn: ownArn ?? arn(name, account),
    name,
    account,
    partition: "aws",
    roleId: undefined,
    trust: document(trust, "trust"),
    policies: permissions.length === 0 ? [] : [inline(permissions, "permissions")],
    policiesUnseen: undefined,
    boundary: boundary && inline(boundary, "boundary"),
    tags: undefined,
    origin: undefined,
  };
}

function policyArn(name: string): string {
  return `arn:aws:iam::${HOME}:policy/${name}`;
}

export function managedPolicy(name: string, statements: readonly object[]): ManagedPolicy {
  const at = child(FILE, "policies", name);
  return {
    subject: policyArn(name),
    at,
    guards: [],
    arn: policyArn(name),
    name,
    origin: "input",
    document: { kind: "json", json: { Version: "2012-10-17", Statement: statements }, at },
  };
}

export function attached(name: string): AttachedPolicy {
  return { kind: "managed", arn: policyArn(name), at: child(FILE, "attached", name), guards: [] };
}

/** An execution role: SageMaker may assume it and set a source identity. */
export function executionRole(name: string, permissions: readonly object[] = [], more: RoleFacts = {}): Role {
  return role(name, { trust: [TRUSTS_SAGEMAKER], permissions, ...more });
}

interface SettingsFacts {
  readonly execution?: string;
  readonly assumable?: readonly string[];
  readonly runtime?: readonly string[];
}

function settings({ execution, assumable = [], runtime = [] }: SettingsFacts): UserSettings {
  const located = (value: string) => ({ value, at: child(FILE, "settings", value) });
  return {
    executionRole: execution === undefined ? undefined : located(execution),
    assumableRoles: assumable.map(located),
    emrRuntimeRoles: runtime.map(located),
    serviceRoles: [],
  };
}

interface DomainFacts extends SettingsFacts {
  readonly propagation?: "on" | "off";
  readonly spaceRole?: string;
  readonly sessionName?: "STATIC" | "USER_IDENTITY";
  readonly summaryOnly?: boolean;
}

export function domain(id: string, facts: DomainFacts): Domain {
  const at = child(FILE, "domains", id);
  const kind: Propagation["kind"] = facts.propagation ?? "on";
  return {
    subject: id,
    at,
    guards: [],
    id,
    arn: `arn:aws:sagemaker:eu-west-1:${HOME}:domain/${id}`,
    name: id,
    account: HOME,
    region: "eu-west-1",
    partition: "aws",
    propagation: { kind, at },
    defaultUserSettings: settings(facts),
    defaultSpaceSettings: facts.spaceRole === undefined ? undefined : settings({ execution: facts.spaceRole }),
    sessionNameMode: facts.sessionName && { value: facts.sessionName, at },
    trustedIdentityPropagation: undefined,
    rstudioRole: undefined,
    describedBy: "aws",
    authMode: undefined,
    summaryOnly: facts.summaryOnly ?? false,
  };
}

export function profile(name: string, domainId: string, facts?: SettingsFacts): UserProfile {
  return { subject: `${domainId}/${name}`, at: child(FILE, "profiles", name), guards: [], domainId, name, account: HOME, settings: facts && settings(facts) };
}

export function inventory(parts: Partial<Inventory>): Inventory {
  return { ...emptyInventory(), ...parts };
}

export const AS_CONFIGURED: ChainOptions = { propagation: "as-configured", entryRoles: [] };

export function graphOf(parts: Partial<Inventory>, options: Partial<ChainOptions> = {}): ChainGraph {
  return buildChainGraph(inventory(parts), { ...AS_CONFIGURED, ...options });
}

export function worldOf(parts: Partial<Inventory>): World {
  return createWorld(inventory(parts));
}

/** A studio whose only execution role is `Studio`, with propagation on. */
export function studio(permissions: readonly object[], others: readonly Role[], facts: DomainFacts = {}): Partial<Inventory> {
  return { domains: [domain("d-1", { execution: arn("Studio"), ...facts })], roles: [executionRole("Studio", permissions), ...others] };
}

export function nameOf(node: RoleNode): string {
  return typeof node.role.name === "string" ? node.role.name : node.role.subject;
}

export function reachedNames(graph: ChainGraph): readonly string[] {
  return [...graph.reached.keys()].map(nameOf).sort();
}

/** "Studio → Lake" */
export function arrows(hops: readonly Hop[]): readonly string[] {
  return hops.map(({ caller, target }) => `${nameOf(caller)} → ${nameOf(target)}`).sort();
}

export function hopTo(graph: ChainGraph, name: string): Hop {
  const found = graph.hops.filter(({ target }) => nameOf(target) === name);
  const [hop] = found;
  if (hop === undefined || found.length > 1) throw new Error(`expected one hop to ${name}, found ${found.length}`);
  return hop;
}
