/** Findings as things to do: each role once, what is farthest from the domain first. */
import type { ChainGraph, RoleNode } from "../chain/types.ts";
import { type SourceMaterial, sourceLinesOf } from "../lint/cdk/source-lines.ts";
import { type Correction, correctionsOf } from "../lint/commands.ts";
import type { Located } from "../lint/locate.ts";
import type { Finding } from "../lint/rule.ts";
import { groupBy } from "../lint/scope.ts";
import { snippetsOf, writeSnippet } from "../lint/snippet.ts";
import { type ElementEdit, editKeysOf, elementEditsOf, type TextEdit } from "../lint/text-edits.ts";
import type { Inventory } from "../model/inventory.ts";
import { notationAt } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";
import type { Change, ChangeStep } from "./types.ts";

export interface ToChange {
  readonly finding: Finding;
  readonly need: ChangeStep["need"];
}

export interface Material {
  readonly inventory: Inventory;
  readonly graph: ChainGraph;
  readonly located: Located;
  /** The files that people write: only these are to be edited. */
  readonly written: ReadonlySet<string>;
  /** What templates are made from, where an app of the CDK makes them. */
  readonly constructs: SourceMaterial["constructs"];
  /** The roles on the domain's chains, by how far they are from an execution role. */
  readonly depths: ReadonlyMap<RoleNode, number>;
}

/**
 * The changes section by section, as they are made. Commands and edits of one policy are united, with those of the sections before too, so
 * that none undoes another; and each edit is there once.
 */
export function changesIn(sections: readonly (readonly ToChange[])[], material: Material): readonly (readonly Change[])[] {
  const made = new Map<string, Owner>();
  return sections.map((items, index) => changesFor(items, sections.slice(0, index).flat(), material).map((change) => withoutMade(change, made)));
}

function changesFor(items: readonly ToChange[], before: readonly ToChange[], material: Material): readonly Change[] {
  const { inventory, graph, located, depths } = material;
  const findings = [...before, ...items].map(({ finding }) => finding);
  const corrections = correctionsOf(findings, inventory);
  const elements = elementEditsOf(findings, located);
  const sources = sourceLinesOf(findings, { constructs: material.constructs, roles: inventory.roles });
  const nodes = new Map(graph.roles.map((node) => [node.role.subject, node]));
  const groups = groupBy(items, ({ finding }) => finding.subject).map((group) => {
    const [{ finding }] = group;
    const node = nodes.get(finding.subject);
    const role = node?.role;
    const steps = group.map((item) => {
      const source = sources.get(item.finding);
      const isGenerated = role?.origin !== undefined || source !== undefined;
      return stepOf(item, corrections.get(item.finding), source, { ...material, elements, isGenerated });
    });
    const change: Change = {
      subject: finding.subject,
      ...(role !== undefined && isKnown(role.account) && { account: role.account }),
      ...(role?.origin !== undefined && { origin: role.origin }),
      steps: withoutRepeats(steps),
    };
    // A guardrail is no role of the chain: whoever owns it takes longest.
    return { change, isSure: group.some(({ need }) => need !== "may"), depth: node === undefined ? Number.POSITIVE_INFINITY : (depths.get(node) ?? 0) };
  });
  return groups.toSorted((x, y) => Number(y.isSure) - Number(x.isSure) || y.depth - x.depth).map(({ change }) => change);
}

interface Written extends Pick<Material, "located" | "written"> {
  readonly elements: ReadonlyMap<string, ElementEdit>;
  /** The file is made by a tool from something else, which is not at hand. */
  readonly isGenerated: boolean;
}

function stepOf({ finding, need }: ToChange, correction: Correction | undefined, source: ChangeStep["source"], material: Written): ChangeStep {
  const { remedy, at, message, ruleId } = finding;
  const { commands = [], notes = [] } = correction ?? {};
  const location = material.located.locationOf(at);
  return {
    ruleId,
    need,
    why: message,
    text: [remedy.text, ...notes].join(" "),
    ...(location !== undefined && { location }),
    ...(commands.length > 0 ? { commands } : toWrite(finding, material)),
    ...(source && { source }),
  };
}

/** What the place becomes by this step and all others that change it. */
function toWrite(finding: Finding, { elements, located, written, isGenerated }: Written): Pick<ChangeStep, "snippet" | "edits"> {
  const notation = notationAt(finding.at);
  const language = notation === undefined ? "json" : "hcl";
  const keys = editKeysOf(finding) ?? [];
  const changed = keys.flatMap((key) => elements.get(key) ?? []);
  if (changed.length === 0 || changed.length < keys.length) {
    const snippets = snippetsOf(finding.remedy).map((snippet) => writeSnippet(snippet, notation));
    return snippets.length === 0 ? {} : { snippet: { language, text: snippets.join("\n") } };
  }
  const texts = changed.map(({ element, after, edit }) =>
    edit === undefined || isBesideItsName(edit, located) ? writeSnippet({ [element]: after }, notation) : edit.newText,
  );
  const edits = changed.flatMap(({ edit }) => (edit !== undefined && written.has(edit.location.file) ? edit : []));
  return { snippet: { language, text: texts.join("\n") }, ...(edits.length === changed.length && !isGenerated && { edits }) };
}

/** The element's name stands before its value. A variable's default, say, is a value alone. */
function isBesideItsName({ location: { file, span } }: TextEdit, located: Located): boolean {
  const before = (located.sources.get(file) ?? "").slice(0, span.startOffset);
  return /actions?\\*["']?\s*[:=]\s*(?:#.*\s*)*$/i.test(before.slice(-200));
}

/** Whose change has an edit, and what it writes. */
interface Owner {
  readonly subject: string;
  readonly newText: string;
}

/** What two findings, or two roles, want of one text is one edit, at the first of them: the others are told so. */
function withoutMade(change: Change, made: Map<string, Owner>): Change {
  const steps = change.steps.map((step): ChangeStep => {
    const edits = step.edits ?? [];
    const known = edits.map((edit) => made.get(placeOf(edit)));
    for (const edit of edits) if (!made.has(placeOf(edit))) made.set(placeOf(edit), { subject: change.subject, newText: edit.newText });
    const owner = known.find((each) => each !== undefined);
    if (owner === undefined) return step;
    const { edits: _edits, snippet, ...rest } = step;
    const isSame = edits.every((edit, index) => known[index]?.newText === edit.newText);
    const whose = owner.subject === change.subject ? "above" : `for \`${owner.subject}\``;
    return isSame
      ? { ...rest, text: `${step.text} It is the same text as ${whose}: one edit does both.` }
      : { ...rest, ...(snippet && { snippet }), text: `${step.text} It is the same text as ${whose}: after both it reads so.` };
  });
  return { ...change, steps };
}

function placeOf({ location }: TextEdit): string {
  return `${location.file} ${location.span.startOffset}`;
}

/** One command corrects a whole policy, so the second finding on it has nothing more to run. */
function withoutRepeats(steps: readonly ChangeStep[]): readonly ChangeStep[] {
  const seen = new Set<string>();
  return steps.map((step): ChangeStep => {
    const fresh = step.commands?.filter((command) => !seen.has(command));
    for (const command of fresh ?? []) seen.add(command);
    const { commands: _commands, ...rest } = step;
    if (fresh === undefined) return rest;
    return fresh.length === 0 ? { ...rest, text: "Done by the command above." } : { ...rest, commands: fresh };
  });
}
