/**
 * The built command against AWS's protocols on 127.0.0.1, as users run it. The expectations are read by people before they are
 * committed; `UPDATE=1 npx vitest run test/e2e/live` writes them.
 */
import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { sampleWorld } from "../aws/sample.ts";
import { type FakeOptions, startFakeAws } from "../aws/server.ts";
import { emptyFolder, environmentFor } from "../live/harness.ts";
import { AUDIT_ROLE, soundWorld } from "../live/worlds.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const CLI = join(PROJECT, "dist/bin.js");

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function started(args: readonly string[], cwd: string, environment: Record<string, string>) {
  // Nothing of the machine's own AWS configuration, and no notice switched off that a user would see.
  const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _, ...aws } = environment;
  const { PATH = "", HOME = "" } = process.env;
  return spawn(process.execPath, [CLI, ...args], { cwd, env: { PATH, HOME, NO_COLOR: "1", ...aws }, stdio: ["ignore", "pipe", "pipe"] });
}

function run(args: readonly string[], cwd: string, environment: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = started(args, cwd, environment);
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject).once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

async function withServer<T>(options: FakeOptions, use: (environment: Record<string, string>) => Promise<T>, world = sampleWorld()): Promise<T> {
  const aws = await startFakeAws(world, options);
  try {
    return await use({ ...environmentFor(aws.url), AWS_REGION: "eu-west-1" });
  } finally {
    await aws.close();
  }
}

