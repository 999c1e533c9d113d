/**
 * Roles passed to jobs: a session calls CreateTrainingJob and the like with a role, and SageMaker assumes it for the job, with the source
 * identity of the session that created it. The session needs `iam:PassRole` on the role, for SageMaker.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitor-user-access.html, https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
 */
import { actionCovers, matchElement } from "../iam/evaluate.ts";
import { placeIn } from "../iam/place.ts";
import type { Assumptions, PolicyOrUnknown, Statement } from "../iam/types.ts";
import { matchTokens, unify } from "../iam/wildcard.ts";
import { type Hole, type Text, text, textKey } from "../text/symbolic.ts";
import { judgeCall, judgeJob, verdictOf } from "./judge.ts";
import { IAM_PASS_ROLE, isWildcard, literalText, mayNameSageMaker, type Passing, passingOf, sideKey } from "./passing.ts";
import { ANY_JOB, SAGEMAKER_SERVICE, type SourceIdentity, STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY } from "./request-context.ts";
import type { Job, Judgement, RoleNode } from "./types.ts";
import type { World } from "./world.ts";

/** Who asks, and from where. */
export interface Creator {
  readonly caller: RoleNode;
  readonly sessionName: Text;
  /** The regions of its users' domains; undefined for one that is not in the input. */
  readonly regions: readonly (Text | undefined)[];
}

/** Callers whose policies say the same of passing roles: they share the answers. */
interface Group {
  readonly callers: RoleNode[];
  /** Asked once, for the first caller that does not name them. */
  pending: readonly RoleNode[];
  /** That every role may be passed, where that is so. */
  readonly passesAny: Judgement | undefined;
}

type AsSageMaker = Pick<Job, "assume" | "assumeWithout" | "setIdentity">;

/** The jobs that one creator after another adds: those of roles that its permissions name, and of roles that their wildcards match. */
export function jobFinder(world: World, given: Assumptions): (creator: Creator) => readonly Job[] {
  const groups = new Map<string, Group>();
  const answers = new Map<RoleNode, Map<string, AsSageMaker>>();
  // By SageMaker's answer, which is one for a role, account and region: jobs that nothing tells apart but who creates them.
  const alike = new Map<AsSageMaker, RoleNode[][]>();
  let worthAsking: readonly RoleNode[] | undefined;

  /** The same for all creators of one account and region. */
  const asSageMaker = (caller: RoleNode, target: RoleNode, region: Text | undefined): AsSageMaker => {
    const known = answers.get(target) ?? new Map<string, AsSageMaker>();
    answers.set(target, known);
    const key = [caller.role.partition, caller.role.account, region ?? "?"].map(textKey).join(" ");
    const found = known.get(key) ?? judgeJob(world, caller, target, region, [], given);
    known.set(key, found);
    return found;
  };

  const jobsWith = (creator: Creator, target: RoleNode, group: Group | undefined): readonly Job[] => {
    const { caller, regions } = creator;
    const { callers, passesAny } = group ?? { callers: [caller], passesAny: undefined };
    // The role, the one who passes it and the service are of one account: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    if (unify(caller.role.account, target.role.account) === "no") return [];
    const pass = passesAny ?? judgePass(world, creator, target.role.arn, given);
    const passWithout = world.callerSide(caller).looksAtIdentity ? judgePass(world, creator, target.role.arn, given, { kind: "none" }) : pass;
    if (isDenied(pass) && isDenied(passWithout)) return [];
    return (asksForArn(world, target) ? regions : regions.slice(0, 1)).flatMap((region): readonly Job[] => {
      const judged = asSageMaker(caller, target, region);
      if (isDenied(judged.assume) && isDenied(judged.assumeWithout)) return [];
      const lists = [callers];
      if (group !== undefined && pass.authorization.outcome === "allowed" && pass === passWithout) {
        const known = alike.get(judged);
        known?.push(callers);
        if (known !== undefined) return [];
        alike.set(judged, lists);
      }
      return [{ caller, callers: lists, target, explicit: group === undefined, region, pass, passWithout, ...judged }];
    });
  };

  const groupFor = (creator: Creator, passing: readonly Passing[]): Group => {
    const key = [sideKey(world, creator.caller), ...creator.regions.map((region) => textKey(region ?? "?"))].join(" ");
    const known = groups.get(key);
    if (known !== undefined) return known;
    worthAsking ??= world.trusts.trustingService(SAGEMAKER_SERVICE).filter((node) => mayRefuse(world, node) || mayGoOn(world, node));
    const any = judgePass(world, creator, text(ANY_ROLE), given);
    const group: Group = {
      callers: [],
      pending: worthAsking.filter((target) => passing.some((each) => matches(each, target))),
      passesAny: any.authorization.outcome === "allowed" ? any : undefined,
    };
    groups.set(key, group);
    return group;
  };

  return (creator) => {
    const { caller } = creator;
    const passing = passingOf(world, caller);
    if (passing.length === 0 || isKeptFromJobs(world, creator, given)) return [];
    const named = namedTargets(world, passing);
    named.delete(caller);
    const jobs: Job[] = [];
    for (const target of named) jobs.push(...jobsWith(creator, target, undefined));
    const wildcards = passing.filter(isWildcard);
    if (wildcards.length === 0) return jobs;
    const group = groupFor(creator, wildcards);
    group.callers.push(caller);
    group.pending = group.pending.filter((target) => {
      // What it names, or is itself, says nothing of the others in the group: that is left for the next one.
      if (named.has(target) || target === caller) return true;
      jobs.push(...jobsWith(creator, target, group));
      return false;
    });
    return jobs;
  };
}

