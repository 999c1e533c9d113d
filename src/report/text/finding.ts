/**
 * One finding as a block of lines: what is wrong, where in the code, how a session gets there, what to do.
 */
import type { Location, ReportedFinding } from "../../lint/report.ts";
import { printable } from "../../text/printable.ts";
import { causesOf } from "../causes.ts";
import { linesToWrite, sourcePlace } from "../source.ts";
import { cellWidth } from "./cells.ts";
import { type FrameRow, frame } from "./frame.ts";
import type { Paint } from "./paint.ts";
import { wrap } from "./wrap.ts";

/** What blocks need to know about the page that they are printed on. */
export interface Page {
  readonly paint: Paint;
  /** Columns; undefined: don't wrap. */
  readonly width: number | undefined;
  readonly source: (file: string) => string | undefined;
}

/** Code is cut even where text is not wrapped: a minified template would fill the log. */
const CODE_WIDTH = 120;
const NARROWEST_CODE = 30;
/** More than this of a kind is counted, not listed: the JSON report has them all. */
const MOST_ITEMS = 10;

/** Files of nothing but values, secrets among them: what stands beside the line at fault is not to be shown in a log. */
const HOLDS_VALUES = /\.tfvars(?:\.json)?$/;

/** Standard input is `-` where it is given, and in the other formats; alone on a line that says nothing. */
export function showFile(file: string): string {
  return file === "-" ? "<stdin>" : printable(file);
}

export function showPlace({ file, span }: Location): string {
  return `${showFile(file)}:${span.startLine}:${span.startColumn}`;
}

function heading(finding: ReportedFinding): string {
  return `${finding.severity}[${printable(finding.ruleId)}]`;
}

function qualifier(finding: ReportedFinding): string {
  return finding.certainty === "undetermined" ? " (undetermined)" : "";
}

/** One line, in the form that editors and CI systems know from compilers. */
export function findingLine(finding: ReportedFinding, { paint }: Page): string {
  const label = paint(finding.severity, heading(finding)) + qualifier(finding);
  const rest = setAside(finding);
  return `${paint("strong", showPlace(finding.location))}: ${label}: ${printable(finding.message)}${rest === undefined ? "" : paint("faint", ` (${rest})`)}`;
}

/** Why triage doesn't count the finding, if it doesn't. */
export function setAside(finding: ReportedFinding): string | undefined {
  if (finding.suppressed === undefined) return finding.baseline === "unchanged" ? "in the baseline" : undefined;
  const { reason, owner, expires, location } = finding.suppressed;
  const details = [showPlace(location), ...(owner === undefined ? [] : [`owner ${owner}`]), ...(expires === undefined ? [] : [`until ${expires}`])];
  return printable(`suppressed: ${reason}; ${details.join(", ")}`);
}

export function findingBlock(finding: ReportedFinding, page: Page): readonly string[] {
  const { paint } = page;
  const rows = codeRows(finding, page);
  const gutter = Math.max(1, ...rows.map((row) => row.number.length));
  const margin = " ".repeat(gutter + 1);
  const bar = paint("frame", "|");
  const code = rows.map(({ number, code: text }) => `${number === "" ? " ".repeat(gutter) : paint("frame", number.padStart(gutter))} ${bar} ${text}`.trimEnd());
  const notes = [
    ...causeNotes(finding, page, margin),
    ...chainNotes(finding, page, margin),
    ...relatedNotes(finding, page, margin),
    ...remedyNotes(finding, page, margin),
  ];
  return [
    ...title(finding, page),
    `${" ".repeat(gutter)}${paint("frame", "-->")} ${showPlace(finding.location)}`,
    ...(code.length === 0 ? [] : [margin + bar, ...code, margin + bar]),
    ...notes,
  ];
}

function title(finding: ReportedFinding, { paint, width }: Page): readonly string[] {
  const head = heading(finding);
  const tail = `${qualifier(finding)}: `;
  // The heading is wrapped with the text, as a word of its own, and painted afterwards.
  const [first = "", ...rest] = wrap(`${head}${tail}${printable(finding.message)}`, width === undefined ? undefined : width - 2);
  return [paint(finding.severity, head) + paint("strong", first.slice(head.length)), ...rest.map((line) => `  ${paint("strong", line)}`)];
}

