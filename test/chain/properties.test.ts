/** Properties of the walk over random small accounts, checked against a second way to find the same: trying every pair of roles. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildChainGraph } from "../../src/chain/index.ts";
import { judgeHop, verdictOf } from "../../src/chain/judge.ts";
import { obstaclesOf } from "../../src/chain/obstacles.ts";
import type { Judgement, RoleNode } from "../../src/chain/types.ts";
import { sessionNaming } from "../../src/chain/walk.ts";
import { createWorld } from "../../src/chain/world.ts";
import type { Inventory, Role } from "../../src/model/inventory.ts";
import {
  AS_CONFIGURED,
  AWAY,
  arn,
  attached,
  BOTH,
  domain,
  HOME,
  inventory,
  managedPolicy,
  may,
  mayNot,
  role,
  root,
  TRUSTS_SAGEMAKER,
  trusts,
} from "./build.ts";

const NAMES = ["Studio", "Alpha", "Beta", "Gamma", "Delta"];
const accountOf = (name: string): string => (name === "Delta" ? AWAY : HOME);
const roleName = fc.constantFrom(...NAMES);
const roleArn = roleName.map((name) => arn(name, accountOf(name)));

const session = fc.tuple(roleName, fc.constantFrom("SageMaker", "other")).map(([name, own]) => `arn:aws:sts::${accountOf(name)}:assumed-role/${name}/${own}`);
const principal = fc.oneof(roleArn, session, fc.constantFrom("*", root(HOME), root(AWAY)));
const actions = fc.constantFrom<string | readonly string[]>("sts:AssumeRole", "sts:SetSourceIdentity", BOTH, BOTH, "sts:*");
const trustStatement = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(principal, actions).map(([one, action]) => trusts(one, { Action: action })) },
  { weight: 1, arbitrary: fc.tuple(principal, actions).map(([one, action]) => trusts(one, { Effect: "Deny", Action: action })) },
  { weight: 1, arbitrary: fc.tuple(principal, roleArn).map(([one, own]) => trusts(one, { Condition: { ArnEquals: { "aws:PrincipalArn": own } } })) },
);

const resource = fc.oneof(
  roleArn,
  fc.constantFrom("*", `arn:aws:iam::${HOME}:role/*`, `arn:aws:iam::${HOME}:role/A*`, `arn:aws:iam::${AWAY}:role/*`, "arn:aws:iam::*:role/?eta"),
);
const permission = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(actions, resource).map(([action, one]) => may(action, one)) },
  { weight: 1, arbitrary: fc.tuple(actions, resource).map(([action, one]) => mayNot(action, one)) },
);

const anyRole = (name: string): fc.Arbitrary<Role> =>
  fc
    .record({
      trust: fc.array(trustStatement, { maxLength: 2 }),
      permissions: fc.array(permission, { maxLength: 2 }),
      managed: fc.subarray(["first", "second"]),
      // Managed policies are what several roles have in common.
      boundary: fc.constantFrom(undefined, undefined, undefined, "first", "second", "third"),
    })
    .map(({ trust, permissions, managed, boundary }) => {
      const made = role(name, { account: accountOf(name), trust: name === "Studio" ? [TRUSTS_SAGEMAKER, ...trust] : trust, permissions });
      return { ...made, policies: [...made.policies, ...managed.map(attached)], boundary: boundary === undefined ? undefined : attached(boundary) };
    });

const anyInventory: fc.Arbitrary<Inventory> = fc
  .record({
    roles: fc.tuple(...NAMES.map(anyRole)),
    managedPolicies: fc.tuple(
      ...["first", "second", "third"].map((name) => fc.array(permission, { minLength: 1, maxLength: 3 }).map((statements) => managedPolicy(name, statements))),
    ),
  })
  .map((parts) => inventory({ ...parts, domains: [domain("d-1", { execution: arn("Studio") })] }));

interface Found {
  readonly reached: ReadonlySet<string>;
  readonly hops: ReadonlySet<string>;
  /** What a finding about a trust policy or a boundary would point at. */
  readonly blamed: ReadonlySet<string>;
}

