/**
 * Account, region and partition of a stack, and the pseudo parameters made of them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
import { type Hole, isKnown, type Text, text } from "../../text/symbolic.ts";
import { SUFFIXES } from "../declared/environment.ts";
import type { Stack } from "./run.ts";

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
