import {
  grouped,
  isKnown,
  type Policy,
  placeIn,
  pointerKey,
  presenceOf,
  QUOTAS,
  type RoleNode,
  type Statement,
  statementName,
} from "../../src/lint/evidence.ts";
import type { Defect } from "./defect.ts";
import { defectsOfPrincipal } from "./principals.ts";

export function defectsOf(node: RoleNode): readonly Defect[] {
  const { trust } = node;
  if (!("document" in trust)) return [];
  const defects = [...ofGrammar(trust), ...tooLong(node, trust), ...trust.document.statements.flatMap((statement) => ofStatement(node, trust, statement))];
  return defects.map((defect) => ({ ...defect, at: placeIn(trust, defect.at) }));
}

/** What the reader of policies found wrong, but for principals: those have words of their own. */
function ofGrammar({ document }: Policy): readonly Defect[] {
  const entries = document.statements.flatMap(({ principals }) => principals?.entries ?? []);
  const invalid = new Set(entries.filter(({ principal }) => principal.kind === "invalid").map(({ at }) => pointerKey(at)));
  return document.problems
    .filter(({ at }) => !invalid.has(pointerKey(at)))
    .map(({ kind, message, statement, at }) => ({
      fact: `is malformed${statement === undefined ? "" : ` in statement ${statement + 1}`}: ${message.replace(/\.$/, "")}`,
      remedy: kind === "bad-version" ? 'Write `"Version": "2012-10-17"`.' : "Write it as IAM's policy grammar has it; as it is, IAM refuses to save it.",
      at,
      part: `${kind}/${statement ?? ""}`,
    }));
}

/** Not asked of a role that AWS itself returned: its policy was saved, so the account's quota is high enough. */
function tooLong({ role }: RoleNode, { document: { size, at } }: Policy): readonly Defect[] {
  const { byDefault, atMost } = QUOTAS.trust;
  if (size === undefined || size <= byDefault || role.roleId !== undefined) return [];
  const remedy = "Shorten it: one condition on `aws:PrincipalArn` or `aws:PrincipalOrgID` can take the place of a long list of principals.";
  if (size > atMost)
    return [
      {
        fact: `has ${grouped(size)} characters without white space; IAM allows ${grouped(byDefault)}, and no account's quota can be raised above ${grouped(atMost)}`,
        remedy,
        at,
        part: "size",
      },
    ];
  const fact = `has ${grouped(size)} characters without white space; IAM refuses more than ${grouped(byDefault)}, unless the account's quota "Role trust policy length" was raised`;
  return [{ severity: "warning", fact, remedy, at, part: "size" }];
}

function ofStatement(node: RoleNode, policy: Policy, statement: Statement): readonly Defect[] {
  const { actions, principals, resources, effect } = statement;
  // The whole statement is unknown: there is nothing to look at.
  if (typeof effect !== "string" && principals === undefined && actions === undefined) return [];
  const name = statementName(statement);
  const id = statement.sid ?? `#${statement.index}`;
  const defects: Defect[] = [];
  if (resources !== undefined) {
    const element = resources.negated ? "NotResource" : "Resource";
    defects.push({
      fact: `has a ${element} in ${name}, which IAM refuses ("Has prohibited field Resource")`,
      remedy: `Remove ${element}: the role itself is the resource.`,
      at: resources.at,
      part: `${id}/resource`,
    });
  }
  if (principals === undefined) {
    defects.push({
      fact: `has no Principal in ${name}, so nobody is trusted by it and IAM refuses it`,
      remedy: "Add a Principal that names who may assume the role.",
      at: statement.at,
      part: `${id}/no-principal`,
    });
  } else if (principals.negated) {
    const open = effect === "Allow" ? "; with Allow, it would let in everyone who isn't listed" : "";
    const remedy =
      effect === "Allow"
        ? "Name the trusted principals in Principal."
        : "Deny `*`, with an `ArnNotLike` condition on `aws:PrincipalArn` for those who are to be let through.";
    defects.push({ fact: `has a NotPrincipal in ${name}, which a trust policy may not hold${open}`, remedy, at: principals.at, part: `${id}/not-principal` });
  }
  defects.push(...foreignActions(statement, name, id));
  for (const entry of principals?.entries ?? []) {
    const presence = presenceOf(node, policy.guards, statement.guards, entry.guards);
    for (const defect of defectsOfPrincipal(entry, name)) defects.push({ ...defect, part: `${id}/${defect.part}`, presence });
  }
  return defects.map((defect) => ({ presence: presenceOf(node, policy.guards, statement.guards), ...defect }));
}

/** `*` is let pass: IAM's documentation does not say that it is refused, and it covers the right actions. */
function foreignActions({ actions }: Statement, name: string, id: string): readonly Defect[] {
  if (actions === undefined || actions.negated) return [];
  return actions.patterns.flatMap(({ source, at }): readonly Defect[] => {
    if (!isKnown(source) || source === "*" || /^sts:/i.test(source)) return [];
    return [
      {
        fact: `lists the action \`${source}\` in ${name}; IAM refuses all but \`sts:\` actions there ("AssumeRole policy may only specify STS AssumeRole actions")`,
        remedy: "Move the action to a permissions policy of the role.",
        at,
        part: `${id}/action/${source}`,
      },
    ];
  });
}
