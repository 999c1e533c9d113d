/** Reports made by hand, with what a test does not care about filled in. */
import type { Location, Report, ReportedFinding, ReporterOptions } from "../../src/lint/report.ts";

/** Lines and columns from 1, the end exclusive. Reporters don't use offsets. */
export function place(file: string, startLine: number, startColumn: number, endLine = startLine, endColumn = startColumn + 1): Location {
  return { file, span: { startLine, startColumn, endLine, endColumn, startOffset: 0, endOffset: 0 } };
}

/** The place of the one occurrence of `part` in `text`. */
export function placeOf(file: string, text: string, part: string): Location {
  const start = text.indexOf(part);
  if (start === -1 || text.indexOf(part, start + 1) !== -1) throw new Error(`not exactly once in ${file}: ${part}`);
  const position = (offset: number) => {
    const before = text.slice(0, offset).split("\n");
    return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  };
  const [from, to] = [position(start), position(start + part.length)];
  return place(file, from.line, from.column, to.line, to.column);
}

export function finding(over: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    ruleId: "chained-role-refuses-source-identity",
    severity: "error",
    certainty: "definite",
    message: "`Data` lets `Studio` assume it but not set a source identity, so the whole AssumeRole call fails.",
    subject: "Data",
    location: place("template.yaml", 1, 1),
    related: [],
    chain: [],
    remedy: { text: "Add `sts:SetSourceIdentity` to the Action list." },
    causes: [],
    fingerprint: "0123456789abcdef0123456789abcdef",
    ...over,
  };
}

export function suppression(reason: string): NonNullable<ReportedFinding["suppressed"]> {
  return { reason, writtenAs: "comment", location: place("app.yaml", 9, 3, 9, 40) };
}

export const coverage: Report["coverage"] = { files: 1, domains: 1, userProfiles: 2, spaces: 0, roles: 3, hops: 2, unseen: [] };

export function report(over: Partial<Report> = {}): Report {
  const findings = over.findings ?? [];
  const known = findings.filter(({ suppressed, baseline }) => suppressed === undefined && baseline === "unchanged").length;
  const counted = findings.filter(({ suppressed, baseline }) => suppressed === undefined && baseline !== "unchanged");
  const of = (severity: string) => counted.filter((found) => found.severity === severity).length;
  return {
    tool: { name: "lint-roles", version: "1.2.3" },
    findings,
    gaps: [],
    notJudged: [],
    errors: [],
    domains: [],
    coverage,
    counts: {
      error: of("error"),
      warning: of("warning"),
      note: of("note"),
      undetermined: counted.filter(({ certainty }) => certainty === "undetermined").length,
      suppressed: findings.length - counted.length - known,
      ...(findings.some(({ baseline }) => baseline !== undefined) && { known }),
    },
    rules: [rule("chained-role-refuses-source-identity")],
    ...over,
  };
}

export function rule(id: string): Report["rules"][number] {
  return { id, summary: "A role refuses the source identity", severity: "error", precision: "high", securitySeverity: 5, tags: ["iam"] };
}

export function options(over: Partial<ReporterOptions> = {}): ReporterOptions {
  return { color: false, width: undefined, sources: new Map(), pages: new Map(), workingFolder: "/home/dev/project", quiet: false, ...over };
}
