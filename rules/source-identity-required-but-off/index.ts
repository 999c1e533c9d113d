import {
  type ChainGraph,
  type ConditionTest,
  capitalized,
  chainOfEntry,
  chainOver,
  type Entry,
  entryOf,
  finding,
  groupBy,
  listed,
  type Policy,
  placeIn,
  pointerKey,
  reachOf,
  roleName,
  type Statement,
  statementName,
  statementPart,
  verdictOf,
} from "../../src/lint/evidence.ts";
import type { Finding, Remedy, Rule } from "../../src/lint/rule.ts";

/** The trust policy requires a source identity for AssumeRole while propagation is off: Studio sessions can't start. */
export const rule: Rule = {
  meta: {
    id: "source-identity-required-but-off",
    summary: "The execution role requires a source identity, and propagation is off",
    severity: "error",
    precision: "very-high",
    securitySeverity: 4,
    tags: ["trust-policy", "condition", "domain"],
  },
  *check({ graph }) {
    yield* hopsThatNeedIt(graph);
    const refusals = graph.entries.filter(sendsNone).flatMap((entry) => {
      // `aws:SourceIdentity` is never there when SageMaker calls, propagation or not: told by source-identity-condition-mismatch.
      const blamed = requiring(entry, ["sts:sourceidentity"]);
      return blamed === undefined ? [] : [{ entry, ...blamed }];
    });
    for (const group of groupBy(refusals, ({ entry, policy, test }) => `${entry.node.role.subject} ${pointerKey(placeIn(policy, test.at))}`))
      yield report(group);
  },
};

interface Blamed {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly test: ConditionTest;
}

type Refusal = Blamed & { readonly entry: Entry };

/** Whether SageMaker starts these sessions without a source identity, or may do so. Shared spaces never have one. */
function sendsNone({ kind, state, domain, node }: Entry): boolean {
  return node.inInput && (kind === "shared-space" || state === "off" || (state === "unknown" && domain !== undefined));
}

function isCertain({ entry }: Refusal): boolean {
  return entry.kind === "shared-space" || entry.state === "off";
}

function report(group: readonly [Refusal, ...Refusal[]]): Finding {
  const [certain = group[0]] = group.filter(isCertain);
  const { entry, policy, statement, test } = certain;
  const { domain } = entry;
  const setting = entry.kind === "shared-space" || domain === undefined || domain.propagation.kind === "on" ? undefined : domain.propagation;
  const others = new Set(group.flatMap((each) => each.entry.domain?.subject ?? [])).size - 1;
  const more = others > 0 ? ` The same holds for ${others === 1 ? "another domain" : `${others} other domains`}.` : "";
  return finding({
    ruleId: "source-identity-required-but-off",
    severity: "error",
    certainty: isCertain(certain) ? "definite" : "undetermined",
    message: `The execution role ${roleName(entry.node)} can be assumed only with a source identity (${statementName(statement)}, condition on ${listed([test.key])}), but ${reason(entry)}.${more}`,
    subject: entry.node.role.subject,
    at: placeIn(policy, test.at),
    part: statementPart(policy, statement),
    related:
      setting === undefined
        ? []
        : [{ message: setting.kind === "off" ? "propagation is not turned on here" : "whether propagation is on is decided here", at: setting.at }],
    chain: chainOfEntry(entry),
    causes: setting?.kind === "unknown" && !isCertain(certain) ? [setting.cause] : [],
    remedy: remedy(entry),
    // Shared spaces fail either way.
    ...(entry.kind !== "shared-space" && { breaks: { sessionsOf: [entry.node], explicit: true, whileOff: true } }),
  });
}

function reason({ kind, state, domain }: Entry): string {
  const where = domain === undefined ? "" : ` in domain \`${domain.subject}\``;
  if (kind === "shared-space") return `SageMaker sends none for the shared spaces${where}, whatever its setting, so they can't start`;
  // Judged as if it were off.
  if (domain?.propagation.kind === "on") return `once propagation is off${where}, SageMaker sends none, and Studio sessions can't start`;
  return state === "off"
    ? `propagation is off${where}: SageMaker sends none, so Studio sessions can't start`
    : `propagation may be off${where}: SageMaker then sends none, and Studio sessions can't start`;
}

const TURN_ON = "Turn propagation on (`ExecutionRoleIdentityConfig: USER_PROFILE_NAME`)";
const MOVE = "move the condition to a statement for `sts:SetSourceIdentity` alone and leave `sts:AssumeRole` without it";

function remedy({ kind, domain }: Entry): Remedy {
  // Judged as if it were off: to turn it on is no remedy.
  if (domain?.propagation.kind === "on" && kind !== "shared-space") return { text: `${capitalized(MOVE)}.` };
  if (kind === "shared-space") return { text: `Give shared spaces an execution role of their own, or ${MOVE}.` };
  return { text: `${TURN_ON}, or ${MOVE}.` };
}

/** A role on the chain that only sessions with a source identity can assume, reached by sessions that have none: a chain that is broken. */
function* hopsThatNeedIt(graph: ChainGraph): Iterable<Finding> {
  const broken = graph.hops.flatMap((hop) => {
    const isBroken = hop.explicit && hop.target.inInput && verdictOf(hop.assume.authorization) !== "denied" && reachOf(graph, hop.caller).state === "off";
    const blamed =
      isBroken && verdictOf(hop.assumeWithout.authorization) === "denied" ? requiring(hop, ["sts:sourceidentity", "aws:sourceidentity"]) : undefined;
    return blamed === undefined ? [] : [{ hop, ...blamed }];
  });
  for (const group of groupBy(broken, ({ hop, policy, test }) => `${hop.target.role.subject} ${pointerKey(placeIn(policy, test.at))}`)) {
    const [{ hop, policy, statement, test }] = group;
    const callers = [...new Set(group.map((each) => each.hop.caller.role.subject))];
    yield finding({
      ruleId: "source-identity-required-but-off",
      severity: "warning",
      message: `Role ${roleName(hop.target)} lets ${listed(callers)} assume it only with a source identity (${statementName(statement)}, condition on ${listed([test.key])}), and without propagation their sessions have none: assuming it fails with AccessDenied.`,
      subject: hop.target.role.subject,
      at: placeIn(policy, test.at),
      part: statementPart(policy, statement),
      chain: chainOver(graph, hop),
      // Judged as if it were off: to turn it on is no remedy.
      remedy: entryOf(graph, hop.caller)?.domain?.propagation.kind === "on" ? { text: `${capitalized(MOVE)}.` } : { text: `${TURN_ON}, or ${MOVE}.` },
      breaks: { sessionsOf: group.map((each) => each.hop.caller), explicit: true, whileOff: true },
    });
  }
}

/** The statement whose test on the source identity refuses a call that has none. */
function requiring({ assumeWithout }: Pick<Entry, "assumeWithout">, keys: readonly string[]): Blamed | undefined {
  const decision = assumeWithout.authorization.layers.resource;
  if (decision === undefined || decision.outcome === "allowed" || decision.outcome === "unknown") return undefined;
  const denying = decision.determining.map(({ policy, statement }) => ({ policy, statement, tests: statement.conditions }));
  for (const { policy, statement, tests } of [...denying, ...decision.nearMisses]) {
    const test = tests.find((each) => keys.includes(each.keyId));
    if (test !== undefined) return { policy, statement, test };
  }
  return undefined;
}
