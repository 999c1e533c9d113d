import {
  type ChainGraph,
  type Entry,
  type Policy,
  type PrincipalEntry,
  type RoleNode,
  type Statement,
  actionCovers,
  chainTo,
  finding,
  isIdentityTest,
  isKnown,
  listedTexts,
  placeIn,
  roleName,
  statementName,
  statementPart,
} from "../../src/lint/evidence.ts";
import type { Rule } from "../../src/lint/rule.ts";

const SAGEMAKER = "sagemaker.amazonaws.com";

/** Principals other than the chain's own callers may set any source identity on a role of a chain. */
export const rule: Rule = {
  meta: {
    id: "source-identity-forgeable",
    summary: "Others than the chain's own callers may set any source identity",
    severity: "warning",
    precision: "high",
    securitySeverity: 7,
    tags: ["trust-policy", "impersonation", "source-identity"],
  },
  *check({ graph }) {
    for (const node of graph.reached.keys()) {
      const { trust } = node;
      if (!node.inInput || !("document" in trust)) continue;
      for (const statement of trust.document.statements) {
        if (!letsSetAnyIdentity(statement)) continue;
        const strangers = statement.principals?.entries.filter((entry) => isStranger(graph, node, entry)) ?? [];
        const [first] = strangers;
        if (first === undefined) continue;
        yield finding({
          ruleId: "source-identity-forgeable",
          severity: "warning",
          message: `Role ${roleName(node)} is on a chain, and ${statementName(statement)} of its trust policy lets ${listedTexts(strangers.map(({ source }) => source))} set any source identity: whoever may assume the role that way can appear in CloudTrail as any user profile.`,
          subject: node.role.subject,
          at: placeIn(trust, strangers.length === 1 ? first.at : (statement.principals?.at ?? statement.at)),
          part: statementPart(trust, statement),
          chain: chainTo(graph, node),
          remedy: remedy(trust, statement),
        });
      }
    }
  },
};

/** Allows the action, and no condition looks at which identity it is. A guardrail may still stop it; that would be luck. */
function letsSetAnyIdentity(statement: Statement): boolean {
  return statement.effect === "Allow" && actionCovers(statement, "sts:SetSourceIdentity") && !statement.conditions.some(isIdentityTest);
}

function isStranger(graph: ChainGraph, node: RoleNode, { principal }: PrincipalEntry): boolean {
  switch (principal.kind) {
    case "anyone":
    case "account":
      return true;
    case "service":
      return isKnown(principal.service) && principal.service !== SAGEMAKER;
    case "role":
    case "session":
    case "user":
      return isKnown(principal.arn) && isKnown(node.role.account) && accountOf(principal.arn) !== node.role.account && !isCaller(graph, node, principal.arn);
    default:
      return false;
  }
}

function accountOf(arn: string): string | undefined {
  return arn.split(":")[4];
}

/** One of the callers that the chains themselves bring here: a role by its ARN, or a session of it. */
function isCaller(graph: ChainGraph, node: RoleNode, arn: string): boolean {
  const fromEntry = graph.entries.some((entry: Entry) => entry.node === node && entry.node.role.arn === arn);
  const session = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  return fromEntry || graph.hops.some((hop) => hop.target === node && (hop.caller.role.arn === arn || (session !== undefined && hop.caller.role.name === session && hop.caller.role.account === accountOf(arn))));
}

function remedy(trust: Policy, statement: Statement) {
  const alone = trust.document.statements.length === 1 && statement.principals?.entries.length === 1;
  return {
    text: `Name the chain's own callers as principals${alone ? "" : ", in a statement of their own"}, or let the others set only their own identity: a condition such as \`StringLike: { "sts:SourceIdentity": … }\` on \`sts:SetSourceIdentity\`.`,
  };
}
