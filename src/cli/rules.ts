import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Library } from "./library.ts";
import type { Streams } from "./streams.ts";

/** `lint-roles rules`: id, highest severity and summary of every rule, as a table or (`--format json`) as an array of their meta. */
export async function rulesCommand(format: string, streams: Streams, parts: Library): Promise<ExitCode> {
  const rules = await parts.rules();
  if (format === "json") {
    streams.stdout.write(`${JSON.stringify(rules, null, 2)}\n`);
    return EXIT.clean;
  }
  const idWidth = Math.max(...rules.map(({ id }) => id.length));
  for (const { id, severity, summary } of rules) streams.stdout.write(`${id.padEnd(idWidth)}  ${severity.padEnd("warning".length)}  ${summary}\n`);
  return EXIT.clean;
}
