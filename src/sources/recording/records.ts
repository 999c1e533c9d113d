/**
 * One call to AWS as a record: what was asked, and what came of it. `README.md` beside this file describes the lines.
 */
import type { Inventory } from "../../model/inventory.ts";
import type { JsonObject } from "../json.ts";

export interface AwsRecord {
  /** As IAM names the action: `iam:GetRole`. First member of the line: by it a recording is recognised. */
  readonly operation: string;
  /** The account that was asked; undefined where that is not known yet. */
  readonly account: string | undefined;
  /** The region that was asked; undefined for global services. */
  readonly region: string | undefined;
  readonly input: JsonObject;
  /** Plain JSON: what `JSON.parse` could have given. */
  readonly output?: JsonObject;
  /** Instead of `output`. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** The code of an error that AWS did not give: the region has no endpoint of the service. */
export const NO_ENDPOINT = "NoEndpoint";

/** The account is in no organization, so no organization policy bears on it: that is an answer, not a gap. */
export const NO_ORGANIZATION = "AWSOrganizationsNotInUseException";

const ABSENT = /^(?:NoSuchEntity\w*|ResourceNotFound\w*|\w*NotFoundException|\w*DoesNotExist\w*)$/;

/**
 * Whether an error says that what was asked for does not exist. EMR and SageMaker have no code of their own for it:
 * https://docs.aws.amazon.com/emr/latest/APIReference/API_DescribeCluster.html
 */
export function isAbsence(code: string, message: string): boolean {
  return ABSENT.test(code) || (/^(?:InvalidRequestException|ValidationException)$/.test(code) && /not valid|does not exist|not found/i.test(message));
}

/** Whether answers to it come in pages. */
export function isListing(operation: string): boolean {
  return /:(?:List|GetAccountAuthorizationDetails)/.test(operation);
}

/** Takes records in the order in which they come. */
export interface RecordSink {
  /** Resolves when the record is safe: a run that is killed afterwards does not lose it. */
  readonly write: (record: AwsRecord) => Promise<void>;
  /** What the records so far tell. */
  readonly soFar: () => Promise<Inventory>;
}

/** Tells a call from others, whichever order its input's members have. */
export function callKey({ operation, account, region, input }: Pick<AwsRecord, "operation" | "account" | "region" | "input">): string {
  const members = Object.keys(input)
    .sort()
    .map((member) => [member, input[member]]);
  return JSON.stringify([operation, account ?? null, region ?? null, members]);
}

/** The line of a record, without its line feed. `JSON.stringify` leaves out what is undefined and never writes a raw line feed. */
export function recordLine({ operation, account, region, input, output, error }: AwsRecord): string {
  return JSON.stringify({ operation, account, region, input, output, error });
}

/** The token of the page that follows this one. IAM's Marker counts only while IsTruncated: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html */
export function nextPage(output: JsonObject): string | undefined {
  const next = output["NextToken"] ?? (output["IsTruncated"] === false ? undefined : output["Marker"]);
  return typeof next === "string" && next !== "" ? next : undefined;
}

const TOKENS = ["NextToken", "Marker", "StartingToken"];

/** The token that this page was asked for with; undefined for a first page. */
export function askedPage(input: JsonObject): string | undefined {
  const token = TOKENS.map((member) => input[member]).find((value) => value !== undefined);
  return typeof token === "string" ? token : undefined;
}

/** The input as it was for the first page. */
export function withoutPage(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([member]) => !TOKENS.includes(member)));
}
