/**
 * The account, partition and region of what does not say them itself.
 */
import type { Hole, Text } from "../../text/symbolic.ts";
import type { SourceOptions } from "../types.ts";

/** Shared with templates: the same identity, so that a role of a template and one of a list without ARNs can meet. */
const ACCOUNT: Hole = {
  id: "AWS::AccountId",
  shape: "account",
  cause: { kind: "environment", id: "AWS::AccountId", what: "the account id is not known", settle: "pass --account" },
};

const REGION: Hole = {
  id: "AWS::Region",
  cause: { kind: "environment", id: "AWS::Region", what: "the region is not known", settle: "pass --region" },
};

export const ACCOUNT_HOLE: Text = { parts: [ACCOUNT] };
export const REGION_HOLE: Text = { parts: [REGION] };

export interface Environment {
  readonly account: Text;
  readonly partition: Text;
  readonly region: Text;
}

/** From the flags, else what is the only one in the run, else a hole (for the partition: `aws`, where nearly all accounts are). */
export function environmentOf(options: SourceOptions, accounts: ReadonlySet<string>, partitions: ReadonlySet<string>): Environment {
  const [account] = accounts;
  const [partition] = partitions;
  return {
    account: options.account ?? (accounts.size === 1 && account !== undefined ? account : ACCOUNT_HOLE),
    partition: options.partition ?? (partitions.size === 1 && partition !== undefined ? partition : "aws"),
    region: options.region ?? REGION_HOLE,
  };
}
