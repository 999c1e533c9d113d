/**
 * AWS itself as an input. A live run is a recording: of a file, which is then read like any other, or of memory.
 */
import { statSync } from "node:fs";
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
import { type RecordSink, recordLine } from "./recording/records.ts";
import type { InputProblem, SourceOptions } from "./types.ts";

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
  const resumed =
    target.kind === "file" && target.resume
      ? await (await import("./recording/resume.ts")).resumeRecording(target.path, toldScope(live), outlineOf)
      : undefined;
  if (resumed !== undefined && resumed.kind !== "answers")
    return { problems: [{ file: target.kind === "file" ? target.path : "-", ...NOT_RESUMED[resumed.kind] }], tally: NOTHING_ASKED };
  const kept = resumed?.answers;
  if (target.kind === "file" && !target.resume && (await holdsSomethingElse(target.path)))
    return { problems: [{ file: target.path, ...NOT_OVERWRITTEN }], tally: NOTHING_ASKED };
  const output = target.kind === "file" ? recordIntoFile(target.path, live, kept !== undefined, options) : await recordIntoStream(target.write, live, options);
  const io = { sink: output, answered: kept && ((key: string) => kept.get(key)), rolesNeeded: live.rolesNeeded, onProgress: live.onTally };
  let isWhole = false;
  try {
    const read = await readAws(live.scope, io);
    const result = { ...read, problems: [...read.problems, ...leftBehind(resumed?.accounts, read)] };
    // A recording in which something failed is not whole: what is missing can be asked for again.
    isWhole = result.problems.length === 0;
    return result;
  } finally {
    await (isWhole ? output.end({ recording: RECORDING_VERSION, state: "whole", time: new Date().toISOString() }) : output.leave());
  }
}

/** Accounts of which the recording holds a part, and that were not read now: of them it stays a torso. */
function leftBehind(accounts: ReadonlySet<string> | undefined, { problems, tally }: LiveResult): readonly InputProblem[] {
  if (accounts === undefined || problems.length > 0) return [];
  const left = [...accounts].filter((account) => !tally.accounts.includes(account));
  const help = "go on with the credentials of then, or record into another file";
  return left.length === 0
    ? []
    : [{ file: "--resume", message: `the recording holds account ${left.join(", ")}, which these credentials and flags do not read`, help }];
}

const NOT_RESUMED = {
  "no recording": { message: "there is no recording in this file to go on with", help: "name the recording, or leave --resume out to write the file anew" },
  "other scope": {
    message: "the recording was begun with other flags",
    help: "give the same regions, accounts, domains and roles as then, or record into another file",
  },
};

const NOT_OVERWRITTEN = { message: "this file holds something else than a recording, and would be overwritten", help: "name another file, or remove this one" };

/** A file that is there, is not empty and is no recording. What can't be read like a file (a pipe, a device) holds nothing. */
async function holdsSomethingElse(path: string): Promise<boolean> {
  if (!(statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)) return false;
  const { kind } = await createFiles(undefined).open({ file: path, absolutePath: path, named: true });
  return kind === "text" || kind === "problem";
}

const NOTHING_ASKED: Tally = { calls: new Map(), resumed: 0, refused: 0, throttled: 0, accounts: [] };

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

/** What of the scope is written down: not whose credentials they were, nor what proves who asks. */
function toldScope({ scope: { profile: _, externalId: __, ...told } }: LiveInput): JsonObject {
  return told;
}

/** Of a recording that is gone on with, the first line says already that it was begun. */
function headerOf(live: LiveInput, isResumed: boolean): JsonObject {
  const { tool } = live;
  return {
    recording: RECORDING_VERSION,
    ...(isResumed ? { resumed: true } : { state: "begun" }),
    tool,
    time: new Date().toISOString(),
    scope: toldScope(live),
  };
}

function recordIntoFile(path: string, live: LiveInput, append: boolean, options: SourceOptions): RecordingOutput {
  const file = createRecordingFile(path, headerOf(live, append), append);
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
async function recordIntoStream(write: (text: string) => void, live: LiveInput, options: SourceOptions): Promise<RecordingOutput> {
  const { createMemoryRecording } = await import("./aws-live/memory.ts");
  const memory = createMemoryRecording(createAwsReader(options));
  let isBegun = false;
  return {
    write: (record) => {
      if (!isBegun) write(`${JSON.stringify(headerOf(live, false))}\n`);
      isBegun = true;
      write(`${recordLine(record)}\n`);
      return memory.write(record);
    },
    soFar: memory.soFar,
    end: (last) => Promise.resolve(write(`${JSON.stringify(last)}\n`)),
    leave: () => Promise.resolve(),
  };
}
