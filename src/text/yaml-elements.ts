import type { TextRange } from "./positions.ts";
import { isEmptyNode, type YamlNode } from "./yaml-tree.ts";

/** Every entry, from its key to the end of its value, and every item of a list. What an alias stands for is written elsewhere. */
export function yamlElements(root: YamlNode): readonly TextRange[] {
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
      for (const item of node.items) {
        elements.push({ start: item.tagRange?.start ?? item.range.start, end: item.range.end });
        waiting.push(item);
      }
    }
  }
  return elements;
}
