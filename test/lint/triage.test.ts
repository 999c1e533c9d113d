import { describe, expect, it } from "vitest";
import type { CheckOptions } from "../../src/main.ts";
import { account, allow, BOTH, checkFiles, domain, SAGEMAKER, studio } from "./inputs.ts";

const BROKEN = { "domain.json": domain(), "roles.json": account({ Studio: { trust: [allow("sts:AssumeRole", SAGEMAKER)] } }) };
const WARNED = { "domain.json": domain({}, "DISABLED"), "roles.json": account({ Studio: { trust: [allow("sts:AssumeRole", SAGEMAKER)] } }) };
const SOUND = { "domain.json": domain(), "roles.json": account({ Studio: studio() }) };
const GAP = { "domain.json": domain(), "roles.json": account({ Studio: studio(allow(BOTH, { Resource: "arn:aws:iam::444455556666:role/Elsewhere" })) }) };

async function exitCode(files: { readonly [name: string]: object | string }, options: Partial<CheckOptions> = {}): Promise<number> {
  return (await checkFiles(files, options)).exitCode;
}

describe("the exit code", () => {
  it("is 0 for nothing at or above --fail-on, 1 for findings", async () => {
    expect(await exitCode(SOUND)).toBe(0);
    expect(await exitCode(BROKEN)).toBe(1);
    expect(await exitCode(BROKEN, { failOn: "never" })).toBe(0);
    expect(await exitCode(WARNED)).toBe(0);
    expect(await exitCode(WARNED, { failOn: "warning" })).toBe(1);
  });

  it("is 1 for a gap only with --strict", async () => {
    expect(await exitCode(GAP)).toBe(0);
    expect(await exitCode(GAP, { strict: true })).toBe(1);
  });

  it("is 2 where an input can't be read, whatever else was found; the others are checked", async () => {
    const result = await checkFiles({ ...BROKEN, "template.json": '{"Resources": {"A": {"Type": "AWS::IAM::Role", ' });
    expect(result.exitCode).toBe(2);
    expect(result.report.findings).toHaveLength(1);
    expect(result.report.errors).toMatchObject([{ file: "template.json", span: { startLine: 1 } }]);
  });

  it("is 2 where there is nothing to check, or --entry-role means nobody", async () => {
    expect(await exitCode({ "x.json": account({ Other: { trust: [allow("sts:AssumeRole", { Principal: { Service: "lambda.amazonaws.com" } })] } }) })).toBe(2);
    expect(await exitCode(SOUND, { entryRoles: ["no-such-*"] })).toBe(2);
  });
});

describe("a finding", () => {
  it("has a fingerprint that stays when lines move, and another for another statement", async () => {
    const one = allow("sts:AssumeRole", SAGEMAKER);
    const before = await checkFiles(BROKEN);
    const moved = await checkFiles({ ...BROKEN, "roles.json": `\n\n\n${JSON.stringify(BROKEN["roles.json"])}` });
    const second = await checkFiles({ ...BROKEN, "roles.json": account({ Studio: { trust: [allow("sts:TagSession", SAGEMAKER), one] } }) });
    const print = (result: typeof before) => result.report.findings.map(({ fingerprint }) => fingerprint);
    expect(print(before)).toEqual(print(moved));
    expect(print(before)).not.toEqual(print(second));
    expect(print(before)[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("is one of two that stand in reading order, the same on every run", async () => {
    const files = {
      "domain.json": domain({}),
      "b.json": account({ Studio: { trust: [allow("sts:AssumeRole", SAGEMAKER), { ...allow(BOTH, { Principal: { AWS: "AROAEXAMPLEEXAMPLEEXB" } }) }] } }),
    };
    const places = async () => (await checkFiles(files)).report.findings.map(({ ruleId, location }) => `${location.file}:${location.span.startLine} ${ruleId}`);
    const first = await places();
    expect(first.length).toBeGreaterThan(1);
    expect(await places()).toEqual(first);
    expect([...first].sort((a, b) => Number(a.split(":")[1]?.split(" ")[0]) - Number(b.split(":")[1]?.split(" ")[0]))).toEqual(first);
  });
});

describe("places in a recording", () => {
  it("have the line of their record, and offsets into what is shown of the file", async () => {
    const records = [
      { operation: "sagemaker:DescribeDomain", account: "111122223333", region: "eu-west-1", output: domain() },
      { operation: "iam:GetAccountAuthorizationDetails", account: "111122223333", output: BROKEN["roles.json"] },
    ];
    const { report, sources } = await checkFiles({ "account.jsonl": `${records.map((record) => JSON.stringify(record)).join("\n")}\n` });
    const [finding] = report.findings;
    expect(finding?.location.span.startLine).toBe(2);
    const { startOffset = 0, endOffset = 0 } = finding?.location.span ?? {};
    expect(sources.get("account.jsonl")?.slice(startOffset, endOffset)).toBe('"sts:AssumeRole"');
  });
});
