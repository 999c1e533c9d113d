/** The runbook as Markdown, with boxes to tick: for a ticket or a pull request. */
import type { PlanReporter } from "../../plan/types.ts";
import { fenced, placeAsCode, prose } from "../markup.ts";
import { type Item, outlineOf, type Part, type Section } from "./outline.ts";

export const planMarkdown: PlanReporter = (plan) => {
  const { title, verdict, notSeen, sections, notes } = outlineOf(plan);
  const blocks = [
    `# ${prose(title)}`,
    `**${verdict.word}**: ${prose(verdict.text)}`,
    ...(notSeen.length === 0 ? [] : [`## Not seen\n\n${notSeen.map((item) => bullet(item, "-")).join("\n")}`]),
    ...sections.map(sectionText),
    ...(notes.length === 0 ? [] : [`## To know\n\n${notes.map((note) => `- ${prose(note)}`).join("\n")}`]),
  ];
  return `${blocks.join("\n\n")}\n`;
};

function sectionText({ heading, text, items }: Section, index: number): string {
  return [`## ${index + 1}. ${heading}`, ...(text === undefined ? [] : [text]), items.map((item) => bullet(item, "- [ ]")).join("\n")].join("\n\n");
}

/** A label with several parts has them as boxes of their own below it. */
function bullet({ label, parts }: Item, mark: string): string {
  const [only, ...others] = parts;
  if (label === undefined || only === undefined) return parts.map((part) => box(part, mark, "")).join("\n");
  if (others.length === 0) return box(only, mark, "", `**${prose(label)}**: `);
  return [`- **${prose(label)}**`, ...parts.map((part) => box(part, mark, "  "))].join("\n");
}

function box({ why, text, location, snippet, commands }: Part, mark: string, indent: string, label = ""): string {
  const place = location === undefined ? "" : ` (${placeAsCode(location)})`;
  const lines = [
    `${mark} ${label}${why === undefined ? "" : `${prose(why)} `}${prose(text)}${place}`,
    ...(snippet === undefined ? [] : fenced(snippet.language, snippet.text.split("\n"))),
    ...(commands.length === 0 ? [] : fenced("sh", commands)),
  ];
  return lines.map((line) => (line === "" ? "" : indent + line)).join("\n");
}
