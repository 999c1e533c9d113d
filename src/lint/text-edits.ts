/**
 * Edits of a policy as edits of the text that it is written in: JSON, YAML or HCL, by replacing the value of one element. Whatever is not
 * that plain list of strings in the text (a variable, a function, an intrinsic) is left to people.
 */
import type { Policy, Statement } from "../iam/types.ts";
import { type Pointer, pointerKey } from "../text/pointer.ts";
import { listOf, writtenActions } from "./elements.ts";
import { lineFeedOf, rewriteList, whyNoList } from "./lists.ts";
import type { Located } from "./locate.ts";
import { placeIn } from "./places.ts";
import type { Location } from "./report.ts";
import type { Finding } from "./rule.ts";
import { viewAt, withStrings } from "./views.ts";

/** The text at `location` becomes `newText`. */
export interface TextEdit {
  readonly location: Location;
  readonly newText: string;
}

/** All that findings want of one Action element. */
interface ElementChange {
  readonly at: Pointer;
  readonly element: ElementEdit["element"];
  readonly before: readonly string[];
  readonly wanted: (readonly string[])[];
}

/** The places of the elements that would be replaced: to be located before `elementEditsOf` is called. */
export function editedPlaces(findings: readonly Finding[]): readonly Pointer[] {
  return [...changesOf(findings).values()].flatMap(({ at }) => withStrings([at]));
}

/** What an element becomes by all that findings want of it. */
export interface ElementEdit {
  readonly element: "Action" | "NotAction";
  /** The whole list, as it is to be. */
  readonly after: readonly string[];
  /** Absent where it can't be made in the text: then there is a reason, to follow a colon. */
  readonly edit?: TextEdit;
  readonly reason?: string;
}

/** By `pointerKey` of the element's place. */
export function elementEditsOf(findings: readonly Finding[], located: Located): ReadonlyMap<string, ElementEdit> {
  const edits = new Map<string, ElementEdit>();
  for (const [key, { at, element, before, wanted }] of changesOf(findings)) {
    const after = united(before, wanted);
    if (after.length === 0) continue;
    const attempt = rewritten(at, before, after, located);
    edits.set(key, { element, after, ...(typeof attempt === "string" ? { reason: attempt } : { edit: attempt }) });
  }
  return edits;
}

/** The edit, or why there is none. */
function rewritten(at: Pointer, before: readonly string[], after: readonly string[], located: Located): TextEdit | string {
  const location = located.locationOf(at);
  const source = location && located.sources.get(location.file);
  if (location === undefined || source === undefined) return NO_PLACE;
  const view = viewAt(at, source, located);
  const span = view?.within(location.span);
  if (view === undefined || span === undefined) return NO_VIEW;
  const text = view.text.slice(span.startOffset, span.endOffset);
  const list = rewriteList(text, before, after, span.startColumn - 1, lineFeedOf(view.text));
  return list === undefined ? whyNoList(text, before, after) : { location, newText: view.written(list) };
}

export const NO_PLACE = "its place in the files that were given can't be found: change what it comes from";
export const NO_VIEW = "it is JSON in a string that is itself in a string, or is written with unusual escapes: change it by hand";

/** The keys of `elementEditsOf` for one finding; undefined where a part of its remedy is no edit of an element that is there. */
export function editKeysOf({ remedy }: Pick<Finding, "remedy">): readonly string[] | undefined {
  const edits = remedy.edits ?? [];
  const keys = edits.flatMap(({ policy, statement, set }) => {
    const at = statement === undefined || Object.keys(set).length !== 1 ? undefined : elementPlace(policy, statement, set);
    return at === undefined ? [] : [pointerKey(at)];
  });
  return keys.length === edits.length && keys.length > 0 ? keys : undefined;
}

function changesOf(findings: readonly Finding[]): ReadonlyMap<string, ElementChange> {
  const changes = new Map<string, ElementChange>();
  for (const { policy, statement, set } of findings.flatMap(({ remedy }) => remedy.edits ?? [])) {
    const at = statement === undefined ? undefined : elementPlace(policy, statement, set);
    const value = set.Action ?? set.NotAction;
    if (statement?.actions === undefined || at === undefined || value === undefined) continue;
    const list = listOf(value);
    const known = changes.get(pointerKey(at));
    const before = writtenActions(statement);
    if (known === undefined) changes.set(pointerKey(at), { at, element: set.Action === undefined ? "NotAction" : "Action", before, wanted: [list] });
    else known.wanted.push(list);
  }
  return changes;
}

/** Of the element that the edit sets, where the text of the policy is at hand and the element is not exchanged for its counterpart. */
function elementPlace(policy: Policy, { actions }: Statement, set: { readonly Action?: unknown; readonly NotAction?: unknown }): Pointer | undefined {
  if (actions === undefined || policy.opaque || policy.awsManaged) return undefined;
  return (set.NotAction !== undefined) === actions.negated ? placeIn(policy, actions.at) : undefined;
}

/** What all of them leave, and what any of them adds. */
function united(before: readonly string[], wanted: readonly (readonly string[])[]): readonly string[] {
  const kept = before.filter((action) => wanted.every((list) => list.includes(action)));
  return [...new Set([...kept, ...wanted.flat().filter((action) => !before.includes(action))])];
}
