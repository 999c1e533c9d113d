/** The names that people know accounts by, shown beside their ids. What others read by machine (subjects, commands, edits) stays as it is. */
import type { Report, ReportedFinding, ReportedGap } from "./report.ts";

export function withAccountNames(report: Report, names: ReadonlyMap<string, string> = new Map()): Report {
  if (names.size === 0) return report;
  const name = namer(names);
  const inGap = (gap: ReportedGap): ReportedGap => ({ ...gap, reason: name(gap.reason) });
  return {
    ...report,
    findings: report.findings.map((finding) => inFinding(finding, name)),
    gaps: report.gaps.map(inGap),
    notJudged: report.notJudged.map(inGap),
  };
}

function inFinding(finding: ReportedFinding, name: (text: string) => string): ReportedFinding {
  return {
    ...finding,
    message: name(finding.message),
    related: finding.related.map((each) => ({ ...each, message: name(each.message) })),
    chain: finding.chain.map((step) => ({ ...step, label: name(step.label) })),
    remedy: { ...finding.remedy, text: name(finding.remedy.text) },
  };
}

/** What stands in backquotes, or up to the next white space. */
const WORD = /`[^`]*`|[^\s`]+/g;
const ACCOUNT = /(?<!\d)\d{12}(?!\d)/g;
const PUNCTUATION = /[).,;:]*$/;

/** Behind the first word of a text that holds an account's id: "`arn:aws:iam::111122223333:role/lake` (production)". */
export function namer(names: ReadonlyMap<string, string>): (text: string) => string {
  return (text) => {
    const told = new Set<string>();
    return text.replace(WORD, (word) => {
      const ids = [...new Set(word.match(ACCOUNT))].filter((id) => names.has(id) && !told.has(id));
      for (const id of ids) told.add(id);
      const end = word.startsWith("`") ? "" : (PUNCTUATION.exec(word)?.[0] ?? "");
      return ids.length === 0 ? word : `${word.slice(0, word.length - end.length)} (${ids.map((id) => names.get(id)).join(", ")})${end}`;
    });
  };
}
