import {
  becauseOf,
  breaksOf,
  type ChainGraph,
  type ConditionDoubt,
  type ConditionTest,
  chainOfEntry,
  chainOver,
  conditionDoubts,
  consequence,
  type Decision,
  type Entry,
  finding,
  type Hop,
  isGap,
  isServiceCallTest,
  type Policy,
  placeIn,
  pointerKey,
  reachOf,
  roleName,
  type Statement,
  severityOf,
  statementName,
  statementPart,
  type Text,
} from "../../src/lint/evidence.ts";
import type { Breaks, Finding, Remedy, Rule } from "../../src/lint/rule.ts";

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
    for (const found of [...graph.entries.flatMap(ofEntry), ...graph.hops.flatMap((hop) => ofHop(graph, hop))]) {
      const key = `${found.subject} ${pointerKey(found.at)}`;
      if (!seen.has(key)) yield found;
      seen.add(key);
    }
  },
};

// ── SageMaker's own call ─────────────────────────────────────────────────────────────────────────────────────────────

function ofEntry(entry: Entry): readonly Finding[] {
  if (!entry.node.inInput || entry.kind === "candidate") return [];
  const start = entry.assumeWithout.authorization.layers.resource;
  const breaksStart = blame(start);
  if (breaksStart.length > 0) return breaksStart.map((blamed) => refusesSageMaker(entry, blamed, true));
  const mayBreakStart = doubt(start);
  if (mayBreakStart !== undefined) return [mayRefuseSageMaker(entry, mayBreakStart, true)];
  if (entry.kind === "shared-space") return [];
  const set = entry.setIdentity.authorization.layers.resource;
  const breaksIdentity = blame(set);
  if (breaksIdentity.length > 0) return breaksIdentity.map((blamed) => refusesSageMaker(entry, blamed, false));
  const mayBreakIdentity = doubt(set);
  return mayBreakIdentity === undefined ? [] : [mayRefuseSageMaker(entry, mayBreakIdentity, false)];
}

function refusesSageMaker(entry: Entry, { policy, statement, test }: Blamed, start: boolean): Finding {
  const follows = start ? cantStart(entry) : consequence(entry.state, "Studio sessions with this role fail with AccessDenied");
  const fails = statement.effect === "Deny" ? "refuses SageMaker's own call" : "never matches";
  return finding({
    ruleId: "narrow-source-arn",
    severity: start ? "error" : severityOf(entry.state),
    message: `The condition on \`${test.key}\` in ${statementName(statement)} of the trust policy of ${roleName(entry.node)} ${fails}: for Studio, SageMaker sends ${sent(entry, test)}; ${follows}.`,
    subject: entry.node.role.subject,
    at: placeIn(policy, test.at),
    part: `${statementPart(policy, statement)}/${test.keyId}`,
    chain: chainOfEntry(entry),
    remedy: studioRemedy(entry, test),
    breaks: breaksOfEntry(entry, start),
  });
}

function mayRefuseSageMaker(entry: Entry, { policy, statement, test, causes }: ConditionDoubt, start: boolean): Finding {
  return finding({
    ruleId: "narrow-source-arn",
    severity: "error",
    certainty: "undetermined",
    message: `Whether the condition on \`${test.key}\` in ${statementName(statement)} of the trust policy of ${roleName(entry.node)} lets SageMaker in can't be told: ${becauseOf(causes)}. For Studio, SageMaker sends ${sent(entry, test)}.`,
    subject: entry.node.role.subject,
    at: placeIn(policy, test.at),
    part: `${statementPart(policy, statement)}/${test.keyId}`,
    chain: chainOfEntry(entry),
    remedy: studioRemedy(entry, test),
    causes,
    breaks: breaksOfEntry(entry, start),
  });
}

function breaksOfEntry({ node }: Entry, start: boolean): Breaks {
  return breaksOf([{ caller: node, explicit: true }], start ? "either" : "on");
}

function cantStart({ kind }: Entry): string {
  return kind === "shared-space" ? "shared spaces can't start" : "Studio sessions with this role can't start";
}

function sent(entry: Entry, test: ConditionTest): string {
  return test.keyId === "aws:sourceaccount" ? domainAccount(entry) : `the literal \`${studioArn(entry)}\``;
}

