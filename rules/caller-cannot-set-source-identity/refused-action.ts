import { type Decision, type Hop, type Judgement, type Text, verdictOf } from "../../src/lint/evidence.ts";

/** What the caller's own policies refuse once its session carries a source identity. */
export interface Refusal {
  readonly action: "sts:AssumeRole" | "sts:SetSourceIdentity";
  /** Of the permissions policies, on that action. */
  readonly decision: Decision | undefined;
  /** Of the permissions policies, on what works: unknowns that this decision hangs on as well are no matter of the identity. */
  readonly compared: Decision | undefined;
  /** The profiles refused, where others are not, or each was asked for. */
  readonly lockedOut: readonly Text[];
}

type Judged = Pick<Hop, "assume" | "assumeWithout" | "setIdentity">;

/** Name by name where it depends on the name: then the refusal of the first who is refused. */
export function refusalOf({ assume, assumeWithout, setIdentity }: Judged): Refusal {
  const names = setIdentity.byName ?? assume.byName;
  const works = assumeWithout.authorization;
  if (names === undefined) return { ...refused(assume.authorization, setIdentity.authorization, works, verdictOf(works) !== "denied"), lockedOut: [] };
  const judged = names.map(({ name }) => ({ name, ...refused(named(assume, name), named(setIdentity, name), works, true) }));
  const lockedOut = judged.filter(({ decision }) => isRefused(decision));
  const { action, decision, compared } = lockedOut[0] ?? judged.find((each) => each.decision?.outcome === "unknown") ?? judged[0] ?? NOTHING;
  return { action, decision, compared, lockedOut: lockedOut.map(({ name }) => name) };
}

const NOTHING = { action: "sts:SetSourceIdentity", decision: undefined, compared: undefined } as const;

type Authorization = Judgement["authorization"];

/** `otherwise`: some session may assume the role, so a refusal of AssumeRole breaks a chain that is there. */
function refused(assume: Authorization, set: Authorization, without: Authorization, otherwise: boolean): Omit<Refusal, "lockedOut"> {
  const own = assume.layers.identity;
  const compared = without.layers.identity;
  if (otherwise && verdictOf(assume) === "denied" && assume.decisive.includes("identity")) return { action: "sts:AssumeRole", decision: own, compared };
  const decision = set.layers.identity;
  const mayBreak = assume.outcome === "unknown" && assume.decisive.includes("identity") && compared?.outcome === "allowed";
  if (mayBreak && !isRefused(decision)) return { action: "sts:AssumeRole", decision: own, compared };
  return { action: "sts:SetSourceIdentity", decision, compared: own };
}

function named({ byName, authorization }: Judgement, name: Text): Authorization {
  return byName?.find((each) => each.name === name)?.authorization ?? authorization;
}

export function isRefused(decision: Decision | undefined): boolean {
  return decision?.outcome === "implicitly-denied" || decision?.outcome === "explicitly-denied";
}
