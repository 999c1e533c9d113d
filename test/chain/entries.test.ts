import { describe, expect, it } from "vitest";
import type { ChainGraph } from "../../src/chain/types.ts";
import { type EmrCluster, type EmrSecurityConfiguration, emptyInventory, type InstanceProfile, type Space } from "../../src/model/inventory.ts";
import { rootPointer } from "../../src/text/pointer.ts";
import { text } from "../../src/text/symbolic.ts";
import {
  AWAY,
  arn,
  arrows,
  BOTH,
  domain,
  executionRole,
  graphOf,
  HOME,
  hopTo,
  may,
  nameOf,
  profile,
  reachedNames,
  role,
  studio,
  TRUSTS_SAGEMAKER,
  trusts,
} from "./build.ts";

const AT = rootPointer("input.json");

function entriesOf(graph: ChainGraph) {
  return graph.entries.map(({ kind, node, profiles, state }) => [kind, nameOf(node), profiles.map(({ name }) => name).join(" "), state]);
}

function sharedSpace(name: string): Space {
  return { subject: name, at: AT, guards: [], domainId: "d-1", name, owner: undefined, sharing: "Shared" };
}

describe("entries", () => {
  it("are a profile's own execution role, else the domain's", () => {
    const graph = graphOf({
      domains: [domain("d-1", { execution: arn("Default") })],
      userProfiles: [profile("alice", "d-1", {}), profile("bob", "d-1", { execution: arn("Own") }), profile("carol", "d-1")],
      roles: [executionRole("Default"), executionRole("Own")],
    });
    expect(entriesOf(graph)).toEqual([
      ["profile", "Default", "alice carol", "on"],
      ["profile", "Own", "bob", "on"],
    ]);
  });

  it("hold the domain's default role even if no profile in the input uses it", () => {
    const graph = graphOf({
      domains: [domain("d-1", { execution: arn("Default") })],
      userProfiles: [profile("bob", "d-1", { execution: arn("Own") })],
      roles: [executionRole("Default"), executionRole("Own")],
    });
    expect(entriesOf(graph)).toEqual([
      ["profile", "Own", "bob", "on"],
      ["unused-default", "Default", "", "on"],
    ]);
  });

  it("keep shared spaces apart: their sessions carry no source identity and are not walked", () => {
    const parts = {
      domains: [domain("d-1", { execution: arn("Own"), spaceRole: arn("Shared") })],
      spaces: [sharedSpace("team")],
      roles: [executionRole("Own"), executionRole("Shared", [may(BOTH, arn("Lake"))]), role("Lake", { trust: [trusts(arn("Shared"))] })],
    };
    const graph = graphOf(parts);
    expect(entriesOf(graph)).toEqual([
      ["default", "Own", "", "on"],
      ["shared-space", "Shared", "", "on"],
    ]);
    expect(graph.entries[1]?.spaces.map(({ name }) => name)).toEqual(["team"]);
    expect(reachedNames(graph)).toEqual(["Own"]);
    expect(graph.hops).toEqual([]);
  });

  it("are one where shared spaces use the users' own role", () => {
    const graph = graphOf({
      domains: [domain("d-1", { execution: arn("Own"), spaceRole: arn("Own") })],
      spaces: [sharedSpace("team")],
      roles: [executionRole("Own")],
    });
    expect(entriesOf(graph)).toEqual([["default", "Own", "", "on"]]);
  });

  it("come from a profile whose domain is not in the input, with propagation not known", () => {
    const graph = graphOf({ userProfiles: [profile("alice", "d-9", { execution: arn("Own") })], roles: [executionRole("Own")] });
    expect(entriesOf(graph)).toEqual([["profile", "Own", "alice", "unknown"]]);
    expect(graph.entries[0]?.domain).toBeUndefined();
  });

  it("of two domains keep their own propagation", () => {
    const graph = graphOf({
      domains: [domain("d-1", { execution: arn("A") }), domain("d-2", { execution: arn("B"), propagation: "off" })],
      userProfiles: [profile("alice", "d-2", {})],
      roles: [executionRole("A"), executionRole("B")],
    });
    expect(entriesOf(graph)).toEqual([
      ["default", "A", "", "on"],
      ["profile", "B", "alice", "off"],
    ]);
  });

  it("are candidates, every role that SageMaker may assume, only where the input names no execution role", () => {
    const roles = [
      executionRole("A"),
      executionRole("B"),
      role("C", { trust: [{ ...TRUSTS_SAGEMAKER, Action: "sts:SetSourceIdentity" }] }),
      role("D", { trust: [trusts(arn("A"))] }),
    ];
    expect(entriesOf(graphOf({ roles }))).toEqual([
      ["candidate", "A", "", "unknown"],
      ["candidate", "B", "", "unknown"],
    ]);
    expect(entriesOf(graphOf({ roles, domains: [domain("d-1", { execution: arn("B") })] }))).toEqual([["default", "B", "", "on"]]);
    expect(entriesOf(graphOf({ roles }, { entryRoles: [arn("D")] }))).toEqual([["given", "D", "", "unknown"]]);
  });

  it("are given by ARN, name or pattern, and not twice", () => {
    const roles = [executionRole("team-a"), executionRole("team-b"), executionRole("other")];
    const given = (...entryRoles: string[]) => graphOf({ roles }, { entryRoles }).entries.map(({ node }) => nameOf(node));
    expect(given(arn("team-a"))).toEqual(["team-a"]);
    expect(given("team-*")).toEqual(["team-a", "team-b"]);
    expect(given(arn("team-?"), "team-a")).toEqual(["team-a", "team-b"]);
    expect(entriesOf(graphOf({ roles, domains: [domain("d-1", { execution: arn("team-a") })] }, { entryRoles: ["team-*"] }))).toEqual([
      ["default", "team-a", "", "on"],
      ["given", "team-b", "", "unknown"],
    ]);
  });

  it("may be refused: both questions are answered, with and without a source identity", () => {
    const [entry] = graphOf({
      domains: [domain("d-1", { execution: arn("A") })],
      roles: [role("A", { trust: [{ ...TRUSTS_SAGEMAKER, Action: "sts:AssumeRole" }] })],
    }).entries;
    expect([entry?.assumeWithout, entry?.assume, entry?.setIdentity].map((judgement) => judgement?.authorization.outcome)).toEqual([
      "allowed",
      "allowed",
      "implicitly-denied",
    ]);
  });
});

