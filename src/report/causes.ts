import type { ReportedFinding } from "../lint/report.ts";

/** What is missing to decide an undetermined finding, and what would settle it. Text of the input: to be made safe by whoever shows it. */
export function causesOf({ causes }: ReportedFinding): readonly string[] {
  return causes.map(({ what, settle }) => (settle === undefined ? what : `${what}: ${settle}`));
}
