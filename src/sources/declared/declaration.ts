/** What every reader of a declared thing gets, whichever tool it is declared with, and where it puts what it found. */
import type {
  App,
  AttachedPolicy,
  Declared,
  Domain,
  EmrCluster,
  EmrSecurityConfiguration,
  InstanceProfile,
  Located,
  ManagedPolicy,
  Role,
  Space,
  UserProfile,
} from "../../model/inventory.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, isKnown, type Text } from "../../text/symbolic.ts";
import type { Guard, Value } from "../../text/value.ts";
import type { Context } from "./context.ts";
import { branches, property, settled } from "./values.ts";

/** Things as they are found; policies that belong to another resource wait until all are read. */
export interface Draft {
  readonly roles: Role[];
  readonly managedPolicies: ManagedPolicy[];
  readonly instanceProfiles: InstanceProfile[];
  readonly domains: Domain[];
  readonly userProfiles: UserProfile[];
  readonly spaces: Space[];
  readonly apps: App[];
  readonly emrSecurityConfigurations: EmrSecurityConfiguration[];
  readonly emrClusters: EmrCluster[];
  readonly attachments: Attachment[];
}

export function emptyDraft(): Draft {
  return {
    roles: [],
    managedPolicies: [],
    instanceProfiles: [],
    domains: [],
    userProfiles: [],
    spaces: [],
    apps: [],
    emrSecurityConfigurations: [],
    emrClusters: [],
    attachments: [],
  };
}

/** A policy that its own resource attaches to a role, which it names. */
export interface Attachment {
  readonly policy: string;
  readonly role: Located<Text>;
  readonly account: Text;
  readonly guards: readonly Guard[];
  /** The policy as one of the role's, under the guards that the role itself does not have. */
  readonly attach: (guards: readonly Guard[]) => AttachedPolicy;
}

export interface Declaration {
  readonly draft: Draft;
  readonly run: Context;
  /** Logical id or resource address; unique in the run together with its stack or root module, as `key` is. */
  readonly name: string;
  readonly key: string;
  readonly account: Text;
  readonly region: Text;
  readonly partition: Text;
  /** With the names of the API and of CloudFormation: `DefaultUserSettings.ExecutionRole`. */
  readonly properties: Value | undefined;
  readonly guards: readonly Guard[];
  /** The resource's key or header. */
  readonly at: Pointer;
  /** How reports call the thing where its ARN is not fully known. */
  readonly address: string;
}

export function propertyOf(declaration: Declaration, ...path: readonly string[]): Value | undefined {
  return property(declaration.run, declaration.properties, ...path);
}

/** The ARN where it is fully known, and then the address besides; else the address alone. */
export function naming({ address }: Declaration, arn: Text | undefined): Pick<Declared, "subject"> & { readonly address?: string } {
  return arn !== undefined && isKnown(arn) ? { subject: arn, address } : { subject: address };
}

/** `guards` without those that `others` hold already. */
export function beyond(guards: readonly Guard[], others: readonly Guard[]): readonly Guard[] {
  return guards.filter((guard) => !others.some((other) => other.cause.id === guard.cause.id && other.when === guard.when));
}

/** Conditions by which one resource is read as several; more than these become unknown. */
const MAX_VARIANT_CONDITIONS = 2;

/**
 * The resource as it is under each outcome of the conditions that decide on the given values: a role under `Fn::If` is then a
 * known role in each variant, rather than an unknown one. Each variant carries the condition among its guards.
 */
export function variants<D extends Declaration>(declaration: D, paths: readonly (readonly string[])[], conditions = MAX_VARIANT_CONDITIONS): readonly D[] {
  const open = conditions === 0 ? undefined : openCondition(declaration, paths);
  if (open === undefined) return [declaration];
  return [true, false].flatMap((when) => {
    const guard: Guard = { cause: open, when };
    const variant: D = { ...declaration, properties: settled(declaration.properties, guard), guards: [...declaration.guards, guard] };
    return variants(variant, paths, conditions - 1);
  });
}

function openCondition(declaration: Declaration, paths: readonly (readonly string[])[]): Cause | undefined {
  const values = paths.flatMap((path) => [propertyOf(declaration, ...path)]);
  for (const value of values) {
    const [first, ...others] = branches(value);
    if (value?.kind === "choice" && (first === undefined || others.length > 0 || value.then === undefined || value.otherwise === undefined))
      return value.condition;
  }
  return undefined;
}
