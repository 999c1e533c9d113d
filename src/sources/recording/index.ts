/**
 * Recordings: what AWS answered, one API response a line. The format is described in README.md beside this file.
 */
import type { Gap } from "../../model/inventory.ts";
import { parseJson } from "../../text/parse-json.ts";
import { child, rootPointer } from "../../text/pointer.ts";
import type { AwsReader } from "../aws-json/index.ts";
import { isObject, type JsonObject } from "../json.ts";
import { decode, MAX_TEXT_BYTES } from "../read-text.ts";
import type { InputProblem } from "../types.ts";
import { type Line, linesOf } from "./lines.ts";
import { isAbsence, isListing, NO_ENDPOINT, NO_ORGANIZATION } from "./records.ts";

/** The newest version of the format that this version reads. */
export const RECORDING_VERSION = 1;

const AGAIN = "record it again; the rest of the recording is used";

/** Where the lines of a recording lie in its file: for reading one of them again. */
export interface LineIndex {
  /** Byte offsets of the lines, the first line at index 0; one more at the end. */
  readonly offsets: readonly number[];
}

/**
 * Reads a recording, line by line; what it tells goes to `reader`. A line that is no record is a problem; the others count. `offsets`:
 * those of `LineIndex`, filled as far as the reading gets, as it can throw where the file is broken.
 */
export async function readRecording(
  chunks: AsyncIterable<Buffer>,
  file: string,
  reader: AwsReader,
  problems: (problem: InputProblem) => void,
  offsets: number[] = [],
): Promise<void> {
  let state: State | undefined;
  let [isUnfinished, isCut] = [false, false];
  const seen = (next: State): void => {
    isUnfinished ||= state === "begun" && next === "begun";
    state = next;
  };
  for await (const line of linesOf(chunks, MAX_TEXT_BYTES)) {
    offsets[line.number - 1] = line.offset;
    offsets[line.number] = line.offset + (line.bytes?.length ?? 0) + 1;
    const problem = readLine(line, file, reader, seen);
    if (problem !== undefined) problems(problem);
    isCut = problem !== undefined && !line.ended;
  }
  if (isUnfinished || state === "begun" || isCut) reader.gap(unfinished(file));
  if ((isUnfinished || state === "begun") && !isCut)
    problems({ file, message: "the recording is not finished: what would follow is not known", help: goOn(file) });
}

/** Written by `lint-roles snapshot`: a recording that was begun is whole only where it says so. */
export type State = "begun" | "whole";

function goOn(file: string): string {
  return `go on with it: lint-roles snapshot --resume -o ${file}, with the same flags; the part that is there is used`;
}

function unfinished(file: string): Gap {
  return { subject: file, reason: `The recording breaks off. Go on with it: lint-roles snapshot --resume -o ${file}`, at: undefined, mayHide: true };
}

function readLine(line: Line, file: string, reader: AwsReader, seen: (state: State) => void): InputProblem | undefined {
  if (line.bytes === undefined) return { file, message: `line ${line.number} is longer than ${MAX_TEXT_BYTES / 1_000_000} MB`, help: AGAIN };
  const decoded = decode(line.bytes);
  const { number } = line;
  if (!decoded.ok) {
    const span = decoded.span === undefined ? undefined : { ...decoded.span, startLine: number, endLine: number };
    return { file, message: `line ${number}: ${decoded.message}`, help: AGAIN, ...(span === undefined ? {} : { span }) };
  }
  if (decoded.text.trim() === "") return undefined;
  const parsed = parseJson(decoded.text, number);
  if (!parsed.ok) {
    const cut = !line.ended;
    return {
      file,
      span: parsed.problem.span,
      message: cut ? `the recording is cut short: ${parsed.problem.message}` : parsed.problem.message,
      help: cut ? goOn(file) : AGAIN,
    };
  }
  if (isObject(parsed.value) && parsed.value["recording"] === RECORDING_VERSION) {
    const state = parsed.value["state"];
    if (state === "begun" || state === "whole") seen(state);
  }
  return readRecord(parsed.value, file, number, reader);
}

/**
 * One record, parsed. Also for a file that holds a single record and is no JSON Lines (it may be laid out over several lines). `group`: the
 * records whose lists go on in each other.
 */
