/**
 * Ways in which something could stay unseen without a word. In each of them no domain may be called ready, and what is missing is named.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { EMRClient } from "@aws-sdk/client-emr";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/main.ts";
import { sampleWorld } from "../aws/sample.ts";
import { checkFiles, checkLive, DATA, emptyFolder, readImpatiently, record, STUDIO, withAws } from "./harness.ts";
import { AUDIT_ROLE, accountOf, soundWorld, withAccount } from "./worlds.ts";

const BOTH = { accounts: [STUDIO, DATA], assumeRole: AUDIT_ROLE };
const EXPIRED = { faults: () => ({ kind: "expired" }) as const };

function ready({ report }: CheckResult): readonly string[] {
  return report.domains.flatMap(({ id, readiness }) => (readiness === "ready" ? [id] : []));
}

function told({ problems, report }: CheckResult): string {
  return JSON.stringify([problems, report.gaps]);
}

interface Prototype {
  send: unknown;
}

/** Answers of one operation that AWS does not give by itself here. */
async function answering<T>(
  client: { readonly prototype: object },
  answer: (operation: string, input: object) => Promise<object> | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const prototype: Prototype = Object.assign(client.prototype);
  const original = prototype.send;
  prototype.send = function send(this: unknown, command: { readonly constructor: { readonly name: string }; readonly input: object }, ...rest: unknown[]) {
    const reply = answer(command.constructor.name.replace(/Command$/, ""), command.input);
    return reply ?? (typeof original === "function" ? Reflect.apply(original, this, [command, ...rest]) : undefined);
  };
  try {
    return await run();
  } finally {
    prototype.send = original;
  }
}

function failing(name: string, more: object = {}): Promise<never> {
  return Promise.reject(Object.assign(new Error(name), { name }, more));
}

/** The sound world with further accounts like the second one. */
function manyAccounts(count: number) {
  const world = soundWorld();
  const ids = Array.from({ length: count }, (_, index) => String(300_000_000_000 + index));
  const like = accountOf(world, DATA);
  const roles = (id: string) => like.roles.map((role) => ({ ...role, trust: JSON.parse(JSON.stringify(role.trust).replaceAll(DATA, id)) }));
  return { ids, world: { ...world, accounts: [...world.accounts, ...ids.map((id) => ({ ...like, id, roles: roles(id) }))] } };
}

describe("a name server that fails", () => {
  it.each(["ListUserProfiles", "ListSpaces", "ListApps", "DescribeDomain"])("at %s, in a search through all regions, is a failure", async (operation) => {
    const result = await withAws(soundWorld(), {}, () =>
      answering(
        SageMakerClient,
        (asked) => (asked === operation ? failing("Error", { code: "ENOTFOUND" }) : undefined),
        () => checkLive({ ...BOTH, regions: [], allRegions: true }),
      ),
    );
    expect(ready(result)).toEqual([]);
    expect(result.exitCode).toBe(2);
  });

  it("at the first question passes a region over, and says so", async () => {
    const result = await withAws(soundWorld(), {}, () =>
      answering(
        SageMakerClient,
        (asked) => (asked === "ListDomains" ? failing("Error", { code: "ENOTFOUND" }) : undefined),
        () => checkLive({ ...BOTH, regions: [], allRegions: true }),
      ),
    );
    expect(told(result)).toContain("no endpoint of the service");
    expect(result.exitCode).toBe(2);
  });
});

describe("organizations", () => {
  it.each([
    ["that the caller is in none of", "DescribeOrganization", "AWSOrganizationsNotInUseException"],
    ["that do not know an account", "ListParents", "ChildNotFoundException"],
  ])("%s tell nothing of other accounts", async (_, operation, error) => {
    const result = await withAws(soundWorld(), {}, () =>
      answering(
        OrganizationsClient,
        (asked, input) => (asked === operation && (operation !== "ListParents" || Reflect.get(input, "ChildId") === DATA) ? failing(error) : undefined),
        () => checkLive(BOTH),
      ),
    );
    expect(ready(result)).toEqual([]);
    expect(told(result)).toContain("--without organizations");
    expect(result.report.coverage.unseen).toEqual(operation === "ListParents" ? [] : ["SCPs", "RCPs"]);
  });

  it("whose tree breaks off are not seen to the root", async () => {
    const result = await withAws(soundWorld(), {}, () =>
      answering(
        OrganizationsClient,
        (asked) => (asked === "ListParents" ? Promise.resolve({ Parents: [] }) : undefined),
        () => checkLive(BOTH),
      ),
    );
    expect(ready(result)).toEqual([]);
    expect(told(result)).toContain("NoParent");
  });

  it("with a policy whose document is missing are not seen", async () => {
    const folder = emptyFolder();
    await withAws(soundWorld(), {}, () => record(folder, "a.jsonl", BOTH));
    const lines = readFileSync(join(folder, "a.jsonl"), "utf8").split("\n");
    writeFileSync(join(folder, "a.jsonl"), lines.filter((line) => !line.includes('"organizations:DescribePolicy"')).join("\n"));
    const result = await checkFiles(folder, ["a.jsonl"]);
    expect(ready(result)).toEqual([]);
    expect(told(result)).toContain("its document is not in the input");
  });

  it("of another recording's account say nothing of this one's", async () => {
    const folder = emptyFolder();
    await withAws(soundWorld(), {}, () => record(folder, "a.jsonl", { ...BOTH, without: ["organizations"] }));
    const none = {
      operation: "organizations:DescribeOrganization",
      account: "999988887777",
      input: {},
      error: { code: "AWSOrganizationsNotInUseException", message: "" },
    };
    writeFileSync(join(folder, "b.jsonl"), `${JSON.stringify(none)}\n`);
    expect((await checkFiles(folder, ["a.jsonl", "b.jsonl"])).report.coverage.unseen).toEqual(["SCPs", "RCPs"]);
  });
});

