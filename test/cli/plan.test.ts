import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Library } from "../../src/cli/library.ts";
import type { PlanOptions, PlanResult } from "../../src/main.ts";
import type { Plan } from "../../src/plan/types.ts";
import { fakeLibrary, runCli } from "./harness.ts";

const PLAN: Plan = {
  tool: { name: "lint-roles", version: "0.0.0" },
  domain: { is: "deployed", subject: "d-1", id: "d-1" },
  from: "off",
  to: "on",
  isThere: false,
  verdict: "ready",
  reasons: [],
  changes: [],
  advice: [],
  apps: [],
  stopApps: [],
  switch: [],
  verify: [],
  back: [],
  notes: [],
};

function planning(result: Partial<PlanResult> = {}): { readonly library: Library; readonly asked: PlanOptions[] } {
  const asked: PlanOptions[] = [];
  const plan = (options: PlanOptions): Promise<PlanResult> => {
    asked.push(options);
    return Promise.resolve({ problems: [], skipped: [], plan: PLAN, exitCode: 0, ...result });
  };
  return { library: fakeLibrary({}, { plan }), asked };
}

describe("lint-roles plan", () => {
  it("plans the current folder, to on, as text", async () => {
    const { library, asked } = planning();
    const { stdout, exitCode } = await runCli(["plan"], library);
    expect(asked[0]).toMatchObject({ paths: ["."], cwd: "/nowhere", to: "on", entryRoles: [] });
    expect(asked[0]).not.toHaveProperty("domain");
    expect([stdout, exitCode]).toEqual(["<text>\n", 0]);
  });

  it("hands domain, direction, paths and values on", async () => {
    const { library, asked } = planning();
    await runCli(["plan", "--domain", "d-1", "--to", "off", "a.json", "b", "--account", "111122223333", "--parameter", "A=b", "--format", "json"], library);
    expect(asked[0]).toMatchObject({ domain: "d-1", to: "off", paths: ["a.json", "b"], account: "111122223333", parameters: new Map([["A", "b"]]) });
  });

  it("reads, live, the one domain that is named by its id or ARN", async () => {
    for (const domain of ["d-abc", "arn:aws:sagemaker:eu-west-1:111122223333:domain/d-abc"]) {
      const { library, asked } = planning();
      await runCli(["plan", "--live", "--domain", domain], library);
      expect(asked[0]?.live?.scope.domainIds).toEqual(["d-abc"]);
    }
    const { library, asked } = planning();
    await runCli(["plan", "--live", "--domain", "data-science"], library);
    expect(asked[0]?.live?.scope.domainIds).toEqual([]);
  });

  it("writes a file where one is named, and nothing on standard output", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lint-roles-plan-"));
    try {
      const { library } = planning();
      const { stdout } = await runCli(["plan", "--format", "markdown", "--output", "runbook.md"], library, { cwd: folder });
      expect([stdout, await readFile(join(folder, "runbook.md"), "utf8")]).toEqual(["", "<markdown>\n"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("takes FORMAT=FILE, as a check does", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lint-roles-plan-"));
    try {
      await runCli(["plan", "--output", "json=plan.json"], planning().library, { cwd: folder });
      expect(await readFile(join(folder, "plan.json"), "utf8")).toBe("<json>\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("ends with 1 where the domain is not ready, and still prints the runbook", async () => {
    const { library } = planning({ plan: { ...PLAN, verdict: "blocked" }, exitCode: 1 });
    expect(await runCli(["plan"], library)).toMatchObject({ stdout: "<text>\n", exitCode: 1 });
  });

  it.each([
    ["several domains and none is named", undefined, "several", "error: the input has several domains\n  help: name one with --domain: d-1, d-2\n"],
    ["a name that means several", "studio", "several", "error: --domain studio means several domains\n  help: name one with --domain: d-1, d-2\n"],
    ["a name that means none", "d-9", "none-such", "error: --domain d-9: no such domain in the input\n  help: did you mean d-1? there are: d-1, d-2\n"],
  ] as const)("refuses %s, and says what there is", async (_what, domain, why, message) => {
    const { library } = planning({ refused: { why, domains: ["d-1", "d-2"] }, exitCode: 2 });
    const args = domain === undefined ? ["plan"] : ["plan", "--domain", domain];
    expect(await runCli(args, library)).toEqual({ stdout: "", stderr: message, exitCode: 2 });
  });

  it("refuses to plan a new domain where one has user profiles in the input", async () => {
    const { library } = planning({ refused: { why: "not-in-input", domains: ["d-1", "d-2"] }, exitCode: 2 });
    const help = "  help: add the output of `aws sagemaker describe-domain`, or what declares the domain\n";
    const what = "the input has user profiles or spaces of d-1, d-2, but not the domain itself\n";
    expect(await runCli(["plan"], library)).toEqual({ stdout: "", stderr: `error: ${what}${help}`, exitCode: 2 });
    const named = `error: --domain d-1: no such domain in the input; ${what}${help}`;
    expect(await runCli(["plan", "--domain", "d-1"], library)).toEqual({ stdout: "", stderr: named, exitCode: 2 });
  });

  it("refuses to plan turning it off where there is no domain", async () => {
    const { library } = planning({ refused: { why: "none-such", domains: [] }, exitCode: 2 });
    const { stderr, exitCode } = await runCli(["plan", "--to", "off"], library);
    expect([stderr, exitCode]).toEqual([expect.stringContaining("error: the input has no domain to turn propagation off in"), 2]);
  });

  it("tells an input that can't be read, rather than that the domain in it is missing", async () => {
    const problems = [{ file: "a.json", message: "the file is empty" }];
    const { library } = planning({ refused: { why: "none-such", domains: [] }, problems, exitCode: 2 });
    expect(await runCli(["plan", "--domain", "d-1"], library)).toEqual({ stdout: "", stderr: "error: a.json: the file is empty\n", exitCode: 2 });
  });

  it.each([
    [["--to", "sideways"], "--to sideways: expected one of on, off"],
    [["--format", "sarif"], "--format sarif: expected one of text, markdown, json"],
    [["--domain", ""], "--domain is empty"],
    [["--output", ""], "--output is empty"],
    [["--domian", "d-1"], "unknown flag: --domian"],
    [["--profile", "audit"], "--profile is for --live"],
    [["--output", "json="], "--output is empty"],
    [["--domain", "a", "--domain", "b"], "--domain was given more than once"],
    [["--live", "--save", "x.jsonl", "--output", "x.jsonl"], "a report and the recording would be written to x.jsonl"],
  ])("refuses %j", async (args, message) => {
    const { stderr, exitCode } = await runCli(["plan", ...args], planning().library);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});
