/**
 * GitHub Actions workflow commands, one annotation a finding: docs.github.com, "Workflow commands for GitHub Actions". How a line is read
 * is in actions/runner, src/Runner.Common/ActionCommand.cs (079cdb1): it is a command when it begins with `::`, or holds `##[` anywhere.
 */
import type { Location, Report, ReportedError, ReportedFinding, Reporter } from "../lint/report.ts";
import { printable } from "../text/printable.ts";
import { causesOf } from "./causes.ts";
import { amount, coverageText } from "./coverage.ts";
import { worstFirst } from "./order.ts";
import { isOfFile, pathFrom } from "./path.ts";
import { cutTo } from "./sarif/message.ts";
import { linesToWrite, sourcePlace } from "./source.ts";
import { setAside, showPlace } from "./text/finding.ts";

/** GitHub shows ten of each type for a step, and fifty for a job: actions/toolkit, docs/problem-matchers.md, "Limitations". */
const MOST_OF_TYPE = 10;
/** An annotation holds 64 KB (docs.github.com, REST API, "Create a check run"), of which few are read in the margin of a diff. */
const LONGEST_MESSAGE = 4000;

const TYPES = { error: "error", warning: "warning", note: "notice" } as const;
type Type = (typeof TYPES)[keyof typeof TYPES];

interface Annotation {
  readonly type: Type;
  /** What the count of those that are left out is by. */
  readonly topic: string;
  readonly title: string;
  readonly at?: { readonly file: string; readonly span?: Location["span"] | undefined };
  readonly lines: readonly string[];
}

export const github: Reporter = (report, { workingFolder }) => {
  const annotations = annotationsOf(report);
  const kept = new Set(Object.values(TYPES).flatMap((type) => annotations.filter((each) => each.type === type).slice(0, MOST_OF_TYPE)));
  const leftOut = annotations.filter((annotation) => !kept.has(annotation));
  const lines = [
    ...annotations.filter((annotation) => kept.has(annotation)).map((annotation) => command(annotation, workingFolder)),
    plain(coverageText(report)),
    ...(leftOut.length === 0 ? [] : [plain(leftOutText(leftOut))]),
  ];
  return `${lines.join("\n")}\n`;
};

/** What could not be read comes first: of that, nothing is known. What is suppressed or in the baseline has no annotation. */
function annotationsOf({ errors, findings }: Report): readonly Annotation[] {
  const counted = findings.filter((finding) => setAside(finding) === undefined);
  return [...errors.map(ofError), ...counted.toSorted(worstFirst).map(ofFinding)];
}

function ofError(error: ReportedError): Annotation {
  const { file, message, help, span } = error;
  return {
    type: "error",
    topic: "inputs that could not be checked",
    title: "could not be checked",
    ...(isOfFile(error) && { at: { file, span } }),
    lines: [`${file}: ${message}`, ...(help === undefined ? [] : [`Help: ${help}`])],
  };
}

function ofFinding(finding: ReportedFinding): Annotation {
  const { ruleId, severity, certainty, message, chain, remedy, location } = finding;
  const causes = causesOf(finding);
  const commands = remedy.commands ?? [];
  return {
    type: TYPES[severity],
    topic: ruleId,
    title: certainty === "undetermined" ? `${ruleId} (undetermined)` : ruleId,
    at: location,
    lines: [
      location.file === "-" ? `${showPlace(location)}: ${message}` : message || ruleId,
      ...(causes.length === 0 ? [] : [`To decide this: ${causes.join("; ")}.`]),
      ...(chain.length === 0 ? [] : [`Chain: ${chain.map(({ label }) => label).join(" → ")}`]),
      ...(remedy.text === "" ? [] : [`Fix: ${remedy.text}`]),
      ...(remedy.source ?? []).map((each) => `Source: ${sourcePlace(each)}`),
      ...linesToWrite(remedy),
      ...(commands.length === 0 ? [] : [`The command${commands.length === 1 ? " is" : "s are"} in the text and JSON reports.`]),
    ],
  };
}

function command({ type, title, at, lines }: Annotation, workingFolder: string): string {
  const properties = [...(at === undefined || at.file === "-" ? [] : placeOf(at, workingFolder)), ["title", title] as const];
  const message = cutTo(lines.map(printable).join("\n"), LONGEST_MESSAGE);
  return `::${type} ${properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(",")}::${escapeData(message)}`;
}

/** Columns only within one line: with others the runner drops them. An absolute path is one that it makes relative to the repository. */
function placeOf({ file, span }: NonNullable<Annotation["at"]>, workingFolder: string): readonly (readonly [name: string, value: string])[] {
  const path = ["file", printable(pathFrom(file, workingFolder).path)] as const;
  if (span === undefined) return [path];
  const lines = [["line", `${span.startLine}`] as const, ["endLine", `${span.endLine}`] as const];
  if (span.startLine !== span.endLine) return [path, ...lines];
  return [path, ...lines, ["col", `${span.startColumn}`], ["endColumn", `${span.endColumn}`]];
}

/** "Escaping" in actions/toolkit, packages/core/src/command.ts; the runner undoes it. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(printable(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A line that begins with a word of ours, and so with no `::`; without number signs it has no `##[` either. */
function plain(text: string): string {
  return printable(text).replaceAll("#", "\\u{23}");
}

function leftOutText(leftOut: readonly Annotation[]): string {
  const byType = Object.values(TYPES).flatMap((type) => {
    const of = leftOut.filter((annotation) => annotation.type === type);
    return of.length === 0 ? [] : [`${amount(of.length, type)} (${countsByTopic(of)})`];
  });
  return `left out, as GitHub shows ten annotations of each type for a step: ${byType.join(", ")}; --format text and --format json have them all`;
}

function countsByTopic(annotations: readonly Annotation[]): string {
  const counts = new Map<string, number>();
  for (const { topic } of annotations) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return [...counts].map(([topic, count]) => `${count} ${topic}`).join(", ");
}
