import { cellWidth } from "./cells.ts";

/** Narrower than this, text is no longer readable: the terminal may break it instead. */
const NARROWEST = 24;

/**
 * Text broken at spaces into lines of at most `width` cells. Words are never broken, so that an ARN or a path can be copied
 * whole. Without a width (a file, a CI log) the text stays on one line.
 */
export function wrap(text: string, width: number | undefined): readonly string[] {
  if (width === undefined) return [text];
  const limit = Math.max(width, NARROWEST);
  const lines: string[] = [];
  let line = "";
  let cells = 0;
  for (const word of text.split(" ")) {
    const wordCells = cellWidth(word);
    if (line !== "" && cells + 1 + wordCells > limit) {
      lines.push(line);
      line = word;
      cells = wordCells;
    } else {
      cells += wordCells + (line === "" ? 0 : 1);
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
