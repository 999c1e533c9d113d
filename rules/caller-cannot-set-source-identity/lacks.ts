import { misspeltActions } from "../../src/lint/diagnosis.ts";
import {
  accessDoubts,
  actionCovers,
  actionPlace,
  type Cause,
  type ChainGraph,
  type Decision,
  type Grant,
  groupBy,
  type Hop,
  isGap,
  isKnown,
  isOpen,
  type NearMiss,
  type Pointer,
  placeIn,
  type RoleNode,
  type StatementRef,
  statementName,
  statementPart,
  type Text,
} from "../../src/lint/evidence.ts";

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
  /** An explicit Deny in the caller's own policies. */
  readonly denied: boolean;
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
  /** What leaves open whether SetSourceIdentity is allowed. */
  readonly causes: readonly Cause[];
  /** What leaves open whether AssumeRole is. */
  readonly doubts: readonly Cause[];
}

/** Explicit hops, to roles in the input or outside it: judged target by target. */
export function lacksOfHops(graph: ChainGraph): readonly Lack[] {
  const named = groupBy(
    graph.grants.filter((grant) => grant.target !== undefined),
    (grant) => grant.caller.role.subject,
  );
  const grantsOf = new Map(named.map((grants) => [grants[0].caller, grants]));
  return graph.hops.flatMap((hop) => {
    if (hop.exists === "no" || !hop.caller.inInput || (!hop.explicit && !isPartial(graph, hop))) return [];
    const { decision, lockedOut } = decisionOf(hop);
    const { authorization } = hop.assume;
    const assume = authorization.layers.identity;
    const settling = assume === undefined ? [] : [...assume.determining, ...assume.undecided].filter(({ statement }) => statement.effect !== "Deny");
    // Where a policy that isn't in the input might deny AssumeRole, the decision doesn't hold the statement that allows it.
    const refs = settling.length > 0 ? settling : (grantsOf.get(hop.caller) ?? []).filter((grant) => grant.target === hop.target);
    return lackOf({
      caller: hop.caller,
      target: hop.target,
      resource: hop.target.role.arn,
      assume,
      decision,
      lockedOut,
      explicit: hop.explicit,
      required: !hop.target.inInput || hop.setIdentity.authorization.required.includes("identity") || decision?.outcome === "explicitly-denied",
      refs,
      doubts: refs.length === 0 ? accessDoubts(authorization) : openCauses(assume),
    });
  });
}

/** Wildcards, judged as a whole: definite only where nothing that the wildcard stands for is allowed. */
export function lacksOfGrants(graph: ChainGraph): readonly Lack[] {
  return graph.grants.flatMap((grant) => {
    if (!grant.wildcard) return [];
    const decision = grant.setIdentity.layers.identity;
    // "It depends on which role" is settled role by role: those in the input are hops.
    if (decision?.outcome === "unknown" && decision.causes.every((cause) => cause.kind === "caller-choice" || cause.kind === "source-identity")) return [];
    const assume = grant.assume.layers.identity;
    return lackOf({
      caller: grant.caller,
      target: undefined,
      resource: grant.pattern?.source,
      assume,
      decision,
      lockedOut: [],
      explicit: false,
      required: true,
      refs: [{ policy: grant.policy, statement: grant.statement }],
      doubts: openCauses(assume),
    });
  });
}

/** Callers whom a trust policy lets in by `*` and whose own policies know neither action: of each such group one was judged. */
export function lacksByOpenTrust(graph: ChainGraph): readonly Lack[] {
  const implied = graph.hops.filter((hop) => !hop.explicit && hop.exists !== "no" && !hop.setIdentity.authorization.required.includes("identity"));
  return implied.flatMap((hop) => {
    const groups = (graph.alsoCallers.get(hop.target) ?? []).filter(([first]) => first === hop.caller);
    return groups.flat().flatMap((caller) => {
      // Its own sessions get in by `*`, too; nobody goes that way.
      if (!caller.inInput || caller === hop.target || mayAllow(graph, caller)) return [];
      const { arn, subject } = hop.target.role;
      const doubts = accessDoubts(hop.assume.authorization);
      return [
        {
          ...NOTHING_KNOWN,
          caller,
          target: hop.target,
          resource: arn,
          at: caller.role.at,
          part: `permissions/${subject}`,
          doubts,
          certainty: doubts.length > 0 ? "undetermined" : "definite",
        } as const,
      ];
    });
  });
}

const NOTHING_KNOWN = {
  denied: false,
  allowing: undefined,
  required: false,
  explicit: false,
  where: "its permissions policies",
  nearMiss: undefined,
  wrongResource: undefined,
  lockedOut: [],
  causes: [],
} as const;

