/** What people wrote in the inputs to have findings set aside. */
import type { Directive } from "../../model/directives.ts";
import type { SourceText } from "../../text/source-text.ts";
import type { StackInput } from "../types.ts";
import { commentDirectives } from "./comments.ts";
import { metadataDirectives } from "./metadata.ts";

export async function directivesIn(texts: Iterable<SourceText>, stacks: readonly StackInput[]): Promise<readonly Directive[]> {
  const directives: Directive[] = [];
  const templates = new Map(stacks.map(({ file, template }) => [file, template]));
  for (const source of texts) {
    directives.push(...(await commentDirectives(source)));
    if (templates.has(source.file)) directives.push(...metadataDirectives({ file: source.file, template: templates.get(source.file) }));
  }
  return directives;
}
