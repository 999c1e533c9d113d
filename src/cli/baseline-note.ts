/** What a check says of its baseline on standard error, and the command that writes it anew. */
import type { Report } from "../lint/report.ts";
import { shellOption, shellWord } from "../lint/shell.ts";
import { printable } from "../text/printable.ts";
import { baselineFlags, type CheckFlags } from "./flags.ts";

/** A line where entries are no longer found; else nothing. */
export function absentNote({ baseline }: Report, paths: readonly string[], flags: CheckFlags): string {
  const count = baseline?.absent?.length ?? 0;
  if (baseline === undefined || count === 0) return "";
  const entries = count === 1 ? "1 entry is" : `${count} entries are`;
  return `note: ${printable(baseline.file)}: ${entries} no longer found; write it anew: ${printable(commandFor(baseline.file, paths, flags))}\n`;
}

/** Not what is written besides, nor how it is told. */
const LEFT_OUT: ReadonlySet<string> = new Set(["output", "save", "verbose", "quiet"]);

function commandFor(file: string, paths: readonly string[], flags: CheckFlags): string {
  const given = new Map<string, unknown>(Object.entries(flags));
  const options = Object.entries(baselineFlags).flatMap(([name, flag]) => {
    const value = given.get(name);
    if (LEFT_OUT.has(name) || ("default" in flag && flag.default === value)) return [];
    if (value === true) return [`--${name}`];
    return [value].flat().flatMap((each) => (typeof each === "string" ? [shellOption(name, each)] : []));
  });
  // A path may begin like a flag.
  const end = paths.some((path) => /^-./.test(path)) ? ["--"] : [];
  return [
    "lint-roles baseline",
    ...options,
    file.startsWith("-") ? shellOption("output", file) : `-o ${shellWord(file)}`,
    ...end,
    ...paths.map(shellWord),
  ].join(" ");
}
