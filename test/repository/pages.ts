/** The project's Markdown, taken apart: files that a page gives, commands with what they print, links, headings, flags. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.ts";

const PASSED_OVER = new Set(["node_modules", ".git", "dist"]);

/** Every Markdown file of the project: path from the root, with forward slashes. */
export function allPages(folder = ""): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : allPages(path);
    return entry.isFile() && entry.name.endsWith(".md") ? [path] : [];
  });
}

export function readPage(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** A file that a page gives in full: its name in a line of its own, then a block. */
const GIVEN = /^`([\w./-]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm;

/** File → text. A name that is given twice is another file from there on, so no page does that. */
export function filesGiven(page: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [, file = "", text = ""] of readPage(page).matchAll(GIVEN)) {
    if (files.has(file)) throw new Error(`${page} gives ${file} twice`);
    files.set(file, text);
  }
  return files;
}

/** What stands in a terminal: `$ command`, then what it prints. */
export interface Session {
  readonly page: string;
  /** The block as written, between its fences. */
  readonly text: string;
  readonly commands: readonly string[];
}

const SESSION = /^```console\n([\s\S]*?)^```$/gm;

export function sessionsOf(page: string): readonly Session[] {
  return [...readPage(page).matchAll(SESSION)].map(([, text = ""]) => ({
    page,
    text,
    commands: text.split("\n").flatMap((line) => (line.startsWith("$ ") ? [line.slice(2)] : [])),
  }));
}

/** Without blocks of code, and without code inside of lines: where links and headings are. */
function prose(text: string): string {
  return text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1$/gm, "");
}

export function linksOf(text: string): readonly string[] {
  const withoutCode = prose(text).replace(/`[^`\n]*`/g, "`");
  return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

/** The anchors that a page has, as GitHub makes them of its headings. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = shown.replace(/[^\p{L}\p{N}\p{M} _-]/gu, "").replaceAll(" ", "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/** Of another tool: its flags are not ours. */
const FOREIGN = /^(?:aws|terraform|tofu|cdk|git|npm|npx (?!lint-roles|--yes lint-roles)|node|docker)\b/;

/** Flags that a page names, in commands and in code inside of lines, but for those of other tools. */
export function flagsOf(text: string): ReadonlySet<string> {
  const lines = text.split("\n").map((line) => line.trim().replace(/^\$ /, ""));
  const commands = lines.flatMap((line) => line.split(/&&|\||;/)).map((part) => part.trim());
  const ours = commands.filter((part) => /^(?:npx )?(?:--yes )?lint-roles\b/.test(part));
  const spans = [...text.replace(/^(`{3,})[\s\S]*?^\1$/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, inside = ""]) => inside);
  const named = [...ours, ...spans.filter((span) => !FOREIGN.test(span))].join("\n");
  return new Set([...named.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag));
}
