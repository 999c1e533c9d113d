/** Who asks, and what a power is made of. */
import { matchElement } from "../../iam/evaluate.ts";
import type { PatternElement, StatementRef } from "../../iam/types.ts";
import type { Domain, UserProfile } from "../../model/inventory.ts";
import type { Cause, Text } from "../../text/symbolic.ts";
import { type Call, verdictOf } from "../judge.ts";
import type { SourceIdentity } from "../request-context.ts";
import type { Judgement, Power, PropagationState, RoleNode } from "../types.ts";
import type { World } from "../world.ts";

/** A role that sessions of a domain's users can have. */
export interface Holder {
  readonly node: RoleNode;
  readonly domain: Domain | undefined;
  readonly state: PropagationState;
  /** The role of shared spaces: its sessions carry no source identity, whatever the state. */
  readonly isShared: boolean;
  /** Whose sessions begin with this role, where it is an execution role. */
  readonly profiles: readonly UserProfile[];
}

/** The questions of one holder. */
export interface Session {
  readonly world: World;
  readonly holder: Holder;
  /** Some statement of its policies speaks of the action: without one there is nothing to ask. */
  readonly isAllowed: (action: string) => boolean;
  readonly ask: (call: Omit<Call, "identity"> & { readonly identity?: SourceIdentity }) => Judgement;
}

/** More profiles than these are not asked for one by one. */
export const MOST_PROFILES = 100;

/** Of the sessions with that role: of one certain profile, where it is said which. */
export function identityOf({ state, isShared }: Holder, name?: Text): SourceIdentity {
  if (state === "off" || isShared) return { kind: "none" };
  return name === undefined ? { kind: "any" } : { kind: "name", name };
}

/** The power, with the statements that grant it, or that may; none where it is denied. */
export function held(
  world: World,
  power: Omit<Power, "grants" | "isAllowed" | "causes" | "doubts"> & { readonly doubts?: readonly Cause[] },
  judgement: Judgement,
  resource: Text,
): readonly Power[] {
  if (isDenied(judgement)) return [];
  const { determining = [], undecided = [] } = judgement.authorization.layers.identity ?? {};
  const allows = [...determining, ...undecided].filter(({ statement }) => statement.effect === "Allow");
  const grants = allows.length > 0 ? allows : allowing(world, power.holder, power.action, resource);
  const { authorization } = judgement;
  return [{ doubts: [], ...power, isAllowed: verdictOf(authorization) === "allowed", causes: authorization.causes, grants }];
}

/** Where only a Deny is open, the evidence does not name the Allow. */
function allowing(world: World, holder: RoleNode, action: string, resource: Text): readonly StatementRef[] {
  return world.callerSide(holder).identity.flatMap((policy) => {
    if (!("document" in policy)) return [];
    return policy.document.statements
      .filter(({ effect, actions, resources }) => effect === "Allow" && covers(actions, action, true) && covers(resources, resource, false))
      .map((statement) => ({ policy, statement }));
  });
}

function covers(element: PatternElement | undefined, value: Text, ignoreCase: boolean): boolean {
  return element !== undefined && matchElement(element, value, { ignoreCase }) !== "no";
}

export function isDenied({ authorization }: Judgement): boolean {
  return verdictOf(authorization) === "denied";
}