describe("EMR clusters", () => {
  const emrSecurityConfigurations = (propagates: boolean): EmrSecurityConfiguration[] => [
    {
      subject: "runtime-roles",
      at: AT,
      guards: [],
      name: "runtime-roles",
      account: HOME,
      runtimeRoles: { value: true, at: AT },
      propagatesSourceIdentity: { value: propagates, at: AT },
    },
  ];
  const emrClusters = (instanceProfile: string): EmrCluster[] => [
    {
      subject: "j-1",
      at: AT,
      guards: [],
      name: "spark",
      account: HOME,
      securityConfiguration: { value: "runtime-roles", at: AT },
      instanceProfile: { value: instanceProfile, at: AT },
    },
  ];
  const instanceProfiles: InstanceProfile[] = [
    {
      subject: "nodes",
      at: AT,
      guards: [],
      name: "nodes",
      arn: `arn:aws:iam::${HOME}:instance-profile/nodes`,
      account: HOME,
      roles: [{ value: "Node", at: AT }],
    },
  ];
  const parts = (propagates: boolean, profileName = "nodes") => ({
    ...studio([], [role("Node", { permissions: [may("sts:AssumeRole", arn("Runtime"))] }), role("Runtime", { trust: [trusts(arn("Node"))] })], {
      runtime: [arn("Runtime")],
    }),
    emrSecurityConfigurations: emrSecurityConfigurations(propagates),
    emrClusters: emrClusters(profileName),
    instanceProfiles,
  });

  it("carry the identity on from their instance role to the runtime roles", () => {
    const graph = graphOf(parts(true));
    expect(arrows(graph.hops)).toEqual(["Node → Runtime"]);
    expect(hopTo(graph, "Runtime")).toMatchObject({ basis: "emr", explicit: true, exists: "yes", cluster: { subject: "j-1" } });
    expect(hopTo(graph, "Runtime").setIdentity.authorization.layers.identity?.outcome).toBe("implicitly-denied");
    expect(reachedNames(graph)).toEqual(["Node", "Runtime", "Studio"]);
  });

  it("name the instance profile by name or ARN", () => {
    expect(arrows(graphOf(parts(true, `arn:aws:iam::${HOME}:instance-profile/nodes`)).hops)).toEqual(["Node → Runtime"]);
    expect(graphOf(parts(true, "others")).hops).toEqual([]);
  });

  it("carry nothing on where the security configuration does not propagate it", () => {
    const graph = graphOf(parts(false));
    expect(graph.hops).toEqual([]);
    expect(reachedNames(graph)).toEqual(["Studio"]);
  });
});

