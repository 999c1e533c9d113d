/**
 * What fails is said clearly, with what to do; nothing is concluded from half an account, and nothing hangs.
 */
import { describe, expect, it } from "vitest";
import { accountActions, callerActions } from "../../src/sources/aws-live/actions.ts";
import type { Fault } from "../aws/server.ts";
import { checkLive, DATA, readImpatiently, STUDIO, scopeOf, withAws } from "./harness.ts";
import { AUDIT_ROLE, soundWorld } from "./worlds.ts";

const DETAILS = "iam:GetAccountAuthorizationDetails";
const everyAction = [...accountActions(scopeOf({ allRegions: true })), ...callerActions(scopeOf())];

/** Asked for only where roles can't be listed. */
function isSingle(action: string): boolean {
  return action.startsWith("iam:") && action !== DETAILS;
}

describe("a fault of AWS or of the way there", () => {
  const cases: readonly (readonly [string, Fault, RegExp, RegExp])[] = [
    ["expired credentials", { kind: "expired" }, /credentials have expired/, /sign in again/],
    ["an error of the server", { kind: "failed", status: 500 }, /did not answer sagemaker:DescribeUserProfile .*6 attempts/, /try again/],
    ["a server that is overloaded", { kind: "failed", status: 503 }, /did not answer sagemaker:DescribeUserProfile/, /try again/],
    ["throttling without end", { kind: "throttled" }, /throttled sagemaker:DescribeUserProfile, 6 attempts/, /try again later/],
    ["a connection that breaks in the middle of an answer", { kind: "reset" }, /no answer to sagemaker:DescribeUserProfile .*ECONNRESET/, /network/],
    ["a connection that breaks at once", { kind: "refused-connection" }, /no answer to sagemaker:DescribeUserProfile/, /network/],
    ["an answer that is cut", { kind: "malformed" }, /answer to sagemaker:DescribeUserProfile can't be read/, /proxy/],
    ["an answer without content", { kind: "empty-body" }, /answer to sagemaker:DescribeUserProfile can't be read .*no UserProfileName/, /proxy/],
    ["the page of a proxy", { kind: "html" }, /answer to sagemaker:DescribeUserProfile can't be read|did not answer/, /proxy|try again/],
  ];

  it.each(cases)("%s", async (_, fault, message, help) => {
    const faults = ({ operation }: { operation: string }) => (operation === "DescribeUserProfile" ? fault : undefined);
    const { result, inventory, records } = await withAws(soundWorld(), { faults }, () => readImpatiently());
    expect(result.problems).toHaveLength(1);
    expect(result.problems[0]?.file).toBe(`aws:${STUDIO}/sagemaker/eu-west-1`);
    expect(result.problems[0]?.message).toMatch(message);
    expect(result.problems[0]?.help).toMatch(help);
    // The rest was read, and what failed is on record.
    expect(inventory.roles.length).toBeGreaterThan(20);
    expect(records.filter(({ error }) => error !== undefined).length).toBeGreaterThan(0);
    expect(inventory.gaps.some(({ mayHide }) => mayHide)).toBe(true);
  });

  it("that passes leaves no trace but its count", async () => {
    const faults = ({ operation, repeat }: { operation: string; repeat: number }) =>
      operation === "DescribeUserProfile" && repeat < 3 ? ({ kind: "throttled" } as const) : undefined;
    const { result, inventory } = await withAws(soundWorld(), { faults }, () => readImpatiently());
    expect(result.problems).toEqual([]);
    expect(result.tally.throttled).toBe(9);
    expect(inventory.gaps).toEqual([]);
  });

  it("is not asked about for ever: a service that fails three times in a row is left alone", async () => {
    const profiles = await withAws(
      soundWorld(),
      { faults: ({ service }) => (service === "elasticmapreduce" ? { kind: "failed", status: 500 } : undefined) },
      async (aws) => {
        const { result } = await readImpatiently();
        expect(result.problems).toHaveLength(1);
        return aws.requests.filter(({ service }) => service === "elasticmapreduce").length;
      },
    );
    expect(profiles).toBeLessThanOrEqual(12);
  });
});

describe("an answer that says nothing", () => {
  it.each(everyAction)("to %s is not taken for an answer that there is nothing", async (action) => {
    for (const fault of [{ kind: "empty-body" }, { kind: "html", wellFormed: true }] as const) {
      const faults = (request: { action: string }) =>
        request.action === action ? fault : isSingle(action) && request.action === DETAILS ? ({ kind: "denied" } as const) : undefined;
      const scope = { accounts: [STUDIO, DATA], assumeRole: AUDIT_ROLE, allRegions: true, regions: [] };
      const { result, inventory } = await withAws(soundWorld(), { faults }, () => readImpatiently(scope));
      expect(result.problems, fault.kind).not.toEqual([]);
      if (action !== "sts:GetCallerIdentity")
        expect(
          inventory.gaps.some(({ mayHide }) => mayHide),
          fault.kind,
        ).toBe(true);
    }
  });
});

describe("credentials", () => {
  it("that AWS does not know end the run at once", async () => {
    const { problems, exitCode, report } = await withAws(soundWorld(), { account: "999999999999" }, () => checkLive());
    expect(problems).toMatchObject([
      { file: "aws", message: expect.stringContaining("does not accept the credentials"), help: expect.stringContaining("sign in again") },
    ]);
    expect(exitCode).toBe(2);
    expect(report.domains).toEqual([]);
  });

  it("that belong to another account than the one that is asked for are refused", async () => {
    const { problems } = await withAws(soundWorld(), {}, () => checkLive({ accounts: ["444455556666"] }));
    expect(problems).toMatchObject([{ file: "--account 444455556666", message: `the credentials belong to account ${STUDIO}` }]);
  });
});

describe("a scope", () => {
  it("without a region says so", async () => {
    const { problems } = await withAws(soundWorld(), {}, () => checkLive({ regions: [] }));
    expect(problems).toMatchObject([{ file: "--live", message: expect.stringContaining("no region is set"), help: expect.stringContaining("--region") }]);
  });

  it("with a domain that is not there says so, and one that is elsewhere is found", async () => {
    const { problems } = await withAws(soundWorld(), {}, () => checkLive({ domainIds: ["d-gone"] }));
    expect(problems).toMatchObject([{ file: "--domain-id d-gone", message: expect.stringContaining("eu-west-1") }]);
    const found = await withAws(soundWorld(), {}, () => checkLive({ domainIds: ["d-without1"], regions: [], allRegions: true }));
    expect(found.problems).toEqual([]);
    expect(found.report.domains.map(({ id }) => id)).toEqual(["d-without1"]);
    expect(found.report.gaps.filter(({ reason }) => reason.includes("DescribeDomain"))).toEqual([]);
  });

  it("of a region that is not enabled says what that looks like", async () => {
    const { problems } = await withAws(soundWorld(), {}, () => checkLive({ regions: ["eu-west-1", "ap-east-1"] }));
    expect(problems).toMatchObject([{ help: expect.stringContaining("not enabled") }]);
  });

  it("of a region without domains says where to look", async () => {
    const world = soundWorld();
    const bare = { ...world, accounts: world.accounts.map((account) => ({ ...account, regions: {} })) };
    const { problems, exitCode } = await withAws(bare, {}, () => checkLive());
    expect(problems).toMatchObject([{ file: "--live", message: expect.stringContaining(`account ${STUDIO}`), help: expect.stringContaining("--region") }]);
    expect(exitCode).toBe(2);
  });

  it("of roles reads them and where they lead, and no domain", async () => {
    const services = await withAws(soundWorld(), {}, async ({ requests }) => {
      const { report, problems } = await checkLive({ roles: [`arn:aws:iam::${STUDIO}:role/studio-alice`] });
      expect(problems).toEqual([]);
      expect(report.coverage).toMatchObject({ domains: 0, hops: 2 });
      return new Set(requests.map(({ service }) => service));
    });
    expect(services.has("sagemaker")).toBe(false);
  });

  it("of roles needs no region, and says under its own name what is not there", async () => {
    const found = await withAws(soundWorld(), {}, () => checkLive({ roles: ["studio-alice"], regions: [] }));
    expect(found.problems).toEqual([]);
    const { problems } = await withAws(soundWorld(), {}, () => checkLive({ roles: ["nobody"] }));
    expect(problems).toMatchObject([{ file: "--role nobody" }]);
    const elsewhere = await withAws(soundWorld(), {}, () => checkLive({ roles: [`arn:aws:iam::${DATA}:role/partner-data`] }));
    expect(elsewhere.problems).toMatchObject([
      { file: "--live", message: expect.stringContaining("partner-data"), help: expect.stringContaining(`--account ${DATA}`) },
    ]);
  });

  it("of accounts that can't be read at all comes to nothing", async () => {
    const faults = ({ action }: { action: string }) => (action === "sts:AssumeRole" ? ({ kind: "denied" } as const) : undefined);
    const { result } = await withAws(soundWorld(), { faults }, () => readImpatiently({ accounts: [DATA], assumeRole: AUDIT_ROLE }));
    expect(result.problems).toMatchObject([{ message: expect.stringContaining("no account could be read") }]);
  });
});

describe("an account whose IAM does not answer", () => {
  it("is not said to lack roles", async () => {
    const { inventory } = await withAws(soundWorld(), { faults: ({ service }) => (service === "iam" ? { kind: "failed", status: 500 } : undefined) }, () =>
      readImpatiently(),
    );
    expect(inventory.askedAccounts).toEqual([{ account: STUDIO, rolesSeen: false }]);
  });
});
