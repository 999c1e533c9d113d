import { describe, expect, it } from "vitest";
import type { ChainGraph } from "../../src/chain/types.ts";
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
  mayNot,
  nameOf,
  profile,
  reachedNames,
  role,
  root,
  studio,
  trusts,
} from "./build.ts";

function reachOf(graph: ChainGraph, name: string) {
  const found = [...graph.reached].find(([node]) => nameOf(node) === name);
  return found && { state: found[1].state, explicit: found[1].explicit, via: found[1].via.kind };
}

function outcomes(graph: ChainGraph, name: string) {
  const { assume, setIdentity } = hopTo(graph, name);
  return [assume.authorization.outcome, setIdentity.authorization.outcome];
}

describe("hops", () => {
  it("are walked transitively", () => {
    const graph = graphOf(
      studio(
        [may(BOTH, arn("One"))],
        [
          role("One", { trust: [trusts(arn("Studio"))], permissions: [may(BOTH, arn("Two"))] }),
          role("Two", { trust: [trusts(arn("One"))], permissions: [may(BOTH, arn("Three"))] }),
          role("Three", { trust: [trusts(arn("Two"))] }),
          role("Four", { trust: [trusts(arn("Nobody"))] }),
        ],
      ),
    );
    expect(arrows(graph.hops)).toEqual(["One → Two", "Studio → One", "Two → Three"]);
    expect(reachedNames(graph)).toEqual(["One", "Studio", "Three", "Two"]);
  });

  it("end in a cycle, each role being expanded once", () => {
    const graph = graphOf(
      studio(
        [may(BOTH, arn("One"))],
        [
          role("One", { trust: [trusts([arn("Studio"), arn("Two")])], permissions: [may(BOTH, arn("Two"))] }),
          role("Two", { trust: [trusts(arn("One"))], permissions: [may(BOTH, arn("One"))] }),
        ],
      ),
    );
    expect(arrows(graph.hops)).toEqual(["One → Two", "Studio → One", "Two → One"]);
  });

  it("go from a role to itself, if its trust policy names it", () => {
    const selfTrust = executionRole("Studio", [may(BOTH, arn("Studio"))]);
    const trusting = {
      ...executionRole("Studio", [may(BOTH, arn("Studio"))]),
      trust: role("Studio", { trust: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com", AWS: arn("Studio") }, Action: BOTH }] }).trust,
    };
    const domains = [domain("d-1", { execution: arn("Studio") })];
    expect(hopTo(graphOf({ domains, roles: [trusting] }), "Studio").exists).toBe("yes");
    // IAM update of 2023: a role no longer trusts itself implicitly.
    expect(hopTo(graphOf({ domains, roles: [selfTrust] }), "Studio").exists).toBe("no");
  });

  it("lead to another account only if both sides allow them", () => {
    const vault = (trusted: string) => role("Vault", { account: AWAY, trust: [trusts(trusted)] });
    const asks = may(BOTH, arn("Vault", AWAY));
    expect(outcomes(graphOf(studio([asks], [vault(arn("Studio"))])), "Vault")).toEqual(["allowed", "allowed"]);
    expect(outcomes(graphOf(studio([asks], [vault(root())])), "Vault")).toEqual(["allowed", "allowed"]);
    expect(outcomes(graphOf(studio([], [vault(arn("Studio"))])), "Vault")).toEqual(["implicitly-denied", "implicitly-denied"]);
    expect(outcomes(graphOf(studio([asks], [vault(arn("Other"))])), "Vault")).toEqual(["implicitly-denied", "implicitly-denied"]);
    expect(outcomes(graphOf(studio([may("sts:AssumeRole", arn("Vault", AWAY))], [vault(arn("Studio"))])), "Vault")).toEqual(["allowed", "implicitly-denied"]);
  });

  it("don't mix up roles of one name in two accounts", () => {
    const graph = graphOf(
      studio(
        [may(BOTH, arn("Lake", AWAY))],
        [role("Lake", { trust: [trusts(arn("Other"))] }), role("Lake", { account: AWAY, trust: [trusts(arn("Studio"))] })],
      ),
    );
    expect(graph.hops.map(({ target }) => target.role.account)).toEqual([AWAY]);
  });

  it("are explicit where one side names the other, and implied where only wildcards or the account connect them", () => {
    const connect = (permissions: readonly object[], trusted: string) =>
      hopTo(graphOf(studio(permissions, [role("Lake", { trust: [trusts(trusted)] })])), "Lake").explicit;
    expect(connect([may(BOTH, arn("Lake"))], root())).toBe(true);
    expect(connect([], arn("Studio"))).toBe(true);
    expect(connect([may(BOTH, "*")], arn("Studio"))).toBe(true);
    expect(connect([may(BOTH, "*")], root())).toBe(false);
    expect(connect([may(BOTH, arn("La*"))], root())).toBe(false);
    expect(connect([], "*")).toBe(false);
  });

  it("are explicit where the domain lists the role as assumable, allowed or not", () => {
    const graph = graphOf(studio([], [role("Listed")], { assumable: [arn("Listed")] }));
    expect(hopTo(graph, "Listed")).toMatchObject({ basis: "configured", explicit: true, exists: "no" });
    expect(reachedNames(graph)).toEqual(["Studio"]);
  });

  it("are not walked on where AssumeRole is denied", () => {
    const graph = graphOf(
      studio(
        [may(BOTH, "*"), mayNot("sts:AssumeRole", arn("Lake"))],
        [role("Lake", { trust: [trusts(arn("Studio"))], permissions: [may(BOTH, arn("Far"))] }), role("Far", { trust: [trusts(arn("Lake"))] })],
      ),
    );
    expect(hopTo(graph, "Lake").exists).toBe("no");
    expect(reachedNames(graph)).toEqual(["Studio"]);
  });

  it("obey the caller's permissions boundary", () => {
    const bounded = executionRole("Studio", [may(BOTH, "*")], { boundary: [may("sts:AssumeRole", "*")] });
    const graph = graphOf({ domains: [domain("d-1", { execution: arn("Studio") })], roles: [bounded, role("Lake", { trust: [trusts(root())] })] });
    expect(outcomes(graph, "Lake")).toEqual(["allowed", "implicitly-denied"]);
  });
});

describe("sessions", () => {
  const session = (name: string) => trusts(`arn:aws:sts::${HOME}:assumed-role/Studio/${name}`);
  const lake = (name: string) => [role("Lake", { trust: [session(name)] })];

  it("of Studio are named SageMaker, unless the domain says otherwise", () => {
    expect(hopTo(graphOf(studio([], lake("SageMaker"))), "Lake").exists).toBe("yes");
    expect(hopTo(graphOf(studio([], lake("SageMaker"), { sessionName: "STATIC" })), "Lake").exists).toBe("yes");
    expect(hopTo(graphOf(studio([], lake("alice"))), "Lake").exists).toBe("no");
  });

  it("may bear any name where the domain takes the user's, and further along a chain", () => {
    expect(hopTo(graphOf(studio([], lake("alice"), { sessionName: "USER_IDENTITY" })), "Lake").exists).toBe("yes");
    const far = role("Far", { trust: [trusts(`arn:aws:sts::${HOME}:assumed-role/Lake/whatever`)] });
    expect(hopTo(graphOf(studio([], [role("Lake", { trust: [trusts(arn("Studio"))] }), far])), "Far").exists).toBe("yes");
  });
});

describe("how a role is reached", () => {
  it("is told by the strongest propagation, then the most explicit path", () => {
    const lake = role("Lake", { trust: [trusts([arn("A"), arn("B")]), trusts(root())] });
    const states = graphOf({
      domains: [domain("d-off", { execution: arn("A"), propagation: "off" }), domain("d-on", { execution: arn("B"), propagation: "on" })],
      roles: [executionRole("A"), executionRole("B"), lake],
    });
    expect(reachOf(states, "Lake")).toEqual({ state: "on", explicit: true, via: "hop" });
    expect(reachOf(states, "A")).toEqual({ state: "off", explicit: true, via: "entry" });

    const paths = graphOf(
      studio(
        [may(BOTH, "*"), may(BOTH, arn("Step"))],
        [role("Step", { trust: [trusts(root())], permissions: [may(BOTH, arn("Lake"))] }), role("Lake", { trust: [trusts(root())] })],
      ),
    );
    expect(reachOf(paths, "Lake")).toEqual({ state: "on", explicit: true, via: "hop" });
  });

  it("stays implied behind an implied hop", () => {
    const graph = graphOf(
      studio(
        [may(BOTH, "*")],
        [role("Step", { trust: [trusts(root())], permissions: [may(BOTH, arn("Far"))] }), role("Far", { trust: [trusts(arn("Step"))] })],
      ),
    );
    expect(reachOf(graph, "Far")).toEqual({ state: "on", explicit: false, via: "hop" });
  });

  it("is judged as --propagation says", () => {
    expect(reachOf(graphOf(studio([], [], { propagation: "off" }), { propagation: "on" }), "Studio")?.state).toBe("on");
    expect(reachOf(graphOf(studio([], [], { propagation: "on" }), { propagation: "off" }), "Studio")?.state).toBe("off");
  });
});

describe("callers that share a wildcard", () => {
  const wild = (name: string, permissions: readonly object[] = [may(BOTH, "*")], more = {}) => executionRole(name, permissions, more);
  const profiles = ["A", "B", "C"].map((name) => profile(name.toLowerCase(), "d-1", { execution: arn(name) }));
  const domains = [domain("d-1", {})];

  it("are judged once for each target, and all named", () => {
    const graph = graphOf({ domains, userProfiles: profiles, roles: [wild("A"), wild("B"), wild("C"), role("Lake", { trust: [trusts(root())] })] });
    expect(arrows(graph.hops)).toEqual(["A → Lake"]);
    const [callers] = [...graph.alsoCallers].filter(([target]) => nameOf(target) === "Lake").map(([, groups]) => groups.flat().map(nameOf));
    expect(callers).toEqual(["A", "B", "C"]);
  });

  it("are judged each, where the target's answer depends on the caller", () => {
    const picky = role("Lake", { trust: [trusts(root(), { Condition: { ArnEquals: { "aws:PrincipalArn": arn("C") } } })] });
    const graph = graphOf({ domains, userProfiles: profiles, roles: [wild("A"), wild("B"), wild("C"), picky] });
    expect(arrows(graph.hops)).toEqual(["C → Lake"]);
  });

  it("don't answer for one another where their own policies differ", () => {
    const lake = role("Lake", { trust: [trusts(root())] });
    const denied = wild("A", [may(BOTH, "*"), mayNot("sts:AssumeRole", arn("Lake"))]);
    const bounded = wild("B", [may(BOTH, "*")], { boundary: [may("sts:AssumeRole", "*")] });
    const graph = graphOf({ domains, userProfiles: profiles, roles: [denied, bounded, wild("C"), lake] });
    expect(arrows(graph.hops)).toEqual(["B → Lake", "C → Lake"]);
    expect(graph.hops.map(({ setIdentity }) => setIdentity.authorization.outcome)).toEqual(["implicitly-denied", "allowed"]);
  });

  it("are judged by the next one where the first names the target itself", () => {
    const graph = graphOf({
      domains,
      userProfiles: profiles,
      roles: [wild("A", [may(BOTH, "*"), may(BOTH, arn("Lake"))]), wild("B"), wild("C"), role("Lake", { trust: [trusts(root())] })],
    });
    expect(graph.hops.map(({ caller, explicit }) => [nameOf(caller), explicit])).toEqual([
      ["A", true],
      ["B", false],
    ]);
  });

  it("bring all their users' names, where a condition looks at the source identity", () => {
    const onlyA = role("Lake", { trust: [trusts(root(), { Condition: { StringEquals: { "sts:SourceIdentity": "a" } } })] });
    const graph = graphOf({ domains, userProfiles: profiles, roles: [wild("A"), wild("B"), wild("C"), onlyA] });
    const byName = hopTo(graph, "Lake").setIdentity.byName?.map(({ name, authorization }) => [name, authorization.outcome]);
    expect(byName).toEqual([
      ["a", "allowed"],
      ["b", "implicitly-denied"],
      ["c", "implicitly-denied"],
    ]);
  });
});

describe("names along the walk", () => {
  const onlyAlice = { Condition: { StringEquals: { "sts:SourceIdentity": "alice" } } };

  it("are those of the profiles whose sessions get there", () => {
    const graph = graphOf({
      domains: [domain("d-1", {})],
      userProfiles: [profile("alice", "d-1", { execution: arn("A") }), profile("bob", "d-1", { execution: arn("B") })],
      roles: [
        executionRole("A"),
        executionRole("B"),
        role("Lake", { trust: [trusts(arn("A"), onlyAlice)] }),
        role("Pond", { trust: [trusts(arn("B"), onlyAlice)] }),
      ],
    });
    expect(hopTo(graph, "Lake").setIdentity.byName?.map(({ authorization }) => authorization.outcome)).toEqual(["allowed"]);
    expect(hopTo(graph, "Pond").setIdentity.byName?.map(({ name }) => name)).toEqual(["bob"]);
  });

  it("are not asked for where no condition looks at them", () => {
    const graph = graphOf({ ...studio([], [role("Lake", { trust: [trusts(arn("Studio"))] })]), userProfiles: [profile("alice", "d-1", {})] });
    expect(hopTo(graph, "Lake").setIdentity.byName).toBeUndefined();
  });
});
