/**
 * Pointers to places: parse fast, locate late. Called with the few pointers of what is reported, file by file.
 */
import { locateInJson } from "./json-locate.ts";
import type { Step } from "./pointer.ts";
import { spansAt } from "./positions.ts";
import type { SourceText, Span } from "./source-text.ts";
import { locateInYaml } from "./yaml-locate.ts";
import { yamlTreeOf } from "./yaml-tree.ts";

/**
 * The span of each path, in the path's order: of the value it leads to or, where it ends in KEY, of that value's key. Lines
 * are those of the file, offsets those of `source.text`. Undefined where a path leads nowhere or the text can't be parsed.
 */
export async function locateAll(source: SourceText, paths: readonly (readonly Step[])[]): Promise<(Span | undefined)[]> {
  if (source.format === "json") return spansAt(source.text, locateInJson(source.text, paths), source.firstLine);
  const tree = await yamlTreeOf(source);
  if (!tree.ok) return paths.map(() => undefined);
  return spansAt(source.text, locateInYaml(tree, paths), source.firstLine);
}
