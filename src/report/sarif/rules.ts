/**
 * The rules as SARIF's driver lists them. Limits from docs.github.com, "SARIF support for code scanning" (github/docs at
 * 058fa63): descriptions 1,024 characters, at most 20 tags of which 10 are used, `help.text` required.
 */
import type { ReportingDescriptor } from "sarif";
import type { Report } from "../../lint/report.ts";
import { printable } from "../../text/printable.ts";
import { cutTo } from "./message.ts";

export const HOME = "https://github.com/lint-roles/lint-roles";

const LONGEST_DESCRIPTION = 1024;
const MOST_TAGS = 10;

export function ruleDescriptor(meta: Report["rules"][number], page: string | undefined): ReportingDescriptor {
  const summary = `${printable(meta.summary)}.`;
  const uri = `${HOME}/blob/main/rules/${encodeURIComponent(meta.id)}/README.md`;
  return {
    id: meta.id,
    name: meta.id,
    shortDescription: { text: cutTo(summary, LONGEST_DESCRIPTION) },
    fullDescription: { text: cutTo((page && opening(page)) || summary, LONGEST_DESCRIPTION) },
    help: page === undefined || page.trim() === "" ? { text: `${summary} See ${uri}` } : { text: page, markdown: page },
    helpUri: uri,
    defaultConfiguration: { level: meta.severity },
    properties: {
      "security-severity": meta.securitySeverity.toFixed(1),
      precision: meta.precision,
      tags: [...new Set(["security", ...meta.tags])].slice(0, MOST_TAGS),
    },
  };
}

/** First paragraph under the page's heading "What it reports", on one line and without code marks; "" where there is none. */
function opening(page: string): string {
  const lines = page.split(/\r?\n/);
  const start = lines.findIndex((line) => /^#+\s+What it reports\s*$/.test(line));
  if (start === -1) return "";
  const from = lines.findIndex((line, index) => index > start && line.trim() !== "");
  if (from === -1 || lines[from]?.startsWith("#")) return "";
  const end = lines.findIndex((line, index) => index > from && line.trim() === "");
  const paragraph = lines.slice(from, end === -1 ? undefined : end).join(" ");
  return printable(paragraph.replaceAll("`", ""));
}
