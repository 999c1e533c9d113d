/** The runbook as Markdown, with boxes to tick: for a ticket or a pull request. */
import type { PlanReporter } from "../../plan/types.ts";
import { printable } from "../../text/printable.ts";
import { showPlace } from "../text/finding.ts";
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
  const place = location === undefined ? "" : ` (\`${printable(showPlace(location)).replaceAll("`", "'")}\`)`;
  const lines = [
    `${mark} ${label}${why === undefined ? "" : `${prose(why)} `}${prose(text)}${place}`,
    ...(snippet === undefined ? [] : fenced(snippet.language, snippet.text.split("\n"))),
    ...(commands.length === 0 ? [] : fenced("sh", commands)),
  ];
  return lines.map((line) => (line === "" ? "" : indent + line)).join("\n");
}

/** A longer fence than any run of backquotes inside. */
function fenced(language: string, lines: readonly string[]): readonly string[] {
  const safe = lines.map(printable);
  const longest = Math.max(2, ...safe.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return ["", `  ${fence}${language}`, ...safe.map((line) => `  ${line}`.trimEnd()), `  ${fence}`];
}

/**
 * Text of the input can't become markup: what stands between two lone backquotes is code, and the rest has no meaning to Markdown. Where
 * names hold backquotes of their own, pairs can't be told, and all of them are shown as they are.
 */
function prose(text: string): string {
  const parts = printable(text).split(/((?<!`)`(?!`)[^`]+(?<!`)`(?!`))/);
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*_[\]<>#|~]/g, (character) => `\\${character}`))).join("");
}
