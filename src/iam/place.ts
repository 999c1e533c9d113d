/** Where an element of a policy stands: equal documents are compiled once, so their elements' places begin at the document. */
import { type Pointer, rebase } from "../text/pointer.ts";
import type { Policy } from "./types.ts";

/** The place of an element of a policy; where the policy is attached, if its text is not part of the input. */
export function placeIn(policy: Policy, at: Pointer): Pointer {
  return policy.opaque ? policy.at : rebase(at, policy.at);
}
