/**
 * The flags that say which part of AWS is read, as a scope.
 */
import type { LeftOut, LiveScope } from "../main.ts";
import type { ScopeFlags } from "./flags.ts";
import { readAccounts, readRegions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

type Given = ScopeFlags & { readonly account?: readonly string[] | undefined; readonly region?: readonly string[] | undefined };

export function readScope(flags: Given): LiveScope {
  const regions = flags.region ?? [];
  const allRegions = regions.includes("all");
  if (allRegions && regions.length > 1) throw new UsageError("--region all already means every region", "leave the other --region out");
  const scope: LiveScope = {
    profile: flags.profile,
    regions: allRegions ? [] : readRegions(regions),
    allRegions,
    domainIds: readDomainIds(flags["domain-id"] ?? []),
    roles: (flags.role ?? []).map(readRole),
    accounts: readAccounts(flags.account ?? []),
    organization: flags.organization ?? false,
    assumeRole: readAssumeRole(flags["assume-role"]),
    externalId: flags["external-id"],
    without: [...new Set((flags.without ?? []).map(leftOut))],
  };
  for (const flag of ["profile", "external-id"] as const)
    if (flags[flag] === "") throw new UsageError(`--${flag} is empty`, "leave it out, or give it a value");
  refuseHalfAScope(scope);
  return scope;
}

function refuseHalfAScope({ accounts, organization, assumeRole, externalId }: LiveScope): void {
  const example = "for example: --assume-role 'arn:aws:iam::{account}:role/security-audit'";
  if (organization && assumeRole === undefined) throw new UsageError("--organization needs a role to assume in its accounts", example);
  if (organization && accounts.length > 0) throw new UsageError("--organization and --account exclude each other", "give one of the two");
  if (accounts.length > 1 && assumeRole === undefined) throw new UsageError("several accounts need a role to assume there", example);
  if (assumeRole === undefined && externalId !== undefined) throw new UsageError("--external-id without --assume-role", "it is for the role that is assumed");
  if (assumeRole === undefined) return;
  const many = assumeRole.includes("{account}");
  if (many && !organization && accounts.length === 0)
    throw new UsageError("--assume-role for no account", "name accounts with --account, or all of them with --organization");
  if (!many && (organization || accounts.length > 0))
    throw new UsageError("--assume-role names one account only", `write {account} in the place of the account id, ${example}`);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::(?:\d{12}|\{account\}):role\/[\w+=,.@/-]+$/;

function readAssumeRole(value: string | undefined): string | undefined {
  if (value === undefined || ROLE_ARN.test(value)) return value;
  throw new UsageError(`--assume-role ${value}: expected the ARN of a role`, "for example: --assume-role 'arn:aws:iam::{account}:role/security-audit'");
}

function readRole(value: string): string {
  if ((ROLE_ARN.test(value) && !value.includes("{")) || /^[\w+=,.@-]{1,64}$/.test(value)) return value;
  throw new UsageError(`--role ${value}: expected a role's ARN or name`, "for example: --role arn:aws:iam::111122223333:role/data-science");
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeDomain.html */
function readDomainIds(values: readonly string[]): readonly string[] {
  const wrong = values.find((value) => !/^d-[a-z0-9-]{1,61}$/.test(value));
  if (wrong !== undefined) throw new UsageError(`--domain-id ${wrong}: expected a domain's id`, "for example: --domain-id d-abc123def456");
  return [...new Set(values)];
}

/** yargs has checked it. */
function leftOut(value: string): LeftOut {
  return value === "emr" ? "emr" : "organizations";
}
