/**
 * Strings of SARIF messages (2.1.0, §3.11): plain text in which `[text](1)` is a link to the related location 1.
 */
import { printable } from "../../text/printable.ts";

/**
 * Text without links. Brackets stay as they are (a Terraform address has them) unless they could be taken for a link: §3.11.6
 * lets literal brackets stand outside links, and viewers show the backslashes of an escape there (github/vscode-codeql#1104).
 */
export function plainText(text: string): string {
  const shown = printable(text);
  const unpaired = shown.replace(/\[[^[\]]*\]/g, "");
  return shown.includes("](") || /[[\]]/.test(unpaired) ? escapeBrackets(shown) : shown;
}

/** A link to the related location with this id. */
export function link(text: string, id: number): string {
  return `[${escapeBrackets(printable(text))}](${id})`;
}

function escapeBrackets(text: string): string {
  return text.replace(/[\\[\]]/g, (character) => `\\${character}`);
}

/** At most `limit` UTF-16 units, not ending in half a pair; "…" where something was cut. */
export function cutTo(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
