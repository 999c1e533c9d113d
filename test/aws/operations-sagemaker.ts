/** SageMaker's operations that read: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations_Amazon_SageMaker_Service.html */
import { type Answer, type Call, type Failure, failure, type Listing, type Operations, output } from "./answer.ts";
import { pick, textIn } from "./members.ts";
import { profileKey } from "./world-index.ts";

export const sagemakerOperations: Operations = new Map<string, (call: Call) => Answer>([
  ["ListDomains", (call) => listing(listed("domains", call), "Domains", DOMAIN_SUMMARY)],
  ["DescribeDomain", describeDomain],
  ["ListUserProfiles", (call) => listing(inDomain(listed("userProfiles", call), call), "UserProfiles", PROFILE_SUMMARY)],
  ["DescribeUserProfile", describeUserProfile],
  ["ListSpaces", (call) => listing(inDomain(listed("spaces", call), call), "Spaces")],
  ["ListApps", listApps],
]);

const DOMAIN_SUMMARY = ["DomainArn", "DomainId", "DomainName", "Status", "CreationTime", "LastModifiedTime", "Url"];
const PROFILE_SUMMARY = ["DomainId", "UserProfileName", "Status", "CreationTime", "LastModifiedTime"];

function listed(kind: "domains" | "userProfiles" | "spaces" | "apps", { account, region }: Call): readonly object[] {
  return account.regions.get(region)?.region[kind] ?? [];
}

function listing(items: readonly object[], member: string, summary?: readonly string[]): Listing {
  return {
    kind: "listing",
    items,
    usual: 10,
    most: 100,
    sizeIn: "MaxResults",
    token: "NextToken",
    truncated: undefined,
    invalid: "ValidationException",
    show: (page) => ({ [member]: summary === undefined ? page : page.map((item) => pick(item, ...summary)) }),
  };
}

function inDomain(items: readonly object[], { input }: Call): readonly object[] {
  return matching(items, "DomainId", textIn(input, "DomainIdEquals"));
}

function matching(items: readonly object[], key: string, value: string | undefined): readonly object[] {
  return value === undefined ? items : items.filter((item) => textIn(item, key) === value);
}

function describeDomain(call: Call): Answer {
  const id = textIn(call.input, "DomainId");
  if (id === undefined) return missing("domainId");
  const domain = call.account.regions.get(call.region)?.domains.get(id);
  return domain === undefined ? notFound(`Domain [${id}] does not exist in account [${call.account.id}] and region [${call.region}]`) : output(domain);
}

function describeUserProfile(call: Call): Answer {
  const id = textIn(call.input, "DomainId");
  const name = textIn(call.input, "UserProfileName");
  if (id === undefined) return missing("domainId");
  if (name === undefined) return missing("userProfileName");
  const profile = call.account.regions.get(call.region)?.userProfiles.get(profileKey(id, name));
  return profile === undefined
    ? notFound(`UserProfile [arn:aws:sagemaker:${call.region}:${call.account.id}:user-profile/${id}/${name}] does not exist.`)
    : output(profile);
}

function listApps(call: Call): Answer {
  const ofProfile = matching(inDomain(listed("apps", call), call), "UserProfileName", textIn(call.input, "UserProfileNameEquals"));
  return listing(matching(ofProfile, "SpaceName", textIn(call.input, "SpaceNameEquals")), "Apps");
}

function notFound(message: string): Failure {
  return failure("ResourceNotFound", 400, message);
}

function missing(member: string): Failure {
  const message = `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;
  return failure("ValidationException", 400, message);
}
