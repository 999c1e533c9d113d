/**
 * The JSON report, version 1: a contract, described by `report.schema.json`. Fields may be added within version 1; none may
 * be renamed or removed. Keys are written in this file's order, absent facts are left out and never `null`.
 */
import type {
  BaselineEntry,
  DomainReadiness,
  Location,
  Report,
  ReportedEdit,
  ReportedError,
  ReportedFinding,
  ReportedGap,
  ReportedRemedy,
  ReportedSuppression,
  Reporter,
} from "../lint/report.ts";
import { safeJson } from "./safe-json.ts";
import { sourceJson } from "./source.ts";

export const SCHEMA_VERSION = 1;

/** The report as JSON, findings in the order in which triage left them. */
export const json: Reporter = (report) =>
  safeJson({
    schemaVersion: SCHEMA_VERSION,
    tool: { name: report.tool.name, version: report.tool.version },
    summary: summary(report),
    domains: report.domains.map(domain),
    findings: report.findings.map(finding),
    baseline: report.baseline && { file: report.baseline.file, absent: report.baseline.absent?.map(entry) },
    gaps: report.gaps.map(gap),
    notJudged: report.notJudged.length === 0 ? undefined : report.notJudged.map(gap),
    errors: report.errors.length === 0 ? undefined : report.errors.map(error),
  });

function summary({ counts, coverage }: Report) {
  return {
    error: counts.error,
    warning: counts.warning,
    note: counts.note,
    undetermined: counts.undetermined,
    suppressed: counts.suppressed,
    known: counts.known,
    analysed: {
      files: coverage.files,
      accounts: coverage.accounts,
      domains: coverage.domains,
      userProfiles: coverage.userProfiles,
      spaces: coverage.spaces,
      roles: coverage.roles,
      hops: coverage.hops,
    },
    unseen: coverage.unseen,
  };
}

function domain({ id, arn, propagation, readiness, blockedBy }: DomainReadiness) {
  return { id, arn, propagation, readiness, blockedBy };
}

// `undefined` members are dropped by JSON.stringify: that is how optional fields stay absent.
function finding(found: ReportedFinding) {
  return {
    ruleId: found.ruleId,
    severity: found.severity,
    certainty: found.certainty,
    message: found.message,
    subject: found.subject,
    location: place(found.location),
    related: found.related.map(({ message, location }) => ({ message, location: place(location) })),
    chain: found.chain.map(({ label, location }) => ({ label, location: location && place(location) })),
    remedy: remedy(found.remedy),
    causes: found.causes.length === 0 ? undefined : found.causes.map(({ what, settle }) => ({ what, settle })),
    fingerprint: found.fingerprint,
    suppressed: found.suppressed && suppression(found.suppressed),
    baseline: found.baseline,
  };
}

function suppression({ reason, writtenAs, expires, owner, location }: ReportedSuppression) {
  return { reason, writtenAs, expires, owner, location: place(location) };
}

function remedy({ text, commands, snippet, source, edits }: ReportedRemedy) {
  return { text, commands, snippet, source: source?.map(sourceJson), edits: edits?.map(edit) };
}

function edit({ location, newText }: ReportedEdit) {
  return { location: place(location), newText };
}

function entry({ fingerprint, ruleId, subject }: BaselineEntry) {
  return { fingerprint, ruleId, subject };
}

function gap({ subject, reason, location }: ReportedGap) {
  return { subject, reason, location: location && place(location) };
}

function error({ file, message, help, span }: ReportedError) {
  return { file, message, help, location: span && place({ file, span }) };
}

function place({ file, span }: Location) {
  return { file, startLine: span.startLine, startColumn: span.startColumn, endLine: span.endLine, endColumn: span.endColumn };
}
