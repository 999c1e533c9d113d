/**
 * Text to plain values, JSON or YAML as the content says.
 */
import { findDuplicateKey, parseJson } from "../text/parse-json.ts";
import type { SyntaxProblem } from "../text/source-text.ts";
import { formatOf } from "./read-file.ts";

export type ParsedInput = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: SyntaxProblem };

/** `.yaml` files that begin like JSON may be either: JSON is tried first, as it is much faster, and most of it is YAML too. */
export async function parseInput(file: string, text: string): Promise<ParsedInput> {
  if (formatOf(file, text) === "json") {
    const parsed = parseJson(text);
    if (parsed.ok || !/\.ya?ml$/i.test(file)) return parsed;
  }
  const { parseYaml } = await import("../text/parse-yaml.ts");
  return parseYaml(text);
}

/**
 * A key that stands twice in one object of a JSON text. `JSON.parse` keeps the last and says nothing; CloudFormation and IAM
 * don't say which they keep, so what people write must not hold any. (YAML with duplicate keys does not parse at all.)
 */
export function duplicateKey(file: string, text: string): SyntaxProblem | undefined {
  return formatOf(file, text) === "json" ? findDuplicateKey(text) : undefined;
}
