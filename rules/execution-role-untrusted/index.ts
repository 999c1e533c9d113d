import {
  actionPlace,
  becauseOf,
  breaksOf,
  type ConditionTest,
  chainOfEntry,
  conditionDoubts,
  type Decision,
  type Entry,
  finding,
  isGap,
  isIdentityTest,
  isServiceCallTest,
  type Judgement,
  listed,
  listedTexts,
  type NearMiss,
  originOf,
  type Pointer,
  placeIn,
  relatedStatement,
  roleName,
  type StatementRef,
  statementName,
  statementPart,
  verdictOf,
} from "../../src/lint/evidence.ts";
import { trustPlace } from "../../src/lint/refusal.ts";
import type { Finding, Remedy, Rule, StatementSnippet } from "../../src/lint/rule.ts";

/** SageMaker can't assume the execution role at all: Studio doesn't start, propagation or not. */
export const rule: Rule = {
  meta: {
    id: "execution-role-untrusted",
    summary: "SageMaker can't assume the execution role",
    severity: "error",
    precision: "very-high",
    securitySeverity: 4,
    tags: ["trust-policy", "execution-role"],
  },
  *check({ graph }) {
    const seen = new Set<Entry["node"]>();
    for (const entry of graph.entries) {
      if (entry.kind === "candidate" || !entry.node.inInput || seen.has(entry.node)) continue;
      const judgement = today(entry);
      const verdict = verdictOf(judgement.authorization);
      const decision = decisive(judgement);
      if (verdict === "allowed" || decision === undefined || belongsElsewhere(judgement, decision)) continue;
      seen.add(entry.node);
      yield report(entry, judgement, verdict, decision);
    }
  },
};

/** The call as SageMaker makes it now. */
function today(entry: Entry): Judgement {
  return entry.state === "on" && entry.kind !== "shared-space" ? entry.assume : entry.assumeWithout;
}

/** The trust policy's decision; that of the resource control policies where those alone stand in the way. */
function decisive({ authorization: { layers, decisive: deciding } }: Judgement): Decision | undefined {
  return deciding.includes("resource") ? layers.resource : (layers.rcp ?? layers.resource);
}

/** Conditions on the source identity and on the calling service's ARN have rules of their own; what isn't in the input is a gap. */
function belongsElsewhere({ authorization }: Judgement, decision: Decision): boolean {
  if (isGap(authorization.causes) || conditionDoubts(decision, isOthersTest).length > 0) return true;
  return [...decision.nearMisses.flatMap((miss) => miss.tests), ...decision.determining.flatMap((ref) => ref.statement.conditions)].some(isOthersTest);
}

function isOthersTest(test: ConditionTest): boolean {
  return isIdentityTest(test) || isServiceCallTest(test);
}

function report(entry: Entry, { authorization }: Judgement, verdict: "denied" | "unknown", decision: Decision): Finding {
  const { node } = entry;
  const { nearMisses } = decision;
  const blamed = decision.outcome === "explicitly-denied" ? decision.determining[0] : (nearest(nearMisses) ?? open(decision));
  return finding({
    ruleId: "execution-role-untrusted",
    severity: "error",
    certainty: verdict === "denied" ? "definite" : "undetermined",
    message:
      verdict === "denied"
        ? `SageMaker can't assume the execution role ${roleName(node)}: ${reason(decision)}, so ${consequence(entry)}.`
        : `Whether SageMaker can assume the execution role ${roleName(node)} can't be told: ${becauseOf(authorization.causes)}. If it can't, ${consequence(entry)}.`,
    subject: node.role.subject,
    at: place(entry, decision),
    part: blamed === undefined ? "trust policy" : statementPart(blamed.policy, blamed.statement),
    related: [
      ...originOf(node),
      ...(nearMisses.length > 1 ? nearMisses.slice(0, 3).map((miss) => relatedStatement(miss.policy, miss.statement, missed(miss))) : []),
    ],
    chain: chainOfEntry(entry),
    remedy: remedy(entry, decision),
    causes: authorization.causes,
    breaks: breaksOf([{ caller: node, explicit: true }], "either"),
  });
}

