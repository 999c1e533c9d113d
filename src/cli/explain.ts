import { wantsColor } from "./color.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Library } from "./library.ts";
import { renderMarkdown } from "./markdown.ts";
import { unknownRule } from "./options.ts";
import type { Streams } from "./streams.ts";

/** `lint-roles explain RULE`: the rule's page, for a terminal. */
export async function explainCommand(rule: string, color: boolean | undefined, streams: Streams, parts: Library): Promise<ExitCode> {
  const known = (await parts.rules()).map(({ id }) => id);
  if (!known.includes(rule)) throw unknownRule(`no such rule: ${rule}`, rule, known);
  const page = await parts.page(rule);
  if (page === undefined) throw new Error(`the package is incomplete: rule ${rule} has no page`);
  streams.stdout.write(renderMarkdown(page, wantsColor(color, streams), widthOf(streams)));
  return EXIT.clean;
}

/** Wider lines of prose are hard to read; what goes into a file or pipe keeps the page's own lines. */
function widthOf({ stdout }: Streams): number | undefined {
  return stdout.isTTY === true ? Math.min(stdout.columns ?? 80, 100) : undefined;
}
