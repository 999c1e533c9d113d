/**
 * `data.aws_iam_policy_document`: its JSON as a tree, made from the configured blocks, each element at its place in them.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
import { DOCUMENT, type Pointer, stepsOf, withNotation } from "../../text/pointer.ts";
import { type Cause, isKnown, type Text, text } from "../../text/symbolic.ts";
import { choose, guarded, leavesOf, mapLeaves, overChoices } from "./choices.ts";
import { termFromJsonText } from "./from-json.ts";
import { causeOf, isNull, keyOf, list, map, scalar, textOf, unknown } from "./making.ts";
import type { JsonTerm, MapTerm, Term } from "./term.ts";
import type { Resource, Run } from "./types.ts";

export function policyDocument(resource: Resource, run: Run): Term {
  const known = run.terms.get(resource.key);
  if (known !== undefined) return known;
  if (run.active.has(resource.key)) return unknown({ id: resource.key, cause: circle(resource) }, resource.at);
  run.active.add(resource.key);
  const document = documentOf(resource, run);
  run.active.delete(resource.key);
  run.terms.set(resource.key, document);
  return document;
}

function circle({ address, key, at }: Resource): Cause {
  return { kind: "malformed", id: `circle ${key}`, what: `\`${address}\` refers to itself`, at };
}

/** Sources first, then the own statements, then overrides; a statement takes the place of an earlier one with its Sid. */
function documentOf(resource: Resource, run: Run): JsonTerm {
  const at = blocks(resource.at);
  const { configured } = resource;
  const own = listOf(configured("statement")).map((statement) => mapLeaves(statement, (leaf) => (leaf.kind === "map" ? statementOf(leaf, run) : leaf)));
  const sources = [configured("source_json"), ...listOf(configured("source_policy_documents"))];
  const overrides = [...listOf(configured("override_policy_documents")), configured("override_json")];
  const statements = [...sources.map(statementsIn), own, ...overrides.map(statementsIn)].reduce<readonly Term[]>(merged, []);
  const version = configured("version");
  const id = configured("policy_id");
  const entries = new Map<string, Term>([["Version", isNull(version) ? scalar("2012-10-17", at) : version]]);
  if (!isNull(id)) entries.set("Id", id);
  entries.set("Statement", list(statements, at));
  return { kind: "json", value: map(entries, at), spelled: map(new Map([...entries].map(([key, entry]) => [key, spelled(entry, key)])), at), at };
}

/** As the provider spells a document: a list of one as its item, of several the last in the alphabet first. Statements stay in their order. */
function spelled(term: Term, key: string): Term {
  if (term.kind === "map") return map(new Map([...term.entries].map(([name, entry]) => [name, spelled(entry, name)])), term.at);
  if (term.kind !== "list") return term;
  if (key === "Statement")
    return list(
      term.items.map((item) => spelled(item, "")),
      term.at,
    );
  const [only, ...others] = term.items;
  if (only !== undefined && others.length === 0) return only;
  const texts = term.items.map(textOf);
  if (!texts.every((value) => typeof value === "string")) return term;
  const order = [...texts.keys()].sort((a, b) => ((texts[a] ?? "") < (texts[b] ?? "") ? 1 : -1));
  return list(
    order.flatMap((index) => term.items[index] ?? []),
    term.at,
  );
}

/** The same place, where a snippet has to be written as blocks: where it stands in a Terraform file or a plan of one. */
function blocks(at: Pointer): Pointer {
  const { root } = stepsOf(at);
  return withNotation(at, root.range !== undefined && root.file.endsWith(".json") ? "policy-document-json" : "policy-document");
}

/** The items of a list of blocks or attributes, without those that are not there. What is no list is one item, which may be unknown. */
function listOf(term: Term): readonly Term[] {
  if (term.kind === "list") return term.items.filter((item) => !isNull(item));
  if (isNull(term)) return [];
  if (term.kind !== "choice") return [term];
  const leaves = leavesOf(term);
  // A condition decides on the list: each item is there where its list is.
  return leaves.flatMap(({ term: leaf, guards }) => listOf(leaf).map((item) => guarded(item, guards)));
}

function merged(before: readonly Term[], added: readonly Term[]): readonly Term[] {
  const statements = [...before];
  for (const statement of added) {
    const sid = sidOf(statement);
    const same = sid === undefined ? -1 : statements.findIndex((other) => sidOf(other) === sid);
    if (same === -1) statements.push(statement);
    else statements[same] = statement;
  }
  return statements;
}

function sidOf(statement: Term): string | undefined {
  const sid = statement.kind === "map" ? statement.entries.get("Sid") : undefined;
  const written = sid && textOf(sid);
  return typeof written === "string" && written !== "" ? written : undefined;
}

/** The statements of another document's JSON. One that is not known counts as a statement that may say anything. */
function statementsIn(document: Term): readonly Term[] {
  if (isNull(document)) return [];
  const parts = leavesOf(document).map(({ term, guards }) => {
    const tree = treeOf(term);
    const statement = tree?.kind === "map" ? tree.entries.get("Statement") : undefined;
    const statements = statement === undefined ? [tree === undefined || tree.kind === "unknown" ? unclear(term) : undefined] : listOf(statement);
    return statements.flatMap((item) => (item === undefined ? [] : [guarded(item, guards)]));
  });
  return parts.flat();
}

