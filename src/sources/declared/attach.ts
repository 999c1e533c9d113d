/** Policies that name the roles they belong to, joined with those roles across all stacks of the run. */
import type { AttachedPolicy, Gap, Role } from "../../model/inventory.ts";
import { holesOf, showText, type Text, textKey } from "../../text/symbolic.ts";
import { type Attachment, beyond } from "./declaration.ts";

/** The roles with what is attached to them, and a gap for each policy whose role the input does not hold. */
export function attachPolicies(roles: readonly Role[], attachments: readonly Attachment[]): { readonly roles: readonly Role[]; readonly gaps: readonly Gap[] } {
  const byName = new Map<string, Role[]>();
  for (const role of roles) {
    const key = nameKey(role.account, role.name);
    const same = byName.get(key);
    if (same === undefined) byName.set(key, [role]);
    else same.push(role);
  }
  const added = new Map<Role, AttachedPolicy[]>();
  const unmatched: Attachment[] = [];
  for (const attachment of attachments) {
    const found = byName.get(nameKey(attachment.account, attachment.role.value)) ?? [];
    if (found.length === 0) unmatched.push(attachment);
    for (const role of found) {
      const contradicts = attachment.guards.some((guard) => role.guards.some((own) => own.cause.id === guard.cause.id && own.when !== guard.when));
      if (contradicts) continue;
      const policy = attachment.attach(beyond(attachment.guards, role.guards));
      const policies = added.get(role);
      if (policies === undefined) added.set(role, [policy]);
      else policies.push(policy);
    }
  }
  return { roles: roles.map((role) => ({ ...role, policies: [...role.policies, ...(added.get(role) ?? [])] })), gaps: gapsOf(unmatched) };
}

/** Names are unique in an account; IAM compares them without regard to case. */
function nameKey(account: Text, name: Text): string {
  return `${textKey(account)} ${typeof name === "string" ? name.toLowerCase() : textKey(name)}`;
}

/** One gap for each role, however many policies belong to it. */
function gapsOf(attachments: readonly Attachment[]): readonly Gap[] {
  const byRole = new Map<string, Attachment[]>();
  for (const attachment of attachments) {
    const key = nameKey(attachment.account, attachment.role.value);
    const same = byRole.get(key);
    if (same === undefined) byRole.set(key, [attachment]);
    else same.push(attachment);
  }
  return [...byRole.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [gapOf(first, others)]));
}

function gapOf(first: Attachment, others: readonly Attachment[]): Gap {
  const policies = [first, ...others].map((attachment) => `\`${attachment.policy}\``);
  const who =
    policies.length === 1
      ? `policy ${policies[0]} belongs`
      : `policies ${policies.slice(0, 3).join(", ")}${policies.length > 3 ? ` and ${policies.length - 3} more` : ""} belong`;
  const name = first.role.value;
  const at = first.role.at;
  const [hole] = holesOf(name);
  if (hole === undefined) {
    const reason = `${who} to role \`${showText(name)}\`, which nothing in the input declares; add what does`;
    return { subject: showText(name), reason, at };
  }
  const settle = hole.cause.settle === undefined ? "" : `; ${hole.cause.settle}`;
  return { subject: first.policy, reason: `${who} to a role whose name is not known: ${hole.cause.what}${settle}`, at };
}
