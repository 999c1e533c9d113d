import { type Decision, type Entry, type Judgement, becauseOf, chainOfEntry, entryDoubt, finding, isGap, isIdentityTest, isServiceCallTest, placeIn, relatedStatement, roleName, statementName, verdictOf } from "../../src/lint/evidence.ts";
import type { Rule } from "../../src/lint/rule.ts";

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
      const decision = judgement.authorization.layers.resource;
      if (verdict === "allowed" || decision === undefined || belongsElsewhere(judgement, decision)) continue;
      seen.add(entry.node);
      const { role, trust } = entry.node;
      const deny = decision.outcome === "explicitly-denied" ? decision.determining[0] : undefined;
      yield finding({
        ruleId: "execution-role-untrusted",
        severity: "error",
        certainty: verdict === "denied" ? "definite" : "undetermined",
        message: message(entry, verdict, decision),
        subject: role.subject,
        at: deny === undefined ? ("document" in trust ? placeIn(trust, trust.document.at) : trust.at) : placeIn(deny.policy, deny.statement.at),
        part: "trust policy",
        related: decision.nearMisses.slice(0, 3).map((miss) => relatedStatement(miss.policy, miss.statement, `${statementName(miss.statement)} fails in its ${miss.element}`)),
        chain: chainOfEntry(entry),
        remedy: {
          text: "Allow `sagemaker.amazonaws.com` both `sts:AssumeRole` and `sts:SetSourceIdentity` in the role's trust policy.",
          snippet: '{ "Effect": "Allow", "Principal": { "Service": "sagemaker.amazonaws.com" }, "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"] }',
        },
        causes: judgement.authorization.causes,
        breaks: { sessionsOf: [entry.node], explicit: true },
      });
    }
  },
};

/** The call as SageMaker makes it now. */
function today(entry: Entry): Judgement {
  return entry.state === "on" && entry.kind !== "shared-space" ? entry.assume : entry.assumeWithout;
}

/** Conditions on the source identity and on the calling service's ARN have rules of their own; what isn't in the input is a gap. */
function belongsElsewhere({ authorization }: Judgement, decision: Decision): boolean {
  if (isGap(authorization.causes) || authorization.causes.some((cause) => cause.kind === "source-identity")) return true;
  const tests = [...decision.nearMisses.flatMap((miss) => miss.tests), ...decision.determining.flatMap((ref) => ref.statement.conditions)];
  return tests.some((test) => isIdentityTest(test) || isServiceCallTest(test));
}

function message(entry: Entry, verdict: "denied" | "unknown", decision: Decision): string {
  const name = roleName(entry.node);
  if (verdict === "unknown") return `Whether SageMaker can assume the execution role ${name} can't be told: ${becauseOf(decision.causes)}.`;
  const how = decision.outcome === "explicitly-denied" ? "its trust policy denies it" : "its trust policy does not allow `sts:AssumeRole` to `sagemaker.amazonaws.com`";
  return `SageMaker can't assume the execution role ${name}: ${how}, so Studio doesn't start${entryDoubt(entry)}.`;
}