function expectFile(name: string, text: string): void {
  const file = join(PROJECT, "fixtures/live", name);
  if (process.env["UPDATE"] === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

describe("lint-roles --live", () => {
  it("reports what is deployed, and nothing on standard error but one line of what was read", async () => {
    const { code, stdout, stderr } = await withServer({}, (aws) => run(["--live"], emptyFolder(), aws));
    expectFile("one-account.txt", stdout);
    expect(stderr).toMatch(/^read account 111122223333: 23 answers \(elasticmapreduce 5, iam 1, organizations 8, sagemaker 8, sts 1\) in \d+\.\d s\n$/);
    expect(code).toBe(1);
  });

  it("plans the switch of what is deployed, reading that domain alone", async () => {
    const { code, stdout, stderr } = await withServer({}, (aws) => run(["plan", "--live", "--domain", "d-studio1", "--to", "off"], emptyFolder(), aws));
    expectFile("plan-off.txt", stdout);
    expect(stderr).toMatch(/^read account 111122223333: \d+ answers \(.*\) in \d+\.\d s\n$/);
    // A role of another account is not seen: it may ask for the identity.
    expect(code).toBe(1);
  });

  it("reads several accounts, and writes SARIF whose places lie in the recording", async () => {
    const folder = emptyFolder();
    const args = ["--live", "--account", "111122223333", "--account", "222233334444", "--assume-role", AUDIT_ROLE, "--save", "account.jsonl"];
    const { code, stderr } = await withServer({}, (aws) => run([...args, "--quiet", "--format", "sarif=out.sarif", "--format", "text=out.txt"], folder, aws));
    expect(stderr).toBe("");
    expect(code).toBe(1);
    const log = JSON.parse(readFileSync(join(folder, "out.sarif"), "utf8"));
    const places = log.runs[0].results.map(
      (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) => result.locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(places.length).toBeGreaterThan(1);
    expect(new Set(places)).toEqual(new Set(["account.jsonl"]));
  });

  it("without --save gives SARIF with relative places all the same", async () => {
    const { stdout } = await withServer({}, (aws) => run(["--live", "--format", "sarif"], emptyFolder(), aws));
    const { results } = JSON.parse(stdout).runs[0];
    for (const { locations } of results) {
      expect(locations[0].physicalLocation.artifactLocation).toMatchObject({
        uri: expect.stringMatching(/^aws%3A111122223333\/(?:iam|sagemaker)\//),
        uriBaseId: "%SRCROOT%",
      });
      expect(locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
    }
  });

  it("says in one message that there are no credentials", async () => {
    const environment = {
      AWS_CONFIG_FILE: "/nonexistent",
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_REGION: "eu-west-1",
    };
    const { code, stderr } = await run(["--live"], emptyFolder(), environment);
    expect(stderr).toBe(
      "error: aws: no AWS credentials were found: not in the environment, nor in the shared configuration, nor from the container or instance\n" +
        "  help: sign in (aws sso login), name a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\n",
    );
    expect(code).toBe(2);
  });

  it("names a profile that does not exist", async () => {
    const { code, stderr } = await withServer({}, ({ AWS_ACCESS_KEY_ID: _, ...aws }) => run(["--live", "--profile", "nobody"], emptyFolder(), aws));
    expect(stderr).toMatch(
      /^error: aws: profile `nobody` gives no AWS credentials: .*\n {2}help: `aws configure list-profiles` lists the profiles that there are\n$/,
    );
    expect(code).toBe(2);
  });

  it("joins what is deployed with files that are given", async () => {
    const folder = emptyFolder();
    writeFileSync(
      join(folder, "new.json"),
      JSON.stringify({
        Resources: { New: { Type: "AWS::IAM::Role", Properties: { RoleName: "new", AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } } } },
      }),
    );
    const { stdout } = await withServer({}, (aws) => run(["--live", "new.json", "--quiet"], folder, aws));
    expect(stdout).toContain("1 account, 1 file, 1 domain, 3 user profiles, 33 roles");
  });
});

describe("lint-roles snapshot", () => {
  it("prints the least policy, as the documentation has it", async () => {
    const { stdout, code } = await run(["snapshot", "--print-policy"], emptyFolder(), {});
    expect(code).toBe(0);
    expectFile("policy.json", stdout);
    const docs = readFileSync(join(PROJECT, "src/sources/aws-live/README.md"), "utf8");
    expect(docs).toContain(stdout.trimEnd());
  });

  it("says what is missing", async () => {
    const { stderr, code } = await run(["snapshot"], emptyFolder(), {});
    expect(stderr).toBe("error: the file to record in is missing\n  help: for example: lint-roles snapshot -o account.jsonl\n");
    expect(code).toBe(2);
  });

  it("writes to standard output what can be piped into a check", async () => {
    const folder = emptyFolder();
    const { stdout } = await withServer({}, (aws) => run(["snapshot", "-o", "-"], folder, aws));
    writeFileSync(join(folder, "a.jsonl"), stdout);
    const { code, stdout: report } = await run(["a.jsonl", "--quiet"], folder, {});
    expect(report).toContain("1 domain, 3 user profiles, 32 roles");
    expect(code).toBe(1);
  });

  it("that is interrupted says how to go on", async () => {
    const folder = emptyFolder();
    const { stderr, signal } = await withServer({ latency: 40, pageSize: 1 }, async (aws) => {
      const child = started(["snapshot", "-o", "a.jsonl"], folder, aws);
      let told = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (told += text));
      const closed = new Promise<NodeJS.Signals | null>((resolve) => child.once("close", (_, by) => resolve(by)));
      while (sizeOf(join(folder, "a.jsonl")) === 0) await sleep(10);
      child.kill("SIGINT");
      return { signal: await closed, stderr: told };
    });
    expect(stderr).toBe("stopped: what was answered is in a.jsonl; go on with: lint-roles snapshot --resume -o a.jsonl, and the same flags\n");
    expect(signal).toBe("SIGINT");
  });

  it("survives being killed at any moment, and goes on from there", async () => {
    const folder = emptyFolder();
    const file = join(folder, "account.jsonl");
    await withServer(
      { latency: 15, pageSize: 3 },
      async (aws) => {
        for (const milliseconds of [250, 320, 400]) {
          const child = started(["snapshot", "-o", file, "--resume"], folder, aws);
          const closed = new Promise((resolve) => child.once("close", resolve));
          await sleep(milliseconds);
          child.kill("SIGKILL");
          await closed;
          const lines = sizeOf(file) === 0 ? [] : readFileSync(file, "utf8").split("\n");
          // All but the last, which may be cut.
          for (const line of lines.slice(0, -1)) expect(() => JSON.parse(line)).not.toThrow();
        }
        const { code, stderr } = await run(["snapshot", "-o", file, "--resume"], folder, aws);
        expect(stderr).toMatch(/^read account 111122223333: /);
        expect(code).toBe(0);
      },
      soundWorld(),
    );
    const { stderr, stdout } = await run(["account.jsonl", "--quiet"], folder, {});
    expect(stderr).toBe("");
    expect(stdout).toContain("1 domain, 3 user profiles, 32 roles");
  });
});

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
