/**
 * From pointers to lines: once, at the end, and only in the files that findings point into.
 *
 * A pointer that can't be resolved is a bug of ours and stops the run; it never becomes line 1.
 */
import { locatePaths, type Path } from "../text/locate.ts";
import { type Pointer, pointerKey, stepsOf } from "../text/pointer.ts";
import type { SourceText, Span } from "../text/source-text.ts";
import type { Location } from "./report.ts";

/** The text of a file, or of one record of a recording. */
export type ReadText = (file: string, record?: number) => Promise<SourceText | undefined>;

/** With one text more, of a file that is no input. */
export function alsoReading(readText: ReadText, source: SourceText | undefined): ReadText {
  return source === undefined ? readText : async (file, record) => (file === source.file && record === undefined ? source : readText(file, record));
}

export interface Located {
  readonly locationOf: (pointer: Pointer) => Location | undefined;
  /** File → text, for code frames; the spans' offsets are offsets in it. Of a recording only the lines that are pointed at, at their places. */
  readonly sources: ReadonlyMap<string, string>;
}

interface Batch {
  readonly file: string;
  readonly record: number | undefined;
  readonly keys: string[];
  readonly paths: Path[];
}

export async function locatePointers(pointers: Iterable<Pointer>, readText: ReadText): Promise<Located> {
  const found = new Map<string, Location>();
  const texts = new Map<string, Excerpts>();
  for (const batch of batchesOf(pointers)) {
    const source = await readText(batch.file, batch.record);
    if (source === undefined) continue;
    const shift = place(texts, source);
    const spans = await locatePaths(source, batch.paths);
    for (const [index, span] of spans.entries()) {
      const key = batch.keys[index];
      if (span !== undefined && key !== undefined) found.set(key, { file: batch.file, span: shifted(span, shift) });
    }
  }
  return {
    locationOf: (pointer) => found.get(pointerKey(pointer)),
    sources: new Map([...texts].map(([file, { text }]) => [file, text])),
  };
}

/** What is shown of a file: all of it, or the lines of a recording that are pointed at, each at its own place. */
interface Excerpts {
  readonly text: string;
  readonly lines: number;
}

/** Adds a text to what is shown of its file, and tells the offset at which it begins there. Records come in order of their lines. */
function place(texts: Map<string, Excerpts>, { file, text, firstLine }: SourceText): number {
  const before = texts.get(file) ?? { text: "", lines: 1 };
  const padded = before.text + "\n".repeat(Math.max(0, firstLine - before.lines));
  texts.set(file, { text: padded + text, lines: firstLine });
  return padded.length;
}

function shifted(span: Span, by: number): Span {
  return by === 0 ? span : { ...span, startOffset: span.startOffset + by, endOffset: span.endOffset + by };
}

/** One read and one scan for each file or record, however many pointers go there. */
function batchesOf(pointers: Iterable<Pointer>): readonly Batch[] {
  const batches = new Map<string, Batch>();
  const seen = new Set<string>();
  for (const pointer of pointers) {
    const key = pointerKey(pointer);
    if (seen.has(key)) continue;
    seen.add(key);
    const { root, steps } = stepsOf(pointer);
    const id = `${root.file}\n${root.record ?? ""}`;
    let batch = batches.get(id);
    if (batch === undefined) {
      batch = { file: root.file, record: root.record, keys: [], paths: [] };
      batches.set(id, batch);
    }
    batch.keys.push(key);
    batch.paths.push(root.range === undefined ? { steps } : { steps, range: root.range });
  }
  return [...batches.values()].sort((a, b) => (a.record ?? 0) - (b.record ?? 0));
}
