/** The names that people know accounts by, in the sentences of a runbook. */
import { namer } from "../lint/account-names.ts";
import type { Change, Plan, Step } from "./types.ts";

export function planWithAccountNames(plan: Plan, names: ReadonlyMap<string, string> = new Map()): Plan {
  if (names.size === 0) return plan;
  const name = namer(names);
  const inStep = <T extends Step>(step: T): T => ({ ...step, text: name(step.text) });
  const inChange = (change: Change): Change => ({ ...change, steps: change.steps.map((step) => ({ ...inStep(step), why: name(step.why) })) });
  return {
    ...plan,
    reasons: plan.reasons.map((reason) => ({ ...reason, text: name(reason.text) })),
    changes: plan.changes.map(inChange),
    advice: plan.advice.map(inChange),
    stopApps: plan.stopApps.map(inStep),
    switch: plan.switch.map(inStep),
    verify: plan.verify.map(inStep),
    back: plan.back.map(inStep),
    notes: plan.notes.map(name),
  };
}
