/**
 * The table of report formats. Each is loaded only when it is asked for; adding one takes one file and one line here.
 */
import type { Report, Reporter, ReporterOptions } from "../lint/report.ts";
import type { Plan, PlanReporter } from "../plan/types.ts";

export const reporters = {
  text: async (): Promise<Reporter> => (await import("./text.ts")).text,
  json: async (): Promise<Reporter> => (await import("./json.ts")).json,
  sarif: async (): Promise<Reporter> => (await import("./sarif.ts")).sarif,
  github: async (): Promise<Reporter> => (await import("./github.ts")).github,
  markdown: async (): Promise<Reporter> => (await import("./markdown.ts")).markdown,
  junit: async (): Promise<Reporter> => (await import("./junit.ts")).junit,
  gitlab: async (): Promise<Reporter> => (await import("./gitlab.ts")).gitlab,
};

export type Format = keyof typeof reporters;

/** The names that `--format` takes, the default first. */
export const formats: readonly Format[] = Object.keys(reporters).filter(isFormat);

export function isFormat(name: string): name is Format {
  return Object.hasOwn(reporters, name);
}

/** The report in one format, ready to be written as it is: it ends with a line feed. */
export async function render(format: Format, report: Report, options: ReporterOptions): Promise<string> {
  const reporter = await reporters[format]();
  return reporter(report, options);
}

export const planReporters = {
  text: async (): Promise<PlanReporter> => (await import("./plan/text.ts")).planText,
  markdown: async (): Promise<PlanReporter> => (await import("./plan/markdown.ts")).planMarkdown,
  json: async (): Promise<PlanReporter> => (await import("./plan/json.ts")).planJson,
};

export type PlanFormat = keyof typeof planReporters;

/** The names that `lint-roles plan --format` takes, the default first. */
export const planFormats: readonly PlanFormat[] = Object.keys(planReporters).filter(isPlanFormat);

export function isPlanFormat(name: string): name is PlanFormat {
  return Object.hasOwn(planReporters, name);
}

export async function renderPlan(format: PlanFormat, plan: Plan, options: Pick<ReporterOptions, "color" | "width">): Promise<string> {
  const reporter = await planReporters[format]();
  return reporter(plan, options);
}
