/** What belongs to each domain: its user profiles, spaces and apps, and whether its sessions carry a source identity. */
import { addGuards } from "../iam/guards.ts";
import { unify } from "../iam/wildcard.ts";
import type { Declared, Domain, Inventory, Propagation } from "../model/inventory.ts";
import { type Text, textKey } from "../text/symbolic.ts";
import type { ChainOptions, Members, PropagationState } from "./types.ts";

export function membersOf(inventory: Inventory, options: ChainOptions): ReadonlyMap<Domain, Members> {
  const only = isOnlyDomain(inventory.domains);
  return new Map(
    inventory.domains.map((domain) => {
      const isOf = (thing: Declared & { readonly domainId: Text }): boolean =>
        isOfDomain(thing.domainId, domain, only) && addGuards(thing.guards, domain.guards) !== undefined;
      const { userProfiles, spaces, apps } = inventory;
      return [domain, { state: stateOf(domain, options), profiles: userProfiles.filter(isOf), spaces: spaces.filter(isOf), apps: apps.filter(isOf) }];
    }),
  );
}

/** Whether its sessions carry a source identity. */
export function stateOf(domain: Domain | undefined, options: ChainOptions): PropagationState {
  if (options.propagation !== "as-configured") return options.propagation;
  return domain?.propagation.kind ?? "unknown";
}

/** Whether two references to a domain mean the same one: equal ids, or one that may be equal where it is the only domain. */
export function isOfDomain(domainId: Text, domain: Domain, only: boolean): boolean {
  return textKey(domainId) === textKey(domain.id) || (only && unify(domainId, domain.id) !== "no");
}

/** A domain whose settings a condition decides on stands in the inventory once for each way, with one id. */
export function isOnlyDomain(domains: readonly Domain[]): boolean {
  return new Set(domains.map((domain) => textKey(domain.id))).size === 1;
}

/** The inventory with domains whose propagation settles none of a template's conditions, as `Propagation.on` says that it does. */
export function withSwitchOfItsOwn(inventory: Inventory): Inventory {
  return { ...inventory, domains: inventory.domains.map((domain) => ({ ...domain, propagation: byItself(domain.propagation) })) };
}

function byItself(propagation: Propagation): Propagation {
  return propagation.kind === "unknown" ? { kind: "unknown", cause: propagation.cause, at: propagation.at } : propagation;
}
