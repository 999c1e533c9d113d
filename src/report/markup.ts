/** Text of the input in Markdown: it can't become markup. */
import type { Location } from "../lint/report.ts";
import { printable } from "../text/printable.ts";
import { showPlace } from "./text/finding.ts";

/**
 * Text of the input can't become markup: what stands between two lone backquotes is code, and the rest has no meaning to Markdown. Where
 * names hold backquotes of their own, pairs can't be told, and all of them are shown as they are.
 */
export function prose(text: string): string {
  const parts = partsOf(text.trim()).map((part, index) => (index % 2 === 1 ? part : escaped(part)));
  // A dash or a number with a full stop begins a list only where a line begins.
  return parts.join("").replace(/^([-+=])|^(\d+)([.)])/, (_, sign = "", number = "", mark = "") => `${number}\\${sign}${mark}`);
}

/**
 * The same for a cell of a table, which a bar ends in code too: code with a bar is shown as text, and bars as character references, as
 * renderers differ in how they read backslashes there.
 */
export function cell(text: string): string {
  const parts = partsOf(text).map((part, index) => (index % 2 === 1 && !part.includes("|") ? part : escaped(part)));
  return parts.join("").replaceAll("\\|", "&#124;");
}

/** Where it is, as code. */
export function placeAsCode(location: Location): string {
  return `\`${printable(showPlace(location)).replaceAll("`", "'")}\``;
}

/** A longer fence than any run of backquotes inside, indented as a part of a list's item, with a blank line before it. */
export function fenced(language: string, lines: readonly string[]): readonly string[] {
  const safe = lines.map(printable);
  const longest = Math.max(2, ...safe.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return ["", `  ${fence}${language}`, ...safe.map((line) => `  ${line}`.trimEnd()), `  ${fence}`];
}

/** Prose and code by turns. */
function partsOf(text: string): readonly string[] {
  return printable(text).split(/((?<!`)`(?!`)[^`]+(?<!`)`(?!`))/);
}

function escaped(part: string): string {
  return part.replace(/[\\`*_[\]<>#|~&$]/g, (character) => `\\${character}`);
}
