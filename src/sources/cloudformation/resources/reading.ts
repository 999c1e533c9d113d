/** What every reader of a template's resource gets beyond what all declared things have. */
import { keyOf } from "../../../text/pointer.ts";
import type { Text } from "../../../text/symbolic.ts";
import type { Value } from "../../../text/value.ts";
import type { Declaration, Draft } from "../../declared/declaration.ts";
import { existence } from "../existence.ts";
import { propertiesOf, type Resource, type Run, type Scope, type Stack, stackScope, withGuards } from "../run.ts";
import { addressOf } from "../stacks.ts";

/** Domain settings that belong to another resource wait, as policies do. */
export interface StackDraft extends Draft {
  readonly run: Run;
  readonly sharedAddresses: ReadonlySet<string>;
  readonly domainUpdates: DomainUpdate[];
}

/** What a custom resource sets on a domain by calling UpdateDomain. */
export interface DomainUpdate {
  readonly domainId: Text;
  readonly settings: Value;
  readonly resource: Reading;
}

export interface Reading extends Declaration {
  readonly draft: StackDraft;
  readonly run: Run;
  readonly stack: Stack;
  readonly resource: Resource;
  readonly scope: Scope;
}

/** The resource with its properties evaluated; undefined where it certainly does not exist. */
export function openResource(draft: StackDraft, stack: Stack, resource: Resource): Reading | undefined {
  const { run } = draft;
  const guards = existence(run, stack, resource);
  if (guards === undefined) return undefined;
  const scope: Scope = withGuards({ ...stackScope(run, stack), bindings: resource.bindings, whole: true }, guards);
  const { json, at } = propertiesOf(resource);
  const properties = json === undefined ? undefined : run.evaluate(json, at, scope);
  const { account, region, partition } = stack;
  const { logicalId: name } = resource;
  const address = shownAddress(draft, stack, resource);
  return {
    draft,
    run,
    stack,
    resource,
    scope,
    name,
    key: `${stack.key}/${name}`,
    account,
    region,
    partition,
    properties,
    guards,
    at: keyOf(resource.at),
    address,
  };
}

/** The logical id, behind its stack where several stacks have a resource of that id. */
function shownAddress(draft: StackDraft, stack: Stack, resource: Resource): string {
  const address = addressOf(stack, resource);
  return draft.sharedAddresses.has(address) ? `${outermost(stack).key}:${address}` : address;
}

/** Nested stacks stand in the address already. */
function outermost(stack: Stack): Stack {
  return stack.parent === undefined ? stack : outermost(stack.parent.stack);
}
