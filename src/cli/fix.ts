/** `--fix` and `--fix-dry-run`: what can be corrected without deciding anything, written into the files or shown as a diff. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { FileChange, FixResult } from "../main.ts";
import { printable } from "../text/printable.ts";
import type { CheckFlags } from "./flags.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

export function isFixing(flags: Pick<CheckFlags, "fix" | "fix-dry-run">): boolean {
  return flags.fix === true || flags["fix-dry-run"] === true;
}

/** What has no file to change is refused rather than passed over. */
export function refuseUnfixable(paths: readonly string[], flags: CheckFlags): void {
  if (!isFixing(flags)) return;
  if (flags.fix && flags["fix-dry-run"]) throw new UsageError("--fix and --fix-dry-run were both given", "--fix-dry-run shows what --fix would write");
  const flag = flags.fix ? "--fix" : "--fix-dry-run";
  if (flags.live) throw new UsageError(`${flag} changes files, and --live reads AWS`, "the report has the commands that correct what is deployed");
  if (paths.includes("-")) throw new UsageError(`${flag} can't change standard input`, "name the file instead of -");
}

/** Each file is written only if it still says what was checked. All are looked at before the first is written. */
export function writeChanges(changes: readonly FileChange[], cwd: string): void {
  const files = changes.map(({ file, before, after }) => {
    const path = resolve(cwd, file);
    const held = readOrRefuse(path, file);
    const mark = held.startsWith("\uFEFF") && !before.startsWith("\uFEFF") ? "\uFEFF" : "";
    if (held !== mark + before)
      throw new UsageError(
        `${file} was not changed: it is not what was checked`,
        "it was changed meanwhile, or is not UTF-8: run the check again, or save it as UTF-8",
      );
    return { path, file, text: mark + after };
  });
  for (const { path, file, text } of files) {
    try {
      writeFileSync(path, text);
    } catch (error) {
      throw new UsageError(
        `can't write ${file}: ${error instanceof Error ? error.message : String(error)}`,
        "make it writable, or use --fix-dry-run and apply the diff",
      );
    }
  }
}

function readOrRefuse(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`can't read ${file} again: ${error instanceof Error ? error.message : String(error)}`, "run the check again");
  }
}

/** On standard error: what was done, and what is left to people, by reason. */
export function fixSummary({ changes, fixed, after }: FixResult, isDry: boolean, { stderr }: Pick<Streams, "stderr">): void {
  const files = changes.map(({ file }) => printable(file)).join(", ");
  const what = `${fixed} ${fixed === 1 ? "finding" : "findings"} in ${changes.length} ${changes.length === 1 ? "file" : "files"}`;
  // What was in the way of checking is told next.
  if (changes.length === 0 && after.problems.length > 0) return;
  stderr.write(changes.length === 0 ? "nothing to fix\n" : `${isDry ? "would fix" : "fixed"} ${what}: ${files}\n`);
  const reasons = new Map<string, number>();
  for (const { reason } of after.left) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const [reason, count] of reasons) stderr.write(`left to you: ${count} ${count === 1 ? "finding" : "findings"}: ${printable(reason)}\n`);
  const { known = 0, suppressed } = after.report.counts;
  const accepted = [...(known > 0 ? [`${known} in the baseline`] : []), ...(suppressed > 0 ? [`${suppressed} suppressed`] : [])];
  if (accepted.length > 0) stderr.write(`left as accepted: ${accepted.join(", ")}\n`);
}
