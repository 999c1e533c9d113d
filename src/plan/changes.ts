/** Findings as things to do: each role once, what is farthest from the domain first. */
import type { ChainGraph, RoleNode } from "../chain/types.ts";
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
}

/**
 * Commands and edits of one policy are united, so that none undoes another: also with those of `before`, which are made first.
 * `sessions`: the roles on the domain's chains.
 */
export function changesFor(
  items: readonly ToChange[],
  before: readonly ToChange[],
  { inventory, graph, located }: Material,
  sessions: ReadonlySet<RoleNode>,
): readonly Change[] {
  const findings = [...before, ...items].map(({ finding }) => finding);
  const corrections = correctionsOf(findings, inventory);
  const elements = elementEditsOf(findings, located);
  const depths = depthsIn(graph, sessions);
  const nodes = new Map(graph.roles.map((node) => [node.role.subject, node]));
  const groups = groupBy(items, ({ finding }) => finding.subject).map((group) => {
    const [{ finding }] = group;
    const role = nodes.get(finding.subject)?.role;
    const node = nodes.get(finding.subject);
    const steps = group.map((item) => stepOf(item, corrections.get(item.finding), { elements, located, isGenerated: role?.origin !== undefined }));
    const change: Change = {
      subject: finding.subject,
      ...(role !== undefined && isKnown(role.account) && { account: role.account }),
      ...(role?.origin !== undefined && { origin: role.origin }),
      steps: withoutRepeats(steps),
    };
    // A guardrail is no role of the chain: whoever owns it takes longest.
    return { change, isSure: group.some(({ need }) => need !== "may"), depth: node === undefined ? Number.POSITIVE_INFINITY : (depths.get(node) ?? 0) };
  });
  return withSharedTexts(groups.toSorted((x, y) => Number(y.isSure) - Number(x.isSure) || y.depth - x.depth).map(({ change }) => change));
}

interface Written {
  readonly elements: ReadonlyMap<string, ElementEdit>;
  readonly located: Located;
  /** The file is made by a tool, and made anew at its next run: no edit of it lasts. */
  readonly isGenerated: boolean;
}

function stepOf({ finding, need }: ToChange, correction: Correction | undefined, written: Written): ChangeStep {
  const { remedy, at, message, ruleId } = finding;
  const { commands = [], notes = [] } = correction ?? {};
  const location = written.located.locationOf(at);
  return {
    ruleId,
    need,
    why: message,
    text: [remedy.text, ...notes].join(" "),
    ...(location !== undefined && { location }),
    ...(commands.length > 0 ? { commands } : toWrite(finding, written)),
  };
}

/** What the place becomes by this step and all others that change it. */
function toWrite(finding: Finding, { elements, located, isGenerated }: Written): Pick<ChangeStep, "snippet" | "edits"> {
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
  const edits = changed.flatMap(({ edit }) => edit ?? []);
  return { snippet: { language, text: texts.join("\n") }, ...(edits.length === changed.length && !isGenerated && { edits }) };
}

/** The element's name stands before its value. A variable's default, say, is a value alone. */
function isBesideItsName({ location: { file, span } }: TextEdit, located: Located): boolean {
  const before = (located.sources.get(file) ?? "").slice(0, span.startOffset);
  return /actions?["']?\s*[:=]\s*(?:#.*\s*)*$/i.test(before.slice(-200));
}

/** Roles that share a text are changed by one edit: the second is told so. */
function withSharedTexts(changes: readonly Change[]): readonly Change[] {
  const owners = new Map<string, string>();
  return changes.map((change) => ({
    ...change,
    steps: change.steps.map((step) => {
      const places = (step.edits ?? []).map(({ location }) => `${location.file} ${location.span.startOffset}`);
      const owner = places.map((place) => owners.get(place)).find((each) => each !== undefined && each !== change.subject);
      for (const place of places) if (!owners.has(place)) owners.set(place, change.subject);
      return owner === undefined ? step : { ...step, text: `${step.text} It is the same text as for \`${owner}\`: one edit does both.` };
    }),
  }));
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

/** How many hops each role is from an execution role. */
function depthsIn(graph: ChainGraph, sessions: ReadonlySet<RoleNode>): ReadonlyMap<RoleNode, number> {
  const onward = new Map<RoleNode, RoleNode[]>();
  const add = (caller: RoleNode, target: RoleNode): void => {
    const targets = onward.get(caller);
    if (targets === undefined) onward.set(caller, [target]);
    else targets.push(target);
  };
  for (const { caller, target } of graph.hops) add(caller, target);
  for (const { caller, target } of graph.jobs) add(caller, target);
  const depths = new Map<RoleNode, number>();
  const queue = graph.entries.map(({ node }) => node).filter((node) => sessions.has(node));
  for (const node of queue) depths.set(node, 0);
  for (const node of queue) {
    for (const target of onward.get(node) ?? []) {
      if (depths.has(target) || !sessions.has(target)) continue;
      depths.set(target, (depths.get(node) ?? 0) + 1);
      queue.push(target);
    }
  }
  return depths;
}
