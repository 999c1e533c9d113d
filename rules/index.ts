/** Every rule, in the order in which they are listed. A new rule is one folder and one line here. */
import type { Rule } from "../src/lint/rule.ts";
import { rule as appsBlockSwitch } from "./apps-block-switch/index.ts";
import { rule as assumableRoleNotAssumable } from "./assumable-role-not-assumable/index.ts";
import { rule as assumeOnlyCondition } from "./assume-only-condition-on-set-source-identity/index.ts";
import { rule as callerCannotSet } from "./caller-cannot-set-source-identity/index.ts";
import { rule as chainedRoleRefuses } from "./chained-role-refuses-source-identity/index.ts";
import { rule as emrDrops } from "./emr-drops-source-identity/index.ts";
import { rule as emrRuntimeRoleRefusesTags } from "./emr-runtime-role-refuses-session-tags/index.ts";
import { rule as executionRoleRefusesContext } from "./execution-role-refuses-context/index.ts";
import { rule as executionRoleRefuses } from "./execution-role-refuses-source-identity/index.ts";
import { rule as executionRoleUntrusted } from "./execution-role-untrusted/index.ts";
import { rule as expiredSuppression } from "./expired-suppression/index.ts";
import { rule as guardrailBlocks } from "./guardrail-blocks-source-identity/index.ts";
import { rule as invalidSuppression } from "./invalid-suppression/index.ts";
import { rule as jobRoleRefuses } from "./job-role-refuses-source-identity/index.ts";
import { rule as malformedTrustPolicy } from "./malformed-trust-policy/index.ts";
import { rule as narrowSourceArn } from "./narrow-source-arn/index.ts";
import { rule as profileNameAmbiguous } from "./profile-name-ambiguous/index.ts";
import { rule as profileNameTooShort } from "./profile-name-too-short/index.ts";
import { rule as sharedRole } from "./shared-role-without-propagation/index.ts";
import { rule as sharedSpaceHidesUser } from "./shared-space-hides-user/index.ts";
import { rule as sourceIdentityAsAction } from "./source-identity-as-action/index.ts";
import { rule as conditionMismatch } from "./source-identity-condition-mismatch/index.ts";
import { rule as sourceIdentityForgeable } from "./source-identity-forgeable/index.ts";
import { rule as requiredButOff } from "./source-identity-required-but-off/index.ts";
import { rule as stalePrincipal } from "./stale-principal/index.ts";
import { rule as unusedSuppression } from "./unused-suppression/index.ts";
import { rule as userCanChangeDomain } from "./user-can-change-domain/index.ts";
import { rule as userCanImpersonate } from "./user-can-impersonate/index.ts";
import { rule as userCanRewriteRole } from "./user-can-rewrite-role/index.ts";

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
  jobRoleRefuses,
  emrDrops,
  sharedRole,
  userCanChangeDomain,
  userCanImpersonate,
  userCanRewriteRole,
  sharedSpaceHidesUser,
  profileNameTooShort,
  profileNameAmbiguous,
  appsBlockSwitch,
  executionRoleRefusesContext,
  emrRuntimeRoleRefusesTags,
  unusedSuppression,
  expiredSuppression,
  invalidSuppression,
];
