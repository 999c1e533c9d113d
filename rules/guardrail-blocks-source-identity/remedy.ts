import { isIdentityTest, listed, listedTexts, type Text } from "../../src/lint/evidence.ts";
import { type Block, blame } from "./blocks.ts";

/** What to change in the guardrail. `callers`: "SageMaker", or the roles. `lockedOut`: the profiles' names that it keeps out where it lets others through. */
export function remedy({ obstacle, action }: Block, callers: string, lockedOut: readonly Text[]): string {
  const blamed = blame(obstacle);
  const isDeny = blamed?.statement.effect === "Deny";
  if (blamed?.policy.opaque)
    return "AWS manages that policy: use a boundary of your own that allows `sts:SetSourceIdentity` beside `sts:AssumeRole`. That grants nothing by itself.";
  const ofIdentity = obstacle.tests.find(isIdentityTest);
  if (ofIdentity?.operator === "Null")
    return `Take the test for \`${ofIdentity.key}\` off that statement${isDeny ? `, or \`${action}\` out of it` : ""}: with propagation on, every session carries a source identity.`;
  if (ofIdentity !== undefined && obstacle.kind !== "unknown") {
    const isNegated = ofIdentity.operator?.includes("Not") ?? false;
    const names = lockedOut.length === 0 ? "every profile's name" : listedTexts(lockedOut, 10);
    return isDeny === isNegated
      ? `Add ${names} to the values of \`${ofIdentity.key}\` in that condition (case matters in StringEquals and StringLike).`
      : `Change the condition on \`${ofIdentity.key}\` so that ${names} ${lockedOut.length > 1 ? "don't" : "doesn't"} fall under it.`;
  }
  if (isDeny) return `Exempt ${callers} from that Deny, or take \`${action}\` out of it.`;
  if (obstacle.kind === "resource")
    return "Let the guardrail allow `sts:SetSourceIdentity` on the same roles as `sts:AssumeRole`. That grants nothing by itself.";
  if (obstacle.kind === "condition")
    return `Let the guardrail allow \`${action}\` without the condition on ${listed([...new Set(obstacle.tests.map((test) => test.key))])}. That grants nothing by itself.`;
  return "Allow `sts:SetSourceIdentity` beside `sts:AssumeRole` in the guardrail as well. That grants nothing by itself.";
}