/** Roles that statements name, each once. What is wrong with an execution role that is passed to itself is told of it as such. */
function namedTargets(world: World, passing: readonly Passing[]): Set<RoleNode> {
  const targets = new Map<string, RoleNode>();
  for (const each of passing) {
    const { pattern, statement, policy } = each;
    if (pattern === undefined || isWildcard(each) || !mayNameSageMaker(statement)) continue;
    const node = world.nodeFor(literalText(pattern), placeIn(policy, pattern.at));
    if (!targets.has(textKey(node.role.arn))) targets.set(textKey(node.role.arn), node);
  }
  return new Set(targets.values());
}

function matches({ pattern }: Passing, { role }: RoleNode): boolean {
  return pattern === undefined || matchTokens(pattern.tokens, role.arn, { ignoreCase: false }) !== "no";
}

function isDenied({ authorization }: Judgement): boolean {
  return verdictOf(authorization) === "denied";
}

function judgePass(world: World, { caller, sessionName }: Creator, resource: Text, given: Assumptions, identity: SourceIdentity = { kind: "any" }): Judgement {
  const keys = [["iam:passedtoservice", SAGEMAKER_SERVICE]] as const;
  // Not the role's tags: AWS says that iam:ResourceTag does not work reliably with iam:PassRole (id_roles_use_passrole.html).
  return judgeCall(world, caller, sessionName, { action: IAM_PASS_ROLE, resource, identity, keys }, given);
}

const ANY_ROLE: Hole = { id: "any role", cause: { kind: "caller-choice", id: "any role", what: "the user picks the role" } };

/** Calls that take a role for a job: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const JOB_ACTIONS: readonly string[] = [
  "sagemaker:CreateTrainingJob",
  "sagemaker:CreateProcessingJob",
  "sagemaker:CreatePipeline",
  "sagemaker:CreateHyperParameterTuningJob",
  "sagemaker:CreateAutoMLJobV2",
  "sagemaker:CreateLabelingJob",
  "sagemaker:CreateModel",
];

/** A Deny stands on every one of these calls. Where merely none of them is granted, PassRole is taken at its word: what else would it be for. */
function isKeptFromJobs(world: World, { caller, sessionName }: Creator, given: Assumptions): boolean {
  const { identity, boundary, scps } = world.callerSide(caller);
  const policies = [...identity, ...(boundary === undefined ? [] : [boundary]), ...scps.flat()];
  const resource = text("arn:", caller.role.partition, ":sagemaker:", ANY_JOB);
  return JOB_ACTIONS.every((action) => {
    if (!policies.some((policy) => mayDeny(policy, action))) return false;
    const { authorization } = judgeCall(world, caller, sessionName, { action, resource, identity: { kind: "any" }, keys: [] }, given);
    return authorization.outcome === "explicitly-denied";
  });
}

function mayDeny(policy: PolicyOrUnknown, action: string): boolean {
  if (!("document" in policy)) return false;
  return policy.document.statements.some((statement) => statement.effect === "Deny" && actionCovers(statement, action));
}

/** Whether the region of the job makes a difference. */
function asksForArn(world: World, { trust, role }: RoleNode): boolean {
  return [trust, ...world.rcps(role.account)].some((policy) => "document" in policy && policy.document.keys.has("aws:sourcearn"));
}

/** Whether it can refuse SageMaker the source identity: not where a statement without conditions allows it and nothing is denied. */
function mayRefuse(world: World, { trust, role }: RoleNode): boolean {
  if (!("document" in trust)) return false;
  const { statements } = trust.document;
  const opens = ({ effect, conditions, guards, principals, actions }: Statement): boolean =>
    effect === "Allow" &&
    conditions.length + guards.length === 0 &&
    actions !== undefined &&
    [STS_ASSUME_ROLE, STS_SET_SOURCE_IDENTITY].every((action) => matchElement(actions, action, { ignoreCase: true }) === "yes") &&
    (principals?.entries.some(({ principal, guards: own }) => own.length === 0 && principal.kind === "service" && principal.service === SAGEMAKER_SERVICE) ??
      false);
  const mayBeDenied = [trust, ...world.rcps(role.account)].some(
    (policy) => !("document" in policy) || policy.document.statements.some(({ effect }) => effect !== "Allow"),
  );
  return !statements.some(opens) || mayBeDenied;
}

/** Whether a chain may lead on from it: somebody lets it in by name, or its permissions speak of assuming roles or passing them. */
function mayGoOn(world: World, node: RoleNode): boolean {
  if (world.trusts.naming(node.role).length > 0) return true;
  return world
    .callerSide(node)
    .identity.some(
      (policy) =>
        !("document" in policy) ||
        policy.document.statements.some(
          (statement) => statement.effect !== "Deny" && [STS_ASSUME_ROLE, IAM_PASS_ROLE].some((action) => actionCovers(statement, action)),
        ),
    );
}
