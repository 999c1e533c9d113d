/** `# lint-roles: ignore[rule-id] reason`, in YAML and HCL. */
import type { Directive } from "../../model/directives.ts";
import { commentsOf } from "../../text/comments.ts";
import { rangePointer } from "../../text/pointer.ts";
import type { SourceText } from "../../text/source-text.ts";

/** Without the colon, where what follows leaves no doubt. */
const PREFIX = /^lint-roles(?::\s*|\s+(?=(?:ignore|disable|suppress|skip|allow)\b))/i;
/** What may stand between the bracket and the reason: people write `: reason` and `-- reason`, too. */
const IGNORE = /^ignore\s*\[([^\]]*)\]\s*(?:[:–—-]+\s*)?(.*)$/s;

const UNLIKE: Directive["says"] = { kind: "unreadable", why: "is not of the form `lint-roles: ignore[rule-id] reason`" };

export async function commentDirectives(source: SourceText): Promise<readonly Directive[]> {
  const comments = await commentsOf(source, (content) => PREFIX.test(content));
  return comments.map(({ content, range, element }) => ({
    at: rangePointer(source.file, range),
    writtenAs: "comment",
    covers: element === undefined ? [] : [rangePointer(source.file, element)],
    says: content.startsWith("lint-roles:") ? readComment(content.replace(PREFIX, "")) : UNLIKE,
  }));
}

function readComment(content: string): Directive["says"] {
  const match = IGNORE.exec(content);
  if (match === null) return UNLIKE;
  const [, rules = "", reason = ""] = match;
  return { kind: "statement", rules: rules.split(",").flatMap((rule) => (rule.trim() === "" ? [] : [rule.trim()])), reason: reason.trim() };
}
