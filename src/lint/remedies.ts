/** Remedies, and snippets for them, that several rules give in the same words. */
import type { ConditionTest, Policy, Statement } from "../iam/types.ts";
import { isKnown, type Text } from "../text/symbolic.ts";
import { oneOrList } from "./elements.ts";
import type { Remedy } from "./rule.ts";
import { listedTexts } from "./words.ts";

/** What an `Allow` or `Deny` with a condition on the source identity does, and to whom. */
export interface IdentityRefusal {
  readonly effect: "Allow" | "Deny";
  readonly action: string;
  /** The profiles' names that don't get through, where others do; empty where none does. */
  readonly lockedOut: readonly Text[];
}

/** How to change a condition on the source identity so that it lets the profiles through. */
export function identityConditionRemedy(test: ConditionTest, { effect, action, lockedOut }: IdentityRefusal): string {
  if (test.operator === "Null") {
    const orElse = effect === "Deny" ? `, or \`${action}\` out of it` : "";
    return `Take the test for \`${test.key}\` off that statement${orElse}: with propagation on, every session carries a source identity.`;
  }
  const isNegated = test.operator?.includes("Not") ?? false;
  const names = lockedOut.length === 0 ? "every profile's name" : listedTexts(lockedOut, 10);
  if ((effect === "Deny") === isNegated)
    return `Add ${names} to the values of \`${test.key}\` in that condition (case matters in StringEquals and StringLike).`;
  return `Change the condition on \`${test.key}\` so that ${names} ${lockedOut.length > 1 ? "don't" : "doesn't"} fall under it.`;
}

/** What a statement's Action (or NotAction) is to list beside what it has, and which of what it has it is not to list. */
export interface ActionChange {
  readonly add?: readonly string[];
  readonly drop?: (action: string) => boolean;
}

/**
 * That element as it is to be. None where a part of it is not known or stands under a condition of the template, or where
 * nothing would be left of it.
 */
export function editActions(policy: Policy, statement: Statement, { add = [], drop = () => false }: ActionChange): Pick<Remedy, "edits"> {
  const { actions } = statement;
  if (actions === undefined) return {};
  const known = actions.patterns.flatMap(({ source, guards }) => (isKnown(source) && guards.length === 0 ? [source] : []));
  const list = [...known.filter((action) => !drop(action)), ...add];
  if (known.length !== actions.patterns.length || list.length === 0) return {};
  return { edits: [{ policy, statement, set: { [actions.negated ? "NotAction" : "Action"]: oneOrList(list) } }] };
}
