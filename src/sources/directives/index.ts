/** What people wrote in the inputs to have findings set aside. */
import type { Directive } from "../../model/directives.ts";
import type { SourceText } from "../../text/source-text.ts";
import type { StackInput } from "../types.ts";
import { commentDirectives } from "./comments.ts";
import { metadataDirectives } from "./metadata.ts";

interface Texts {
  /** Those in which a directive may stand, by file. */
  readonly marked: ReadonlyMap<string, SourceText>;
  /** Files that are checked: in one that is left out, there is nothing that could be set aside. */
  readonly used: ReadonlySet<string>;
}

export async function directivesIn({ marked, used }: Texts, stacks: readonly StackInput[]): Promise<readonly Directive[]> {
  const directives: Directive[] = [];
  const templates = new Map(stacks.map(({ file, template }) => [file, template]));
  for (const [file, source] of marked) {
    if (!used.has(file)) continue;
    directives.push(...(await commentDirectives(source)));
    if (templates.has(file)) directives.push(...metadataDirectives({ file, template: templates.get(file) }));
  }
  return directives;
}
