/**
 * Every call that reading an account may make: all of them read, none changes anything. `operation` is the IAM action that
 * allows the call; `actions.ts` tells which of them a scope takes.
 */
import { paginateListRegions } from "@aws-sdk/client-account";
import { DescribeClusterCommand, DescribeSecurityConfigurationCommand, paginateListClusters, paginateListSecurityConfigurations } from "@aws-sdk/client-emr";
import {
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  paginateListAccounts,
  paginateListParents,
  paginateListPoliciesForTarget,
} from "@aws-sdk/client-organizations";
import {
  DescribeDomainCommand,
  DescribeUserProfileCommand,
  paginateListApps,
  paginateListDomains,
  paginateListSpaces,
  paginateListUserProfiles,
} from "@aws-sdk/client-sagemaker";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { ReadAction } from "./actions.ts";
import type { Clients } from "./clients.ts";

export type Input = { readonly [member: string]: string | number | readonly string[] };

/** One request with one answer. */
export interface Call {
  readonly operation: ReadAction;
  readonly input: Input;
  readonly send: (clients: Clients) => Promise<object>;
}

/** A list that comes in pages, by the SDK's paginator. */
export interface Listing {
  readonly operation: ReadAction;
  /** Of the first page. */
  readonly input: Input;
  /** The member that asks for a further page, in request and answer. */
  readonly token: "NextToken" | "Marker";
  /** The SDK's paginators write each token into the input that they are given: that is always a copy. */
  readonly pages: (clients: Clients) => AsyncGenerator<object>;
}

export const getCallerIdentity: Call = {
  operation: "sts:GetCallerIdentity",
  input: {},
  send: ({ sts }) => sts.send(new GetCallerIdentityCommand({})),
};

/** https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html */
export function listRegions(): Listing {
  const input = { RegionOptStatusContains: ["ENABLED" as const, "ENABLED_BY_DEFAULT" as const] };
  return { operation: "account:ListRegions", input, token: "NextToken", pages: (clients) => paginateListRegions({ client: clients.account }, { ...input }) };
}

/** The most that the API gives at once: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListUserProfiles.html */
const SAGEMAKER_PAGE = { MaxResults: 100 };

export const listDomains: Listing = {
  operation: "sagemaker:ListDomains",
  input: SAGEMAKER_PAGE,
  token: "NextToken",
  pages: ({ sagemaker }) => paginateListDomains({ client: sagemaker }, { ...SAGEMAKER_PAGE }),
};

export function describeDomain(domainId: string): Call {
  const input = { DomainId: domainId };
  return { operation: "sagemaker:DescribeDomain", input, send: ({ sagemaker }) => sagemaker.send(new DescribeDomainCommand(input)) };
}

export function listUserProfiles(domainId: string): Listing {
  const input = { DomainIdEquals: domainId, ...SAGEMAKER_PAGE };
  const pages: Listing["pages"] = ({ sagemaker }) => paginateListUserProfiles({ client: sagemaker }, { ...input });
  return { operation: "sagemaker:ListUserProfiles", input, token: "NextToken", pages };
}

export function describeUserProfile(domainId: string, name: string): Call {
  const input = { DomainId: domainId, UserProfileName: name };
  return { operation: "sagemaker:DescribeUserProfile", input, send: ({ sagemaker }) => sagemaker.send(new DescribeUserProfileCommand(input)) };
}

export function listSpaces(domainId: string): Listing {
  const input = { DomainIdEquals: domainId, ...SAGEMAKER_PAGE };
  return { operation: "sagemaker:ListSpaces", input, token: "NextToken", pages: ({ sagemaker }) => paginateListSpaces({ client: sagemaker }, { ...input }) };
}

export function listApps(domainId: string): Listing {
  const input = { DomainIdEquals: domainId, ...SAGEMAKER_PAGE };
  return { operation: "sagemaker:ListApps", input, token: "NextToken", pages: ({ sagemaker }) => paginateListApps({ client: sagemaker }, { ...input }) };
}

