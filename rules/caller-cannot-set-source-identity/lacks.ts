import { misspeltActions } from "../../src/lint/diagnosis.ts";
import {
  accessDoubts,
  actionPlace,
  type Cause,
  type ChainGraph,
  type Decision,
  groupBy,
  type Hop,
  isGap,
  isKnown,
  isNothingMore,
  type NearMiss,
  openCauses,
  type Pointer,
  placeIn,
  type RoleNode,
  type StatementRef,
  statementName,
  statementPart,
  type Text,
  workingOf,
} from "../../src/lint/evidence.ts";
import { isRefused, type Refusal, refusalOf } from "./refused-action.ts";

/** A permission that is not there: for one caller and one role, or all roles that a wildcard stands for. */
export interface Lack {
  readonly caller: RoleNode;
  /** Undefined for a wildcard. */
  readonly target: RoleNode | undefined;
  /** The target's ARN, or the wildcard; undefined for NotResource. */
  readonly resource: Text | undefined;
  readonly at: Pointer;
  readonly part: string;
  readonly certainty: "definite" | "undetermined";
  /** What is refused. AssumeRole: it is allowed to a session without a source identity, or to other profiles' sessions. */
  readonly action: Refusal["action"];
  /** An explicit Deny in the caller's own policies that matches, or (undetermined) might. */
  readonly deny: StatementRef | undefined;
  /** The statement that allows AssumeRole. Undefined where the caller gets in by the target's trust policy alone. */
  readonly allowing: StatementRef | undefined;
  /** Whether IAM's general rules require the permission; AWS's guide always asks for it. */
  readonly required: boolean;
  readonly explicit: boolean;
  /** "statement 1 of inline policy `x`" */
  readonly where: string;
  readonly nearMiss: NearMiss | undefined;
  readonly wrongResource: string | undefined;
  readonly lockedOut: readonly Text[];
  /** What leaves open whether the action is allowed. */
  readonly causes: readonly Cause[];
  /** What leaves open whether AssumeRole is. */
  readonly doubts: readonly Cause[];
}

/** What a lack is where nothing is known but who may not do what. */
export const NOTHING_KNOWN = {
  action: "sts:SetSourceIdentity",
  deny: undefined,
  allowing: undefined,
  required: false,
  explicit: false,
  where: "its permissions policies",
  nearMiss: undefined,
  wrongResource: undefined,
  lockedOut: [],
  causes: [],
} as const;

/** Explicit hops, to roles in the input or outside it: judged target by target. */
export function lacksOfHops(graph: ChainGraph): readonly Lack[] {
  const named = groupBy(
    graph.grants.filter((grant) => grant.target !== undefined),
    (grant) => grant.caller.role.subject,
  );
  const grantsOf = new Map(named.map((grants) => [grants[0].caller, grants]));
  return graph.hops.flatMap((hop) => {
    const { caller, target } = hop;
    // By a wildcard a role may mostly assume itself, too; nobody goes that way.
    if (hop.exists === "no" || !caller.inInput || (!hop.explicit && (caller === target || !isPartial(graph, caller)))) return [];
    const refusal = refusalOf(hop);
    const authorization = workingOf(hop);
    const assume = authorization.layers.identity;
    const settling = assume === undefined ? [] : [...assume.determining, ...assume.undecided].filter(({ statement }) => statement.effect !== "Deny");
    // Where a policy that isn't in the input might deny AssumeRole, the decision doesn't hold the statement that allows it.
    const refs = settling.length > 0 ? settling : (grantsOf.get(caller) ?? []).filter((grant) => grant.target === target);
    return lackOf({
      caller,
      target,
      resource: target.role.arn,
      refusal,
      explicit: hop.explicit,
      required: !target.inInput || isRequired(hop, refusal),
      refs,
      doubts: refs.length === 0 ? accessDoubts(authorization) : openCauses(assume),
    });
  });
}

/** Wildcards, judged as a whole: definite only where nothing that the wildcard stands for is allowed. */
export function lacksOfGrants(graph: ChainGraph): readonly Lack[] {
  return graph.grants.flatMap((grant) => {
    if (!grant.wildcard) return [];
    const refusal = refusalOf(grant);
    const { decision } = refusal;
    // "It depends on which role" is settled role by role: those in the input are hops.
    if (decision?.outcome === "unknown" && decision.causes.every((cause) => cause.kind === "caller-choice" || cause.kind === "source-identity")) return [];
    return lackOf({
      caller: grant.caller,
      target: undefined,
      resource: grant.pattern?.source,
      refusal,
      explicit: false,
      required: true,
      refs: [{ policy: grant.policy, statement: grant.statement }],
      doubts: openCauses(workingOf(grant).layers.identity),
    });
  });
}

