/** The runbook for a terminal. */
import type { Plan, PlanReporter } from "../../plan/types.ts";
import { printable } from "../../text/printable.ts";
import { showPlace } from "../text/finding.ts";
import { type Paint, painter, type Style } from "../text/paint.ts";
import { wrap } from "../text/wrap.ts";
import { type Item, outlineOf, type Part, type Section } from "./outline.ts";

const WIDEST = 120;
const VERDICT_STYLE: Readonly<Record<Plan["verdict"], Style>> = { ready: "good", blocked: "error", undetermined: "warning" };

interface Page {
  readonly paint: Paint;
  readonly width: number | undefined;
}

export const planText: PlanReporter = (plan, { color, width }) => {
  const page: Page = { paint: painter(color), width: width === undefined ? undefined : Math.min(width, WIDEST) };
  const { title, verdict, notSeen, sections, notes } = outlineOf(plan);
  const blocks = [
    [page.paint("strong", printable(title))],
    [...paragraph(`${verdict.word}: ${verdict.text}`, 0, page, (line) => line.replace(verdict.word, page.paint(VERDICT_STYLE[verdict.word], verdict.word)))],
    ...(notSeen.length === 0 ? [] : [[page.paint("strong", "Not seen"), ...notSeen.flatMap((item) => itemLines(item, "-", page))]]),
    ...sections.map((each, index) => sectionLines(each, index + 1, page)),
    ...(notes.length === 0
      ? []
      : [[page.paint("strong", "To know"), ...notes.flatMap((note) => itemLines({ parts: [{ text: note, commands: [] }] }, "-", page))]]),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

function paragraph(text: string, indent: number, { width }: Page, paintFirst = (line: string) => line): readonly string[] {
  const lines = wrap(printable(text), width === undefined ? undefined : width - indent);
  return lines.map((line, index) => " ".repeat(indent) + (index === 0 ? paintFirst(line) : line));
}

function sectionLines({ heading, text, items }: Section, number: number, page: Page): readonly string[] {
  return [
    page.paint("strong", `${number}. ${heading}`),
    ...(text === undefined ? [] : paragraph(text, 3, page)),
    ...items.flatMap((item, index) => ["", ...itemLines(item, items.length === 1 ? "" : `${number}.${index + 1}`, page)]),
  ];
}

/** The label on a line of its own; then for each part why, what to do, where, what to write and what to run. */
function itemLines({ label, parts }: Item, mark: string, page: Page): readonly string[] {
  const indent = 3 + (mark === "" ? 0 : mark.length + 1);
  const lead = `   ${mark === "" ? "" : `${mark} `}`;
  const lines = parts.flatMap((part, index) => [...(index > 0 ? [""] : []), ...partLines(part, indent, page)]);
  if (label !== undefined) return [lead + page.paint("strong", printable(label)), ...lines];
  const [first = "", ...rest] = lines;
  return [lead + first.trimStart(), ...rest];
}

function partLines({ why, text, location, snippet, commands }: Part, indent: number, page: Page): readonly string[] {
  const { paint } = page;
  const margin = " ".repeat(indent);
  return [
    ...(why === undefined ? [] : paragraph(why, indent, page)),
    ...paragraph(why === undefined ? text : `→ ${text}`, indent, page),
    ...(location === undefined ? [] : [`${margin}${paint("faint", `at ${showPlace(location)}`)}`]),
    ...(snippet === undefined ? [] : ["", ...snippet.text.split("\n").map((line) => `${margin}    ${paint("good", printable(line))}`.trimEnd())]),
    ...(commands.length === 0 ? [] : ["", ...commands.map((command) => `${margin}    ${paint("faint", "$")} ${printable(command)}`)]),
  ];
}
