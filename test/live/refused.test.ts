/**
 * What AWS refuses is said with the action to allow, the rest is read all the same, and nobody is told that a domain is ready when
 * something was not seen.
 */
import { describe, expect, it } from "vitest";
import type { LiveScope } from "../../src/main.ts";
import { accountActions, assumedRolePolicy, callerActions, callerPolicy } from "../../src/sources/aws-live/actions.ts";
import type { FakeWorld } from "../aws/world.ts";
import { checkLive, DATA, STUDIO, scopeOf, withAws } from "./harness.ts";
import { AUDIT_ROLE, soundWorld } from "./worlds.ts";

const BOTH_ACCOUNTS = { accounts: [STUDIO, DATA], assumeRole: AUDIT_ROLE };

async function actionsOf(world: FakeWorld, scope: Partial<LiveScope>, denied: readonly string[] = []): Promise<ReadonlySet<string>> {
  return withAws(world, { faults: ({ action }) => (denied.includes(action) ? { kind: "denied" } : undefined) }, async ({ requests }) => {
    await checkLive(scope);
    return new Set(requests.map(({ action }) => action));
  });
}

describe("a world without faults", () => {
  it("is ready, so that what follows means something", async () => {
    const { report, problems, exitCode } = await withAws(soundWorld(), {}, () => checkLive(BOTH_ACCOUNTS));
    expect(problems).toEqual([]);
    expect(report.gaps).toEqual([]);
    expect(report.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(report.domains).toMatchObject([{ id: "d-studio1", readiness: "ready" }]);
    expect(report.coverage).toMatchObject({ accounts: 2, files: 0, unseen: [] });
    expect(exitCode).toBe(0);
  });
});

const everyAction = [...accountActions(scopeOf()), ...callerActions(scopeOf(BOTH_ACCOUNTS))].filter(
  // Nobody needs a permission for the first; the others are asked for where roles can't be listed.
  (action) => !["sts:GetCallerIdentity", "iam:GetRole", "iam:GetPolicy"].includes(action) && !/^iam:(?:Get|List)(?:Role|Attached|Policy|Instance)/.test(action),
);

describe("a refused action", () => {
  it.each(everyAction)("%s is a gap that names it, and keeps every domain from being ready", async (refused) => {
    const faults = ({ action }: { action: string }) => (action === refused ? ({ kind: "denied" } as const) : undefined);
    const { report, problems, exitCode } = await withAws(soundWorld(), { faults }, () => checkLive(BOTH_ACCOUNTS));
    const named = report.gaps.filter(({ reason, subject }) => `${subject} ${reason}`.includes(refused));
    expect(named).not.toEqual([]);
    expect(report.domains.filter(({ readiness }) => readiness === "ready")).toEqual([]);
    // Where not even the domains can be listed, there is nothing to check.
    expect(exitCode).toBe(["sagemaker:ListDomains"].includes(refused) ? 2 : 0);
    expect(problems.length > 0).toBe(exitCode === 2);
  });

  it.each([
    "iam:GetRole",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetInstanceProfile",
  ])("%s, where roles can't be listed, is a gap too", async (refused) => {
    const faults = ({ action }: { action: string }) =>
      action === refused || action === "iam:GetAccountAuthorizationDetails" ? ({ kind: "denied" } as const) : undefined;
    const { report } = await withAws(soundWorld(), { faults }, () => checkLive(BOTH_ACCOUNTS));
    expect(report.gaps.filter(({ reason }) => reason.includes(`\`${refused}\``))).not.toEqual([]);
    expect(report.domains.filter(({ readiness }) => readiness === "ready")).toEqual([]);
  });
});

describe("an account that does not list its roles", () => {
  it("is read role by role, along the chains, in both accounts, and the findings are the same", async () => {
    const { sampleWorld } = await import("../aws/sample.ts");
    const findings = async (denied: boolean) => {
      const faults = ({ action }: { action: string }) =>
        denied && action === "iam:GetAccountAuthorizationDetails" ? ({ kind: "denied" } as const) : undefined;
      const { report } = await withAws(sampleWorld(), { faults }, () => checkLive(BOTH_ACCOUNTS));
      return report.findings.map(({ ruleId, subject, severity, certainty }) => ({ ruleId, subject, severity, certainty }));
    };
    const all = await findings(false);
    expect(all.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([`arn:aws:iam::${DATA}:role/partner-data`, `arn:aws:iam::${STUDIO}:role/lake-writer`]),
    );
    expect(await findings(true)).toEqual(all);
  });

  it("is not asked for roles that no chain leads to", async () => {
    const faults = ({ action }: { action: string }) => (action === "iam:GetAccountAuthorizationDetails" ? ({ kind: "denied" } as const) : undefined);
    const asked = await withAws(soundWorld(), { faults }, async ({ requests }) => {
      await checkLive(BOTH_ACCOUNTS);
      return requests.flatMap(({ action, input }) => (action === "iam:GetRole" ? [Reflect.get(input, "RoleName")] : []));
    });
    expect(asked.sort()).toEqual([
      "AmazonSageMaker-ExecutionRole",
      "emr-instance",
      "emr-runtime",
      "lake-reader",
      "lake-writer",
      "partner-data",
      "studio-alice",
    ]);
  });
});

describe("an account whose role can't be assumed", () => {
  it("is a gap, and the others are read", async () => {
    const { report, problems } = await withAws(soundWorld(), { faults: ({ action }) => (action === "sts:AssumeRole" ? { kind: "denied" } : undefined) }, () =>
      checkLive(BOTH_ACCOUNTS),
    );
    expect(problems).toEqual([]);
    expect(report.coverage.accounts).toBe(1);
    expect(report.gaps.map(({ reason }) => reason).join("\n")).toMatch(/role that was to be assumed there could not be .*AccessDenied/);
    expect(report.domains).toMatchObject([{ readiness: "undetermined" }]);
  });
});

describe("a chain that leaves the account", () => {
  it("is a gap that says which flag would close it", async () => {
    const { report } = await withAws(soundWorld(), {}, () => checkLive());
    expect(report.gaps.map(({ reason }) => reason)).toEqual([expect.stringContaining(`add them with --account ${DATA} and --assume-role`)]);
    expect(report.domains).toMatchObject([{ readiness: "undetermined" }]);
  });
});

describe("what is left out on purpose", () => {
  it("is not asked for, and the report says so", async () => {
    const [seen, report] = await withAws(soundWorld(), {}, async ({ requests }) => {
      const result = await checkLive({ ...BOTH_ACCOUNTS, without: ["organizations", "emr"] });
      return [new Set(requests.map(({ service }) => service)), result.report];
    });
    expect([...seen].sort()).toEqual(["iam", "sagemaker", "sts"]);
    expect(report.coverage.unseen).toEqual(["SCPs", "RCPs"]);
  });
});

describe("the least policy", () => {
  const everyScope: readonly (readonly [string, Partial<LiveScope>, FakeWorld])[] = [
    ["one account", {}, soundWorld()],
    ["one domain", { domainIds: ["d-studio1"] }, soundWorld()],
    ["all regions", { regions: [], allRegions: true }, soundWorld()],
    ["roles only", { roles: [`arn:aws:iam::${STUDIO}:role/service-role/AmazonSageMaker-ExecutionRole`] }, soundWorld()],
    ["without organizations", { without: ["organizations"] }, soundWorld()],
    ["without EMR", { without: ["emr"] }, soundWorld()],
    ["two accounts", BOTH_ACCOUNTS, soundWorld()],
    ["an organization", { organization: true, assumeRole: AUDIT_ROLE }, soundWorld()],
  ];

  it.each(everyScope)("of %s is what such a run asks for, no less and no more", async (_, scope, world) => {
    const full = scopeOf(scope);
    // Twice: what is asked for where roles are listed, and where they are not.
    const asked = new Set([...(await actionsOf(world, scope)), ...(await actionsOf(world, scope, ["iam:GetAccountAuthorizationDetails"]))]);
    const allowed = callerPolicy(full).Statement.flatMap(({ Action }) => Action);
    // No cluster, no instance profile: the calls that a domain's clusters lead to.
    const never = full.roles.length > 0 || full.without.includes("emr") ? ["iam:GetInstanceProfile"] : [];
    expect(allowed.filter((action) => !never.includes(action)).sort()).toEqual([...asked].sort());
    expect(assumedRolePolicy(full).Statement.flatMap(({ Action }) => Action)).toEqual(accountActions(full));
  });

  it("allows nothing but reading", () => {
    for (const { Action } of callerPolicy(scopeOf({ organization: true, assumeRole: AUDIT_ROLE, allRegions: true })).Statement)
      for (const action of Action) expect(action).toMatch(/^\w+:(?:Get|List|Describe)\w+$|^sts:AssumeRole$/);
  });
});
