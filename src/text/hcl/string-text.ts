/**
 * What the text of a string or heredoc stands for: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-literals
 */
import type { TextRange } from "../positions.ts";
import { printable } from "../printable.ts";
import type { Problem } from "./conversion.ts";

export type Decoded = { readonly value: string; readonly problem?: undefined } | { readonly problem: Problem };

/** An escape, the start of a sequence that can't stand here, or a line end, which can't stand between quotes. */
const SPECIAL = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S]|$)|\$\$\{|%%\{|[$%]\{|\r?\n/g;
const ESCAPED_SEQUENCE = /([$%])\1\{/g;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
]);

/** The part of a quoted string in `range`, which holds no template sequences. `opened`: where the string begins. */
export function decodeQuoted(text: string, range: TextRange, opened: number): Decoded {
  const written = text.slice(range.start, range.end);
  let value = "";
  let done = 0;
  for (const match of written.matchAll(SPECIAL)) {
    const decoded = special(match[0]);
    if (decoded === undefined) return { problem: badCharacter(opened, range.start + match.index, match[0]) };
    value += written.slice(done, match.index) + decoded;
    done = match.index + match[0].length;
  }
  return { value: done === 0 ? written : value + written.slice(done) };
}

/** The part of a heredoc or of a file's content: backslashes and line ends are themselves there. */
export function decodeVerbatim(written: string): string {
  return written.includes("{") ? written.replace(ESCAPED_SEQUENCE, "$1{") : written;
}

function special(found: string): string | undefined {
  if (found === "$${" || found === "%%{") return found.slice(1);
  return found.startsWith("\\") ? unescaped(found) : undefined;
}

/** What an escape, backslash included, stands for; undefined if it is none. */
export function unescaped(found: string): string | undefined {
  const simple = ESCAPES.get(found.slice(1));
  if (simple !== undefined || found.length < 6) return simple;
  const code = Number.parseInt(found.slice(2), 16);
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

function badCharacter(opened: number, at: number, found: string): Problem {
  if (found.endsWith("\n")) return notClosedOnLine({ start: opened, end: at });
  const range = { start: at, end: at + found.length };
  if (found.endsWith("{")) return { range, message: `\`${found}\` can't stand in this string; to mean these characters, write \`${found.charAt(0)}${found}\`` };
  if (found.length >= 6) return { range, message: `\`${found}\` is not a character` };
  return { range, message: badEscape(found) };
}

/** `range`: from its quote to the end of its line. */
export function notClosedOnLine(range: TextRange): Problem {
  return { range, message: "this string is not closed on its line (a line end inside a string is written `\\n`)" };
}

export function badEscape(found: string): string {
  return `\`${printable(found)}\` is not an escape in HCL; a backslash itself is written \`\\\\\``;
}
