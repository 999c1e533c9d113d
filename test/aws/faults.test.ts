import { ListRegionsCommand } from "@aws-sdk/client-account";
import { DescribeClusterCommand } from "@aws-sdk/client-emr";
import { GetRoleCommand, ListUsersCommand, paginateGetAccountAuthorizationDetails } from "@aws-sdk/client-iam";
import { DescribeOrganizationCommand, paginateListAccounts } from "@aws-sdk/client-organizations";
import { DescribeDomainCommand, ListModelsCommand, paginateListUserProfiles } from "@aws-sdk/client-sagemaker";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, it } from "vitest";
import { clientsFor, type FakeClients, keysOf, pagesOf } from "./clients.ts";
import { sampleWorld } from "./sample.ts";
import { type FakeAws, type FakeOptions, type FakeRequest, type Fault, startFakeAws } from "./server.ts";

const started: FakeAws[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map(({ close }) => close()));
});

async function start(options: FakeOptions): Promise<FakeAws> {
  const aws = await startFakeAws(sampleWorld(), options);
  started.push(aws);
  return aws;
}

const SERVICES = ["iam", "sts", "sagemaker", "elasticmapreduce", "organizations", "account"] as const;
type Service = (typeof SERVICES)[number];

/** One call of each service. */
const CALLS: { readonly [service in Service]: (clients: FakeClients) => Promise<object> } = {
  iam: ({ iam }) => iam.send(new GetRoleCommand({ RoleName: "lake-reader" })),
  sts: ({ sts }) => sts.send(new GetCallerIdentityCommand({})),
  sagemaker: ({ sagemaker }) => sagemaker.send(new DescribeDomainCommand({ DomainId: "d-studio1" })),
  elasticmapreduce: ({ emr }) => emr.send(new DescribeClusterCommand({ ClusterId: "j-SAMPLE0000001" })),
  organizations: ({ organizations }) => organizations.send(new DescribeOrganizationCommand({})),
  account: ({ account }) => account.send(new ListRegionsCommand({})),
};

const isXml = (service: Service): boolean => service === "iam" || service === "sts";
const ME = "User: arn:aws:sts::111122223333:assumed-role/auditor/test is not authorized to perform:";

/** What AWS's errors are called, and their status. */
const NAMED: readonly (readonly [Fault, (service: Service) => object])[] = [
  [{ kind: "throttled" }, (service) => ({ name: isXml(service) ? "Throttling" : "ThrottlingException", $fault: "client", $metadata: { httpStatusCode: 400 } })],
  [{ kind: "expired" }, (service) => ({ name: isXml(service) ? "ExpiredToken" : "ExpiredTokenException", $fault: "client" })],
  [
    { kind: "denied" },
    (service) => ({ name: isXml(service) ? "AccessDenied" : "AccessDeniedException", $fault: "client", message: expect.stringContaining(`${ME} ${service}:`) }),
  ],
  [
    { kind: "failed", status: 500 },
    () => ({ name: expect.stringMatching(/Failure|Internal|ServiceException/), $fault: "server", $metadata: { httpStatusCode: 500 } }),
  ],
  [{ kind: "failed", status: 502 }, () => ({ name: expect.stringMatching(/^ServiceUnavailable/), $fault: "server", $metadata: { httpStatusCode: 502 } })],
  [{ kind: "failed", status: 503 }, () => ({ name: expect.stringMatching(/^ServiceUnavailable/), $fault: "server", $metadata: { httpStatusCode: 503 } })],
  // The SDK's own.
  [{ kind: "reset" }, () => ({ code: "ECONNRESET", message: expect.stringMatching(/^aborted/), $metadata: { httpStatusCode: 200 } })],
  [{ kind: "refused-connection" }, () => ({ name: "TimeoutError", code: "ECONNRESET", message: "socket hang up" })],
  [{ kind: "malformed" }, unreadable(200)],
  [{ kind: "html" }, unreadable(200)],
  [{ kind: "html", status: 503 }, unreadable(503)],
];

function unreadable(status: number): (service: Service) => object {
  return (service) => ({
    name: isXml(service) ? "Error" : "SyntaxError",
    message: expect.stringMatching(isXml(service) ? /XML parse error/ : /JSON/),
    $metadata: { httpStatusCode: status },
  });
}

describe.each(NAMED)("%j", (fault, expected) => {
  it.each(SERVICES)("%s", async (service) => {
    const { url } = await start({ faults: () => fault });
    await expect(CALLS[service](clientsFor(url))).rejects.toMatchObject(expected(service));
  });
});

/** What the SDK takes for answers. */
const BLANK: readonly (readonly [Fault, readonly Service[]])[] = [
  [{ kind: "empty-body" }, SERVICES],
  [{ kind: "html", wellFormed: true }, ["iam", "sts"]],
];

describe.each(BLANK)("%j is an answer to the SDK, with nothing in it", (fault, services) => {
  it.each(services)("%s", async (service) => {
    const { url } = await start({ faults: () => fault });
    const { $metadata: _, ...rest }: { readonly $metadata?: unknown } = await CALLS[service](clientsFor(url));
    expect(rest).toEqual({});
  });
});

