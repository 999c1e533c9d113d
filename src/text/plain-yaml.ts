/** YAML as plain values, without places: for `yamldecode`. https://developer.hashicorp.com/terraform/language/functions/yamldecode */
import { parseDocument } from "yaml";

/** Undefined where the text is no single YAML document. Aliases are bounded, so that a few lines can't stand for millions of values. */
export function parsePlainYaml(text: string): { readonly value: unknown } | undefined {
  try {
    const document = parseDocument(text, { schema: "core", uniqueKeys: true, prettyErrors: false, logLevel: "silent" });
    if (document.errors.length > 0) return undefined;
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { value };
  } catch {
    return undefined;
  }
}
