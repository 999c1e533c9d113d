import { misspeltActions } from "../../src/lint/diagnosis.ts";
import { type Cause, type ChainGraph, type Decision, type Grant, type Hop, type NearMiss, type Pointer, type RoleNode, type StatementRef, type Text, actionPlace, isGap, isKnown, placeIn, statementName, statementPart } from "../../src/lint/evidence.ts";

/** A permission that is not there: for one caller and one role, or all roles that a wildcard stands for. */
export interface Lack {
  readonly caller: RoleNode;
  /** Undefined for a wildcard. */
  readonly target: RoleNode | undefined;
  readonly resource: Text;
  readonly at: Pointer;
  readonly part: string;
  readonly certainty: "definite" | "undetermined";
  /** An explicit Deny in the caller's own policies. */
  readonly denied: boolean;
  /** The caller gets in by the target's trust policy alone; no permissions policy of its own says so. */
  readonly viaTrust: boolean;
  /** Whether IAM's general rules require the permission; AWS's guide always asks for it. */
  readonly required: boolean;
  readonly explicit: boolean;
  /** "statement 1 of inline policy `x`" */
  readonly where: string;
  readonly nearMiss: NearMiss | undefined;
  readonly wrongResource: string | undefined;
  readonly lockedOut: readonly Text[];
  readonly causes: readonly Cause[];
}

/** Explicit hops, to roles in the input or outside it: judged target by target. */
export function lacksOfHops(graph: ChainGraph): readonly Lack[] {
  return graph.hops.flatMap((hop) => {
    if (hop.exists === "no" || !hop.caller.inInput || (!hop.explicit && !isPartial(graph, hop))) return [];
    const { decision, lockedOut } = decisionOf(hop);
    const assume = hop.assume.authorization.layers.identity;
    return lackOf({
      caller: hop.caller,
      target: hop.target,
      resource: hop.target.role.arn,
      assume,
      decision,
      lockedOut,
      explicit: hop.explicit,
      required: !hop.target.inInput || hop.setIdentity.authorization.required.includes("identity") || decision?.outcome === "explicitly-denied",
      refs: assume === undefined ? [] : [...assume.determining, ...assume.undecided],
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
    return lackOf({
      caller: grant.caller,
      target: undefined,
      resource: grant.pattern?.source ?? "*",
      assume: grant.assume.layers.identity,
      decision,
      lockedOut: [],
      explicit: false,
      required: true,
      refs: [{ policy: grant.policy, statement: grant.statement }],
    });
  });
}

/** A wildcard whose targets differ: some may be set a source identity on, some not. */
function isPartial(graph: ChainGraph, hop: Hop): boolean {
  return graph.grants.some((grant: Grant) => grant.caller === hop.caller && grant.wildcard && grant.setIdentity.layers.identity?.outcome === "unknown");
}

/** Name by name where it depends on the name: then the decision of the first who is refused. */
function decisionOf(hop: Hop): { readonly decision: Decision | undefined; readonly lockedOut: readonly Text[] } {
  const refused = (hop.setIdentity.byName ?? []).flatMap(({ name, authorization }) => {
    const own = authorization.layers.identity;
    return own !== undefined && (own.outcome === "implicitly-denied" || own.outcome === "explicitly-denied") ? [{ name, own }] : [];
  });
  const [first] = refused;
  if (first !== undefined) return { decision: first.own, lockedOut: refused.map(({ name }) => name) };
  if (hop.setIdentity.byName !== undefined) return { decision: hop.setIdentity.byName[0]?.authorization.layers.identity, lockedOut: [] };
  return { decision: hop.setIdentity.authorization.layers.identity, lockedOut: [] };
}

interface Facts extends Pick<Lack, "caller" | "target" | "resource" | "explicit" | "required" | "lockedOut"> {
  readonly assume: Decision | undefined;
  readonly decision: Decision | undefined;
  /** The statements that allow AssumeRole. */
  readonly refs: readonly StatementRef[];
}

function lackOf({ assume, decision, refs, ...facts }: Facts): readonly Lack[] {
  if (decision === undefined || decision.outcome === "allowed") return [];
  const [allowing] = refs;
  const base = { ...facts, viaTrust: allowing === undefined, nearMiss: undefined, wrongResource: undefined, causes: [], denied: false } as const;
  const blamed = decision.outcome === "explicitly-denied" ? decision.determining[0] : allowing;
  const place =
    blamed === undefined
      ? { at: facts.caller.role.at, part: `permissions/${facts.target?.role.subject ?? ""}`, where: "its permissions policies" }
      : {
          at: decision.outcome === "explicitly-denied" ? placeIn(blamed.policy, blamed.statement.at) : actionPlace(blamed.policy, blamed.statement),
          part: statementPart(blamed.policy, blamed.statement),
          where: `${statementName(blamed.statement)} of ${blamed.policy.label}`,
        };
  switch (decision.outcome) {
    case "explicitly-denied":
      return [{ ...base, ...place, certainty: "definite", denied: true }];
    case "implicitly-denied": {
      // Told by source-identity-as-action.
      if ([...refs, ...decision.nearMisses.filter((miss) => miss.element === "action")].some(({ statement }) => misspeltActions(statement).length > 0)) return [];
      const nearMiss = decision.nearMisses.find((miss) => miss.element === "resource") ?? decision.nearMisses.find((miss) => miss.element === "condition");
      return [{ ...base, ...place, certainty: "definite", nearMiss, wrongResource: nearMiss?.element === "resource" ? wrongResource(nearMiss) : undefined }];
    }
    case "unknown": {
      const shared = new Set(assume?.outcome === "unknown" ? assume.causes.map((cause) => cause.id) : []);
      const causes = decision.causes.filter((cause) => !shared.has(cause.id));
      if (causes.length === 0 || isGap(causes)) return [];
      return [{ ...base, ...place, certainty: "undetermined", causes }];
    }
  }
}

/** A resource that is no role: an assumed-role session's ARN, as in "arn:aws:sts::…:assumed-role/…". */
function wrongResource(miss: NearMiss): string | undefined {
  const sources = miss.statement.resources?.patterns.map((pattern) => pattern.source).filter(isKnown) ?? [];
  return sources.find((source) => source.startsWith("arn:") && !/^arn:[^:]*:iam:/.test(source));
}
