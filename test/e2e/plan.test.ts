/**
 * The promise of `lint-roles plan`, kept by the built command: what its runbook tells to change, changed in the files, makes the domain
 * ready. The edits and commands of the JSON plan are applied and nothing else is, then the files are planned and checked again.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { applyCommand, parseCommand } from "../rules/apply-command.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const CLI = join(PROJECT, "dist/bin.js");
const schema = JSON.parse(readFileSync(join(PROJECT, "src/report/plan.schema.json"), "utf8"));
const BOTH = ["sts:AssumeRole", "sts:SetSourceIdentity"];
const isPlan = new Ajv2020({ strict: true }).compile(schema);

interface Edit {
  readonly location: { readonly file: string; readonly startLine: number; readonly startColumn: number; readonly endLine: number; readonly endColumn: number };
  readonly newText: string;
}

interface ChangeStep {
  readonly ruleId: string;
  readonly need: string;
  readonly commands?: readonly string[];
  readonly edits?: readonly Edit[];
}

interface JsonPlan {
  readonly verdict: string;
  readonly changes: readonly { readonly subject: string; readonly steps: readonly ChangeStep[] }[];
  readonly advice: readonly { readonly subject: string; readonly steps: readonly ChangeStep[] }[];
  readonly apps: readonly { readonly name: string; readonly apps: readonly { readonly type: string; readonly command?: string }[] }[];
}

function run(folder: string, args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  return { stdout, stderr, status };
}

function planOf(folder: string, args: readonly string[]): { readonly plan: JsonPlan; readonly status: number | null } {
  const { stdout, stderr, status } = run(folder, ["plan", "--format", "json", ...args]);
  expect(stderr).toBe("");
  const plan: unknown = JSON.parse(stdout);
  expect(isPlan(plan), JSON.stringify(isPlan.errors)).toBe(true);
  return { plan: plan as JsonPlan, status };
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) at = text.indexOf("\n", at) + 1;
  return at + column - 1;
}

/** From the end, so that what stands before keeps its place. */
function applyEdits(folder: string, edits: readonly Edit[]): void {
  for (const file of new Set(edits.map(({ location }) => location.file))) {
    let text = readFileSync(join(folder, file), "utf8");
    const own = edits
      .filter(({ location }) => location.file === file)
      .map(({ location: { startLine, startColumn, endLine, endColumn }, newText }) => ({
        start: offsetOf(text, startLine, startColumn),
        end: offsetOf(text, endLine, endColumn),
        newText,
      }))
      .sort((a, b) => b.start - a.start);
    for (const { start, end, newText } of own) text = text.slice(0, start) + newText + text.slice(end);
    writeFileSync(join(folder, file), text);
  }
}

function applyCommands(folder: string, commands: readonly string[]): void {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "case.json");
  let files: ReadonlyMap<string, string> = new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  for (const command of commands) files = applyCommand(files, parseCommand(command));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}

/** The input files of a project alone, in a folder of their own. */
function copied(project: string): string {
  const folder = mkdtempSync(join(tmpdir(), "lint-roles-plan-"));
  cpSync(join(PROJECT, "fixtures/projects", project), folder, { recursive: true, filter: (path) => !/case\.json$|expected/.test(path) });
  return folder;
}

