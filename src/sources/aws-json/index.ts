/**
 * AWS's own answers, from AWS CLI output and from recordings, to an inventory.
 */
import { emptyInventory, type Gap, type Inventory } from "../../model/inventory.ts";
import { child } from "../../text/pointer.ts";
import { requiredString } from "../json.ts";
import { askedPage, isListing, nextPage } from "../recording/records.ts";
import type { InputProblem, SkippedFile, SourceOptions } from "../types.ts";
import { assemble, bySubject } from "./assemble.ts";
import { environmentOf } from "./environment.ts";
import { type Facts, noFacts } from "./facts.ts";
import { readDescribeCluster, readDescribeSecurityConfiguration } from "./read-emr.ts";
import {
  readAccountAuthorizationDetails,
  readGetInstanceProfile,
  readGetPolicy,
  readGetPolicyVersion,
  readGetRole,
  readGetRolePolicy,
  readListAttachedRolePolicies,
  readListInstanceProfiles,
  readListRolePolicies,
  readListRoles,
} from "./read-iam.ts";
import { readDescribeOrganization, readDescribePolicy, readListParents, readListPoliciesForTarget, readListTargetsForPolicy } from "./read-organizations.ts";
import {
  readDescribeApp,
  readDescribeDomain,
  readDescribeSpace,
  readDescribeUserProfile,
  readListApps,
  readListDomains,
  readListSpaces,
  readListUserProfiles,
} from "./read-sagemaker.ts";
import type { AwsResponse, Notes, Reading } from "./response.ts";

type Reader = (reading: Reading, facts: Facts) => void;

/** Adding an operation: a reader here, a shape in recognise.ts, a schema in model/schemas. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ["iam:GetAccountAuthorizationDetails", readAccountAuthorizationDetails],
  ["iam:GetRole", readGetRole],
  ["iam:ListRoles", readListRoles],
  ["iam:GetRolePolicy", readGetRolePolicy],
  ["iam:ListRolePolicies", readListRolePolicies],
  ["iam:ListAttachedRolePolicies", readListAttachedRolePolicies],
  ["iam:GetPolicy", readGetPolicy],
  ["iam:GetPolicyVersion", readGetPolicyVersion],
  ["iam:GetInstanceProfile", readGetInstanceProfile],
  ["iam:ListInstanceProfiles", readListInstanceProfiles],
  ["iam:ListInstanceProfilesForRole", readListInstanceProfiles],
  ["sagemaker:DescribeDomain", readDescribeDomain],
  ["sagemaker:ListDomains", readListDomains],
  ["sagemaker:DescribeUserProfile", readDescribeUserProfile],
  ["sagemaker:ListUserProfiles", readListUserProfiles],
  ["sagemaker:DescribeSpace", readDescribeSpace],
  ["sagemaker:ListSpaces", readListSpaces],
  ["sagemaker:DescribeApp", readDescribeApp],
  ["sagemaker:ListApps", readListApps],
  ["elasticmapreduce:DescribeSecurityConfiguration", readDescribeSecurityConfiguration],
  ["elasticmapreduce:DescribeCluster", readDescribeCluster],
  ["organizations:DescribePolicy", readDescribePolicy],
  ["organizations:ListTargetsForPolicy", readListTargetsForPolicy],
  ["organizations:ListPoliciesForTarget", readListPoliciesForTarget],
  ["organizations:ListParents", readListParents],
  ["organizations:DescribeOrganization", readDescribeOrganization],
  ["sts:GetCallerIdentity", readGetCallerIdentity],
]);

/** Operations that tell nothing we need, and what to give instead. */
const UNUSED: ReadonlyMap<string, string> = new Map([
  ["iam:ListPolicies", "list-policies gives no documents; give the output of get-account-authorization-details"],
  ["organizations:ListPolicies", "list-policies gives no documents; give the output of `aws organizations describe-policy` for each policy"],
  ["elasticmapreduce:ListSecurityConfigurations", "list-security-configurations gives names only; give the output of describe-security-configuration"],
  ["elasticmapreduce:ListClusters", "list-clusters gives names only; give the output of describe-cluster"],
]);

/** Whose credentials asked: tells the account of answers that don't. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
function readGetCallerIdentity(reading: Reading, facts: Facts): void {
  const account = requiredString(reading.response.output, "Account", reading.doubt);
  if (account === undefined) return;
  facts.accounts.add(account);
  if (reading.response.input !== undefined) facts.askedAccounts.add(account);
}

export interface AwsReader {
  /** Takes in one response; false where its operation tells nothing that we need. */
  readonly add: (response: AwsResponse) => boolean;
  readonly gap: (gap: Gap) => void;
  /** AWS says that the account is in no organization: no organization policy bears on it. */
  readonly noOrganization: (account: string | undefined) => void;
  /** What the responses so far tell. */
  readonly finish: () => AwsResult;
}

export interface AwsResult {
  readonly inventory: Inventory;
  readonly problems: readonly InputProblem[];
  readonly skipped: readonly SkippedFile[];
  /** Responses of another shape than AWS documents; what could be read of them is in the inventory. */
  readonly doubtful: readonly AwsResponse[];
}

export function createAwsReader(options: SourceOptions): AwsReader {
  const facts = noFacts();
  const problems: InputProblem[] = [];
  const skipped: SkippedFile[] = [];
  const gaps: Gap[] = [];
  const doubtful = new Set<AwsResponse>();
  const notes = notesInto({ problems, skipped, gaps });

  const add = (response: AwsResponse): boolean => {
    const read = READERS.get(response.operation);
    const before = skipped.length;
    if (read === undefined) {
      const reason = UNUSED.get(response.operation);
      // Of a recording, it led to the answers that count.
      if (reason !== undefined && response.input === undefined) notes.skip({ file: response.file, reason });
    } else {
      if (response.account !== undefined) facts.accounts.add(response.account);
      if (response.account !== undefined && response.input !== undefined && response.operation.startsWith("iam:")) facts.rolesAsked.add(response.account);
      read({ ...notes, response, doubt: () => void doubtful.add(response) }, facts);
      notePage(response, facts);
    }
    return read !== undefined && skipped.length === before;
  };

  const finish = (): AwsResult => {
    const found = { problems: [...problems], skipped: [...skipped], gaps: [...gaps] };
    const inventory = assemble(facts, environmentOf(options, facts.accounts, facts.partitions), notesInto(found));
    return {
      inventory: { ...emptyInventory(), ...inventory, gaps: bySubject(found.gaps) },
      problems: found.problems,
      skipped: found.skipped,
      doubtful: [...doubtful],
    };
  };

  const noOrganization = (account: string | undefined): void => {
    if (account !== undefined) facts.withoutOrganization.add(account);
  };

  return { add, gap: notes.gap, noOrganization, finish };
}

interface Noted {
  readonly problems: InputProblem[];
  readonly skipped: SkippedFile[];
  readonly gaps: Gap[];
}

function notesInto({ problems, skipped, gaps }: Noted): Notes {
  return { problem: (problem) => void problems.push(problem), skip: (file) => void skipped.push(file), gap: (gap) => void gaps.push(gap) };
}

function notePage(response: AwsResponse, facts: Facts): void {
  const { operation, output, input, group, file, at } = response;
  if (!isListing(operation)) return;
  facts.pages.push({
    operation,
    group,
    next: nextPage(output),
    asked: input === undefined ? undefined : askedPage(input),
    recorded: input !== undefined,
    at: child(at, output["NextToken"] === undefined ? "Marker" : "NextToken"),
    file,
  });
}
