/**
 * The file of a baseline, version 1, described by `baseline.schema.json`. One entry a line, no places and no dates: a file that
 * is kept in a repository should change only where findings do.
 */
import type { BaselineEntry, Report } from "../lint/report.ts";
import { escapeHidden } from "./safe-json.ts";

export function baselineFile({ name, version }: Report["tool"], entries: readonly BaselineEntry[]): string {
  const lines = entries.map(({ fingerprint, ruleId, subject }) => `    ${oneLine({ fingerprint, ruleId, subject })}`);
  return `{
  "schemaVersion": 1,
  "tool": ${oneLine({ name, version })},
  "findings": [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `}]
}
`;
}

function oneLine(members: { readonly [key: string]: string }): string {
  const written = Object.entries(members).map(([key, value]) => `${JSON.stringify(key)}: ${escapeHidden(JSON.stringify(value))}`);
  return `{ ${written.join(", ")} }`;
}
