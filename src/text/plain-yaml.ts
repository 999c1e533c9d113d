/** YAML as plain values, without places: for `yamldecode`. https://developer.hashicorp.com/terraform/language/functions/yamldecode */

/** Undefined where the text is no single YAML document. */
export type PlainYamlParser = (text: string) => { readonly value: unknown } | undefined;

/** The library is loaded now, and the parser then answers at once. Aliases are bounded, so that a few lines can't stand for millions of values. */
export async function loadPlainYaml(): Promise<PlainYamlParser> {
  const { parseDocument } = await import("yaml");
  return (text) => {
    try {
      const document = parseDocument(text, { schema: "core", uniqueKeys: true, prettyErrors: false, logLevel: "silent" });
      if (document.errors.length > 0) return undefined;
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      return { value };
    } catch {
      return undefined;
    }
  };
}
