/**
 * Responses of AWS Organizations: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html,
 * API_ListTargetsForPolicy.html, API_ListPoliciesForTarget.html, API_ListParents.html, API_DescribeOrganization.html
 */
import { child } from "../../text/pointer.ts";
import { listAt, objectAt, objectsOf, requiredString, stringAt } from "../json.ts";
import type { Facts } from "./facts.ts";
import { arnParts, type Reading } from "./response.ts";

const POLICY_KINDS: ReadonlyMap<string, "scp" | "rcp"> = new Map([
  ["SERVICE_CONTROL_POLICY", "scp"],
  ["RESOURCE_CONTROL_POLICY", "rcp"],
]);

export function readDescribePolicy(reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const policy = objectAt(response.output, "Policy", doubt);
  const summary = policy === undefined ? undefined : objectAt(policy, "PolicySummary", doubt);
  const content = policy === undefined ? undefined : policy["Content"];
  if (summary === undefined || content === undefined) {
    doubt();
    return;
  }
  const type = requiredString(summary, "Type", doubt);
  const arn = stringAt(summary, "Arn", doubt);
  const id = stringAt(summary, "Id", doubt) ?? arn?.slice(arn.lastIndexOf("/") + 1);
  if (type === undefined || id === undefined) {
    doubt();
    return;
  }
  const policyKind = POLICY_KINDS.get(type);
  if (policyKind === undefined) {
    reading.skip({ file: response.file, reason: `organization policies of type ${type} grant and deny nothing` });
    return;
  }
  const at = child(response.at, "Policy");
  const document = { kind: "json" as const, json: content, at: child(at, "Content") };
  facts.organizationPolicies.set(id, { id, name: stringAt(summary, "Name", doubt) ?? id, arn, policyKind, document, at });
  // The account in the ARN of a policy of the organization's own is the management account.
  const account = arn === undefined ? undefined : arnParts(arn)?.account;
  if (account !== undefined && /^\d{12}$/.test(account)) facts.managementAccount ??= account;
}

export function readListTargetsForPolicy(reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  if (response.input === undefined) {
    reading.skip({ file: response.file, reason: "list-targets-for-policy does not say which policy it is about; a recording does" });
    return;
  }
  const policyId = requiredString(response.input, "PolicyId", doubt);
  for (const [target] of objectsOf(listAt(response.output, "Targets", doubt), doubt)) {
    const targetId = requiredString(target, "TargetId", doubt);
    if (policyId !== undefined && targetId !== undefined) facts.policyTargets.push({ policyId, targetId });
  }
}

export function readListPoliciesForTarget(reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const targetId = response.input === undefined ? undefined : requiredString(response.input, "TargetId", doubt);
  if (targetId === undefined) return;
  const kind = POLICY_KINDS.get(stringAt(response.input ?? {}, "Filter", doubt) ?? "");
  if (kind !== undefined) facts.policiesListed.get(kind)?.add(targetId);
  for (const [policy] of objectsOf(listAt(response.output, "Policies", doubt), doubt)) {
    const policyId = requiredString(policy, "Id", doubt);
    if (policyId !== undefined) facts.policyTargets.push({ policyId, targetId });
  }
}

export function readListParents(reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const childId = response.input === undefined ? undefined : requiredString(response.input, "ChildId", doubt);
  for (const [parent] of objectsOf(listAt(response.output, "Parents", doubt), doubt)) {
    const parentId = requiredString(parent, "Id", doubt);
    if (childId !== undefined && parentId !== undefined) facts.organizationParents.set(childId, parentId);
  }
}

export function readDescribeOrganization(reading: Reading, facts: Facts): void {
  const organization = objectAt(reading.response.output, "Organization", reading.doubt);
  const account = organization === undefined ? undefined : stringAt(organization, "MasterAccountId", reading.doubt);
  if (account !== undefined) facts.managementAccount = account;
}
