/** Roles passed to jobs, and what users may do beside assuming roles: what the rules on them can't see. */
import { describe, expect, it } from "vitest";
import type { ChainGraph } from "../../src/chain/types.ts";
import { AWAY, arn, arrows, BOTH, domain, executionRole, graphOf, may, mayNot, nameOf, profile, role, studio, trusts } from "./build.ts";

const JOB_TRUST = { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" };
const pass = (resource: string, more: object = {}): object => ({ ...may("iam:PassRole", resource), ...more });

function jobsOf(graph: ChainGraph): readonly string[] {
  return graph.jobs
    .map(({ callers, target, explicit }) => `${callers.flat().map(nameOf).join("+")} → ${nameOf(target)}${explicit ? "" : " (wildcard)"}`)
    .sort();
}

describe("jobs", () => {
  it("are walked on from where the role is named, as the job's code acts with the user's identity", () => {
    const graph = graphOf(
      studio(
        [pass(arn("Training"))],
        [role("Training", { trust: [JOB_TRUST], permissions: [may(BOTH, arn("Lake"))] }), role("Lake", { trust: [trusts(arn("Training"))] })],
      ),
    );
    expect(jobsOf(graph)).toEqual(["Studio → Training"]);
    expect(arrows(graph.hops)).toEqual(["Training → Lake"]);
    const lake = [...graph.reached].find(([node]) => nameOf(node) === "Lake")?.[1];
    expect([lake?.state, lake?.explicit]).toEqual(["on", true]);
  });

  it("are walked on over a wildcard, to roles that may refuse or lead on and to no others", () => {
    const others = [
      role("Training", { trust: [JOB_TRUST], permissions: [may(BOTH, arn("Lake"))] }),
      executionRole("Ready"),
      role("Lake", { trust: [trusts(arn("Training"))] }),
    ];
    const graph = graphOf(studio([pass("*")], others));
    expect(jobsOf(graph)).toEqual(["Studio → Training (wildcard)"]);
    expect(arrows(graph.hops)).toEqual(["Training → Lake"]);
    const lake = [...graph.reached].find(([node]) => nameOf(node) === "Lake")?.[1];
    expect([lake?.state, lake?.explicit]).toEqual(["on", false]);
  });

  it.each([
    ["for another service", pass(arn("Training"), { Condition: { StringEquals: { "iam:PassedToService": "glue.amazonaws.com" } } }), []],
    [
      "for SageMaker",
      pass(arn("Training"), { Condition: { StringEquals: { "iam:PassedToService": ["glue.amazonaws.com", "sagemaker.amazonaws.com"] } } }),
      ["Studio → Training"],
    ],
    ["of another account", pass(arn("Training", AWAY)), []],
    ["that is the execution role itself", pass(arn("Studio")), []],
  ])("are there or not: a role %s", (_what, permission, expected) => {
    const away = role("Training", { trust: [JOB_TRUST], account: AWAY });
    expect(jobsOf(graphOf(studio([permission], [role("Training", { trust: [JOB_TRUST] }), away])))).toEqual(expected);
  });

  it("share an answer only among callers whose own policies say the same", () => {
    const permissions = [[pass("*")], [pass("*"), mayNot("iam:PassRole", "*")], [pass("*")]];
    const graph = graphOf({
      domains: [domain("d-1", {})],
      userProfiles: permissions.map((_each, index) => profile(`user-${index}`, "d-1", { execution: arn(`Role${index}`) })),
      roles: [...permissions.map((each, index) => executionRole(`Role${index}`, each)), role("Training", { trust: [JOB_TRUST] })],
    });
    expect(jobsOf(graph).filter((job) => job.includes("Training"))).toEqual(["Role0+Role2 → Training (wildcard)"]);
  });

  it("that name a role outside of the input leave a gap", () => {
    const graph = graphOf(studio([pass(arn("Elsewhere"))], []));
    expect(graph.gaps.map(({ reason }) => reason)).toEqual([expect.stringContaining("may be passed to SageMaker for jobs but is not in the input")]);
  });
});

describe("powers", () => {
  const powersOf = (graph: ChainGraph): readonly string[] =>
    graph.powers
      .map(({ kind, holder, action, role: changed }) => `${kind}: ${nameOf(holder)} ${action}${changed === undefined ? "" : ` ${nameOf(changed)}`}`)
      .sort();

  it("are those of execution roles and of roles that chains name, over all of the chain", () => {
    const graph = graphOf(
      studio(
        [may(BOTH, arn("One"))],
        [
          role("One", { trust: [trusts(arn("Studio"))], permissions: [may(BOTH, arn("Two"))] }),
          role("Two", { trust: [trusts(arn("One"))], permissions: [may(["iam:PutRolePolicy", "sagemaker:UpdateDomain"], "*")] }),
          role("Beside", { permissions: [may("*", "*")] }),
        ],
      ),
    );
    expect(powersOf(graph)).toEqual([
      "change-domain: Two sagemaker:UpdateDomain",
      "rewrite-role: Two iam:PutRolePolicy One",
      "rewrite-role: Two iam:PutRolePolicy Studio",
      "rewrite-role: Two iam:PutRolePolicy Two",
    ]);
  });

  it("carry each statement that grants them", () => {
    const graph = graphOf(studio([may("sagemaker:UpdateDomain", "*"), may("sagemaker:Update*", "*")], []));
    expect(graph.powers.find(({ kind }) => kind === "change-domain")?.grants.map(({ statement }) => statement.index)).toEqual([0, 1]);
  });
});
