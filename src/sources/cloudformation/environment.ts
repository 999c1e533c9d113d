/**
 * Account, region and partition of a stack, and the pseudo parameters made of them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
import { type Hole, isKnown, type Text, text } from "../../text/symbolic.ts";
import type { SourceOptions } from "../types.ts";
import type { Stack } from "./run.ts";

/** The same hole in all stacks without an account: templates of one run are taken to be deployed to one account unless they say otherwise. */
export const ACCOUNT: Hole = {
  id: "AWS::AccountId",
  shape: "account",
  cause: { kind: "environment", id: "AWS::AccountId", what: "the account of the stack is not known", settle: "pass --account" },
};

export const REGION: Hole = {
  id: "AWS::Region",
  shape: "segment",
  cause: { kind: "environment", id: "AWS::Region", what: "the region of the stack is not known", settle: "pass --region" },
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

const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ["aws", "amazonaws.com"],
  ["aws-us-gov", "amazonaws.com"],
  ["aws-cn", "amazonaws.com.cn"],
  ["aws-iso", "c2s.ic.gov"],
  ["aws-iso-b", "sc2s.sgov.gov"],
  ["aws-iso-e", "cloud.adc-e.uk"],
  ["aws-iso-f", "csp.hci.ic.gov"],
  ["aws-eusc", "amazonaws.eu"],
]);

/** The value of a pseudo parameter; undefined for names that are none. `AWS::NoValue` is not a value and not here. */
export function pseudoParameter(name: string, stack: Stack): Text | undefined {
  switch (name) {
    case "AWS::AccountId":
      return stack.account;
    case "AWS::Region":
      return stack.region;
    case "AWS::Partition":
      return stack.partition;
    case "AWS::StackName":
      return stack.name;
    case "AWS::StackId":
      return text("arn:", stack.partition, ":cloudformation:", stack.region, ":", stack.account, ":stack/", stack.name, "/", stackHole(stack, "AWS::StackId"));
    case "AWS::URLSuffix": {
      const suffix = isKnown(stack.partition) ? SUFFIXES.get(stack.partition) : undefined;
      return suffix ?? text(stackHole(stack, "AWS::URLSuffix"));
    }
    case "AWS::NotificationARNs":
      return text({ id: `${stack.key}/AWS::NotificationARNs`, cause: stackHole(stack, name).cause });
    default:
      return undefined;
  }
}

function stackHole(stack: Stack, name: string): Hole {
  const id = `${stack.key}/${name}`;
  return { id, shape: "segment", cause: { kind: "environment", id, what: `\`${name}\` is only known once the stack is deployed` } };
}

export function stackNameHole(key: string): Hole {
  const id = `${key}/AWS::StackName`;
  return { id, shape: "segment", cause: { kind: "environment", id, what: `the name of the stack made from \`${key}\` is not known` } };
}
