/**
 * From edits to commands of the AWS CLI, for policies that were read from AWS.
 *
 * Such a command replaces a whole document, so of two for one document the later would undo the earlier. All edits of all
 * findings on a document therefore go into one command, and each of those findings shows it.
 */
import type { Policy } from "../iam/types.ts";
import type { Inventory } from "../model/inventory.ts";
import { pointerKey } from "../text/pointer.ts";
import { applyEdits } from "./apply-edits.ts";
import { accountsOf, type DeployedPolicy, deployedPolicies } from "./deployed.ts";
import { type Corrected, obstacleTo, sizeNote } from "./limits.ts";
import type { Finding, PolicyEdit } from "./rule.ts";
import { asciiJson, shellOption } from "./shell.ts";

/** What a finding's remedy gains by it that the policy is deployed. */
export interface Correction {
  readonly commands: readonly string[];
  /** Sentences for the remedy's text. */
  readonly notes: readonly string[];
}

/** All that changes in one document. */
interface Change {
  readonly policy: Policy;
  readonly edits: readonly PolicyEdit[];
  readonly findings: ReadonlySet<Finding>;
}

/** By finding, for those whose policies are deployed. `findings`: all that are to be corrected, and no others. */
export function correctionsOf(findings: readonly Finding[], inventory: Inventory): ReadonlyMap<Finding, Correction> {
  const changes = changesOf(findings);
  const deployed = deployedPolicies(inventory, new Set([...changes.values()].flatMap(({ edits }) => edits.map(({ policy }) => policy.at))));
  const corrected = new Map<string, Corrected>();
  for (const [place, { policy, edits }] of changes) {
    const target = deployed.get(place);
    const document = target === undefined || policy.document.problems.length > 0 ? undefined : applyEdits(target.json, edits);
    if (target !== undefined && document !== undefined && document !== target.json) corrected.set(place, { policy, target, text: asciiJson(document) });
  }
  const severalAccounts = accountsOf(inventory).size > 1;
  const corrections = new Map<Finding, Correction>();
  for (const [place, each] of corrected) {
    const others = (changes.get(place)?.findings.size ?? 1) - 1;
    const correction = correctionOf(each, corrected, others, severalAccounts);
    for (const finding of changes.get(place)?.findings ?? []) corrections.set(finding, joined(corrections.get(finding), correction));
  }
  return corrections;
}

function changesOf(findings: readonly Finding[]): ReadonlyMap<string, Change> {
  const changes = new Map<string, { readonly policy: Policy; readonly edits: PolicyEdit[]; readonly findings: Set<Finding> }>();
  for (const finding of findings) {
    for (const edit of finding.remedy.edits ?? []) {
      const place = pointerKey(edit.policy.at);
      const change = changes.get(place) ?? { policy: edit.policy, edits: [], findings: new Set() };
      change.edits.push(edit);
      change.findings.add(finding);
      changes.set(place, change);
    }
  }
  return changes;
}

function joined(known: Correction | undefined, more: Correction): Correction {
  return known === undefined ? more : { commands: [...known.commands, ...more.commands], notes: [...new Set([...known.notes, ...more.notes])] };
}

function correctionOf(corrected: Corrected, all: ReadonlyMap<string, Corrected>, others: number, severalAccounts: boolean): Correction {
  const obstacle = obstacleTo(corrected, all);
  if (obstacle !== undefined) return { commands: [], notes: [`No command is given: ${obstacle}.`] };
  const { target, text } = corrected;
  const notes = [
    others === 0 ? undefined : `The command also corrects ${others === 1 ? "1 other finding" : `${others} other findings`} on this policy.`,
    sizeNote(corrected),
    target.kind === "managed"
      ? "A managed policy has at most five versions: the oldest may have to be deleted first (`aws iam delete-policy-version`)."
      : undefined,
    severalAccounts ? `Run the command in account ${target.account}.` : undefined,
  ];
  return { commands: [commandFor(target, text)], notes: notes.filter((note) => note !== undefined) };
}

/** https://docs.aws.amazon.com/cli/latest/reference/iam/ */
function commandFor(target: DeployedPolicy, document: string): string {
  return ["aws iam", ...optionsOf(target), shellOption("policy-document", document)].join(" ");
}

function optionsOf(target: DeployedPolicy): readonly string[] {
  switch (target.kind) {
    case "trust":
      return ["update-assume-role-policy", shellOption("role-name", target.roleName)];
    case "inline":
      return ["put-role-policy", shellOption("role-name", target.roleName), shellOption("policy-name", target.name)];
    case "managed":
      return ["create-policy-version", shellOption("policy-arn", target.arn), "--set-as-default"];
  }
}
