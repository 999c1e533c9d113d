/**
 * Comments, and what each of them is about: for whoever gives them a meaning. YAML and HCL have some; JSON has none.
 */

import { hclComments, hclElements } from "./hcl/elements.ts";
import { loadHclParser } from "./hcl/parser.ts";
import type { TextRange } from "./positions.ts";
import type { SourceText } from "./source-text.ts";
import { yamlElements } from "./yaml-elements.ts";
import { yamlTreeOf } from "./yaml-tree.ts";

export interface Comment {
  /** Without the signs that make it a comment, and without white space around it. */
  readonly content: string;
  readonly range: TextRange;
  /**
   * The outermost element (an entry with its key, an item of a list, a block) that begins on the comment's line or, where the comment
   * has that line to itself, the next one behind it. Undefined where there is none.
   */
  readonly element: TextRange | undefined;
}

/** The comments that `isWanted` takes by their content, in order; none where the text can't be parsed. */
export async function commentsOf(source: SourceText, isWanted: (content: string) => boolean): Promise<readonly Comment[]> {
  const { text } = source;
  const wanted = async (ranges: readonly TextRange[], elements: () => Promise<readonly TextRange[] | undefined>): Promise<readonly Comment[]> => {
    const found = ranges.map((range) => ({ range, content: contentOf(text.slice(range.start, range.end)) })).filter(({ content }) => isWanted(content));
    const sorted = found.length === 0 ? [] : (await elements())?.toSorted(outermostFirst);
    return sorted === undefined ? [] : found.map((comment) => ({ ...comment, element: elementOf(text, comment.range, sorted) }));
  };
  if (source.format === "json") return [];
  if (source.format === "yaml") {
    const tree = await yamlTreeOf(source);
    return tree.ok ? wanted(tree.comments, async () => yamlElements(tree.root)) : [];
  }
  return wanted(hclComments(text), async () => {
    const parsed = (await loadHclParser()).parseFile(text);
    return parsed.ok ? hclElements(parsed.body) : undefined;
  });
}

function contentOf(comment: string): string {
  return comment
    .replace(/^(?:#+|\/\/+|\/\*+)/, "")
    .replace(/\*+\/$/, "")
    .trim();
}

function outermostFirst(a: TextRange, b: TextRange): number {
  return a.start - b.start || b.end - a.end;
}

/** `elements`: in order, the outermost first where several begin at one place. */
function elementOf(text: string, comment: TextRange, elements: readonly TextRange[]): TextRange | undefined {
  const line = text.lastIndexOf("\n", comment.start - 1) + 1;
  if (text.slice(line, comment.start).trim() === "") return elements[firstFrom(elements, comment.end)];
  const element = elements[firstFrom(elements, line)];
  return element !== undefined && element.start < comment.start ? element : undefined;
}

/** The index of the first element that begins at `offset` or behind it. */
function firstFrom(elements: readonly TextRange[], offset: number): number {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle]?.start ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
