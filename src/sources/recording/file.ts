/**
 * A recording as a file: written line by line as answers come, so that a run that is killed leaves a recording of what it had. A file
 * named `….gz` is compressed on the way, and made safe after every line all the same.
 */
import { closeSync, constants, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createGzip, constants as zlibConstants } from "node:zlib";
import { type AwsRecord, recordLine } from "./records.ts";

export interface RecordingFile {
  /** Resolves when the line is in the file. */
  readonly write: (record: AwsRecord) => Promise<void>;
  /** Writes the first line, where no record has done so yet. */
  readonly begin: () => Promise<void>;
  /** A recording with this line is whole. Call once, last. */
  readonly end: (line: object) => Promise<void>;
  /** Closes the file without saying that it is whole. */
  readonly leave: () => Promise<void>;
}

/**
 * Opens a recording for writing, at its end; `header`: its first line, written with the first record: a run that gets no answer at all
 * leaves a file of before as it was, unless `append` has kept of it what counts. Throws what the file system throws.
 */
export function createRecordingFile(path: string, header: object, append: boolean): RecordingFile {
  let output: Output | undefined;
  const begun = async (): Promise<Output> => {
    if (output === undefined) {
      output = openOutput(path, append);
      await output.write(`${JSON.stringify(header)}\n`);
    }
    return output;
  };
  const line = async (text: string): Promise<void> => (await begun()).write(`${text}\n`);
  const close = async (): Promise<void> => {
    await output?.close();
    output = undefined;
  };
  return {
    write: (record) => line(recordLine(record)),
    begin: async () => void (await begun()),
    end: async (last) => {
      await line(JSON.stringify(last));
      await close();
    },
    leave: close,
  };
}

interface Output {
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Readable for its owner alone: a recording tells who may do what in an account. */
const OWNER_ONLY = 0o600;

function openOutput(path: string, append: boolean): Output {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | (append ? constants.O_APPEND : 0), OWNER_ONLY);
  if (!append) truncate(descriptor);
  if (isCompressed(path)) return compressed(descriptor);
  return {
    write: (text) => {
      writeAll(descriptor, Buffer.from(text));
      return Promise.resolve();
    },
    close: () => {
      closeSync(descriptor);
      return Promise.resolve();
    },
  };
}

/** A pipe or a device (`/dev/stdout`) can't be cut short, and need not be. */
function truncate(descriptor: number): void {
  try {
    ftruncateSync(descriptor);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EINVAL")) throw error;
  }
}

function isCompressed(path: string): boolean {
  return path.endsWith(".gz");
}

/** Lines are written one after the other: the dictionary is shared, and a flush after each leaves nothing behind in memory. */
function compressed(descriptor: number): Output {
  const gzip = createGzip();
  let failure: unknown;
  gzip.on("data", (chunk: Buffer) => {
    try {
      writeAll(descriptor, chunk);
    } catch (error) {
      failure ??= error;
    }
  });
  let queue = Promise.resolve();
  const inTurn = (step: (done: () => void) => void): Promise<void> => {
    queue = queue
      .then(() => new Promise<void>((resolve) => step(resolve)))
      .then(() => {
        if (failure !== undefined) throw failure;
      });
    return queue;
  };
  return {
    write: (text) => inTurn((done) => void gzip.write(text, () => gzip.flush(zlibConstants.Z_SYNC_FLUSH, done))),
    close: async () => {
      try {
        await inTurn((done) => void gzip.once("end", done).end());
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}
