/** Account, region and partition where the input does not tell them. */
import { type Hole, isKnown, type Text, text } from "../../text/symbolic.ts";
import type { SourceOptions } from "../types.ts";

/** The same hole in all stacks and providers without an account: what one run declares is taken to be deployed to one account unless it says otherwise. */
export const ACCOUNT: Hole = {
  id: "AWS::AccountId",
  shape: "account",
  cause: { kind: "environment", id: "AWS::AccountId", what: "the account is not known", settle: "pass --account" },
};

/** The account of something that certainly need not be in that one. */
export function unknownAccount(id: string, what: string, settle?: string): Text {
  return text({ id, shape: "account", cause: { kind: "environment", id, what, ...(settle !== undefined && { settle }) } });
}

export const REGION: Hole = {
  id: "AWS::Region",
  shape: "segment",
  cause: { kind: "environment", id: "AWS::Region", what: "the region is not known", settle: "pass --region" },
};

/**
 * The partition by flag, else by the region's prefix, else `aws`: most stacks are deployed there, and a wrong guess shows in
 * every ARN of the report.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function partitionOf(options: SourceOptions, region: Text): Text {
  if (options.partition !== undefined) return options.partition;
  const known = isKnown(region) ? region : "";
  return PARTITIONS.find(([prefix]) => known.startsWith(prefix))?.[1] ?? "aws";
}

const PARTITIONS: readonly (readonly [string, string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
];

/** The domain of AWS services, by partition. */
export const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ["aws", "amazonaws.com"],
  ["aws-us-gov", "amazonaws.com"],
  ["aws-cn", "amazonaws.com.cn"],
  ["aws-iso", "c2s.ic.gov"],
  ["aws-iso-b", "sc2s.sgov.gov"],
  ["aws-iso-e", "cloud.adc-e.uk"],
  ["aws-iso-f", "csp.hci.ic.gov"],
  ["aws-eusc", "amazonaws.eu"],
]);