function domainAccount(entry: Entry): string {
  const account = accountOf(entry);
  return typeof account === "string" ? `the domain's account, \`${account}\`` : "the domain's account";
}

/**
 * What Studio passes as `aws:SourceArn`, with the asterisk, which is no wildcard (SageMaker guide, "Cross-service confused
 * deputy prevention", section on Studio).
 */
function studioArn(entry: Entry): string {
  const { domain, node } = entry;
  const known = (text: Text | undefined, name: string): string => (typeof text === "string" ? text : `<${name}>`);
  return `arn:${known(domain?.partition ?? node.role.partition, "partition")}:sagemaker:${known(domain?.region, "region")}:${known(accountOf(entry), "account")}:*`;
}

function accountOf({ domain, node }: Entry): Text {
  return domain?.account ?? node.role.account;
}

function studioRemedy(entry: Entry, { keyId }: ConditionTest): Remedy {
  if (keyId === "aws:sourceaccount") return { text: `Compare \`aws:SourceAccount\` with ${domainAccount(entry)}.` };
  return { text: `Compare \`aws:SourceArn\` with \`${studioArn(entry)}\`, asterisk included, or test \`aws:SourceAccount\` alone.` };
}

// ── A role session's call ────────────────────────────────────────────────────────────────────────────────────────────

/** The other way round: such a condition on a statement for role principals, whose calls never carry these keys. */
function ofHop(graph: ChainGraph, hop: Hop): readonly Finding[] {
  if (!hop.target.inInput) return [];
  return blame((hop.exists === "no" ? hop.assume : hop.setIdentity).authorization.layers.resource).map((blamed) => refusesRole(graph, hop, blamed));
}

function refusesRole(graph: ChainGraph, hop: Hop, { policy, statement, test }: Blamed): Finding {
  const { state, explicit } = reachOf(graph, hop.caller);
  const caller = roleName(hop.caller);
  const fails = statement.effect === "Deny" ? `refuses role ${caller}` : `never matches role ${caller}`;
  const follows = hop.exists === "no" ? "so this role can't assume it" : consequence(state, "assuming it fails with AccessDenied");
  return finding({
    ruleId: "narrow-source-arn",
    severity: hop.exists === "no" ? "warning" : severityOf(state, explicit && hop.explicit),
    message: `The condition on \`${test.key}\` in ${statementName(statement)} of the trust policy of ${roleName(hop.target)} ${fails}: the key exists only in calls that an AWS service makes${hop.exists === "no" ? ", " : "; "}${follows}.`,
    subject: hop.target.role.subject,
    at: placeIn(policy, test.at),
    part: `${statementPart(policy, statement)}/${test.keyId}`,
    chain: chainOver(graph, hop),
    remedy: roleRemedy(statement, test),
    ...(hop.exists !== "no" && { breaks: breaksOf([{ caller: hop.caller, explicit: explicit && hop.explicit }]) }),
  });
}

function roleRemedy(statement: Statement, { key }: ConditionTest): Remedy {
  if (statement.effect === "Deny") return { text: "Limit the Deny to services: add `aws:PrincipalIsAWSService` with `true` under `Bool` to its condition." };
  return { text: `Take the condition on \`${key}\` off the statement for role principals; keep it in a statement for the service.` };
}

// ── Whose fault it is ────────────────────────────────────────────────────────────────────────────────────────────────

/** The tests that fail where a statement would let the caller in, or that hold where one shuts it out. */
function blame(decision: Decision | undefined): readonly Blamed[] {
  if (decision?.outcome === "explicitly-denied")
    return ofStatements(decision.determining.map(({ policy, statement }) => ({ policy, statement, tests: statement.conditions })));
  return decision?.outcome === "implicitly-denied" ? ofStatements(decision.nearMisses) : [];
}

/** The first such test that an unknown answer hangs on. What only more input can tell is listed as a gap. */
function doubt(decision: Decision | undefined): ConditionDoubt | undefined {
  return decision === undefined ? undefined : conditionDoubts(decision, isServiceCallTest).find(({ causes }) => !isGap(causes));
}

function ofStatements(
  statements: readonly { readonly policy: Policy; readonly statement: Statement; readonly tests: readonly ConditionTest[] }[],
): readonly Blamed[] {
  return statements.flatMap(({ policy, statement, tests }) => tests.filter(isServiceCallTest).map((test) => ({ policy, statement, test })));
}
