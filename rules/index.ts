/** Every rule, in the order in which they are listed. A new rule is one folder and one line here. */
import type { Rule } from "../src/lint/rule.ts";
import { rule as assumableRoleNotAssumable } from "./assumable-role-not-assumable/index.ts";
import { rule as assumeOnlyCondition } from "./assume-only-condition-on-set-source-identity/index.ts";
import { rule as callerCannotSet } from "./caller-cannot-set-source-identity/index.ts";
import { rule as chainedRoleRefuses } from "./chained-role-refuses-source-identity/index.ts";
import { rule as executionRoleRefuses } from "./execution-role-refuses-source-identity/index.ts";
import { rule as executionRoleUntrusted } from "./execution-role-untrusted/index.ts";
import { rule as guardrailBlocks } from "./guardrail-blocks-source-identity/index.ts";
import { rule as malformedTrustPolicy } from "./malformed-trust-policy/index.ts";
import { rule as narrowSourceArn } from "./narrow-source-arn/index.ts";
import { rule as sourceIdentityAsAction } from "./source-identity-as-action/index.ts";
import { rule as conditionMismatch } from "./source-identity-condition-mismatch/index.ts";
import { rule as sourceIdentityForgeable } from "./source-identity-forgeable/index.ts";
import { rule as requiredButOff } from "./source-identity-required-but-off/index.ts";
import { rule as stalePrincipal } from "./stale-principal/index.ts";

export const rules: readonly Rule[] = [
  executionRoleUntrusted,
  executionRoleRefuses,
  chainedRoleRefuses,
  conditionMismatch,
  requiredButOff,
  assumeOnlyCondition,
  narrowSourceArn,
  malformedTrustPolicy,
  sourceIdentityAsAction,
  stalePrincipal,
  sourceIdentityForgeable,
  callerCannotSet,
  guardrailBlocks,
  assumableRoleNotAssumable,
];
