/** How findings call things: the same statement, role or list of roles in the same words in every rule. */
import type { Entry, RoleNode } from "../chain/types.ts";
import type { Statement } from "../iam/types.ts";
import { type Cause, showText, type Text } from "../text/symbolic.ts";

export function statementName(statement: Statement): string {
  return statement.sid === undefined || statement.sid === "" ? `statement ${statement.index + 1}` : `statement ${statement.index + 1} (\`${statement.sid}\`)`;
}

export function roleName(node: RoleNode): string {
  return `\`${node.role.subject}\``;
}

/** "`a`, `b`, `c` and 4 more" */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const last = shown.at(-1) ?? "";
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${last}` : last;
}

export function listedTexts(names: readonly Text[], most = 3): string {
  return listed(names.map(showText), most);
}

export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** "because …; …" of an undetermined answer. */
export function becauseOf(causes: readonly Cause[]): string {
  return [...new Set(causes.map((cause) => cause.what))].slice(0, 3).join("; ");
}

/** Said where the role is an execution role only by supposition. */
export function entryDoubt(entry: Entry): string {
  return entry.kind === "candidate" ? " (a candidate: the input names no execution role)" : "";
}
