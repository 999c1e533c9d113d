/**
 * A trust policy that refuses the source identity: what the rules on execution roles and on chained roles say alike.
 */
import type { Obstacle } from "../chain/obstacles.ts";
import { isAssumeOnlyKey } from "../chain/request-context.ts";
import type { RoleNode } from "../chain/types.ts";
import { matchElement } from "../iam/evaluate.ts";
import type { ConditionTest, Pattern, PatternElement, Policy, Statement } from "../iam/types.ts";
import type { Pointer } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";
import { doubtsOf } from "./doubts.ts";
import { oneOrList } from "./elements.ts";
import { actionPlace, placeIn, statementOf, statementPart } from "./places.ts";
import { editActions } from "./remedies.ts";
import type { Remedy, StatementSnippet } from "./rule.ts";
import { strangersOf } from "./strangers.ts";
import { becauseOf, listed, listedTexts, statementName } from "./words.ts";

export { type Callers, callersOf, isMisspeltSageMaker, meantByBoth, restrictions, type Stranger, strangeness, strangersOf } from "./strangers.ts";

/** The whole trust policy, for what no single statement is to blame for. */
export function trustPlace({ trust }: RoleNode): Pointer {
  return "document" in trust ? placeIn(trust, trust.document.at) : trust.at;
}

/** The narrowest element that must change: the Deny, the Condition, or the list that lacks the action. */
export function refusalPlace(node: RoleNode, obstacle: Obstacle): Pointer {
  const blamed = statementOf(obstacle);
  if (blamed === undefined) return trustPlace(node);
  const { policy, statement } = blamed;
  if (obstacle.kind === "deny") return placeIn(policy, statement.at);
  if (obstacle.kind === "condition") return placeIn(policy, statement.conditionAt ?? statement.at);
  const [doubtful] = doubtfulTests(obstacle);
  if (doubtful !== undefined) return placeIn(policy, doubtful.at);
  if (obstacle.kind === "principal") return placeIn(policy, statement.principals?.at ?? statement.at);
  return actionPlace(policy, statement);
}

export function refusalPart(obstacle: Obstacle): string {
  const blamed = statementOf(obstacle);
  return blamed === undefined ? "trust policy" : statementPart(blamed.policy, blamed.statement);
}

/** What a trust policy is asked for beside AssumeRole: the action, and in words: "set a source identity". */
export interface Asked {
  readonly action: string;
  readonly act: string;
}

export const SETTING_IDENTITY: Asked = { action: "sts:SetSourceIdentity", act: "set a source identity" };

/** "role `T` lets `C` assume it but not …": the fact, without its consequence and without a full stop. */
export function refusalFact(target: string, callers: string, { action, act }: Asked, obstacle: Obstacle): string {
  const blamed = statementOf(obstacle);
  const where = blamed === undefined ? "its trust policy" : `${statementName(blamed.statement)} of its trust policy`;
  switch (obstacle.kind) {
    case "unknown":
      return `${target} may not let ${callers} ${act}, which can't be told: ${becauseOf(obstacle.causes)}`;
    case "deny":
      return `${target} denies ${callers} \`${action}\` in ${where}`;
    case "condition":
      return `${target} allows ${callers} \`${action}\` only under a condition that fails (${listed([...new Set(obstacle.tests.map((test) => test.key))])} in ${where})`;
    case "principal":
      return `${target} lets ${callers} assume it but not ${act}: ${where} allows \`${action}\` to others only`;
    default: {
      const lacks = blamed?.statement.actions?.negated === true ? `leaves \`${action}\` out by NotAction` : `lacks \`${action}\``;
      return `${target} lets ${callers} assume it but not ${act}: ${where} ${lacks}`;
    }
  }
}

/** Who is to be let through into `target`. */
export interface Admission {
  readonly target: RoleNode;
  readonly callers: "SageMaker" | readonly RoleNode[];
  /** All roles whose sessions chains bring to the target: to give them the action makes nobody a forger. */
  readonly own: ReadonlySet<RoleNode>;
  /** What they are to be allowed; `sts:SetSourceIdentity` where nothing else is said. */
  readonly action?: string;
}

export function refusalRemedy(obstacle: Obstacle, admission: Admission): Remedy {
  const callers = admission.callers === "SageMaker" ? "SageMaker" : "the chain's callers";
  const action = admission.action ?? SET_SOURCE_IDENTITY;
  const blamed = statementOf(obstacle);
  switch (obstacle.kind) {
    case "deny":
      return blamed?.statement.actions?.negated === true
        ? { text: `Add \`${action}\` to the Deny's NotAction, or exempt ${callers} from it.` }
        : { text: `Take \`${action}\` out of the Deny, or exempt ${callers} from it.` };
    case "condition":
      return {
        text: `Allow \`${action}\` without the condition on ${listed([...new Set(obstacle.tests.map((test) => test.key))])}, or with values that the request has.`,
      };
    case "unknown": {
      const keys = [...new Set(doubtfulTests(obstacle).map((test) => test.key))];
      const allow = `allows ${callers} \`${action}\` wherever it allows \`sts:AssumeRole\``;
      return {
        text: keys.length > 0 ? `Make sure that the condition on ${listed(keys)} ${allow}, or take it off.` : `Make sure that the trust policy ${allow}.`,
      };
    }
    case "principal":
    case "nothing":
      return ownStatement(admission, "");
    default:
      return blamed === undefined ? ownStatement(admission, "") : addAction(blamed.policy, blamed.statement, admission);
  }
}

