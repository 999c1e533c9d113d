import { assumedRolePolicy, callerPolicy } from "../sources/aws-live/actions.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { SnapshotFlags } from "./flags.ts";
import type { Library } from "./library.ts";
import { tallyLine, tallyShown, withoutSdkNotice } from "./live-progress.ts";
import { readScope } from "./live-scope.ts";
import { problemLines } from "./problems.ts";
import { startProgress } from "./progress.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

/** `lint-roles snapshot -o FILE`: records what a check of an account needs; what went wrong is told on standard error. */
export async function snapshotCommand(flags: SnapshotFlags, streams: Streams, parts: Library): Promise<ExitCode> {
  const scope = readScope(flags);
  if (flags["print-policy"]) {
    if (flags.output !== undefined || flags.resume)
      throw new UsageError("--print-policy records nothing", "it prints on standard output: leave -o and --resume out");
    streams.stdout.write(policyText(scope));
    return EXIT.clean;
  }
  const output = readOutput(flags);
  withoutSdkNotice();
  const progress = startProgress(streams.stderr);
  const start = performance.now();
  const show = tallyShown(progress);
  let isAnswered = false;
  const done = onInterrupt(() => {
    progress.end();
    if (isAnswered && output !== "-") streams.stderr.write(`stopped: what was answered is in ${output}; ${goOn(output)}`);
  });
  const result = await parts
    .snapshot({
      scope,
      output: output === "-" ? (text) => void streams.stdout.write(text) : output,
      resume: flags.resume ?? false,
      cwd: streams.cwd,
      onTally: (tally) => {
        isAnswered ||= tally.calls.size > 0;
        show(tally);
      },
    })
    .catch((error: unknown) => {
      throw writeFailure(error, output);
    })
    .finally(() => {
      progress.end();
      done();
    });
  if (!flags.quiet) streams.stderr.write(tallyLine(result.tally, (performance.now() - start) / 1000));
  for (const problem of result.problems) streams.stderr.write(problemLines(problem));
  if (result.problems.length > 0 && result.tally.calls.size > 0 && output !== "-")
    streams.stderr.write(`  what was answered is in ${output}; once the cause is mended, ${goOn(output)}`);
  return result.problems.length > 0 ? EXIT.unable : EXIT.clean;
}

function readOutput({ output, resume }: SnapshotFlags): string {
  if (output === undefined) throw new UsageError("the file to record in is missing", "for example: lint-roles snapshot -o account.jsonl");
  if (output === "") throw new UsageError("--output is empty", "for example: lint-roles snapshot -o account.jsonl");
  if (output === "-" && resume === true) throw new UsageError("--resume needs a file", "standard output can't be read again");
  return output;
}

function goOn(output: string): string {
  return `go on with: lint-roles snapshot --resume -o ${output}, and the same flags\n`;
}

/** Ctrl-C ends the run as it always does, but not without a word. The result ends the watch. */
function onInterrupt(tell: () => void): () => void {
  const stop = (): void => {
    tell();
    process.kill(process.pid, "SIGINT");
  };
  process.once("SIGINT", stop);
  return () => void process.off("SIGINT", stop);
}

/** The file is the user's business; anything else is ours. */
export function writeFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code))) return error;
  return new UsageError(`can't write ${file}: ${error.message}`, "name a file that can be written");
}

function policyText(scope: Parameters<typeof callerPolicy>[0]): string {
  const print = (policy: object): string => `${JSON.stringify(policy, undefined, 2)}\n`;
  if (scope.assumeRole === undefined) return print(callerPolicy(scope));
  return print({ caller: callerPolicy(scope), assumedRole: assumedRolePolicy(scope) });
}
