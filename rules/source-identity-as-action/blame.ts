import { diagnose, misspeltActions } from "../../src/lint/diagnosis.ts";
import {
  type ChainGraph,
  type Decision,
  type Judgement,
  obstaclesOf,
  placeKey,
  type RoleNode,
  reachOf,
  type StatementRef,
  severityOf,
  verdictOf,
  worst,
} from "../../src/lint/evidence.ts";
import type { Severity } from "../../src/lint/rule.ts";

/** What a misspelt action brings about: nothing, where another statement allows what was meant. */
export interface Blame {
  readonly severity: Severity;
  readonly state: ReturnType<typeof reachOf>["state"];
  /** False where general evaluation of policies asks for no permission of the caller, and AWS's guide does. */
  readonly needed: boolean;
  /** Each with whether users get to it, and on from it, by more than a wildcard. */
  readonly sessionsOf: ReadonlyMap<RoleNode, boolean>;
}

/** By the place of the statement. */
export function blameOfSlips(graph: ChainGraph): ReadonlyMap<string, Blame> {
  const blame = new Map<string, Blame>();
  const put = (refs: readonly StatementRef[], { explicit, ...fresh }: Omit<Blame, "sessionsOf"> & { readonly explicit: boolean }, session: RoleNode): void => {
    for (const { policy, statement } of refs) {
      if (misspeltActions(statement).length === 0) continue;
      const key = placeKey(policy, statement);
      const known = blame.get(key);
      const sessionsOf = new Map(known?.sessionsOf).set(session, explicit || known?.sessionsOf.get(session) === true);
      // Of all that the statement breaks, the worst is told.
      const kept = known !== undefined && worst([known.severity, fresh.severity]) === known.severity ? known : fresh;
      blame.set(key, { ...kept, sessionsOf });
    }
  };
  for (const { node, kind, state, assume, setIdentity } of graph.entries) {
    if (kind === "shared-space" || verdictOf(assume.authorization) === "denied") continue;
    put(refusedByTrust(assume, setIdentity), { severity: severityOf(state), state, explicit: true, needed: true }, node);
  }
  for (const { caller, target, explicit: named, assume, setIdentity } of graph.jobs) {
    if (!target.inInput) continue;
    const { state, explicit: reached } = reachOf(graph, caller);
    const explicit = named && reached;
    put(refusedByTrust(assume, setIdentity), { severity: explicit ? "warning" : "note", state, explicit, needed: true }, caller);
  }
  for (const hop of graph.hops) {
    if (hop.exists === "no") continue;
    const from = reachOf(graph, hop.caller);
    const explicit = from.explicit && hop.explicit;
    const fresh = { severity: severityOf(from.state, explicit), state: from.state, explicit, needed: true };
    if (hop.target.inInput) put(refusedByTrust(hop.assume, hop.setIdentity), fresh, hop.caller);
    // Where the trust policy names the caller of its own account, its permissions may not be needed.
    const needed = !hop.target.inInput || hop.setIdentity.authorization.required.includes("identity");
    put(
      refusedByPermissions(hop.assume.authorization.layers.identity, hop.setIdentity.authorization.layers.identity),
      needed ? fresh : { ...fresh, severity: explicit ? "warning" : "note", explicit: false, needed },
      hop.caller,
    );
  }
  for (const grant of graph.grants) {
    if (!grant.wildcard) continue;
    const { state } = reachOf(graph, grant.caller);
    put(
      refusedByPermissions(grant.assume.authorization.layers.identity, grant.setIdentity.authorization.layers.identity),
      { severity: severityOf(state, false), state, explicit: false, needed: true },
      grant.caller,
    );
  }
  return blame;
}

function refusedByTrust(assume: Judgement, setIdentity: Judgement): readonly StatementRef[] {
  return obstaclesOf(assume, setIdentity).flatMap((obstacle) =>
    obstacle.layer === "resource" && diagnose(obstacle) === "misspelt-action" ? obstacle.statements : [],
  );
}

/** The statements that allow AssumeRole, and those for which only the action is wrong. */
function refusedByPermissions(assume: Decision | undefined, set: Decision | undefined): readonly StatementRef[] {
  if (set?.outcome !== "implicitly-denied") return [];
  return [...(assume === undefined ? [] : [...assume.determining, ...assume.undecided]), ...set.nearMisses.filter((miss) => miss.element === "action")];
}
