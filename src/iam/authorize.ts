/**
 * All policies that bear on a request, joined to one answer.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 *
 * A Deny in any layer that applies wins. Otherwise, with "limits" for permissions boundary and session policies:
 *
 * | situation | must allow, besides the SCPs |
 * |---|---|
 * | trust policy, service principal | trust |
 * | trust policy, other account | trust ∧ identity ∧ limits |
 * | trust policy, same account | trust names the session ∨ (names the role or everyone ∧ limits) ∨ (names the account ∧ identity ∧ limits) |
 * | other resource policy, other account | resource ∧ identity ∧ limits |
 * | other resource policy, same account | names the session ∨ (names the role or everyone ∧ limits) ∨ (identity ∧ limits) |
 * | no resource policy given | identity ∧ limits |
 *
 * Layers that are not given are taken not to stand in the way, but for the permissions policies: without them nothing is
 * known of what they allow.
 */
import type { Cause } from "../text/symbolic.ts";
import { parseArn } from "./arn.ts";
import { decide, type Examination, examine, outcomeOf } from "./evaluate.ts";
import { NO_ASSUMPTIONS } from "./guards.ts";
import { allOf, and, anyOf, causesOf, mergeCauses, not, or, unknownBecause } from "./kleene.ts";
import { fullAccess, isFullAccess, rcpDecision, scpDecision } from "./organization.ts";
import { settle } from "./settle.ts";
import type { Answer, ApplicablePolicies, Assumptions, Authorization, Decision, Layer, Outcome, Policy, PolicyOrUnknown, Request } from "./types.ts";
import { unify } from "./wildcard.ts";

/** May the principal make this request? Outcomes that depend on conditions of a template are asked both ways, in all layers at once. */
export function authorize(request: Request, policies: ApplicablePolicies, assumptions: Assumptions = NO_ASSUMPTIONS): Authorization {
  const { outcome, decisive, required, causes } = settle((given) => judge(request, policies, given), mergeJudgements, assumptions);
  const crossAccount = isCrossAccount(request);
  return { outcome, decisive, layers: decideLayers(request, policies, assumptions, required), required, crossAccount, causes };
}

const LAYERS: readonly Layer[] = ["scp", "rcp", "resource", "identity", "boundary", "session"];

interface Judgement {
  readonly outcome: Outcome;
  readonly decisive: readonly Layer[];
  readonly required: readonly Layer[];
  readonly causes: readonly Cause[];
}

/** What one layer says: does a Deny in it apply, does it consent. */
interface Voice {
  readonly denies: Answer;
  readonly allows: Answer;
}

type Voices = { readonly [layer in Layer]?: Voice };

function judge(request: Request, policies: ApplicablePolicies, assumptions: Assumptions): Judgement {
  const resource = policies.resource === undefined ? undefined : examine([policies.resource.policy], request, assumptions, { principalRequired: true });
  const voices = listen(request, policies, resource, assumptions);
  const denies = anyOf(LAYERS, (layer) => voices[layer]?.denies ?? "no");
  const cross = isCrossAccount(request);
  const within = consent(request, policies, voices, resource, false);
  const across = consent(request, policies, voices, resource, true);
  const allows = arePartitionsApart(request) ? "no" : byAccount(cross, within.answer, across.answer);
  const required = cross === "yes" ? across.required : within.required;
  const outcome = outcomeOf(denies, allows);
  const causes = outcome === "unknown" ? mergeCauses(causesOf(denies), causesOf(allows)) : [];
  return { outcome, decisive: decisiveLayers(outcome, voices, required), required, causes };
}

/** The layers that apply to the principal. Those that are not given are left out, but for the identity's own policies. */
function listen(request: Request, policies: ApplicablePolicies, resource: Examination | undefined, assumptions: Assumptions): Voices {
  const ask = (list: readonly PolicyOrUnknown[]): Voice => examine(list, request, assumptions);
  const caller = hasPermissionsPolicies(request);
  const { scps, rcps } = policies;
  return {
    ...(isInAccount(request) && scps !== undefined && scps.length > 0 && { scp: everyLevel(scps.map(ask)) }),
    ...(rcps !== undefined && rcps.length > 0 && { rcp: onlyDenies(ask(rcps)) }),
    ...(resource !== undefined && { resource }),
    ...(caller && { identity: policies.identity === undefined ? UNSEEN : ask(policies.identity) }),
    ...(caller && policies.boundary !== undefined && { boundary: ask(whetherAttached(policies.boundary)) }),
    ...(caller && policies.session !== undefined && { session: ask(policies.session) }),
  };
}

