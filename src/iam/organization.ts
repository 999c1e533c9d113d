/** Decisions of an organization's policies, which follow rules of their own. */
import { DOCUMENT, type Pointer } from "../text/pointer.ts";
import { fromJson, type Guard } from "../text/value.ts";
import { mergeCauses } from "./kleene.ts";
import { parsePolicy } from "./parse.ts";
import { unionOfMisses, unionOfRefs } from "./settle.ts";
import type { Decision, Outcome, Policy } from "./types.ts";

/**
 * Service control policies: every level must allow.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export function scpDecision(levels: readonly Decision[]): Decision {
  const order: readonly Outcome[] = ["explicitly-denied", "implicitly-denied", "unknown"];
  const outcome = order.find((worst) => levels.some((level) => level.outcome === worst)) ?? "allowed";
  let joined: Decision = { outcome, determining: [], nearMisses: [], causes: [], undecided: [] };
  for (const level of levels) {
    if (level.outcome !== outcome) continue;
    joined = {
      outcome,
      determining: unionOfRefs(joined.determining, level.determining),
      nearMisses: unionOfMisses(joined.nearMisses, level.nearMisses),
      causes: mergeCauses(joined.causes, level.causes),
      undecided: unionOfRefs(joined.undecided, level.undecided),
    };
  }
  return joined;
}

const FULL_ACCESS = parsePolicy(fromJson({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] }, DOCUMENT));

/** A policy that allows everything, for what is attached without being in the input, or stands for "nothing is attached". */
export function fullAccess(label: string, at: Pointer = DOCUMENT, guards: readonly Guard[] = []): Policy {
  return { document: FULL_ACCESS, at, label, opaque: true, ...(guards.length > 0 && { guards }) };
}

export function isFullAccess(policy: Policy): boolean {
  return policy.document === FULL_ACCESS;
}

/** AWS attaches it everywhere, and it can't be detached. */
const RCP_FULL_ACCESS = fullAccess("resource control policy `RCPFullAWSAccess`");

/**
 * Resource control policies: with `RCPFullAWSAccess` among them always, only a Deny counts. `ask` decides them together with
 * that one.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export function rcpDecision(ask: (fullAccess: Policy) => Decision): Decision {
  const decision = ask(RCP_FULL_ACCESS);
  return decision.outcome === "allowed" ? { ...decision, determining: [] } : decision;
}
