/**
 * Bytes to text, strictly: what is not UTF-8 is refused with the place of the first bad byte, never replaced or guessed.
 */
import { isUtf8 } from "node:buffer";
import type { Span } from "../text/source-text.ts";

/** V8's longest string is a little over 512 million units; a file above this many bytes is not read as one text. */
export const MAX_TEXT_BYTES = 512_000_000;

export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly help?: string; readonly span?: Span };

/** UTF-8 bytes as text, without a byte order mark. Refuses UTF-16, invalid UTF-8 and NUL bytes. */
export function decode(bytes: Buffer): Decoded {
  const mark = bytes.subarray(0, 2).toString("hex");
  if (mark === "fffe" || mark === "feff") {
    return {
      ok: false,
      message: "the file is encoded as UTF-16; expected UTF-8",
      help: "save it as UTF-8 (in Windows PowerShell, `>` writes UTF-16: use `| Out-File -Encoding utf8`)",
    };
  }
  const start = bytes.subarray(0, 3).toString("hex") === "efbbbf" ? 3 : 0;
  const content = start === 0 ? bytes : bytes.subarray(start);
  if (!isUtf8(content)) {
    const at = firstBadByte(content);
    const value = (content[at] ?? 0).toString(16).padStart(2, "0");
    return { ok: false, message: `the file is not valid UTF-8: byte 0x${value}`, help: "save it as UTF-8", span: byteSpan(content, at) };
  }
  const nul = content.indexOf(0);
  if (nul >= 0) {
    return {
      ok: false,
      message: "the file holds a NUL byte; expected text",
      help: "check that the file was written completely and is not a binary file",
      span: byteSpan(content, nul),
    };
  }
  return { ok: true, text: content.toString("utf8") };
}

/** The index of the byte at which the text stops being valid UTF-8 (RFC 3629). */
function firstBadByte(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Bytes of the character that begins at `at`; 0 where none does. */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** The place of one byte of UTF-8 that is valid up to there. */
function byteSpan(bytes: Buffer, at: number): Span {
  const lineStart = at === 0 ? 0 : bytes.lastIndexOf(0x0a, at - 1) + 1;
  let line = 1;
  for (let next = bytes.indexOf(0x0a); next >= 0 && next < lineStart; next = bytes.indexOf(0x0a, next + 1)) line++;
  const column = bytes.toString("utf8", lineStart, at).length + 1;
  const offset = bytes.toString("utf8", 0, lineStart).length + column - 1;
  return { startLine: line, startColumn: column, endLine: line, endColumn: column + 1, startOffset: offset, endOffset: offset + 1 };
}
