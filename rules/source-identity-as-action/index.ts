import { isMeantAsSetSourceIdentity, isUnknownStsAction } from "../../src/lint/diagnosis.ts";
import {
  breaksOf,
  type ChainGraph,
  chainTo,
  consequence,
  editActions,
  finding,
  isAssumeOnlyKey,
  isKnown,
  originOf,
  type Policy,
  placeIn,
  placeKey,
  pointerKey,
  presenceOf,
  type RoleNode,
  roleName,
  rolesOnChains,
  type Statement,
  statementName,
  statementPart,
} from "../../src/lint/evidence.ts";
import { callersOf, strangersOf } from "../../src/lint/refusal.ts";
import type { Finding, Remedy, Rule } from "../../src/lint/rule.ts";
import { type Blame, blameOfSlips } from "./blame.ts";

/** An action under `sts:` that does not exist; most often the condition key `sts:SourceIdentity` in place of the action. */
export const rule: Rule = {
  meta: {
    id: "source-identity-as-action",
    summary: "An sts: action doesn't exist, such as sts:SourceIdentity for sts:SetSourceIdentity",
    severity: "error",
    precision: "very-high",
    securitySeverity: 5,
    tags: ["trust-policy", "permissions-policy", "source-identity"],
  },
  *check({ graph }) {
    const blame = blameOfSlips(graph);
    const callers = callersOf(graph);
    const seen = new Set<string>();
    for (const node of rolesOnChains(graph)) {
      for (const slip of slipsOf(graph, node)) {
        // A managed policy is attached to many roles and written once.
        const place = pointerKey(slip.at);
        if (seen.has(place)) continue;
        seen.add(place);
        const meant = isMeantAsSetSourceIdentity(slip.action);
        const remedy = meant ? rightAction(slip, callers.get(slip.node) ?? new Set()) : OTHER_ACTION;
        yield report(graph, slip, meant ? blame.get(placeKey(slip.policy, slip.statement)) : undefined, remedy);
      }
    }
  },
};

interface Slip extends Pick<Finding, "certainty" | "causes" | "at"> {
  readonly node: RoleNode;
  readonly policy: Policy;
  readonly isTrust: boolean;
  readonly statement: Statement;
  /** As written. */
  readonly action: string;
  readonly doubt: string;
}

function slipsOf(graph: ChainGraph, node: RoleNode): readonly Slip[] {
  return policiesOf(graph, node).flatMap(({ policy, isTrust }) =>
    policy.document.statements.flatMap((statement) =>
      (statement.actions?.patterns ?? []).flatMap(({ source, at, guards }) => {
        if (!isKnown(source) || !isUnknownStsAction(source)) return [];
        return [{ node, policy, isTrust, statement, action: source, at: placeIn(policy, at), ...presenceOf(node, policy.guards, statement.guards, guards) }];
      }),
    ),
  );
}

/** The role's trust policy and its permissions policies, as far as they are in the input. */
function policiesOf(graph: ChainGraph, node: RoleNode): readonly { readonly policy: Policy; readonly isTrust: boolean }[] {
  const own = "document" in node.trust ? [{ policy: node.trust, isTrust: true }] : [];
  return [...own, ...(graph.permissions.get(node) ?? []).flatMap((policy) => ("document" in policy && !policy.opaque ? [{ policy, isTrust: false }] : []))];
}

const OTHER_ACTION: Remedy = { text: "Write an action that exists: AWS's service authorization reference lists those of AWS STS." };

function report(
  graph: ChainGraph,
  { node, policy, isTrust, statement, action, at, doubt, ...certainty }: Slip,
  blame: Blame | undefined,
  remedy: Remedy,
): Finding {
  const what = action.toLowerCase() === "sts:sourceidentity" ? "is a condition key, not an action" : "is not an action of AWS STS";
  const where = `${statementName(statement)} of ${isTrust ? "the trust policy" : policy.label} of role ${roleName(node)}`;
  const follows = blame === undefined ? "" : `; ${consequence(blame.state, broken(isTrust, blame))}`;
  return finding({
    ruleId: "source-identity-as-action",
    severity: blame?.severity ?? "warning",
    ...certainty,
    message: `\`${action}\` ${what}: ${where} ${effectOf(statement)}${follows}.${doubt}`,
    subject: node.role.subject,
    at,
    part: `${statementPart(policy, statement)}/${action.toLowerCase()}`,
    related: originOf(node),
    chain: chainTo(graph, node),
    remedy,
    ...(blame !== undefined && { breaks: breaksOf([...blame.sessionsOf].map(([caller, explicit]) => ({ caller, explicit }))) }),
  });
}

/**
 * The right action in the place of the wrong one: an edit where that grants what was meant and nothing else. A Deny or NotAction would
 * keep the identity out by it, a condition of AssumeRole's refuse it, and a stranger in the trust policy choose it.
 */
function rightAction({ node, policy, isTrust, statement, action }: Slip, own: ReadonlySet<RoleNode>): Remedy {
  const text = "Write `sts:SetSourceIdentity`.";
  const { effect, actions, conditions } = statement;
  if (effect !== "Allow" || actions?.negated || conditions.some((test) => isAssumeOnlyKey(test.keyId))) return { text };
  if (isTrust && strangersOf(node, policy, statement, own).length > 0) return { text };
  const isThere = actions?.patterns.some(({ source }) => isKnown(source) && source.toLowerCase() === SET_SOURCE_IDENTITY.toLowerCase());
  return { text, ...editActions(policy, statement, { drop: (each) => each === action, ...(!isThere && { add: [SET_SOURCE_IDENTITY] }) }) };
}

const SET_SOURCE_IDENTITY = "sts:SetSourceIdentity";

function effectOf({ effect, actions }: Statement): string {
  if (actions?.negated) return "excepts nothing by it";
  return effect === "Deny" ? "denies nothing by it" : "grants nothing by it";
}

function broken(isTrust: boolean, { needed }: Blame): string {
  if (isTrust) return "assuming the role fails with AccessDenied";
  if (needed) return "assuming the roles it is for fails with AccessDenied";
  return "assuming the roles it is for may fail with AccessDenied: AWS documents that the caller needs the permission too, even where the trust policy of the same account names the caller";
}
