/**
 * Paths to offsets in a YAML tree. The paths are those of the long form, so a step `Fn::Sub` onto a node tagged `!Sub`
 * stays on that node. Aliases lead to the anchored value, because that is where the text to change stands.
 */
import { locateEmbedded } from "./json-locate.ts";
import { EMBEDDED, KEY, type Step } from "./pointer.ts";
import type { TextRange } from "./positions.ts";
import { longName, splitGetAtt } from "./short-tags.ts";
import type { StringLiteral } from "./string-literal.ts";
import { followAlias, isEmptyNode, type YamlContent, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar, type YamlTree } from "./yaml-tree.ts";

/** Where a path has led so far. */
type Place =
  /** `within`: the step of the long form is taken, so the tag no longer counts. `key`: of the entry, if it is one. */
  | { readonly kind: "node"; readonly node: YamlContent; readonly within: boolean; readonly key: TextRange | undefined }
  /** One of the two halves of `!GetAtt A.B`. */
  | { readonly kind: "part"; readonly scalar: YamlScalar };

type ReadTree = Extract<YamlTree, { ok: true }>;

/** The range of each path's value (with its tag) or key, as `locateInJson` gives them; undefined where it leads nowhere. */
export function locateInYaml(tree: ReadTree, paths: readonly (readonly Step[])[]): (TextRange | undefined)[] {
  const results: (TextRange | undefined)[] = paths.map(() => undefined);
  const inside = new Map<YamlScalar, { readonly index: number; readonly rest: readonly Step[] }[]>();
  for (const [index, path] of paths.entries()) {
    const marker = path.findIndex((step) => typeof step === "symbol");
    const place = walk(tree.root, marker === -1 ? path : path.slice(0, marker));
    if (place === undefined) continue;
    if (marker === -1) results[index] = rangeOf(place);
    else if (path[marker] === KEY) results[index] = marker === path.length - 1 ? keyRange(place) : undefined;
    else if (path[marker] === EMBEDDED && place.kind === "node" && place.node.kind === "scalar") {
      const rest = { index, rest: path.slice(marker + 1) };
      const others = inside.get(place.node);
      if (others === undefined) inside.set(place.node, [rest]);
      else others.push(rest);
    }
  }
  for (const [scalar, asked] of inside) {
    const found = locateEmbedded(
      literalOf(tree.text, scalar),
      scalar.value,
      asked.map(({ rest }) => rest),
    );
    for (const [position, { index }] of asked.entries()) results[index] = found[position];
  }
  return results;
}

function walk(root: YamlNode, steps: readonly Step[]): Place | undefined {
  let place: Place | undefined = { kind: "node", node: followAlias(root), within: false, key: undefined };
  for (const step of steps) {
    place = place.kind === "node" ? stepInto(place, step) : undefined;
    if (place === undefined) return undefined;
  }
  return place;
}

function stepInto(place: Extract<Place, { kind: "node" }>, step: Step): Place | undefined {
  const { node, within } = place;
  const name = within ? undefined : longName(node.tag);
  if (name !== undefined) return step === name ? { ...place, within: true } : undefined;
  if (node.kind === "map") {
    const entry = typeof step === "string" ? findEntry(node, step) : undefined;
    return entry && { kind: "node", node: followAlias(entry.value), within: false, key: entry.key.range };
  }
  if (typeof step !== "number") return undefined;
  if (node.kind === "scalar") {
    const parts = within && longName(node.tag) === "Fn::GetAtt" ? splitGetAtt(node.value).length : 0;
    return step >= 0 && step < parts ? { kind: "part", scalar: node } : undefined;
  }
  const item = node.items[step];
  return item && { kind: "node", node: followAlias(item), within: false, key: undefined };
}

/** Own keys first, then merged ones in order. A mapping is looked through once, though merges of merges may lead to it by many ways. */
function findEntry(map: YamlMap, key: string): YamlEntry | undefined {
  const seen = new Set<YamlContent>();
  const waiting: YamlContent[] = [map];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at.kind === "scalar" || seen.has(at)) continue;
    seen.add(at);
    const own = at.kind === "map" ? at.entries.get(key) : undefined;
    if (own !== undefined) return own;
    const sources = at.kind === "map" ? at.merges : at.items;
    for (const source of sources.toReversed()) waiting.push(followAlias(source));
  }
  return undefined;
}

/** A value of which nothing is written (`Key:`) is shown at its key. */
function rangeOf(place: Place): TextRange {
  if (place.kind === "part") return place.scalar.range;
  const { node, within, key } = place;
  const tag = within ? undefined : shortTag(node);
  if (tag !== undefined) return { start: tag.start, end: isEmptyNode(node) ? tag.end : node.range.end };
  return isEmptyNode(node) && key !== undefined ? key : node.range;
}

/** The key of a long form that is written as a tag is the tag. */
function keyRange(place: Place): TextRange | undefined {
  if (place.kind === "part") return undefined;
  return place.within ? (shortTag(place.node) ?? place.node.range) : place.key;
}

/** Of a short tag; others change nothing and are not shown. */
function shortTag(node: YamlContent): TextRange | undefined {
  return longName(node.tag) === undefined ? undefined : node.tagRange;
}

function literalOf(text: string, scalar: YamlScalar): StringLiteral {
  const { range, style } = scalar;
  if (style === "plain") return { text, whole: range, content: range, style: "verbatim" };
  if (style === "block") {
    const header = text.indexOf("\n", range.start);
    const start = header === -1 ? range.end : Math.min(header + 1, range.end);
    return { text, whole: range, content: { start, end: range.end }, style: "verbatim" };
  }
  return { text, whole: range, content: { start: range.start + 1, end: range.end - 1 }, style };
}