describe.each([
  { project: "switch-templates", args: ["--account", "111122223333", "."] },
  { project: "switch-terraform", args: ["."] },
  { project: "switch-account", args: ["--domain", "d-abc123def456", "."] },
])("the runbook for $project", ({ project, args }) => {
  it("names each role once, and carried out makes the domain ready", () => {
    const folder = copied(project);
    try {
      const { plan, status } = planOf(folder, args);
      expect([plan.verdict, status]).toEqual(["blocked", 1]);
      const subjects = plan.changes.map(({ subject }) => subject);
      expect(subjects).toEqual([
        "arn:aws:iam::444455556666:role/emr-access",
        "arn:aws:iam::111122223333:role/training",
        "arn:aws:iam::111122223333:role/data-science",
      ]);
      const steps = plan.changes.flatMap((change) => change.steps);
      expect(steps.every(({ need }) => need === "must")).toBe(true);
      expect(steps.every((step) => step.commands !== undefined || step.edits !== undefined)).toBe(true);
      applyEdits(
        folder,
        steps.flatMap(({ edits = [] }) => edits),
      );
      applyCommands(
        folder,
        steps.flatMap(({ commands = [] }) => commands),
      );

      const again = planOf(folder, args);
      expect([again.plan.verdict, again.plan.changes, again.status]).toEqual(["ready", [], 0]);
      const check = run(folder, ["--propagation", "on", "--format", "json", ...args.filter((arg) => !/^--domain|^d-/.test(arg))]);
      expect(JSON.parse(check.stdout).domains).toMatchObject([{ readiness: "ready" }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the runbook for switch-account", () => {
  it("advises to take from users what lets them switch back, and leaves that to people", () => {
    const { plan } = planOf(join(PROJECT, "fixtures/projects/switch-account"), ["."]);
    expect(plan.advice.flatMap(({ subject, steps }) => steps.map((step) => [subject, step.ruleId, step.commands ?? step.edits]))).toEqual([
      ["arn:aws:iam::111122223333:role/data-science", "user-can-change-domain", undefined],
    ]);
  });

  it("lists the apps that run by whose they are, what runs inside another app first, and no deleted one", () => {
    const { plan } = planOf(join(PROJECT, "fixtures/projects/switch-account"), ["--domain", "d-abc123def456", "."]);
    expect(plan.apps.map(({ name, apps }) => [name, apps.map(({ type }) => type)])).toEqual([
      ["alice", ["KernelGateway", "JupyterServer"]],
      ["bobs-lab", ["JupyterLab"]],
      ["carol", ["Canvas"]],
    ]);
    for (const { apps } of plan.apps)
      for (const { command } of apps) expect(command).toMatch(/^aws sagemaker delete-app --region eu-west-1 --domain-id d-abc123def456 --/);
  });
});

describe("edits of files", () => {
  it("are made of what people write, and not of what AWS or a tool printed", () => {
    const projects = [
      ["switch-account", "d-abc123def456"],
      ["aws-account", "d-abc123def456"],
      ["cdk-studio", "Studio:Domain"],
    ] as const;
    for (const [project, domain] of projects) {
      const { plan } = planOf(join(PROJECT, "fixtures/projects", project), ["--domain", domain, "."]);
      expect([...plan.changes, ...plan.advice].flatMap(({ steps }) => steps.flatMap(({ edits = [] }) => edits))).toEqual([]);
    }
  });

  it("are there once where several findings want the same text", () => {
    const folder = mkdtempSync(join(tmpdir(), "lint-roles-plan-"));
    const own = "arn:aws:iam::111122223333:role/Exec";
    const statement = (more: object) => ({ Effect: "Allow", Action: ["sts:AssumeRole"], ...more });
    const document = (more: object) => ({ Version: "2012-10-17", Statement: [statement(more)] });
    const Role = {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: "Exec",
        // Both SageMaker and the role itself are refused by the one statement.
        AssumeRolePolicyDocument: document({ Principal: { Service: "sagemaker.amazonaws.com", AWS: own } }),
        Policies: [{ PolicyName: "self", PolicyDocument: { Version: "2012-10-17", Statement: [statement({ Resource: own, Action: [...BOTH] })] } }],
      },
    };
    const Properties = { DomainName: "one", AuthMode: "IAM", DefaultUserSettings: { ExecutionRole: own }, SubnetIds: [], VpcId: "vpc-1" };
    try {
      writeFileSync(join(folder, "t.json"), JSON.stringify({ Resources: { Role, Studio: { Type: "AWS::SageMaker::Domain", Properties } } }, undefined, 2));
      const { plan } = planOf(folder, ["--account", "111122223333", "."]);
      const steps = plan.changes.flatMap((change) => change.steps);
      expect(steps.map(({ ruleId, edits }) => [ruleId, edits?.length])).toEqual([
        ["execution-role-refuses-source-identity", 1],
        ["chained-role-refuses-source-identity", undefined],
      ]);
      applyEdits(
        folder,
        steps.flatMap(({ edits = [] }) => edits),
      );
      expect(planOf(folder, ["--account", "111122223333", "."]).plan.verdict).toBe("ready");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("keep all that they don't change: comments, quotes, layout", () => {
    const folder = copied("switch-terraform");
    try {
      const before = readFileSync(join(folder, "main.tf"), "utf8");
      const { plan } = planOf(folder, ["."]);
      applyEdits(
        folder,
        plan.changes.flatMap(({ steps }) => steps.flatMap(({ edits = [] }) => edits)),
      );
      const after = readFileSync(join(folder, "main.tf"), "utf8");
      expect(after).toBe(
        before
          .replace(
            'Action    = "sts:AssumeRole" # as the console creates it',
            'Action    = ["sts:AssumeRole", "sts:SetSourceIdentity"] # as the console creates it',
          )
          .replace('    actions = [\n      "sts:AssumeRole",\n    ]', '    actions = [\n      "sts:AssumeRole",\n      "sts:SetSourceIdentity",\n    ]')
          .replace(
            '          "Action": [\n            "sts:AssumeRole"\n          ]',
            '          "Action": [\n            "sts:AssumeRole",\n            "sts:SetSourceIdentity"\n          ]',
          ),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("what an app of the CDK makes", () => {
  it("is told with its place in the app, and is not edited", () => {
    const { plan } = planOf(join(PROJECT, "fixtures/projects/cdk-sources"), ["--domain", "Domain", "cdk.out"]);
    const steps = plan.changes.flatMap((change) => change.steps);
    expect(steps.map((step) => "source" in step)).toEqual([true, true, true, true, true]);
    expect(steps.filter(({ edits }) => edits !== undefined)).toEqual([]);
  });
});
