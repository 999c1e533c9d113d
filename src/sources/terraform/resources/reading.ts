/** What every reader of a Terraform resource gets beyond what all declared things have. */
import type { DocumentSource, UnknownSource } from "../../../model/inventory.ts";
import type { Guard, Value } from "../../../text/value.ts";
import type { Declaration, Draft } from "../../declared/declaration.ts";
import { documentSource } from "../../declared/documents.ts";
import { isNull } from "../making.ts";
import type { Term } from "../term.ts";
import type { Resource, Run } from "../types.ts";
import { apiValue, documentValue, plainValue } from "../values.ts";

export interface Reading extends Declaration {
  readonly run: Run;
  readonly resource: Resource;
}

/** `shared`: addresses that several root modules of the run have, so that the root must be named too. */
export function openResource(draft: Draft, run: Run, resource: Resource, shared: ReadonlySet<string>): Reading {
  const { address, key, provider, guards, at } = resource;
  let properties: Value | undefined;
  return {
    draft,
    run,
    resource,
    name: address,
    key,
    account: provider.account,
    region: provider.region,
    partition: provider.partition,
    guards,
    at,
    address: shared.has(address) ? `${resource.root.name}:${address}` : address,
    // Only the readers of domains and their like ask for all of a resource.
    get properties() {
      properties ??= apiValue(plainValue(resource.body()));
      return properties;
    },
  };
}

/** The first of the attributes that is configured, as the resource has it: `aws` and `awscc` call some of them differently. */
export function configured({ resource }: Reading, ...names: readonly string[]): Term {
  const terms = names.map((name) => resource.configured(name));
  const [first] = terms;
  return terms.find((term) => !isNull(term)) ?? first ?? { kind: "scalar", value: null, at: resource.at };
}

export function configuredValue(reading: Reading, ...names: readonly string[]): Value | undefined {
  return plainValue(configured(reading, ...names));
}

/** The policy document under the first of the attributes that is configured. */
export function documentOf(reading: Reading, term: Term, guards: readonly Guard[] = []): DocumentSource | UnknownSource {
  return documentSource(reading.run, documentValue(term, reading.run), reading.at, guards);
}
