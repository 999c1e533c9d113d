/**
 * Reads a tree of values as a policy document. Total: whatever the input, a document comes out; what IAM would refuse is
 * listed as a problem and evaluation goes on with the rest.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import type { Pointer } from "../text/pointer.ts";
import { type Cause, isKnown, type Text } from "../text/symbolic.ts";
import type { Guard, MapValue, Value } from "../text/value.ts";
import { addGuards } from "./guards.ts";
import { type Leaf, leavesOf, presenceGuards, scalarText, sizeOf } from "./leaves.ts";
import { entryAt, type ProblemSink, parseActions, parseConditions, parseResources } from "./parse-elements.ts";
import { parsePrincipals } from "./parse-principal.ts";
import type { ConditionTest, DocumentProblem, Pattern, PolicyDocument, Statement } from "./types.ts";

/** What the parts of one document are collected in. */
interface Draft {
  readonly statements: Statement[];
  readonly problems: DocumentProblem[];
  readonly keys: Set<string>;
  version: Text | undefined;
  id: string | undefined;
}

/** `size`: where the caller knows the document's text, its characters without white space. */
export function parsePolicy(value: Value, size?: number): PolicyDocument {
  const draft: Draft = { statements: [], problems: [], keys: new Set(), version: undefined, id: undefined };
  for (const leaf of leavesOf(value)) {
    if (leaf.value.kind === "map") readDocument(leaf.value, leaf.guards, draft);
    else if (leaf.value.kind === "unknown") draft.statements.push(unknownStatement(0, leaf.value.hole.cause, leaf.guards, leaf.value.at));
    else {
      problem(draft, undefined)("not-an-object", "A policy document must be a JSON object.", leaf.value.at);
      draft.statements.push(unknownStatement(0, MALFORMED, leaf.guards, leaf.value.at));
    }
  }
  const { statements, problems, keys, version, id } = draft;
  return { version, id, statements, problems, keys, size: size ?? sizeOf(value), at: value.at };
}

/** A document that could not be read at all: it may allow or deny anything. */
export function unreadableDocument(kind: "bad-json" | "not-an-object", message: string, at: Pointer, cause: Cause = MALFORMED): PolicyDocument {
  return {
    version: undefined,
    id: undefined,
    statements: [unknownStatement(0, cause, [], at)],
    problems: [{ kind, message, statement: undefined, at }],
    keys: new Set(),
    size: undefined,
    at,
  };
}

const MALFORMED: Cause = {
  kind: "malformed",
  id: "malformed-policy",
  what: "a policy is malformed, so what it allows can't be told",
  settle: "correct the policy",
};

function unknownStatement(index: number, cause: Cause, guards: readonly Guard[], at: Pointer): Statement {
  return {
    index,
    sid: undefined,
    effect: { unknown: cause },
    guards,
    principals: undefined,
    actions: undefined,
    resources: undefined,
    conditions: [],
    conditionAt: undefined,
    at,
  };
}

function problem(draft: Draft, statement: number | undefined): ProblemSink {
  return (kind, message, at) => draft.problems.push({ kind, message, statement, at });
}

function readDocument(document: MapValue, guards: readonly Guard[], draft: Draft): void {
  const sink = problem(draft, undefined);
  for (const [key, entry] of document.entries) {
    if (!["Version", "Id", "Statement"].includes(key)) sink("unknown-element", `A policy document has no element \`${key}\`.`, entry.at);
  }
  const variables = readVersion(document, draft);
  const id = document.entries.get("Id");
  if (id?.kind === "scalar" && typeof id.value === "string") draft.id ??= id.value;
  const listed = document.entries.get("Statement");
  if (listed === undefined) {
    sink("no-statement", "A policy document needs a `Statement`.", document.at);
    return;
  }
  const statements = numbered(listed, guards);
  if (statements.length === 0) sink("no-statement", "`Statement` is empty.", listed.at);
  const sids = new Set<string>();
  for (const { leaf, index } of statements) readStatement(leaf, index, variables, sids, draft);
}

/** The statements with their index as written: all branches of one list item share it. */
function numbered(listed: Value, guards: readonly Guard[]): { readonly leaf: Leaf; readonly index: number }[] {
  return leavesOf(listed, guards).flatMap((leaf) => {
    const items = leaf.value.kind === "list" ? leaf.value.items : [leaf.value];
    return items.flatMap((item, index) => leavesOf(item, leaf.guards).map((inner) => ({ leaf: inner, index })));
  });
}

/** Are `${…}` policy variables? Only in version 2012-10-17; a version that is not known is taken to be that one. */
function readVersion(document: MapValue, draft: Draft): boolean {
  const written = document.entries.get("Version");
  if (written === undefined) return false;
  let variables = false;
  for (const { value } of leavesOf(written)) {
    const version = value.kind === "scalar" ? scalarText(value) : undefined;
    if (version === "2012-10-17" || value.kind === "unknown" || (version !== undefined && !isKnown(version))) variables = true;
    else if (version !== "2008-10-17") {
      problem(draft, undefined)("bad-version", "`Version` must be `2012-10-17` or `2008-10-17`.", value.at);
    }
    draft.version ??= version;
  }
  return variables;
}

