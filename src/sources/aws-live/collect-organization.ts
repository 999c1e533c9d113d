/**
 * The organization's policies that bear on the accounts: from each account up to the root, the SCPs and RCPs attached at every level.
 * Only the management account and delegated administrators may ask:
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html
 */
import type { JsonObject } from "../json.ts";
import type { Asker, Place } from "./asker.ts";
import { describeOrganization, describePolicy, listAccounts, listParents, listPoliciesForTarget } from "./calls.ts";
import { namesIn, objectsIn } from "./lists.ts";

const KINDS = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const;

export async function collectOrganization(asker: Asker, place: Place, accounts: readonly string[]): Promise<void> {
  const { kind } = await asker.ask(place, describeOrganization);
  if (kind === "failed") return;
  if (kind === "none") {
    // That tells nothing of other accounts.
    const why = {
      code: "OtherOrganization",
      message: `account ${place.account ?? ""} is in no organization, so it can't be asked about the one of this account`,
    };
    for (const account of accounts) if (account !== place.account) await asker.missing("organizations:DescribeOrganization", account, {}, why);
    return;
  }
  const targets = new Set<string>();
  for (const account of accounts) {
    if ((await climb(asker, place, account, targets)) === "stop") return;
  }
  const policies = new Set<string>();
  const note = (page: JsonObject): void => {
    for (const id of namesIn(page, "Policies", "Id")) policies.add(id);
  };
  const lists = [...targets].flatMap((target) => KINDS.map((each) => asker.list(place, listPoliciesForTarget(target, each), note)));
  await Promise.all(lists);
  await Promise.all([...policies].map((id) => asker.ask(place, describePolicy(id))));
}

/** Adds what lies on the way from the account to the root. `stop`: AWS does not tell, and will not tell the next time. */
async function climb(asker: Asker, place: Place, account: string, targets: Set<string>): Promise<"done" | "stop"> {
  const way: string[] = [];
  for (let id = account; !targets.has(id); ) {
    way.push(id);
    if (id.startsWith("r-")) break;
    const parents: string[] = [];
    const { kind } = await asker.list(place, listParents(id), (page) => void parents.push(...namesIn(page, "Parents", "Id")));
    // An account of another organization; what is recorded says so.
    if (kind === "gone") return "done";
    if (kind !== "answered") return "stop";
    const [parent] = parents;
    if (parent === undefined || way.includes(parent)) {
      await asker.missing(
        "organizations:ListParents",
        account,
        { ChildId: id },
        { code: "NoParent", message: "the way to the organization's root breaks off" },
      );
      return "done";
    }
    id = parent;
  }
  for (const id of way) targets.add(id);
  return "done";
}

/** The accounts of the organization that are in use; undefined where AWS does not tell. */
export async function activeAccounts(asker: Asker, place: Place): Promise<readonly string[] | undefined> {
  const found: string[] = [];
  const answer = await asker.list(place, listAccounts, (page) => {
    for (const account of objectsIn(page, "Accounts")) if (isActive(account) && typeof account["Id"] === "string") found.push(account["Id"]);
  });
  return answer.kind === "answered" ? found : undefined;
}

/** `State` takes the place of `Status`: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
function isActive(account: JsonObject): boolean {
  return (account["State"] ?? account["Status"]) === "ACTIVE";
}
