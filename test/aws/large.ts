/** A world that is as large as wanted. The same numbers give the same world. */
import { BOTH, policyDocument, STUDIO_ACCOUNT, trusting } from "./sample-roles.ts";
import { domainOf, EMPTY_REGION, userProfileOf } from "./sample-studio.ts";
import type { FakePolicy, FakeRole, FakeWorld } from "./world.ts";

const REGION = "eu-west-1";
const DOMAIN = "d-large";
/** Every so many profiles one has a role of its own. */
const PROFILES_PER_ROLE = 10;
/** Policies that the roles have attached in turn. */
const POLICIES = 20;

/**
 * One account, one domain: `profiles` user profiles on one shared role, but every tenth on a role of its own. In all `roles` roles,
 * or as many as the profiles need; each has a trust policy of its own.
 */
export function largeWorld(profiles: number, roles: number): FakeWorld {
  const shared = executionRole("studio-shared", 0);
  const own = Array.from({ length: Math.ceil(profiles / PROFILES_PER_ROLE) }, (_, index) => executionRole(`studio-own-${index}`, index + 1));
  const others = Array.from({ length: Math.max(0, roles - own.length - 1) }, (_, index) => workloadRole(index));
  return {
    enabledRegions: [REGION],
    accounts: [
      {
        id: STUDIO_ACCOUNT,
        roles: [shared, ...own, ...others],
        policies: Array.from({ length: POLICIES }, (_, index) => workloadPolicy(index)),
        regions: { [REGION]: { ...EMPTY_REGION, domains: [domain(arnOf(shared))], userProfiles: profilesOf(profiles, own) } },
      },
    ],
  };
}

function arnOf({ path = "/", name }: FakeRole): string {
  return `arn:aws:iam::${STUDIO_ACCOUNT}:role${path}${name}`;
}

function domain(role: string): object {
  return domainOf(STUDIO_ACCOUNT, REGION, DOMAIN, {
    DefaultUserSettings: { ExecutionRole: role, SecurityGroups: ["sg-0abc1234"] },
    DomainSettings: { ExecutionRoleIdentityConfig: "USER_PROFILE_NAME" },
  });
}

function profilesOf(count: number, own: readonly FakeRole[]): readonly object[] {
  return Array.from({ length: count }, (_, index) => {
    const role = index % PROFILES_PER_ROLE === 0 ? own[index / PROFILES_PER_ROLE] : undefined;
    return userProfileOf(STUDIO_ACCOUNT, REGION, DOMAIN, `user-${String(index).padStart(6, "0")}`, role === undefined ? undefined : arnOf(role));
  });
}

function executionRole(name: string, number: number): FakeRole {
  return {
    name,
    path: "/studio/",
    roleId: roleId("EXEC", number),
    trust: trusting({ Service: "sagemaker.amazonaws.com" }, BOTH, { Sid: `Studio${number}` }),
    inline: [
      {
        name: "chain",
        document: policyDocument({ Effect: "Allow", Action: BOTH, Resource: `arn:aws:iam::${STUDIO_ACCOUNT}:role/workloads/workload-${number}` }),
      },
    ],
    attached: [policyArn(number % POLICIES)],
    tags: { team: `team-${number % 50}` },
  };
}

/** Some 1,200 characters of trust policy, as a role for a pipeline has: a service, a sibling under conditions, and a person's sign-in. */
function workloadRole(number: number): FakeRole {
  const id = String(number).padStart(6, "0");
  return {
    name: `workload-${number}`,
    path: "/workloads/",
    roleId: roleId("WORK", number),
    trust: policyDocument(
      {
        Sid: `Service${id}`,
        Effect: "Allow",
        Principal: { Service: ["lambda.amazonaws.com", "states.amazonaws.com"] },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": STUDIO_ACCOUNT },
          ArnLike: { "aws:SourceArn": `arn:aws:lambda:${REGION}:${STUDIO_ACCOUNT}:function:workload-${id}-*` },
        },
      },
      {
        Sid: `Sibling${id}`,
        Effect: "Allow",
        Principal: {
          AWS: [`arn:aws:iam::${STUDIO_ACCOUNT}:role/workloads/workload-${Math.floor(number / 2)}`, `arn:aws:iam::${STUDIO_ACCOUNT}:role/deploy-${id}`],
        },
        Action: [...BOTH, "sts:TagSession"],
        Condition: { StringLike: { "aws:PrincipalTag/team": `team-${number % 50}` }, StringEquals: { "sts:ExternalId": `external-${id}` } },
      },
      {
        Sid: `SignIn${id}`,
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${STUDIO_ACCOUNT}:oidc-provider/oidc.eks.${REGION}.amazonaws.com/id/EXAMPLE${id}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`oidc.eks.${REGION}.amazonaws.com/id/EXAMPLE${id}:sub`]: `system:serviceaccount:team-${number % 50}:workload-${id}` } },
      },
    ),
    inline: [{ name: "data", document: readingOf(`workload-${id}`) }],
    attached: [policyArn(number % POLICIES)],
    tags: { team: `team-${number % 50}`, workload: id },
  };
}

function roleId(kind: string, number: number): string {
  return `AROALARGE${kind}${String(number).padStart(8, "0")}`;
}

function readingOf(bucket: string): object {
  return policyDocument(
    { Sid: "List", Effect: "Allow", Action: "s3:ListBucket", Resource: `arn:aws:s3:::${bucket}` },
    { Sid: "Read", Effect: "Allow", Action: ["s3:GetObject", "s3:GetObjectVersion"], Resource: `arn:aws:s3:::${bucket}/*` },
    {
      Sid: "Log",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `arn:aws:logs:${REGION}:${STUDIO_ACCOUNT}:log-group:${bucket}:*`,
    },
  );
}

function policyArn(number: number): string {
  return `arn:aws:iam::${STUDIO_ACCOUNT}:policy/workload-base-${number}`;
}

function workloadPolicy(number: number): FakePolicy {
  return {
    arn: policyArn(number),
    versions: [
      { id: "v2", document: readingOf(`base-${number}`), isDefault: true },
      { id: "v1", document: readingOf(`base-${number}-before`), isDefault: false },
    ],
  };
}
