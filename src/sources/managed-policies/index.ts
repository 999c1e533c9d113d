/**
 * AWS managed policies that roles refer to and that the input does not hold: from a table that ships with the product. The
 * table keeps the statements that touch the actions we ask about; `make-table.mjs` makes it.
 *
 * ARNs: `arn:<partition>:iam::aws:policy/[path/]Name`; names are unique whatever the path (`service-role/`, `job-function/`,
 * `aws-service-role/`): https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
import type { AttachedPolicy, Inventory, ManagedPolicy } from "../../model/inventory.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Text, textKey } from "../../text/symbolic.ts";

interface Table {
  /** The day of the archive that the table was made from. */
  readonly date: string;
  /** Actions that the statements were reduced to. */
  readonly asked: readonly string[];
  readonly policies: { readonly [name: string]: readonly unknown[] };
  /** Names of the policies that touch none of the actions, separated by blanks. */
  readonly none: string;
}

/** The inventory with the AWS managed policies that it refers to; those that neither it nor the table holds stay out. */
export async function withBundledPolicies(inventory: Inventory): Promise<Inventory> {
  const missing = referredTo(inventory);
  if (missing.size === 0) return inventory;
  const find = await loadTable();
  const found: ManagedPolicy[] = [];
  for (const { arn, name, at } of missing.values()) {
    const statements = find(name);
    if (statements === undefined) continue;
    const document = { kind: "json" as const, json: { Version: "2012-10-17", Statement: statements }, at };
    found.push({ subject: name, at, guards: [], arn, name, origin: "bundled", document });
  }
  return found.length === 0 ? inventory : { ...inventory, managedPolicies: [...inventory.managedPolicies, ...found] };
}

interface Reference {
  readonly arn: Text;
  readonly name: string;
  /** Where it is attached first: the place to show, as the document itself is in no file of the user's. */
  readonly at: Pointer;
}

function referredTo(inventory: Inventory): ReadonlyMap<string, Reference> {
  const held = new Set(inventory.managedPolicies.filter(({ document }) => document.kind !== "unknown").map(({ arn }) => textKey(arn)));
  const missing = new Map<string, Reference>();
  const visit = (policy: AttachedPolicy | undefined): void => {
    if (policy?.kind !== "managed") return;
    const name = awsManagedName(policy.arn);
    const key = name === undefined ? "" : textKey(policy.arn);
    if (name !== undefined && !held.has(key) && !missing.has(key)) missing.set(key, { arn: policy.arn, name, at: policy.at });
  };
  for (const role of inventory.roles) {
    for (const policy of role.policies) visit(policy);
    visit(role.boundary);
  }
  return missing;
}

const AWS_POLICY = /^arn:[a-z-]+:iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;
const AWS_POLICY_REST = /^:iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;

/** The name in the ARN of an AWS managed policy, in whatever partition; undefined for any other text. */
export function awsManagedName(arn: Text): string | undefined {
  if (typeof arn === "string") return AWS_POLICY.exec(arn)?.[1];
  const [prefix, partition, rest, ...more] = arn.parts;
  return prefix === "arn:" && typeof partition === "object" && typeof rest === "string" && more.length === 0 ? AWS_POLICY_REST.exec(rest)?.[1] : undefined;
}

/** Whether AWS has a managed policy of that name, as far as the table knows. */
export async function awsManagedNames(): Promise<(name: string) => boolean> {
  const find = await loadTable();
  return (name) => find(name) !== undefined;
}

/** A policy's statements by its name: none where it is known to grant nothing that we ask about, undefined where it is not known. */
async function loadTable(): Promise<(name: string) => readonly unknown[] | undefined> {
  const { default: table }: { default: Table } = await import("./table.json", { with: { type: "json" } });
  const none = new Set(table.none.split(" "));
  return (name) => (Object.hasOwn(table.policies, name) ? table.policies[name] : none.has(name) ? [] : undefined);
}
