/** Whether IAM's quotas have room for what `--fix` adds: counted over all that is added to one policy, or to one role's inline policies. */
import type { ChainGraph } from "../chain/types.ts";
import { sizeOfText } from "../iam/compile.ts";
import type { PolicyOrUnknown } from "../iam/types.ts";
import type { Inventory } from "../model/inventory.ts";
import { pointerKey } from "../text/pointer.ts";
import { isInline } from "./deployed.ts";
import { oneOrList, writtenActions } from "./elements.ts";
import { grouped, QUOTAS } from "./quotas.ts";
import type { PolicyEdit } from "./rule.ts";

/** Why a policy has no room for all these edits, to follow a colon; by `pointerKey` of the policy's place. */
export function withoutRoom(
  edits: readonly PolicyEdit[],
  { graph, managedPolicies }: { readonly graph: ChainGraph } & Pick<Inventory, "managedPolicies">,
): ReadonlyMap<string, string> {
  if (edits.length === 0) return new Map();
  const added = addedTo(edits);
  const managed = new Set(managedPolicies.map(({ document }) => pointerKey(document.at)));
  const full = new Map<string, string>();
  for (const [place, { edit, size: more }] of added) {
    const { document } = edit.policy;
    const before = document.size;
    if (before === undefined) continue;
    const isTrust = document.statements.some(({ principals }) => principals !== undefined);
    const reason = isTrust ? trustReason(before, before + more) : managed.has(place) ? managedReason(before + more) : undefined;
    if (reason !== undefined) full.set(place, reason);
  }
  for (const [{ role }, policies] of graph.permissions) {
    const own = new Set(role.policies.filter(isInline).map(({ source }) => pointerKey(source.at)));
    const places = [...own].filter((place) => added.has(place));
    const total =
      places.length === 0 ? 0 : sum(policies.flatMap((policy) => sizeIn(policy, own))) + sum(places.flatMap((place) => added.get(place)?.size ?? []));
    if (total <= QUOTAS.inline) continue;
    const reason = `the role's inline policies would have ${grouped(total)} characters together, and IAM takes ${grouped(QUOTAS.inline)}: move some of their statements to a managed policy first`;
    for (const place of places) full.set(place, reason);
  }
  return full;
}

/** The default quota can be raised, which who has a longer policy has done. */
function trustReason(before: number, after: number): string | undefined {
  const { byDefault, atMost } = QUOTAS.trust;
  if (after > atMost)
    return `the trust policy would have ${grouped(after)} characters, and no account's quota goes beyond ${grouped(atMost)}: shorten it first`;
  if (after <= byDefault || before > byDefault) return undefined;
  return `the trust policy would have ${grouped(after)} characters, more than the default quota of ${grouped(byDefault)}: have "Role trust policy length" raised, or shorten it, and write it by hand`;
}

function managedReason(after: number): string | undefined {
  if (after <= QUOTAS.managed) return undefined;
  return `the policy would have ${grouped(after)} characters, and IAM takes ${grouped(QUOTAS.managed)}: put what is to be added into a policy of its own`;
}

interface AddedSize {
  readonly edit: PolicyEdit;
  readonly size: number;
}

/** What several findings want alike is added once. */
function addedTo(edits: readonly PolicyEdit[]): ReadonlyMap<string, AddedSize> {
  const distinct = new Map(
    edits.map((edit) => {
      const { policy, statement, copyOf, set } = edit;
      return [JSON.stringify([pointerKey(policy.at), statement?.index, copyOf?.statement.index, set]), edit] as const;
    }),
  );
  const added = new Map<string, AddedSize>();
  for (const edit of distinct.values()) {
    const place = pointerKey(edit.policy.at);
    added.set(place, { edit, size: (added.get(place)?.size ?? 0) + sizeOf(edit) });
  }
  return added;
}

/** In characters without white space: a statement with the comma and brackets that it may take, or a list beside what was there. */
function sizeOf({ statement, set }: PolicyEdit): number {
  const after = sizeOfText(JSON.stringify(set));
  if (statement === undefined) return after + ",[]".length;
  const known = writtenActions(statement);
  return after - sizeOfText(JSON.stringify({ [set.NotAction === undefined ? "Action" : "NotAction"]: oneOrList(known) }));
}

/** Of one that is not one of those, or not all known, nothing is counted. */
function sizeIn(policy: PolicyOrUnknown, places: ReadonlySet<string>): readonly number[] {
  return "document" in policy && policy.document.size !== undefined && places.has(pointerKey(policy.at)) ? [policy.document.size] : [];
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
