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
  /** Without the signs that make it a comment, and without white space around it; of a block, its lines joined. */
  readonly content: string;
  readonly range: TextRange;
  /**
   * The outermost element (an entry with its key, an item of a list, a block) that begins on the comment's line or, where the comment
   * has that line to itself, on the next one; comments may stand between. Undefined where none does, and where the comment is the last
   * line of another block: before a bracket or, in YAML, indented deeper than what follows.
   */
  readonly element: TextRange | undefined;
}

/** The comments that `isWanted` takes by their content, in order; none where the text can't be parsed. */
export async function commentsOf(source: SourceText, isWanted: (content: string) => boolean): Promise<readonly Comment[]> {
  const { text, format } = source;
  if (format === "json") return [];
  const tree = format === "yaml" ? await yamlTreeOf(source) : undefined;
  if (tree?.ok === false) return [];
  const ranges = tree?.comments ?? hclComments(text);
  const wanted = ranges.map((range, index) => ({ index, content: contentOf(text.slice(range.start, range.end)) })).filter(({ content }) => isWanted(content));
  if (wanted.length === 0) return [];
  const elements = tree === undefined ? await elementsOfHcl(text) : yamlElements(tree.root, text);
  if (elements === undefined) return [];
  const about = elementsFor(text, ranges, elements.toSorted(outermostFirst), format === "yaml");
  return wanted.flatMap(({ index, content }) => {
    const range = ranges[index];
    return range === undefined ? [] : [{ content, range, element: about[index] }];
  });
}

async function elementsOfHcl(text: string): Promise<readonly TextRange[] | undefined> {
  const parsed = (await loadHclParser()).parseFile(text);
  return parsed.ok ? hclElements(parsed.body) : undefined;
}

/** `/*` may have a row of asterisks at its beginning, at its end, and at the beginning of each line. */
function contentOf(comment: string): string {
  if (!comment.startsWith("/*")) return comment.replace(/^(?:#+|\/\/+)/, "").trim();
  const lines = comment.slice(2, comment.endsWith("*/") ? -2 : undefined).split("\n");
  return lines
    .map((line) => withoutStars(line.trim()))
    .filter((line) => line !== "")
    .join(" ");
}

function withoutStars(line: string): string {
  let [start, end] = [0, line.length];
  while (line[start] === "*") start++;
  while (end > start && line[end - 1] === "*") end--;
  return line.slice(start, end).trim();
}

function outermostFirst(a: TextRange, b: TextRange): number {
  return a.start - b.start || b.end - a.end;
}

/** An element, and the column at which it begins, from 0. */
interface About {
  readonly element: TextRange;
  readonly column: number;
}

/**
 * For each comment, from the last to the first, as one that stands above another is about the same. Each stretch of text is looked at once:
 * a line may be the whole text, and hold many comments.
 */
function elementsFor(text: string, comments: readonly TextRange[], elements: readonly TextRange[], isYaml: boolean): readonly (TextRange | undefined)[] {
  const lines = lineStarts(text, comments);
  const own = ownLines(text, comments, lines);
  const about: (About | undefined)[] = comments.map(() => undefined);
  for (let index = comments.length - 1; index >= 0; index--) {
    const [comment, line = 0] = [comments[index], lines[index]];
    if (comment === undefined) continue;
    if (own[index]) {
      const found = behind(text, comment, line, elements, { comment: comments[index + 1], about: about[index + 1] });
      // In YAML, what is indented deeper belongs to what stands above.
      about[index] = isYaml && found !== undefined && comment.start - line > found.column ? undefined : found;
    } else {
      const element = elements[firstFrom(elements, line)];
      about[index] = element !== undefined && element.start < comment.start ? { element, column: element.start - line } : undefined;
    }
  }
  return about.map((found) => found?.element);
}

/** What a comment that has its line to itself stands above. `next`: the comment behind it. */
function behind(
  text: string,
  { end }: TextRange,
  line: number,
  elements: readonly TextRange[],
  next: { readonly comment: TextRange | undefined; readonly about: About | undefined },
): About | undefined {
  const element = elements[firstFrom(elements, end)];
  const until = Math.min(element?.start ?? text.length, next.comment?.start ?? text.length);
  const gap = text.slice(end, Math.min(until, end + LONGEST_GAP));
  if (!ONE_LINE_END.test(gap)) return undefined;
  if (until === next.comment?.start) return next.about;
  const lineEnd = gap.indexOf("\n");
  return element && { element, column: lineEnd === -1 ? element.start - line : element.start - (end + lineEnd + 1) };
}

/** White space with no blank line in it. */
const ONE_LINE_END = /^[^\S\n]*\n?[^\S\n]*$/;
const LONGEST_GAP = 10_000;

/** The offset at which the line of each comment begins; behind a byte order mark, which takes no column. */
function lineStarts(text: string, comments: readonly TextRange[]): readonly number[] {
  let line = text.startsWith("\ufeff") ? 1 : 0;
  let lineEnd = text.indexOf("\n");
  return comments.map(({ start }) => {
    while (lineEnd !== -1 && lineEnd < start) {
      line = lineEnd + 1;
      lineEnd = text.indexOf("\n", line);
    }
    return line;
  });
}

/** Whether each comment has nothing but white space and other comments before it on its line. */
function ownLines(text: string, comments: readonly TextRange[], lines: readonly number[]): readonly boolean[] {
  const own: boolean[] = [];
  for (const [index, { start }] of comments.entries()) {
    const [line = 0, before] = [lines[index], comments[index - 1]];
    const isBehind = before !== undefined && before.end > line;
    const isBlank = /^\s*$/.test(text.slice(isBehind ? before.end : line, start));
    own.push(isBlank && (!isBehind || own[index - 1] === true));
  }
  return own;
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
