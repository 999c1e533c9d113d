/**
 * One set of policies and one request: which statements apply, and what follows.
 *
 * | a Deny applies | an Allow applies | outcome |
 * |---|---|---|
 * | yes | – | explicitly denied |
 * | – | no | implicitly denied |
 * | perhaps | yes or perhaps | unknown |
 * | no | yes | allowed |
 * | no | perhaps | unknown |
 */
import type { Text } from "../text/symbolic.ts";
import { lookUp, testHolds } from "./conditions.ts";
import { guardsHold, NO_ASSUMPTIONS } from "./guards.ts";
import { allOf, and, anyOf, causesOf, mergeCauses, not, or, unknownBecause } from "./kleene.ts";
import { matchPrincipal, type PrincipalResult, type Reach } from "./principals.ts";
import { settle, unionOfMisses, unionOfRefs } from "./settle.ts";
import type {
  Answer,
  Assumptions,
  ContextValue,
  Decision,
  NearMiss,
  Outcome,
  PatternElement,
  Policy,
  PolicyOrUnknown,
  PrincipalMatch,
  Request,
  Statement,
  StatementRef,
} from "./types.ts";
import { matchTokens, variablesResolve } from "./wildcard.ts";

export interface DecideOptions {
  /** These are resource policies: a statement without a Principal is malformed and matches nobody. */
  readonly principalRequired?: boolean;
}

/**
 * The decision of one set of policies: all permissions policies of a role, one trust policy, one level of SCPs. Where the
 * outcome depends on conditions of a template, each way they can turn out is asked (three conditions at most), and only if
 * the ways differ is it unknown.
 */
export function decide(
  policies: readonly PolicyOrUnknown[],
  request: Request,
  assumptions: Assumptions = NO_ASSUMPTIONS,
  options: DecideOptions = {},
): Decision {
  return settle((given) => decisionOf(examine(policies, request, given, options), policies, request, given, options), mergeDecisions, assumptions);
}

/** Which Denies and Allows of a set of policies apply; the answers are joined over all statements. */
export interface Examination {
  readonly denies: Answer;
  readonly allows: Answer;
  /** `allows`, by how the principal is named. Of interest for resource policies only. */
  readonly reach: Reach;
  readonly denying: readonly StatementRef[];
  readonly allowing: readonly StatementRef[];
  readonly mayDeny: readonly StatementRef[];
  readonly mayAllow: readonly StatementRef[];
}

const NO_REACH: Reach = { session: "no", direct: "no", account: "no" };

export function examine(policies: readonly PolicyOrUnknown[], request: Request, assumptions: Assumptions, options: DecideOptions = {}): Examination {
  const question = questionOf(request, assumptions, options);
  const denying: StatementRef[] = [];
  const allowing: StatementRef[] = [];
  const mayDeny: StatementRef[] = [];
  const mayAllow: StatementRef[] = [];
  let denies: Answer = "no";
  let allows: Answer = "no";
  let reach = NO_REACH;
  for (const policy of policies) {
    if (!("document" in policy)) {
      const answer = unknownBecause(policy.cause);
      denies = or(denies, answer);
      allows = or(allows, answer);
      reach = joinReach(reach, answer, undefined);
      continue;
    }
    const attached = guardsHold(policy.guards, assumptions);
    if (attached === "no") continue;
    for (const statement of policy.document.statements) {
      const match = matchStatement(statement, attached, question);
      if (match.answer === "no") continue;
      const ref = refOf(policy, statement, match.principal?.via);
      if (statement.effect !== "Allow") {
        denies = or(denies, match.answer);
        (match.answer === "yes" ? denying : mayDeny).push(ref);
      }
      if (statement.effect !== "Deny") {
        allows = or(allows, match.answer);
        reach = joinReach(reach, match.beside, match.principal?.reach);
        (match.answer === "yes" ? allowing : mayAllow).push(ref);
      }
    }
  }
  return { denies, allows, reach, denying, allowing, mayDeny, mayAllow };
}