/** SCPs: every level from the root to the account must allow, and none may deny. */
function everyLevel(levels: readonly Voice[]): Voice {
  return { denies: anyOf(levels, (level) => level.denies), allows: allOf(levels, (level) => level.allows) };
}

/** RCPs: see `rcpDecision`. */
function onlyDenies(voice: Voice): Voice {
  return { denies: voice.denies, allows: "yes" };
}

/** A boundary that a template attaches only under a condition: without it nothing is bounded, so all is allowed. */
function whetherAttached(boundary: PolicyOrUnknown): readonly PolicyOrUnknown[] {
  if (!("document" in boundary)) return [boundary];
  return [boundary, ...(boundary.guards ?? []).map((guard) => fullAccess("no permissions boundary", boundary.at, [{ ...guard, when: !guard.when }]))];
}

const UNSEEN_CAUSE: Cause = {
  kind: "missing",
  id: "permissions-policies",
  what: "the caller's permissions policies are not in the input",
  settle: "add the caller's permissions policies to the input",
};
const UNSEEN: Voice = { denies: "no", allows: unknownBecause(UNSEEN_CAUSE) };

interface Consent {
  readonly answer: Answer;
  readonly required: readonly Layer[];
}

/** The table above. `required`: the layers whose consent is needed on the way that is most likely open. */
function consent(request: Request, policies: ApplicablePolicies, voices: Voices, resource: Examination | undefined, across: boolean): Consent {
  const limits = and(voices.boundary?.allows ?? "yes", voices.session?.allows ?? "yes");
  const own = and(voices.identity?.allows ?? "yes", limits);
  const scp = voices.scp?.allows ?? "yes";
  const need = (...layers: readonly Layer[]): readonly Layer[] =>
    LAYERS.filter((layer) => voices[layer] !== undefined && (layer === "scp" || layer === "rcp" || layers.includes(layer)));
  const everything: readonly Layer[] = ["resource", "identity", "boundary", "session"];

  if (resource === undefined) {
    const answer = isInAccount(request) ? own : unknownBecause(NO_RESOURCE_POLICY);
    return { answer: and(scp, answer), required: need("identity", "boundary", "session") };
  }
  if (!isInAccount(request)) return { answer: resource.allows, required: need("resource") };
  if (across) return { answer: and(scp, and(resource.allows, own)), required: need(...everything) };

  const { session, direct, account } = resource.reach;
  const delegated = policies.resource?.kind === "trust" ? and(account, own) : own;
  const answer = and(scp, or(session, or(and(direct, limits), delegated)));
  const way = [session, direct, account].indexOf("yes");
  const perhaps = way >= 0 ? way : [session, direct, account].findIndex((reach) => reach !== "no");
  if (perhaps === 0) return { answer, required: need("resource") };
  if (perhaps === 1) return { answer, required: need("resource", "boundary", "session") };
  if (policies.resource?.kind === "trust") return { answer, required: perhaps === 2 ? need(...everything) : need("resource") };
  return { answer, required: need("identity", "boundary", "session") };
}

const NO_RESOURCE_POLICY: Cause = {
  kind: "missing",
  id: "resource-policy",
  what: "the resource's policy is not in the input",
  settle: "add the resource's policy to the input",
};

/** Where it is not known whether the accounts are the same, both readings count. */
function byAccount(cross: Answer, within: Answer, across: Answer): Answer {
  if (cross === "no") return within;
  if (cross === "yes") return across;
  if (within === across) return within;
  return { unknown: mergeCauses(cross.unknown, [...causesOf(within), ...causesOf(across)]) };
}

