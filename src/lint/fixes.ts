/**
 * Which findings a tool may correct by itself, and the edits of the files that do it. A finding is corrected wholly or not at all.
 *
 * Only those actions are added that pass on who the user is: nobody gets into a role by that, and no principal, resource or condition of a
 * statement changes. Everything else is a person's to decide.
 */
import type { ChainGraph } from "../chain/types.ts";
import type { Policy, Statement } from "../iam/types.ts";
import type { Inventory } from "../model/inventory.ts";
import { notationAt, type Pointer, pointerKey, stepsOf } from "../text/pointer.ts";
import { type Additions, addedStatement, additionPlaces } from "./additions.ts";
import { sharedAnchor } from "./anchors.ts";
import { constructAt, type SourceMaterial } from "./cdk/source-lines.ts";
import { listOf, writtenActions } from "./elements.ts";
import type { Located } from "./locate.ts";
import { placeIn } from "./places.ts";
import { withoutRoom } from "./room.ts";
import type { Finding, PolicyEdit } from "./rule.ts";
import { whyNotForAll } from "./same-text.ts";
import { isWithin } from "./statement-edits.ts";
import { type ElementEdit, editedPlaces, editKeysOf, elementEditsOf, NO_PLACE, type TextEdit } from "./text-edits.ts";

export interface Fixes {
  /** What does all that the finding asks for. One edit may serve several findings: it is the same object for each. */
  readonly edits: ReadonlyMap<Finding, readonly TextEdit[]>;
  /** Why none is made, to follow a colon. */
  readonly reasons: ReadonlyMap<Finding, string>;
}

export interface FixMaterial {
  readonly graph: ChainGraph;
  /** Findings that are suppressed: what they stand in is left as it is. */
  readonly aside: readonly Finding[];
  readonly managedPolicies: Inventory["managedPolicies"];
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
    .flatMap((edit) => (edit.statement === undefined ? additionPlaces(edit) : [placeIn(edit.policy, edit.statement.at)]));
  return [...editedPlaces(inWritten), ...ofEdits];
}

export function fixesOf(findings: readonly Finding[], material: FixMaterial): Fixes {
  const reasons = new Map<Finding, string>();
  /** Those for which there is no reason. */
  const without = (all: readonly Finding[], whyNotThis: (finding: Finding) => string | undefined): readonly Finding[] =>
    all.filter((finding) => {
      const reason = whyNotThis(finding);
      if (reason !== undefined) reasons.set(finding, reason);
      return reason === undefined;
    });
  const alone = without(findings, (finding) => whyNot(finding, material) ?? whyNoFile(finding, material));
  const possible = alone.length === 0 ? [] : without(alone, whyNotForAll(material.graph, material.aside));
  const full = withoutRoom(
    possible.flatMap(({ remedy }) => remedy.edits ?? []),
    material,
  );
  let candidates = without(possible, ({ remedy }) => first((remedy.edits ?? []).map(({ policy }) => full.get(pointerKey(policy.at)))));
  // An edit is made of all that is wanted of one text, so what can't be made must not be a part of it.
  for (;;) {
    const edits = editsFor(candidates, material);
    const made = new Map<Finding, readonly TextEdit[]>();
    for (const [finding, own] of edits) {
      if (typeof own === "string") reasons.set(finding, own);
      else made.set(finding, own);
    }
    if (made.size === candidates.length) return { edits: made, reasons };
    candidates = [...made.keys()];
  }
}

function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
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
  const construct = first(edits.map(({ policy }) => constructAt(policy.at, material)));
  if (construct !== undefined) return "an app of the CDK makes the file anew: change the app, where the report says";
  return first(edits.map(widens));
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
  const known = writtenActions(statement);
  const added = listOf(Action).filter((action) => !known.includes(action) && !PASSED_ON.includes(action));
  return added.length === 0 ? undefined : `that would grant ${added.join(", ")}`;
}

/** For each finding its edits, or why there are none. */
function editsFor(findings: readonly Finding[], material: FixMaterial): ReadonlyMap<Finding, readonly TextEdit[] | string> {
  const { located } = material;
  const elements = elementEditsOf(findings, located);
  const additions: Additions = { made: new Map(), taken: new Set(), others: [...elements.values()].flatMap(({ edit }) => edit ?? []) };
  return new Map(
    findings.map((finding) => {
      const all = finding.remedy.edits ?? [];
      const attempts = [
        ...elementsIn(
          all.filter(({ statement }) => statement !== undefined),
          elements,
          located,
        ),
        ...all.filter(({ statement }) => statement === undefined).map((edit) => addedStatement(edit, located, additions)),
      ];
      const reason = attempts.find((attempt) => typeof attempt === "string");
      const edits = attempts.flatMap((attempt) => (typeof attempt === "string" ? [] : attempt));
      return [finding, reason ?? first(edits.map((edit) => whyNotThere(edit, material))) ?? edits];
    }),
  );
}

function elementsIn(edits: readonly PolicyEdit[], elements: ReadonlyMap<string, ElementEdit>, located: Located): readonly (readonly TextEdit[] | string)[] {
  const keys = edits.length === 0 ? [] : editKeysOf({ remedy: { text: "", edits } });
  if (keys === undefined) return ["the policy's text is not in the files that were given, or is not yours to change"];
  return [
    ...edits.flatMap(({ policy, statement }) => (statement && whyShared(policy, statement, located)) ?? []),
    ...keys.map((key) => {
      const { edit, reason } = elements.get(key) ?? {};
      return edit === undefined ? (reason ?? NO_PLACE) : [edit];
    }),
  ];
}

/** A configuration may take what a file says that a tool wrote, and what an anchor names is there more than once. */
function whyNotThere({ location: { file, span } }: TextEdit, { located, written }: FixMaterial): string | undefined {
  if (!written.has(file)) return `it stands in \`${file}\`, which is not changed: correct what that was made from`;
  const anchor = sharedAnchor(located.sources.get(file) ?? "", span.startOffset);
  return anchor && `it is part of what the anchor \`&${anchor}\` names, and other places have it, too: change it there if it is right for all of them`;
}

/** The list of a variable, a local value or a YAML anchor may be that of other statements, too. */
function whyShared(policy: Policy, { at, actions }: Statement, located: Located): string | undefined {
  const place = placeIn(policy, at);
  const statement = located.locationOf(place);
  const list = actions && located.locationOf(placeIn(policy, actions.at));
  const source = statement && located.sources.get(statement.file);
  if (statement === undefined || list === undefined || source === undefined) return NO_PLACE;
  if (statement.file === list.file && isWithin(source, statement.span, list.span, notationAt(place))) return undefined;
  const [where, own] = [`${list.file}:${list.span.startLine}`, "add it there if it is right for all of them, or write a list of its own into the statement"];
  if (notationAt(place) === undefined) return `the list is shared by an anchor (\`${where}\`), and other statements may have it: ${own}`;
  return `the list comes from a variable, a local value or another expression (\`${where}\`), and other statements may have it: ${own}`;
}
