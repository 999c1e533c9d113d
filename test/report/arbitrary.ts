/** Arbitrary reports: every string may hold anything, every optional part may be absent. */
import fc from "fast-check";
import type { Location, Report, ReportedFinding } from "../../src/lint/report.ts";
import { finding, report, rule } from "./build.ts";

/** Strings of whole code units, halves of pairs too, with many of the characters that do harm when shown. */
export const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom("a", " ", "\n", "\r", "\t", "\u001b", "[31m", "\u009b", "\u202e", "\u200b", "\ud800", "\udc00", "[", "](", ")", "\\", "表", "`"),
  }),
  // What means something to Markdown, HTML, XML, Mermaid and GitHub's runner.
  fc.string({
    unit: fc.constantFrom(
      "a",
      " ",
      "|",
      "`",
      "<b>",
      "]]>",
      "&lt;",
      "&",
      '"',
      "'",
      "#",
      "#60;",
      "::error::",
      "::",
      "##[error]",
      "%0A",
      "%",
      ",",
      "-->",
      "*",
      "_",
      "$",
      "1. ",
      "\ufffe",
    ),
  }),
);

const ruleIds = ["chained-role-refuses-source-identity", "narrow-source-arn", "stale-principal"];
const file = fc.oneof(fc.constantFrom("a.json", "dir/b c.yaml", "../up.json", "/abs/c.json", "-"), nasty);

const location: fc.Arbitrary<Location> = fc
  .record({ file, line: fc.integer({ min: 1, max: 12 }), column: fc.integer({ min: 1, max: 90 }), lines: fc.nat({ max: 8 }), columns: fc.nat({ max: 60 }) })
  .map(({ file, line, column, lines, columns }) => ({
    file,
    span: {
      startLine: line,
      startColumn: column,
      endLine: line + lines,
      endColumn: lines === 0 ? column + columns : columns + 1,
      startOffset: 0,
      endOffset: 0,
    },
  }));

const source = fc.record(
  {
    construct: nasty,
    file,
    line: fc.integer({ min: 1, max: 99 }),
    code: fc.record({ language: fc.constantFrom("typescript" as const, "python" as const), text: nasty }),
  },
  { requiredKeys: ["construct"] },
);

const remedy: fc.Arbitrary<ReportedFinding["remedy"]> = fc.record(
  {
    text: nasty,
    commands: fc.array(nasty, { maxLength: 3 }),
    snippet: nasty,
    source: fc.array(source, { minLength: 1, maxLength: 2 }),
    edits: fc.array(fc.record({ location, newText: nasty }), { maxLength: 2 }),
  },
  { requiredKeys: ["text"] },
);
const cause = fc.record({ what: nasty, settle: nasty }, { requiredKeys: ["what"] }).map((told) => ({ kind: "parameter" as const, id: "p", ...told }));

const suppressed = fc.record(
  { reason: nasty, writtenAs: fc.constantFrom("comment" as const, "metadata" as const, "configuration" as const), location, expires: nasty, owner: nasty },
  { requiredKeys: ["reason", "writtenAs", "location"] },
);

const found: fc.Arbitrary<ReportedFinding> = fc
  .record(
    {
      ruleId: fc.constantFrom(...ruleIds),
      severity: fc.constantFrom("error" as const, "warning" as const, "note" as const),
      certainty: fc.constantFrom("definite" as const, "undetermined" as const),
      message: nasty,
      subject: nasty,
      location,
      related: fc.array(fc.record({ message: nasty, location }), { maxLength: 3 }),
      chain: fc.array(fc.record({ label: nasty, location }, { requiredKeys: ["label"] }), { maxLength: 4 }),
      remedy,
      causes: fc.array(cause, { maxLength: 2 }),
      breaksSessions: fc.boolean(),
      suppressed,
      baseline: fc.constantFrom("new" as const, "unchanged" as const),
    },
    { requiredKeys: ["ruleId", "severity", "certainty", "message", "subject", "location", "related", "chain", "remedy", "causes"] },
  )
  .map((parts) => finding(parts));

const gap = fc.record({ subject: nasty, reason: nasty, location }, { requiredKeys: ["subject", "reason"] });
const error = fc.record({ file, message: nasty, help: nasty, span: location.map(({ span }) => span) }, { requiredKeys: ["file", "message"] });
const entry = fc.record({ fingerprint: nasty, ruleId: nasty, subject: nasty });
const baseline = fc.record({ file, absent: fc.array(entry, { maxLength: 3 }) }, { requiredKeys: ["file"] });
const domain = fc.record(
  {
    id: nasty,
    arn: nasty,
    propagation: fc.constantFrom("on" as const, "off" as const, "unknown" as const),
    readiness: fc.constantFrom("ready" as const, "blocked" as const, "undetermined" as const),
  },
  { requiredKeys: ["id", "propagation", "readiness"] },
);

export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    findings: fc.array(found, { maxLength: 4 }),
    gaps: fc.array(gap, { maxLength: 3 }),
    notJudged: fc.array(gap, { maxLength: 3 }),
    errors: fc.array(error, { maxLength: 2 }),
    domains: fc.array(domain, { maxLength: 3 }),
    unseen: fc.array(nasty, { maxLength: 2 }),
    compared: fc.option(baseline, { nil: undefined }),
  })
  .map(({ unseen, compared, ...parts }) =>
    report({
      ...parts,
      ...(compared && { baseline: compared }),
      rules: ruleIds.map(rule),
      coverage: { files: 1, domains: 1, userProfiles: 1, spaces: 1, roles: 1, hops: 1, unseen },
    }),
  );
