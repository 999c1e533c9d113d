/**
 * Texts as an editor of one document sees them. JSON that stands in a string with backslashes (a policy as text in a JSON template, a `.tf.json`
 * file or a quoted string of HCL) is read without them, and what is put there is written with them.
 */
import { EMBEDDED, type Pointer, stepsOf } from "../text/pointer.ts";
import type { TextRange } from "../text/positions.ts";
import type { Span } from "../text/source-text.ts";
import type { Located } from "./locate.ts";

export interface View {
  readonly text: string;
  /** A span of the file in `text`; undefined where it does not begin and end between characters of it. */
  readonly within: (span: Span) => Span | undefined;
  /** An offset of `text` in the file. */
  readonly offsetOf: (offset: number) => number;
  /** What is put in, as the file has to have it. */
  readonly written: (text: string) => string;
}

/** The places, and those of the strings that they are in: to be located before `viewAt` is called. */
export function withStrings(places: readonly Pointer[]): readonly Pointer[] {
  return places.flatMap((at) => [at, stringAround(at)]).filter((at) => at !== undefined);
}

/** The string that a path goes on inside of. Undefined where it goes into none, or its range is known. */
function stringAround(at: Pointer): Pointer | undefined {
  const { root } = stepsOf(at);
  let found: Pointer | undefined;
  for (let place = at; place.kind === "child"; place = place.parent) if (place.step === EMBEDDED) found = place.parent;
  return root.range === undefined ? found : undefined;
}

/** Of the file that `at` is in. Undefined for JSON in a string in a string, and where not all of the string's escapes are plain ones. */
export function viewAt(at: Pointer, source: string, located: Located): View | undefined {
  const { root, steps } = stepsOf(at);
  const depth = steps.filter((step) => step === EMBEDDED).length;
  if (depth === 0) return plain(source);
  if (depth > 1) return undefined;
  const around = stringAround(at);
  const span = around && located.locationOf(around)?.span;
  const range = root.range ?? (span && { start: span.startOffset, end: span.endOffset });
  if (range === undefined) return undefined;
  return source.charAt(range.start) === '"' ? unescaped(source, range) : plain(source);
}

function plain(text: string): View {
  return { text, within: (span) => span, offsetOf: (offset) => offset, written: (put) => put };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** `range`: of a string with its quotes. The few escapes that JSON, YAML and HCL have in common. */
function unescaped(source: string, { start, end }: TextRange): View | undefined {
  const starts: number[] = [];
  let text = "";
  let at = start + 1;
  while (at < end - 1) {
    const isEscape = source.charAt(at) === "\\";
    const code = isEscape ? /^u([0-9A-Fa-f]{4})/.exec(source.slice(at + 1, at + 6))?.[1] : undefined;
    const character = isEscape ? (code === undefined ? ESCAPES.get(source.charAt(at + 1)) : String.fromCharCode(Number.parseInt(code, 16))) : source.charAt(at);
    // A line feed in a string of YAML stands for a space.
    if (character === undefined || (!isEscape && character === "\n")) return undefined;
    starts.push(at);
    text += character;
    at += isEscape ? (code === undefined ? 2 : 6) : 1;
  }
  starts.push(end - 1);
  const offsets = new Map(starts.map((offset, index) => [offset, index]));
  return {
    text,
    within: (span) => {
      const [startOffset, endOffset] = [offsets.get(span.startOffset), offsets.get(span.endOffset)];
      return startOffset === undefined || endOffset === undefined ? undefined : { ...span, startOffset, endOffset };
    },
    offsetOf: (offset) => starts[offset] ?? end - 1,
    written: (put) => JSON.stringify(put).slice(1, -1),
  };
}