/** Some Allow is about one of the actions, or a policy's text is not known: then other evidence speaks, or none can. */
function mayAllow(graph: ChainGraph, caller: RoleNode): boolean {
  const policies = graph.permissions.get(caller) ?? [];
  return policies.some(
    (policy) =>
      !("document" in policy) ||
      policy.document.statements.some(
        (statement) => statement.effect !== "Deny" && (actionCovers(statement, "sts:AssumeRole") || actionCovers(statement, "sts:SetSourceIdentity")),
      ),
  );
}

/** A wildcard whose targets differ: some may be set a source identity on, some not. */
function isPartial(graph: ChainGraph, hop: Hop): boolean {
  return graph.grants.some((grant: Grant) => grant.caller === hop.caller && grant.wildcard && grant.setIdentity.layers.identity?.outcome === "unknown");
}

/** Name by name where it depends on the name: then the decision of the first who may assume the role and is refused. */
function decisionOf(hop: Hop): { readonly decision: Decision | undefined; readonly lockedOut: readonly Text[] } {
  const { byName } = hop.setIdentity;
  if (byName === undefined) return { decision: hop.setIdentity.authorization.layers.identity, lockedOut: [] };
  const kept = new Set((hop.assume.byName ?? []).filter(({ authorization }) => isRefused(authorization.layers.identity)).map(({ name }) => name));
  const judged = byName.filter(({ name }) => !kept.has(name)).map(({ name, authorization }) => ({ name, own: authorization.layers.identity }));
  const refused = judged.filter(({ own }) => isRefused(own));
  return { decision: (refused[0] ?? judged[0])?.own, lockedOut: refused.map(({ name }) => name) };
}

function isRefused(decision: Decision | undefined): boolean {
  return decision?.outcome === "implicitly-denied" || decision?.outcome === "explicitly-denied";
}

function openCauses(assume: Decision | undefined): readonly Cause[] {
  return assume?.outcome === "unknown" ? assume.causes.filter(isOpen) : [];
}

interface Facts extends Pick<Lack, "caller" | "target" | "resource" | "explicit" | "required" | "lockedOut" | "doubts"> {
  readonly assume: Decision | undefined;
  readonly decision: Decision | undefined;
  /** The statements that allow AssumeRole. */
  readonly refs: readonly StatementRef[];
}

function lackOf({ assume, decision, refs, ...facts }: Facts): readonly Lack[] {
  if (decision === undefined || decision.outcome === "allowed") return [];
  const [allowing] = refs;
  const base = { ...NOTHING_KNOWN, ...facts, ...placeOf(decision, allowing, facts), allowing };
  switch (decision.outcome) {
    case "explicitly-denied":
      return [{ ...base, certainty: facts.doubts.length > 0 ? "undetermined" : "definite", denied: true }];
    case "implicitly-denied": {
      // Told by source-identity-as-action.
      if ([...refs, ...decision.nearMisses.filter((miss) => miss.element === "action")].some(({ statement }) => misspeltActions(statement).length > 0))
        return [];
      const nearMiss = decision.nearMisses.find((miss) => miss.element === "resource") ?? decision.nearMisses.find((miss) => miss.element === "condition");
      const certainty = facts.doubts.length > 0 ? "undetermined" : "definite";
      return [{ ...base, certainty, nearMiss, wrongResource: nearMiss?.element === "resource" ? wrongResource(nearMiss) : undefined }];
    }
    case "unknown": {
      const shared = new Set(assume?.outcome === "unknown" ? assume.causes.map((cause) => cause.id) : []);
      const causes = decision.causes.filter((cause) => !shared.has(cause.id));
      if (causes.length === 0 || isGap(causes)) return [];
      return [{ ...base, certainty: "undetermined", causes }];
    }
  }
}

/** The Deny, else the actions of the statement that allows AssumeRole, else the role. */
function placeOf(
  decision: Decision,
  allowing: StatementRef | undefined,
  { caller, target }: Pick<Lack, "caller" | "target">,
): Pick<Lack, "at" | "part" | "where"> {
  const deny = decision.outcome === "explicitly-denied" ? decision.determining[0] : undefined;
  const blamed = deny ?? allowing;
  if (blamed === undefined) return { at: caller.role.at, part: `permissions/${target?.role.subject ?? ""}`, where: "its permissions policies" };
  const { policy, statement } = blamed;
  return {
    at: deny === undefined ? actionPlace(policy, statement) : placeIn(policy, statement.at),
    part: statementPart(policy, statement),
    where: `${statementName(statement)} of ${policy.label}`,
  };
}

/** A resource that is no role: an assumed-role session's ARN, as in "arn:aws:sts::…:assumed-role/…". */
function wrongResource(miss: NearMiss): string | undefined {
  const sources = miss.statement.resources?.patterns.map((pattern) => pattern.source).filter(isKnown) ?? [];
  return sources.find((source) => source.startsWith("arn:") && !/^arn:[^:]*:iam:/.test(source));
}
