import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { CheckResult } from "../main.ts";
import { printable } from "../text/printable.ts";
import { baselineOf, configuredInput, loadConfig, suppressionsOf } from "./config.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { BaselineFlags } from "./flags.ts";
import { inputRun } from "./input-run.ts";
import { liveOptions } from "./inputs.ts";
import type { Library } from "./library.ts";
import { problemLines, skippedLine } from "./problems.ts";
import { startProgress } from "./progress.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";
import { writeToFile } from "./write-file.ts";

/** `lint-roles baseline -o FILE [paths..]`: checks with all rules, and writes what was found as accepted. */
export async function baselineCommand(paths: readonly string[], flags: BaselineFlags, streams: Streams, parts: Library): Promise<ExitCode> {
  const config = await loadConfig(flags, streams, parts);
  if (config === "broken") return EXIT.unable;
  const output = readOutput(flags.output ?? (await baselineOf(undefined, config, streams.cwd)));
  const file = output === "-" ? undefined : output;
  const progress = startProgress(streams.stderr);
  const live = liveOptions(flags, progress, file === undefined ? [] : [file]);
  const before = file !== undefined && (await isBaseline(file, streams.cwd)) ? { baseline: file } : {};
  const input = await configuredInput(paths, flags, config, streams);
  const options = {
    ...input,
    ...(await suppressionsOf(flags, config, input)),
    propagation: flags.propagation ?? config?.values.propagation ?? "as-configured",
    only: [],
    skip: [],
    failOn: "never",
    strict: false,
    edits: false,
    onProgress: progress.show,
    ...before,
    ...(live && { live }),
  } as const;
  const result = await inputRun(() => parts.check(options), { live, progress, quiet: flags.quiet }, streams);
  if (flags.verbose) for (const skipped of result.skipped) streams.stderr.write(skippedLine(skipped));
  for (const problem of result.problems) streams.stderr.write(problemLines(problem));
  if (result.problems.length > 0) {
    streams.stderr.write(
      "error: no baseline was written: not all could be checked, and what was not seen would be new later\n  help: mend that, then run this again\n",
    );
    return EXIT.unable;
  }
  const text = await parts.makeBaseline(result.report);
  if (file === undefined) streams.stdout.write(text);
  else {
    await writeToFile(resolve(streams.cwd, file), text, file);
    if (flags.quiet !== true) streams.stderr.write(`wrote ${printable(file)}: ${summary(result.report)}\n`);
  }
  return EXIT.clean;
}

function readOutput(output: string | undefined): string {
  if (output === undefined) throw new UsageError("the file to write is missing", "for example: lint-roles baseline -o baseline.json");
  if (output === "") throw new UsageError("--output is empty", "for example: lint-roles baseline -o baseline.json");
  return output;
}

/** Whether there is one already. What is something else is not written over: it can't be got back. */
async function isBaseline(file: string, cwd: string): Promise<boolean> {
  const found = await stat(resolve(cwd, file)).catch(() => undefined);
  // A pipe or a terminal holds nothing that could be lost; a folder can't be written, and is told when it is tried.
  if (found?.isFile() !== true) return false;
  const { readBaseline } = await import("../config/read-baseline.ts");
  const read = await readBaseline(file, cwd);
  if (read.ok) return true;
  const { message, span } = read.problem;
  const place = span === undefined ? "" : `:${span.startLine}:${span.startColumn}`;
  throw new UsageError(`${file}${place} is no baseline and is not written over: ${message}`, "name another file, or remove this one first");
}

/** What is accepted that was not before is worth a look. */
function summary({ findings, baseline }: CheckResult["report"]): string {
  const written = findings.filter(({ suppressed }) => suppressed === undefined);
  const total = `${written.length} finding${written.length === 1 ? "" : "s"}`;
  if (baseline === undefined) return `${total}, known from now on`;
  const added = written.filter((finding) => finding.baseline === "new").length;
  const aside = findings.filter((finding) => finding.suppressed !== undefined && finding.baseline === "unchanged").length;
  const taken = aside === 0 ? "" : `; ${aside} left out, as ${aside === 1 ? "it is" : "they are"} suppressed`;
  return `${total}, ${added} of them new; ${baseline.absent?.length ?? 0} no longer found${taken}`;
}