export function outcomeOf(denies: Answer, allows: Answer): Outcome {
  if (denies === "yes") return "explicitly-denied";
  if (allows === "no") return "implicitly-denied";
  return denies === "no" && allows === "yes" ? "allowed" : "unknown";
}

function decisionOf(found: Examination, policies: readonly PolicyOrUnknown[], request: Request, assumptions: Assumptions, options: DecideOptions): Decision {
  const outcome = outcomeOf(found.denies, found.allows);
  const none = { determining: [], nearMisses: [], causes: [], undecided: [] } as const;
  switch (outcome) {
    case "explicitly-denied":
      return { outcome, ...none, determining: found.denying };
    case "allowed":
      return { outcome, ...none, determining: found.allowing };
    case "implicitly-denied":
      return { outcome, ...none, nearMisses: nearMissesOf(policies, questionOf(request, assumptions, options)) };
    case "unknown": {
      const sure = found.allows === "yes";
      const causes = mergeCauses(causesOf(found.denies), sure ? [] : causesOf(found.allows));
      return { outcome, ...none, causes, undecided: unionOfRefs(found.mayDeny, sure ? [] : found.mayAllow) };
    }
  }
}

function mergeDecisions(a: Decision, b: Decision, outcome: Outcome): Decision {
  return {
    outcome,
    determining: outcome === "implicitly-denied" ? [] : unionOfRefs(a.determining, b.determining),
    nearMisses: unionOfMisses(a.nearMisses, b.nearMisses),
    causes: [],
    undecided: [],
  };
}

// ── One statement ────────────────────────────────────────────────────────────────────────────────────────────────────

interface Question {
  readonly request: Request;
  /** In lower case. */
  readonly action: string;
  readonly resolve: (keyId: string) => ContextValue;
  readonly assumptions: Assumptions;
  readonly principalRequired: boolean;
}

function questionOf(request: Request, assumptions: Assumptions, options: DecideOptions): Question {
  return {
    request,
    action: request.action.toLowerCase(),
    resolve: (keyId) => lookUp(request.context, keyId),
    assumptions,
    principalRequired: options.principalRequired === true,
  };
}

interface StatementMatch {
  readonly answer: Answer;
  readonly principal: PrincipalResult | undefined;
  /** The answer of all but the principal. */
  readonly beside: Answer;
}

const NO_MATCH: StatementMatch = { answer: "no", principal: undefined, beside: "no" };

/** Cheapest first: nearly every statement of a large account falls at its action. */
function matchStatement(statement: Statement, attached: Answer, question: Question): StatementMatch {
  const { assumptions, request } = question;
  if (isWhollyUnknown(statement)) {
    const answer = and(and(attached, guardsHold(statement.guards, assumptions)), effectAnswer(statement));
    return { answer, principal: undefined, beside: answer };
  }
  const action = actionAnswer(statement, question);
  if (action === "no" || isWithoutSubject(statement, question)) return NO_MATCH;
  const principal = statement.principals === undefined ? undefined : matchPrincipal(statement.principals, request.principal, assumptions);
  if (principal?.answer === "no") return NO_MATCH;
  let beside = and(and(and(action, effectAnswer(statement)), attached), guardsHold(statement.guards, assumptions));
  if (beside !== "no") beside = and(beside, resourceAnswer(statement, question));
  if (beside !== "no")
    beside = and(
      beside,
      allOf(statement.conditions, (test) => testHolds(test, request.context, assumptions)),
    );
  return beside === "no" ? NO_MATCH : { answer: principal === undefined ? beside : and(principal.answer, beside), principal, beside };
}

/** An effect that is not known may be this one or the other. */
function effectAnswer(statement: Statement): Answer {
  return typeof statement.effect === "string" ? "yes" : unknownBecause(statement.effect.unknown);
}

function isWhollyUnknown(statement: Statement): boolean {
  return typeof statement.effect !== "string" && statement.actions === undefined;
}