describe("EMR security configurations", () => {
  const cluster = (account: string): EmrCluster => ({
    subject: `cluster of ${account}`,
    at: AT,
    guards: [],
    name: "spark",
    account,
    securityConfiguration: { value: "runtime-roles", at: AT },
    instanceProfile: { value: "Node", at: AT },
  });
  const configuration = (account: string, propagates: boolean): EmrSecurityConfiguration => ({
    subject: "runtime-roles",
    at: AT,
    guards: [],
    name: "runtime-roles",
    account,
    runtimeRoles: { value: true, at: AT },
    propagatesSourceIdentity: { value: propagates, at: AT },
  });

  it("are those of the cluster's account, where another account has one of the same name", () => {
    const node = role("Node", { account: AWAY, permissions: [may(BOTH, arn("Runtime", AWAY))] });
    const runtime = role("Runtime", { account: AWAY, trust: [trusts(arn("Node", AWAY))] });
    const hops = (configurations: readonly EmrSecurityConfiguration[]): readonly string[] =>
      arrows(
        graphOf({
          ...studio([], [node, runtime], { runtime: [arn("Runtime", AWAY)] }),
          emrSecurityConfigurations: configurations,
          emrClusters: [cluster(AWAY)],
        }).hops,
      );
    expect(hops([configuration(HOME, false), configuration(AWAY, true)])).toEqual(["Node → Runtime"]);
    expect(hops([configuration(HOME, true), configuration(AWAY, false)])).toEqual([]);
    expect(hops([configuration(HOME, true)])).toEqual([]);
  });
});

describe("gaps", () => {
  it("are user profiles of which can't be told whose they are: that concerns all domains", () => {
    const unknown = text({ id: "which", cause: { kind: "parameter", id: "which", what: "parameter `Which` has no value" } });
    const lone = { ...profile("alice", "d-1", { execution: arn("Own") }), domainId: unknown };
    const roles = ["A", "B", "Own"].map((name) => executionRole(name));
    const domains = [domain("d-1", { execution: arn("A") }), domain("d-2", { execution: arn("B") })];
    const [gap, ...others] = graphOf({ domains, roles, userProfiles: [lone] }).gaps;
    expect(gap?.reason).toContain("which domain user profile `alice` belongs to can't be told");
    expect([gap?.concerns.map(nameOf).sort(), others]).toEqual([["A", "B", "Own"], []]);
    // With one domain alone it is that one's.
    expect(graphOf({ domains: domains.slice(0, 1), roles, userProfiles: [lone] }).gaps).toEqual([]);
  });

  const gapsOf = (graph: ChainGraph) => graph.gaps.map(({ subject }) => subject).sort();

  it("are roles that a chain needs and the input does not hold, and whose sessions they concern", () => {
    const graph = graphOf(studio([may(BOTH, arn("Vault", AWAY))], []));
    expect(gapsOf(graph)).toEqual([arn("Vault", AWAY)]);
    expect(graph.gaps[0]?.reason).toContain("is assumed along a chain but is not in the input");
    expect(graph.gaps[0]?.concerns.map(nameOf)).toEqual(["Vault"]);
    expect(hopTo(graph, "Vault").target.inInput).toBe(false);
  });

  it("are execution roles outside the input", () => {
    const graph = graphOf({ domains: [domain("d-1", { execution: arn("Missing") })] });
    expect(gapsOf(graph)).toEqual([arn("Missing")]);
    expect(graph.gaps[0]?.reason).toContain("is the execution role of domain `d-1`");
  });

  it("are domains and profiles of which only a summary was seen", () => {
    const graph = graphOf({
      domains: [domain("d-1", { execution: arn("A"), summaryOnly: true })],
      userProfiles: [profile("alice", "d-1")],
      roles: [executionRole("A")],
    });
    expect(gapsOf(graph)).toEqual(["d-1", "d-1/alice"]);
  });

  it("are managed policies that are neither in the input nor known, once for all roles that have them", () => {
    const policyArn = `arn:aws:iam::${HOME}:policy/team`;
    const attached = (name: string) => ({ ...executionRole(name), policies: [{ kind: "managed", arn: policyArn, at: AT, guards: [] } as const] });
    const graph = graphOf({
      domains: [domain("d-1", { execution: arn("A") })],
      userProfiles: [profile("bob", "d-1", { execution: arn("B") })],
      roles: [attached("A"), attached("B")],
    });
    expect(gapsOf(graph)).toEqual([policyArn]);
    expect(graph.gaps[0]?.concerns.map(nameOf).sort()).toEqual(["A", "B"]);
  });

  it("keep those that the sources found", () => {
    const gap = { subject: "account 444455556666", reason: "iam:GetRole was refused", at: undefined };
    expect(graphOf({ ...emptyInventory(), gaps: [gap] }).gaps).toEqual([{ ...gap, concerns: [] }]);
  });

  it("are none where all that a chain needs is there", () => {
    expect(graphOf(studio([may(BOTH, arn("Lake"))], [role("Lake", { trust: [trusts(arn("Studio"))] })])).gaps).toEqual([]);
  });
});
