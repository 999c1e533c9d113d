/**
 * Going on with a recording that broke off: what of it counts is kept in the file, and need not be asked for again.
 *
 * Kept are answers; not refusals and failures, as they may come out otherwise now, nor lists that break off between two pages, as their
 * tokens may no longer be good.
 */
import { createReadStream, existsSync, renameSync, rmSync } from "node:fs";
import { isObject, type JsonObject } from "../json.ts";
import { decode, MAX_TEXT_BYTES } from "../read-text.ts";
import { createRecordingFile } from "./file.ts";
import { linesOf } from "./lines.ts";
import { type AwsRecord, askedPage, callKey, nextPage, withoutPage } from "./records.ts";
import { isGzip, unpacked } from "./unpack.ts";

/** Answers that a recording holds, by `callKey`. */
export type Answers = ReadonlyMap<string, JsonObject>;

/**
 * Rewrites the recording so that it holds only what counts, and tells what that is. `outline`: the part of an answer that asking on takes;
 * only that is held in memory. A file that is not there holds nothing. Throws what the file system throws.
 */
export async function resumeRecording(path: string, outline: (record: AwsRecord) => JsonObject): Promise<Answers> {
  if (!existsSync(path)) return new Map();
  const listings = new Map<string, Page[]>();
  const answers = new Map<string, JsonObject>();
  for await (const record of recordsOf(path)) {
    const { output } = record;
    if (output === undefined) continue;
    answers.set(callKey(record), outline(record));
    if (!isListing(record)) continue;
    const listing = listingOf(record);
    const pages = listings.get(listing) ?? [];
    listings.set(listing, pages);
    pages.push({ key: callKey(record), asked: askedPage(record.input), next: nextPage(output) });
  }
  for (const pages of listings.values()) {
    const whole = wholeListing(pages);
    for (const { key } of pages) if (!whole.has(key)) answers.delete(key);
  }
  await rewrite(path, answers);
  return answers;
}

interface Page {
  readonly key: string;
  readonly asked: string | undefined;
  readonly next: string | undefined;
}

function isListing({ operation }: AwsRecord): boolean {
  return /:(?:List|GetAccountAuthorizationDetails)/.test(operation);
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
async function rewrite(path: string, answers: Answers): Promise<void> {
  // The ending decides on compression, so it stays.
  const beside = path.replace(/(\.gz)?$/, ".resuming$1");
  rmSync(beside, { force: true });
  const file = createRecordingFile(beside, { recording: 1, resumed: true }, false);
  const written = new Set<string>();
  for await (const record of recordsOf(path)) {
    const key = callKey(record);
    if (record.output === undefined || !answers.has(key) || written.has(key)) continue;
    written.add(key);
    await file.write(record);
  }
  await file.leave();
  if (written.size > 0) renameSync(beside, path);
  else rmSync(path);
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
    if (isGzip(head)) return unpacked(createReadStream(path));
  }
  return createReadStream(path);
}

function parse(line: string): AwsRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
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
