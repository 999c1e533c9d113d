/**
 * What the AWS CLI (version 2) prints for an account and all its regions: file name → output. The same code answers as in the server.
 * Documents are decoded, lists are whole and without the members that page, times are ISO 8601.
 */
import type { Answer, Call, Input } from "./answer.ts";
import { callerOf } from "./identity.ts";
import { textIn } from "./members.ts";
import { OPERATIONS } from "./operations.ts";
import { mapMembers } from "./wire.ts";
import type { FakeOrganization, FakeWorld } from "./world.ts";
import { indexWorld, type WorldIndex } from "./world-index.ts";

type Files = Record<string, object>;

interface Place {
  readonly world: WorldIndex;
  readonly accountId: string;
  readonly region: string;
}

export function cliOutput(world: FakeWorld, accountId: string): Files {
  const index = indexWorld(world);
  const account = world.accounts.find(({ id }) => id === accountId);
  if (account === undefined) throw new Error(`there is no account ${accountId} in this world`);
  const here = { world: index, accountId, region: "us-east-1" };
  return {
    "get-account-authorization-details.json": run(here, "iam", "GetAccountAuthorizationDetails"),
    ...Object.assign({}, ...Object.keys(account.regions).map((region) => ({ ...studioFiles({ ...here, region }), ...emrFiles({ ...here, region }) }))),
    ...(world.organization === undefined ? {} : organizationFiles(here, world.organization)),
  };
}

function studioFiles(place: Place): Files {
  const { region } = place;
  const domains = listed(run(place, "sagemaker", "ListDomains"), "Domains", "DomainId");
  const files: Files = {};
  for (const id of domains) {
    files[`describe-domain.${region}.${id}.json`] = run(place, "sagemaker", "DescribeDomain", { DomainId: id });
    const profiles = run(place, "sagemaker", "ListUserProfiles", { DomainIdEquals: id });
    files[`list-user-profiles.${region}.${id}.json`] = profiles;
    for (const name of listed(profiles, "UserProfiles", "UserProfileName"))
      files[`describe-user-profile.${region}.${id}.${name}.json`] = run(place, "sagemaker", "DescribeUserProfile", { DomainId: id, UserProfileName: name });
    files[`list-spaces.${region}.${id}.json`] = run(place, "sagemaker", "ListSpaces", { DomainIdEquals: id });
    files[`list-apps.${region}.${id}.json`] = run(place, "sagemaker", "ListApps", { DomainIdEquals: id });
  }
  return files;
}

/** Of the clusters those that are there: https://docs.aws.amazon.com/cli/latest/reference/emr/list-clusters.html has `--active` for it. */
const ACTIVE = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"];

function emrFiles(place: Place): Files {
  const { region } = place;
  const files: Files = {};
  for (const id of listed(run(place, "elasticmapreduce", "ListClusters", { ClusterStates: ACTIVE }), "Clusters", "Id"))
    files[`describe-cluster.${region}.${id}.json`] = clusterPrinted(place, id);
  for (const name of listed(run(place, "elasticmapreduce", "ListSecurityConfigurations"), "SecurityConfigurations", "Name"))
    files[`describe-security-configuration.${region}.${name}.json`] = run(place, "elasticmapreduce", "DescribeSecurityConfiguration", { Name: name });
  return files;
}

/** The CLI puts three answers together here. */
function clusterPrinted(place: Place, id: string): object {
  const { Cluster: cluster }: { readonly Cluster?: unknown } = run(place, "elasticmapreduce", "DescribeCluster", { ClusterId: id });
  const more = ["ListInstanceGroups", "ListBootstrapActions"].map((operation) => run(place, "elasticmapreduce", operation, { ClusterId: id }));
  return { Cluster: Object.assign({}, cluster, ...more) };
}

/** Asked by the management account: the organization, and the policies on the way from the account up to the root. */
function organizationFiles(here: Place, organization: FakeOrganization): Files {
  const targets = wayUp(organization, here.accountId);
  if (targets.length === 0) return {};
  const management = { ...here, accountId: organization.managementAccount };
  const policies = organization.policies.filter((policy) => policy.targets.some((target) => targets.includes(target)));
  return {
    "organizations.describe-organization.json": run(here, "organizations", "DescribeOrganization"),
    ...Object.fromEntries(
      policies.map(({ id }) => [`organizations.describe-policy.${id}.json`, run(management, "organizations", "DescribePolicy", { PolicyId: id })]),
    ),
  };
}

/** The account, its units and the root; none where the account is not in the organization. */
function wayUp({ accountsIn, units, rootId }: FakeOrganization, account: string): readonly string[] {
  const parents = new Map([...accountsIn.map((member) => [member.account, member.parent] as const), ...units.map(({ id, parent }) => [id, parent] as const)]);
  const way: string[] = [];
  for (let id = parents.has(account) ? account : undefined; id !== undefined && !way.includes(id); id = id === rootId ? undefined : parents.get(id))
    way.push(id);
  return way;
}

function run({ world, accountId, region }: Place, service: string, operation: string, input: Input = {}): object {
  const account = world.accounts.get(accountId);
  const operate = OPERATIONS.get(service)?.get(operation);
  if (account === undefined || operate === undefined) throw new Error(`no one to ask for ${operation} in ${accountId}`);
  const caller = callerOf({ account: accountId, role: "auditor", roleId: "AROAAUDITOREXAMPLE00", name: "cli" });
  const call: Call = { world, account, region, caller, input };
  const shown = mapMembers(wholeOf(operate(call)), printed);
  return typeof shown === "object" && shown !== null ? shown : {};
}

function wholeOf(answer: Answer): object {
  switch (answer.kind) {
    case "output":
      return answer.output;
    case "listing":
      return answer.show(answer.items);
    case "failure":
      throw new Error(`${answer.code}: ${answer.message}`);
  }
}

/** As Python's `isoformat`, which the CLI uses: six digits of a second, or none. */
function printed(value: unknown, key: string): unknown {
  const date = typeof value === "number" && /(?:Time|Date|Timestamp)$/.test(key) ? new Date(value * 1000) : value;
  if (!(date instanceof Date)) return value;
  return date.getMilliseconds() === 0 ? date.toISOString().replace(".000Z", "+00:00") : date.toISOString().replace("Z", "000+00:00");
}

function listed(output: object, list: string, key: string): readonly string[] {
  const items: unknown = Object.getOwnPropertyDescriptor(output, list)?.value;
  return Array.isArray(items) ? items.map((item) => textIn(item, key) ?? "") : [];
}
