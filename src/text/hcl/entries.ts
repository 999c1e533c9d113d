/**
 * Entries of objects that only a line end keeps apart. The grammar takes line ends for spaces, so `a = b` and `(c) = d` on the
 * next line begin with a call of `b` to it.
 */
import { follow, type Lexeme, lexemeAt, type Open } from "./lexing.ts";

/** The text with a comma in the place of a space between such entries, or undefined if there are none. */
export function separateEntries(text: string): string | undefined {
  const open: Open[] = [];
  let before: Lexeme | undefined;
  let onNewLine = false;
  let separated = "";
  let done = 0;
  for (let at = 0; at < text.length; ) {
    const lexeme = lexemeAt(text, at, open.at(-1));
    if (
      lexeme.kind === "open" &&
      lexeme.what === "(" &&
      open.at(-1)?.kind === "{" &&
      before?.kind === "word" &&
      onNewLine &&
      /\s/.test(text.charAt(before.end))
    ) {
      separated += `${text.slice(done, before.end)},`;
      done = before.end + 1;
    }
    follow(open, lexeme);
    if (lexeme.kind === "space" || lexeme.kind === "comment") onNewLine ||= text.slice(lexeme.start, lexeme.end).includes("\n");
    else {
      before = lexeme;
      onNewLine = false;
    }
    at = lexeme.end;
  }
  return done === 0 ? undefined : separated + text.slice(done);
}
