/** Values of a statement's elements, which IAM takes as one string or as a list of them. */
import type { Statement } from "../iam/types.ts";
import { isKnown } from "../text/symbolic.ts";

/** None where the element is absent. */
export function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** One value by itself, several as a list. */
export function oneOrList(values: readonly string[]): string | readonly string[] {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? only : values;
}

/** Of its Action or NotAction, what is written out: a part that a parameter or reference gives is left out. */
export function writtenActions({ actions }: Pick<Statement, "actions">): readonly string[] {
  return (actions?.patterns ?? []).flatMap(({ source }) => (isKnown(source) ? [source] : []));
}
