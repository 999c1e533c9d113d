import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { ReporterOptions } from "../lint/report.ts";
import type { CheckOptions, CheckResult, LiveOptions } from "../main.ts";
import { nearest } from "../text/nearest.ts";
import { wantsColor } from "./color.ts";
import { commands } from "./commands.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { CheckFlags } from "./flags.ts";
import type { Library } from "./library.ts";
import { tallyLine, tallyShown, withoutSdkNotice } from "./live-progress.ts";
import { readScope } from "./live-scope.ts";
import { type Output, onlyOne, readAccounts, readEntryRoles, readOutputs, readParameters, readPartition, readRegions, readRuleIds } from "./options.ts";
import { problemLines, skippedLine } from "./problems.ts";
import { type Progress, startProgress } from "./progress.ts";
import { writeFailure } from "./snapshot.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

/** `lint-roles [paths..]`: checks, writes each report where it was asked for, and tells problems on standard error. */
export async function checkCommand(paths: readonly string[], flags: CheckFlags, streams: Streams, parts: Library): Promise<ExitCode> {
  refuseMisspeltCommand(paths, streams.cwd);
  const outputs = readOutputs(flags.format ?? [], flags.output ?? []);
  const progress = startProgress(streams.stderr);
  const live = liveOptions(flags, progress);
  const options = { ...(await checkOptions(paths, flags, streams, parts)), onProgress: progress.show, ...(live && { live }) };
  const start = performance.now();
  const result = await parts
    .check(options)
    .catch((error: unknown) => {
      throw live?.save === undefined ? error : writeFailure(error, live.save);
    })
    .finally(progress.end);
  if (result.tally !== undefined && flags.quiet !== true) streams.stderr.write(tallyLine(result.tally, (performance.now() - start) / 1000));
  for (const output of outputs) await writeReport(output, result, flags, streams, parts);
  if (flags.verbose) for (const skipped of result.skipped) streams.stderr.write(skippedLine(skipped));
  for (const problem of result.problems) streams.stderr.write(problemLines(problem));
  return result.exitCode;
}

/** Neither a path nor a command: a misspelt command, as `lint-roles rule` is. Told apart only where no path given is there. */
function refuseMisspeltCommand(paths: readonly string[], cwd: string): void {
  const [first = ""] = paths;
  const near = /^[a-z]+$/i.test(first) ? nearest(first, commands) : undefined;
  if (near !== undefined && !paths.some((path) => path === "-" || existsSync(resolve(cwd, path))))
    throw new UsageError(`${first}: no such file or folder`, `did you mean the command \`${near}\`?`);
}

/** Flags that mean something only where AWS is read. */
const LIVE_FLAGS = ["save", "profile", "domain-id", "role", "organization", "assume-role", "external-id", "without"] as const;

function liveOptions(flags: CheckFlags, progress: Progress): LiveOptions | undefined {
  if (!flags.live) {
    const stray = LIVE_FLAGS.find((flag) => flags[flag] !== undefined);
    if (stray !== undefined) throw new UsageError(`--${stray} is for --live`, "add --live to read what is deployed");
    return undefined;
  }
  const scope = readScope(flags);
  if (flags.save === "" || flags.save === "-") throw new UsageError("--save needs the name of a file", "for example: --save account.jsonl");
  const twice = [...(flags.format ?? []), ...(flags.output ?? [])].find((output) => flags.save !== undefined && output.endsWith(`=${flags.save}`));
  if (twice !== undefined) throw new UsageError(`a report and the recording would be written to ${flags.save}`, "give each a file of its own");
  withoutSdkNotice();
  return { scope, onTally: tallyShown(progress), ...(flags.save === undefined ? {} : { save: flags.save }) };
}

async function checkOptions(paths: readonly string[], flags: CheckFlags, streams: Streams, parts: Library): Promise<CheckOptions> {
  const isLive = flags.live ?? false;
  // What is live says itself where it is; of several, none is meant for the rest.
  const single = (flag: string, values: readonly string[]): string | undefined => (isLive && values.length > 1 ? undefined : onlyOne(flag, values));
  const account = single("--account", readAccounts(flags.account ?? []));
  const partition = readPartition(flags.partition);
  if (!isLive && flags.region?.includes("all")) throw new UsageError("--region all is for --live", "add --live to read what is deployed");
  const region = isLive && flags.region?.includes("all") ? undefined : single("--region", readRegions(flags.region ?? []));
  const { only = [], skip = [] } = flags;
  const known = only.length + skip.length === 0 ? [] : (await parts.rules()).map((rule) => rule.id);
  const [onlyIds, skipIds] = [readRuleIds("--only", only, known), readRuleIds("--skip", skip, known)];
  if (known.length > 0) refuseNoRules(onlyIds.length === 0 ? known : onlyIds, skipIds);
  return {
    paths: paths.length === 0 && !isLive ? ["."] : [...paths],
    cwd: streams.cwd,
    ...(paths.includes("-") ? { stdin: streams.stdin } : {}),
    parameters: readParameters(flags.parameter ?? []),
    ...(account === undefined ? {} : { account }),
    ...(partition === undefined ? {} : { partition }),
    ...(region === undefined ? {} : { region }),
    entryRoles: [...readEntryRoles(flags["entry-role"] ?? []), ...(flags.role ?? [])],
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

async function writeReport({ format, file }: Output, result: CheckResult, flags: CheckFlags, streams: Streams, parts: Library): Promise<void> {
  const toTerminal = file === undefined;
  const options: ReporterOptions = {
    color: toTerminal && wantsColor(flags.color, streams),
    width: toTerminal && streams.stdout.isTTY === true ? streams.stdout.columns : undefined,
    sources: result.sources,
    pages: format === "sarif" ? await readPages(result, parts) : new Map(),
    workingFolder: streams.cwd,
    quiet: flags.quiet ?? false,
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

async function writeToFile(path: string, text: string, shown: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    if (error instanceof Error && "code" in error)
      throw new UsageError(`can't write ${shown}: ${error.message}`, "the check itself was made; name a file that can be written");
    throw error;
  }
}
