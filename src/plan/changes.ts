/** Findings as things to do: each role once, what is farthest from the domain first. */
import type { ChainGraph, RoleNode } from "../chain/types.ts";
import { type Correction, correctionsOf } from "../lint/commands.ts";
import type { Located } from "../lint/locate.ts";
import type { Finding } from "../lint/rule.ts";
import { groupBy } from "../lint/scope.ts";
import { snippetsOf, writeSnippet } from "../lint/snippet.ts";
import { editKeysOf, type TextEdit, textEditsOf } from "../lint/text-edits.ts";
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
  const edits = textEditsOf(findings, located);
  const depths = depthsIn(graph, sessions);
  const nodes = new Map([...graph.roles].map((node) => [node.role.subject, node]));
  const groups = groupBy(items, ({ finding }) => finding.subject).map((group) => {
    const [{ finding }] = group;
    const node = nodes.get(finding.subject);
    const account = node?.role.account;
    const steps = group.map((item) => stepOf(item, corrections.get(item.finding), edits, located));
    const change: Change = { subject: finding.subject, ...(account !== undefined && isKnown(account) && { account }), steps: withoutRepeats(steps) };
    // A guardrail is no role of the chain: whoever owns it takes longest.
    return { change, depth: node === undefined ? Number.POSITIVE_INFINITY : (depths.get(node) ?? 0) };
  });
  return groups.toSorted((a, b) => b.depth - a.depth).map(({ change }) => change);
}

function stepOf({ finding, need }: ToChange, correction: Correction | undefined, edits: ReadonlyMap<string, TextEdit>, located: Located): ChangeStep {
  const { remedy, at, message, ruleId } = finding;
  const { commands = [], notes = [] } = correction ?? {};
  const location = located.locationOf(at);
  const notation = notationAt(at);
  const snippets = snippetsOf(remedy).map((snippet) => writeSnippet(snippet, notation));
  const own = commands.length > 0 ? undefined : editKeysOf(finding)?.map((key) => edits.get(key));
  const complete = own?.every((edit) => edit !== undefined) === true ? own.flatMap((edit) => edit ?? []) : [];
  return {
    ruleId,
    need,
    why: message,
    text: [remedy.text, ...notes].join(" "),
    ...(location !== undefined && { location }),
    ...(commands.length > 0 && { commands }),
    ...(commands.length === 0 && snippets.length > 0 && { snippet: { language: notation === undefined ? "json" : "hcl", text: snippets.join("\n") } }),
    ...(complete.length > 0 && { edits: complete }),
  };
}

/** One command corrects a whole policy, so the second finding on it has nothing more to run. */
function withoutRepeats(steps: readonly ChangeStep[]): readonly ChangeStep[] {
  const seen = new Set<string>();
  return steps.map((step) => {
    const fresh = step.commands?.filter((command) => !seen.has(command));
    for (const command of fresh ?? []) seen.add(command);
    const { commands: _commands, ...rest } = step;
    return fresh === undefined || fresh.length === 0 ? rest : { ...rest, commands: fresh };
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
