/** The sample world as tests of live runs need it. */
import { sampleWorld } from "../aws/sample.ts";
import type { FakeAccount, FakeRole, FakeWorld } from "../aws/world.ts";
import { DATA, STUDIO } from "./harness.ts";

/** The role to assume in the other account. */
export const AUDIT_ROLE = "arn:aws:iam::{account}:role/audit";

const SET = "sts:SetSourceIdentity";

/** Nothing is wrong with it: a run that sees all of it says that its domains are ready. */
export function soundWorld(): FakeWorld {
  const world = sampleWorld();
  return { ...world, accounts: world.accounts.map((account) => ({ ...account, roles: account.roles.map(mended) })) };
}

/** Trust policies that let roles in let source identities in; both execution roles may assume what the domain lists. */
function mended(role: FakeRole): FakeRole {
  if (role.name === "lake-writer" || role.name === "partner-data")
    return { ...role, trust: JSON.parse(JSON.stringify(role.trust).replaceAll('"sts:AssumeRole"', `["sts:AssumeRole","${SET}"]`)) };
  if (role.name !== "studio-alice") return role;
  const everything = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", SET], Resource: `arn:aws:iam::${DATA}:role/partner-data` }],
  };
  return { ...role, inline: [...(role.inline ?? []), { name: "partner", document: everything }] };
}

export function accountOf(world: FakeWorld, id = STUDIO): FakeAccount {
  const account = world.accounts.find((each) => each.id === id);
  if (account === undefined) throw new Error(`no account ${id}`);
  return account;
}

/** One account changed. */
export function withAccount(world: FakeWorld, id: string, change: (account: FakeAccount) => FakeAccount): FakeWorld {
  return { ...world, accounts: world.accounts.map((account) => (account.id === id ? change(account) : account)) };
}
