/** What every reader of a resource gets, and where it puts what it found. */
import type {
  App,
  AttachedPolicy,
  Domain,
  EmrCluster,
  EmrSecurityConfiguration,
  InstanceProfile,
  Located,
  ManagedPolicy,
  Role,
  Space,
  UserProfile,
} from "../../../model/inventory.ts";
import { keyOf, type Pointer } from "../../../text/pointer.ts";
import type { Cause, Text } from "../../../text/symbolic.ts";
import type { Guard, Value } from "../../../text/value.ts";
import { existence } from "../existence.ts";
import { subjectOf } from "../identity.ts";
import { propertiesOf, type Resource, type Run, type Scope, type Stack, stackScope, withGuards } from "../run.ts";
import { addressOf } from "../stacks.ts";
import { branches, property, settled } from "../values.ts";

/** Things as they are found; policies and domain settings that belong to another resource wait until all are read. */
export interface Draft {
  readonly run: Run;
  readonly sharedAddresses: ReadonlySet<string>;
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
  readonly domainUpdates: DomainUpdate[];
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

/** What a custom resource sets on a domain by calling UpdateDomain. */
export interface DomainUpdate {
  readonly domainId: Text;
  readonly settings: Value;
  readonly resource: Reading;
}

export interface Reading {
  readonly draft: Draft;
  readonly run: Run;
  readonly stack: Stack;
  readonly resource: Resource;
  readonly scope: Scope;
  readonly properties: Value | undefined;
  readonly guards: readonly Guard[];
  /** The resource's key. */
  readonly at: Pointer;
}

/** The resource with its properties evaluated; undefined where it certainly does not exist. */
export function openResource(draft: Draft, stack: Stack, resource: Resource): Reading | undefined {
  const { run } = draft;
  const guards = existence(run, stack, resource);
  if (guards === undefined) return undefined;
  const scope: Scope = withGuards({ ...stackScope(run, stack), bindings: resource.bindings, whole: true }, guards);
  const { json, at } = propertiesOf(resource);
  const properties = json === undefined ? undefined : run.evaluate(json, at, scope);
  return { draft, run, stack, resource, scope, properties, guards, at: keyOf(resource.at) };
}

export function propertyOf(reading: Reading, ...path: readonly string[]): Value | undefined {
  return property(reading.run, reading.properties, ...path);
}

/** The ARN where it is fully known, else the logical id, behind its stack where several stacks have a resource of that id. */
export function subject(reading: Reading, arn: Text | undefined): string {
  const address = addressOf(reading.stack, reading.resource);
  return subjectOf(arn, reading.draft.sharedAddresses.has(address) ? `${outermost(reading.stack).key}:${address}` : address);
}

/** Nested stacks stand in the address already. */
function outermost(stack: Stack): Stack {
  return stack.parent === undefined ? stack : outermost(stack.parent.stack);
}

/** Conditions by which one resource is read as several; more than these become unknown. */
const MAX_VARIANT_CONDITIONS = 2;

/**
 * The resource as it is under each outcome of the conditions that decide on the given values: a role under `Fn::If` is then a
 * known role in each variant, rather than an unknown one. Each variant carries the condition among its guards.
 */
export function variants(reading: Reading, paths: readonly (readonly string[])[], conditions = MAX_VARIANT_CONDITIONS): readonly Reading[] {
  const open = conditions === 0 ? undefined : openCondition(reading, paths);
  if (open === undefined) return [reading];
  return [true, false].flatMap((when) => {
    const guard: Guard = { cause: open, when };
    const variant: Reading = { ...reading, properties: settled(reading.properties, guard), guards: [...reading.guards, guard] };
    return variants(variant, paths, conditions - 1);
  });
}

function openCondition(reading: Reading, paths: readonly (readonly string[])[]): Cause | undefined {
  const values = paths.flatMap((path) => [propertyOf(reading, ...path)]);
  for (const value of values) {
    const [first, ...others] = branches(value);
    if (value?.kind === "choice" && (first === undefined || others.length > 0 || value.then === undefined || value.otherwise === undefined))
      return value.condition;
  }
  return undefined;
}
