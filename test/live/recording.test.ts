/**
 * Recordings as they are written: safe against a kill at any moment, resumable, and without secrets.
 */
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkFiles, emptyFolder, record, withAws } from "./harness.ts";
import { soundWorld } from "./worlds.ts";

const SCOPE = { regions: ["eu-west-1", "us-east-1"] };

/** Lines of a recording without what differs from run to run: times, order. */
function content(text: string): readonly string[] {
  return [...new Set(text.split("\n").filter((line) => line.includes('"operation"')))].sort();
}

async function whole(folder: string, file = "whole.jsonl"): Promise<string> {
  await withAws(soundWorld(), { pageSize: 2 }, () => record(folder, file, SCOPE));
  return readFileSync(join(folder, file), "utf8");
}

describe("a recording", () => {
  it("is for its owner alone, says that it is whole, and gives no problem when it is checked", async () => {
    const folder = emptyFolder();
    const text = await whole(folder);
    expect(statSync(join(folder, "whole.jsonl")).mode & 0o777).toBe(0o600);
    expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({ recording: 1, state: "begun", scope: { regions: SCOPE.regions } });
    expect(JSON.parse(text.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ recording: 1, state: "whole" });
    expect((await checkFiles(folder, ["whole.jsonl"])).problems).toEqual([]);
  });

  it("that is compressed holds the same", async () => {
    const folder = emptyFolder();
    const text = await whole(folder);
    await withAws(soundWorld(), { pageSize: 2 }, () => record(folder, "a.jsonl.gz", SCOPE));
    expect(content(gunzipSync(readFileSync(join(folder, "a.jsonl.gz"))).toString())).toEqual(content(text));
  });

  it("holds no secret, nor what nobody needs", async () => {
    const text = await whole(emptyFolder());
    for (const secret of [
      "secret-of-the-test",
      "assword",
      "HomeEfsFileSystem",
      "PresignedUrl",
      "Url",
      "KdcAdmin",
      "Kerberos",
      "RoleLastUsed",
      "BootstrapActions",
      "SessionToken",
      "Email",
    ])
      expect(text).not.toContain(secret);
    // The policies stand there to be read.
    expect(text).toContain('"AssumeRolePolicyDocument":{"Version":"2012-10-17"');
  });

  it("of before stays as it is where no answer comes at all", async () => {
    const folder = emptyFolder();
    const before = '{"recording":1,"note":"of before"}\n';
    writeFileSync(join(folder, "a.jsonl"), before);
    const { problems } = await withAws(soundWorld(), { account: "999999999999" }, () => record(folder, "a.jsonl"));
    expect(problems).toMatchObject([{ message: expect.stringContaining("does not accept the credentials") }]);
    expect(readFileSync(join(folder, "a.jsonl"), "utf8")).toBe(before);
  });

  it.each(["Resources: {}\n", '{"a":1}\n', "\0"])("is not written over something else: %j", async (content) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "a.jsonl"), content);
    const { problems } = await withAws(soundWorld(), {}, () => record(folder, "a.jsonl"));
    expect(problems).toMatchObject([{ message: expect.stringContaining("would be overwritten") }]);
    expect(readFileSync(join(folder, "a.jsonl"), "utf8")).toBe(content);
  });

  it("that can't be written ends the run with what the system says", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "file"), "");
    await expect(withAws(soundWorld(), {}, () => record(folder, "file/a.jsonl"))).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});

