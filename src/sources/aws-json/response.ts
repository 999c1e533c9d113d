/**
 * One answer of an AWS API, wherever it comes from: a file written by the AWS CLI or a line of a recording.
 */
import type { Gap } from "../../model/inventory.ts";
import type { Pointer } from "../../text/pointer.ts";
import type { JsonObject } from "../json.ts";
import type { InputProblem, SkippedFile } from "../types.ts";

export interface AwsResponse {
  /** As IAM names the action: `iam:GetRole`, `elasticmapreduce:DescribeCluster`. */
  readonly operation: string;
  /** What was asked; told by recordings only. */
  readonly input: JsonObject | undefined;
  readonly output: JsonObject;
  /** The place of `output`. */
  readonly at: Pointer;
  /** The file as shown. */
  readonly file: string;
  /** Responses of one group (a folder, a recording) belong together where the responses themselves don't say so. */
  readonly group: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** What a reader of one response may say besides what it adds to the facts. */
export interface Notes {
  readonly problem: (problem: InputProblem) => void;
  readonly skip: (skipped: SkippedFile) => void;
  readonly gap: (gap: Gap) => void;
}

/** One response together with what reading it needs. */
export interface Reading extends Notes {
  readonly response: AwsResponse;
  /** The response does not have the shape that AWS documents. */
  readonly doubt: () => void;
}

export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** All after the fifth colon. */
  readonly resource: string;
}

/** The parts of a known ARN; undefined for anything else. */
export function arnParts(arn: string): ArnParts | undefined {
  const parts = arn.split(":");
  const [prefix, partition, , region, account] = parts;
  if (prefix !== "arn" || parts.length < 6 || partition === undefined || region === undefined || account === undefined) return undefined;
  return { partition, region, account, resource: parts.slice(5).join(":") };
}

/** What stands after the last `/`: a role's name without its path. */
export function lastSegment(resource: string): string {
  return resource.slice(resource.lastIndexOf("/") + 1);
}