const ELEMENTS = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

function readStatement(leaf: Leaf, index: number, variables: boolean, sids: Set<string>, draft: Draft): void {
  const sink = problem(draft, index);
  const { value } = leaf;
  if (value.kind === "unknown") {
    draft.statements.push(unknownStatement(index, value.hole.cause, leaf.guards, value.at));
    return;
  }
  if (value.kind !== "map") {
    sink("bad-element", "A statement must be an object.", value.at);
    return;
  }
  for (const [key, entry] of value.entries) {
    if (!ELEMENTS.includes(key)) sink("unknown-element", `A statement has no element \`${key}\`.`, entry.at);
  }
  const elements = readElements(value, variables, sink);
  const sid = readSid(value, leaf.guards, sids, sink);
  collectKeys(elements, draft.keys);
  const guards = [...leaf.guards, ...elementPresence(value)];
  for (const { effect, guards: own } of readEffects(value, sink)) {
    const joined = addGuards(guards, own);
    if (joined !== undefined) draft.statements.push({ index, sid, effect, guards: joined, ...elements, at: value.at });
  }
}

type Elements = Pick<Statement, "principals" | "actions" | "resources" | "conditions" | "conditionAt">;

function readElements(statement: MapValue, variables: boolean, sink: ProblemSink): Elements {
  const principal = oneOf(statement, "Principal", "NotPrincipal", sink);
  const action = oneOf(statement, "Action", "NotAction", sink);
  const resource = oneOf(statement, "Resource", "NotResource", sink);
  const condition = statement.entries.get("Condition");
  if (action === undefined) sink("no-action", "A statement needs `Action` or `NotAction`.", statement.at);
  return {
    principals: principal === undefined ? undefined : parsePrincipals(principal.value, principal.name === "NotPrincipal", sink),
    actions: action === undefined ? undefined : parseActions(action.name, action.value, sink),
    resources: resource === undefined ? undefined : parseResources(resource.name, resource.value, variables, sink),
    conditions: condition === undefined ? [] : parseConditions(condition, variables, sink),
    conditionAt: condition?.at,
  };
}

/** An element in its plain or negated form; of both, which IAM refuses, the plain one. */
function oneOf(statement: MapValue, plain: string, negated: string, sink: ProblemSink): { readonly name: string; readonly value: Value } | undefined {
  const value = statement.entries.get(plain);
  const other = statement.entries.get(negated);
  if (value !== undefined && other !== undefined) sink("both-forms", `A statement can't have both \`${plain}\` and \`${negated}\`.`, other.at);
  if (value !== undefined) return { name: plain, value };
  return other === undefined ? undefined : { name: negated, value: other };
}

function elementPresence(statement: MapValue): readonly Guard[] {
  return ["Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource"].flatMap((name) => {
    const value = statement.entries.get(name);
    return value === undefined ? [] : presenceGuards(value);
  });
}

function readSid(statement: MapValue, guards: readonly Guard[], sids: Set<string>, sink: ProblemSink): string | undefined {
  const written = statement.entries.get("Sid");
  const sid = written?.kind === "scalar" ? scalarText(written) : undefined;
  if (written === undefined || sid === undefined || !isKnown(sid)) return undefined;
  // Statements of two branches may share a Sid: only one of them will be there.
  if (guards.length === 0 && sid !== "") {
    if (sids.has(sid)) sink("duplicate-sid", `The Sid \`${sid}\` is used twice in this policy.`, written.at);
    sids.add(sid);
  }
  return sid;
}

function readEffects(statement: MapValue, sink: ProblemSink): { readonly effect: Statement["effect"]; readonly guards: readonly Guard[] }[] {
  const written = statement.entries.get("Effect");
  const leaves = written === undefined ? [] : leavesOf(written);
  if (leaves.length === 0) {
    sink("bad-effect", "A statement needs `Effect`: `Allow` or `Deny`.", statement.at);
    return [{ effect: { unknown: MALFORMED }, guards: [] }];
  }
  return leaves.map(({ value, guards }) => {
    const effect = value.kind === "scalar" ? scalarText(value) : undefined;
    if (effect === "Allow" || effect === "Deny") return { effect, guards };
    if (value.kind === "unknown") return { effect: { unknown: value.hole.cause }, guards };
    const hole = effect === undefined || isKnown(effect) ? undefined : effect.parts.find((part) => typeof part !== "string");
    if (hole !== undefined) return { effect: { unknown: hole.cause }, guards };
    sink("bad-effect", "`Effect` must be `Allow` or `Deny`, in exactly this case.", entryAt(statement, "Effect"));
    return { effect: { unknown: MALFORMED }, guards };
  });
}

function collectKeys(elements: Elements, keys: Set<string>): void {
  const collect = (patterns: readonly Pattern[]) => {
    for (const { tokens } of patterns) for (const token of tokens) if (token.kind === "variable") keys.add(token.key);
  };
  collect(elements.resources?.patterns ?? []);
  for (const test of elements.conditions as readonly ConditionTest[]) {
    if (test.keyId !== "") keys.add(test.keyId);
    collect(test.values);
  }
}
