/** The plan as JSON, version 1: a contract, described by `plan.schema.json`. Absent facts are left out and never `null`. */
import type { Location } from "../../lint/report.ts";
import type { Change, Plan, PlanReporter, Reason, Step } from "../../plan/types.ts";
import { safeJson } from "../safe-json.ts";
import { sourceJson } from "../source.ts";

export const planJson: PlanReporter = (plan) =>
  safeJson({
    schemaVersion: 1,
    tool: plan.tool,
    domain: { ...plan.domain, location: plan.domain.location && place(plan.domain.location) },
    from: plan.from,
    to: plan.to,
    isThere: plan.isThere,
    verdict: plan.verdict,
    reasons: plan.reasons.map(reason),
    changes: plan.changes.map(change),
    advice: plan.advice.map(change),
    apps: plan.apps,
    stopApps: plan.stopApps.map(step),
    switch: plan.switch.map(step),
    verify: plan.verify.map(step),
    back: plan.back.map(step),
    notes: plan.notes,
  } satisfies Record<"schemaVersion" | keyof Plan, unknown>);

function reason({ kind, text, location }: Reason) {
  return { kind, text, location: location && place(location) };
}

function change({ subject, account, origin, steps }: Change) {
  return {
    subject,
    account,
    origin,
    steps: steps.map((each) => ({
      ruleId: each.ruleId,
      need: each.need,
      why: each.why,
      ...step(each),
      source: each.source?.map(sourceJson),
      edits: each.edits?.map(({ location, newText }) => ({ location: place(location), newText })),
    })),
  };
}

function step({ text, commands, snippet, location }: Step) {
  return { text, commands, snippet: snippet?.text, location: location && place(location) };
}

function place({ file, span }: Location) {
  return { file, startLine: span.startLine, startColumn: span.startColumn, endLine: span.endLine, endColumn: span.endColumn };
}
