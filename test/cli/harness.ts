import type { Library } from "../../src/cli/library.ts";
import { run } from "../../src/cli/run.ts";
import type { Streams } from "../../src/cli/streams.ts";
import type { Report, ReporterOptions } from "../../src/lint/report.ts";
import type { RuleMeta } from "../../src/lint/rule.ts";
import type { CheckOptions, CheckResult } from "../../src/main.ts";

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FakeLibrary extends Library {
  /** What the command asked for, in order. */
  readonly checked: CheckOptions[];
  readonly rendered: { readonly format: string; readonly options: ReporterOptions }[];
}

export const emptyReport: Report = {
  tool: { name: "lint-roles", version: "0.0.0" },
  findings: [],
  gaps: [],
  notJudged: [],
  errors: [],
  domains: [],
  coverage: { files: 1, domains: 0, userProfiles: 0, spaces: 0, roles: 0, hops: 0, unseen: [] },
  counts: { error: 0, warning: 0, note: 0, undetermined: 0, suppressed: 0 },
  rules: [],
};

const metas: readonly RuleMeta[] = [
  { id: "stale-principal", summary: "A trust policy names a deleted principal", severity: "note", precision: "high", securitySeverity: 2, tags: [] },
  { id: "narrow-source-arn", summary: "A source ARN is too narrow", severity: "error", precision: "high", securitySeverity: 5, tags: [] },
];

/** Parts that record how they are called: what the command line does is then seen without files and without rules. */
export function fakeLibrary(overrides: Partial<CheckResult> = {}, parts: Partial<Library> = {}): FakeLibrary {
  const checked: CheckOptions[] = [];
  const rendered: { format: string; options: ReporterOptions }[] = [];
  const result: CheckResult = {
    report: emptyReport,
    problems: [],
    skipped: [],
    files: [],
    ignoredAssemblies: [],
    exitCode: 0,
    sources: new Map(),
    left: [],
    ...overrides,
  };
  return {
    checked,
    rendered,
    check: (options) => {
      checked.push(options);
      return Promise.resolve(result);
    },
    fix: (options) => {
      checked.push(options);
      return Promise.resolve({ after: result, changes: [], fixed: 0 });
    },
    unifiedDiff: () => Promise.resolve("<diff>\n"),
    render: (format, _report, options) => {
      rendered.push({ format, options });
      return Promise.resolve(`<${format}>\n`);
    },
    makeBaseline: () => Promise.resolve("<baseline>\n"),
    snapshot: () => Promise.resolve({ problems: [], tally: { calls: new Map(), resumed: 0, refused: 0, throttled: 0, accounts: [] } }),
    plan: () => Promise.resolve({ problems: [], skipped: [], exitCode: 2 }),
    renderPlan: (format) => Promise.resolve(`<${format}>\n`),
    rules: () => Promise.resolve(metas),
    page: (ruleId) => Promise.resolve(`# ${ruleId}\n\nSee **here** and \`sts:SetSourceIdentity\`.\n\n\`\`\`json\n{ "a": "**b**" }\n\`\`\`\n`),
    ...parts,
  };
}

export async function runCli(argv: readonly string[], parts: Library = fakeLibrary(), streams: Partial<Streams> = {}, tty = false): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const exitCode = await run(
    argv,
    {
      stdin: (async function* () {})(),
      stdout: { write: (text) => (stdout += text), isTTY: tty, columns: 80 },
      stderr: { write: (text) => (stderr += text), isTTY: tty, columns: 80 },
      cwd: "/nowhere",
      env: {},
      ...streams,
    },
    parts,
  );
  return { exitCode, stdout, stderr };
}
