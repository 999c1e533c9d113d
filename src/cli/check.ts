import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ReporterOptions } from "../lint/report.ts";
import type { CheckResult, FixResult } from "../main.ts";
import { nearest } from "../text/nearest.ts";
import { absentNote } from "./baseline-note.ts";
import { checkOptions } from "./check-options.ts";
import { wantsColor } from "./color.ts";
import { commands } from "./commands.ts";
import { loadConfig } from "./config.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { fixSummary, isFixing, refuseUnfixable, writeChanges } from "./fix.ts";
import type { CheckFlags } from "./flags.ts";
import { inputRun } from "./input-run.ts";
import { liveOptions } from "./inputs.ts";
import type { Library } from "./library.ts";
import { type Output, readCategory, readOutputs } from "./options.ts";
import { printConfig } from "./print-config.ts";
import { problemLines, skippedLine } from "./problems.ts";
import { startProgress } from "./progress.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";
import { writeToFile } from "./write-file.ts";

/** `lint-roles [paths..]`: checks, writes each report where it was asked for, and tells problems on standard error. */
export async function checkCommand(paths: readonly string[], flags: CheckFlags, streams: Streams, parts: Library): Promise<ExitCode> {
  refuseMisspeltCommand(paths, streams.cwd);
  refuseUnfixable(paths, flags);
  const outputs = readOutputs(flags.format ?? [], flags.output ?? []);
  const category = readCategory(flags["sarif-category"]);
  const progress = startProgress(streams.stderr);
  const config = await loadConfig(flags, streams, parts);
  if (config === "broken") return EXIT.unable;
  const judged = await checkOptions(paths, flags, config, streams, parts);
  refuseWrittenBaseline(judged.baseline, flags, streams.cwd);
  const live = liveOptions(flags, progress, reportFiles(flags));
  if (flags["print-config"]) return printConfig(judged, paths, flags, config, streams);
  // Only these show edits.
  const edits = isFixing(flags) || outputs.some(({ format }) => format === "json" || format === "sarif");
  const options = { ...judged, edits, onProgress: progress.show, ...(live && { live }) };
  const fixed = isFixing(flags) ? await parts.fix(options).finally(progress.end) : undefined;
  if (fixed !== undefined) await tellFix(fixed, flags, streams, parts);
  const result = fixed === undefined ? await inputRun(() => parts.check(options), { live, progress, quiet: flags.quiet }, streams) : fixed.after;
  // The diff has standard output to itself.
  const shown = flags["fix-dry-run"] ? outputs.filter(({ file }) => file !== undefined) : outputs;
  for (const output of shown) await writeReport(output, result, category, flags, streams, parts);
  if (flags.verbose) for (const skipped of result.skipped) streams.stderr.write(skippedLine(skipped));
  for (const problem of result.problems) streams.stderr.write(problemLines(problem));
  if (flags.quiet !== true) streams.stderr.write(absentNote(result.report, paths, flags));
  return result.exitCode;
}

async function tellFix(result: FixResult, flags: CheckFlags, streams: Streams, parts: Library): Promise<void> {
  const isDry = flags["fix-dry-run"] === true;
  if (isDry) streams.stdout.write(await parts.unifiedDiff(result.changes));
  else writeChanges(result.changes, streams.cwd);
  if (flags.quiet !== true) fixSummary(result, isDry, streams);
}

/** Neither a path nor a command: a misspelt command, as `lint-roles rule` is. */
function refuseMisspeltCommand(paths: readonly string[], cwd: string): void {
  const [first = ""] = paths;
  const near = /^[a-z]+$/i.test(first) ? nearest(first, commands) : undefined;
  if (near !== undefined && !existsSync(resolve(cwd, first))) throw new UsageError(`${first}: no such file or folder`, `did you mean the command \`${near}\`?`);
}

/** The baseline is read: a run that also wrote it would lose it. */
function refuseWrittenBaseline(baseline: string | undefined, flags: CheckFlags, cwd: string): void {
  const { save = "" } = flags;
  if (baseline === undefined) return;
  if (baseline === "" || baseline === "-") throw new UsageError("--baseline needs the name of a file", "`lint-roles baseline -o baseline.json` writes one");
  if ([...reportFiles(flags), save].some((file) => file !== "" && resolve(cwd, file) === resolve(cwd, baseline)))
    throw new UsageError(`${baseline} would be read as the baseline and written over`, "give each a file of its own; `lint-roles baseline` writes a baseline");
}

function reportFiles({ format = [], output = [] }: CheckFlags): readonly string[] {
  return [...format, ...output].map((each) => each.slice(each.indexOf("=") + 1));
}

async function writeReport(
  { format, file }: Output,
  result: CheckResult,
  category: string | undefined,
  flags: CheckFlags,
  streams: Streams,
  parts: Library,
): Promise<void> {
  const toTerminal = file === undefined;
  const options: ReporterOptions = {
    color: toTerminal && wantsColor(flags.color, streams),
    width: toTerminal && streams.stdout.isTTY === true ? streams.stdout.columns : undefined,
    sources: result.sources,
    pages: format === "sarif" ? await readPages(result, parts) : new Map(),
    workingFolder: streams.cwd,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    ...(category === undefined ? {} : { category }),
  };
  const text = await parts.render(format, result.report, options);
  if (file === undefined) streams.stdout.write(text);
  else await writeToFile(resolve(streams.cwd, file), text, file);
}

/** Only SARIF carries the rules' pages, so only then are they read. */
async function readPages(result: CheckResult, parts: Library): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  for (const { id } of result.report.rules) {
    const page = await parts.page(id);
    if (page !== undefined) pages.set(id, page);
  }
  return pages;
}
