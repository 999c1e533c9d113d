/**
 * Which root modules work in one account. Those that say nothing are taken to, so that a role of one is found by a chain of another. But
 * a role's name is there once in an account: two roots that both make a role `studio` (dev and prod, say) are in different ones.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
import { type Text, text, textKey } from "../../text/symbolic.ts";
import { ACCOUNT, unknownAccount } from "../declared/environment.ts";
import { arnOf } from "./identity.ts";
import { forget } from "./once.ts";
import type { Resource, Run } from "./types.ts";

/** A root module that can be read in an account of its own. */
export interface RootReading {
  readonly name: string;
  /** `account`: of its default provider; undefined for the one that is shared. */
  readonly read: (account: Text | undefined) => readonly Resource[];
}

export function inTheirAccounts(readings: readonly RootReading[], run: Run): readonly Resource[] {
  const shared = readings.map(({ read }) => read(undefined));
  const apart = collisions(shared);
  return shared.flatMap((resources, index) => {
    const reading = readings[index];
    if (reading === undefined || !apart.has(index)) return resources;
    forget(run);
    return reading.read(ownAccount(reading.name));
  });
}

/** The roots that make a role of the same name in the shared account as another root does. */
function collisions(roots: readonly (readonly Resource[])[]): ReadonlySet<number> {
  const owners = new Map<string, number>();
  const apart = new Set<number>();
  for (const [index, resources] of roots.entries()) {
    for (const resource of resources) {
      if (resource.mode === "data" || !/^aws(?:cc)?_iam_role$/.test(resource.type) || textKey(resource.provider.account) !== SHARED) continue;
      const arn = arnOf(resource);
      const key = arn === undefined ? undefined : textKey(arn);
      const owner = key === undefined ? undefined : owners.get(key);
      if (owner !== undefined && owner !== index) apart.add(owner).add(index);
      if (key !== undefined && owner === undefined) owners.set(key, index);
    }
  }
  return apart;
}

const SHARED = textKey(text(ACCOUNT));

function ownAccount(name: string): Text {
  const what = `the account that \`${name}\` is applied to is not known`;
  return unknownAccount(`account of ${name}/account`, what, "check the root modules one by one with --account, or check plans");
}
