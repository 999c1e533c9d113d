/**
 * Gaps: what a chain needs and the input does not hold. A gap is never a finding and never silence: it says what is not
 * seen, where it is referred to, and which input would close it.
 */
import type { PolicyOrUnknown } from "../iam/types.ts";
import { unify } from "../iam/wildcard.ts";
import type { AttachedPolicy, Domain, Inventory, UserProfile } from "../model/inventory.ts";
import type { Pointer } from "../text/pointer.ts";
import { type Cause, holesOf, isKnown, showText, textKey } from "../text/symbolic.ts";
import { emrGaps } from "./emr.ts";
import { COMMAND_LINE } from "./entries.ts";
import { whyHidden } from "./hidden.ts";
import { isOfDomain, isOnlyDomain } from "./members.ts";
import type { ChainGap, Entry, RoleNode } from "./types.ts";
import type { Walk } from "./walk.ts";
import type { World } from "./world.ts";

export function findGaps(world: World, entries: readonly Entry[], walked: Walk): readonly ChainGap[] {
  const gaps = new Map<string, ChainGap>();
  const put = (key: string, subject: string, reason: string, at: Pointer | undefined, concerns: readonly RoleNode[]): void => {
    const known = gaps.get(key);
    if (known === undefined) gaps.set(key, { subject, reason, at, concerns });
    else if (known.concerns !== concerns) gaps.set(key, { ...known, concerns: [...known.concerns, ...concerns] });
  };

  for (const node of walked.reached.keys()) {
    if (!node.inInput) put(`role ${textKey(node.role.arn)}`, node.role.subject, roleReason(node, entries, walked, world), placeOf(node.role.at), [node]);
    else for (const { subject, cause, at } of unseenPolicies(world, node)) put(cause.id, subject, policyReason(cause, node), placeOf(cause.at ?? at), [node]);
  }
  for (const { node } of entries) {
    if (!node.inInput && !walked.reached.has(node))
      put(`role ${textKey(node.role.arn)}`, node.role.subject, roleReason(node, entries, walked, world), placeOf(node.role.at), [node]);
  }
  for (const domain of world.inventory.domains) {
    const reason = domainReason(domain, entries);
    if (reason !== undefined) put(`domain ${domain.subject}`, domain.subject, reason, domain.at, []);
  }
  for (const gap of emrGaps(world, entries)) put(`${gap.subject} ${gap.reason}`, gap.subject, gap.reason, gap.at, gap.concerns);
  for (const profile of world.inventory.userProfiles) {
    if (profile.settings !== undefined) continue;
    put(
      `profile ${profile.subject}`,
      profile.subject,
      `only a summary of user profile \`${showText(profile.name)}\` is in the input: whether it has an execution role of its own is not seen; add the output of \`aws sagemaker describe-user-profile\``,
      profile.at,
      // It may have any role, so whoever is judged for that domain is not all that there is.
      nodesOfDomain(profile, entries),
    );
  }
  const everyone = [...new Set(entries.map(({ node }) => node))];
  for (const profile of world.inventory.userProfiles.filter((each) => isOfUnknownDomain(each, world.inventory))) {
    const name = showText(profile.name);
    const reason = `which domain user profile \`${name}\` belongs to can't be told, so no verdict on a domain counts its execution role in; add what names its domain`;
    put(`domain of ${profile.subject}`, profile.subject, reason, profile.at, everyone);
  }
  for (const node of entries.length === 0 ? [] : world.nodes) {
    const cause = node.inInput && !walked.reached.has(node) ? whyHidden(node, walked) : undefined;
    if (cause !== undefined) put(`hidden ${cause.id}`, node.role.subject, hiddenReason(cause, node), cause.at ?? node.role.at, everyone);
  }
  return [...world.inventory.gaps.map((gap) => ({ ...gap, concerns: gap.mayHide === true ? everyone : [] })), ...gaps.values()];
}

function nodesOfDomain(profile: UserProfile, entries: readonly Entry[]): readonly RoleNode[] {
  const isOfDomain = ({ domain, profiles }: Entry): boolean =>
    profiles.includes(profile) || (domain !== undefined && unify(profile.domainId, domain.id) !== "no");
  return [...new Set(entries.filter(isOfDomain).map(({ node }) => node))];
}