describe("answers that say that something is not there", () => {
  it.each(["ListUserProfiles", "ListSpaces", "ListDomains"])("to %s are no empty list", async (operation) => {
    const result = await withAws(soundWorld(), {}, () =>
      answering(
        SageMakerClient,
        (asked) => (asked === operation ? failing("ResourceNotFound") : undefined),
        () => checkLive(BOTH),
      ),
    );
    expect(ready(result)).toEqual([]);
  });

  it("are told from requests that failed for another reason", async () => {
    const result = await withAws(soundWorld(), {}, () =>
      answering(
        EMRClient,
        () => failing("InvalidRequestException"),
        () => checkLive(BOTH),
      ),
    );
    expect(ready(result)).toEqual([]);
    expect(result.exitCode).toBe(2);
  });
});

describe("one account of many", () => {
  it("that is lost is named, and takes no other along", async () => {
    const { ids, world } = manyAccounts(12);
    const [lost = ""] = ids;
    const faults = ({ action, account, input }: { action: string; account: string; input: object }) => {
      if (action === "sts:GetCallerIdentity" && account === lost) return { kind: "expired" } as const;
      return action === "sts:AssumeRole" && !JSON.stringify(input).includes(lost) ? ({ kind: "slow", milliseconds: 60 } as const) : undefined;
    };
    const result = await withAws(world, { faults }, () => checkLive({ accounts: [STUDIO, DATA, ...ids], assumeRole: AUDIT_ROLE, without: ["organizations"] }));
    expect(result.tally?.accounts).toHaveLength(13);
    expect(JSON.stringify(result.problems)).toContain(lost);
    expect(JSON.stringify(result.report.gaps)).toContain(lost);
    expect(ready(result)).toEqual([]);
  });

  it("asks for its role when it is its turn", async () => {
    const { ids, world } = manyAccounts(40);
    await withAws(world, { latency: 15 }, async (aws) => {
      await readImpatiently({ accounts: ids, assumeRole: AUDIT_ROLE, without: ["organizations"] });
      expect(aws.mostAtOnce).toBeLessThanOrEqual(8);
    });
  });

  it("whose role can't be assumed any more blames no other call", async () => {
    let asked = 0;
    const faults = ({ action }: { action: string }) => {
      if (action !== "sts:AssumeRole") return undefined;
      asked += 1;
      return asked > 1 ? ({ kind: "denied" } as const) : undefined;
    };
    const result = await withAws(soundWorld(), { faults }, () => checkLive(BOTH));
    // Credentials that last are asked for once.
    expect(asked).toBe(1);
    expect(result.problems).toEqual([]);
  });

  it("with several regions that are not enabled has each of them named", async () => {
    const { problems } = await withAws(soundWorld(), {}, () => checkLive({ ...BOTH, regions: ["eu-west-1", "ap-east-1", "me-south-1"] }));
    for (const region of ["ap-east-1", "me-south-1"]) expect(JSON.stringify(problems)).toContain(region);
  });
});

describe("a service that fails", () => {
  it("is left alone also by those that wait behind", async () => {
    const world = withAccount(soundWorld(), STUDIO, (account) => {
      const region = account.regions["eu-west-1"];
      if (region === undefined) throw new Error("no region");
      const more = Array.from({ length: 300 }, (_, index) => ({ ...region.userProfiles[1], UserProfileName: `u${index}` }));
      return { ...account, regions: { ...account.regions, "eu-west-1": { ...region, userProfiles: [...region.userProfiles, ...more] } } };
    });
    const faults = ({ operation }: { operation: string }) => (operation === "DescribeUserProfile" ? ({ kind: "failed", status: 500 } as const) : undefined);
    const requests = await withAws(world, { faults }, async (aws) => {
      await readImpatiently();
      return aws.requests.filter(({ operation }) => operation === "DescribeUserProfile").length;
    });
    expect(requests).toBeLessThanOrEqual(100);
  });
});

