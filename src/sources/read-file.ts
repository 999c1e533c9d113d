/**
 * One input opened: as text, or as a stream where it is a recording. And any input again, for showing places in it.
 */
import { closeSync, createReadStream, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import type { SourceText } from "../text/source-text.ts";
import { beginsRecording } from "./detect.ts";
import { readFailure } from "./find-files.ts";
import { decode, MAX_TEXT_BYTES } from "./read-text.ts";
import type { LineIndex } from "./recording/index.ts";
import { isGzip, unpacked, unpackHead } from "./recording/unpack.ts";
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

/** `instead`: texts, by file as shown, that are read in the place of what the files hold. */
export function createFiles(stdin: AsyncIterable<Uint8Array> | undefined, instead: ReadonlyMap<string, string> = new Map()): Files {
  let kept: Promise<Buffer> | undefined;
  const standardInput = (): Promise<Buffer> => {
    kept ??= collect(stdin);
    return kept;
  };

  const bytes = async (input: InputFile, start = 0, end?: number): Promise<Buffer> => {
    const path = input.absolutePath;
    const text = path === undefined ? undefined : instead.get(input.file);
    if (text !== undefined) return Buffer.from(text);
    if (path === undefined) {
      const content = await standardInput();
      return isGzip(content) ? partOf(unpacked(once(content)), start, end) : content.subarray(start, end);
    }
    const isPacked = withOpen(path, (descriptor) => isGzip(readPart(descriptor, 0, 2)));
    if (isPacked) return partOf(unpacked(chunksOf(path)), start, end);
    return withOpen(path, (descriptor) => (start === 0 && end === undefined ? readFileSync(descriptor) : readPart(descriptor, start, end)));
  };

  const openInput = async (input: InputFile): Promise<Opened> => {
    if (input.absolutePath === undefined) {
      if (stdin === undefined) return problem(input, "standard input is not available");
      const content = await standardInput();
      if (isGzip(content)) return packed(input, content.subarray(0, HEAD_BYTES), once(content));
      return isRecording(content.subarray(0, HEAD_BYTES)) ? { kind: "recording", chunks: once(content) } : textOf(input, content);
    }
    const path = input.absolutePath;
    const text = instead.get(input.file);
    if (text !== undefined) return { kind: "text", text };
    try {
      return withOpen(path, (descriptor) => {
        const head = readPart(descriptor, 0, HEAD_BYTES);
        if (isGzip(head)) return packed(input, head, chunksOf(path));
        if (isRecording(head)) return { kind: "recording", chunks: chunksOf(path) };
        const { size } = fstatSync(descriptor);
        if (size > MAX_TEXT_BYTES)
          return problem(
            input,
            `the file has ${Math.round(size / 1_000_000)} MB; more than ${MAX_TEXT_BYTES / 1_000_000} MB are read from recordings only`,
            "record the account instead, or split the file",
          );
        return textOf(input, readFileSync(descriptor));
      });
    } catch (error) {
      return problem(input, readFailure(error));
    }
  };

  return { open: openInput, bytes };
}

/**
 * Files are read synchronously: nothing else waits meanwhile, and a round through the thread pool for each of many small
 * files costs more than reading them.
 */
function withOpen<T>(path: string, read: (descriptor: number) => T): T {
  const descriptor = openSync(path, "r");
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Does not move the descriptor's position. */
function readPart(descriptor: number, start: number, end: number | undefined): Buffer {
  const buffer = Buffer.alloc(Math.max(0, (end ?? fstatSync(descriptor).size) - start));
  return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, start));
}

function isRecording(head: Buffer): boolean {
  return beginsRecording(head.toString("utf8").replace(/^\uFEFF/, ""));
}

function packed(input: InputFile, head: Buffer, chunks: AsyncIterable<Buffer>): Opened {
  const begin = unpackHead(head);
  if (begin !== undefined && isRecording(begin)) return { kind: "recording", chunks: unpacked(chunks) };
  return problem(input, "the file is compressed and holds no recording", "unpack it: only recordings are read as they are packed");
}

/** A part of a stream, which has to be read from its beginning. */
async function partOf(chunks: AsyncIterable<Buffer>, start: number, end: number | undefined): Promise<Buffer> {
  const parts: Buffer[] = [];
  let offset = 0;
  for await (const chunk of chunks) {
    parts.push(chunk.subarray(Math.max(0, start - offset), end === undefined ? undefined : Math.max(0, end - offset)));
    offset += chunk.length;
    if (end !== undefined && offset >= end) break;
  }
  return Buffer.concat(parts);
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    if (Buffer.isBuffer(chunk)) yield chunk;
  }
}

/** A ZIP archive begins so; a plan as `terraform plan -out` writes it is one that holds a file of this name. */
const ZIP = "PK\u0003\u0004";

function isBinaryPlan(content: Buffer): boolean {
  return content.subarray(0, 4).toString("latin1") === ZIP && content.includes("tfplan");
}

function textOf(input: InputFile, content: Buffer): Opened {
  if (isBinaryPlan(content))
    return problem(
      input,
      "this is a plan as Terraform stores it, not JSON",
      input.absolutePath === undefined
        ? "make JSON of it: terraform show -json tfplan | lint-roles -"
        : `make JSON of it: terraform show -json ${input.file} > plan.json`,
    );
  const decoded = decode(content);
  if (decoded.ok) return decoded.text.trim() === "" ? { kind: "empty" } : { kind: "text", text: decoded.text };
  return {
    kind: "problem",
    problem: {
      file: input.file,
      message: decoded.message,
      ...(decoded.help === undefined ? {} : { help: decoded.help }),
      ...(decoded.span === undefined ? {} : { span: decoded.span }),
    },
  };
}

function problem(input: InputFile, message: string, help?: string): Opened {
  return { kind: "problem", problem: { file: input.file, message, ...(help === undefined ? {} : { help }) } };
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

/** HCL by its name. JSON where the text begins like it; a `.json` file is never YAML, whatever it begins with. */
export function formatOf(file: string, text: string): SourceText["format"] {
  if (/\.(?:tf|tofu|tfvars)$/.test(file)) return "hcl";
  return /\.(?:json|jsonl|ndjson)$/i.test(file) || /^\s*[{[]/.test(text) ? "json" : "yaml";
}
