/**
 * SARIF 2.1.0 for code scanning: valid against the published schema and against GitHub's ingestion rules
 * (docs.github.com, "SARIF support for code scanning", github/docs at 058fa63).
 */
import type { Log, Notification, Result, Run, Location as SarifLocation } from "sarif";
import { type Report, type ReportedError, type ReportedFinding, type ReportedGap, type Reporter, type ReporterOptions, SEVERITY_RANK } from "../lint/report.ts";
import { isOfFile } from "./path.ts";
import { safeJson } from "./safe-json.ts";
import { plainText } from "./sarif/message.ts";
import { artifactLocation, physicalLocation, SOURCE_ROOT } from "./sarif/place.ts";
import { type ResultContext, result } from "./sarif/result.ts";
import { HOME, ruleDescriptor } from "./sarif/rules.ts";

/** GitHub rejects a run with more results than this, and shows the first 5,000. */
const MOST_RESULTS = 25_000;
/** Gaps and errors are told as notifications, this many of each; the JSON report has them all. */
const MOST_NOTIFICATIONS = 1000;

export const sarif: Reporter = (report, options) => {
  const log: Log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run(report, options)] };
  return safeJson(log);
};

function run(report: Report, options: ReporterOptions): Run {
  const { name, version } = report.tool;
  return {
    tool: {
      driver: {
        name,
        informationUri: HOME,
        version,
        semanticVersion: version,
        rules: report.rules.map((meta) => ruleDescriptor(meta, options.pages.get(meta.id))),
      },
    },
    // The folder itself isn't named: reports of the same commit must not differ from machine to machine.
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: `The folder in which ${name} was run.` } } },
    columnKind: "utf16CodeUnits",
    // What follows the last `/` names a run, what stands before it the category. An upload's own `category` doesn't override it.
    automationDetails: { id: (options.category ?? name).replace(/\/*$/, "/") },
    invocations: [{ executionSuccessful: report.errors.length === 0, toolExecutionNotifications: notifications(report, options) }],
    results: results(report, options),
    properties: { coverage: report.coverage, domains: report.domains },
  };
}

/** The worst first, so that a cut keeps them; what is suppressed or known last within its severity. Equal ones stay in their order. */
function byWeight(a: ReportedFinding, b: ReportedFinding): number {
  return (
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    Number(isSetAside(a)) - Number(isSetAside(b)) ||
    Number(a.certainty === "undetermined") - Number(b.certainty === "undetermined")
  );
}

function isSetAside({ suppressed, baseline }: ReportedFinding): boolean {
  return suppressed !== undefined || baseline === "unchanged";
}

/**
 * What is in the baseline and not found any more is no result with the state `absent`: it stands in no file of this run, and a
 * result without a physical location makes GitHub reject the whole file. GitHub closes the alert of a result that is not there.
 */
function results(report: Report, { workingFolder }: ReporterOptions): Result[] {
  const indexes = new Map(report.rules.map(({ id }, index) => [id, index]));
  const occurrences = new Map<string, number>();
  const anySuppressed = report.findings.some(({ suppressed }) => suppressed !== undefined);
  const kept = report.findings.toSorted(byWeight).slice(0, MOST_RESULTS);
  return kept.map((finding) => {
    const occurrence = (occurrences.get(finding.fingerprint) ?? 0) + 1;
    occurrences.set(finding.fingerprint, occurrence);
    const context: ResultContext = { workingFolder, ruleIndex: indexes.get(finding.ruleId), occurrence, anySuppressed };
    return result(finding, context);
  });
}

function notifications({ errors, findings, gaps }: Report, options: ReporterOptions): Notification[] {
  const cut = [
    tooMany(findings.length, MOST_RESULTS, "results"),
    tooMany(errors.length, MOST_NOTIFICATIONS, "errors"),
    tooMany(gaps.length, MOST_NOTIFICATIONS, "gaps"),
  ].filter((notice) => notice !== undefined);
  return [
    ...cut,
    ...errors.slice(0, MOST_NOTIFICATIONS).map((error) => errorNotification(error, options)),
    ...gaps.slice(0, MOST_NOTIFICATIONS).map((gap) => gapNotification(gap, options)),
  ];
}

function errorNotification(error: ReportedError, options: ReporterOptions): Notification {
  const { file, message, help } = error;
  const location = errorLocation(error, options);
  return {
    level: "error",
    message: { text: plainText(`${file}: ${message}${help === undefined ? "" : ` (${help})`}`) },
    ...(location === undefined ? {} : { locations: [location] }),
  };
}

/** The file alone where no place in it is known. */
function errorLocation(error: ReportedError, { workingFolder }: ReporterOptions): SarifLocation | undefined {
  const { file, span } = error;
  if (span !== undefined) return { physicalLocation: physicalLocation({ file, span }, workingFolder) };
  return isOfFile(error) ? { physicalLocation: { artifactLocation: artifactLocation(file, workingFolder) } } : undefined;
}

function tooMany(count: number, limit: number, noun: string): Notification | undefined {
  if (count <= limit) return undefined;
  return { level: "warning", message: { text: `${count - limit} of ${count} ${noun} were left out of this file; --format json has them all.` } };
}

function gapNotification({ subject, reason, location }: ReportedGap, { workingFolder }: ReporterOptions): Notification {
  return {
    level: "note",
    message: { text: `Not seen: ${plainText(`${subject}: ${reason}`)}` },
    ...(location === undefined ? {} : { locations: [{ physicalLocation: physicalLocation(location, workingFolder) }] }),
  };
}
