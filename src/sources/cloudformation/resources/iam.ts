/** Roles, policies that attach themselves to roles, managed policies and instance profiles. */
import { constructOrigin } from "../../../model/construct.ts";
import type { Role } from "../../../model/inventory.ts";
import type { Text } from "../../../text/symbolic.ts";
import { ownConstruct } from "../../constructs.ts";
import { naming, propertyOf } from "../../declared/declaration.ts";
import { boundaryPolicy, documentAt, inlinePolicies, managedPolicies } from "../../declared/documents.ts";
import { asText, items, locatedText, property } from "../../declared/values.ts";
import { arnOf, physicalName } from "../identity.ts";
import type { Reading } from "./reading.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export function readRole(reading: Reading): void {
  const { run, draft } = reading;
  draft.roles.push({
    ...roleFrame(reading),
    trust: documentAt(run, reading.properties, "AssumeRolePolicyDocument", reading.at),
    policies: [...inlinePolicies(run, propertyOf(reading, "Policies")), ...managedPolicies(run, propertyOf(reading, "ManagedPolicyArns"))],
    boundary: boundaryPolicy(run, propertyOf(reading, "PermissionsBoundary")),
    tags: tagsOf(reading),
  });
}

/** All of a role but its policies and tags. */
export function roleFrame(reading: Reading): Omit<Role, "trust" | "policies" | "boundary" | "tags"> {
  const { resource, scope, stack } = reading;
  const name = physicalName(resource, scope);
  const arn = arnOf(resource, scope) ?? name;
  return {
    ...naming(reading, arn),
    at: reading.at,
    guards: reading.guards,
    arn,
    name,
    account: stack.account,
    partition: stack.partition,
    roleId: undefined,
    policiesUnseen: undefined,
    origin: originOf(reading),
  };
}

function originOf(reading: Reading): string | undefined {
  const { resource, stack } = reading;
  const construct = stack.input.constructs?.get(resource.logicalId) ?? ownConstruct(resource.json);
  return construct && constructOrigin(construct);
}

/** Undefined where the list of tags is not known. */
export function tagsOf(reading: Reading): ReadonlyMap<string, Text> | undefined {
  if (propertyOf(reading, "Tags")?.kind === "unknown") return undefined;
  const tags = new Map<string, Text>();
  for (const { value } of items(propertyOf(reading, "Tags"))) {
    const key = asText(reading.run, property(reading.run, value, "Key"));
    const content = asText(reading.run, property(reading.run, value, "Value"));
    if (typeof key === "string" && content !== undefined) tags.set(key, content);
  }
  return tags;
}

/**
 * `AWS::IAM::Policy` (to any number of roles) and `AWS::IAM::RolePolicy` (to one).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export function readInlinePolicy(reading: Reading): void {
  const { run, draft, stack } = reading;
  const single = reading.resource.type === "AWS::IAM::RolePolicy";
  const name = asText(run, propertyOf(reading, "PolicyName")) ?? reading.resource.logicalId;
  for (const { value, guards } of items(propertyOf(reading, single ? "RoleName" : "Roles"))) {
    const role = locatedText(run, value);
    if (role === undefined) continue;
    draft.attachments.push({
      policy: naming(reading, undefined).subject,
      role,
      account: stack.account,
      guards: [...reading.guards, ...guards],
      attach: (extra) => ({ kind: "inline", name, source: documentAt(run, reading.properties, "PolicyDocument", reading.at, extra) }),
    });
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export function readManagedPolicy(reading: Reading): void {
  const { run, draft, resource, scope, stack } = reading;
  const name = physicalName(resource, scope);
  const arn = arnOf(resource, scope) ?? name;
  draft.managedPolicies.push({
    ...naming(reading, arn),
    at: reading.at,
    guards: reading.guards,
    arn,
    name,
    origin: "input",
    document: documentAt(run, reading.properties, "PolicyDocument", reading.at),
  });
  for (const { value, guards } of items(propertyOf(reading, "Roles"))) {
    const role = locatedText(run, value);
    if (role === undefined) continue;
    draft.attachments.push({
      policy: naming(reading, undefined).subject,
      role,
      account: stack.account,
      guards: [...reading.guards, ...guards],
      attach: (extra) => ({ kind: "managed", arn, at: role.at, guards: extra }),
    });
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html */
export function readInstanceProfile(reading: Reading): void {
  const { run, draft, resource, scope, stack } = reading;
  const arn = arnOf(resource, scope);
  draft.instanceProfiles.push({
    ...naming(reading, arn),
    at: reading.at,
    guards: reading.guards,
    name: physicalName(resource, scope),
    arn,
    account: stack.account,
    roles: items(propertyOf(reading, "Roles"))
      .map(({ value }) => locatedText(run, value))
      .filter((role) => role !== undefined),
  });
}
