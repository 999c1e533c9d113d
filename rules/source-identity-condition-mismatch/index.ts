import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  becauseOf,
  breaksOf,
  type ChainGraph,
  type ConditionTest,
  chainOfEntry,
  chainOver,
  conditionDoubts,
  consequence,
  type Entry,
  entryOf,
  finding,
  groupBy,
  type Hop,
  isIdentityTest,
  isKnown,
  type Judgement,
  listed,
  listedTexts,
  type Obstacle,
  obstaclesOf,
  type Pointer,
  type PropagationState,
  placeIn,
  pointerKey,
  type RoleNode,
  reachOf,
  roleName,
  severityOf,
  severityOfEntry,
  statementOf,
  type Text,
  textKey,
  worst,
} from "../../src/lint/evidence.ts";
import { refusalPart, trustPlace } from "../../src/lint/refusal.ts";
import type { ChainStep, Finding, Remedy, Rule, Severity } from "../../src/lint/rule.ts";

interface Mismatch {
  readonly target: RoleNode;
  readonly obstacle: Obstacle;
  readonly severity: Severity;
  /** For a definite finding. */
  readonly follows: string;
  readonly state: PropagationState;
  readonly chain: readonly ChainStep[];
  readonly caller: RoleNode;
  readonly explicit: boolean;
  /** The condition fails with propagation off, too. */
  readonly neverThere?: true;
}

/** A condition on the source identity lets some or none of the profiles' names in. */
export const rule: Rule = {
  meta: {
    id: "source-identity-condition-mismatch",
    summary: "A condition on the source identity locks user profiles out",
    severity: "error",
    precision: "very-high",
    securitySeverity: 5,
    tags: ["trust-policy", "condition", "source-identity"],
  },
  *check({ graph }) {
    const mismatches = [...graph.entries.flatMap(ofEntry), ...graph.hops.flatMap((hop) => ofHop(graph, hop))];
    for (const group of groupBy(mismatches, ({ target, obstacle }) => `${target.role.subject} ${pointerKey(place(target, obstacle))}`)) yield report(group);
  },
};

function ofEntry(entry: Entry): readonly Mismatch[] {
  if (entry.kind === "shared-space" || !entry.node.inInput) return [];
  const shared = { target: entry.node, caller: entry.node, state: entry.state, explicit: entry.kind !== "unused-default", chain: chainOfEntry(entry) };
  // `aws:SourceIdentity` never comes with SageMaker's own call, so a condition on it fails today, propagation or not.
  const assume = entry.assumeWithout.authorization;
  const neverThere = obstaclesOf(entry.assumeWithout, entry.assumeWithout).filter(
    (each) => assume.outcome !== "unknown" && each.layer === "resource" && each.tests.some((test) => test.keyId === "aws:sourceidentity"),
  );
  if (neverThere.length > 0)
    return neverThere.map((obstacle) => ({ ...shared, obstacle, neverThere: true, severity: "error", follows: "SageMaker can't assume the role at all" }));
  return ofCondition(entry.assume, entry.setIdentity).map((obstacle) => ({
    ...shared,
    obstacle,
    chain: chainOfEntry(ofLocked(entry, obstacle)),
    severity: severityOfEntry(entry),
    follows: consequence(entry.state, "their Studio sessions fail with AccessDenied"),
  }));
}

/** Conditions in the way of SetSourceIdentity where the role can be assumed; else those by which AssumeRole itself fails, or may fail, once there is an identity. */
function ofCondition(assume: Judgement, setIdentity: Judgement): readonly Obstacle[] {
  const ofTrust = (obstacles: readonly Obstacle[]): readonly Obstacle[] =>
    obstacles.filter((obstacle) => obstacle.layer === "resource" && diagnose(obstacle) === "identity-condition");
  for (const obstacles of [obstaclesOf(assume, setIdentity), obstaclesOf(assume, assume)]) {
    const found = ofTrust(obstacles);
    if (found.length > 0) return found;
  }
  return undecided(assume);
}

/** Both actions under the same open condition: no obstacle to the identity in particular, but one all the same. */
function undecided(assume: Judgement): readonly Obstacle[] {
  for (const { authorization } of assume.byName ?? [assume]) {
    const { resource } = authorization.layers;
    const doubts = resource === undefined || authorization.outcome !== "unknown" ? [] : conditionDoubts(resource, isIdentityTest);
    const [first] = doubts;
    if (first === undefined) continue;
    return [
      {
        layer: "resource",
        kind: "unknown",
        certainty: "undetermined",
        statements: [first],
        nearMiss: undefined,
        tests: [first.test],
        lockedOut: [],
        causes: first.causes,
      },
    ];
  }
  return [];
}

function ofHop(graph: ChainGraph, hop: Hop): readonly Mismatch[] {
  if (!hop.target.inInput) return [];
  const { state, explicit } = reachOf(graph, hop.caller);
  const isExplicit = explicit && hop.explicit;
  return ofCondition(hop.assume, hop.setIdentity).map((obstacle) => ({
    target: hop.target,
    caller: hop.caller,
    state,
    explicit: isExplicit,
    chain: chainOfLocked(graph, hop, obstacle),
    obstacle,
    severity: severityOf(state, isExplicit),
    follows: consequence(state, `assuming it from the sessions of \`${hop.caller.role.subject}\` fails with AccessDenied`),
  }));
}

