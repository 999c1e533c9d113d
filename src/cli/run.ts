import { printable } from "../text/printable.ts";
import { version } from "../version.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Library, library } from "./library.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

/**
 * One run of the command: reads `argv` (without node and script), calls the command, and returns the exit code. Never
 * throws. Whatever a run does not need is not loaded: `--version` loads no parser.
 */
export async function run(argv: readonly string[], streams: Streams, parts: Library = library): Promise<ExitCode> {
  try {
    return await dispatch(argv, streams, parts);
  } catch (error) {
    streams.stderr.write(error instanceof UsageError ? usageMessage(error) : bugMessage(error));
    return EXIT.unable;
  }
}

async function dispatch(argv: readonly string[], streams: Streams, parts: Library): Promise<ExitCode> {
  const [first] = argv;
  if (argv.length === 1 && (first === "--version" || first === "-V")) {
    streams.stdout.write(`${version}\n`);
    return EXIT.clean;
  }
  if (first === "--get-completions") {
    const { complete } = await import("./completion.ts");
    streams.stdout.write((await complete(argv.slice(1), parts)).map((word) => `${word}\n`).join(""));
    return EXIT.clean;
  }
  const { parseArguments } = await import("./arguments.ts");
  const invocation = await parseArguments(argv, version, Math.min(streams.stdout.columns ?? 100, 110));
  switch (invocation.command) {
    case "print":
      streams.stdout.write(invocation.text);
      return EXIT.clean;
    case "check":
      return (await import("./check.ts")).checkCommand(invocation.paths, invocation.flags, streams, parts);
    case "plan":
      return (await import("./plan.ts")).planCommand(invocation.paths, invocation.flags, streams, parts);
    case "baseline":
      return (await import("./baseline.ts")).baselineCommand(invocation.paths, invocation.flags, streams, parts);
    case "init":
      return (await import("./init.ts")).initCommand(invocation.paths, streams, parts);
    case "snapshot":
      return (await import("./snapshot.ts")).snapshotCommand(invocation.flags, streams, parts);
    case "explain":
      return (await import("./explain.ts")).explainCommand(invocation.rule, invocation.color, streams, parts);
    case "rules":
      return (await import("./rules.ts")).rulesCommand(invocation.format, streams, parts);
    case "completion":
      return (await import("./completion.ts")).completionCommand(invocation.shell, streams);
  }
}

function usageMessage(error: UsageError): string {
  return `error: ${printable(error.message)}\n${error.help === undefined ? "" : `  help: ${printable(error.help)}\n`}`;
}

/** Our mistake, not the user's: says so, with what a report needs. */
function bugMessage(error: unknown): string {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    "error: this is a bug in lint-roles, please report it",
    "  help: with these lines and, if you can, the input; nothing was concluded about your roles",
    `  lint-roles ${version}, node ${process.version}, ${process.platform}`,
    ...details.split("\n").map((line) => `  ${printable(line)}`),
    "",
  ].join("\n");
}
