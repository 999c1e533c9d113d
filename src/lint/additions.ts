/** Statements that are added to policies, as edits of the texts that the policies are written in. */
import type { Policy, Statement } from "../iam/types.ts";
import { notationAt, type Pointer, pointerKey } from "../text/pointer.ts";
import { spanAt } from "../text/positions.ts";
import { writtenActions } from "./elements.ts";
import { IN_STRING, WHY_IN_STRING } from "./lists.ts";
import type { Located } from "./locate.ts";
import { placeIn } from "./places.ts";
import type { Location } from "./report.ts";
import type { PolicyEdit } from "./rule.ts";
import { copyBehind, type Insertions, insertionAfter, type Original } from "./statement-edits.ts";
import { NO_PLACE, NO_VIEW, type TextEdit } from "./text-edits.ts";
import { type View, viewAt, withStrings } from "./views.ts";

/** What has been made of a run's findings. Grows. */
export interface Additions {
  readonly made: Map<string, readonly TextEdit[] | string>;
  /** The places that something is put in already. */
  readonly taken: Set<string>;
  /** Edits of elements, which nothing may be put into. */
  readonly others: readonly TextEdit[];
}

/** The places that `addedStatement` asks for. */
export function additionPlaces({ policy, copyOf }: PolicyEdit): readonly Pointer[] {
  const all = [...ownStatements(policy).map(({ at }) => at), ...(copyOf === undefined ? [] : partsOf(copyOf.statement))];
  return withStrings([policy.at, ...all.map((at) => placeIn(policy, at))]);
}

/** The edits, or why there are none. Equal statements for one document are one; a second, different one for the same place is for the next time. */
export function addedStatement(wanted: PolicyEdit, located: Located, additions: Additions): readonly TextEdit[] | string {
  const { policy, copyOf, set } = wanted;
  const key = `${pointerKey(policy.at)} ${copyOf?.statement.index ?? ""} ${JSON.stringify(set)}`;
  const known = additions.made.get(key);
  if (known !== undefined) return known;
  const edits = editsFor(wanted, located);
  const made = typeof edits === "string" ? edits : (conflict(edits, additions) ?? edits);
  additions.made.set(key, made);
  return made;
}

const NEXT_TIME = "another correction of the same policy goes first: run it once more";

function conflict(edits: readonly TextEdit[], { taken, others }: Additions): string | undefined {
  const places = edits.map(({ location: { file, span } }) => `${file} ${span.startOffset}`);
  const isInside = edits.some(({ location }) =>
    others.some(({ location: other }) => other.file === location.file && isBetween(location.span.startOffset, other.span)),
  );
  if (isInside || places.some((place) => taken.has(place))) return NEXT_TIME;
  for (const place of places) taken.add(place);
  return undefined;
}

function isBetween(offset: number, { startOffset, endOffset }: Location["span"]): boolean {
  return startOffset < offset && offset < endOffset;
}

interface Placed {
  readonly at: Pointer;
  readonly location: Location;
}

function editsFor({ policy, copyOf, set }: PolicyEdit, located: Located): readonly TextEdit[] | string {
  if (policy.awsManaged) return "AWS manages the policy: attach one of your own";
  if (policy.opaque) return "the policy's text is not in the files that were given";
  const places = ownStatements(policy).flatMap((statement): readonly Placed[] => {
    const at = placeIn(policy, statement.at);
    const location = located.locationOf(at);
    return location === undefined ? [] : [{ at, location }];
  });
  const last = places.toSorted((a, b) => a.location.span.startOffset - b.location.span.startOffset).at(-1);
  if (last === undefined) return "all statements of the policy stand under conditions or are made by an expression: write the statement where it is to be";
  const source = located.sources.get(last.location.file);
  if (source === undefined) return NO_PLACE;
  if (notationAt(last.at) === "hcl" && !isInside(last.location, located.locationOf(policy.at))) return ELSEWHERE;
  const view = viewAt(last.at, source, located);
  const span = view?.within(last.location.span);
  if (view === undefined || span === undefined) return NO_VIEW;
  const notation = notationAt(last.at);
  const original = copyOf && originalOf(policy, copyOf, located, view);
  const copied = original && typeof set.Action === "string" ? copyBehind(view.text, span, original, set.Action, notation) : undefined;
  const made = copied ?? (set.Effect === undefined ? undefined : insertionAfter(view.text, span, set, notation));
  return made === undefined ? whyNoStatement(view.text.slice(span.startOffset, span.endOffset), set) : asEdits(made, last.location.file, source, view);
}

const ELSEWHERE =
  "the policy's statements come from a variable, a local value or another expression, and other policies may have them: add the statement there if it is right for all of them";

function isInside({ file, span }: Location, whole: Location | undefined): boolean {
  if (whole === undefined) return true;
  return file === whole.file && whole.span.startOffset <= span.startOffset && span.endOffset <= whole.span.endOffset;
}

function asEdits(made: Insertions, file: string, source: string, view: View): readonly TextEdit[] {
  return made.map(({ offset, text }) => {
    const start = view.offsetOf(offset);
    return { location: { file, span: spanAt(source, { start, end: start }) }, newText: view.written(text) };
  });
}

function whyNoStatement(last: string, set: PolicyEdit["set"]): string {
  if (set.Effect === undefined) return "not all of the statement that is to be copied is plain text: write it by hand";
  if (/[$%]\{/.test(JSON.stringify(set))) return "the statement has a policy variable, which each kind of file writes in its own way: write it by hand";
  if (/^\s*!|^\{\s*"?(?:Fn::\w+|Ref)"?\s*:/.test(last)) return "an intrinsic gives the policy's statements: write the statement where that gets them from";
  if (IN_STRING.test(last)) return WHY_IN_STRING;
  if (/\$\{|%\{/.test(last)) return "the policy is put together by interpolation: write the statement by hand";
  return "an expression gives the policy's statements, or places and comments among them are unusual: write the statement by hand";
}

function partsOf({ at, actions, conditionAt }: Statement): readonly Pointer[] {
  return [at, ...(actions === undefined ? [] : [actions.at]), ...(conditionAt === undefined ? [] : [conditionAt])];
}

/** Only where nothing of its condition is to stay. */
function originalOf(policy: Policy, { statement, without }: NonNullable<PolicyEdit["copyOf"]>, located: Located, view: View): Original | undefined {
  const spanOf = (at: Pointer | undefined) => {
    const span = at && located.locationOf(placeIn(policy, at))?.span;
    return span && view.within(span);
  };
  const [whole, actions, condition] = [spanOf(statement.at), spanOf(statement.actions?.at), spanOf(statement.conditionAt)];
  // The copy is to be called so.
  if (policy.document.statements.some(({ sid }) => statement.sid !== undefined && sid === `${statement.sid}SourceIdentity`)) return undefined;
  if (whole === undefined || actions === undefined || !statement.conditions.every(({ keyId }) => without.includes(keyId))) return undefined;
  const listed = writtenActions(statement);
  return { statement: whole, actions, listed, condition, sid: statement.sid };
}

/** Statements that are there in any case, each by itself in the policy's own list; or the only one, which is in none. */
function ownStatements({ document: { statements }, opaque }: Policy): readonly Statement[] {
  if (opaque) return [];
  return statements.filter(
    ({ guards, at }) => guards.length === 0 && (at.kind === "root" || typeof at.step === "number" || (at.step === "Statement" && statements.length === 1)),
  );
}
