import { escapedUnits } from "../text/printable.ts";

/** What `printable` makes visible and `JSON.stringify` leaves as it is: DEL and C1 controls, bidi and zero-width characters, tags. */
const HIDDEN = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * `value` as indented JSON with a line feed at its end. What could drive a terminal or fool a reader's eye is written as
 * `\uXXXX`: the same data to a parser (such characters occur inside strings only), harmless when shown.
 */
export function safeJson(value: unknown): string {
  return `${escapeHidden(JSON.stringify(value, undefined, 2))}\n`;
}

/** The same for JSON that is written already. */
export function escapeHidden(json: string): string {
  return json.replace(HIDDEN, escapedUnits);
}
