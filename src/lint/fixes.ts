/**
 * Which findings a tool may correct by itself, and the edits of the files that do it. A finding is corrected wholly or not at all.
 *
 * Only those actions are added that pass on who the user is: nobody gets into a role by that, and no principal, resource or condition of a
 * statement changes. Everything else is a person's to decide.
 */
import type { Policy, Statement } from "../iam/types.ts";
import { notationAt, type Pointer, pointerKey, stepsOf } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";
import { constructAt, type SourceMaterial } from "./cdk/source-lines.ts";
import type { Located } from "./locate.ts";
import { placeIn } from "./places.ts";
import { QUOTAS } from "./quotas.ts";
import type { Finding, PolicyEdit } from "./rule.ts";
import { copyBehind, insertionAfter, isWithin, type Original } from "./statement-edits.ts";
import { editedPlaces, editKeysOf, elementEditsOf, type TextEdit } from "./text-edits.ts";

export interface Fixes {
  /** What does all that the finding asks for. One edit may serve several findings: it is the same object for each. */
  readonly edits: ReadonlyMap<Finding, readonly TextEdit[]>;
  /** Why none is made, to follow a colon. */
  readonly reasons: ReadonlyMap<Finding, string>;
}

export interface FixMaterial {
  readonly constructs: SourceMaterial["constructs"];
  readonly located: Located;
  /** The files that people write. */
  readonly written: ReadonlySet<string>;
}

/** Every place that `fixesOf` asks for: in files that people write, as nothing else is corrected. */
export function fixPlaces(findings: readonly Finding[], written: ReadonlySet<string>): readonly Pointer[] {
  const inWritten = findings.filter((finding) => whyNoFile(finding, { written }) === undefined);
  const ofEdits = inWritten
    .flatMap(({ remedy }) => remedy.edits ?? [])
    .flatMap(({ policy, statement, copyOf }) => {
      const own = statement === undefined ? plainStatements(policy).map(({ at }) => at) : [statement.at];
      return [...own, ...(copyOf === undefined ? [] : partsOf(copyOf.statement))].map((at) => placeIn(policy, at));
    });
  return [...editedPlaces(inWritten), ...ofEdits];
}

export function fixesOf(findings: readonly Finding[], material: FixMaterial): Fixes {
  const reasons = new Map<Finding, string>();
  let candidates = findings.filter((finding) => {
    const reason = whyNot(finding, material) ?? whyNoFile(finding, material);
    if (reason !== undefined) reasons.set(finding, reason);
    return reason === undefined;
  });
  // An edit is made of all that is wanted of one text, so what can't be made must not be a part of it.
  for (;;) {
    const edits = editsFor(candidates, material);
    const failed = candidates.filter((finding) => edits.get(finding) === undefined);
    if (failed.length === 0) return { edits: new Map([...edits].flatMap(([finding, own]) => (own === undefined ? [] : [[finding, own]]))), reasons };
    for (const finding of failed) reasons.set(finding, "what stands there is no plain list of its own");
    candidates = candidates.filter((finding) => edits.get(finding) !== undefined);
  }
}

/** What AWS answered, a plan or a recording is not what anybody writes. */
function whyNoFile({ remedy }: Finding, { written }: Pick<FixMaterial, "written">): string | undefined {
  const files = (remedy.edits ?? []).map(({ policy }) => stepsOf(policy.at).root.file);
  return files.some((file) => !written.has(file)) ? "it stands in what AWS or a tool printed: correct what that was made from" : undefined;
}

/** The actions by which a session passes on whose it is. */
const PASSED_ON: readonly string[] = ["sts:SetSourceIdentity", "sts:SetContext", "sts:TagSession"];

function whyNot({ remedy, certainty, causes }: Finding, material: Pick<FixMaterial, "constructs">): string | undefined {
  const edits = remedy.edits ?? [];
  if (remedy.decision !== undefined) return remedy.decision;
  if (edits.length === 0) return "a person has to decide what to change";
  // AWS does not say what becomes of a condition that belongs to AssumeRole alone; apart, each statement is sure to work.
  if (certainty === "undetermined" && !causes.every(({ kind }) => kind === "assume-only-key")) return "whether it is wrong can't be told";
  const construct = edits.map(({ policy }) => constructAt(policy.at, material)).find((each) => each !== undefined);
  if (construct !== undefined) return "an app of the CDK makes the file anew: change the app, where the report says";
  return edits.map(widens).find((reason) => reason !== undefined) ?? edits.map(tooLong).find((reason) => reason !== undefined);
}