function treeOf(term: Term): Term | undefined {
  if (term.kind === "json") return term.value;
  if (term.kind === "scalar" && typeof term.value === "string") return termFromJsonText(term.value, term.at) ?? map(new Map(), term.at);
  return undefined;
}

function unclear(term: Term): Term {
  const cause: Cause = causeOf(term) ?? { kind: "expression", id: `document ${keyOf(term)}`, what: "a source document is not known", at: term.at };
  return unknown({ id: `document ${keyOf(term)}`, cause }, term.at);
}

// ── one statement ────────────────────────────────────────────────────────────────────────────────────────────────────

function statementOf(block: MapTerm, run: Run): MapTerm {
  const at = blocks(block.at);
  const entries = new Map<string, Term>();
  const take = (element: string, attribute: string, make: (term: Term) => Term | undefined): void => {
    const term = block.entries.get(attribute);
    const made = term === undefined || isNull(term) ? undefined : make(term);
    if (made !== undefined) entries.set(element, made);
  };
  take("Sid", "sid", (term) => (textOf(term) === "" ? undefined : term));
  const effect = block.entries.get("effect");
  entries.set("Effect", effect === undefined || isNull(effect) ? scalar("Allow", at) : effect);
  take("Action", "actions", elements);
  take("NotAction", "not_actions", elements);
  take("Resource", "resources", elements);
  take("NotResource", "not_resources", elements);
  take("Principal", "principals", (term) => inEachCase(term, run, principals));
  take("NotPrincipal", "not_principals", (term) => inEachCase(term, run, principals));
  take("Condition", "condition", (term) => inEachCase(term, run, conditions));
  return map(entries, at);
}

/** A list of texts; none where it is empty, as the data source leaves an empty element out. */
function elements(term: Term): Term | undefined {
  if (term.kind === "list" && term.items.length === 0) return undefined;
  return withVariables(term);
}

/** `&{…}` stands for a policy variable, because `${…}` is Terraform's own. */
function withVariables(term: Term): Term {
  switch (term.kind) {
    case "scalar":
      return {
        ...term,
        value: typeof term.value === "string" || (typeof term.value === "object" && term.value !== null) ? unescaped(term.value) : term.value,
        at: blocks(term.at),
      };
    case "list":
      return list(term.items.filter((item) => !isNull(item)).map(withVariables), blocks(term.at));
    case "choice":
      return choose(term.condition, withVariables(term.then), withVariables(term.otherwise), blocks(term.at));
    default:
      return { ...term, at: blocks(term.at) };
  }
}

function unescaped(value: Text): Text {
  if (isKnown(value)) return value.replaceAll("&{", "${");
  return text(...value.parts.map((part) => (typeof part === "string" ? part.replaceAll("&{", "${") : part)));
}

/** `make` of the blocks that are there, under each outcome of the conditions that decide on them. */
function inEachCase(term: Term, run: Run, make: (blocks: readonly Term[]) => Term): Term | undefined {
  const all = listOf(term);
  if (all.length === 0) return undefined;
  return overChoices(all, blocks(term.at), run, (plain) => {
    const present = plain.filter((block) => !isNull(block));
    return present.length === 0 ? scalar(null, blocks(term.at)) : make(present);
  });
}

/** `principals { type = "AWS", identifiers = [...] }`, any number of them; type `*` is everyone. */
function principals(all: readonly Term[]): Term {
  const entries = new Map<string, Term>();
  for (const block of all) {
    if (block.kind !== "map") return block;
    const type = block.entries.get("type");
    const name = type && textOf(type);
    const identifiers = block.entries.get("identifiers");
    if (name === undefined || identifiers === undefined || !isKnown(name)) return unclear(type ?? block);
    const values = withVariables(identifiers);
    if (name === "*") return scalar("*", (values.kind === "list" ? (values.items[0] ?? values) : values).at);
    entries.set(name, joinedLists(entries.get(name), values));
  }
  return map(entries, placeOfFirst(all));
}

function placeOfFirst([first]: readonly Term[]): Pointer {
  return first === undefined ? DOCUMENT : blocks(first.at);
}

function joinedLists(before: Term | undefined, more: Term): Term {
  if (before === undefined) return more;
  return list(
    [before, more].flatMap((term) => (term.kind === "list" ? term.items : [term])),
    before.at,
  );
}

/** `condition { test, variable, values }`, any number of them. */
function conditions(all: readonly Term[]): Term {
  const tests = new Map<string, { readonly at: Pointer; readonly keys: Map<string, Term> }>();
  for (const block of all) {
    if (block.kind !== "map") return block;
    const [test, variable] = ["test", "variable"].map((name) => textOf(block.entries.get(name) ?? scalar(null, block.at)));
    const values = block.entries.get("values");
    if (test === undefined || variable === undefined || values === undefined || !isKnown(test) || !isKnown(variable)) return unclear(block);
    const operator = tests.get(test) ?? { at: blocks(block.at), keys: new Map<string, Term>() };
    operator.keys.set(variable, joinedLists(operator.keys.get(variable), withVariables(values)));
    tests.set(test, operator);
  }
  return map(new Map([...tests].map(([test, { at, keys }]) => [test, map(keys, at)])), placeOfFirst(all));
}
