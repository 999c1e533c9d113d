/**
 * Lines of bytes out of chunks of bytes, holding no more than one line at a time.
 */

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Of its first byte in the file. */
  readonly offset: number;
  /** Without the line feed; undefined where the line is longer than the limit. */
  readonly bytes: Buffer | undefined;
  /** A line feed follows: the line was written to its end. */
  readonly ended: boolean;
}

/** Lines end with a line feed. A line above `limit` bytes is passed over, not kept. Nothing after the last line feed: no line. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Line> {
  let number = 1;
  let offset = 0;
  let parts: Buffer[] = [];
  let length = 0;
  const line = (ended: boolean): Line => ({ number, offset, bytes: length > limit ? undefined : parts.length === 1 ? parts[0] : Buffer.concat(parts), ended });
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      length += end - from;
      if (length <= limit) parts.push(chunk.subarray(from, end));
      yield line(true);
      number++;
      offset += length + 1;
      parts = [];
      length = 0;
      from = end + 1;
    }
    length += chunk.length - from;
    if (length > limit) parts = [];
    else if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (length > 0) yield line(false);
}
