/**
 * Roles that chains lead to and the input does not hold: what has to be asked for where an account does not tell all of its roles.
 */
import type { Inventory } from "../model/inventory.ts";
import { isKnown } from "../text/symbolic.ts";
import { buildChainGraph } from "./index.ts";

/** ARNs of roles, as far as they are known. As if propagation were on everywhere: the chains are the same, and none is left out. */
export function rolesNeeded(inventory: Inventory, entryRoles: readonly string[]): readonly string[] {
  const { entries, reached } = buildChainGraph(inventory, { propagation: "on", entryRoles });
  const nodes = new Set([...entries.map(({ node }) => node), ...reached.keys()]);
  return [...nodes].flatMap(({ inInput, role: { arn } }) => (!inInput && isKnown(arn) && arn.startsWith("arn:") ? [arn] : []));
}