function codeRows(finding: ReportedFinding, page: Page): readonly FrameRow[] {
  const { file, span } = finding.location;
  const source = page.source(file);
  if (source === undefined) return [];
  const margin = String(span.endLine + 1).length + 3;
  const width = Math.max(NARROWEST_CODE, Math.min(CODE_WIDTH, (page.width ?? CODE_WIDTH) - margin));
  return frame(source, span, width, page.paint, finding.severity, !HOLDS_VALUES.test(finding.location.file));
}

/** `= label: text`, with further lines under the beginning of the text. */
function note(label: string, text: string, { paint, width }: Page, margin: string): readonly string[] {
  const indent = margin.length + label.length + 4;
  const [first = "", ...rest] = wrap(text, width === undefined ? undefined : width - indent);
  return [`${margin}${paint("frame", "=")} ${paint("strong", `${label}:`)} ${first}`, ...rest.map((line) => " ".repeat(indent) + line)];
}

function causeNotes(finding: ReportedFinding, page: Page, margin: string): readonly string[] {
  const texts = causesOf(finding).map(printable);
  return itemNotes("to decide this", texts, page, margin);
}

function relatedNotes({ related }: ReportedFinding, page: Page, margin: string): readonly string[] {
  return itemNotes(
    "see",
    related.map(({ message, location }) => `${showPlace(location)} ${printable(message)}`),
    page,
    margin,
  );
}

function itemNotes(label: string, texts: readonly string[], page: Page, margin: string): readonly string[] {
  const more = texts.length - MOST_ITEMS;
  const lines = texts.slice(0, MOST_ITEMS).flatMap((text) => note(label, text, page, margin));
  return more > 0 ? [...lines, ...note(label, `and ${more} more, listed by --format json`, page, margin)] : lines;
}

function chainNotes({ chain }: ReportedFinding, { paint, width = Number.POSITIVE_INFINITY }: Page, margin: string): readonly string[] {
  if (chain.length === 0) return [];
  const lead = margin.length + "= chain: ".length;
  const indent = " ".repeat(lead - 2);
  const labels = chain.map(({ label }) => printable(label));
  // Places stand in a column, unless one long label would push it out of sight.
  const column = Math.min(40, Math.max(...labels.map(cellWidth)));
  return chain.flatMap(({ location }, index) => {
    const label = labels[index] ?? "";
    const row = `${index === 0 ? `${margin}${paint("frame", "=")} ${paint("strong", "chain:")} ` : `${indent}${paint("frame", "→")} `}${label}`;
    if (location === undefined) return [row];
    const place = `${showFile(location.file)}:${location.span.startLine}`;
    const room = width - lead - cellWidth(place) - 2;
    // Too narrow for the column: close behind the label; too narrow for that: below it.
    if (cellWidth(label) > room) return [row, `${indent}    ${paint("faint", place)}`];
    const gap = Math.max(0, column - cellWidth(label));
    return [`${row}${" ".repeat((column > room ? 0 : gap) + 2)}${paint("faint", place)}`];
  });
}

function remedyNotes({ remedy }: ReportedFinding, page: Page, margin: string): readonly string[] {
  const lines = [...note("fix", printable(remedy.text), page, margin)];
  const indent = `${margin}    `;
  for (const each of remedy.source ?? []) lines.push(...note("source", printable(sourcePlace(each)), page, margin));
  const toWrite = linesToWrite(remedy);
  if (toWrite.length > 0) {
    // Lines of a snippet keep their indentation; each is made safe by itself.
    lines.push("", ...toWrite.map((line) => (indent + page.paint("good", printable(line.replaceAll("\t", "  ")))).trimEnd()));
  }
  if (remedy.commands !== undefined && remedy.commands.length > 0) {
    // A line feed inside a command is spelled out like any control character: a name must not start a command of its own.
    lines.push("", ...remedy.commands.map((command) => `${indent}${page.paint("faint", "$")} ${printable(command)}`));
  }
  return lines;
}
