/** Whose sessions a finding breaks: what a verdict on a domain is made of. */
import type { RoleNode } from "../chain/types.ts";
import type { Breaks } from "./rule.ts";

/** A session that fails, and whether a domain's users get to it by more than a wildcard. */
export interface BrokenWay {
  readonly caller: RoleNode;
  readonly explicit: boolean;
}

export function breaksOf(ways: readonly BrokenWay[], propagation: Breaks["propagation"] = "on"): Breaks {
  const certain = new Set(ways.filter(({ explicit }) => explicit).map(({ caller }) => caller));
  const perhaps = new Set(ways.map(({ caller }) => caller).filter((caller) => !certain.has(caller)));
  return { sessionsOf: [...certain], perhapsOf: [...perhaps], propagation };
}
