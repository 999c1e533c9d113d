/** Roles and their policies, in the words of the `aws` and `awscc` providers. */
import type { AttachedPolicy, Role } from "../../../model/inventory.ts";
import type { Pointer } from "../../../text/pointer.ts";
import { type Cause, type Text, text } from "../../../text/symbolic.ts";
import type { Guard, Value } from "../../../text/value.ts";
import { naming } from "../../declared/declaration.ts";
import { boundaryPolicy, managedPolicies } from "../../declared/documents.ts";
import { asText, items, locatedText } from "../../declared/values.ts";
import { leavesOf } from "../choices.ts";
import { arnOf, physicalName } from "../identity.ts";
import { isNull, textOf } from "../making.ts";
import type { Term } from "../term.ts";
import { plainValue } from "../values.ts";
import { configured, configuredValue, documentOf, type Reading } from "./reading.ts";

/**
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role and
 * https://registry.terraform.io/providers/hashicorp/awscc/latest/docs/resources/iam_role
 */
export function readRole(reading: Reading): void {
  const { resource, run, draft } = reading;
  const arn = arnOf(resource) ?? "";
  const role: Role = {
    ...naming(reading, arn),
    at: reading.at,
    guards: reading.guards,
    arn,
    name: physicalName(resource),
    account: reading.account,
    partition: reading.partition,
    roleId: undefined,
    trust: documentOf(reading, configured(reading, "assume_role_policy", "assume_role_policy_document")),
    policies: [
      ...inlinePolicies(reading, configured(reading, "inline_policy", "policies")),
      ...managedPolicies(run, notEmpty(configuredValue(reading, "managed_policy_arns"))),
    ],
    policiesUnseen: resource.mode === "data" ? notInPlan(reading) : undefined,
    boundary: boundaryPolicy(run, notEmpty(configuredValue(reading, "permissions_boundary"))),
    tags: allTags(reading),
    origin: undefined,
  };
  draft.roles.push(role);
}

/** A data source tells a role's trust policy, and nothing of its permissions. */
function notInPlan({ resource: { address, key } }: Reading): Cause {
  const what = `the permissions policies of the role that \`${address}\` looks up are not in the plan`;
  return { kind: "policy", id: `permissions of ${key}`, what, settle: "add the output of `aws iam get-account-authorization-details`" };
}

/** An empty text is "not set" to Terraform's provider. */
function notEmpty(value: Value | undefined): Value | undefined {
  return value?.kind === "scalar" && value.value === "" ? undefined : value;
}

/** A plan tells them all; else those of the provider, and over them the role's own. */
function allTags(reading: Reading): Role["tags"] {
  const { tags: shared } = reading.resource.provider;
  const planned = configured(reading, "tags_all");
  if (planned.kind === "map") return tagsOf(plainValue(planned), reading);
  const [own, fromProvider] = [tagsOf(configuredValue(reading, "tags"), reading), tagsOf(shared && plainValue(shared), reading)];
  return own === undefined || fromProvider === undefined ? undefined : new Map([...fromProvider, ...own]);
}

/** Undefined where the tags are not known. `awscc` has a list of keys and values. */
function tagsOf(value: Value | undefined, { run }: Reading): Role["tags"] {
  if (value === undefined) return new Map();
  if (value.kind === "map") {
    const entries = [...value.entries].map(([key, entry]) => [key, asText(run, entry)] as const);
    return new Map(entries.filter((entry): entry is readonly [string, Text] => entry[1] !== undefined));
  }
  if (value.kind !== "list") return undefined;
  const tags = new Map<string, Text>();
  for (const item of value.items) {
    const [key, content] = item.kind === "map" ? [asText(run, item.entries.get("key")), asText(run, item.entries.get("value"))] : [];
    if (typeof key === "string" && content !== undefined) tags.set(key, content);
  }
  return tags;
}

