/**
 * GitLab Code Quality: docs.gitlab.com, "Code Quality", "Code Quality report format". GitLab compares two reports by their fingerprints,
 * so what is in the baseline stays in; what is suppressed is left out.
 */
import type { Report, ReportedFinding, Reporter } from "../lint/report.ts";
import { printable } from "../text/printable.ts";
import { causesOf } from "./causes.ts";
import { pathFrom } from "./path.ts";
import { safeJson } from "./safe-json.ts";
import { sourceSentences } from "./source.ts";

export const gitlab: Reporter = (report, { workingFolder }) => {
  const blocking = new Set(report.domains.flatMap(({ blockedBy }) => blockedBy ?? []));
  const unique = fingerprints();
  return safeJson(
    report.findings
      .filter(({ suppressed }) => suppressed === undefined)
      .map((finding) => ({
        description: description(finding),
        check_name: finding.ruleId,
        fingerprint: unique(finding),
        severity: severity(finding, blocking),
        location: { path: path(finding, workingFolder), lines: { begin: finding.location.span.startLine } },
      })),
  );
};

/** Of several with one fingerprint GitLab shows the first alone: the second gets `-2`. */
function fingerprints(): (finding: ReportedFinding) => string {
  const seen = new Map<string, number>();
  return ({ fingerprint }) => {
    const count = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, count);
    return count === 1 ? fingerprint : `${fingerprint}-${count}`;
  };
}

const SEVERITIES = { error: "critical", warning: "major", note: "info" } as const;
const UNDETERMINED = { error: "major", warning: "minor", note: "info" } as const;

/** An error that blocks a domain is a blocker; what is undetermined weighs one less than if it were sure. */
function severity({ severity: own, certainty, fingerprint }: ReportedFinding, blocking: ReadonlySet<string>): string {
  if (certainty === "undetermined") return UNDETERMINED[own];
  return own === "error" && blocking.has(fingerprint) ? "blocker" : SEVERITIES[own];
}

/** Relative to the working folder, without `./`; outside of it as it is, for there is no other name for it. */
function path({ location: { file } }: Report["findings"][number], workingFolder: string): string {
  return file === "-" ? "stdin" : pathFrom(file, workingFolder).path || ".";
}

function description(finding: ReportedFinding): string {
  const causes = causesOf(finding);
  const sentences = [
    finding.message || finding.ruleId,
    ...(causes.length === 0 ? [] : [`To decide this: ${causes.join("; ")}.`]),
    ...(finding.remedy.text === "" ? [] : [`Fix: ${finding.remedy.text}`]),
    ...sourceSentences(finding.remedy),
  ];
  return printable(sentences.join(" "));
}