/** It may be of one of several, and is certainly of none. */
function isOfUnknownDomain({ domainId }: UserProfile, { domains }: Inventory): boolean {
  const only = isOnlyDomain(domains);
  return !domains.some((domain) => isOfDomain(domainId, domain, only)) && domains.some((domain) => unify(domainId, domain.id) !== "no");
}

function placeOf(at: Pointer): Pointer | undefined {
  return at === COMMAND_LINE ? undefined : at;
}

function domainReason(domain: Domain, entries: readonly Entry[]): string | undefined {
  if (domain.summaryOnly)
    return `only a summary of domain \`${domain.subject}\` is in the input: its execution role and its propagation are not seen; add the output of \`aws sagemaker describe-domain --domain-id ${showText(domain.id)}\``;
  if (entries.some((entry) => entry.domain === domain)) return undefined;
  return `domain \`${domain.subject}\` names no execution role that sessions of its users could have; add the input that names it`;
}

function roleReason(node: RoleNode, entries: readonly Entry[], { reached }: Walk, { inventory }: World): string {
  const unknown = holesOf(node.role.arn).find((hole) => hole.cause.kind !== "environment" && hole.cause.kind !== "missing");
  const entry = entries.find((candidate) => candidate.node === node);
  const named =
    entry === undefined
      ? reached.get(node)?.via.kind === "job"
        ? "may be passed to SageMaker for jobs"
        : "is assumed along a chain"
      : entry.kind === "given"
        ? "is named by --entry-role"
        : `is the execution role of ${entry.domain === undefined ? "a user profile" : `domain \`${entry.domain.subject}\``}`;
  if (unknown !== undefined) {
    return `which role \`${node.role.subject}\` is, is not known (${unknown.cause.what}): it ${named}, and its policies were not checked${unknown.cause.settle === undefined ? "" : `; ${unknown.cause.settle}`}`;
  }
  return `role \`${node.role.subject}\` ${named} but is not in the input, so its policies were not checked; ${roleSettle(node, inventory.askedAccounts)}`;
}

function roleSettle({ role: { account } }: RoleNode, asked: Inventory["askedAccounts"]): string {
  const ofAccount = asked.find((each) => each.account === account);
  if (ofAccount?.rolesSeen) return `account ${ofAccount.account} was asked and told of no such role: see whether it was deleted or is misspelt`;
  if (ofAccount !== undefined) return `the roles of account ${ofAccount.account} were not seen`;
  if (asked.length > 0 && isKnown(account)) return `the roles of account ${account} were not asked for: add them with --account ${account} and --assume-role`;
  return "add the template or configuration that creates it, or the output of `aws iam get-account-authorization-details` of its account";
}

function hiddenReason(cause: Cause, node: RoleNode): string {
  return `whether a chain leads to role \`${node.role.subject}\` can't be told: ${cause.what}${cause.settle === undefined ? "" : `; ${cause.settle}`}`;
}

interface UnseenPolicy {
  readonly subject: string;
  readonly cause: Cause;
  readonly at: Pointer;
}

function unseenPolicies(world: World, node: RoleNode): readonly UnseenPolicy[] {
  const { role } = node;
  const unseen: UnseenPolicy[] = [];
  const put = (policy: PolicyOrUnknown | undefined, attached?: AttachedPolicy): void => {
    if (policy === undefined || "document" in policy) return;
    unseen.push({ subject: attached?.kind === "managed" ? showText(attached.arn) : role.subject, cause: policy.cause, at: policy.at });
  };
  const side = world.callerSide(node);
  put(node.trust);
  for (const [index, policy] of side.identity.entries()) put(policy, role.policies[index]);
  put(side.boundary, role.boundary);
  return unseen;
}

function policyReason(cause: Cause, node: RoleNode): string {
  const settle =
    cause.settle ??
    (cause.kind === "policy"
      ? "add the template or configuration that creates it, or the output of `aws iam get-policy` and `aws iam get-policy-version`"
      : undefined);
  return `${cause.what}; role \`${node.role.subject}\` depends on it${settle === undefined ? "" : `; ${settle}`}`;
}
