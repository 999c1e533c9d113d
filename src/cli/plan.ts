import { resolve } from "node:path";
import type { PlanResult } from "../main.ts";
import { isPlanFormat, type PlanFormat } from "../report/index.ts";
import { wantsColor } from "./color.ts";
import { accountNamesOf, configuredInput, loadConfig } from "./config.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { PlanFlags } from "./flags.ts";
import { inputRun } from "./input-run.ts";
import { liveOptions } from "./inputs.ts";
import type { Library } from "./library.ts";
import { didYouMean } from "./options.ts";
import { problemLines, skippedLine } from "./problems.ts";
import { startProgress } from "./progress.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";
import { writeToFile } from "./write-file.ts";

/** `lint-roles plan [paths..]`: prints the runbook of one domain. Changes nothing. */
export async function planCommand(paths: readonly string[], flags: PlanFlags, streams: Streams, parts: Library): Promise<ExitCode> {
  if (flags.domain === "") throw new UsageError("--domain is empty", "give it a domain's id, ARN, name or address");
  const output = readTarget(flags);
  const config = await loadConfig(flags, streams, parts);
  if (config === "broken") return EXIT.unable;
  const progress = startProgress(streams.stderr);
  const input = { ...flags, "domain-id": flags.live === true ? idsOf(flags.domain) : undefined };
  const live = liveOptions(input, progress, output.file === undefined ? [] : [output.file]);
  const options = {
    ...(await configuredInput(paths, input, config, streams)),
    ...accountNamesOf(config),
    ...(flags.domain !== undefined && { domain: flags.domain }),
    to: flags.to === "off" ? ("off" as const) : ("on" as const),
    onProgress: progress.show,
    ...(live && { live }),
  };
  const result = await inputRun(() => parts.plan(options), { live, progress, quiet: flags.quiet }, streams);
  if (flags.verbose) for (const skipped of result.skipped) streams.stderr.write(skippedLine(skipped));
  for (const problem of result.problems) streams.stderr.write(problemLines(problem));
  if (result.refused !== undefined) {
    // Of an input that could not be read, the domain may have been a part: that is told already.
    if (result.problems.length > 0) return result.exitCode;
    throw refusal(result.refused, flags.domain);
  }
  if (result.plan === undefined || (result.problems.length > 0 && result.plan.domain.is === "new")) return result.exitCode;
  const text = await parts.renderPlan(output.format, result.plan, {
    color: output.file === undefined && wantsColor(flags.color, streams),
    width: output.file === undefined && streams.stdout.isTTY === true ? streams.stdout.columns : undefined,
  });
  if (output.file === undefined) streams.stdout.write(text);
  else await writeToFile(resolve(streams.cwd, output.file), text, output.file);
  return result.exitCode;
}

/** `--output FILE` in the format of `--format`, or FORMAT=FILE as for a check. */
function readTarget({ format, output }: PlanFlags): { readonly format: PlanFormat; readonly file: string | undefined } {
  const [prefix = "", ...rest] = output?.split("=") ?? [];
  const own =
    rest.length > 0 && isPlanFormat(prefix) ? { format: prefix, file: rest.join("=") } : { format: isPlanFormat(format) ? format : "text", file: output };
  if (own.file === "") throw new UsageError("--output is empty", "for example: --output runbook.md");
  return { format: own.format, file: own.file === "-" ? undefined : own.file };
}

/** Live, only the domain that is meant has to be read; by other names it can't be asked for. */
function idsOf(domain: string | undefined): string[] | undefined {
  const id = domain === undefined ? undefined : /^(?:arn:[^:]+:sagemaker:[^:]*:[^:]*:domain\/)?(d-[a-z0-9-]{1,61})$/.exec(domain)?.[1];
  return id === undefined ? undefined : [id];
}

const DESCRIBE = "add the output of `aws sagemaker describe-domain`, or what declares the domain";

function refusal({ why, domains }: NonNullable<PlanResult["refused"]>, wanted: string | undefined): UsageError {
  const list = domains.slice(0, 10).join(", ") + (domains.length > 10 ? ` and ${domains.length - 10} more` : "");
  if (why === "several") {
    const message = wanted === undefined ? "the input has several domains" : `--domain ${wanted} means several domains`;
    return new UsageError(message, `name one with --domain: ${list}`);
  }
  if (why === "not-in-input") {
    const whose = wanted === undefined ? "" : `--domain ${wanted}: no such domain in the input; `;
    return new UsageError(`${whose}the input has user profiles or spaces of ${list}, but not the domain itself`, DESCRIBE);
  }
  if (wanted === undefined) return new UsageError("the input has no domain to turn propagation off in", DESCRIBE);
  const words = domains.flatMap((domain) => domain.split(/[ ()]+/));
  const near = didYouMean(wanted, words);
  const help = domains.length === 0 ? "the input has no domain" : `${near === undefined ? "" : `${near} `}there are: ${list}`;
  return new UsageError(`--domain ${wanted}: no such domain in the input`, help);
}
