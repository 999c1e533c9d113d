/**
 * Where a text stops being HCL, and what could stand there.
 *
 * A tree with errors tells neither: the parser guesses how to go on, and an error's node may begin and end far from the
 * mistake. But while it works the parser can log its steps, and at the first mistake it says so, in a state that knows what
 * it expected. Logging makes it ten times slower, so it is turned on shortly before the mistake: the parser can be stopped and goes on later.
 */
import type { Node, Parser, ParseState, Tree } from "web-tree-sitter";

export interface ParserError {
  /** Where the parser stood: white space and comments may come before what it could not use. */
  readonly offset: number;
  /** The names of the grammar's symbols that could have come. */
  readonly expected: ReadonlySet<string>;
}

/** The parser counts bytes of UTF-16. */
const BYTES = 2;

/** The parser needs to see no more than the next word to know that it can't stand there. */
const LONGEST_WORD = 1000;

/** A text that is not HCL. The first error lies between the two offsets. */
export interface Unsound {
  readonly soundUntil: number;
  readonly brokenBy: number;
}

/** Guessing how to go on takes the parser far longer than reading, so it is stopped when it is seen at it. */
export function parseSound(parser: Parser, text: string): { readonly tree: Tree } | Unsound {
  let brokenBy = text.length;
  const stop = ({ currentOffset, hasError }: ParseState) => {
    if (hasError) brokenBy = currentOffset / BYTES + LONGEST_WORD;
    return hasError;
  };
  const tree = parser.parse(text, null, { progressCallback: stop });
  if (tree?.rootNode.hasError === false) return { tree };
  parser.reset();
  const broken = tree ?? parser.parse(text.slice(0, brokenBy));
  const soundUntil = broken === null ? 0 : firstBrokenItem(broken.rootNode);
  broken?.delete();
  return { soundUntil, brokenBy };
}

export function findParserError(parser: Parser, text: string, { soundUntil, brokenBy }: Unsound): ParserError {
  const enough = text.slice(0, brokenBy);
  stopBefore(parser, enough, soundUntil * BYTES);
  const found = firstLogged(parser, enough);
  parser.reset();
  return found;
}

/** The start of the first item of a body that is not sound. */
function firstBrokenItem(root: Node): number {
  let offset = 0;
  let at: Node | undefined = root;
  while (at !== undefined) {
    const broken: Node | undefined = at.children.find((child) => child.hasError || child.isMissing);
    if (broken === undefined || broken.isMissing) return offset;
    offset = broken.startIndex;
    at = !broken.isError && (broken.type === "body" || broken.type === "block") ? broken : undefined;
  }
  return offset;
}

/** Leaves the parser in the middle of the text. It can be stopped after every hundredth step only, so those are counted first. */
function stopBefore(parser: Parser, text: string, byte: number): void {
  let stops = 0;
  parse(parser, text, (current) => {
    if (current >= byte) return true;
    stops += 1;
    return false;
  });
  parser.reset();
  if (stops === 0) return;
  parse(parser, text, () => {
    stops -= 1;
    return stops === 0;
  });
}

function firstLogged(parser: Parser, text: string): ParserError {
  let place = "";
  let found: string | undefined;
  parser.setLogger((message, isLexer) => {
    if (isLexer || found !== undefined) return;
    if (message.startsWith("process ")) place = message;
    else if (message.startsWith("detect_error ")) found = place;
  });
  parse(parser, text, () => found !== undefined);
  parser.setLogger(null);
  const [state = 0, row = 0, column = 0] = (found?.match(/state:(\d+), row:(\d+), col:(\d+)/) ?? []).slice(1).map(Number);
  return { offset: lineStart(text, row) + column / BYTES, expected: expectedIn(parser, state) };
}

function expectedIn(parser: Parser, state: number): ReadonlySet<string> {
  const symbols = parser.language?.lookaheadIterator(state);
  const expected = new Set(symbols ?? []);
  symbols?.delete();
  return expected;
}

function parse(parser: Parser, text: string, stop: (byte: number) => boolean): void {
  parser.parse(text, null, { progressCallback: ({ currentOffset }) => stop(currentOffset) })?.delete();
}

function lineStart(text: string, row: number): number {
  let start = 0;
  for (let line = 0; line < row; line += 1) start = text.indexOf("\n", start) + 1;
  return start;
}
