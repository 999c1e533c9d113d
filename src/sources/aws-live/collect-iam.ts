/**
 * What IAM tells of an account: all roles and policies in one go; where that is refused, single roles with all that bears on them.
 */
import { isObject, type JsonObject } from "../json.ts";
import type { Asker, Place } from "./asker.ts";
import {
  getAccountAuthorizationDetails,
  getInstanceProfile,
  getPolicy,
  getPolicyVersion,
  getRole,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
} from "./calls.ts";
import { namesIn, textAt, textsIn } from "./lists.ts";

/** Whether AWS told of all roles. */
export async function collectAllRoles(asker: Asker, place: Place): Promise<boolean> {
  const { kind } = await asker.list(place, getAccountAuthorizationDetails, () => undefined);
  // What fails is a fault of the run; asking for each role by itself would fail as well.
  return kind !== "refused";
}

/** Single roles of an account, each asked for once, as are the policies that they share. */
export interface RoleCollector {
  readonly role: (name: string) => Promise<void>;
  readonly instanceProfile: (name: string) => Promise<void>;
}

export function createRoleCollector(asker: Asker, place: Place): RoleCollector {
  const seen = new Map<string, Promise<void>>();
  const once = (key: string, read: () => Promise<void>): Promise<void> => {
    const reading = seen.get(key) ?? read();
    seen.set(key, reading);
    return reading;
  };

  const policy = (arn: string): Promise<void> =>
    once(`policy ${arn}`, async () => {
      const answer = await asker.ask(place, getPolicy(arn));
      const version = answer.kind === "answered" ? textAt(answer.output, "Policy", "DefaultVersionId") : undefined;
      if (version !== undefined) await asker.ask(place, getPolicyVersion(arn, version));
    });

  const role = (name: string): Promise<void> =>
    once(`role ${name}`, async () => {
      const answer = await asker.ask(place, getRole(name));
      if (answer.kind !== "answered") return;
      const boundary = textAt(answer.output, "Role", "PermissionsBoundary", "PermissionsBoundaryArn");
      const readings: Promise<unknown>[] = boundary === undefined ? [] : [policy(boundary)];
      const inline = (page: JsonObject): void => {
        for (const each of textsIn(page, "PolicyNames")) readings.push(asker.ask(place, getRolePolicy(name, each)));
      };
      await Promise.all([
        asker.list(place, listRolePolicies(name), inline),
        asker.list(place, listAttachedRolePolicies(name), (page) => void readings.push(...namesIn(page, "AttachedPolicies", "PolicyArn").map(policy))),
      ]);
      await Promise.all(readings);
    });

  const instanceProfile = (name: string): Promise<void> =>
    once(`instance profile ${name}`, async () => {
      const answer = await asker.ask(place, getInstanceProfile(name));
      const profile = answer.kind === "answered" ? answer.output["InstanceProfile"] : undefined;
      if (isObject(profile)) await Promise.all(namesIn(profile, "Roles", "RoleName").map(role));
    });

  return { role, instanceProfile };
}