describe("going on with a recording", () => {
  it("that then fails leaves one that is not whole", async () => {
    const folder = emptyFolder();
    const file = join(folder, "a.jsonl");
    const faults = ({ action }: { action: string }) => (action === "sagemaker:ListApps" ? ({ kind: "denied" } as const) : undefined);
    await withAws(soundWorld(), { faults }, () => record(folder, "a.jsonl", BOTH));
    expect((await withAws(soundWorld(), EXPIRED, () => record(folder, "a.jsonl", BOTH, true))).problems).toHaveLength(1);
    const result = await checkFiles(folder, ["a.jsonl"]);
    expect(result.exitCode).toBe(2);
    expect(ready(result)).toEqual([]);
    expect((await withAws(soundWorld(), {}, () => record(folder, "a.jsonl", BOTH, true))).problems).toEqual([]);
    expect(ready(await checkFiles(folder, ["a.jsonl"]))).toEqual(["d-studio1"]);
    expect(readFileSync(file, "utf8")).not.toContain('"error"');
  });

  it("with other flags is refused, as it would be whole of neither", async () => {
    const folder = emptyFolder();
    await withAws(soundWorld(), {}, () => record(folder, "a.jsonl", BOTH));
    const { problems } = await withAws(soundWorld(), {}, () => record(folder, "a.jsonl", { ...BOTH, without: ["organizations"] }, true));
    expect(problems).toMatchObject([{ message: "the recording was begun with other flags" }]);
  });

  it("of another account's credentials is not whole", async () => {
    const folder = emptyFolder();
    await withAws(soundWorld(), {}, () => record(folder, "a.jsonl"));
    const { problems } = await withAws(soundWorld(), { account: DATA }, () => record(folder, "a.jsonl", {}, true));
    expect(problems).toMatchObject([{ message: expect.stringContaining(`holds account ${STUDIO}`) }]);
    expect((await checkFiles(folder, ["a.jsonl"])).exitCode).toBe(2);
  });

  it("leaves a file that is none as it is", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "template.yaml"), "Resources: {}\n");
    const { problems } = await withAws(soundWorld(), {}, () => record(folder, "template.yaml", {}, true));
    expect(problems).toMatchObject([{ message: "there is no recording in this file to go on with" }]);
    expect(readFileSync(join(folder, "template.yaml"), "utf8")).toBe("Resources: {}\n");
  });

  it("believes no file about who asks, and takes no empty answer from one", async () => {
    const folder = emptyFolder();
    const lines = [
      { operation: "sts:GetCallerIdentity", input: {}, output: { Account: "999988887777" } },
      { operation: "sagemaker:ListUserProfiles", account: STUDIO, region: "eu-west-1", input: { DomainIdEquals: "d-studio1", MaxResults: 100 }, output: {} },
    ];
    writeFileSync(join(folder, "a.jsonl"), `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
    await withAws(soundWorld(), {}, () => record(folder, "a.jsonl", {}, true));
    expect(readFileSync(join(folder, "a.jsonl"), "utf8")).not.toContain('"account":"999988887777"');
    expect((await checkFiles(folder, ["a.jsonl"])).report.coverage.userProfiles).toBe(3);
  });

  it("follows a link instead of replacing it", async () => {
    const folder = emptyFolder();
    await withAws(soundWorld(), {}, () => record(folder, "real.jsonl", BOTH));
    symlinkSync(join(folder, "real.jsonl"), join(folder, "a.jsonl"));
    await withAws(soundWorld(), {}, () => record(folder, "a.jsonl", BOTH, true));
    expect(lstatSync(join(folder, "a.jsonl")).isSymbolicLink()).toBe(true);
  });
});

describe("files", () => {
  const open = (part: string): number =>
    readdirSync("/proc/self/fd").filter((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`).includes(part);
      } catch {
        return false;
      }
    }).length;

  it("are closed: compressed ones that are read in part, and full disks", async () => {
    const folder = emptyFolder();
    await withAws(sampleWorld(), {}, () => record(folder, "a.jsonl", BOTH));
    const padding = JSON.stringify({
      operation: "x:Y",
      output: { text: Array.from({ length: 400_000 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 0).join() },
    });
    writeFileSync(join(folder, "b.jsonl.gz"), gzipSync(`${readFileSync(join(folder, "a.jsonl"), "utf8")}${padding}\n`));
    const { report } = await checkFiles(folder, ["b.jsonl.gz"]);
    expect(report.findings.length).toBeGreaterThan(0);
    await expect.poll(() => open("b.jsonl.gz")).toBe(0);
    await expect(withAws(soundWorld(), {}, () => record("/dev", "full"))).rejects.toThrow(/ENOSPC/);
    expect(open("/dev/full")).toBe(0);
  });
});
