/**
 * Evidence, in words and places: what rules share when they turn the graph's judgements into findings.
 */
import { isIdentityTest, isServiceCallTest, type Obstacle } from "../chain/obstacles.ts";
import type { ChainGraph, Entry, Hop, PropagationState, RoleNode } from "../chain/types.ts";
import { matchElement } from "../iam/evaluate.ts";
import type { Authorization, ConditionTest, Decision, Policy, Statement, StatementRef } from "../iam/types.ts";
import { type Pointer, pointerKey, rebase } from "../text/pointer.ts";
import { type Cause, holesOf, showText, type Text } from "../text/symbolic.ts";
import type { Guard } from "../text/value.ts";
import type { ChainStep, Finding, Related, Severity } from "./rule.ts";

export { verdictOf } from "../chain/judge.ts";
export { isIdentityTest, isServiceCallTest, type Obstacle, obstaclesOf } from "../chain/obstacles.ts";
export { isAssumeOnlyKey } from "../chain/request-context.ts";
export type { ChainGraph, Entry, Grant, Hop, Judgement, PropagationState, RoleNode } from "../chain/types.ts";
export type { ConditionTest, Decision, NearMiss, Policy, PrincipalEntry, Statement, StatementRef } from "../iam/types.ts";
export type { Domain } from "../model/inventory.ts";
export type { Pointer } from "../text/pointer.ts";
export { pointerKey } from "../text/pointer.ts";
export { type Cause, holesOf, isKnown, showText, type Text, textKey } from "../text/symbolic.ts";

/** error: breaks now. warning: breaks when propagation is turned on, or a possible path breaks. Implied is one step lower. */
export function severityOf(state: PropagationState, explicit = true): Severity {
  if (state === "on") return explicit ? "error" : "warning";
  return explicit ? "warning" : "note";
}

/** ", so …": what follows from the state, for the end of a message. */
export function consequence(state: PropagationState, broken: string): string {
  switch (state) {
    case "on":
      return `propagation is on, so ${broken}`;
    case "off":
      return `once propagation is turned on, ${broken}`;
    case "unknown":
      return `if propagation is on, ${broken}`;
  }
}

/** The same, where whether it breaks can't be told: for the end of a sentence that begins with "If it doesn't, …". */
export function consequenceIfSo(state: PropagationState, broken: string): string {
  return state === "on" ? broken : consequence(state, broken);
}

/** The place of an element of a policy; where the policy is attached, if its text is not part of the input. */
export function placeIn(policy: Policy, at: Pointer): Pointer {
  return policy.opaque ? policy.at : rebase(at, policy.at);
}

/** The Action or NotAction element, where there is one. */
export function actionPlace(policy: Policy, statement: Statement): Pointer {
  return placeIn(policy, statement.actions?.at ?? statement.at);
}

export function statementName(statement: Statement): string {
  return statement.sid === undefined || statement.sid === "" ? `statement ${statement.index + 1}` : `statement ${statement.index + 1} (\`${statement.sid}\`)`;
}

/** A statement's identity for fingerprints: its Sid, else its index. */
export function statementPart(policy: Policy, statement: Statement): string {
  return `${policy.label}/${statement.sid ?? `#${statement.index}`}`;
}

export function roleName(node: RoleNode): string {
  return `\`${node.role.subject}\``;
}

