/**
 * Going on with a recording that broke off: what of it counts is kept in the file, and need not be asked for again.
 *
 * Kept are answers; not refusals and failures, as they may come out otherwise now, nor lists that break off between two pages, as their
 * tokens may no longer be good.
 */
import { createReadStream, existsSync, realpathSync, renameSync, rmSync } from "node:fs";
import { isObject, type JsonObject } from "../json.ts";
import { decode, MAX_TEXT_BYTES } from "../read-text.ts";
import { createRecordingFile } from "./file.ts";
import { linesOf } from "./lines.ts";
import { type AwsRecord, askedPage, callKey, isListing, nextPage, withoutPage } from "./records.ts";
import { isGzip, unpacked } from "./unpack.ts";

/** Answers that a recording holds, by `callKey`. */
export type Answers = ReadonlyMap<string, JsonObject>;

/** What stands in the way: it would be whole of one scope and a torso of another. */
export type Resumed =
  | { readonly kind: "answers"; readonly answers: Answers; readonly accounts: ReadonlySet<string> }
  | { readonly kind: "no recording" | "other scope" };

/**
 * Rewrites the recording so that it holds only what counts, and tells what that is. `outline`: the part of an answer that asking on takes;
 * only that is held in memory, and nothing of an answer that is none. `scope`: what is to be asked now. Undefined where there is no such file. Throws what the file system throws.
 */
export async function resumeRecording(given: string, scope: JsonObject, outline: (record: AwsRecord) => JsonObject | undefined): Promise<Resumed | undefined> {
  if (!existsSync(given)) return undefined;
  const path = realpathSync(given);
  const listings = new Map<string, Page[]>();
  const answers = new Map<string, JsonObject>();
  const accounts = new Set<string>();
  let isRecording = false;
  for await (const record of recordsOf(path)) {
    isRecording = true;
    const { output } = record;
    const part = output === undefined ? undefined : outline(record);
    if (output === undefined || part === undefined) continue;
    answers.set(callKey(record), part);
    if (record.account !== undefined && !/^(?:sts|organizations):/.test(record.operation)) accounts.add(record.account);
    if (!isListing(record.operation)) continue;
    const listing = listingOf(record);
    const pages = listings.get(listing) ?? [];
    listings.set(listing, pages);
    pages.push({ key: callKey(record), asked: askedPage(record.input), next: nextPage(output) });
  }
  for (const pages of listings.values()) {
    const whole = wholeListing(pages);
    for (const { key } of pages) if (!whole.has(key)) answers.delete(key);
  }
  const begun = await scopeOf(path);
  if (!isRecording && begun === undefined) return { kind: "no recording" };
  if (isObject(begun) && JSON.stringify(begun) !== JSON.stringify(scope)) return { kind: "other scope" };
  await rewrite(path, scope, answers);
  return { kind: "answers", answers, accounts };
}

interface Page {
  readonly key: string;
  readonly asked: string | undefined;
  readonly next: string | undefined;
}

function listingOf(record: AwsRecord): string {
  return callKey({ ...record, input: withoutPage(record.input) });
}

/** The keys of the pages from the first to one without a follower; none where the list breaks off. */
function wholeListing(pages: readonly Page[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (let page = pages.find(({ asked }) => asked === undefined); page !== undefined && !keys.has(page.key); ) {
    keys.add(page.key);
    const { next } = page;
    if (next === undefined) return keys;
    page = pages.find(({ asked }) => asked === next);
  }
  return new Set();
}

/** Into a second file first, so that a run that is killed here loses nothing. A call that stands there twice is kept once. */
async function rewrite(path: string, scope: JsonObject, answers: Answers): Promise<void> {
  // The ending decides on compression, so it stays.
  const beside = path.replace(/(\.gz)?$/, ".resuming$1");
  rmSync(beside, { force: true });
  const file = createRecordingFile(beside, { recording: 1, state: "begun", scope }, false);
  const written = new Set<string>();
  for await (const record of recordsOf(path)) {
    const key = callKey(record);
    if (record.output === undefined || !answers.has(key) || written.has(key)) continue;
    written.add(key);
    await file.write(record);
  }
  await file.begin();
  await file.leave();
  renameSync(beside, path);
}

/** The scope that the first line names; true where it names none, or broke off before it; undefined where it is no first line of a recording. */
async function scopeOf(path: string): Promise<unknown> {
  for await (const { bytes } of linesOf(await chunksOf(path), MAX_TEXT_BYTES)) {
    const header = valueIn(bytes?.toString("utf8") ?? "");
    if (!isObject(header) || typeof header["recording"] !== "number") return undefined;
    return header["scope"] ?? true;
  }
  return true;
}

/** The records of a file; what is none, as a line that is cut short, is passed over. */
async function* recordsOf(path: string): AsyncGenerator<AwsRecord> {
  for await (const { bytes } of linesOf(await chunksOf(path), MAX_TEXT_BYTES)) {
    const decoded = bytes === undefined ? undefined : decode(bytes);
    const record = decoded?.ok === true ? parse(decoded.text) : undefined;
    if (record !== undefined) yield record;
  }
}

async function chunksOf(path: string): Promise<AsyncIterable<Buffer>> {
  for await (const head of createReadStream(path, { end: 1 })) {
    if (isGzip(head)) return asFarAsItGoes(unpacked(createReadStream(path)));
  }
  return createReadStream(path);
}

/** What is damaged further on is asked for again. */
async function* asFarAsItGoes(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && /^Z_/.test(String(error.code)))) throw error;
  }
}

function valueIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function parse(line: string): AwsRecord | undefined {
  const value = valueIn(line);
  if (!isObject(value) || typeof value["operation"] !== "string") return undefined;
  const { operation, account, region, input, output } = value;
  return {
    operation,
    account: typeof account === "string" ? account : undefined,
    region: typeof region === "string" ? region : undefined,
    input: isObject(input) ? input : {},
    ...(isObject(output) ? { output } : {}),
  };
}
