/**
 * AWS itself as an input. A live run is a recording: of a file, which is then read like any other, or of memory.
 */
import { resolve } from "node:path";
import type { Inventory } from "../model/inventory.ts";
import { type AwsReader, createAwsReader } from "./aws-json/index.ts";
import type { MemoryRecording } from "./aws-live/memory.ts";
import type { LiveResult, LiveScope } from "./aws-live/scope.ts";
import type { Tally } from "./aws-live/tally.ts";
import type { JsonObject } from "./json.ts";
import { createFiles } from "./read-file.ts";
import { createRecordingFile } from "./recording/file.ts";
import { RECORDING_VERSION, readRecording } from "./recording/index.ts";
import { type AwsRecord, type RecordSink, recordLine } from "./recording/records.ts";
import type { SourceOptions } from "./types.ts";

/** What a live run is asked for, and what it needs of the layers above. */
export interface LiveInput {
  readonly scope: LiveScope;
  /** Roles that chains need and the inventory does not hold: ARNs. */
  readonly rolesNeeded: (inventory: Inventory) => readonly string[];
  readonly onTally: ((tally: Tally) => void) | undefined;
  /** Who records, for the first line: `lint-roles 0.1.0`. */
  readonly tool: string;
}

/** Where a recording goes: a file, by its absolute path, or somewhere line by line. */
export type RecordingTarget =
  | { readonly kind: "file"; readonly path: string; readonly resume: boolean }
  | { readonly kind: "stream"; readonly write: (text: string) => void };

export function fileTarget(file: string, cwd: string, resume: boolean): RecordingTarget {
  return { kind: "file", path: resolve(cwd, file), resume };
}

/** Records what the scope takes. Throws what the file system throws. */
export async function recordAws(live: LiveInput, target: RecordingTarget, options: SourceOptions): Promise<LiveResult> {
  const { readAws, outlineOf } = await import("./aws-live/index.ts");
  const answers = target.kind === "file" && target.resume ? await (await import("./recording/resume.ts")).resumeRecording(target.path, outlineOf) : undefined;
  const output =
    target.kind === "file"
      ? recordIntoFile(target.path, live, answers !== undefined && answers.size > 0, options)
      : recordIntoStream(target.write, live, options);
  const io = { sink: output, answered: answers && ((key: string) => answers.get(key)), rolesNeeded: live.rolesNeeded, onProgress: live.onTally };
  const result = await readAws(live.scope, io);
  // A recording in which something failed is not whole: what is missing can be asked for again.
  await (result.problems.length === 0 ? output.end({ recording: RECORDING_VERSION, state: "whole", time: new Date().toISOString() }) : output.leave());
  return result;
}

/** Records in memory; `reader` gets it all. */
export async function recordInMemory(live: LiveInput, reader: AwsReader): Promise<{ readonly result: LiveResult; readonly memory: MemoryRecording }> {
  const [{ readAws }, { createMemoryRecording }] = await Promise.all([import("./aws-live/index.ts"), import("./aws-live/memory.ts")]);
  const memory = createMemoryRecording(reader);
  const result = await readAws(live.scope, { sink: memory, answered: undefined, rolesNeeded: live.rolesNeeded, onProgress: live.onTally });
  return { result, memory };
}

interface RecordingOutput extends RecordSink {
  readonly end: (line: JsonObject) => Promise<void>;
  readonly leave: () => Promise<void>;
}

function headerOf({ tool, scope }: LiveInput): JsonObject {
  const { profile: _, externalId: __, ...told } = scope;
  return { recording: RECORDING_VERSION, state: "begun", tool, time: new Date().toISOString(), scope: told };
}

function recordIntoFile(path: string, live: LiveInput, append: boolean, options: SourceOptions): RecordingOutput {
  const file = createRecordingFile(path, headerOf(live), append);
  return { ...file, soFar: () => inventoryOf(path, options) };
}

/** What was recorded so far, read again: rather than held in memory, as it is seldom asked for. */
async function inventoryOf(path: string, options: SourceOptions): Promise<Inventory> {
  const reader = createAwsReader(options);
  const opened = await createFiles(undefined).open({ file: path, absolutePath: path, named: true });
  if (opened.kind === "recording") await readRecording(opened.chunks, path, reader, () => undefined);
  return reader.finish().inventory;
}

/** A stream can't be read again, so what it told is held in memory. */
function recordIntoStream(write: (text: string) => void, live: LiveInput, options: SourceOptions): RecordingOutput {
  const records: AwsRecord[] = [];
  const line = (text: string): Promise<void> => {
    write(`${text}\n`);
    return Promise.resolve();
  };
  return {
    write: async (record) => {
      if (records.length === 0) await line(JSON.stringify(headerOf(live)));
      records.push(record);
      await line(recordLine(record));
    },
    soFar: async () => {
      const reader = createAwsReader(options);
      const { createMemoryRecording } = await import("./aws-live/memory.ts");
      const memory = createMemoryRecording(reader);
      for (const record of records) await memory.write(record);
      return reader.finish().inventory;
    },
    end: (last) => line(JSON.stringify(last)),
    leave: () => Promise.resolve(),
  };
}
