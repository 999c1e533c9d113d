/**
 * What is deployed gives the same answer on every way: live, from a recording of it, and from files that the AWS CLI wrote.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/main.ts";
import { cliOutput } from "../aws/cli-output.ts";
import { sampleWorld } from "../aws/sample.ts";
import { checkFiles, checkLive, emptyFolder, record, STUDIO, scopeOf, withAws } from "./harness.ts";

const SCOPE = { regions: ["eu-west-1", "us-east-1"] };

/** All but the places, which lie in different texts. */
function told({ report, problems }: CheckResult) {
  const findings = report.findings.map(({ ruleId, severity, certainty, subject, message, fingerprint, chain, remedy }) => {
    return { ruleId, severity, certainty, subject, message, fingerprint, chain: chain.map(({ label }) => label), remedy };
  });
  const { domains, userProfiles, roles, hops, spaces } = report.coverage;
  return {
    problems,
    findings: findings.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
    domains: report.domains,
    counts: report.counts,
    coverage: { domains, userProfiles, roles, hops, spaces },
  };
}

describe("the same account", () => {
  it("gives the same report live, recorded in whichever way, and as files of the AWS CLI", async () => {
    const world = sampleWorld();
    const folder = emptyFolder();
    const [live, saved] = await withAws(world, {}, async () => {
      const first = await checkLive(SCOPE);
      const second = await checkLive(SCOPE, { cwd: folder, live: { scope: scopeOf(SCOPE), save: "saved.jsonl" } });
      expect((await record(folder, "plain.jsonl", SCOPE)).problems).toEqual([]);
      expect((await record(folder, "packed.jsonl.gz", SCOPE)).problems).toEqual([]);
      return [first, second];
    });
    const expected = told(live);
    expect(expected.problems).toEqual([]);
    expect(expected.findings.map(({ ruleId, subject }) => [ruleId, subject.split("/").at(-1)])).toEqual(
      expect.arrayContaining([["chained-role-refuses-source-identity", "lake-writer"]]),
    );
    expect(told(saved)).toEqual(expected);
    expect(told(await checkFiles(folder, ["plain.jsonl"]))).toEqual(expected);
    expect(told(await checkFiles(folder, ["packed.jsonl.gz"]))).toEqual(expected);

    const files = emptyFolder();
    for (const [name, output] of Object.entries(cliOutput(world, STUDIO))) writeFileSync(join(files, name), JSON.stringify(output));
    expect(told(await checkFiles(files, ["."]))).toEqual(expected);
  });

  it("gives the same bytes on each live run, although answers come in any order", async () => {
    const latency = 3;
    const reports = await withAws(sampleWorld(), { latency, pageSize: 2 }, async () => [await checkLive(SCOPE), await checkLive(SCOPE)]);
    const [first, second] = reports.map(({ report }) => JSON.stringify(report));
    expect(second).toBe(first);
  });
});

describe("places of a live run", () => {
  it("are texts that say where in AWS they are, and can be shown", async () => {
    const { report, sources } = await withAws(sampleWorld(), {}, () => checkLive());
    for (const { location } of report.findings) {
      expect(location.file).toMatch(/^aws:111122223333\/(iam|sagemaker)\//);
      const line = sources.get(location.file)?.split("\n")[location.span.startLine - 1];
      expect(line?.slice(location.span.startColumn - 1, location.span.endColumn - 1)).not.toBe("");
    }
    const [writer] = report.findings.filter(({ subject }) => subject.endsWith("role/lake-writer"));
    expect(writer?.location.file).toBe("aws:111122223333/iam/role/lake-writer");
  });

  it("are lines of the recording, where it is saved", async () => {
    const folder = emptyFolder();
    const { report } = await withAws(sampleWorld(), {}, () => checkLive({}, { cwd: folder, live: { scope: scopeOf(), save: "a/account.jsonl" } }));
    expect(new Set(report.findings.map(({ location }) => location.file))).toEqual(new Set(["a/account.jsonl"]));
  });
});
