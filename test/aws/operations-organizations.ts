/**
 * The operations of AWS Organizations that read: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
 * All but DescribeOrganization are for the management account (and for delegated administrators, which there are none of here).
 */
import { type Answer, type Call, failure, type Listing, type Operations, output } from "./answer.ts";
import { textIn } from "./members.ts";
import { CREATED, type FakeMember, type FakeOrganization, type FakeOrganizationPolicy } from "./world.ts";

type Asked = (organization: FakeOrganization, call: Call) => Answer;

export const organizationsOperations: Operations = new Map<string, (call: Call) => Answer>([
  ["DescribeOrganization", forMembers((organization) => output({ Organization: organizationShown(organization) }))],
  [
    "ListAccounts",
    forManagement((organization) =>
      listing(
        organization.accountsIn.map((member) => accountShown(organization, member)),
        "Accounts",
      ),
    ),
  ],
  ["ListParents", forManagement(listParents)],
  ["ListPoliciesForTarget", forManagement(listPoliciesForTarget)],
  ["DescribePolicy", forManagement(describePolicy)],
]);

function forMembers(answer: Asked): (call: Call) => Answer {
  return (call) => {
    const { organization } = call.world.world;
    if (organization === undefined || !isMember(organization, call.account.id))
      return failure("AWSOrganizationsNotInUseException", 400, "Your account is not a member of an organization.");
    return answer(organization, call);
  };
}

function isMember({ managementAccount, accountsIn }: FakeOrganization, account: string): boolean {
  return account === managementAccount || accountsIn.some((member) => member.account === account);
}

function forManagement(answer: Asked): (call: Call) => Answer {
  return forMembers((organization, call) =>
    call.account.id === organization.managementAccount
      ? answer(organization, call)
      : failure("AccessDeniedException", 400, "You don't have permissions to access this resource."),
  );
}

function listing(items: readonly object[], member: string): Listing {
  return {
    kind: "listing",
    items,
    usual: 20,
    most: 20,
    sizeIn: "MaxResults",
    token: "NextToken",
    truncated: undefined,
    invalid: "InvalidInputException",
    show: (page) => ({ [member]: page }),
  };
}

function organizationShown({ id, managementAccount }: FakeOrganization): object {
  const owner = `arn:aws:organizations::${managementAccount}`;
  return {
    Id: id,
    Arn: `${owner}:organization/${id}`,
    FeatureSet: "ALL",
    MasterAccountArn: `${owner}:account/${id}/${managementAccount}`,
    MasterAccountId: managementAccount,
    MasterAccountEmail: `aws+${managementAccount}@example.com`,
    AvailablePolicyTypes: [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }],
  };
}

function accountShown({ id, managementAccount }: FakeOrganization, { account, status }: FakeMember): object {
  return {
    Id: account,
    Arn: `arn:aws:organizations::${managementAccount}:account/${id}/${account}`,
    Email: `aws+${account}@example.com`,
    Name: `account-${account}`,
    Status: status ?? "ACTIVE",
    State: status ?? "ACTIVE",
    JoinedMethod: account === managementAccount ? "INVITED" : "CREATED",
    JoinedTimestamp: CREATED,
  };
}

function listParents(organization: FakeOrganization, { input }: Call): Answer {
  const child = textIn(input, "ChildId");
  const parent =
    organization.accountsIn.find(({ account }) => account === child)?.parent ??
    organization.units.find(({ id }) => id === child)?.parent ??
    (child === organization.managementAccount ? organization.rootId : undefined);
  if (parent === undefined)
    return failure("ChildNotFoundException", 400, "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.");
  return listing([{ Id: parent, Type: parent === organization.rootId ? "ROOT" : "ORGANIZATIONAL_UNIT" }], "Parents");
}

function listPoliciesForTarget(organization: FakeOrganization, { input }: Call): Answer {
  const target = textIn(input, "TargetId") ?? "";
  const type = textIn(input, "Filter");
  if (type === undefined) return failure("InvalidInputException", 400, "You specified an invalid value.", { Reason: "INVALID_ENUM_POLICY_TYPE" });
  const isThere = target === organization.rootId || organization.units.some(({ id }) => id === target) || isMember(organization, target);
  if (!isThere) return failure("TargetNotFoundException", 400, "We can't find a root, OU, account, or policy with the TargetId that you specified.");
  const attached = organization.policies.filter((policy) => policy.type === type && policy.targets.includes(target));
  return listing(
    attached.map((policy) => policySummary(organization, policy)),
    "Policies",
  );
}

function policySummary({ id, managementAccount }: FakeOrganization, policy: FakeOrganizationPolicy): object {
  const awsManaged = policy.awsManaged ?? false;
  const owner = awsManaged ? "aws:policy" : `${managementAccount}:policy/${id}`;
  return {
    Id: policy.id,
    Arn: `arn:aws:organizations::${owner}/${policy.type.toLowerCase()}/${policy.id}`,
    Name: policy.name,
    Description: `What ${policy.name} is for`,
    Type: policy.type,
    AwsManaged: awsManaged,
  };
}

function describePolicy(organization: FakeOrganization, { input }: Call): Answer {
  const wanted = textIn(input, "PolicyId");
  const policy = organization.policies.find(({ id }) => id === wanted);
  if (policy === undefined) return failure("PolicyNotFoundException", 400, "We can't find a policy with the PolicyId that you specified.");
  return output({ Policy: { PolicySummary: policySummary(organization, policy), Content: JSON.stringify(policy.content) } });
}