function isRequired({ setIdentity }: Hop, { action, decision }: Refusal): boolean {
  return action === "sts:AssumeRole" || setIdentity.authorization.required.includes("identity") || decision?.outcome === "explicitly-denied";
}

/** A wildcard whose targets differ, or whose answer differs by profile: some may be set a source identity on, some not. */
function isPartial(graph: ChainGraph, caller: RoleNode): boolean {
  const hangsOnName = (decision: Decision | undefined): boolean => decision?.causes.some((cause) => cause.kind === "source-identity") ?? false;
  return graph.grants.some(
    (grant) =>
      grant.caller === caller &&
      grant.wildcard &&
      (grant.setIdentity.authorization.layers.identity?.outcome === "unknown" || hangsOnName(grant.assume.authorization.layers.identity)),
  );
}

interface Facts extends Pick<Lack, "caller" | "target" | "resource" | "explicit" | "required" | "doubts"> {
  readonly refusal: Refusal;
  /** The statements that allow AssumeRole. */
  readonly refs: readonly StatementRef[];
}

function lackOf({ refusal, refs, ...facts }: Facts): readonly Lack[] {
  const { action, decision, compared, lockedOut } = refusal;
  if (decision === undefined || decision.outcome === "allowed") return [];
  const base = { ...NOTHING_KNOWN, ...facts, action, lockedOut, allowing: refs[0] };
  if (isRefused(decision)) {
    // Told by source-identity-as-action.
    const near = [...refs, ...decision.nearMisses.filter((miss) => miss.element === "action")];
    if (decision.outcome === "implicitly-denied" && near.some(({ statement }) => misspeltActions(statement).length > 0)) return [];
    const nearMiss = decision.nearMisses.find((miss) => miss.element === "resource") ?? decision.nearMisses.find((miss) => miss.element === "condition");
    const deny = decision.determining[0];
    return [
      {
        ...base,
        ...placeOf(facts, deny, base.allowing, nearMiss),
        certainty: facts.doubts.length > 0 ? "undetermined" : "definite",
        deny,
        nearMiss,
        wrongResource: nearMiss?.element === "resource" ? wrongResource(nearMiss) : undefined,
      },
    ];
  }
  const { causes } = decision;
  if (isGap(causes) || (compared?.outcome === "unknown" && isNothingMore(compared, decision))) return [];
  const deny = openDeny(decision, compared);
  const place = placeOf(facts, deny, base.allowing, decision.undecided[0]);
  return [{ ...base, ...place, required: base.required || deny !== undefined, certainty: "undetermined", causes, deny }];
}

/** A Deny that might match, and that AssumeRole does not hang on as well. */
function openDeny({ undecided }: Decision, compared: Decision | undefined): StatementRef | undefined {
  const denies = undecided.filter(({ statement }) => statement.effect === "Deny");
  const own = denies.find(({ statement }) => compared?.undecided.every((ref) => ref.statement !== statement) ?? true);
  return own ?? (denies.length === undecided.length ? denies[0] : undefined);
}

/**
 * The Deny; the condition of a statement that has both actions under it; else the actions of the statement that allows
 * AssumeRole; else the role.
 */
function placeOf(
  { caller, target }: Pick<Lack, "caller" | "target">,
  deny: StatementRef | undefined,
  allowing: StatementRef | undefined,
  failing: StatementRef | undefined,
): Pick<Lack, "at" | "part" | "where"> {
  const blamed = deny ?? allowing;
  if (blamed === undefined) return { at: caller.role.at, part: `permissions/${target?.role.subject ?? ""}`, where: "its permissions policies" };
  const { policy, statement } = blamed;
  const inCondition = failing?.statement === statement ? statement.conditionAt : undefined;
  return {
    at: deny !== undefined ? placeIn(policy, statement.at) : inCondition !== undefined ? placeIn(policy, inCondition) : actionPlace(policy, statement),
    part: statementPart(policy, statement),
    where: `${statementName(statement)} of ${policy.label}`,
  };
}

/** A resource that is no role: an assumed-role session's ARN, as in "arn:aws:sts::…:assumed-role/…". */
function wrongResource(miss: NearMiss): string | undefined {
  const sources = miss.statement.resources?.patterns.map((pattern) => pattern.source).filter(isKnown) ?? [];
  return sources.find((source) => source.startsWith("arn:") && !/^arn:[^:]*:iam:/.test(source));
}
