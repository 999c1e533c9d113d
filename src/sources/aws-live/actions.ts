/**
 * The permissions that reading takes: IAM's names of the calls, by service, and the least policy for a scope. No SDK here.
 */
import type { LiveScope } from "./scope.ts";

/** Resource types are as in https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const IDENTITY = ["sts:GetCallerIdentity"] as const;
const REGIONS = ["account:ListRegions"] as const;
const ALL_ROLES = ["iam:GetAccountAuthorizationDetails"] as const;
const SINGLE_ROLES = [
  "iam:GetRole",
  "iam:ListRolePolicies",
  "iam:GetRolePolicy",
  "iam:ListAttachedRolePolicies",
  "iam:GetPolicy",
  "iam:GetPolicyVersion",
  "iam:GetInstanceProfile",
] as const;
const EVERY_DOMAIN = ["sagemaker:ListDomains"] as const;
const DOMAIN = [
  "sagemaker:DescribeDomain",
  "sagemaker:ListUserProfiles",
  "sagemaker:DescribeUserProfile",
  "sagemaker:ListSpaces",
  "sagemaker:ListApps",
] as const;
const EMR = [
  "elasticmapreduce:ListClusters",
  "elasticmapreduce:DescribeCluster",
  "elasticmapreduce:ListSecurityConfigurations",
  "elasticmapreduce:DescribeSecurityConfiguration",
] as const;
const EVERY_ACCOUNT = ["organizations:ListAccounts"] as const;
const ORGANIZATION = [
  "organizations:DescribeOrganization",
  "organizations:ListParents",
  "organizations:ListPoliciesForTarget",
  "organizations:DescribePolicy",
] as const;
const OTHER_ACCOUNTS = ["sts:AssumeRole"] as const;

export type Action =
  | (typeof IDENTITY)[number]
  | (typeof REGIONS)[number]
  | (typeof ALL_ROLES)[number]
  | (typeof SINGLE_ROLES)[number]
  | (typeof EVERY_DOMAIN)[number]
  | (typeof DOMAIN)[number]
  | (typeof EMR)[number]
  | (typeof EVERY_ACCOUNT)[number]
  | (typeof ORGANIZATION)[number]
  | (typeof OTHER_ACCOUNTS)[number];

/** Those whose answers are recorded. What AssumeRole answers is secret. */
export type ReadAction = Exclude<Action, "sts:AssumeRole">;

export const readsDomains = (scope: LiveScope): boolean => scope.roles.length === 0 || scope.domainIds.length > 0;
export const readsEmr = (scope: LiveScope): boolean => readsDomains(scope) && !scope.without.includes("emr");
export const readsOrganization = (scope: LiveScope): boolean => !scope.without.includes("organizations");

/** In every account that is read. */
export function accountActions(scope: LiveScope): readonly Action[] {
  return [
    ...IDENTITY,
    ...(readsDomains(scope) && scope.allRegions ? REGIONS : []),
    ...ALL_ROLES,
    ...SINGLE_ROLES,
    ...(readsDomains(scope) && scope.domainIds.length === 0 ? EVERY_DOMAIN : []),
    ...(readsDomains(scope) ? DOMAIN : []),
    ...(readsEmr(scope) ? EMR : []),
  ];
}

/** Besides, with the credentials that the run begins with. */
export function callerActions(scope: LiveScope): readonly Action[] {
  return [
    ...(scope.organization ? EVERY_ACCOUNT : []),
    ...(readsOrganization(scope) ? ORGANIZATION : []),
    ...(scope.assumeRole === undefined ? [] : OTHER_ACCOUNTS),
  ];
}

interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly Action[];
  readonly Resource: string | readonly string[];
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/**
 * The least policy for whoever runs with this scope. Lists can't be narrowed to resources, and what they bring is not known
 * beforehand, so the resource is `*`; only the roles to assume are named.
 */
export function callerPolicy(scope: LiveScope): PolicyDocument {
  const { assumeRole } = scope;
  const actions = [...accountActions(scope), ...callerActions(scope)];
  const read: PolicyStatement = { Sid: "ReadForLintRoles", Effect: "Allow", Action: actions.filter((action) => action !== "sts:AssumeRole"), Resource: "*" };
  return {
    Version: "2012-10-17",
    Statement:
      assumeRole === undefined
        ? [read]
        : [read, { Sid: "AssumeRoleInOtherAccounts", Effect: "Allow", Action: OTHER_ACCOUNTS, Resource: rolesToAssume(assumeRole, scope.accounts) }],
  };
}

/** One for each account that is named; all, where the organization tells which accounts there are. */
function rolesToAssume(assumeRole: string, accounts: readonly string[]): string | readonly string[] {
  const roles = (accounts.length === 0 ? ["*"] : accounts).map((account) => assumeRole.replaceAll("{account}", account));
  const [only, ...others] = roles;
  return only !== undefined && others.length === 0 ? only : roles;
}

/** The least policy for the role that is assumed in other accounts. */
export function assumedRolePolicy(scope: LiveScope): PolicyDocument {
  return { Version: "2012-10-17", Statement: [{ Sid: "ReadForLintRoles", Effect: "Allow", Action: accountActions(scope), Resource: "*" }] };
}
