/** Resources to things of the inventory. */
import type { Gap, Inventory } from "../../../model/inventory.ts";
import { emptyInventory } from "../../../model/inventory.ts";
import { attachPolicies } from "../../declared/attach.ts";
import { emptyDraft } from "../../declared/declaration.ts";
import { readApp, readDomain, readSpace, readUserProfile } from "../../declared/sagemaker.ts";
import { arnOf, physicalName } from "../identity.ts";
import type { Resource, Run } from "../types.ts";
import { readCluster, readSecurityConfiguration } from "./emr.ts";
import { readAttachment, readExclusiveAttachments, readInstanceProfile, readPolicy, readRole, readRolePolicy } from "./iam.ts";
import { openResource, type Reading } from "./reading.ts";

/** A domain that exists already tells its account and region by its ARN, whatever its provider says. */
function domain(reading: Reading): void {
  const arn = arnOf(reading.resource);
  const [, , , region, account] = typeof arn === "string" ? arn.split(":") : [];
  const place = region !== undefined && account !== undefined ? { region, account } : {};
  readDomain({ ...reading, ...place }, physicalName(reading.resource), arn, reading.resource.type.startsWith("awscc_") ? "awscc-provider" : "aws-provider");
}

const READERS: ReadonlyMap<string, (reading: Reading) => void> = new Map([
  ["aws_iam_role", readRole],
  ["aws_iam_role_policy", readRolePolicy],
  ["aws_iam_policy", readPolicy],
  ["aws_iam_role_policy_attachment", readAttachment],
  ["aws_iam_policy_attachment", readAttachment],
  ["aws_iam_role_policy_attachments_exclusive", readExclusiveAttachments],
  ["aws_iam_instance_profile", readInstanceProfile],
  ["aws_sagemaker_domain", domain],
  ["aws_sagemaker_user_profile", readUserProfile],
  ["aws_sagemaker_space", readSpace],
  ["aws_sagemaker_app", readApp],
  ["aws_emr_security_configuration", readSecurityConfiguration],
  ["aws_emr_cluster", readCluster],
  ["awscc_iam_role", readRole],
  ["awscc_iam_role_policy", readRolePolicy],
  ["awscc_iam_managed_policy", readPolicy],
  ["awscc_iam_instance_profile", readInstanceProfile],
  ["awscc_sagemaker_domain", domain],
  ["awscc_sagemaker_user_profile", readUserProfile],
  ["awscc_sagemaker_space", readSpace],
  ["awscc_sagemaker_app", readApp],
  ["awscc_emr_security_configuration", readSecurityConfiguration],
  ["awscc_emr_cluster", readCluster],
]);

/** Whether resources of that type, `data.` before it for data sources, become part of the inventory. */
export function isRead(type: string): boolean {
  return READERS.has(type);
}

export function readResources(resources: readonly Resource[], run: Run): Inventory {
  const draft = emptyDraft();
  const shared = sharedAddresses(resources);
  for (const resource of resources) READERS.get(resource.type)?.(openResource(draft, run, resource, shared));
  const { attachments, ...things } = draft;
  const attached = attachPolicies(draft.roles, attachments);
  return { ...emptyInventory(), ...things, roles: attached.roles, gaps: [...distinct(run.gaps), ...attached.gaps] };
}

/** A root that is read twice, for the account that it turns out to be in, meets everything twice. */
function distinct(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.subject} ${gap.reason}`, gap])).values()];
}

/** Addresses that several root modules of the run use. */
function sharedAddresses(resources: readonly Resource[]): ReadonlySet<string> {
  const seen = new Map<string, string>();
  const shared = new Set<string>();
  for (const { address, root } of resources) {
    const before = seen.get(address);
    if (before !== undefined && before !== root.name) shared.add(address);
    seen.set(address, root.name);
  }
  return shared;
}