function blamedBy(caller: RoleNode, target: RoleNode, assume: Judgement, setIdentity: Judgement): readonly string[] {
  const { boundary } = caller.role;
  return obstaclesOf(assume, setIdentity).flatMap(({ layer, kind, certainty }) => {
    if (layer === "resource") return [`trust of ${target.role.subject}: ${kind}, ${certainty}`];
    return layer === "boundary" && boundary?.kind === "managed" ? [`boundary ${boundary.arn}: ${kind}, ${certainty}`] : [];
  });
}

/** The naive way: from every role that is reached, every role is tried. */
function byTryingAll(from: Inventory): Found {
  const world = createWorld(from);
  const reached = new Set([arn("Studio")]);
  const hops = new Set<string>();
  const blamed = new Set<string>();
  const bySubject = new Map<string, RoleNode>(world.nodes.map((node) => [node.role.subject, node]));
  const names = sessionNaming([]);
  for (const subject of reached) {
    const caller = bySubject.get(subject);
    if (caller === undefined) continue;
    for (const target of world.nodes) {
      const { assume, setIdentity } = judgeHop(world, caller, subject === arn("Studio") ? "SageMaker" : names(caller), target, [], new Map());
      if (verdictOf(assume.authorization) === "denied") continue;
      hops.add(arrow(caller, target));
      reached.add(target.role.subject);
      for (const one of blamedBy(caller, target, assume, setIdentity)) blamed.add(one);
    }
  }
  return { reached, hops, blamed };
}

function byWalking(from: Inventory): Found {
  const graph = buildChainGraph(from, AS_CONFIGURED);
  const hops = new Set<string>();
  const blamed = new Set<string>();
  for (const { caller, target, exists, assume, setIdentity } of graph.hops) {
    if (exists === "no" || !target.inInput) continue;
    hops.add(arrow(caller, target));
    for (const one of blamedBy(caller, target, assume, setIdentity)) blamed.add(one);
  }
  for (const [target, groups] of graph.alsoCallers) for (const caller of groups.flat()) hops.add(arrow(caller, target));
  return { reached: new Set([...graph.reached.keys()].filter((node) => node.inInput).map((node) => node.role.subject)), hops, blamed };
}

function arrow(caller: RoleNode, target: RoleNode): string {
  return `${caller.role.subject} → ${target.role.subject}`;
}

function sorted(set: ReadonlySet<string>): readonly string[] {
  return [...set].sort();
}

describe("the walk over any account", () => {
  it("finds what trying every pair of roles finds: the same roles, hops and statements to blame", () => {
    fc.assert(
      fc.property(anyInventory, (from) => {
        const walked = byWalking(from);
        const tried = byTryingAll(from);
        expect(sorted(walked.reached)).toEqual(sorted(tried.reached));
        expect(sorted(walked.hops)).toEqual(sorted(tried.hops));
        expect(sorted(walked.blamed)).toEqual(sorted(tried.blamed));
      }),
      { numRuns: 1500 },
    );
  });

  it("ends, with each role expanded once, and leads from reached roles only", () => {
    fc.assert(
      fc.property(anyInventory, (from) => {
        const graph = buildChainGraph(from, AS_CONFIGURED);
        for (const { caller } of graph.hops) expect(graph.reached.has(caller)).toBe(true);
        for (const { caller } of graph.grants) expect(graph.reached.has(caller)).toBe(true);
        for (const [node, { via }] of graph.reached) {
          if (via.kind === "hop") expect([via.hop.target, graph.reached.has(via.hop.caller)]).toEqual([node, true]);
        }
        const pairs = graph.hops.map(({ caller, target }) => arrow(caller, target));
        expect(new Set(pairs).size).toBe(pairs.length);
      }),
      { numRuns: 500 },
    );
  });
});
