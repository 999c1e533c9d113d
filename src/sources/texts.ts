/**
 * The texts that findings point into: kept while they are small, else read again when a place in them is to be shown.
 */
import type { SourceText } from "../text/source-text.ts";
import type { MemoryRecording } from "./aws-live/memory.ts";
import { type Files, formatOf, sourceText } from "./read-file.ts";
import type { LineIndex } from "./recording/index.ts";
import type { InputFile } from "./types.ts";

/** The text of a file that was read, or of one record of a recording; undefined if it was not, or is gone. */
export type ReadText = (file: string, record?: number) => Promise<SourceText | undefined>;

/** Characters of texts that are kept rather than read again where a place in them is to be shown. */
const ROOM = { json: 64_000_000, yaml: 2_000_000, hcl: 32_000_000 };

/** What stands in every directive, be it a comment or metadata: a text without it needs no second look. */
const MARK = "lint-roles";

/**
 * YAML takes far more room than its characters, as its tree is kept along with it. `marked`: those in which a directive may stand, kept
 * in any case.
 */
export function keeper(kept: Map<string, SourceText>, marked: Map<string, SourceText>): (file: string, text: string) => SourceText {
  const room = { ...ROOM };
  return (file, text) => {
    const source: SourceText = { file, format: formatOf(file, text), text, firstLine: 1 };
    room[source.format] -= text.length;
    if (room[source.format] >= 0) kept.set(file, source);
    // JSON has no comments: there it is the key of metadata.
    if (text.includes(source.format === "json" ? `"${MARK}"` : MARK)) marked.set(file, source);
    return source;
  };
}

interface Texts {
  readonly files: Files;
  /** By the file as shown. */
  readonly inputs: ReadonlyMap<string, InputFile>;
  readonly lines: ReadonlyMap<string, LineIndex>;
  readonly kept: ReadonlyMap<string, SourceText>;
  readonly live: MemoryRecording | undefined;
}

/** A text is read again at most once: what shows places asks often, and remembers by the text it got. */
export function textReader(session: Texts): ReadText {
  const texts = new Map<string, Promise<SourceText | undefined>>();
  return (file, record) => {
    const held = session.live?.textOf(file);
    if (held !== undefined) return Promise.resolve({ file, format: "json", text: held, firstLine: 1 });
    const input = session.inputs.get(file);
    if (input === undefined) return Promise.resolve(undefined);
    const key = `${file}\u0000${record ?? ""}`;
    const kept = record === undefined ? session.kept.get(file) : undefined;
    const text =
      texts.get(key) ?? (kept === undefined ? undefined : Promise.resolve(kept)) ?? sourceText(session.files, input, session.lines.get(file), record);
    texts.set(key, text);
    return text;
  };
}
