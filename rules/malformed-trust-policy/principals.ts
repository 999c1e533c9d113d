import { isKnown, type PrincipalEntry } from "../../src/lint/evidence.ts";
import { isMisspeltSageMaker } from "../../src/lint/refusal.ts";
import type { Defect } from "./defect.ts";

const SAGEMAKER = "sagemaker.amazonaws.com";

/** A principal that IAM refuses to save, or one that names no service there is. `name`: of its statement. */
export function defectsOfPrincipal({ principal, at }: PrincipalEntry, name: string): readonly Defect[] {
  if (principal.kind === "invalid") {
    const { value } = principal;
    return [
      {
        fact: `names ${value.trim() === "" ? "an empty principal" : `the principal \`${value}\``} in ${name}, which IAM refuses ("Invalid principal in policy")${reason(value)}`,
        remedy: remedy(value),
        at,
        part: `principal/${value}`,
      },
    ];
  }
  if (principal.kind !== "service" || !isKnown(principal.service) || !isMisspeltSageMaker(principal.service)) return [];
  return [
    {
      fact: `names the service \`${principal.service}\` in ${name}, which does not exist: SageMaker is \`${SAGEMAKER}\` in every partition and region`,
      remedy: `Write \`${SAGEMAKER}\`.`,
      at,
      part: `service/${principal.service}`,
    },
  ];
}

function reason(value: string): string {
  if (/[*?]/.test(value)) return ": a wildcard can't stand for part of a principal";
  return isService(value) ? ": a service belongs under `Service`" : "";
}

function remedy(value: string): string {
  if (/[*?]/.test(value)) return "Trust the account, and let a condition on `aws:PrincipalArn` (ArnLike) pick the roles.";
  if (isService(value)) return `Write \`"Service": "${value}"\`.`;
  return "Name an account, a role, a role session, a user or a service in full, as in `arn:aws:iam::111122223333:role/Name`.";
}

function isService(value: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(value);
}
