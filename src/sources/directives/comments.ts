/** `# lint-roles: ignore[rule-id] reason`, in YAML and HCL. */
import type { Directive } from "../../model/directives.ts";
import { commentsOf } from "../../text/comments.ts";
import { rangePointer } from "../../text/pointer.ts";
import type { SourceText } from "../../text/source-text.ts";

const PREFIX = /^lint-roles:\s*/;
/** What may stand between the bracket and the reason: people write `: reason` and `-- reason`, too. */
const IGNORE = /^ignore\s*\[([^\]]*)\]\s*(?:[:–—-]+\s*)?(.*)$/s;

export async function commentDirectives(source: SourceText): Promise<readonly Directive[]> {
  const comments = await commentsOf(source, (content) => PREFIX.test(content));
  return comments.map(({ content, range, element }) => ({
    at: rangePointer(source.file, range),
    writtenAs: "comment",
    covers: element === undefined ? [] : [rangePointer(source.file, element)],
    says: readComment(content.replace(PREFIX, "")),
  }));
}

function readComment(content: string): Directive["says"] {
  const match = IGNORE.exec(content);
  if (match === null) return { kind: "unreadable", why: "is not of the form `lint-roles: ignore[rule-id] reason`" };
  const [, rules = "", reason = ""] = match;
  return { kind: "statement", rules: rules.split(",").flatMap((rule) => (rule.trim() === "" ? [] : [rule.trim()])), reason: reason.trim() };
}
