/** What a piece of text is, for the eye. */
export type Style = "error" | "warning" | "note" | "good" | "strong" | "frame" | "faint";

/** Marks a piece of one line; never to be given a line feed, so that no style runs over a margin. */
export type Paint = (style: Style, text: string) => string;

// SGR parameters (ECMA-48): the eight colours that every terminal theme maps, and bold and dim.
const CODES: Readonly<Record<Style, string>> = {
  error: "1;31",
  warning: "1;33",
  note: "1;36",
  good: "32",
  strong: "1",
  frame: "34",
  faint: "2",
};

const plain: Paint = (_style, text) => text;
const ansi: Paint = (style, text) => (text === "" ? "" : `\u001b[${CODES[style]}m${text}\u001b[0m`);

export function painter(color: boolean): Paint {
  return color ? ansi : plain;
}
