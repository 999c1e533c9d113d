/**
 * A job's summary: what `$GITHUB_STEP_SUMMARY` takes (docs.github.com, "Workflow commands for GitHub Actions", "Adding a job summary"),
 * and any other place for Markdown with tables and Mermaid.
 */
import type { DomainReadiness, Report, ReportedError, ReportedFinding, ReportedGap, Reporter } from "../lint/report.ts";
import { asideNotes } from "./aside.ts";
import { causesOf } from "./causes.ts";
import { amount, coverageText } from "./coverage.ts";
import { chartOf } from "./markdown/chart.ts";
import { cell, fenced, placeAsCode, prose } from "./markup.ts";
import { byRule, worstFirst } from "./order.ts";
import { languageToWrite, linesToWrite, sourceSentences } from "./source.ts";
import { setAside } from "./text/finding.ts";

/** GitHub takes 1 MiB from a step and shows nothing of a longer summary; the rest is for what else the step writes. */
const MOST_BYTES = 1_000_000;
/** More than this of a kind is counted, not listed: the JSON report has them all. */
const MOST_DOMAINS = 40;
const MOST_ITEMS = 10;

const CUT = "**Cut here**: a job's summary can't be longer. `--format text` and `--format json` have the whole report.";

export const markdown: Reporter = (report) => {
  const findings = report.findings.filter((finding) => setAside(finding) === undefined).toSorted(worstFirst);
  return fitted([
    ["## lint-roles"],
    errorSection(report.errors),
    domainTable(report),
    [prose(coverageText(report))],
    baselineNote(report.findings),
    suppressedSection(report.findings),
    chartSection(findings),
    ...sectionsByRule(findings, report.rules),
    gapSection("Not seen", report.gaps),
    gapSection("Not judged", report.notJudged),
  ]);
};

/** Sections of lines, a blank line between them; whole lines (or the whole of a fence) are left off at the end where there are too many. */
function fitted(sections: readonly (readonly string[])[]): string {
  const encoder = new TextEncoder();
  const lines = sections.filter((section) => section.length > 0).flatMap((section, index) => (index === 0 ? section : ["", ...section]));
  const room = MOST_BYTES - CUT.length - 3;
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += encoder.encode(line).length + 1;
    if (bytes > room) return `${[...kept, "", CUT].join("\n")}\n`;
    kept.push(line);
  }
  return `${kept.join("\n")}\n`;
}

function errorSection(errors: readonly ReportedError[]): readonly string[] {
  if (errors.length === 0) return [];
  const items = errors.map(({ file, span, message, help }) => {
    const place = span === undefined ? prose(file) : placeAsCode({ file, span });
    return `- ${place}: ${prose(message)}${help === undefined ? "" : ` (${prose(help)})`}`;
  });
  return ["**The check could not be made in full:**", "", ...listed(items)];
}

function domainTable(report: Report): readonly string[] {
  const { domains } = report;
  if (domains.length === 0) return [];
  const note = asideNotes(report);
  const row = (domain: DomainReadiness): string => `| ${cell(domain.id)} | ${domain.propagation} | **${domain.readiness}**${note(domain)} |`;
  const rows = domains.slice(0, MOST_DOMAINS).map(row);
  const more = domains.length - rows.length;
  return ["| domain | propagation | readiness |", "| --- | --- | --- |", ...rows, ...(more > 0 ? ["", `and ${more} more, listed by \`--format json\``] : [])];
}

function baselineNote(findings: readonly ReportedFinding[]): readonly string[] {
  const known = findings.filter(({ suppressed, baseline }) => suppressed === undefined && baseline === "unchanged").length;
  return known === 0 ? [] : [`${amount(known, "finding")} in the baseline: not listed here.`];
}