describe("a recording that broke off", () => {
  it("is a problem when it is checked, and no domain is ready", async () => {
    const folder = emptyFolder();
    const lines = (await whole(folder)).split("\n");
    for (const cut of [3, 8, lines.length - 2]) {
      writeFileSync(join(folder, "cut.jsonl"), `${lines.slice(0, cut).join("\n")}\n`);
      const { problems, report, exitCode } = await checkFiles(folder, ["cut.jsonl"]);
      expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining("not finished"));
      expect(report.domains.filter(({ readiness }) => readiness === "ready")).toEqual([]);
      expect(exitCode).toBe(2);
    }
  });

  it("within a line is used up to there, whatever the byte", async () => {
    const folder = emptyFolder();
    const text = await whole(folder);
    const file = join(folder, "cut.jsonl");
    for (const part of [0.2, 0.5, 0.9]) {
      writeFileSync(file, text);
      truncateSync(file, Math.floor(text.length * part) + 1);
      const { problems, report } = await checkFiles(folder, ["cut.jsonl"]);
      expect(problems.length).toBeGreaterThan(0);
      for (const { help } of problems) expect(help).toContain("--resume");
      expect(report.domains.filter(({ readiness }) => readiness === "ready")).toEqual([]);
    }
  });

  it.each(["cut.jsonl", "cut.jsonl.gz"])("anywhere is gone on with: %s", async (name) => {
    const folder = emptyFolder();
    const file = join(folder, name);
    const reference = await whole(folder);
    await withAws(soundWorld(), { pageSize: 2 }, async (aws) => {
      await record(folder, name, SCOPE);
      const full = readFileSync(file);
      const calls = aws.requests.length;
      for (const part of [0, 0.01, 0.3, 0.6, 0.95, 0.999]) {
        writeFileSync(file, full.subarray(0, Math.floor(full.length * part)));
        const before = aws.requests.length;
        const { problems, tally } = await record(folder, name, SCOPE, true);
        expect(problems).toEqual([]);
        const packed = readFileSync(file);
        expect(content((name.endsWith(".gz") ? gunzipSync(packed) : packed).toString())).toEqual(content(reference));
        // What was there is not asked for again.
        if (part > 0.5) expect(tally.resumed).toBeGreaterThan(0);
        expect(aws.requests.length - before).toBeLessThanOrEqual(calls - tally.resumed);
      }
    });
    expect((await checkFiles(folder, [name])).problems).toEqual([]);
  });

  it("because of a refusal or a failure is asked again for just that", async () => {
    const folder = emptyFolder();
    const faults = ({ action }: { action: string }) =>
      action === "sagemaker:ListSpaces"
        ? ({ kind: "denied" } as const)
        : action === "elasticmapreduce:DescribeCluster"
          ? ({ kind: "malformed" } as const)
          : undefined;
    const first = await withAws(soundWorld(), { faults }, () => record(folder, "a.jsonl"));
    expect(first.problems).toHaveLength(1);
    const asked = await withAws(soundWorld(), {}, async ({ requests }) => {
      expect((await record(folder, "a.jsonl", {}, true)).problems).toEqual([]);
      return requests.map(({ action }) => action);
    });
    expect(asked.sort()).toEqual(["elasticmapreduce:DescribeCluster", "sagemaker:ListSpaces", "sts:GetCallerIdentity"]);
    expect(readFileSync(join(folder, "a.jsonl"), "utf8")).not.toContain('"error"');
    expect((await checkFiles(folder, ["a.jsonl"])).problems).toEqual([]);
  });

  it("in front of another one, in one file, is still seen", async () => {
    const folder = emptyFolder();
    const text = await whole(folder);
    writeFileSync(join(folder, "two.jsonl"), `${text.split("\n").slice(0, 4).join("\n")}\n`);
    appendFileSync(join(folder, "two.jsonl"), text);
    expect((await checkFiles(folder, ["two.jsonl"])).problems).toMatchObject([{ message: expect.stringContaining("not finished") }]);
  });
});

describe("compressed input", () => {
  it("that is no recording is refused, and what is broken in it is said", async () => {
    const folder = emptyFolder();
    const { gzipSync } = await import("node:zlib");
    writeFileSync(join(folder, "a.json.gz"), gzipSync('{"Version":"2012-10-17","Statement":[]}'));
    expect((await checkFiles(folder, ["a.json.gz"])).problems).toMatchObject([{ message: expect.stringContaining("compressed") }]);
    const packed = gzipSync((await whole(folder)).repeat(3));
    const middle = Math.floor(packed.length / 2);
    packed.fill(0xaa, middle, middle + 64);
    writeFileSync(join(folder, "b.jsonl.gz"), packed);
    expect((await checkFiles(folder, ["b.jsonl.gz"])).problems.length).toBeGreaterThan(0);
    writeFileSync(join(folder, "c.gz"), Buffer.from([0x1f, 0x8b]));
    expect((await checkFiles(folder, ["c.gz"])).problems).toHaveLength(1);
  });

  it("shows places in it", async () => {
    const folder = emptyFolder();
    const { sampleWorld } = await import("../aws/sample.ts");
    await withAws(sampleWorld(), {}, () => record(folder, "a.jsonl.gz"));
    const { report, sources } = await checkFiles(folder, ["a.jsonl.gz"]);
    const [finding] = report.findings;
    const line = sources.get("a.jsonl.gz")?.split("\n")[(finding?.location.span.startLine ?? 0) - 1] ?? "";
    expect(line.slice((finding?.location.span.startColumn ?? 0) - 1)).toMatch(/^"sts:AssumeRole"/);
    expect(report.coverage.accounts).toBeUndefined();
  });
});
