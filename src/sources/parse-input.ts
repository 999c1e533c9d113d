/**
 * Text to plain values, JSON or YAML as the content says.
 */
import { findDuplicateKey, nestingProblem, parseJson } from "../text/parse-json.ts";
import type { SourceText, SyntaxProblem } from "../text/source-text.ts";
import { formatOf } from "./read-file.ts";

export type ParsedInput = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: SyntaxProblem };

/** JSON of any depth: see `faultOf`. `.yaml` files that begin like JSON may be either: JSON is tried first, as it is much faster, and most of it is YAML too. */
export async function parseInput(source: SourceText): Promise<ParsedInput> {
  const { file, text } = source;
  if (formatOf(file, text) === "json") {
    const parsed = parseJson(text, 1, "any");
    if (parsed.ok || !/\.ya?ml$/i.test(file)) return parsed;
  }
  const { parseYaml } = await import("../text/parse-yaml.ts");
  return parseYaml(source);
}

/**
 * What is wrong with a JSON text that parses, where people write it (templates, policies, manifests): nested too deeply for
 * the readers that walk it, or a key that stands twice in one object. `JSON.parse` keeps the last and says nothing;
 * CloudFormation and IAM don't say which they keep. (YAML of either kind does not parse at all.)
 */
export function faultOf(file: string, text: string): SyntaxProblem | undefined {
  return formatOf(file, text) === "json" ? (nestingProblem(text) ?? findDuplicateKey(text)) : undefined;
}
