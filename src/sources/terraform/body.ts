/** Bodies of blocks to maps: attributes, and nested blocks as lists of maps, written out or made by `dynamic`. */
import type { Block, Body } from "../../text/hcl/syntax.ts";
import { guarded, leavesOf } from "./choices.ts";
import { type Call, derived, isNull, list, map, scalar } from "./making.ts";
import { blockName, literalText } from "./module-source.ts";
import { placeOf, referredTo } from "./place.ts";
import { standpoint } from "./scope.ts";
import type { MapTerm, Term } from "./term.ts";
import { itemsOf } from "./traversal.ts";
import type { BlockSource, Placed, Scope } from "./types.ts";

/** Arguments that are Terraform's own, not the provider's. */
const META_ARGUMENTS: ReadonlySet<string> = new Set(["count", "for_each", "provider", "providers", "depends_on", "lifecycle", "provisioner", "connection"]);

/** The attribute of that name, else the blocks of that name; null where there is neither. */
export function configuredIn(source: BlockSource, name: string, scope: Scope): Term {
  const at = placeOf(source.file, source.header);
  const attribute = source.attributes.get(name);
  if (attribute !== undefined) return attributeTerm(attribute.node.expression, { ...scope, file: attribute.file });
  const blocks = blockTerms(name, source.blocks, scope);
  return blocks.length === 0 ? scalar(null, at) : list(blocks, at);
}

function attributeTerm(expression: Parameters<Scope["run"]["evaluate"]>[0], scope: Scope): Term {
  return referredTo(scope.run.evaluate(expression, scope), placeOf(scope.file, expression.range));
}

/** The names of the attributes and nested blocks, without Terraform's own. */
export function namesIn(source: BlockSource): readonly string[] {
  const names = new Set([...source.attributes.keys(), ...source.blocks.map(({ node }) => blockName(node))]);
  return [...names].filter((name) => !META_ARGUMENTS.has(name));
}

export function bodyOf(source: BlockSource, scope: Scope): MapTerm {
  return map(new Map(namesIn(source).map((name) => [name, configuredIn(source, name, scope)])), placeOf(source.file, source.header));
}

/** Blocks that may be there or not are choices between a map and null. */
function blockTerms(name: string, blocks: readonly Placed<Block>[], scope: Scope): readonly Term[] {
  return blocks
    .filter(({ node }) => blockName(node) === name)
    .flatMap(({ node, file }) => (node.type === "dynamic" ? dynamicTerms(node, { ...scope, file }) : [nested(node.body, node.header, { ...scope, file })]));
}

function nested(body: Body, header: Block["header"], scope: Scope): MapTerm {
  const at = placeOf(scope.file, header);
  const entries = new Map<string, Term>();
  for (const { name, expression } of body.attributes) entries.set(name, attributeTerm(expression, scope));
  const placed = body.blocks.map((node) => ({ node, file: scope.file }));
  for (const name of new Set(body.blocks.map(blockName))) entries.set(name, list(blockTerms(name, placed, scope), at));
  return map(entries, at);
}

/** https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
function dynamicTerms({ labels, body, header }: Block, scope: Scope): readonly Term[] {
  const { run } = scope;
  const at = placeOf(scope.file, header);
  const content = body.blocks.find(({ type }) => type === "content");
  const collection = body.attributes.find(({ name }) => name === "for_each")?.expression;
  if (content === undefined || collection === undefined) return [];
  const iterator = iteratorOf(body) ?? labels[0] ?? "";
  const call: Call = { name: "dynamic", at, making: run };
  return leavesOf(run.evaluate(collection, scope)).flatMap(({ term, guards }) => {
    const items = isNull(term) ? [] : itemsOf(term, call);
    if (items === undefined) return [guarded(derived(call, [term, standpoint(scope, header, at)], term), guards)];
    return items.map(([key, value]) => {
      const bindings = new Map(scope.bindings).set(iterator, map(new Map([["key", key] as const, ["value", value] as const]), at));
      return guarded(nested(content.body, content.header, { ...scope, bindings }), guards);
    });
  });
}

function iteratorOf(body: Body): string | undefined {
  const expression = body.attributes.find(({ name }) => name === "iterator")?.expression;
  return expression?.kind === "variable" ? expression.name : literalText(expression);
}