/** Blocks of `inline_policy`, or `awscc`'s list of policies. */
function inlinePolicies(reading: Reading, list: Term): readonly AttachedPolicy[] {
  return leavesOf(list).flatMap(({ term, guards }) => {
    if (isNull(term)) return [];
    return (term.kind === "list" ? term.items : [term]).flatMap((item) =>
      leavesOf(item, guards).flatMap(({ term: block, guards: all }): readonly AttachedPolicy[] => {
        if (block.kind === "unknown")
          return [{ kind: "inline", name: text(block.hole), source: { kind: "unknown", cause: block.hole.cause, at: block.at, guards: all } }];
        if (block.kind !== "map") return [];
        const policy = block.entries.get("policy") ?? block.entries.get("policy_document");
        // A block without a policy only says that there are to be no others.
        if (policy === undefined || isNull(policy)) return [];
        const name = textOf(block.entries.get("name") ?? block.entries.get("policy_name") ?? policy) ?? "";
        return [{ kind: "inline", name, source: documentOf(reading, policy, all) }];
      }),
    );
  });
}

/** `aws_iam_role_policy`, `awscc_iam_role_policy`: one policy of one role, named by the role's name. */
export function readRolePolicy(reading: Reading): void {
  const name = asText(reading.run, configuredValue(reading, "name", "policy_name")) ?? reading.name;
  const document = configured(reading, "policy", "policy_document");
  attach(reading, configuredValue(reading, "role", "role_name"), (guards) => ({ kind: "inline", name, source: documentOf(reading, document, guards) }));
}

/** `aws_iam_policy`, `awscc_iam_managed_policy`; the latter may name its roles. */
export function readPolicy(reading: Reading): void {
  const { resource, draft } = reading;
  const arn = arnOf(resource) ?? "";
  draft.managedPolicies.push({
    ...naming(reading, arn),
    at: reading.at,
    guards: reading.guards,
    arn,
    name: physicalName(resource),
    origin: "input",
    document: documentOf(reading, configured(reading, "policy", "policy_document")),
  });
  attach(reading, configuredValue(reading, "roles"), (guards, at) => ({ kind: "managed", arn, at, guards }));
}

/** `aws_iam_role_policy_attachment` (one role), `aws_iam_policy_attachment` (any number). */
export function readAttachment(reading: Reading): void {
  const arns = managedPolicies(reading.run, configuredValue(reading, "policy_arn"));
  for (const policy of arns) attach(reading, configuredValue(reading, "role", "roles"), (guards) => withGuards(policy, guards));
}

/** `aws_iam_role_policy_attachments_exclusive` attaches what it lists, too. Its sibling for inline policies adds none. */
export function readExclusiveAttachments(reading: Reading): void {
  for (const policy of managedPolicies(reading.run, configuredValue(reading, "policy_arns")))
    attach(reading, configuredValue(reading, "role_name"), (guards) => withGuards(policy, guards));
}

function withGuards(policy: AttachedPolicy, guards: readonly Guard[]): AttachedPolicy {
  return policy.kind === "managed" ? { ...policy, guards: [...policy.guards, ...guards] } : policy;
}

/** The policy goes to each of the roles that are named by it, wherever they are declared. */
function attach(reading: Reading, roles: Value | undefined, make: (guards: readonly Guard[], at: Pointer) => AttachedPolicy): void {
  for (const { value, guards } of items(roles)) {
    const role = locatedText(reading.run, value);
    if (role === undefined) continue;
    reading.draft.attachments.push({
      policy: reading.address,
      role,
      account: reading.account,
      guards: [...reading.guards, ...guards],
      attach: (extra) => make(extra, role.at),
    });
  }
}

/** `aws_iam_instance_profile` (one role), `awscc_iam_instance_profile` (a list of one). */
export function readInstanceProfile(reading: Reading): void {
  const { resource, draft, run } = reading;
  const arn = arnOf(resource);
  draft.instanceProfiles.push({
    ...naming(reading, arn),
    at: reading.at,
    guards: reading.guards,
    name: physicalName(resource),
    arn,
    account: reading.account,
    roles: items(configuredValue(reading, "role", "roles"))
      .map(({ value }) => locatedText(run, value))
      .filter((role) => role !== undefined),
  });
}
