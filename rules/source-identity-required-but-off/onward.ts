import {
  breaksOf,
  type ChainGraph,
  type ConditionTest,
  capitalized,
  chainOver,
  chainToJob,
  entryOf,
  finding,
  groupBy,
  type Judgement,
  listed,
  type Policy,
  placeIn,
  pointerKey,
  type RoleNode,
  reachOf,
  roleName,
  type Statement,
  statementName,
  statementPart,
  verdictOf,
} from "../../src/lint/evidence.ts";
import type { ChainStep, Finding } from "../../src/lint/rule.ts";

export const TURN_ON = "Turn propagation on (`ExecutionRoleIdentityConfig: USER_PROFILE_NAME`)";
export const MOVE = "move the condition to a statement for `sts:SetSourceIdentity` alone and leave `sts:AssumeRole` without it";

export interface Blamed {
  readonly layer: Layer;
  readonly policy: Policy;
  readonly statement: Statement;
  readonly test: ConditionTest;
}

type Layer = "resource" | "identity" | "boundary" | "scp" | "rcp";

/** A role on the chain that only sessions with a source identity get to, and sessions that have none. */
interface Need extends Blamed {
  readonly caller: RoleNode;
  readonly target: RoleNode;
  /** "assume it", "pass it to SageMaker". */
  readonly act: string;
  readonly explicit: boolean;
  readonly chain: readonly ChainStep[];
}

/**
 * Chains that are broken without a source identity: by the target's trust policy, or by the caller's own permissions. `told`: the places
 * that are told already, of roles that are execution roles, too.
 */
export function* chainsThatNeedIt(graph: ChainGraph, told: ReadonlySet<string>): Iterable<Finding> {
  const needs = [...hopsThatNeedIt(graph), ...jobsThatNeedIt(graph)].filter(({ policy, test }) => !told.has(pointerKey(placeIn(policy, test.at))));
  for (const group of groupBy(
    needs,
    ({ layer, policy, test, target }) => `${layer === "resource" ? target.role.subject : ""} ${pointerKey(placeIn(policy, test.at))}`,
  ))
    yield report(graph, group);
}

function hopsThatNeedIt(graph: ChainGraph): readonly Need[] {
  return graph.hops.flatMap((hop) => {
    const { caller, target } = hop;
    const blamed = lostWithout(graph, caller, hop.assume, hop.assumeWithout, ["resource", "identity", "boundary", "scp", "rcp"]);
    if (blamed === undefined) return [];
    return [{ ...blamed, caller, target, act: "assume it", explicit: hop.explicit && reachOf(graph, caller).explicit, chain: chainOver(graph, hop) }];
  });
}

function jobsThatNeedIt(graph: ChainGraph): readonly Need[] {
  return graph.jobs.flatMap((job): readonly Need[] => {
    const { callers, target, pass, passWithout, assume, assumeWithout } = job;
    const passing = lostWithout(graph, job.caller, pass, passWithout, ["identity", "boundary", "scp"]);
    const blamed = passing ?? lostWithout(graph, job.caller, assume, assumeWithout, ["resource", "rcp"]);
    if (blamed === undefined) return [];
    const act = passing === undefined ? "create jobs with it" : "pass it to SageMaker";
    const explicit = job.explicit && reachOf(graph, job.caller).explicit;
    return callers.flat().map((caller) => ({ ...blamed, caller, target, act, explicit, chain: chainToJob(graph, job) }));
  });
}

function lostWithout(graph: ChainGraph, caller: RoleNode, withIdentity: Judgement, without: Judgement, layers: readonly Layer[]): Blamed | undefined {
  if (reachOf(graph, caller).state !== "off") return undefined;
  if (verdictOf(withIdentity.authorization) === "denied" || verdictOf(without.authorization) !== "denied") return undefined;
  return requiring(without, layers, ["sts:sourceidentity", "aws:sourceidentity"]);
}

function report(graph: ChainGraph, group: readonly [Need, ...Need[]]): Finding {
  const need = group.find(({ explicit }) => explicit) ?? group[0];
  const { layer, policy, statement, test, caller, target, act, explicit, chain } = need;
  const callers = [...new Set(group.map((each) => each.caller))];
  const targets = [...new Set(group.map((each) => each.target))];
  const isTrust = layer === "resource";
  const names = listed(callers.map(({ role }) => role.subject));
  const wildcard = explicit ? "" : "; only wildcards or the account root lead there";
  const condition = `condition on ${listed([test.key])}${wildcard}`;
  const fails = `without propagation their sessions have none: ${act === "assume it" ? "assuming it" : "creating a job with it"} fails with AccessDenied`;
  const message = isTrust
    ? `Role ${roleName(target)} lets ${names} ${act} only with a source identity (${statementName(statement)}, ${condition}), and ${fails}.`
    : `Sessions of ${names} may ${act.replace(/\bit\b/, listed(targets.map(({ role }) => role.subject)))} only with a source identity (${statementName(statement)} of ${policy.label}, ${condition}), and ${fails}.`;
  // Judged as if it were off: to turn it on is no remedy.
  const isOn = entryOf(graph, caller)?.domain?.propagation.kind === "on";
  const move = isTrust ? MOVE : "take the condition off what the sessions need without one";
  return finding({
    ruleId: "source-identity-required-but-off",
    severity: explicit ? "warning" : "note",
    message,
    subject: isTrust ? target.role.subject : caller.role.subject,
    at: placeIn(policy, test.at),
    part: statementPart(policy, statement),
    chain,
    remedy: { text: isOn ? `${capitalized(move)}.` : `${TURN_ON}, or ${move}.` },
    breaks: breaksOf(group, "off"),
  });
}

/** The statement whose test on the source identity refuses a call that has none. */
export function requiring({ authorization }: Judgement, layers: readonly Layer[], keys: readonly string[]): Blamed | undefined {
  for (const layer of layers) {
    const decision = authorization.layers[layer];
    if (decision === undefined || decision.outcome === "allowed" || decision.outcome === "unknown") continue;
    const denying = decision.determining.map(({ policy, statement }) => ({ policy, statement, tests: statement.conditions }));
    for (const { policy, statement, tests } of [...denying, ...decision.nearMisses]) {
      const test = tests.find((each) => keys.includes(each.keyId));
      if (test !== undefined) return { layer, policy, statement, test };
    }
  }
  return undefined;
}
