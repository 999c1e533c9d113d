import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ReporterOptions } from "../lint/report.ts";
import type { CheckOptions, CheckResult } from "../main.ts";
import { nearest } from "../text/nearest.ts";
import { wantsColor } from "./color.ts";
import { commands } from "./commands.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { CheckFlags } from "./flags.ts";
import { inputOptions, liveOptions } from "./inputs.ts";
import type { Library } from "./library.ts";
import { tallyLine } from "./live-progress.ts";
import { type Output, readCategory, readOutputs, readRuleIds } from "./options.ts";
import { problemLines, skippedLine } from "./problems.ts";
import { startProgress } from "./progress.ts";
import { writeFailure } from "./snapshot.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";
import { writeToFile } from "./write-file.ts";

/** `lint-roles [paths..]`: checks, writes each report where it was asked for, and tells problems on standard error. */
export async function checkCommand(paths: readonly string[], flags: CheckFlags, streams: Streams, parts: Library): Promise<ExitCode> {
  refuseMisspeltCommand(paths, streams.cwd);
  const outputs = readOutputs(flags.format ?? [], flags.output ?? []);
  const category = readCategory(flags["sarif-category"]);
  const progress = startProgress(streams.stderr);
  const live = liveOptions(flags, progress, reportFiles(flags));
  const options = { ...(await checkOptions(paths, flags, streams, parts)), onProgress: progress.show, ...(live && { live }) };
  const start = performance.now();
  const result = await parts
    .check(options)
    .catch((error: unknown) => {
      throw live?.save === undefined ? error : writeFailure(error, live.save);
    })
    .finally(progress.end);
  if (result.tally !== undefined && flags.quiet !== true) streams.stderr.write(tallyLine(result.tally, (performance.now() - start) / 1000));
  for (const output of outputs) await writeReport(output, result, category, flags, streams, parts);
  if (flags.verbose) for (const skipped of result.skipped) streams.stderr.write(skippedLine(skipped));
  for (const problem of result.problems) streams.stderr.write(problemLines(problem));
  return result.exitCode;
}

/** Neither a path nor a command: a misspelt command, as `lint-roles rule` is. */
function refuseMisspeltCommand(paths: readonly string[], cwd: string): void {
  const [first = ""] = paths;
  const near = /^[a-z]+$/i.test(first) ? nearest(first, commands) : undefined;
  if (near !== undefined && !existsSync(resolve(cwd, first))) throw new UsageError(`${first}: no such file or folder`, `did you mean the command \`${near}\`?`);
}

function reportFiles({ format = [], output = [] }: CheckFlags): readonly string[] {
  return [...format, ...output].map((each) => each.slice(each.indexOf("=") + 1));
}

async function checkOptions(paths: readonly string[], flags: CheckFlags, streams: Streams, parts: Library): Promise<CheckOptions> {
  const { only = [], skip = [] } = flags;
  const known = only.length + skip.length === 0 ? [] : (await parts.rules()).map((rule) => rule.id);
  const [onlyIds, skipIds] = [readRuleIds("--only", only, known), readRuleIds("--skip", skip, known)];
  if (known.length > 0) refuseNoRules(onlyIds.length === 0 ? known : onlyIds, skipIds);
  return {
    ...inputOptions(paths, flags, streams),
    propagation: flags.propagation,
    only: onlyIds,
    skip: skipIds,
    failOn: flags["fail-on"],
    strict: flags.strict ?? false,
  };
}

/** A run that asks nothing must not look like one that found nothing. */
function refuseNoRules(run: readonly string[], skip: readonly string[]): void {
  if (run.every((id) => skip.includes(id))) throw new UsageError("no rule is left to run", "--skip leaves out all that --only names, or all there are");
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
