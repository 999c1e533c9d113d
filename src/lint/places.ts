/** Where findings point: pointers into policies, and what identifies a statement when lines move. */
import type { Obstacle } from "../chain/obstacles.ts";
import type { RoleNode } from "../chain/types.ts";
import { placeIn } from "../iam/place.ts";
import type { Policy, Statement } from "../iam/types.ts";
import { type Pointer, pointerKey } from "../text/pointer.ts";
import type { Related } from "./rule.ts";

export { placeIn } from "../iam/place.ts";

/** The Action or NotAction element, where there is one. */
export function actionPlace(policy: Policy, statement: Statement): Pointer {
  return placeIn(policy, statement.actions?.at ?? statement.at);
}

/** A statement's identity for fingerprints: its Sid, else its index. */
export function statementPart(policy: Policy, statement: Statement): string {
  return `${policy.label}/${statement.sid ?? `#${statement.index}`}`;
}

export function placeKey(policy: Policy, statement: Statement): string {
  return pointerKey(placeIn(policy, statement.at)) + statement.index;
}

/** The statement that an obstacle is about, where there is one. */
export function statementOf(obstacle: Obstacle): { readonly policy: Policy; readonly statement: Statement } | undefined {
  return obstacle.nearMiss ?? obstacle.statements[0];
}

export function relatedStatement(policy: Policy, statement: Statement, message: string): Related {
  return { message, at: placeIn(policy, statement.at) };
}

/** Where a role comes from, if something generated the input: a CDK construct and its line in the app. */
export function originOf({ role }: RoleNode): readonly Related[] {
  return role.origin === undefined ? [] : [{ message: role.origin, at: role.at }];
}

/** A boundary in which no statement comes near: the place where it is attached. */
export function boundaryPlace({ role }: RoleNode): Pointer {
  if (role.boundary === undefined) return role.at;
  return role.boundary.kind === "managed" ? role.boundary.at : role.boundary.source.at;
}
