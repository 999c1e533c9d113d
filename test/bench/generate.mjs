/** Makes the inputs of the bench: accounts and templates of a given size, the same at each run. */
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";
const DOMAIN = "d-bench0000001";
const PROFILES = 50;
/** Each hundredth role can be reached from the domain; the others are the account's everyday roles. */
const REACHABLE_EVERY = 100;

/** An account as the AWS CLI prints it: one answer with all roles (about 4 KB each), the domain and its profiles. Returns the folder. */
export async function makeAccount(folder, roleCount) {
  await mkdir(folder, { recursive: true });
  const details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: makeRoles(roleCount, 3), Policies: [], IsTruncated: false };
  await writeFile(join(folder, "account.json"), JSON.stringify(details, null, 4));
  for (const { name, output } of domainResponses()) await writeFile(join(folder, `${name}.json`), JSON.stringify(output, null, 4));
  return folder;
}

/** The same kind of account as a recording, roles in pages of 100 and smaller (about 1 KB each). Returns the file. */
export async function makeRecording(file, roleCount) {
  const stream = createWriteStream(file);
  const write = async (record) => {
    if (!stream.write(`${JSON.stringify(record)}\n`)) await new Promise((resume) => stream.once("drain", resume));
  };
  await write({ recording: 1 });
  for (const { operation, output } of domainResponses()) await write({ operation, account: ACCOUNT, region: REGION, input: {}, output });
  for (let start = 0; start < roleCount; start += 100) {
    const next = start + 100;
    const output = { RoleDetailList: makeRoles(Math.min(100, roleCount - start), 1, start), IsTruncated: next < roleCount };
    if (output.IsTruncated) output.Marker = `page-${next}`;
    const input = start === 0 ? {} : { Marker: `page-${start}` };
    await write({ operation: "iam:GetAccountAuthorizationDetails", account: ACCOUNT, input, output });
  }
  stream.end();
  await finished(stream);
  return file;
}

function domainResponses() {
  const arn = (resource) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}`;
  const domain = {
    DomainArn: arn(`domain/${DOMAIN}`),
    DomainId: DOMAIN,
    DomainName: "bench",
    Status: "InService",
    DefaultUserSettings: { ExecutionRole: roleArn(0) },
    DomainSettings: { ExecutionRoleIdentityConfig: "USER_PROFILE_NAME" },
  };
  const profiles = Array.from({ length: PROFILES }, (_, index) => ({
    operation: "sagemaker:DescribeUserProfile",
    name: `profile-${index}`,
    output: {
      DomainId: DOMAIN,
      UserProfileArn: arn(`user-profile/${DOMAIN}/user-${index}`),
      UserProfileName: `user-${index}`,
      Status: "InService",
      UserSettings: index % 5 === 0 ? { ExecutionRole: roleArn(0) } : {},
    },
  }));
  return [{ operation: "sagemaker:DescribeDomain", name: "domain", output: domain }, ...profiles];
}

function makeRoles(count, statements, first = 0) {
  return Array.from({ length: count }, (_, index) => makeRole(first + index, statements));
}

function roleName(index) {
  if (index === 0) return "StudioExecution";
  return index % REACHABLE_EVERY === 0 ? `Data-${index}` : `Service-${index}`;
}

function roleArn(index) {
  return `arn:aws:iam::${ACCOUNT}:role/${roleName(index)}`;
}

function makeRole(index, statements) {
  return {
    Path: "/",
    RoleName: roleName(index),
    RoleId: `AROA${String(index).padStart(17, "0")}`,
    Arn: roleArn(index),
    CreateDate: "2026-01-01T00:00:00+00:00",
    AssumeRolePolicyDocument: trustOf(index),
    InstanceProfileList: [],
    RolePolicyList: [{ PolicyName: "inline", PolicyDocument: permissionsOf(index, statements) }],
    AttachedManagedPolicies: [{ PolicyName: "ReadOnlyAccess", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
    Tags: [{ Key: "team", Value: `team-${index % 40}` }],
    RoleLastUsed: { LastUsedDate: "2026-06-01T00:00:00+00:00", Region: REGION },
  };
}

function trustOf(index) {
  const both = ["sts:AssumeRole", "sts:SetSourceIdentity"];
  if (index === 0) return document([{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: both }]);
  const service = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  if (index % REACHABLE_EVERY !== 0) return document([service]);
  // Half of the roles that can be reached refuse the source identity: there is something to report.
  return document([{ Effect: "Allow", Principal: { AWS: roleArn(0) }, Action: index % (2 * REACHABLE_EVERY) === 0 ? both : "sts:AssumeRole" }]);
}

function permissionsOf(index, statements) {
  const everyday = Array.from({ length: statements }, (_, statement) => ({
    Sid: `Statement${statement}`,
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:ListBucket", "s3:PutObject", "logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: [`arn:aws:s3:::bucket-${index}-${statement}`, `arn:aws:s3:::bucket-${index}-${statement}/*`],
    Condition: { StringEquals: { "aws:ResourceAccount": ACCOUNT } },
  }));
  const assume = { Effect: "Allow", Action: ["sts:AssumeRole", "sts:SetSourceIdentity"], Resource: `arn:aws:iam::${ACCOUNT}:role/Data-*` };
  return document(index % REACHABLE_EVERY === 0 ? [assume, ...everyday] : everyday);
}

function document(statements) {
  return { Version: "2012-10-17", Statement: statements };
}

/** A CloudFormation template of exactly `lineCount` lines: a domain, a profile, and roles, one of which breaks the chain. */
export async function makeTemplate(file, lineCount) {
  const lines = [
    "AWSTemplateFormatVersion: '2010-09-09'",
    "Resources:",
    "  Domain:",
    "    Type: AWS::SageMaker::Domain",
    "    Properties:",
    "      DomainName: bench",
    "      AuthMode: IAM",
    "      DefaultUserSettings:",
    "        ExecutionRole: !GetAtt Role0.Arn",
    "      DomainSettings:",
    "        ExecutionRoleIdentityConfig: USER_PROFILE_NAME",
    "  Profile:",
    "    Type: AWS::SageMaker::UserProfile",
    "    Properties:",
    "      DomainId: !Ref Domain",
    "      UserProfileName: alice",
  ];
  for (let index = 0; ; index++) {
    const role = templateRole(index);
    if (lines.length + role.length > lineCount) break;
    lines.push(...role);
  }
  while (lines.length < lineCount) lines.push("# a line of its own");
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}