function isCrossAccount(request: Request): Answer {
  if (!("account" in request.principal)) return "no";
  const same = unify(request.principal.account, request.resourceAccount);
  if (typeof same === "string") return not(same);
  const told = same.unknown.some((cause) => cause.kind === "environment");
  return told ? same : { unknown: mergeCauses([ACCOUNT_UNKNOWN], same.unknown) };
}

const ACCOUNT_UNKNOWN: Cause = {
  kind: "environment",
  id: "same-account",
  what: "whether caller and resource are in one account is not known: account id not known",
  settle: "pass --account",
};

/** No request crosses partitions. Said only where both are known. */
function arePartitionsApart(request: Request): boolean {
  const partition = parseArn(request.resource)?.partition;
  return request.principal.kind === "role-session" && partition !== undefined && unify(partition, request.principal.partition) === "no";
}

/** Services, identity providers and the like are of no account: no SCP binds them. */
function isInAccount(request: Request): boolean {
  return "account" in request.principal;
}

/** The account's root user has none and needs none. */
function hasPermissionsPolicies(request: Request): boolean {
  return request.principal.kind === "role-session" || request.principal.kind === "user";
}

// ── Evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function decisiveLayers(outcome: Outcome, voices: Voices, required: readonly Layer[]): readonly Layer[] {
  const given = LAYERS.filter((layer) => voices[layer] !== undefined);
  switch (outcome) {
    case "allowed":
      return [];
    case "explicitly-denied":
      return given.filter((layer) => voices[layer]?.denies === "yes");
    case "implicitly-denied":
      // None of them refuses by itself where the request crosses partitions: then it is the resource's side that can't let it in.
      return refusing(voices, required) ?? given.filter((layer) => layer === "resource");
    case "unknown":
      return given.filter((layer) => isUnknown(voices[layer]?.denies) || (required.includes(layer) && voices[layer]?.allows !== "yes"));
  }
}

function refusing(voices: Voices, required: readonly Layer[]): readonly Layer[] | undefined {
  const layers = required.filter((layer) => voices[layer]?.allows === "no");
  return layers.length === 0 ? undefined : layers;
}

function isUnknown(answer: Answer | undefined): boolean {
  return typeof answer === "object";
}

function mergeJudgements(a: Judgement, b: Judgement, outcome: Outcome): Judgement {
  const both = (x: readonly Layer[], y: readonly Layer[]) => LAYERS.filter((layer) => x.includes(layer) || y.includes(layer));
  return { outcome, decisive: both(a.decisive, b.decisive), required: both(a.required, b.required), causes: [] };
}

/** Each layer by itself, conditions of a template asked both ways. */
function decideLayers(request: Request, policies: ApplicablePolicies, assumptions: Assumptions, required: readonly Layer[]): Authorization["layers"] {
  const ask = (list: readonly PolicyOrUnknown[]): Decision => decide(list, request, assumptions);
  const { scps, rcps, resource, identity, boundary, session } = policies;
  return {
    ...(scps !== undefined && scps.length > 0 && { scp: scpDecision(scps.map(ask)) }),
    ...(rcps !== undefined && rcps.length > 0 && { rcp: rcpDecision((full) => ask([...rcps, full])) }),
    ...(resource !== undefined && { resource: decide([resource.policy], request, assumptions, { principalRequired: true }) }),
    ...(identity !== undefined && { identity: ask(identity) }),
    ...(identity === undefined && required.includes("identity") && { identity: UNSEEN_DECISION }),
    ...(boundary !== undefined && { boundary: withoutStandIn(ask(whetherAttached(boundary))) }),
    ...(session !== undefined && { session: ask(session) }),
  };
}

/** What stands for "no boundary" is no evidence: nobody wrote it. */
function withoutStandIn(decision: Decision): Decision {
  const isWritten = ({ policy }: { readonly policy: Policy }): boolean => !isFullAccess(policy);
  return { ...decision, determining: decision.determining.filter(isWritten), undecided: decision.undecided.filter(isWritten) };
}

const UNSEEN_DECISION: Decision = { outcome: "unknown", determining: [], nearMisses: [], causes: [UNSEEN_CAUSE], undecided: [] };