/** The entry as those use it whom the condition locks out. */
function ofLocked(entry: Entry, { lockedOut }: Obstacle): Entry {
  const names = new Set(lockedOut.map(textKey));
  const profiles = entry.profiles.filter((profile) => names.has(textKey(profile.name)));
  return profiles.length === 0 ? entry : { ...entry, profiles };
}

/** The chain over the hop, begun by a profile that is locked out. */
function chainOfLocked(graph: ChainGraph, hop: Hop, obstacle: Obstacle): readonly ChainStep[] {
  const chain = chainOver(graph, hop);
  const best = entryOf(graph, hop.caller);
  if (best === undefined || obstacle.lockedOut.length === 0) return chain;
  const sameRole = [best, ...graph.entries.filter((entry) => entry.node === best.node)];
  const entry = sameRole.find((each) => ofLocked(each, obstacle) !== each) ?? best;
  return [...chainOfEntry(ofLocked(entry, obstacle)), ...chain.slice(chainOfEntry(best).length)];
}

/** The test at fault, within the Condition block. */
function place(target: RoleNode, obstacle: Obstacle): Pointer {
  const blamed = statementOf(obstacle);
  if (blamed === undefined) return trustPlace(target);
  const test = obstacle.tests.find(isIdentityTest);
  return placeIn(blamed.policy, test?.at ?? blamed.statement.conditionAt ?? blamed.statement.at);
}

function report(group: readonly [Mismatch, ...Mismatch[]]): Finding {
  const severity = worst(group.map((each) => each.severity));
  const { target, obstacle, follows, state, chain } = group.find((each) => each.severity === severity) ?? group[0];
  const names = new Map(group.flatMap((each) => each.obstacle.lockedOut).map((name) => [textKey(name), name]));
  const locked = [...names.values()];
  const keys = listed([...new Set(obstacle.tests.filter(isIdentityTest).map((test) => test.key))]) || "the source identity";
  const name = roleName(target);
  const fact =
    obstacle.kind === "unknown"
      ? `Whether the condition on ${keys} in the trust policy of ${name} lets every user profile in can't be told: ${becauseOf(obstacle.causes)}. Those that it keeps out get AccessDenied${state === "on" ? "" : " once propagation is on"}`
      : locked.length > 0
        ? `The condition on ${keys} in the trust policy of ${name} locks out ${locked.length === 1 ? "user profile" : `${locked.length} user profiles:`} ${listedTexts(locked, 10)}`
        : `The condition on ${keys} in the trust policy of ${name} locks out every user profile`;
  return finding({
    ruleId: "source-identity-condition-mismatch",
    severity,
    certainty: obstacle.certainty,
    message: obstacle.kind === "unknown" ? `${fact}.` : `${fact}; ${follows}.`,
    subject: target.role.subject,
    at: place(target, obstacle),
    part: refusalPart(obstacle),
    chain,
    remedy: remedy(group, obstacle, locked),
    causes: obstacle.causes,
    breaks: breaksOf(group, group.some(({ neverThere }) => neverThere) ? "either" : "on"),
  });
}

function remedy(group: readonly Mismatch[], obstacle: Obstacle, locked: readonly Text[]): Remedy {
  const test = obstacle.tests.find(isIdentityTest);
  if (test?.keyId === "aws:sourceidentity" && group.some((each) => each.caller === each.target)) {
    return {
      text: "Test `sts:SourceIdentity` instead: `aws:SourceIdentity` exists only in calls of a session that has one already, never when SageMaker starts the session.",
    };
  }
  if (test?.operator === "Null") return { text: "Take the test for the key's presence off: with propagation on, every session carries a source identity." };
  if (obstacle.kind === "unknown") return { text: `Make sure that the condition lets every profile's name in ${CASE}.` };
  const negated = test?.operator?.includes("Not") === true;
  const literal = test === undefined ? undefined : wildcardTakenLiterally(test);
  if (test !== undefined && literal !== undefined) {
    const qualifier = test.qualifier === undefined ? "" : `${test.qualifier}:`;
    const like = `${qualifier}${negated ? "StringNotLike" : "StringLike"}${test.ifExists ? "IfExists" : ""}`;
    return {
      text: `Write \`${like}\` in the place of \`${test.written}\`, which takes \`${literal}\` literally, and see that its patterns match every profile's name.`,
    };
  }
  if (obstacle.kind === "deny") {
    // A Deny of all names but those listed is a list of who is let in.
    if (negated) return { text: `Add ${listedTexts(locked, 10) || "the profiles' names"} to the names that the Deny spares ${CASE}.` };
    return { text: `Narrow the Deny so that no profile's name falls under it ${CASE}.` };
  }
  if (negated) return { text: "Take the profiles' names out of the condition, or give them a role of their own." };
  return { text: `Widen the condition so that it matches every profile's name ${CASE}.` };
}

/** The value with `*` or `?` of an operator that knows no wildcards. */
function wildcardTakenLiterally({ operator, values }: ConditionTest): string | undefined {
  if (operator === undefined || !/^String(Not)?Equals/.test(operator)) return undefined;
  return values.map(({ source }) => source).find((source): source is string => isKnown(source) && /[*?]/.test(source));
}

const CASE = "(case matters in StringEquals and StringLike)";
