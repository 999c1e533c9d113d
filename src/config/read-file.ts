/** A file of ours, read: bounded, decoded, and in words of why not. */
import { createReadStream } from "node:fs";
import { decode } from "../sources/read-text.ts";
import type { Span } from "../text/source-text.ts";

export type ReadFile =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: "missing" | "other"; readonly message: string; readonly help?: string; readonly span?: Span };

/** `what`: "baseline". A pipe, too, as in `--baseline <(git show main:baseline.json)`. Never throws for what is there, or not. */
export async function readOwnFile(path: string, what: string, maxBytes: number): Promise<ReadFile> {
  let bytes: Buffer;
  try {
    bytes = await readBytes(path, maxBytes);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return { ok: false, why: isMissing ? "missing" : "other", message: `the ${what} can't be read: ${failure(error)}` };
  }
  if (bytes.length > maxBytes) return { ok: false, why: "other", message: `the file has more than ${maxBytes / 1_000_000} MB, which no ${what} has` };
  const decoded = decode(bytes);
  return decoded.ok ? decoded : { ...decoded, why: "other" };
}

async function readBytes(path: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // `end` is inclusive: one byte more than is allowed tells that there is more.
  for await (const chunk of createReadStream(path, { end: maxBytes })) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function failure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "it is a folder";
  return code === "EACCES" || code === "EPERM" ? "no permission to read it" : error.message;
}
