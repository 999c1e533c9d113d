/**
 * What of AWS is to be read, and what reading it needs from outside. Plain data, no SDK: whoever only asks which permissions
 * a scope takes does not wait for the SDK to load.
 */
import type { Inventory } from "../../model/inventory.ts";
import type { RecordSink } from "../recording/records.ts";
import type { InputProblem } from "../types.ts";
import type { Tally } from "./tally.ts";

/** Services that a run may leave out on purpose. What they would have told is then taken as a check of files takes it. */
export type LeftOut = "organizations" | "emr";

export interface LiveScope {
  /** A profile of the shared AWS configuration; undefined: the SDK's default chain of credentials. */
  readonly profile: string | undefined;
  /** Empty: the region that the environment or the profile sets. */
  readonly regions: readonly string[];
  /** Every region that is enabled for the account. */
  readonly allRegions: boolean;
  /** Empty: all domains. */
  readonly domainIds: readonly string[];
  /** ARNs of roles to start from. With these and no `domainIds`, no domain is read. */
  readonly roles: readonly string[];
  /** Account ids; empty: the account of the credentials. */
  readonly accounts: readonly string[];
  /** All active accounts of the organization. */
  readonly organization: boolean;
  /** ARN of the role to assume in other accounts, with `{account}` in the place of the account id. */
  readonly assumeRole: string | undefined;
  readonly externalId: string | undefined;
  readonly without: readonly LeftOut[];
}

export interface LiveIo {
  readonly sink: RecordSink;
  /** What a recording that is continued already holds, by `callKey`. */
  readonly answered: ((key: string) => object | undefined) | undefined;
  /** Roles that the chains need and that the inventory does not hold: ARNs. */
  readonly rolesNeeded: (inventory: Inventory) => readonly string[];
  readonly onProgress: ((tally: Tally) => void) | undefined;
}

export interface LiveResult {
  /** Why the run could not be made in full. What was recorded stays valid. */
  readonly problems: readonly InputProblem[];
  readonly tally: Tally;
}
