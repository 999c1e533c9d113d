import {
  actionCovers,
  actionDoubts,
  type Cause,
  type Policy,
  type PrincipalEntry,
  presenceOf,
  type RoleNode,
  type Statement,
} from "../../src/lint/evidence.ts";
import { meantByBoth, restrictions, type Stranger, strangeness, strangersOf } from "../../src/lint/refusal.ts";

const ASSUME_ROLE = "sts:AssumeRole";
const SET_SOURCE_IDENTITY = "sts:SetSourceIdentity";

/** The strangers who may assume the role and whom `statement` lets set any source identity. */
export function forgersOf(node: RoleNode, trust: Policy, statement: Statement, own: ReadonlySet<RoleNode>): readonly Stranger[] {
  if (statement.effect !== "Allow" || !actionCovers(statement, SET_SOURCE_IDENTITY)) return [];
  const doubts = actionDoubts(statement, SET_SOURCE_IDENTITY);
  return strangersOf(node, trust, statement, own).flatMap(({ entry, causes }) => {
    const ways = trust.document.statements.flatMap((other) => waysIn(node, other, entry, own));
    const [first] = ways;
    if (first === undefined) return [];
    const open = ways.find((way) => way.length === 0) ?? first;
    return [{ entry, causes: [...causes, ...doubts, ...open] }];
  });
}

/** By which of its principals a statement lets such a stranger assume the role: for each, what decides whether it does. */
function waysIn(node: RoleNode, statement: Statement, stranger: PrincipalEntry, own: ReadonlySet<RoleNode>): readonly (readonly Cause[])[] {
  const { effect, principals, guards } = statement;
  if (typeof effect !== "string") return [[effect.unknown]];
  if (effect === "Deny" || principals === undefined || !actionCovers(statement, ASSUME_ROLE)) return [];
  const tests = restrictions(statement.conditions, own);
  if (tests.some((test) => test.guards.length === 0)) return [];
  const doubts = actionDoubts(statement, ASSUME_ROLE);
  if (principals.negated) return [doubts];
  return principals.entries.flatMap((entry) => {
    const both = meantByBoth(stranger.principal, entry.principal);
    const strange = both === undefined ? undefined : strangeness(node, both, own);
    if (strange === undefined) return [];
    const unclear = entry.principal.kind === "unknown" ? [entry.principal.cause] : [];
    return [[...presenceOf(node, guards, entry.guards, ...tests.map((test) => test.guards)).causes, ...doubts, ...strange, ...unclear]];
  });
}
