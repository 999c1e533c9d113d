import {
  type ChainGraph,
  type ConditionTest,
  type Decision,
  type Entry,
  type Judgement,
  type Policy,
  type Statement,
  chainOfEntry,
  chainOver,
  consequence,
  finding,
  isServiceCallTest,
  listed,
  placeIn,
  pointerKey,
  roleName,
  severityOf,
  statementName,
  statementPart,
} from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

interface Blamed {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly test: ConditionTest;
}

/** A condition on what a calling service sends (`aws:SourceArn`, `aws:SourceAccount`) that the call never has. */
export const rule: Rule = {
  meta: {
    id: "narrow-source-arn",
    summary: "A condition on aws:SourceArn or aws:SourceAccount never matches the call",
    severity: "error",
    precision: "high",
    securitySeverity: 4,
    tags: ["trust-policy", "condition"],
  },
  *check({ graph }) {
    const seen = new Set<string>();
    for (const found of [...ofEntries(graph), ...ofHops(graph)]) {
      const key = pointerKey(found.at);
      if (!seen.has(key)) yield found;
      seen.add(key);
    }
  },
};

function ofEntries(graph: ChainGraph): readonly Finding[] {
  return graph.entries.flatMap((entry) => {
    if (!entry.node.inInput || entry.kind === "candidate") return [];
    const breaksStart = blame(entry.assumeWithout);
    const blamed = breaksStart ?? blame(entry.setIdentity);
    if (blamed === undefined) return [];
    const { policy, statement, test } = blamed;
    const follows = breaksStart === undefined ? consequence(entry.state, "Studio sessions with this role fail with AccessDenied") : "Studio sessions with this role can't start";
    return [
      finding({
        ruleId: "narrow-source-arn",
        severity: breaksStart === undefined ? severityOf(entry.state) : "error",
        message: `The condition on ${listed([test.key])} in ${statementName(statement)} of the trust policy of ${roleName(entry.node)} never matches: for Studio, SageMaker sends ${sent(entry, test)}; ${follows}.`,
        subject: entry.node.role.subject,
        at: placeIn(policy, test.at),
        part: `${statementPart(policy, statement)}/${test.keyId}`,
        chain: chainOfEntry(entry),
        remedy: { text: `Test \`aws:SourceArn\` with \`ArnLike\` against \`arn:<partition>:sagemaker:<region>:<account>:*\`, and \`aws:SourceAccount\` against the domain's account.` },
        breaks: { sessionsOf: [entry.node], explicit: true },
      }),
    ];
  });
}

/** What Studio passes: literally, with the asterisk. */
function sent(entry: Entry, test: ConditionTest): string {
  const account = entry.domain?.account ?? entry.node.role.account;
  const shown = typeof account === "string" ? account : "<account>";
  if (test.keyId === "aws:sourceaccount") return `the domain's account, \`${shown}\``;
  const region = typeof entry.domain?.region === "string" ? entry.domain.region : "<region>";
  const partition = typeof entry.domain?.partition === "string" ? entry.domain.partition : "aws";
  return `the literal \`arn:${partition}:sagemaker:${region}:${shown}:*\``;
}

/** The other way round: such a condition on a statement for role principals, whose calls never carry these keys. */
function ofHops(graph: ChainGraph): readonly Finding[] {
  return graph.hops.flatMap((hop) => {
    if (!hop.target.inInput) return [];
    const blamed = blame(hop.exists === "no" ? hop.assume : hop.setIdentity);
    if (blamed === undefined) return [];
    const { policy, statement, test } = blamed;
    return [
      finding({
        ruleId: "narrow-source-arn",
        severity: "warning",
        message: `The condition on ${listed([test.key])} in ${statementName(statement)} of the trust policy of ${roleName(hop.target)} never matches role \`${hop.caller.role.subject}\`: the key exists only in calls that an AWS service makes, so this role can't ${hop.exists === "no" ? "assume it" : "pass the source identity on"}.`,
        subject: hop.target.role.subject,
        at: placeIn(policy, test.at),
        part: `${statementPart(policy, statement)}/${test.keyId}`,
        chain: chainOver(graph, hop),
        remedy: { text: `Take the condition on ${listed([test.key])} off the statement for role principals; keep it in a statement for the service.` },
        ...(hop.exists !== "no" && { breaks: { sessionsOf: [hop.caller], explicit: hop.explicit } }),
      }),
    ];
  });
}

function blame({ authorization }: Judgement): Blamed | undefined {
  const decision: Decision | undefined = authorization.layers.resource;
  if (decision?.outcome !== "implicitly-denied") return undefined;
  for (const { policy, statement, tests } of decision.nearMisses) {
    const test = tests.find(isServiceCallTest);
    if (test !== undefined) return { policy, statement, test };
  }
  return undefined;
}
