/** IAM's operations that read: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html */
import { type Answer, type Call, type Failure, failure, type Listing, type Operations, output } from "./answer.ts";
import type { PolicyAnswers, RoleAnswers } from "./iam-shapes.ts";
import { stringsIn, textIn } from "./members.ts";

export const iamOperations: Operations = new Map<string, (call: Call) => Answer>([
  ["GetAccountAuthorizationDetails", getAccountAuthorizationDetails],
  ["GetRole", (call) => withRole(call, ({ shown }) => output({ Role: shown }))],
  ["ListRolePolicies", (call) => withRole(call, policyNames)],
  ["GetRolePolicy", (call) => withRole(call, (role) => rolePolicy(call, role))],
  ["ListAttachedRolePolicies", (call) => withRole(call, ({ attached }) => listing(attached, "AttachedPolicies"))],
  ["GetPolicy", (call) => withPolicy(call, ({ shown }) => output({ Policy: shown }))],
  ["GetPolicyVersion", (call) => withPolicy(call, (policy) => policyVersion(call, policy))],
  ["GetInstanceProfile", getInstanceProfile],
  ["ListInstanceProfilesForRole", (call) => withRole(call, ({ instanceProfiles }) => listing(instanceProfiles, "InstanceProfiles"))],
]);

const PAGES = { usual: 100, most: 1000, sizeIn: "MaxItems", token: "Marker", truncated: "IsTruncated", invalid: "ValidationError" } as const;

function listing(items: readonly object[], member: string): Listing {
  return { kind: "listing", items, ...PAGES, show: (page) => ({ [member]: page }) };
}

function policyNames({ role }: RoleAnswers): Listing {
  return { kind: "listing", items: role.inline ?? [], ...PAGES, show: (page) => ({ PolicyNames: page.map((inline) => textIn(inline, "name")) }) };
}

interface Entity {
  readonly type: "Role" | "LocalManagedPolicy" | "AWSManagedPolicy";
  readonly detail: object;
}

/** Roles and policies are counted together; without a filter all are listed. */
function getAccountAuthorizationDetails({ account, input }: Call): Answer {
  const filter = stringsIn(input, "Filter");
  const wrong = filter.find((type) => !["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"].includes(type));
  if (wrong !== undefined) return failure("ValidationError", 400, `1 validation error detected: Value '[${wrong}]' at 'filter' failed to satisfy constraint`);
  const roles = [...account.roles.values()].map(({ detail }): Entity => ({ type: "Role", detail }));
  const policies = [...account.policies.values()].map(({ detail, ofAws }): Entity => ({ type: ofAws ? "AWSManagedPolicy" : "LocalManagedPolicy", detail }));
  const entities = [...roles, ...policies].filter(({ type }) => filter.length === 0 || filter.includes(type));
  const isRole = new Set<object>(roles.map(({ detail }) => detail));
  return {
    kind: "listing",
    items: entities.map(({ detail }) => detail),
    ...PAGES,
    show: (page) => ({
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: page.filter((item) => isRole.has(item)),
      Policies: page.filter((item) => !isRole.has(item)),
    }),
  };
}

function withRole(call: Call, answer: (role: RoleAnswers) => Answer): Answer {
  const name = textIn(call.input, "RoleName");
  if (name === undefined) return missing("roleName");
  const role = call.account.roles.get(name);
  return role === undefined ? noSuchEntity(`The role with name ${name} cannot be found.`) : answer(role);
}

function rolePolicy({ input }: Call, { role }: RoleAnswers): Answer {
  const name = textIn(input, "PolicyName");
  if (name === undefined) return missing("policyName");
  const policy = role.inline?.find((inline) => inline.name === name);
  if (policy === undefined) return noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return output({ RoleName: role.name, PolicyName: name, PolicyDocument: policy.document });
}

function withPolicy({ world, account, input }: Call, answer: (policy: PolicyAnswers) => Answer): Answer {
  const arn = textIn(input, "PolicyArn");
  if (arn === undefined) return missing("policyArn");
  // AWS's own policies are there in every account.
  const accounts = arn.startsWith("arn:aws:iam::aws:") ? [account, ...world.accounts.values()] : [account];
  const policy = accounts.map(({ policies }) => policies.get(arn)).find((found) => found !== undefined);
  return policy === undefined ? noSuchEntity(`Policy ${arn} does not exist or is not attachable.`) : answer(policy);
}

function policyVersion({ input }: Call, { policy, versions }: PolicyAnswers): Answer {
  const id = textIn(input, "VersionId");
  if (id === undefined) return missing("versionId");
  const version = versions.get(id);
  return version === undefined ? noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`) : output({ PolicyVersion: version });
}

function getInstanceProfile({ account, input }: Call): Answer {
  const name = textIn(input, "InstanceProfileName");
  if (name === undefined) return missing("instanceProfileName");
  const profile = account.instanceProfiles.get(name);
  return profile === undefined ? noSuchEntity(`Instance Profile ${name} cannot be found.`) : output({ InstanceProfile: profile });
}

function noSuchEntity(message: string): Failure {
  return failure("NoSuchEntity", 404, message);
}

function missing(member: string): Failure {
  const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`;
  return failure("ValidationError", 400, message);
}
