import { diagnose } from "../../src/lint/diagnosis.ts";
import {
  accessDoubts,
  actionPlace,
  becauseOf,
  breaksOf,
  type Cause,
  chainToJob,
  consequence,
  entryOf,
  finding,
  groupBy,
  isGap,
  type Job,
  listed,
  type Obstacle,
  obstaclesOf,
  originOf,
  pointerKey,
  type RoleNode,
  reachOf,
  roleName,
  verdictOf,
  workingOf,
} from "../../src/lint/evidence.ts";
import { type Asked, callersOf, refusalFact, refusalPart, refusalPlace, refusalRemedy, SETTING_IDENTITY } from "../../src/lint/refusal.ts";
import type { Finding, Rule, RuleContext } from "../../src/lint/rule.ts";

interface Refusal {
  readonly job: Job;
  readonly obstacle: Obstacle;
}

/** A role that users pass to jobs trusts SageMaker with AssumeRole but not with SetSourceIdentity. One finding for each statement to change. */
export const rule: Rule = {
  meta: {
    id: "job-role-refuses-source-identity",
    summary: "A role that users pass to SageMaker jobs doesn't let SageMaker set the source identity",
    severity: "warning",
    precision: "high",
    securitySeverity: 4,
    tags: ["trust-policy", "pass-role", "jobs", "source-identity"],
  },
  *check({ graph }) {
    const refusals = graph.jobs.filter(({ target }) => target.inInput).flatMap((job) => refusalsOf(graph, job));
    const groups = groupBy(refusals, ({ job, obstacle }) => `${job.target.role.subject} ${pointerKey(refusalPlace(job.target, obstacle))}`);
    const callers = callersOf(graph);
    for (const group of groups) yield report(graph, group, callers.get(group[0].job.target) ?? new Set());
  },
};

function refusalsOf(graph: RuleContext["graph"], job: Job): readonly Refusal[] {
  // A slip of the pen on a chain is told by source-identity-as-action.
  const isToldElsewhere = (obstacle: Obstacle): boolean => diagnose(obstacle) === "misspelt-action" && graph.reached.has(job.target);
  return obstaclesOf(job.assume, job.setIdentity, job.assumeWithout)
    .filter((obstacle) => obstacle.layer === "resource" && diagnose(obstacle) !== "gap" && !isToldElsewhere(obstacle))
    .filter((obstacle) => !isToldOfEntry(graph, job.target, obstacle))
    .map((obstacle) => ({ job, obstacle }));
}

/** What is wrong with an execution role for a job is wrong with it for Studio. */
function isToldOfEntry({ entries }: RuleContext["graph"], target: RoleNode, obstacle: Obstacle): boolean {
  const place = pointerKey(refusalPlace(target, obstacle));
  return entries.some(
    ({ node, kind, assume, setIdentity }) =>
      node === target &&
      kind !== "shared-space" &&
      obstaclesOf(assume, setIdentity).some((told) => told.layer === "resource" && pointerKey(refusalPlace(node, told)) === place),
  );
}

function report(graph: RuleContext["graph"], group: readonly [Refusal, ...Refusal[]], own: ReadonlySet<RoleNode>): Finding {
  const { job, obstacle } = group.find((refusal) => isExplicit(graph, refusal.job)) ?? group.find((refusal) => refusal.job.explicit) ?? group[0];
  const explicit = isExplicit(graph, job);
  // Those by a wildcard don't have to be told where others name the role.
  const alike = group.filter((refusal) => refusal.job.explicit === job.explicit && isExplicit(graph, refusal.job) === explicit);
  const callers = [...new Set(alike.flatMap((refusal) => refusal.job.callers.flat()))];
  const doubts = doubtsOf(job);
  const passing = job.pass.authorization.layers.identity;
  const pass = [...(passing?.determining ?? []), ...(passing?.undecided ?? [])].find(({ statement }) => statement.effect !== "Deny");
  return finding({
    ruleId: "job-role-refuses-source-identity",
    severity: explicit ? "warning" : "note",
    certainty: doubts.length > 0 ? "undetermined" : obstacle.certainty,
    message: message(graph, job, obstacle, callers),
    subject: job.target.role.subject,
    at: refusalPlace(job.target, obstacle),
    part: refusalPart(obstacle),
    related: [
      ...originOf(job.target),
      ...(pass === undefined ? [] : [{ message: `\`${job.caller.role.subject}\` may pass the role here`, at: actionPlace(pass.policy, pass.statement) }]),
    ],
    chain: chainToJob(graph, job),
    remedy: refusalRemedy(obstacle, { target: job.target, callers: "SageMaker", own, action: asked(job).action }),
    causes: [...new Map([...obstacle.causes, ...doubts].map((cause) => [cause.id, cause])).values()],
    breaks: breaksOf(group.flatMap((refusal) => refusal.job.callers.flat().map((caller) => ({ caller, explicit: isExplicit(graph, refusal.job) })))),
  });
}

/** A condition on the identity may refuse AssumeRole itself. */
function asked({ assume }: Job): Asked {
  return verdictOf(assume.authorization) === "denied" ? { action: "sts:AssumeRole", act: "do so with a source identity" } : SETTING_IDENTITY;
}

/** Some caller names the role, and users get to that caller by more than a wildcard. */
function isExplicit(graph: RuleContext["graph"], { caller, explicit }: Job): boolean {
  return explicit && reachOf(graph, caller).explicit;
}

/** What leaves open whether the role may be passed, or SageMaker assume it at all. */
function doubtsOf(job: Job): readonly Cause[] {
  const { authorization } = job.pass;
  const passing = authorization.outcome === "unknown" ? authorization.causes : [];
  return [passing, accessDoubts(workingOf(job))].flatMap((open) => (isGap(open) ? [] : open.filter(({ kind }) => kind !== "caller-choice")));
}

function message(graph: RuleContext["graph"], job: Job, obstacle: Obstacle, callers: readonly RoleNode[]): string {
  const names = listed(callers.map(({ role }) => role.subject));
  const may = `may be passed to SageMaker by ${names}${aside(graph, job)}`;
  const broken = "creating a job with it from Studio fails with AccessDenied or ValidationError";
  const { state } = reachOf(graph, job.caller);
  const doubts = doubtsOf(job);
  if (obstacle.kind === "unknown") {
    const reason = becauseOf([...doubts, ...obstacle.causes]);
    return `Role ${roleName(job.target)} ${may}; whether SageMaker can then set the source identity can't be told: ${reason}. If it can't, ${broken} with propagation on.`;
  }
  const fact = refusalFact(`Role ${roleName(job.target)}`, "SageMaker", asked(job), obstacle);
  if (doubts.length > 0) {
    return `${fact}. Whether sessions of ${names} may create jobs with it can't be told: ${becauseOf(doubts)}. If they may, ${broken} with propagation on.`;
  }
  return `${fact}. It ${may}; ${consequence(state, broken)}.`;
}

/** Why it is only a note. */
function aside(graph: RuleContext["graph"], job: Job): string {
  if (!job.explicit) return " (only a wildcard in iam:PassRole matches it)";
  if (isExplicit(graph, job)) return "";
  const entry = entryOf(graph, job.caller);
  return entry?.kind === "unused-default" && entry.node === job.caller
    ? " (so far the execution role of no user profile)"
    : " (only wildcards or the account root lead to the caller)";
}
