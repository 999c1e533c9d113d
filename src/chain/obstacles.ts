/**
 * What keeps a source identity from passing where the role itself could be assumed: the evidence of both judgements,
 * boiled down to one obstacle for each layer of policies that stands in the way.
 *
 * The two questions are compared, not only the second one read: where `sts:SetSourceIdentity` hangs on an unknown on the
 * same terms as `sts:AssumeRole` (both in one statement under `aws:PrincipalOrgID`, say), the identity passes in every case
 * in which the role can be assumed at all, and that is no obstacle.
 */
import { isMeantAsSetSourceIdentity } from "../iam/sts-actions.ts";
import type { Authorization, ConditionTest, Decision, Layer, NearMiss, Statement, StatementRef } from "../iam/types.ts";
import { type Cause, holesOf, type Text } from "../text/symbolic.ts";
import { isOnSameTerms } from "./terms.ts";
import type { Judgement } from "./types.ts";

export interface Obstacle {
  readonly layer: Layer;
  readonly certainty: "definite" | "undetermined";
  readonly kind: ObstacleKind;
  /** For `deny`: the statements that deny. For `no-action`: the statements that allow AssumeRole. */
  readonly statements: readonly StatementRef[];
  /** For `condition`, `resource`, `principal`: the Allow that fails in this one element. */
  readonly nearMiss: NearMiss | undefined;
  /** The condition tests at fault: of the Deny, or of the near miss. */
  readonly tests: readonly ConditionTest[];
  /** The profiles' names that don't get through, where others do. */
  readonly lockedOut: readonly Text[];
  readonly causes: readonly Cause[];
}

export type ObstacleKind =
  /** explicitly denied */
  | "deny"
  /** allowed by a statement that fails in its conditions */
  | "condition"
  /** allowed on another resource */
  | "resource"
  /** allowed for another principal */
  | "principal"
  /** the statements that allow AssumeRole don't list the action */
  | "no-action"
  /** no statement comes near */
  | "nothing"
  /** can't be told */
  | "unknown";

const IDENTITY_KEYS = new Set(["sts:sourceidentity", "aws:sourceidentity"]);
const SERVICE_KEYS = new Set(["aws:sourcearn", "aws:sourceaccount"]);

export function isIdentityTest(test: ConditionTest): boolean {
  return IDENTITY_KEYS.has(test.keyId);
}

export function isServiceCallTest(test: ConditionTest): boolean {
  return SERVICE_KEYS.has(test.keyId);
}

/**
 * The obstacles of `setIdentity`, given that `assume` may be allowed. Empty: the identity passes wherever the role can be
 * assumed. `assumeWithout`, AssumeRole by a session without any identity, tells whether the identity itself is what keeps
 * the role from being assumed.
 */
export function obstaclesOf(assume: Judgement, setIdentity: Judgement, assumeWithout?: Judgement): readonly Obstacle[] {
  const byName = obstaclesByName(assume, setIdentity);
  if (byName !== undefined) return byName;
  const onward = obstaclesOfAuthorization(assume.authorization, setIdentity.authorization);
  if (assumeWithout === undefined || isOpenTo(assume.authorization) || !isOpenTo(assumeWithout.authorization)) return onward;
  const first = obstaclesOfAuthorization({ ...assume.authorization, layers: {} }, assume.authorization);
  return [...first, ...onward.filter(({ layer }) => !first.some((obstacle) => obstacle.layer === layer))];
}

function isOpenTo({ outcome }: Authorization): boolean {
  return outcome === "allowed" || outcome === "unknown";
}

function obstaclesOfAuthorization(assume: Authorization, set: Authorization): readonly Obstacle[] {
  if (set.outcome === "allowed") return [];
  const found: Obstacle[] = [];
  for (const layer of LAYERS) {
    const decision = set.layers[layer];
    if (decision === undefined) continue;
    const counts = decision.outcome === "explicitly-denied" || set.required.includes(layer);
    if (!counts) continue;
    const obstacle = obstacleOf(layer, assume.layers[layer], decision);
    if (obstacle !== undefined) found.push(obstacle);
  }
  return found;
}

const LAYERS: readonly Layer[] = ["resource", "identity", "boundary", "scp", "rcp", "session"];