function templateRole(index) {
  const principal = index === 0 ? "Service: sagemaker.amazonaws.com" : `AWS: !GetAtt Role${index - 1}.Arn`;
  return [
    `  Role${index}:`,
    "    Type: AWS::IAM::Role",
    "    Properties:",
    "      AssumeRolePolicyDocument:",
    "        Version: '2012-10-17'",
    "        Statement:",
    "          - Effect: Allow",
    `            Principal: { ${principal} }`,
    `            Action: ${index === 3 ? "sts:AssumeRole" : "[sts:AssumeRole, sts:SetSourceIdentity]"}`,
    "      Policies:",
    "        - PolicyName: next",
    "          PolicyDocument:",
    "            Version: '2012-10-17'",
    "            Statement:",
    "              - Effect: Allow",
    "                Action: [sts:AssumeRole, sts:SetSourceIdentity]",
    `                Resource: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/next-${index}`,
  ];
}

/** Two templates that are the same but for `count` conditions, each of which decides about a role policy and about a statement. */
export async function makeConditionTemplates(folder, count) {
  const plain = join(folder, "conditions-none.json");
  const guarded = join(folder, "conditions.json");
  await writeFile(plain, JSON.stringify(conditionTemplate(count, false), null, 2));
  await writeFile(guarded, JSON.stringify(conditionTemplate(count, true), null, 2));
  return { plain, guarded };
}

function conditionTemplate(count, guarded) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const both = ["sts:AssumeRole", "sts:SetSourceIdentity"];
  const role = (principal) => ({
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: document([{ Effect: "Allow", Principal: principal, Action: both }]) },
  });
  const statement = (index) => ({ Effect: "Allow", Action: both, Resource: { "Fn::GetAtt": [`Data${index}`, "Arn"] } });
  const policy = (index) => ({
    Type: "AWS::IAM::Policy",
    ...(guarded ? { Condition: `Condition${index}` } : {}),
    Properties: {
      PolicyName: `policy-${index}`,
      Roles: [{ Ref: "Execution" }],
      PolicyDocument: document([
        statement(index),
        guarded ? { "Fn::If": [`Condition${(index + 1) % count}`, statement((index + 1) % count), { Ref: "AWS::NoValue" }] } : statement((index + 1) % count),
      ]),
    },
  });
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Parameters: Object.fromEntries(numbers.map((index) => [`Parameter${index}`, { Type: "String" }])),
    ...(guarded
      ? { Conditions: Object.fromEntries(numbers.map((index) => [`Condition${index}`, { "Fn::Equals": [{ Ref: `Parameter${index}` }, "yes"] }])) }
      : {}),
    Resources: {
      Domain: {
        Type: "AWS::SageMaker::Domain",
        Properties: {
          DomainName: "bench",
          DefaultUserSettings: { ExecutionRole: { "Fn::GetAtt": ["Execution", "Arn"] } },
          DomainSettings: { ExecutionRoleIdentityConfig: "USER_PROFILE_NAME" },
        },
      },
      Execution: role({ Service: "sagemaker.amazonaws.com" }),
      ...Object.fromEntries(numbers.map((index) => [`Data${index}`, role({ AWS: { "Fn::GetAtt": ["Execution", "Arn"] } })])),
      ...Object.fromEntries(numbers.map((index) => [`Policy${index}`, policy(index)])),
    },
  };
}
