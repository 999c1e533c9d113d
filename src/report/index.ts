/**
 * The table of report formats. Each is loaded only when it is asked for; adding one takes one file and one line here.
 */
import type { Report, Reporter, ReporterOptions } from "../lint/report.ts";

export const reporters = {
  text: async (): Promise<Reporter> => (await import("./text.ts")).text,
  json: async (): Promise<Reporter> => (await import("./json.ts")).json,
  sarif: async (): Promise<Reporter> => (await import("./sarif.ts")).sarif,
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
