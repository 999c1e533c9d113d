/** JSON with a template sequence in each of its strings, spelled as a literal of HCL in any of the ways there are. */
import type { Step } from "../../../src/text/pointer.ts";
import type { TextRange } from "../../../src/text/positions.ts";

export interface Spelling {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** How much of `before` and `after` belongs to the literal. */
  readonly opening: number;
  readonly closing: number;
  /** Of text in which sequences are escaped. */
  readonly text: (content: string) => string;
  readonly sequence: (written: string) => string;
}

const same = (text: string) => text;
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
/** HCL knows fewer escapes than JSON. */
const inQuotes = (text: string) => text.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r");

export const spellings: readonly Spelling[] = [
  { name: "quoted string", before: 'a = "', after: '"\n', opening: 1, closing: 1, text: inQuotes, sequence: same },
  { name: "heredoc", before: "a = <<EOT\n", after: "\nEOT\n", opening: 6, closing: 4, text: same, sequence: same },
  { name: "file", before: "", after: "", opening: 0, closing: 0, text: same, sequence: same },
  { name: ".tf.json", before: '{"a": "', after: '"}', opening: 1, closing: 1, text: inJson, sequence: inJson },
];

/** The whole text, and the range in it of each value of the document, by its path. */
export function spell(document: unknown, sequence: string, spelling: Spelling): { readonly text: string; readonly places: ReadonlyMap<string, TextRange> } {
  const places = new Map<string, TextRange>();
  let text = spelling.before;
  const add = (content: string) => {
    text += spelling.text(content.replace(/([$%])\{/g, "$1$1{"));
  };
  const addAll = (entries: readonly (readonly [step: Step, value: unknown, key: string])[], path: readonly Step[]) => {
    for (const [index, [step, value, key]] of entries.entries()) {
      add(`${index === 0 ? "" : ", "}${key}`);
      write(value, [...path, step]);
    }
  };
  const write = (node: unknown, path: readonly Step[]) => {
    const start = text.length;
    if (Array.isArray(node)) {
      add("[");
      addAll(
        node.map((item, index) => [index, item, ""]),
        path,
      );
      add("]");
    } else if (typeof node === "object" && node !== null) {
      add("{");
      addAll(
        Object.entries(node).map(([key, value]) => [key, value, `${JSON.stringify(key)}: `]),
        path,
      );
      add("}");
    } else if (typeof node === "string") {
      add('"');
      text += spelling.sequence(sequence);
      add(JSON.stringify(node).slice(1));
    } else add(JSON.stringify(node));
    places.set(JSON.stringify(path), { start, end: text.length });
  };
  write(document, []);
  return { text: text + spelling.after, places };
}
