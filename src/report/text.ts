/**
 * The report for people: findings grouped by file, then what was not seen, then what was examined.
 */
import {
  type DomainReadiness,
  type Report,
  type ReportedFinding,
  type ReportedGap,
  type Reporter,
  type ReporterOptions,
  SEVERITY_RANK,
} from "../lint/report.ts";
import { printable } from "../text/printable.ts";
import { asideNotes } from "./aside.ts";
import { amount, coverageText } from "./coverage.ts";
import { cellWidth } from "./text/cells.ts";
import { findingBlock, findingLine, type Page, setAside, showFile, showPlace } from "./text/finding.ts";
import { painter, type Style } from "./text/paint.ts";
import { wrap } from "./text/wrap.ts";

/** Wider lines of prose are hard to read, however wide the terminal. */
const WIDEST = 120;
/** More gaps or domains than this are counted, not listed: the JSON report has them all. */
const MOST_GAPS = 10;
const MOST_DOMAINS = 40;

/** With `quiet`: one line a finding, and the coverage line. */
export const text: Reporter = (report, options) => {
  const page = pageOf(options);
  const all = report.findings.toSorted(byPlace);
  const findings = all.filter((finding) => setAside(finding) === undefined);
  const sections = options.quiet
    ? [findings.map((finding) => findingLine(finding, page))]
    : [
        ...fileSections(findings, page),
        options.verbose === true ? suppressedSection(all, page) : [],
        knownSection(all.filter(isKnown), report.baseline?.file, options.verbose === true, page),
        absentSection(report.baseline, page),
        gapSection("Not seen", report.gaps, page),
        gapSection("Not judged", report.notJudged, page),
        domainSection(report, page),
      ];
  const blocks = [...sections, wrap(coverageText(report), page.width)].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

function pageOf(options: ReporterOptions): Page {
  return {
    paint: painter(options.color),
    width: options.width === undefined ? undefined : Math.min(options.width, WIDEST),
    source: (file) => options.sources.get(file),
  };
}

/** By file, then line; files by code unit, so that the order is the same in every locale. */
function byPlace(a: ReportedFinding, b: ReportedFinding): number {
  const [left, right] = [a.location, b.location];
  return (
    compare(left.file, right.file) ||
    left.span.startLine - right.span.startLine ||
    left.span.startColumn - right.span.startColumn ||
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    compare(a.ruleId, b.ruleId)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A heading for each file, then its findings, each with a blank line before it. */
function fileSections(findings: readonly ReportedFinding[], page: Page): readonly (readonly string[])[] {
  const sections: (readonly string[])[] = [];
  let file: string | undefined;
  for (const finding of findings) {
    if (finding.location.file !== file) {
      file = finding.location.file;
      sections.push([page.paint("strong", showFile(file))]);
    }
    sections.push(findingBlock(finding, page));
  }
  return sections;
}

/** Each with its reason, and where that is written. */
function suppressedSection(all: readonly ReportedFinding[], page: Page): readonly string[] {
  const lines = all.filter(({ suppressed }) => suppressed !== undefined).map((finding) => `  ${findingLine(finding, page)}`);
  return lines.length === 0 ? [] : [page.paint("strong", "Suppressed"), ...lines];
}

/** In the baseline, and not set aside by anything else. */
function isKnown({ suppressed, baseline }: ReportedFinding): boolean {
  return suppressed === undefined && baseline === "unchanged";
}

function knownSection(known: readonly ReportedFinding[], file: string | undefined, isVerbose: boolean, page: Page): readonly string[] {
  if (known.length === 0) return [];
  const name = file === undefined ? "the baseline" : printable(file);
  const [verb, rest] = known.length === 1 ? ["is", "does not fail the run; --verbose shows it"] : ["are", "do not fail the run; --verbose lists them"];
  const lines = isVerbose
    ? known.map((finding) => `  ${findingLine(finding, page)}`)
    : hanging(`${amount(known.length, "finding")} ${verb} in ${name} and ${rest}`, page);
  return [page.paint("strong", "Known"), ...lines];
}

/** So that the file shrinks as things are mended. */
function absentSection(baseline: Report["baseline"], page: Page): readonly string[] {
  if (baseline?.absent === undefined || baseline.absent.length === 0) return [];
  const { file, absent } = baseline;
  const more = absent.length - MOST_GAPS;
  return [
    page.paint("strong", "No longer found"),
    ...absent.slice(0, MOST_GAPS).flatMap(({ ruleId, subject }) => hanging(`${printable(ruleId)}: \`${printable(subject)}\``, page)),
    ...(more > 0 ? [`  and ${more} more, listed by --format json`] : []),
    ...hanging(
      `write ${printable(file)} anew without ${absent.length === 1 ? "it" : "them"}: \`lint-roles baseline\`, with the paths and flags of this run`,
      page,
    ),
  ];
}

function gapSection(heading: string, gaps: readonly ReportedGap[], page: Page): readonly string[] {
  if (gaps.length === 0) return [];
  const more = gaps.length - MOST_GAPS;
  const lines = gaps.slice(0, MOST_GAPS).flatMap(({ subject, reason, location }) => {
    const at = location === undefined ? [] : [`    ${page.paint("faint", `at ${showPlace(location)}`)}`];
    return [...hanging(printable(reason.includes(subject) ? reason : `${subject}: ${reason}`), page), ...at];
  });
  return [page.paint("strong", heading), ...lines, ...(more > 0 ? [`  and ${more} more, listed by --format json`] : [])];
}

function hanging(line: string, { width }: Page): readonly string[] {
  return wrap(line, width === undefined ? undefined : width - 4).map((part, index) => (index === 0 ? `  ${part}` : `    ${part}`));
}

const READINESS_STYLE: Readonly<Record<DomainReadiness["readiness"], Style>> = { ready: "good", blocked: "error", undetermined: "warning" };

function domainSection({ domains, findings }: Report, page: Page): readonly string[] {
  if (domains.length === 0) return [];
  const note = asideNotes({ findings });
  const shown = domains.slice(0, MOST_DOMAINS);
  const more = domains.length - shown.length;
  const column = Math.min(40, Math.max(...shown.map(({ id }) => cellWidth(printable(id)))));
  const lines = shown.map((domain) => {
    const { id, propagation, readiness } = domain;
    const name = printable(id);
    const gap = " ".repeat(Math.max(0, column - cellWidth(name)));
    return `  ${name}${gap}  propagation ${propagation.padEnd(7)}  ${page.paint(READINESS_STYLE[readiness], readiness)}${note(domain)}`;
  });
  return [page.paint("strong", "Readiness for source identity propagation"), ...lines, ...(more > 0 ? [`  and ${more} more, listed by --format json`] : [])];
}
