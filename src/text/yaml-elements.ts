import type { TextRange } from "./positions.ts";
import { isEmptyNode, type YamlList, type YamlNode } from "./yaml-tree.ts";

/**
 * Every entry, from its key to the end of its value, and every item of a list, from its dash if it has one. What an alias stands for is written
 * elsewhere.
 */
export function yamlElements(root: YamlNode, text: string): readonly TextRange[] {
  const elements: TextRange[] = [];
  const waiting: YamlNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "map") {
      for (const { key, value } of node.entries.values()) {
        elements.push({ start: key.range.start, end: isEmptyNode(value) ? key.range.end : value.range.end });
        waiting.push(value);
      }
      waiting.push(...node.merges);
    } else if (node.kind === "list") {
      elements.push(...itemsOf(node, text));
      waiting.push(...node.items);
    }
  }
  return elements;
}

const DASH = /(?:\s|#[^\n]*)*-/y;

/** Between a dash and its item may stand an anchor and a tag, which may hold dashes: it is looked for from the end of the item before. */
function itemsOf({ items, range }: YamlList, text: string): readonly TextRange[] {
  const isFlow = text.charAt(range.start) === "[";
  let before = range.start;
  return items.map((item) => {
    DASH.lastIndex = before;
    before = item.range.end;
    const isDashed = !isFlow && DASH.test(text);
    return { start: isDashed ? DASH.lastIndex - 1 : (item.tagRange?.start ?? item.range.start), end: item.range.end };
  });
}
