/** Whether IAM would take a corrected policy: its quotas, and what it refuses to save or to change. */
import { documentJson, sizeOfText } from "../iam/compile.ts";
import type { Policy } from "../iam/types.ts";
import type { Role } from "../model/inventory.ts";
import { pointerKey } from "../text/pointer.ts";
import { showText } from "../text/symbolic.ts";
import { type DeployedPolicy, isInline } from "./deployed.ts";
import { grouped, QUOTAS } from "./quotas.ts";
import { asciiJson } from "./shell.ts";
import { listed } from "./words.ts";

/** A deployed policy as it is to be. */
export interface Corrected {
  /** As it is. */
  readonly policy: Policy;
  readonly target: DeployedPolicy;
  /** The whole corrected document. */
  readonly text: string;
}

/** Why no command can do it, and what to do instead: to follow a colon. `all`: the corrected policies, by the places of their documents. */
export function obstacleTo(corrected: Corrected, all: ReadonlyMap<string, Corrected>): string | undefined {
  const { target, text } = corrected;
  return unfitName(target) ?? unfitNumber(target.json) ?? ofService(target) ?? deletedPrincipals(corrected) ?? tooLong(target, sizeOfText(text), all);
}

/** The quota of trust policies can be raised, so what goes beyond it is a note and no obstacle. */
export function sizeNote({ target, text }: Corrected): string | undefined {
  const size = sizeOfText(text);
  if (target.kind !== "trust" || size <= QUOTAS.trust.byDefault) return undefined;
  return `The corrected trust policy has ${grouped(size)} characters, more than the default quota of ${grouped(QUOTAS.trust.byDefault)}: unless that was done, have "Role trust policy length" raised first.`;
}

function tooLong(target: DeployedPolicy, size: number, all: ReadonlyMap<string, Corrected>): string | undefined {
  switch (target.kind) {
    case "trust":
      if (size <= QUOTAS.trust.atMost) return undefined;
      return `the corrected trust policy would have ${grouped(size)} characters, and no account's quota goes beyond ${grouped(QUOTAS.trust.atMost)}; shorten it first`;
    case "inline": {
      const total = inlineSize(target.role, all);
      if (total <= QUOTAS.inline) return undefined;
      return `corrected, the role's inline policies would have ${grouped(total)} characters together, and IAM takes ${grouped(QUOTAS.inline)}; move some of their statements to a managed policy first`;
    }
    case "managed":
      if (size <= QUOTAS.managed) return undefined;
      return `the corrected policy would have ${grouped(size)} characters, and IAM takes ${grouped(QUOTAS.managed)}; put what is to be added into a policy of its own`;
  }
}

/** All inline policies of a role, corrected where they are; of those that are not in the input nothing is counted. */
function inlineSize({ policies }: Role, all: ReadonlyMap<string, Corrected>): number {
  const sizes = policies.filter(isInline).map(({ source }) => {
    if (source.kind !== "json") return 0;
    return sizeOfText(all.get(pointerKey(source.at))?.text ?? asciiJson(documentJson(source.json) ?? ""));
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * IAM's names are ASCII without space, slash, backslash, asterisk and question mark; ARNs of policies may have paths. What
 * has other names was not read from AWS, whatever it says, and is not put on anyone's command line.
 */
function unfitName(target: DeployedPolicy): string | undefined {
  const names = target.kind === "managed" ? target.arn.split("/") : target.kind === "inline" ? [target.roleName, target.name] : [target.roleName];
  const unfit = names.find((name) => !/^[!-)+-.0->@-[\]-~]+$/.test(name));
  return unfit === undefined ? undefined : `\`${unfit}\` is not a valid name in IAM`;
}

/** `JSON.parse` holds such a number only nearly: written again, it would be another. */
function unfitNumber(json: unknown): string | undefined {
  if (typeof json === "object" && json !== null) {
    for (const value of Object.values(json)) {
      const unfit = unfitNumber(value);
      if (unfit !== undefined) return unfit;
    }
  }
  const isInexact = typeof json === "number" && (!Number.isFinite(json) || (Number.isInteger(json) && !Number.isSafeInteger(json)));
  return isInexact ? "the policy has a number that is too large to be written again as it was" : undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html (UnmodifiableEntity), https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html */
function ofService(target: DeployedPolicy): string | undefined {
  if (target.kind === "managed") return undefined;
  const path = /:role(\/aws-(?:service-role|reserved)\/(?:[^/]+\/)?)/.exec(showText(target.role.arn))?.[1];
  return path === undefined ? undefined : `roles under \`${path}\` belong to a service of AWS, which alone can change them; change it there`;
}

/**
 * "If you edit the resource-based policy, you must either remove the principal ID or replace it with a valid Principal ARN":
 * https://repost.aws/knowledge-center/iam-resource-policy-format
 */
function deletedPrincipals({ policy, target }: Corrected): string | undefined {
  if (target.kind !== "trust") return undefined;
  const entries = policy.document.statements.flatMap(({ principals }) => principals?.entries ?? []);
  const ids = [...new Set(entries.flatMap(({ principal }) => (principal.kind === "unique-id" ? [principal.id] : [])))];
  if (ids.length === 0) return undefined;
  return `IAM does not save a trust policy that names a deleted principal (stale-principal); remove or replace ${listed(ids)} first`;
}
