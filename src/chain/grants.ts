/**
 * The statements by which a role may call AssumeRole. Each resource pattern is judged once for what it stands for: a
 * literal ARN as that role, a wildcard as "any role that it matches", by a hole for every wildcard. A statement that lacks
 * SetSourceIdentity is thus found even where no role that it matches is in the input.
 */

import { matchElement } from "../iam/evaluate.ts";
import { placeIn } from "../iam/place.ts";
import type { Assumptions, Pattern, PatternElement, Policy, Statement } from "../iam/types.ts";
import { matchTokens } from "../iam/wildcard.ts";
import { type Cause, type Hole, type Text, text } from "../text/symbolic.ts";
import { judgeCallerSide, verdictOf } from "./judge.ts";
import { STS_ASSUME_ROLE } from "./request-context.ts";
import type { Grant, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

export function grantsOf(world: World, caller: RoleNode, sessionName: Text, given: Assumptions): readonly Grant[] {
  const grants: Grant[] = [];
  for (const policy of world.callerSide(caller).identity) {
    if (!("document" in policy)) continue;
    for (const statement of policy.document.statements) {
      if (statement.effect !== "Allow" || !coversAssumeRole(statement.actions)) continue;
      for (const pattern of patternsOf(statement)) {
        const grant = judgeGrant(world, caller, sessionName, policy, statement, pattern, given);
        // Denied elsewhere (a Deny, a boundary, an SCP): the statement grants nothing, so nothing depends on it.
        if ([grant.assume, grant.assumeWithout].some(({ authorization }) => verdictOf(authorization) !== "denied")) grants.push(grant);
      }
    }
  }
  return grants;
}

function coversAssumeRole(actions: PatternElement | undefined): boolean {
  return actions !== undefined && matchElement(actions, STS_ASSUME_ROLE, { ignoreCase: true }) !== "no";
}

/** The resource patterns that can match a role at all: `Action: "*"` on a bucket's ARN grants no AssumeRole. */
function patternsOf(statement: Statement): readonly (Pattern | undefined)[] {
  const { resources } = statement;
  if (resources === undefined) return [];
  return resources.negated ? [undefined] : resources.patterns.filter((pattern) => matchTokens(pattern.tokens, ANY_ROLE, { ignoreCase: false }) !== "no");
}

const ANY_ROLE: Text = text(
  "arn:",
  { ...anyHole("partition", 0), shape: "segment" },
  ":iam::",
  { ...anyHole("account", 0), shape: "account" },
  ":role/",
  anyHole("role", 0),
);

function judgeGrant(
  world: World,
  caller: RoleNode,
  sessionName: Text,
  policy: Policy,
  statement: Statement,
  pattern: Pattern | undefined,
  given: Assumptions,
): Grant {
  const wildcard = pattern === undefined || pattern.tokens.some((token) => token.kind === "any" || token.kind === "one" || token.kind === "variable");
  const resource = pattern === undefined ? text(anyHole("*", 0)) : resourceText(pattern);
  const target = wildcard ? undefined : world.nodeFor(resource, placeIn(policy, pattern?.at ?? statement.at));
  return { caller, policy, statement, pattern, wildcard, resource, target, ...judgeCallerSide(world, caller, sessionName, resource, target, given) };
}

function resourceText(pattern: Pattern): Text {
  return text(
    ...pattern.tokens.map((token, index) => {
      switch (token.kind) {
        case "literal":
          return token.value;
        case "hole":
          return token.hole;
        default:
          return anyHole(typeof pattern.source === "string" ? pattern.source : "a pattern", index);
      }
    }),
  );
}

/** Stands for whatever the wildcard stands for: the caller picks the role, so the cause is the caller's choice. */
function anyHole(pattern: string, index: number): Hole {
  const cause: Cause = { kind: "caller-choice", id: `wildcard:${pattern}:${index}`, what: `any role that \`${pattern}\` matches` };
  return { id: cause.id, cause };
}