/** The one statement to change, most telling first; undefined where several have an equal claim. */
function nearest(misses: readonly NearMiss[]): NearMiss | undefined {
  for (const element of ["condition", "action", "principal"] as const) {
    const [miss, ...others] = misses.filter((each) => each.element === element);
    if (miss !== undefined) return others.length === 0 ? miss : undefined;
  }
  return undefined;
}

/** The statement that an unknown answer hangs on; where there are several, one whose condition is open. */
function open(decision: Decision): StatementRef | undefined {
  return conditionDoubts(decision, () => true)[0] ?? (decision.undecided.length === 1 ? decision.undecided[0] : undefined);
}

function place({ node }: Entry, decision: Decision): Pointer {
  const [doubt] = conditionDoubts(decision, () => true);
  if (doubt !== undefined) return placeIn(doubt.policy, doubt.test.at);
  const [deny] = decision.outcome === "explicitly-denied" ? decision.determining : [];
  if (deny !== undefined) return placeIn(deny.policy, deny.statement.at);
  const miss = nearest(decision.nearMisses);
  const undecided = open(decision);
  if (miss === undefined) return undecided === undefined ? trustPlace(node) : placeIn(undecided.policy, undecided.statement.at);
  const { policy, statement, element } = miss;
  if (element === "condition") return placeIn(policy, statement.conditionAt ?? statement.at);
  return element === "action" ? actionPlace(policy, statement) : placeIn(policy, statement.principals?.at ?? statement.at);
}

function reason(decision: Decision): string {
  const [deny] = decision.outcome === "explicitly-denied" ? decision.determining : [];
  if (deny !== undefined) return `${statementName(deny.statement)} of the ${deny.policy.label.replace(/ of `.*/, "")} denies it \`sts:AssumeRole\``;
  const miss = nearest(decision.nearMisses);
  if (miss?.element === "condition")
    return `the condition of ${statementName(miss.statement)} of its trust policy${tested(miss)} never holds for SageMaker's call`;
  return "its trust policy does not allow `sts:AssumeRole` to `sagemaker.amazonaws.com`";
}

function tested({ tests }: NearMiss): string {
  return tests.length === 0 ? "" : `, on ${listed([...new Set(tests.map((test) => test.key))])},`;
}

function missed({ element, statement }: NearMiss): string {
  const name = statementName(statement);
  if (element === "principal") return `${name} allows sts:AssumeRole to others only`;
  return element === "action" ? `${name} trusts SageMaker, but not for sts:AssumeRole` : `${name} fails in its ${element}`;
}

function consequence(entry: Entry): string {
  if (entry.kind === "shared-space") return "shared spaces don't start";
  return entry.profiles.length === 0 ? "Studio doesn't start" : `Studio doesn't start for ${listedTexts(entry.profiles.map((profile) => profile.name))}`;
}

function trustSageMaker({ node: { trust } }: Entry): Remedy {
  const statement: StatementSnippet = {
    Effect: "Allow",
    Principal: { Service: "sagemaker.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
  };
  return {
    text: "Allow `sagemaker.amazonaws.com` both `sts:AssumeRole` and `sts:SetSourceIdentity` in the role's trust policy.",
    ...("document" in trust ? { edits: [{ policy: trust, set: statement }] } : { snippet: statement }),
  };
}

function remedy(entry: Entry, decision: Decision): Remedy {
  if (decision.outcome === "explicitly-denied") return { text: "Exempt `sagemaker.amazonaws.com` from the Deny, or take `sts:AssumeRole` out of it." };
  if (nearest(decision.nearMisses)?.element === "condition")
    return { text: "Take the condition off the statement for `sagemaker.amazonaws.com`; keep it in a statement for other principals." };
  const doubts = conditionDoubts(decision, () => true);
  const keys = listed([...new Set(doubts.map(({ test }) => test.key))]);
  const [doubt] = doubts;
  if (doubt === undefined) return trustSageMaker(entry);
  if (doubt.statement.effect === "Deny")
    return { text: `Make sure that the Deny's condition on ${keys} spares SageMaker's call, or exempt \`sagemaker.amazonaws.com\` from it.` };
  return { text: `Make sure that the condition on ${keys} lets SageMaker's call in, or take it off the statement for \`sagemaker.amazonaws.com\`.` };
}