/**
 * Roles, the account's own policies, and AWS's that are attached. 1,000 is the most that the API gives at once:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
const AUTHORIZATION_DETAILS = { Filter: ["Role" as const, "LocalManagedPolicy" as const, "AWSManagedPolicy" as const], MaxItems: 1000 };

export const getAccountAuthorizationDetails: Listing = {
  operation: "iam:GetAccountAuthorizationDetails",
  input: AUTHORIZATION_DETAILS,
  token: "Marker",
  pages: ({ iam }) => paginateGetAccountAuthorizationDetails({ client: iam }, { ...AUTHORIZATION_DETAILS }),
};

export function getRole(name: string): Call {
  const input = { RoleName: name };
  return { operation: "iam:GetRole", input, send: ({ iam }) => iam.send(new GetRoleCommand(input)) };
}

export function listRolePolicies(name: string): Listing {
  const input = { RoleName: name };
  return { operation: "iam:ListRolePolicies", input, token: "Marker", pages: ({ iam }) => paginateListRolePolicies({ client: iam }, { ...input }) };
}

export function getRolePolicy(role: string, policy: string): Call {
  const input = { RoleName: role, PolicyName: policy };
  return { operation: "iam:GetRolePolicy", input, send: ({ iam }) => iam.send(new GetRolePolicyCommand(input)) };
}

export function listAttachedRolePolicies(name: string): Listing {
  const input = { RoleName: name };
  return {
    operation: "iam:ListAttachedRolePolicies",
    input,
    token: "Marker",
    pages: ({ iam }) => paginateListAttachedRolePolicies({ client: iam }, { ...input }),
  };
}

export function getPolicy(arn: string): Call {
  const input = { PolicyArn: arn };
  return { operation: "iam:GetPolicy", input, send: ({ iam }) => iam.send(new GetPolicyCommand(input)) };
}

export function getPolicyVersion(arn: string, version: string): Call {
  const input = { PolicyArn: arn, VersionId: version };
  return { operation: "iam:GetPolicyVersion", input, send: ({ iam }) => iam.send(new GetPolicyVersionCommand(input)) };
}

export function getInstanceProfile(name: string): Call {
  const input = { InstanceProfileName: name };
  return { operation: "iam:GetInstanceProfile", input, send: ({ iam }) => iam.send(new GetInstanceProfileCommand(input)) };
}

/** Clusters that have ended can't be reached: https://docs.aws.amazon.com/emr/latest/APIReference/API_ListClusters.html */
export function listClusters(): Listing {
  const input = { ClusterStates: ["STARTING" as const, "BOOTSTRAPPING" as const, "RUNNING" as const, "WAITING" as const] };
  return { operation: "elasticmapreduce:ListClusters", input, token: "Marker", pages: ({ emr }) => paginateListClusters({ client: emr }, { ...input }) };
}

export function describeCluster(id: string): Call {
  const input = { ClusterId: id };
  return { operation: "elasticmapreduce:DescribeCluster", input, send: ({ emr }) => emr.send(new DescribeClusterCommand(input)) };
}

export const listSecurityConfigurations: Listing = {
  operation: "elasticmapreduce:ListSecurityConfigurations",
  input: {},
  token: "Marker",
  pages: ({ emr }) => paginateListSecurityConfigurations({ client: emr }, {}),
};

export function describeSecurityConfiguration(name: string): Call {
  const input = { Name: name };
  return {
    operation: "elasticmapreduce:DescribeSecurityConfiguration",
    input,
    send: ({ emr }) => emr.send(new DescribeSecurityConfigurationCommand(input)),
  };
}

export const describeOrganization: Call = {
  operation: "organizations:DescribeOrganization",
  input: {},
  send: ({ organizations }) => organizations.send(new DescribeOrganizationCommand({})),
};

export const listAccounts: Listing = {
  operation: "organizations:ListAccounts",
  input: {},
  token: "NextToken",
  pages: ({ organizations }) => paginateListAccounts({ client: organizations }, {}),
};

export function listParents(child: string): Listing {
  const input = { ChildId: child };
  const pages: Listing["pages"] = ({ organizations }) => paginateListParents({ client: organizations }, { ...input });
  return { operation: "organizations:ListParents", input, token: "NextToken", pages };
}

export function listPoliciesForTarget(target: string, filter: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY"): Listing {
  const input = { TargetId: target, Filter: filter };
  const pages: Listing["pages"] = ({ organizations }) => paginateListPoliciesForTarget({ client: organizations }, { ...input });
  return { operation: "organizations:ListPoliciesForTarget", input, token: "NextToken", pages };
}

export function describePolicy(id: string): Call {
  const input = { PolicyId: id };
  return { operation: "organizations:DescribePolicy", input, send: ({ organizations }) => organizations.send(new DescribePolicyCommand(input)) };
}
