import { type Pointer, type PrincipalEntry, type RoleNode, type Statement, isKnown, statementName } from "../../src/lint/evidence.ts";
import type { Severity } from "../../src/lint/rule.ts";

export interface Defect {
  readonly severity: Severity;
  /** Without a full stop at its end. */
  readonly message: string;
  readonly remedy: string;
  readonly at: Pointer;
  readonly part: string;
}

/** Role trust policy length: 2,048 characters by default, at most 8,192 on request (IAM guide, "IAM and AWS STS quotas"). White space doesn't count. */
const DEFAULT_QUOTA = 2048;
const HIGHEST_QUOTA = 8192;

export function defectsOf({ trust }: RoleNode): readonly Defect[] {
  if (!("document" in trust)) return [];
  const { document } = trust;
  const problems = document.problems.map((problem): Defect => ({
    severity: "error",
    message: withoutStop(problem.message),
    remedy: "Write the element as IAM's policy grammar has it.",
    at: problem.at,
    part: `${problem.kind}/${problem.statement ?? ""}`,
  }));
  return [...problems, ...tooLong(document.size, document.at), ...document.statements.flatMap(ofStatement)];
}

function withoutStop(message: string): string {
  return message.replace(/\.$/, "");
}

function tooLong(size: number | undefined, at: Pointer): readonly Defect[] {
  if (size === undefined || size <= DEFAULT_QUOTA) return [];
  const beyond = size > HIGHEST_QUOTA;
  return [
    {
      severity: beyond ? "error" : "warning",
      message: `it has ${size} characters without white space; the quota is ${DEFAULT_QUOTA} by default${beyond ? `, and never more than ${HIGHEST_QUOTA}` : ", and IAM refuses the policy unless the account's was raised"}`,
      remedy: "Shorten the policy, or have the quota \"Role trust policy length\" raised.",
      at,
      part: "size",
    },
  ];
}

function ofStatement(statement: Statement): readonly Defect[] {
  if (typeof statement.effect !== "string") return [];
  const name = statementName(statement);
  const part = (what: string): string => `${statement.sid ?? `#${statement.index}`}/${what}`;
  const defects: Defect[] = [];
  if (statement.resources !== undefined) {
    defects.push({ severity: "error", message: `${name} has a Resource element, which a trust policy may not hold`, remedy: "Remove Resource/NotResource: the role itself is the resource.", at: statement.resources.at, part: part("resource") });
  }
  if (statement.principals === undefined) {
    defects.push({ severity: "error", message: `${name} has no Principal, so it says of nobody that they may assume the role`, remedy: "Add a Principal element.", at: statement.at, part: part("no-principal") });
  } else if (statement.principals.negated && statement.effect === "Allow") {
    defects.push({ severity: "error", message: `${name} combines NotPrincipal with Allow, which would let everyone else in`, remedy: "Name the trusted principals in a Principal element.", at: statement.principals.at, part: part("not-principal") });
  }
  for (const entry of statement.principals?.entries ?? []) defects.push(...ofPrincipal(entry, name, part));
  for (const { source, at } of statement.actions?.patterns ?? []) {
    if (!isKnown(source) || source === "*" || source.toLowerCase().startsWith("sts:")) continue;
    defects.push({ severity: "error", message: `${name} lists the action \`${source}\`; a trust policy may hold \`sts:\` actions only`, remedy: "Move the action to a permissions policy.", at, part: part(`action/${source}`) });
  }
  return defects;
}

function ofPrincipal({ principal, at }: PrincipalEntry, name: string, part: (what: string) => string): readonly Defect[] {
  if (principal.kind === "invalid") {
    return [{ severity: "error", message: `${name} names the principal \`${principal.value}\`, which is none${/[*?]/.test(principal.value) ? ": a principal may not hold a wildcard, other than `*` alone" : ""}`, remedy: "Name a role, session, user, account or service in full; to match several, trust the account and test `aws:PrincipalArn` in a condition.", at, part: part(`principal/${principal.value}`) }];
  }
  if (principal.kind !== "service" || !isKnown(principal.service)) return [];
  const right = meantService(principal.service);
  if (right === undefined) return [];
  return [{ severity: "error", message: `${name} names the service \`${principal.service}\`, which does not exist; SageMaker's principal is \`${right}\` in all partitions`, remedy: `Write \`${right}\`.`, at, part: part(`service/${principal.service}`) }];
}

/** `sagemaker.amazonaws.com.cn`, `sagemaker.aws.com`, `Sagemaker.amazonaws.com`, `sagemaker.us-east-1.amazonaws.com` …: all meant as the one form. */
function meantService(service: string): string | undefined {
  const right = "sagemaker.amazonaws.com";
  if (service === right) return undefined;
  const lower = service.trim().toLowerCase();
  return lower === right || /^(sage-?maker|sagemaker-?studio)\.([a-z0-9-]+\.)?(amazonaws|amazon|aws)(\.com)?(\.cn)?$/.test(lower) ? right : undefined;
}
