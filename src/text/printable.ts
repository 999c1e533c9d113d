/**
 * Text from the input, made safe to show.
 *
 * What is escaped: control characters (they drive terminals), bidirectional controls (they make a reader see another order
 * than the machine, CVE-2021-42574), characters without width, line separators that only some viewers break at, tag
 * characters (invisible ASCII), and surrogates without their other half (they can't be written as UTF-8).
 */

const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** `text` with every character that can't be seen written as `\u{1b}`, line ends and tabs too; all others kept. */
export function printable(text: string): string {
  return text.replace(HIDDEN, visible);
}

/** The same for a line of code that is shown with a caret under it: a tab becomes one space, so columns still count. */
export function printableLine(text: string): string {
  return text.replace(HIDDEN, (character) => (character === "\t" ? " " : visible(character)));
}

/** Code with every character that can't be seen written as `\u001b`, which strings of most languages take for it; line ends are kept. */
export function printableCode(code: string): string {
  return code.replace(HIDDEN, (character) => (character === "\n" || character === "\t" ? character : escapedUnits(character)));
}

/** As `\uXXXX`, a pair of surrogates as two. */
export function escapedUnits(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

function visible(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
