/** Domains that are blocked although no finding that is shown says why. */
import type { DomainReadiness, Report } from "../lint/report.ts";
import { setAside } from "./text/finding.ts";

/** ", by what is set aside", where all that blocks the domain is suppressed or in the baseline; else nothing. */
export function asideNotes({ findings }: Pick<Report, "findings">): (domain: DomainReadiness) => string {
  const fingerprints = (isAside: boolean) =>
    new Set(findings.filter((each) => (setAside(each) !== undefined) === isAside).map(({ fingerprint }) => fingerprint));
  const [aside, open] = [fingerprints(true), fingerprints(false)];
  return ({ blockedBy = [] }) =>
    blockedBy.length > 0 && blockedBy.every((fingerprint) => aside.has(fingerprint) && !open.has(fingerprint)) ? ", by what is set aside" : "";
}
