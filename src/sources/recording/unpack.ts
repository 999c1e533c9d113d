/**
 * Recordings that are compressed. A run that was killed leaves a stream without an end: what was written before can be read.
 */
import { Readable } from "node:stream";
import { constants, createGunzip, gunzipSync } from "node:zlib";

/** https://www.rfc-editor.org/rfc/rfc1952#page-6 */
export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

const TOLERANT = { finishFlush: constants.Z_SYNC_FLUSH };

/** The first bytes, unpacked as far as they go; undefined where they are no gzip. */
export function unpackHead(head: Buffer): Buffer | undefined {
  try {
    return gunzipSync(head, TOLERANT);
  } catch {
    return undefined;
  }
}

/** More is no recording of an account, but something made to fill a disk: gzip packs a thousand to one. */
const MOST_BYTES = 64_000_000_000;

/** Unpacked as a stream, never held whole. Throws where the bytes are no gzip, or too many. */
export async function* unpacked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const packed = Readable.from(chunks, { objectMode: false });
  const gunzip = createGunzip(TOLERANT);
  packed.once("error", (error) => gunzip.destroy(error));
  let length = 0;
  try {
    for await (const chunk of packed.pipe(gunzip)) {
      if (!Buffer.isBuffer(chunk)) continue;
      length += chunk.length;
      if (length > MOST_BYTES) throw new Error(`unpacked it has more than ${MOST_BYTES / 1_000_000_000} GB`);
      yield chunk;
    }
  } finally {
    // Whoever stops before the end leaves no file open.
    packed.destroy();
    gunzip.destroy();
  }
}
