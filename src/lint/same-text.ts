/**
 * Roles that are made from one text (`for_each`, a module that is called twice, a local): an edit of it is an edit of them all. So it has to be
 * right for each, and none of them may be one that somebody accepted as it is.
 */
import type { ChainGraph, RoleNode } from "../chain/types.ts";
import type { Policy, Statement } from "../iam/types.ts";
import { pointerKey } from "../text/pointer.ts";
import { placeIn } from "./places.ts";
import type { Finding, PolicyEdit } from "./rule.ts";
import { mapBy } from "./scope.ts";
import { callersOf, strangersOf } from "./strangers.ts";

interface Sharer {
  readonly node: RoleNode;
  readonly trust: Policy;
  readonly statement: Statement;
}

/** `aside`: findings that are suppressed. The answer: why a finding is not to be corrected, if so. */
export function whyNotForAll(graph: ChainGraph, aside: readonly Finding[]): (finding: Finding) => string | undefined {
  const sharers = sharersOf(graph);
  const callers = callersOf(graph);
  const accepted = new Set(aside.flatMap(({ at, remedy }) => [pointerKey(at), ...(remedy.edits ?? []).flatMap(keyOf)]));
  return ({ at, subject, remedy }) => {
    const keys = (remedy.edits ?? []).flatMap(keyOf);
    if (accepted.has(pointerKey(at)) || keys.some((key) => accepted.has(key))) return "something that is suppressed stands in the same text: change it by hand";
    for (const { node, trust, statement } of keys.flatMap((key) => sharers.get(key) ?? [])) {
      const isOpen = node.role.subject !== subject && strangersOf(node, trust, statement, callers.get(node) ?? new Set()).length > 0;
      if (isOpen)
        return `role \`${node.role.subject}\` is made from the same text, and would let others set an identity: write a text of its own for one of them`;
    }
    return undefined;
  };
}

/** The statement that changes or is copied; one that is written in full is the same for all. */
function keyOf({ policy, statement, copyOf }: PolicyEdit): readonly string[] {
  const changed = statement ?? copyOf?.statement;
  return changed === undefined ? [] : [pointerKey(placeIn(policy, changed.at))];
}

/** By the place of each statement of a trust policy that stands in several. */
function sharersOf({ roles }: ChainGraph): ReadonlyMap<string, readonly Sharer[]> {
  const all = roles.flatMap((node): readonly Sharer[] => {
    const { trust } = node;
    return "document" in trust ? trust.document.statements.map((statement) => ({ node, trust, statement })) : [];
  });
  const byPlace = mapBy(all, ({ trust, statement }) => pointerKey(placeIn(trust, statement.at)));
  return new Map([...byPlace].filter(([, own]) => own.length > 1));
}
