/**
 * One input opened: as text, or as a stream where it is a recording. And any input again, for showing places in it.
 */
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import type { SourceText } from "../text/source-text.ts";
import { beginsRecording } from "./detect.ts";
import { readFailure } from "./find-files.ts";
import { MAX_TEXT_BYTES, decode } from "./read-text.ts";
import type { LineIndex } from "./recording/index.ts";
import type { InputFile, InputProblem } from "./types.ts";

/** Enough to tell a recording by its first line's first member. */
const HEAD_BYTES = 4096;
const CHUNK_BYTES = 1 << 20;

export type Opened =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "recording"; readonly chunks: AsyncIterable<Buffer> }
  | { readonly kind: "empty" }
  | { readonly kind: "problem"; readonly problem: InputProblem };

/** Standard input is read once and kept, as it can't be opened again. */
export interface Files {
  readonly open: (input: InputFile) => Promise<Opened>;
  /** The bytes of a file that was opened, or a part of them: from `start` up to, not including, `end`. */
  readonly bytes: (input: InputFile, start?: number, end?: number) => Promise<Buffer>;
}

export function createFiles(stdin: AsyncIterable<Uint8Array> | undefined): Files {
  let kept: Promise<Buffer> | undefined;
  const standardInput = (): Promise<Buffer> => {
    kept ??= collect(stdin);
    return kept;
  };

  const bytes = async (input: InputFile, start = 0, end?: number): Promise<Buffer> => {
    if (input.absolutePath === undefined) return (await standardInput()).subarray(start, end);
    return end === undefined && start === 0 ? readFile(input.absolutePath) : readPart(input.absolutePath, start, end);
  };

  const openInput = async (input: InputFile): Promise<Opened> => {
    if (input.absolutePath === undefined && stdin === undefined) return problem(input, "standard input is not available");
    try {
      const head = await bytes(input, 0, HEAD_BYTES);
      if (head.length === 0) return { kind: "empty" };
      if (beginsRecording(head.toString("utf8").replace(/^\uFEFF/, ""))) return { kind: "recording", chunks: chunksOf(input, input.absolutePath === undefined ? await standardInput() : undefined) };
      const size = await sizeOf(input);
      if (size > MAX_TEXT_BYTES) return problem(input, `the file has ${Math.round(size / 1_000_000)} MB; more than ${MAX_TEXT_BYTES / 1_000_000} MB are read from recordings only`, "record the account instead, or split the file");
      return textOf(input, await bytes(input));
    } catch (error) {
      return problem(input, readFailure(error));
    }
  };

  const sizeOf = async (input: InputFile): Promise<number> => {
    if (input.absolutePath === undefined) return (await standardInput()).length;
    const handle = await open(input.absolutePath, "r");
    try {
      return (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  };

  return { open: openInput, bytes };
}

async function* chunksOf(input: InputFile, content: Buffer | undefined): AsyncGenerator<Buffer> {
  if (content !== undefined || input.absolutePath === undefined) {
    if (content !== undefined) yield content;
    return;
  }
  for await (const chunk of createReadStream(input.absolutePath, { highWaterMark: CHUNK_BYTES })) {
    if (Buffer.isBuffer(chunk)) yield chunk;
  }
}

function textOf(input: InputFile, content: Buffer): Opened {
  const decoded = decode(content);
  if (decoded.ok) return decoded.text.trim() === "" ? { kind: "empty" } : { kind: "text", text: decoded.text };
  return {
    kind: "problem",
    problem: { file: input.file, message: decoded.message, ...(decoded.help === undefined ? {} : { help: decoded.help }), ...(decoded.span === undefined ? {} : { span: decoded.span }) },
  };
}

function problem(input: InputFile, message: string, help?: string): Opened {
  return { kind: "problem", problem: { file: input.file, message, ...(help === undefined ? {} : { help }) } };
}

async function readPart(path: string, start: number, end: number | undefined): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const length = (end ?? (await handle.stat()).size) - start;
    const buffer = Buffer.alloc(Math.max(0, length));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function collect(stream: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What an input says, again: for showing a place in it. With `record`, that line of a recording alone. */
export async function sourceText(files: Files, input: InputFile, lines: LineIndex | undefined, record: number | undefined): Promise<SourceText | undefined> {
  const start = record === undefined ? 0 : lines?.offsets[record - 1];
  const end = record === undefined ? undefined : lines?.offsets[record];
  if (start === undefined || (record !== undefined && end === undefined)) return undefined;
  try {
    const decoded = decode(await files.bytes(input, start, end));
    if (!decoded.ok) return undefined;
    const text = record === undefined ? decoded.text : decoded.text.replace(/\r?\n$/, "");
    return { file: input.file, format: formatOf(input.file, text), text, firstLine: record ?? 1 };
  } catch {
    // Gone since it was read: the finding is then shown without its code.
    return undefined;
  }
}

/** JSON where the text begins like it; a `.json` file is never YAML, whatever it begins with. */
export function formatOf(file: string, text: string): "json" | "yaml" {
  return /\.(?:json|jsonl|ndjson)$/i.test(file) || /^\s*[{[]/.test(text) ? "json" : "yaml";
}