/** The conditions that an unknown answer hangs on, in the statement that is pointed at. */
function doubtfulTests(obstacle: Obstacle): readonly ConditionTest[] {
  if (obstacle.kind !== "unknown") return [];
  const tests = statementOf(obstacle)?.statement.conditions ?? [];
  return tests.filter((test) => doubtsOf(test, obstacle.causes).length > 0);
}

/** To that statement, unless others would gain by it, or a condition there would refuse the action again. */
function addAction(policy: Policy, statement: Statement, admission: Admission): Remedy {
  const { target, own, action = SET_SOURCE_IDENTITY } = admission;
  const keys = new Set(statement.conditions.filter((test) => isAssumeOnlyKey(test.keyId)).map((test) => test.key));
  // That would be the offence of assume-only-condition-on-set-source-identity.
  if (keys.size > 0) return ownStatement(admission, `: the condition on ${listed([...keys])} belongs to \`sts:AssumeRole\` alone`);
  // Nobody forges anything with another action.
  const strangers = action === SET_SOURCE_IDENTITY ? strangersOf(target, policy, statement, own) : [];
  if (strangers.length > 0) {
    const names = listedTexts(strangers.map(({ entry }) => entry.source));
    return ownStatement(admission, `; added to ${statementName(statement)}, the action would let ${names} set any source identity (source-identity-forgeable)`);
  }
  if (statement.actions?.negated === true) return takeOffNotAction(policy, statement, statement.actions, admission);
  return { text: `Add \`${action}\` to the actions of that statement.`, ...editActions(policy, statement, { add: [action] }) };
}

const SET_SOURCE_IDENTITY = "sts:SetSourceIdentity";

function takeOffNotAction(policy: Policy, statement: Statement, actions: PatternElement, admission: Admission): Remedy {
  const action = admission.action ?? SET_SOURCE_IDENTITY;
  const isIt = (source: string): boolean => source.toLowerCase() === action.toLowerCase();
  const covering = actions.patterns.filter((pattern) => covers(pattern, action));
  const names = listedTexts(covering.map(({ source }) => source));
  // A wildcard stands for other actions as well, which are to stay out.
  if (!covering.every(({ source }) => isKnown(source) && isIt(source))) return ownStatement(admission, `: ${names} in NotAction leaves it out`);
  if (covering.length < actions.patterns.length) return { text: `Take ${names} off NotAction.`, ...editActions(policy, statement, { drop: isIt }) };
  return {
    text: `Take ${names} off NotAction; as nothing is left there then, write Action in its place.`,
    edits: [{ policy, statement, set: { Action: actionsOnRoles(statement) } }],
  };
}

function covers(pattern: Pattern, action: string): boolean {
  return matchElement({ negated: false, patterns: [pattern], at: pattern.at }, action, { ignoreCase: true }) !== "no";
}

/**
 * All that a trust policy is asked for, so that nobody loses anything: the actions of AWS STS whose resource is a role.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
function actionsOnRoles({ principals }: Statement): readonly string[] {
  const ofFederation = ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];
  const isFederated = principals?.entries.some(({ principal }) => principal.kind === "federated") ?? false;
  return ["sts:AssumeRole", ...(isFederated ? ofFederation : []), "sts:SetContext", SET_SOURCE_IDENTITY, "sts:TagSession"];
}

/** More callers than this are not written out: one condition on `aws:PrincipalArn` serves better then. */
const MOST_CALLERS = 10;

/** `why` follows the sentence, with its own colon or semicolon. */
function ownStatement(admission: Admission, why: string): Remedy {
  const { target, callers } = admission;
  const action = admission.action ?? SET_SOURCE_IDENTITY;
  const add = (Principal: StatementSnippet["Principal"] & object): Pick<Remedy, "edits" | "snippet"> => {
    const statement: StatementSnippet = { Effect: "Allow", Principal, Action: action };
    return "document" in target.trust ? { edits: [{ policy: target.trust, set: statement }] } : { snippet: statement };
  };
  if (callers === "SageMaker")
    return {
      text: `Allow \`sagemaker.amazonaws.com\` \`${action}\` in a statement of its own${why}.`,
      ...add({ Service: "sagemaker.amazonaws.com" }),
    };
  const text = `Allow ${listed(callers.map(({ role }) => role.subject))} \`${action}\` in a statement of ${callers.length === 1 ? "its" : "their"} own${why}.`;
  if (callers.length === 0 || callers.length > MOST_CALLERS) return { text };
  const principals = callers.map(({ role: { arn } }) => arn);
  const arns = principals.flatMap((arn) => (isKnown(arn) && arn.startsWith("arn:") ? [arn] : []));
  if (arns.length !== callers.length) return { text, ...("document" in target.trust && { partly: { policy: target.trust, actions: [action], principals } }) };
  return { text, ...add({ AWS: oneOrList(arns) }) };
}
