import {
  breaksOf,
  capitalized,
  chainOfEntry,
  type Entry,
  finding,
  groupBy,
  listed,
  placeIn,
  pointerKey,
  roleName,
  statementName,
  statementPart,
} from "../../src/lint/evidence.ts";
import type { Finding, Remedy, Rule } from "../../src/lint/rule.ts";
import { type Blamed, chainsThatNeedIt, MOVE, requiring, TURN_ON } from "./onward.ts";

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
    const refusals = graph.entries.filter(sendsNone).flatMap((entry) => {
      // `aws:SourceIdentity` is never there when SageMaker calls, propagation or not: told by source-identity-condition-mismatch.
      const blamed = requiring(entry.assumeWithout, ["resource", "rcp"], ["sts:sourceidentity"]);
      return blamed === undefined ? [] : [{ entry, ...blamed }];
    });
    for (const group of groupBy(refusals, ({ entry, policy, test }) => `${entry.node.role.subject} ${pointerKey(placeIn(policy, test.at))}`))
      yield report(group);
    const told = new Set(refusals.map(({ policy, test }) => pointerKey(placeIn(policy, test.at))));
    yield* chainsThatNeedIt(graph, told);
  },
};

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
    ...(entry.kind !== "shared-space" && { breaks: breaksOf([{ caller: entry.node, explicit: true }], "off") }),
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

function remedy({ kind, domain }: Entry): Remedy {
  // Judged as if it were off: to turn it on is no remedy.
  if (domain?.propagation.kind === "on" && kind !== "shared-space") return { text: `${capitalized(MOVE)}.` };
  if (kind === "shared-space") return { text: `Give shared spaces an execution role of their own, or ${MOVE}.` };
  return { text: `${TURN_ON}, or ${MOVE}.` };
}