/** For whoever reviews what was accepted. */
function suppressedSection(findings: readonly ReportedFinding[]): readonly string[] {
  const suppressed = findings.filter((finding) => finding.suppressed !== undefined);
  if (suppressed.length === 0) return [];
  const rows = suppressed
    .slice(0, MOST_ITEMS)
    .map((finding) => `| ${cell(finding.ruleId)} | ${cell(placeAsCode(finding.location))} | ${cell(finding.suppressed?.reason ?? "")} |`);
  const more = suppressed.length - rows.length;
  return [
    "### Suppressed",
    "",
    "| rule | where | reason |",
    "| --- | --- | --- |",
    ...rows,
    ...(more > 0 ? ["", `and ${more} more, listed by \`--format json\``] : []),
  ];
}

function chartSection(findings: readonly ReportedFinding[]): readonly string[] {
  const { lines, notDrawn } = chartOf(findings);
  if (lines.length + notDrawn === 0) return [];
  const more = notDrawn === 0 ? [] : ["", `${amount(notDrawn, "broken chain")} not drawn: the picture would be too large.`];
  // One piece, so that it is cut off whole or not at all.
  const picture = lines.length === 0 ? [] : [["", "```mermaid", ...lines, "```"].join("\n")];
  return ["### Broken chains", ...picture, ...more];
}

/** The rule with the worst finding first; findings of a rule in the same order. */
function sectionsByRule(findings: readonly ReportedFinding[], rules: Report["rules"]): readonly (readonly string[])[] {
  const summaries = new Map(rules.map(({ id, summary }) => [id, summary]));
  return [...byRule(findings)].flatMap(([id, group]) => {
    const summary = summaries.get(id);
    return [
      [`### ${prose(id)}`, ...(summary === undefined ? [] : ["", `${prose(summary)}.`])],
      ["| severity | where | what | fix |", "| --- | --- | --- | --- |", ...group.map(row)],
      ...toWrite(group),
    ];
  });
}

function row(finding: ReportedFinding): string {
  const { severity, certainty, location, message, remedy } = finding;
  const causes = causesOf(finding);
  const open = causes.length === 0 ? "" : ` To decide this: ${causes.join("; ")}.`;
  const weight = certainty === "undetermined" ? `${severity}, undetermined` : severity;
  return `| ${weight} | ${cell(placeAsCode(location))} | ${cell(message + open)} | ${cell([remedy.text, ...sourceSentences(remedy)].join(" "))} |`;
}

/** Code stands in no cell. What is the same for several findings is shown once, with their places. */
function toWrite(findings: readonly ReportedFinding[]): readonly (readonly string[])[] {
  const places = new Map<string, { readonly fence: readonly string[]; readonly at: string[] }>();
  for (const { remedy, location } of findings) {
    const { commands = [] } = remedy;
    const lines = linesToWrite(remedy);
    const fence = [...(lines.length === 0 ? [] : fenced(languageToWrite(remedy), lines)), ...(commands.length === 0 ? [] : fenced("sh", commands))];
    if (fence.length === 0) continue;
    const known = places.get(fence.join("\n"));
    if (known === undefined) places.set(fence.join("\n"), { fence, at: [placeAsCode(location)] });
    else known.at.push(placeAsCode(location));
  }
  return places.size === 0 ? [] : [[...places.values()].map(({ fence, at }) => [`- At ${someOf(at)}:`, ...fence].join("\n"))];
}

function someOf(places: readonly string[]): string {
  const more = places.length - MOST_ITEMS;
  return `${places.slice(0, MOST_ITEMS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function gapSection(heading: string, gaps: readonly ReportedGap[]): readonly string[] {
  if (gaps.length === 0) return [];
  const items = gaps.map(({ subject, reason, location }) => {
    const text = reason.includes(subject) ? reason : `${subject}: ${reason}`;
    return `- ${prose(text)}${location === undefined ? "" : ` (${placeAsCode(location)})`}`;
  });
  return [`### ${heading}`, "", ...listed(items)];
}

function listed(items: readonly string[]): readonly string[] {
  const more = items.length - MOST_ITEMS;
  return more > 0 ? [...items.slice(0, MOST_ITEMS), `- and ${more} more, listed by \`--format json\``] : items;
}
