/**
 * STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html, and AWS Account Management:
 * https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
import { type Answer, type Call, failure, type Operations, output } from "./answer.ts";
import { keyOfSession, tokenOfSession } from "./identity.ts";
import { stringsIn, textIn } from "./members.ts";

export const stsOperations: Operations = new Map<string, (call: Call) => Answer>([
  ["GetCallerIdentity", ({ caller, account }) => output({ UserId: caller.id, Account: account.id, Arn: caller.arn })],
  ["AssumeRole", assumeRole],
]);

/** Whoever calls may assume any role, if only its account is there: a test that wants it refused says so by a fault. */
function assumeRole({ world, caller, input }: Call): Answer {
  const arn = textIn(input, "RoleArn") ?? "";
  const sessionName = textIn(input, "RoleSessionName") ?? "";
  const [, accountId, role] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  const account = world.accounts.get(accountId ?? "");
  if (account === undefined || role === undefined || sessionName === "")
    return failure("AccessDenied", 403, `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`);
  const seconds = typeof input["DurationSeconds"] === "number" ? input["DurationSeconds"] : 3600;
  const sourceIdentity = textIn(input, "SourceIdentity");
  const session = { account: account.id, role, roleId: account.roles.get(role)?.role.roleId ?? "AROANOTINTHISWORLD000", name: sessionName };
  return output({
    Credentials: {
      AccessKeyId: keyOfSession(session),
      SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      SessionToken: tokenOfSession(session),
      Expiration: new Date(Date.now() + seconds * 1000),
    },
    AssumedRoleUser: { AssumedRoleId: `${session.roleId}:${sessionName}`, Arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${sessionName}` },
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  });
}

export const accountOperations: Operations = new Map<string, (call: Call) => Answer>([["ListRegions", listRegions]]);

/** Of the regions that are there without asking for them, and of those that an account must opt in to. */
const BY_DEFAULT =
  /^(?:ap-northeast-[123]|ap-south-1|ap-southeast-[12]|ca-central-1|eu-central-1|eu-north-1|eu-west-[123]|sa-east-1|us-east-[12]|us-west-[12])$/;
const OPT_IN = ["af-south-1", "ap-east-1", "ap-south-2", "ap-southeast-3", "eu-central-2", "eu-south-1", "me-central-1", "me-south-1"];

function listRegions({ world, input }: Call): Answer {
  const { enabledRegions } = world.world;
  const wanted = stringsIn(input, "RegionOptStatusContains");
  const regions = [
    ...enabledRegions.map((name) => ({ RegionName: name, RegionOptStatus: BY_DEFAULT.test(name) ? "ENABLED_BY_DEFAULT" : "ENABLED" })),
    ...OPT_IN.filter((name) => !enabledRegions.includes(name)).map((name) => ({ RegionName: name, RegionOptStatus: "DISABLED" })),
  ];
  return {
    kind: "listing",
    items: regions.filter(({ RegionOptStatus }) => wanted.length === 0 || wanted.includes(RegionOptStatus)),
    usual: 50,
    most: 50,
    sizeIn: "MaxResults",
    token: "NextToken",
    truncated: undefined,
    invalid: "ValidationException",
    show: (page) => ({ Regions: page }),
  };
}
