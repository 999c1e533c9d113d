/**
 * CloudFormation templates (also those of SAM and CDK) → inventory. Pure: the caller reads files and parses them, and hands in all
 * stacks of the run at once, so that exports, nested stacks and roles are found wherever they are declared.
 */
import type { Inventory } from "../../model/inventory.ts";
import { emptyInventory } from "../../model/inventory.ts";
import { child } from "../../text/pointer.ts";
import { attachPolicies } from "../declared/attach.ts";
import { reportAt } from "../declared/context.ts";
import { emptyDraft } from "../declared/declaration.ts";
import { readApp, readDomain, readSpace, readUserProfile } from "../declared/sagemaker.ts";
import type { InputProblem, SourceOptions, StackInput } from "../types.ts";
import { arnOf, isCustom, physicalName } from "./identity.ts";
import { readCustomResource, updateDomains } from "./resources/custom.ts";
import { readCluster, readSecurityConfiguration } from "./resources/emr.ts";
import { readInlinePolicy, readInstanceProfile, readManagedPolicy, readRole } from "./resources/iam.ts";
import { openResource, type Reading, type StackDraft } from "./resources/reading.ts";
import { readFunction } from "./resources/serverless.ts";
import type { Resource, Run } from "./run.ts";
import { addressOf, buildRun } from "./stacks.ts";

export { type NestedTemplateReference, nestedTemplateReferences } from "./nested.ts";

const READERS: ReadonlyMap<string, (reading: Reading) => void> = new Map([
  ["AWS::IAM::Role", readRole],
  ["AWS::IAM::Policy", readInlinePolicy],
  ["AWS::IAM::RolePolicy", readInlinePolicy],
  ["AWS::IAM::ManagedPolicy", readManagedPolicy],
  ["AWS::IAM::InstanceProfile", readInstanceProfile],
  [
    "AWS::SageMaker::Domain",
    (reading) => readDomain(reading, physicalName(reading.resource, reading.scope), arnOf(reading.resource, reading.scope), "cloudformation"),
  ],
  ["AWS::SageMaker::UserProfile", readUserProfile],
  ["AWS::SageMaker::Space", readSpace],
  ["AWS::SageMaker::App", readApp],
  ["AWS::EMR::SecurityConfiguration", readSecurityConfiguration],
  ["AWS::EMR::Cluster", readCluster],
  ["AWS::Serverless::Function", readFunction],
]);

/**
 * Reads all stacks of a run. A template that another one of them nests is read as part of that one (relative `TemplateURL`, CDK's
 * asset path, or `StackInput.nestedTemplates`), once for each resource that nests it. Never throws: what CloudFormation would refuse
 * goes to `problems`, what can't be known becomes a hole or a gap.
 */
export function readStacks(stacks: readonly StackInput[], options: SourceOptions, problems: (problem: InputProblem) => void): Inventory {
  const run = buildRun(stacks, options, problems);
  const draft: StackDraft = { ...emptyDraft(), run, sharedAddresses: sharedAddresses(run), domainUpdates: [] };
  for (const stack of run.stacks) {
    for (const resource of stack.resources.values()) {
      reportSpelling(run, resource);
      const read = readerOf(resource);
      const reading = read === undefined ? undefined : openResource(draft, stack, resource);
      if (reading !== undefined) read?.(reading);
    }
  }
  const attached = attachPolicies(draft.roles, draft.attachments);
  const { managedPolicies, instanceProfiles, userProfiles, spaces, apps, emrSecurityConfigurations, emrClusters } = draft;
  return {
    ...emptyInventory(),
    ...{ managedPolicies, instanceProfiles, userProfiles, spaces, apps, emrSecurityConfigurations, emrClusters },
    domains: updateDomains(run, draft.domains, draft.domainUpdates),
    roles: attached.roles,
    gaps: [...run.gaps, ...attached.gaps],
  };
}

function readerOf(resource: Resource): ((reading: Reading) => void) | undefined {
  if (resource.implicit === true) return undefined;
  return isCustom(resource) ? readCustomResource : READERS.get(resource.type);
}

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [...READERS.keys(), "AWS::CloudFormation::Stack", "AWS::CloudFormation::CustomResource", "AWS::Serverless::Application"].map((type) => [
    type.toLowerCase(),
    type,
  ]),
);

/** CloudFormation refuses a type in another letter case; passed over, what the resource grants would be missed in silence. */
function reportSpelling(run: Run, { type, at }: Resource): void {
  const right = SPELLINGS.get(type.toLowerCase());
  if (right !== undefined && right !== type) reportAt(run, child(at, "Type"), `\`${type}\` is no resource type`, `did you mean \`${right}\`?`);
}

/** Logical ids that several stacks of the run use, so that a subject must name its file too. */
function sharedAddresses(run: Run): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const stack of run.stacks) {
    for (const resource of stack.resources.values()) {
      const address = addressOf(stack, resource);
      if (seen.has(address)) shared.add(address);
      seen.add(address);
    }
  }
  return shared;
}
