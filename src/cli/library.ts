import type { Report, ReporterOptions } from "../lint/report.ts";
import type { RuleMeta } from "../lint/rule.ts";
import type { CheckOptions, CheckResult, FileChange, FixResult, LiveResult, Plan, PlanOptions, PlanResult, SnapshotOptions } from "../main.ts";
import type { Format, PlanFormat } from "../report/index.ts";

/** The parts of the product that commands call. Handed in, so that tests of the command line need no files and no rules. */
export interface Library {
  readonly check: (options: CheckOptions) => Promise<CheckResult>;
  readonly fix: (options: CheckOptions) => Promise<FixResult>;
  readonly unifiedDiff: (changes: readonly FileChange[]) => Promise<string>;
  readonly makeBaseline: (report: Report) => Promise<string>;
  readonly plan: (options: PlanOptions) => Promise<PlanResult>;
  readonly renderPlan: (format: PlanFormat, plan: Plan, options: Pick<ReporterOptions, "color" | "width">) => Promise<string>;
  readonly snapshot: (options: SnapshotOptions) => Promise<LiveResult>;
  readonly render: (format: Format, report: Report, options: ReporterOptions) => Promise<string>;
  /** In the order in which they are listed to users. */
  readonly rules: () => Promise<readonly RuleMeta[]>;
  /** The rule's page, Markdown. Undefined when it has none. */
  readonly page: (ruleId: string) => Promise<string | undefined>;
}

/** Loads each part when it is first called: start-up is part of the design. */
export const library: Library = {
  check: async (options) => (await import("../main.ts")).check(options),
  fix: async (options) => (await import("../main.ts")).fix(options),
  unifiedDiff: async (changes) => (await import("../fix/diff.ts")).unifiedDiff(changes),
  makeBaseline: async (report) => (await import("../main.ts")).makeBaseline(report),
  plan: async (options) => (await import("../main.ts")).plan(options),
  renderPlan: async (format, plan, options) => (await import("../report/index.ts")).renderPlan(format, plan, options),
  snapshot: async (options) => (await import("../main.ts")).snapshot(options),
  render: async (format, report, options) => (await import("../report/index.ts")).render(format, report, options),
  rules: async () => (await import("../../rules/index.ts")).rules.map((rule) => rule.meta),
  page: async (ruleId) => (await import("./pages.ts")).readPage(ruleId),
};
