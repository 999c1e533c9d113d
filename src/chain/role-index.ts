/**
 * Finding a role by what names it: its ARN, known or partly known.
 */
import { roleArnParts } from "../iam/arn.ts";
import { unify } from "../iam/wildcard.ts";
import { isKnown, type Text, textKey } from "../text/symbolic.ts";
import type { RoleNode } from "./types.ts";

export interface RoleIndex {
  /** The role with this ARN; where the ARN is not fully known, the only role of that name whose ARN may be equal. */
  readonly byArn: (arn: Text) => RoleNode | undefined;
  /** By name and account, as instance profiles name roles. */
  readonly byName: (name: Text, account: Text) => RoleNode | undefined;
  /** Roles with a fully known ARN that begins with `prefix`. */
  readonly withPrefix: (prefix: string) => readonly RoleNode[];
  /** Roles whose ARN has a hole: few, and only in templates and plans. */
  readonly symbolic: readonly RoleNode[];
}

/** Indexes the roles of an inventory. Later `add`ed ones (roles that are only named) are kept by the caller. */
export function indexRoles(nodes: readonly RoleNode[]): RoleIndex {
  const exact = new Map<string, RoleNode>();
  const named = new Map<string, RoleNode[]>();
  const known: { readonly arn: string; readonly node: RoleNode }[] = [];
  const symbolic: RoleNode[] = [];
  for (const node of nodes) {
    const { arn, name } = node.role;
    const key = textKey(arn);
    if (!exact.has(key)) exact.set(key, node);
    const sameName = named.get(textKey(name));
    if (sameName === undefined) named.set(textKey(name), [node]);
    else sameName.push(node);
    if (isKnown(arn)) known.push({ arn, node });
    else symbolic.push(node);
  }
  let sorted: typeof known | undefined;

  const onlyCandidate = (name: Text, fits: (node: RoleNode) => boolean): RoleNode | undefined => {
    const candidates = (named.get(textKey(name)) ?? []).filter(fits);
    return candidates.length === 1 ? candidates[0] : undefined;
  };

  return {
    symbolic,
    byArn: (arn) => {
      const found = exact.get(textKey(arn));
      if (found !== undefined) return found;
      const parts = roleArnParts(arn);
      return parts && onlyCandidate(parts.name, (node) => unify(node.role.arn, arn) !== "no");
    },
    byName: (name, account) => onlyCandidate(name, (node) => unify(node.role.account, account) !== "no"),
    withPrefix: (prefix) => {
      sorted ??= known.sort((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0));
      const found: RoleNode[] = [];
      for (let i = lowerBound(sorted, prefix); i < sorted.length; i++) {
        const entry = sorted[i];
        if (entry === undefined || !entry.arn.startsWith(prefix)) break;
        found.push(entry.node);
      }
      return found;
    },
  };
}

/** The first index whose ARN is not less than `prefix`. */
function lowerBound(sorted: readonly { readonly arn: string }[], prefix: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = sorted[middle];
    if (entry !== undefined && entry.arn < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