/** Neither for whom nor on what: IAM refuses such a statement. */
function isWithoutSubject(statement: Statement, question: Question): boolean {
  return statement.principals === undefined && (question.principalRequired || statement.resources === undefined);
}

function actionAnswer(statement: Statement, question: Question): Answer {
  return statement.actions === undefined ? "no" : matchElement(statement.actions, question.action, { assumptions: question.assumptions });
}

function resourceAnswer(statement: Statement, question: Question): Answer {
  return statement.resources === undefined ? "yes" : matchElement(statement.resources, question.request.resource, question);
}

export interface ElementOptions {
  readonly ignoreCase?: boolean;
  readonly resolve?: (keyId: string) => ContextValue;
  readonly assumptions?: Assumptions;
}

/**
 * Does the subject match an Action or Resource element (for NotAction and NotResource: none of its patterns)? Patterns of
 * actions are in lower case: give the action so, or ask for `ignoreCase`.
 */
export function matchElement(element: PatternElement, subject: Text, options: ElementOptions = {}): Answer {
  const assumptions = options.assumptions ?? NO_ASSUMPTIONS;
  const among = anyOf(element.patterns, (pattern) => {
    const there = pattern.guards.length === 0 ? "yes" : guardsHold(pattern.guards, assumptions);
    return there === "no" ? "no" : and(there, matchTokens(pattern.tokens, subject, options));
  });
  if (!element.negated) return among;
  // A variable without a value makes the statement apply to nothing, not to everything.
  return and(
    not(among),
    allOf(element.patterns, (pattern) => or(not(guardsHold(pattern.guards, assumptions)), variablesResolve(pattern.tokens, options.resolve))),
  );
}

// ── Evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function refOf(policy: Policy, statement: Statement, via: PrincipalMatch | undefined): StatementRef {
  return via === undefined ? { policy, statement } : { policy, statement, via };
}

function joinReach(reach: Reach, answer: Answer, own: Reach | undefined): Reach {
  // Without a Principal element (a policy that is not known, a policy of an identity) it may be reached in any way.
  if (own === undefined) return { session: or(reach.session, answer), direct: or(reach.direct, answer), account: or(reach.account, answer) };
  return {
    session: or(reach.session, and(own.session, answer)),
    direct: or(reach.direct, and(own.direct, answer)),
    account: or(reach.account, and(own.account, answer)),
  };
}

/** Every Allow that fails in exactly one element. */
function nearMissesOf(policies: readonly PolicyOrUnknown[], question: Question): readonly NearMiss[] {
  const misses: NearMiss[] = [];
  for (const policy of policies) {
    if (!("document" in policy) || guardsHold(policy.guards, question.assumptions) === "no") continue;
    for (const statement of policy.document.statements) {
      const miss = statement.effect === "Allow" ? nearMissOf(policy, statement, question) : undefined;
      if (miss !== undefined) misses.push(miss);
    }
  }
  return misses;
}

function nearMissOf(policy: Policy, statement: Statement, question: Question): NearMiss | undefined {
  const { assumptions, request } = question;
  if (statement.actions === undefined || isWithoutSubject(statement, question) || guardsHold(statement.guards, assumptions) === "no") return undefined;
  const failing: NearMiss["element"][] = [];
  if (actionAnswer(statement, question) === "no") failing.push("action");
  if (statement.principals !== undefined && matchPrincipal(statement.principals, request.principal, assumptions).answer === "no") failing.push("principal");
  if (failing.length < 2 && resourceAnswer(statement, question) === "no") failing.push("resource");
  if (failing.length > 1) return undefined;
  const tests = statement.conditions.filter((test) => testHolds(test, request.context, assumptions) === "no");
  if (tests.length > 0) failing.push("condition");
  const [element] = failing;
  return failing.length === 1 && element !== undefined ? { policy, statement, element, tests } : undefined;
}

/** Whether a statement's Action element covers an action (or may, where it is not fully known). */
export function actionCovers(statement: Statement, action: string): boolean {
  return statement.actions !== undefined && matchElement(statement.actions, action, { ignoreCase: true }) !== "no";
}