function widens({ statement, copyOf, set }: PolicyEdit): string | undefined {
  const { Action, NotAction, ...others } = set;
  if (statement === undefined) {
    const granted = listOf(Action).filter((action) => !PASSED_ON.includes(action));
    return (set.Effect === "Allow" || copyOf?.statement.effect === "Allow") && Action !== undefined && granted.length === 0
      ? undefined
      : `that would grant ${granted.join(", ")}`;
  }
  if (Object.keys(others).length > 0 || statement.effect !== "Allow") return "it changes more than what a statement allows";
  if ((NotAction !== undefined) !== (statement.actions?.negated ?? false)) return "NotAction would have to become Action";
  if (NotAction !== undefined) return "to take an action off NotAction allows it to everyone there";
  const known = (statement.actions?.patterns ?? []).flatMap(({ source }) => (isKnown(source) ? [source] : []));
  const added = listOf(Action).filter((action) => !known.includes(action) && !PASSED_ON.includes(action));
  return added.length === 0 ? undefined : `that would grant ${added.join(", ")}`;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** The quota of trust policies can be raised up to that; those of permissions policies are larger, and what is added is small. */
function tooLong({ policy, set }: PolicyEdit): string | undefined {
  const { size } = policy.document;
  const isTrust = policy.document.statements.some(({ principals }) => principals !== undefined);
  if (size === undefined || !isTrust || size + JSON.stringify(set).length <= QUOTAS.trust.atMost) return undefined;
  return `the trust policy would have more than ${QUOTAS.trust.atMost} characters, which no account may have`;
}

function editsFor(findings: readonly Finding[], { located, written }: FixMaterial): ReadonlyMap<Finding, readonly TextEdit[] | undefined> {
  const elements = elementEditsOf(findings, located);
  const statements: Additions = { made: new Map(), taken: new Set() };
  const inWritten = (edit: TextEdit | undefined): edit is TextEdit => edit !== undefined && written.has(edit.location.file);
  return new Map(
    findings.map((finding) => {
      const all = finding.remedy.edits ?? [];
      const ofElements = all.filter(({ statement }) => statement !== undefined);
      const keys = ofElements.length === 0 ? [] : editKeysOf({ remedy: { ...finding.remedy, edits: ofElements } });
      const added = all.filter(({ statement }) => statement === undefined).map((edit) => statementEdit(edit, located, statements));
      const edits = [...(keys ?? []).map((key) => elements.get(key)?.edit), ...added];
      const isOwn = ofElements.every(({ policy, statement }) => statement !== undefined && hasOwnActions(policy, statement, located));
      return [finding, keys !== undefined && isOwn && edits.length > 0 && edits.every(inWritten) ? edits.filter(inWritten) : undefined];
    }),
  );
}

/** The list of a variable, a local value or a YAML anchor may be that of other statements, too. */
function hasOwnActions(policy: Policy, { at, actions }: Statement, located: Located): boolean {
  const statement = located.locationOf(placeIn(policy, at));
  const list = actions && located.locationOf(placeIn(policy, actions.at));
  const source = statement && located.sources.get(statement.file);
  if (statement === undefined || list === undefined || source === undefined || statement.file !== list.file) return false;
  return isWithin(source, statement.span, list.span, notationAt(placeIn(policy, at)));
}

interface Additions {
  readonly made: Map<string, TextEdit | undefined>;
  /** The places that something is put in already. */
  readonly taken: Set<string>;
}

/** Equal statements for one document are one edit; a second, different one for the same place is left for the next time. */
function statementEdit(wanted: PolicyEdit, located: Located, { made, taken }: Additions): TextEdit | undefined {
  const { policy, copyOf, set } = wanted;
  const key = `${pointerKey(policy.at)} ${copyOf?.statement.index ?? ""} ${JSON.stringify(set)}`;
  if (made.has(key)) return made.get(key);
  const edit = insertion(wanted, located);
  const place = edit && `${edit.location.file} ${edit.location.span.startOffset}`;
  const isFree = place !== undefined && !taken.has(place);
  if (isFree) taken.add(place);
  made.set(key, isFree ? edit : undefined);
  return made.get(key);
}

function insertion({ policy, copyOf, set }: PolicyEdit, located: Located): TextEdit | undefined {
  const places = plainStatements(policy).flatMap((statement) => {
    const at = placeIn(policy, statement.at);
    const location = located.locationOf(at);
    return location === undefined ? [] : [{ at, location }];
  });
  const last = places.toSorted((a, b) => a.location.span.startOffset - b.location.span.startOffset).at(-1);
  const source = last && located.sources.get(last.location.file);
  if (last === undefined || source === undefined) return undefined;
  const { file, span } = last.location;
  const notation = notationAt(last.at);
  const original = copyOf && originalOf(policy, copyOf, located);
  const copied = original && typeof set.Action === "string" ? copyBehind(source, span, original, set.Action, notation) : undefined;
  const made = copied ?? (set.Effect === undefined ? undefined : insertionAfter(source, span, set, notation));
  return made && { location: { file, span: pointAt(source, made.offset) }, newText: made.text };
}

function partsOf({ at, actions, conditionAt }: Statement): readonly Pointer[] {
  return [at, ...(actions === undefined ? [] : [actions.at]), ...(conditionAt === undefined ? [] : [conditionAt])];
}

/** Only where nothing of its condition is to stay. */
function originalOf(policy: Policy, { statement, without }: NonNullable<PolicyEdit["copyOf"]>, located: Located): Original | undefined {
  const spanOf = (at: Pointer | undefined) => at && located.locationOf(placeIn(policy, at))?.span;
  const [whole, actions, condition] = [spanOf(statement.at), spanOf(statement.actions?.at), spanOf(statement.conditionAt)];
  if (whole === undefined || actions === undefined || !statement.conditions.every(({ keyId }) => without.includes(keyId))) return undefined;
  const listed = (statement.actions?.patterns ?? []).flatMap(({ source }) => (isKnown(source) ? [source] : []));
  return { statement: whole, actions, listed, condition, sid: statement.sid };
}

/** Statements that are there in any case, each by itself in the policy's own list. */
function plainStatements({ document, opaque }: Policy): readonly Statement[] {
  if (opaque) return [];
  return document.statements.filter(({ guards, at }) => guards.length === 0 && (at.kind === "root" || typeof at.step === "number"));
}

/** An empty span. */
function pointAt(source: string, offset: number): TextEdit["location"]["span"] {
  const lines = source.slice(0, offset).split("\n");
  const line = lines.length;
  const column = (lines.at(-1) ?? "").length + 1;
  return { startLine: line, startColumn: column, endLine: line, endColumn: column, startOffset: offset, endOffset: offset };
}