/** "`a`, `b`, `c` and 4 more" */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const last = shown.at(-1) ?? "";
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${last}` : last;
}

export function listedTexts(names: readonly Text[], most = 3): string {
  return listed(names.map(showText), most);
}

/** The chain from a domain to `node`, by the best path. */
export function chainTo(graph: ChainGraph, node: RoleNode): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  const seen = new Set<RoleNode>();
  let at = node;
  for (;;) {
    seen.add(at);
    const via = graph.reached.get(at)?.via;
    if (via?.kind !== "hop" || seen.has(via.hop.caller)) {
      steps.push(roleStep(at));
      return via?.kind === "entry" ? [...beforeRole(via.entry, at), ...steps.reverse()] : steps.reverse();
    }
    steps.push(roleStep(at), ...clusterStep(via.hop));
    at = via.hop.caller;
  }
}

/** The chain over `hop` to its target, whatever the best path to that target is. */
export function chainOver(graph: ChainGraph, hop: Hop): readonly ChainStep[] {
  return [...chainTo(graph, hop.caller), ...clusterStep(hop), roleStep(hop.target)];
}

export function chainOfEntry(entry: Entry): readonly ChainStep[] {
  return [...beforeRole(entry, entry.node), roleStep(entry.node)];
}

/** One step of a chain: a role, at its declaration. */
export function roleStep(node: RoleNode): ChainStep {
  const label = `role ${node.role.subject}`;
  return node.inInput ? { label, at: node.role.at } : { label: `${label} (not in the input)` };
}

function clusterStep(hop: Hop): readonly ChainStep[] {
  return hop.cluster === undefined ? [] : [{ label: `EMR cluster ${hop.cluster.subject}`, at: hop.cluster.at }];
}

function beforeRole(entry: Entry, node: RoleNode): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  if (entry.domain !== undefined) steps.push({ label: `domain ${entry.domain.subject}`, at: entry.domain.at });
  const [profile, ...others] = entry.profiles;
  if (profile !== undefined) {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    steps.push({ label: `user profile ${showText(profile.name)}${more}`, at: profile.at });
  }
  if (entry.kind === "shared-space")
    steps.push({ label: entry.spaces.length === 0 ? "shared spaces" : `shared space ${entry.spaces.map((space) => showText(space.name)).join(", ")}` });
  if (entry.kind === "candidate") steps.push({ label: "SageMaker (candidate: the input names no execution role)" });
  if (entry.kind === "given") steps.push({ label: "SageMaker (execution role named by --entry-role)" });
  // An EMR instance role is seeded from the entry whose settings list the runtime role, with the execution role before it.
  if (entry.node !== node) steps.push(roleStep(entry.node));
  return steps;
}

/** The entry that the best path to `node` begins with. */
export function entryOf(graph: ChainGraph, node: RoleNode): Entry | undefined {
  const seen = new Set<RoleNode>();
  for (let at = node; !seen.has(at); ) {
    seen.add(at);
    const via = graph.reached.get(at)?.via;
    if (via?.kind !== "hop") return via?.entry;
    at = via.hop.caller;
  }
  return undefined;
}

/** Said where the role is an execution role only by supposition. */
export function entryDoubt(entry: Entry): string {
  return entry.kind === "candidate"
    ? " (no domain or user profile in the input names an execution role, so every role that trusts SageMaker is taken as one)"
    : "";
}

/** What only more input can settle is listed as a gap, not reported as a finding. */
export function isGap(causes: readonly Cause[]): boolean {
  return causes.length > 0 && causes.every((cause) => cause.kind === "missing" || cause.kind === "policy" || cause.kind === "caller-choice");
}

/**
 * What the input leaves open about an AssumeRole that may be allowed: which statement is there, whom it names. A policy that is not
 * in the input and could only deny leaves nothing open.
 */
export function accessDoubts({ outcome, causes, layers, required }: Authorization): readonly Cause[] {
  if (outcome !== "unknown") return [];
  const needed = new Set(required.flatMap((layer) => layers[layer]?.causes ?? []).map((cause) => cause.id));
  return causes.filter((cause) => (cause.kind === "missing" || cause.kind === "policy" ? needed.has(cause.id) : isOpen(cause)));
}

/** Not what differs from request to request (the caller's organization, its network): whoever gets in is refused then. */
export function isOpen({ kind }: Cause): boolean {
  return !["context-key", "caller-choice", "source-identity", "assume-only-key", "missing", "policy"].includes(kind);
}

/** "because …; …" of an undetermined answer. */
export function becauseOf(causes: readonly Cause[]): string {
  return causes
    .slice(0, 3)
    .map((cause) => cause.what)
    .join("; ");
}

/** Every role that a rule about trust policies may speak of: entries, reached roles, and roles that a chain names in vain. */
export function rolesOnChains(graph: ChainGraph): readonly RoleNode[] {
  const nodes = new Set<RoleNode>();
  for (const entry of graph.entries) nodes.add(entry.node);
  for (const node of graph.reached.keys()) nodes.add(node);
  for (const hop of graph.hops) nodes.add(hop.target);
  return [...nodes].filter((node) => node.inInput);
}

/** How a role is reached, for severity; roles that no session reaches count as "propagation off". */
export function reachOf(graph: ChainGraph, node: RoleNode): { readonly state: PropagationState; readonly explicit: boolean } {
  const reach = graph.reached.get(node);
  if (reach !== undefined) return reach;
  const entry = graph.entries.find((candidate) => candidate.node === node);
  return { state: entry?.state ?? "off", explicit: true };
}

/** Every further caller that shares its wildcard with one that was judged. */
export function allCallers(graph: ChainGraph, hops: readonly Hop[]): readonly RoleNode[] {
  const callers = new Set(hops.map((hop) => hop.caller));
  for (const hop of hops) {
    if (hop.explicit) continue;
    for (const group of graph.alsoCallers.get(hop.target) ?? []) for (const caller of group) callers.add(caller);
  }
  return [...callers];
}

export interface ConditionDoubt extends StatementRef {
  readonly test: ConditionTest;
  readonly causes: readonly Cause[];
}

/** The conditions that an unknown answer hangs on, of those that `concerns` picks, with what would settle each. */
export function conditionDoubts(decision: Decision, concerns: (test: ConditionTest) => boolean): readonly ConditionDoubt[] {
  return decision.undecided.flatMap((ref) =>
    ref.statement.conditions.filter(concerns).flatMap((test) => {
      const causes = doubtsOf(test, decision.causes);
      return causes.length === 0 ? [] : [{ ...ref, test, causes }];
    }),
  );
}

/** Of the causes of an unknown answer, those that lie in what this test compares: the policy's value or the request's. */
export function doubtsOf(test: ConditionTest, causes: readonly Cause[]): readonly Cause[] {
  const compared = new Set(test.values.flatMap((value) => holesOf(value.source)).map((hole) => hole.cause.id));
  return causes.filter(({ id, kind }) => {
    if (compared.has(id) || id === `context:${test.keyId}`) return true;
    return (isServiceCallTest(test) && kind === "environment") || (isIdentityTest(test) && kind === "source-identity");
  });
}

/** Whether a statement's Action element covers an action (or may, where it is not fully known). */
export function actionCovers(statement: Statement, action: string): boolean {
  return statement.actions !== undefined && matchElement(statement.actions, action, { ignoreCase: true }) !== "no";
}

/** What decides whether a statement's Action element covers an action, where that is not fully known. */
export function actionDoubts(statement: Statement, action: string): readonly Cause[] {
  const answer = statement.actions === undefined ? "no" : matchElement(statement.actions, action, { ignoreCase: true });
  return typeof answer === "string" ? [] : answer.unknown;
}

/** A role that trusts roles, or SageMaker, in whatever spelling: not one that only another service assumes. */
export function mayMatterForChains({ trust }: RoleNode): boolean {
  if (!("document" in trust)) return false;
  return trust.document.statements.some(
    ({ principals }) =>
      principals?.entries.some(
        ({ principal, source }) => principal.kind === "invalid" || (principal.kind === "service" && /sage-?maker/i.test(showText(source))),
      ) ?? false,
  );
}

/**
 * How certain it is that a part of a role's policies is there: it is not where a condition of the template decides it, other
 * than the one that the whole role stands under. `doubt` is a sentence to add to the message, with a space before it.
 */
export function presenceOf(
  { role }: RoleNode,
  ...guards: readonly (readonly Guard[] | undefined)[]
): Pick<Finding, "certainty" | "causes"> & { readonly doubt: string } {
  const causes = new Map<string, Cause>();
  for (const { cause } of guards.flatMap((list) => list ?? [])) if (!role.guards.some((guard) => guard.cause.id === cause.id)) causes.set(cause.id, cause);
  const list = [...causes.values()];
  if (list.length === 0) return { certainty: "definite", causes: [], doubt: "" };
  return { certainty: "undetermined", causes: list, doubt: ` Whether it is there can't be told: ${becauseOf(list)}.` };
}

/** Groups by the thing to fix, in order of first appearance. */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const id = key(item);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

export function placeKey(policy: Policy, statement: Statement): string {
  return pointerKey(placeIn(policy, statement.at)) + statement.index;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce((a, b) => (RANK[b] < RANK[a] ? b : a), "note");
}

/** Where a role comes from, if something generated the input: a CDK construct and its line in the app. */
export function originOf({ role }: RoleNode): readonly Related[] {
  return role.origin === undefined ? [] : [{ message: role.origin, at: role.at }];
}

/** A finding without the parts that it does not have. */
export function finding(facts: Partial<Finding> & Pick<Finding, "ruleId" | "severity" | "message" | "subject" | "at" | "part" | "remedy">): Finding {
  return { certainty: "definite", related: [], chain: [], causes: [], ...facts };
}

export function relatedStatement(policy: Policy, statement: Statement, message: string): Related {
  return { message, at: placeIn(policy, statement.at) };
}

/** The statement that an obstacle is about, where there is one. */
export function statementOf(obstacle: Obstacle): { readonly policy: Policy; readonly statement: Statement } | undefined {
  return obstacle.nearMiss ?? obstacle.statements[0];
}
