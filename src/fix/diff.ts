/** Changes of files as one unified diff that `git apply` and `patch -p1` take. */
import { structuredPatch } from "diff";
import type { FileChange } from "./texts.ts";

export function unifiedDiff(changes: readonly FileChange[]): string {
  return changes.map(fileDiff).join("");
}

function fileDiff({ file, before, after }: FileChange): string {
  const { hunks } = structuredPatch(file, file, before, after, undefined, undefined, { context: 3 });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: own }) => [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...own]);
  return [`--- ${quoted(`a/${file}`)}`, `+++ ${quoted(`b/${file}`)}`, ...lines, ""].join("\n");
}

/** Git's way with names that a header can't hold as they are: C's escapes, in quotes (git-diff documentation, core.quotePath). */
function quoted(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!/[\u0000-\u001f"\\\u007f]/.test(name)) return /\s/.test(name) ? `${name}\t` : name;
  const escapes = new Map([
    ["\n", "\\n"],
    ["\t", "\\t"],
    ["\r", "\\r"],
    ['"', '\\"'],
    ["\\", "\\\\"],
  ]);
  const octal = (character: string): string => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return `"${name.replace(/[\u0000-\u001f"\\\u007f]/g, (character) => escapes.get(character) ?? octal(character))}"`;
}
