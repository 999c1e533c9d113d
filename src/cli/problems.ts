import type { InputProblem, SkippedFile } from "../sources/types.ts";
import { printable } from "../text/printable.ts";

/** `error: file:line:col: message` and a help line, for standard error. */
export function problemLines(problem: InputProblem): string {
  const place = problem.span === undefined ? "" : `:${problem.span.startLine}:${problem.span.startColumn}`;
  const help = problem.help === undefined ? "" : `  help: ${printable(problem.help)}\n`;
  return `error: ${printable(problem.file)}${place}: ${printable(problem.message)}\n${help}`;
}

export function skippedLine(skipped: SkippedFile): string {
  return `skipped: ${printable(skipped.file)}: ${printable(skipped.reason)}\n`;
}