/** Where the answer depends on the profile's name: those who don't get through, for the reason that the first of them has. */
function obstaclesByName(assume: Judgement, setIdentity: Judgement): readonly Obstacle[] | undefined {
  const names = setIdentity.byName ?? assume.byName;
  if (names === undefined) return undefined;
  const outcomes = names.map(({ name }) => {
    const ofAssume = assume.byName?.find((entry) => entry.name === name)?.authorization ?? assume.authorization;
    const ofSet = setIdentity.byName?.find((entry) => entry.name === name)?.authorization ?? setIdentity.authorization;
    const refused = [ofAssume, ofSet].find(({ outcome }) => outcome === "implicitly-denied" || outcome === "explicitly-denied");
    return { name, ofAssume, ofSet, refused };
  });
  const locked = outcomes.filter(({ refused }) => refused !== undefined);
  const [first] = locked;
  if (first?.refused === undefined) {
    const unknownNames = outcomes.filter(({ name, ofAssume, ofSet }) => [ofAssume, ofSet].some((each) => hangsOnName(each, name)));
    const [unknown] = unknownNames;
    if (unknown !== undefined) {
      const open = hangsOnName(unknown.ofSet, unknown.name) ? unknown.ofSet : unknown.ofAssume;
      return obstaclesOfAuthorization({ ...open, layers: {} }, open).map((obstacle) => ({ ...obstacle, lockedOut: unknownNames.map(({ name }) => name) }));
    }
    const undecided = outcomes.find(({ ofSet }) => ofSet.outcome !== "allowed");
    return undecided === undefined ? [] : obstaclesOfAuthorization(undecided.ofAssume, undecided.ofSet);
  }
  const lockedOut = locked.map(({ name }) => name);
  // No comparison with AssumeRole here: what refuses this name may refuse it both.
  return obstaclesOfAuthorization({ ...first.refused, layers: {} }, first.refused).map((obstacle) => ({ ...obstacle, lockedOut }));
}

/** The name itself is only partly known (a template's parameter), and that leaves the answer open. */
function hangsOnName({ outcome, causes }: Authorization, name: Text): boolean {
  const open = new Set(holesOf(name).map((hole) => hole.cause.id));
  return outcome === "unknown" && causes.some((cause) => open.has(cause.id));
}

function obstacleOf(layer: Layer, assume: Decision | undefined, set: Decision): Obstacle | undefined {
  const base = { layer, lockedOut: [], causes: [], nearMiss: undefined, tests: [], statements: [] } as const;
  switch (set.outcome) {
    case "allowed":
      return undefined;
    case "explicitly-denied":
      return { ...base, certainty: "definite", kind: "deny", statements: set.determining, tests: set.determining.flatMap((ref) => ref.statement.conditions) };
    case "implicitly-denied":
      return { ...base, certainty: "definite", ...classifyMiss(assume, set) };
    case "unknown": {
      if (assume?.outcome === "unknown" && isNothingMore(assume, set)) return undefined;
      const own = set.causes;
      if (own.every((cause) => cause.kind === "caller-choice")) return undefined;
      const tests = set.undecided.flatMap((ref) => ref.statement.conditions);
      return { ...base, certainty: "undetermined", kind: "unknown", causes: own, statements: set.undecided, tests };
    }
  }
}

/** The nearest miss, most telling first: a statement for the very purpose that fails in a condition says more than one that lacks the action. */
function classifyMiss(assume: Decision | undefined, set: Decision): Pick<Obstacle, "kind" | "nearMiss" | "tests" | "statements"> {
  for (const element of ["condition", "resource", "principal"] as const) {
    const nearMiss = set.nearMisses.find((miss) => miss.element === element && (element !== "principal" || assume?.outcome !== "allowed"));
    if (nearMiss !== undefined) return { kind: element, nearMiss, tests: nearMiss.tests, statements: [] };
  }
  const misspelt = set.nearMisses.filter((miss) => miss.element === "action" && listsMisspelt(miss.statement));
  if (misspelt.length > 0) return { kind: "no-action", nearMiss: undefined, tests: [], statements: misspelt };
  const allowing = assume === undefined ? [] : [...assume.determining, ...assume.undecided];
  if (allowing.length > 0) return { kind: "no-action", nearMiss: undefined, tests: [], statements: allowing };
  return { kind: "nothing", nearMiss: undefined, tests: [], statements: [] };
}

/** The statement that was meant to allow it, be it the one that allows AssumeRole or another. */
function listsMisspelt({ actions }: Statement): boolean {
  return actions?.patterns.some(({ source }) => typeof source === "string" && isMeantAsSetSourceIdentity(source)) ?? false;
}

/**
 * SetSourceIdentity hangs on nothing that AssumeRole does not hang on in the same way: in statements on the same terms, or
 * both in a policy that is not in the input, which a gap names.
 */
export function isNothingMore(assume: Decision, set: Decision): boolean {
  const awaited = new Set(assume.causes.map((cause) => cause.id));
  return set.causes.every((cause) => awaited.has(cause.id)) && (set.undecided.length === 0 || isOnSameTerms(assume, set));
}