describe("what is said when permission is missing", () => {
  it.each([
    ["iam", `${ME} iam:GetRole on resource: role lake-reader because no identity-based policy allows the iam:GetRole action`],
    [
      "sagemaker",
      `${ME} sagemaker:DescribeDomain on resource: arn:aws:sagemaker:eu-west-1:111122223333:domain/d-studio1 because no identity-based policy allows the sagemaker:DescribeDomain action`,
    ],
    [
      "account",
      `${ME} account:ListRegions on resource: arn:aws:account::111122223333:account because no identity-based policy allows the account:ListRegions action`,
    ],
  ] as const)("%s", async (service, message) => {
    const { url } = await start({ faults: () => ({ kind: "denied" }) });
    await expect(CALLS[service](clientsFor(url))).rejects.toMatchObject({ message });
  });
});

describe("credentials that are not known", () => {
  it.each(SERVICES)("%s: of an account that is not there", async (service) => {
    const { url, requests } = await start({});
    const name = isXml(service) ? "InvalidClientTokenId" : "UnrecognizedClientException";
    await expect(CALLS[service](clientsFor(url, { credentials: keysOf("999988887777") }))).rejects.toMatchObject({ name, $fault: "client" });
    await expect(CALLS[service](clientsFor(url, { credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" } }))).rejects.toMatchObject({
      name,
    });
    expect(requests.map(({ account }) => account)).toEqual(["999988887777", ""]);
  });

  it.each(["sts", "sagemaker", "elasticmapreduce"] as const)("%s: in a region that is not enabled", async (service) => {
    const { url } = await start({});
    const name = isXml(service) ? "InvalidClientTokenId" : "UnrecognizedClientException";
    await expect(CALLS[service](clientsFor(url, { region: "af-south-1" }))).rejects.toMatchObject({ name });
  });
});

describe("what the server does not know", () => {
  it("operations", async () => {
    const { url, requests } = await start({});
    const { iam, sagemaker } = clientsFor(url);
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "InvalidAction", $fault: "client" });
    await expect(sagemaker.send(new ListModelsCommand({}))).rejects.toMatchObject({ name: "UnknownOperationException", $fault: "client" });
    expect(requests.map(({ action }) => action)).toEqual(["iam:ListUsers", "sagemaker:ListModels"]);
  });

  it.each([
    ["nothing", {}, ""],
    ["no service", { authorization: "AWS4-HMAC-SHA256 Credential=AKIA111122223333/20261123/eu-west-1/s3/aws4_request" }, "{}"],
    [
      "no JSON",
      { authorization: "AWS4-HMAC-SHA256 Credential=AKIA111122223333/20261123/eu-west-1/sagemaker/aws4_request", "x-amz-target": "SageMaker.ListDomains" },
      "][",
    ],
    [
      "no object",
      { authorization: "AWS4-HMAC-SHA256 Credential=AKIA111122223333/20261123/eu-west-1/sagemaker/aws4_request", "x-amz-target": "SageMaker.ListDomains" },
      "[1]",
    ],
    [
      "odd names",
      { authorization: "AWS4-HMAC-SHA256 Credential=AKIA111122223333/20261123/eu-west-1/iam/aws4_request" },
      "Action=GetRole&__proto__.member.1=x&RoleName=__proto__",
    ],
  ])("requests: %s", async (_, headers: Record<string, string>, body) => {
    const { url } = await start({});
    const answer = await fetch(url, { method: "POST", headers, body });
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await answer.text()).toMatch(/"__type":"\w+Exception"|<Code>\w+<\/Code>/);
  });
});

describe("a mistake in a test", () => {
  it("is seen", async () => {
    const { url } = await start({
      faults: () => {
        throw new Error("no such fault");
      },
    });
    await expect(CALLS.sagemaker(clientsFor(url, { maxAttempts: 3 }))).rejects.toMatchObject({
      name: "FakeAwsFailure",
      message: "Error: no such fault",
      $metadata: { attempts: 1 },
    });
  });
});

describe("an empty page", () => {
  const emptyFirst = (): Fault => ({ kind: "empty-page" });

  it("goes on where the page would have begun, for every page", async () => {
    const { url } = await start({ faults: emptyFirst, pageSize: 2 });
    const { sagemaker, organizations } = clientsFor(url);
    const profiles = await pagesOf(paginateListUserProfiles({ client: sagemaker }, { DomainIdEquals: "d-studio1" }));
    expect(profiles.map(({ UserProfiles }) => UserProfiles?.map(({ UserProfileName }) => UserProfileName))).toEqual([[], ["alice", "bob"], [], ["carol"]]);
    const accounts = await pagesOf(paginateListAccounts({ client: organizations }, {}));
    expect(accounts.map(({ Accounts }) => Accounts?.length)).toEqual([0, 2, 0, 1]);
  });

  it("is truncated where IAM says so", async () => {
    const { url } = await start({ faults: emptyFirst });
    const pages = await pagesOf(paginateGetAccountAuthorizationDetails({ client: clientsFor(url).iam }, {}));
    expect(pages.map(({ RoleDetailList, Policies, IsTruncated }) => [RoleDetailList?.length, Policies?.length, IsTruncated])).toEqual([
      [0, 0, true],
      [32, 4, false],
    ]);
  });

  it("is not given where there are no pages", async () => {
    const { url } = await start({ faults: emptyFirst });
    expect(await CALLS.sagemaker(clientsFor(url))).toMatchObject({ DomainId: "d-studio1" });
  });
});