export function readRecord(record: unknown, file: string, number: number | undefined, reader: AwsReader, group = file): InputProblem | undefined {
  const at = rootPointer(file, number);
  const place = number === undefined ? "the record" : `line ${number}`;
  if (!isObject(record)) return { file, message: `${place} is not a record: expected an object`, help: AGAIN, ...wholeLine(number) };
  if (record["recording"] !== undefined) {
    if (record["recording"] === RECORDING_VERSION) {
      if (record["operation"] === undefined) return undefined;
    } else
      return {
        file,
        message: `${place}: recordings of version ${String(record["recording"])} are not read by this version of lint-roles`,
        help: "use a newer version of lint-roles",
        ...wholeLine(number),
      };
  }
  const operation = record["operation"];
  if (typeof operation !== "string") return { file, message: `${place} is not a record: \`operation\` is missing`, help: AGAIN, ...wholeLine(number) };
  const name = canonical(operation);
  const error = record["error"];
  if (isObject(error)) {
    if (error["code"] === NO_ORGANIZATION) reader.noOrganization(stringOf(record["account"]));
    else reader.gap(gapOf(name, error, record, at));
    return undefined;
  }
  const output = record["output"];
  if (!isObject(output))
    return { file, message: `${place}: the record of ${operation} has neither \`output\` nor \`error\``, help: AGAIN, ...wholeLine(number) };
  reader.add({
    operation: name,
    input: isObject(record["input"]) ? record["input"] : {},
    output,
    at: child(at, "output"),
    file,
    group,
    account: stringOf(record["account"]),
    region: stringOf(record["region"]),
  });
  return undefined;
}

function wholeLine(number: number | undefined): { span?: NonNullable<InputProblem["span"]> } {
  return number === undefined ? {} : { span: { startLine: number, startColumn: 1, endLine: number, endColumn: 2, startOffset: 0, endOffset: 1 } };
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** IAM's name of the service is the one that counts: it is what has to be allowed. */
function canonical(operation: string): string {
  return operation.startsWith("emr:") ? `elasticmapreduce:${operation.slice("emr:".length)}` : operation;
}

function gapOf(operation: string, error: JsonObject, record: JsonObject, at: Gap["at"]): Gap {
  const code = stringOf(error["code"]) ?? "an error without a code";
  const input = record["input"];
  const about = isObject(input) ? Object.values(input).filter((value) => typeof value === "string") : [];
  const where = [record["region"], record["account"]].filter((value) => typeof value === "string");
  const subject = `${operation}${about.length === 0 ? "" : ` (${about.slice(0, 3).join(", ")})`}${where.length === 0 ? "" : ` in ${where.join(" of ")}`}`;
  if (code === NO_ENDPOINT) return { subject, reason: "The region has no endpoint of the service, as far as the name server knows: it was passed over.", at };
  // One thing that is not there hides nothing; all else might.
  if (isAboutOneThing(operation) && isAbsence(code, stringOf(error["message"]) ?? ""))
    return { subject, reason: `What \`${operation}\` asked for does not exist (${code}); if that is new, record again.`, at };
  return { subject, reason: reasonOf(operation, code), at, mayHide: true };
}

/** A list that is not found is no list of nothing; and an organization that does not know an account is not the account's. */
function isAboutOneThing(operation: string): boolean {
  return /:(?:Get|Describe)/.test(operation) && !isListing(operation) && !operation.startsWith("organizations:");
}

/** Which flag does without a service, where that is a choice. */
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ["organizations", "; or leave the organization's policies out of account on purpose, with --without organizations"],
  ["elasticmapreduce", "; or leave EMR out of account on purpose, with --without emr"],
]);

function reasonOf(operation: string, code: string): string {
  const without = LEFT_OUT.get(operation.slice(0, operation.indexOf(":"))) ?? "";
  if (operation === "sts:AssumeRole")
    return `The role that was to be assumed there could not be (${code}), so nothing of the account was seen. Let its trust policy allow whoever runs this, and allow them sts:AssumeRole.`;
  if (operation.startsWith("organizations:") && /OtherOrganization|NotFound/.test(code))
    return `The account is not in the organization of the credentials (${code}), so the policies that bear on it were not seen. Use credentials of its own organization${without}.`;
  if (/AccessDenied|Unauthorized|NotAuthorized/i.test(code)) return `AWS refused \`${operation}\` (${code}). Allow that action to whoever asks${without}.`;
  return `\`${operation}\` failed (${code}). Ask again${without}.`;
}
