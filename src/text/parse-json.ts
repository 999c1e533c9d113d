/**
 * JSON text to values. `JSON.parse` does the work; only where it fails is the text read again, to say where and why.
 */
import { findJsonProblem } from "./json-problem.ts";
import { documentStart, nestsDeeperThan } from "./json-scan.ts";
import { spanAt } from "./positions.ts";
import { printable } from "./printable.ts";
import type { SyntaxProblem } from "./source-text.ts";
import { MAX_DEPTH } from "./value.ts";

export { findDuplicateKey } from "./json-scan.ts";

export type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: SyntaxProblem };

/**
 * Never throws. A byte order mark is passed over. `firstLine`: the line of the file at which the text begins. `depth`: how
 * far values may nest. By default more than MAX_DEPTH levels are a problem, found before anything is built, so that whoever
 * walks the value may be recursive. "any" is for readers that aren't: looking at every bracket of a large account's
 * description takes half as long again as parsing it. `nestingProblem` makes up for it where it matters after all.
 */
export function parseJson(text: string, firstLine = 1, depth: "limited" | "any" = "limited"): ParsedJson {
  let thrown = "";
  if (depth === "any" || !nestsDeeperThan(text, MAX_DEPTH)) {
    try {
      const value: unknown = JSON.parse(documentStart(text) === 0 ? text : text.slice(documentStart(text)));
      return { ok: true, value };
    } catch (error) {
      thrown = error instanceof Error ? error.message : String(error);
    }
  }
  const problem = findJsonProblem(text, firstLine) ?? { message: `not JSON: ${printable(thrown)}`, range: { start: 0, end: 0 } };
  return { ok: false, problem: { message: problem.message, span: spanAt(text, problem.range, firstLine) } };
}

/** What `parseJson` with depth "any" let through: more than MAX_DEPTH levels of nesting. */
export function nestingProblem(text: string): SyntaxProblem | undefined {
  if (!nestsDeeperThan(text, MAX_DEPTH)) return undefined;
  const parsed = parseJson(text);
  return parsed.ok ? undefined : parsed.problem;
}
