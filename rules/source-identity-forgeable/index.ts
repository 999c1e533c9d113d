import {
  becauseOf,
  type ChainGraph,
  chainTo,
  finding,
  listed,
  listedTexts,
  originOf,
  type Policy,
  placeIn,
  presenceOf,
  type RoleNode,
  roleName,
  type Statement,
  statementName,
  statementPart,
} from "../../src/lint/evidence.ts";
import { type Callers, callersOf, type Stranger } from "../../src/lint/refusal.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";
import { forgersOf } from "./strangers.ts";

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
    const callers = callersOf(graph);
    for (const node of graph.reached.keys()) {
      const { trust } = node;
      if (!node.inInput || !("document" in trust)) continue;
      for (const statement of trust.document.statements) {
        const [first, ...others] = forgersOf(node, trust, statement, callers.get(node) ?? new Set());
        if (first !== undefined) yield report({ graph, callers, node, trust, statement, strangers: [first, ...others] });
      }
    }
  },
};

interface Forgeable {
  readonly graph: ChainGraph;
  readonly callers: Callers;
  readonly node: RoleNode;
  readonly trust: Policy;
  readonly statement: Statement;
  readonly strangers: readonly [Stranger, ...Stranger[]];
}

function report({ graph, callers, node, trust, statement, strangers }: Forgeable): Finding {
  const presence = presenceOf(node, trust.guards, statement.guards);
  // One who is a stranger in any case settles it.
  const doubts = strangers.some(({ causes }) => causes.length === 0) ? [] : strangers.flatMap(({ causes }) => causes);
  const causes = [...new Map([...presence.causes, ...doubts].map((cause) => [cause.id, cause])).values()];
  const question = causes.some(({ kind }) => kind === "environment") ? "Whether that is another account's" : "Whether it does";
  const doubt = causes.length === 0 ? "" : ` ${question} can't be told: ${becauseOf(causes)}.`;
  const services = strangers.filter(({ entry }) => entry.principal.kind === "service");
  const people = strangers.filter(({ entry }) => entry.principal.kind !== "service");
  const names = (some: readonly Stranger[]): string => listedTexts(some.map(({ entry }) => entry.source));
  const service = `the AWS service${services.length === 1 ? "" : "s"} ${names(services)}`;
  const named = [...(people.length === 0 ? [] : [names(people)]), ...(services.length === 0 ? [] : [service])].join(", and ");
  const follows =
    people.length === 0
      ? "no person assumes the role that way, but whatever the service puts there shows in CloudTrail as if it were a user profile"
      : "whoever assumes the role that way can appear in CloudTrail as any user profile";
  const own = [
    ...(graph.entries.some((entry) => entry.node === node) ? ["sagemaker.amazonaws.com"] : []),
    ...[...(callers.get(node) ?? [])].filter((caller) => caller !== node).map((caller) => caller.role.subject),
  ];
  return finding({
    ruleId: "source-identity-forgeable",
    severity: services.length === strangers.length ? "note" : "warning",
    certainty: causes.length === 0 ? "definite" : "undetermined",
    message: `The trust policy of role ${roleName(node)} lets ${named} set any source identity (${statementName(statement)}): ${follows}.${doubt}`,
    subject: node.role.subject,
    at: placeIn(trust, strangers.length === 1 ? strangers[0].entry.at : (statement.principals?.at ?? statement.at)),
    part: statementPart(trust, statement),
    related: originOf(node),
    chain: chainTo(graph, node),
    remedy: {
      text: `Allow \`sts:SetSourceIdentity\` to the chain's own callers alone${own.length === 0 ? "" : ` (${listed(own)})`}, or let the others set only what a condition on \`sts:SourceIdentity\` names.`,
    },
    causes,
  });
}