describe("what the SDK does by itself", () => {
  const REPEATED: readonly (readonly [Fault, boolean])[] = [
    [{ kind: "throttled" }, true],
    [{ kind: "failed", status: 500 }, true],
    [{ kind: "failed", status: 502 }, true],
    [{ kind: "failed", status: 503 }, true],
    [{ kind: "refused-connection" }, true],
    [{ kind: "reset" }, true],
    [{ kind: "html", status: 503 }, true],
    [{ kind: "denied" }, false],
    [{ kind: "expired" }, false],
    [{ kind: "html" }, false],
    [{ kind: "malformed" }, false],
  ];

  it.each(REPEATED)("%j: is repeated: %s", async (fault, repeats) => {
    const { url, requests } = await start({ faults: ({ repeat }) => (repeat === 0 ? fault : undefined) });
    const clients = clientsFor(url, { maxAttempts: 2 });
    for (const service of ["iam", "sagemaker"] as const) {
      const asked = CALLS[service](clients);
      await (repeats
        ? expect(asked).resolves.toMatchObject({ $metadata: { attempts: 2 } })
        : expect(asked).rejects.toMatchObject({ $metadata: { attempts: 1 } }));
    }
    expect(requests.map(({ repeat }) => repeat)).toEqual(repeats ? [0, 1, 0, 1] : [0, 0]);
  });
});

describe("the record of requests", () => {
  it("tells account, region, action, input, and how often the same came before", async () => {
    const { url, requests } = await start({});
    const { sagemaker, iam } = clientsFor(url);
    await sagemaker.send(new DescribeDomainCommand({ DomainId: "d-studio1" }));
    await sagemaker.send(new DescribeDomainCommand({ DomainId: "d-studio1" }));
    await pagesOf(paginateGetAccountAuthorizationDetails({ client: iam }, { Filter: ["Role", "AWSManagedPolicy"], MaxItems: 1000 }));
    const place = { account: "111122223333", region: "eu-west-1" };
    const describeDomain = {
      ...place,
      service: "sagemaker",
      operation: "DescribeDomain",
      action: "sagemaker:DescribeDomain",
      input: { DomainId: "d-studio1" },
    };
    const details = { ...place, service: "iam", operation: "GetAccountAuthorizationDetails", action: "iam:GetAccountAuthorizationDetails" };
    const expected: readonly FakeRequest[] = [
      { ...describeDomain, repeat: 0, index: 0 },
      { ...describeDomain, repeat: 1, index: 1 },
      { ...details, input: { Filter: ["Role", "AWSManagedPolicy"], MaxItems: 1000 }, repeat: 0, index: 2 },
    ];
    expect(requests).toEqual(expected);
  });

  it("is not kept where it is not wanted, and counted all the same", async () => {
    const aws = await start({ keepRequests: false });
    await CALLS.iam(clientsFor(aws.url));
    expect([aws.requests, aws.count]).toEqual([[], 1]);
  });

  it("tells how many were in flight at once", async () => {
    const aws = await start({ faults: ({ service }) => ({ kind: "slow", milliseconds: service === "iam" ? 5 : 500 }) });
    const clients = clientsFor(aws.url);
    expect(aws.mostAtOnce).toBe(0);
    for (let round = 0; round < 3; round += 1) await CALLS.iam(clients);
    expect(aws.mostAtOnce).toBe(1);
    await Promise.all(Array.from({ length: 7 }, () => CALLS.sagemaker(clients)));
    expect(aws.mostAtOnce).toBe(7);
  });
});

describe("time", () => {
  it("what is slow is right in the end", async () => {
    const { url } = await start({ faults: () => ({ kind: "slow", milliseconds: 120 }), latency: 30 });
    const before = performance.now();
    expect(await CALLS.iam(clientsFor(url))).toMatchObject({ Role: { RoleName: "lake-reader" } });
    // Timers may be early by a part of a millisecond.
    expect(performance.now() - before).toBeGreaterThan(145);
  });

  it("closing does not wait for what is slow", async () => {
    const aws = await startFakeAws(sampleWorld(), { faults: () => ({ kind: "slow", milliseconds: 600_000 }) });
    const asked = expect(CALLS.iam(clientsFor(aws.url))).rejects.toMatchObject({ code: "ECONNRESET" });
    while (aws.count === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await aws.close();
    await asked;
  });
});
