/**
 * Edits applied to a policy document as JSON. All that no edit speaks of stays as it is, in its order.
 *
 * Several findings may edit one statement, each with the whole element as it should be. What an edit adds and takes off is its
 * difference from the document, and the differences are united: so none undoes another.
 */
import { oneOrList } from "./elements.ts";
import type { PolicyEdit, StatementSnippet } from "./rule.ts";

type JsonObject = { readonly [key: string]: unknown };
type Element = keyof StatementSnippet;

/** The document itself where it has all that already. Undefined where it is no policy document, or where two edits contradict each other. */
export function applyEdits(document: unknown, edits: readonly PolicyEdit[]): unknown {
  if (!isObject(document)) return undefined;
  const written = document["Statement"];
  const before: readonly unknown[] = Array.isArray(written) ? written : [written];
  const edited = before.map((statement, index) => {
    const sets = edits.filter((edit) => edit.statement?.index === index).map(({ set }) => set);
    return sets.length === 0 ? statement : isObject(statement) ? editStatement(statement, sets) : undefined;
  });
  // Of a statement that is to be like another, not all is known.
  if (edited.includes(undefined) || edits.some(({ statement, set }) => statement === undefined && set.Effect === undefined)) return undefined;
  const after = edits.flatMap(({ statement, set }) => (statement === undefined ? [set] : [])).reduce(withStatement, edited);
  if (after.length === before.length && after.every((statement, index) => statement === before[index])) return document;
  const [only] = after;
  return withEntries(document, new Map([["Statement", Array.isArray(written) || after.length > 1 ? after : only]]));
}

function withStatement(statements: readonly unknown[], added: StatementSnippet): readonly unknown[] {
  const key = meaningOf(added);
  return statements.some((statement) => isObject(statement) && meaningOf(statement) === key) ? statements : [...statements, added];
}

/** Equal for statements that differ in their Sid, in the order of what they list, or in how one value is written. */
function meaningOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? meaningOf(value[0]) : JSON.stringify(value.map(meaningOf).sort());
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([name]) => name !== "Sid");
  return JSON.stringify(entries.map(([name, inner]) => [name, meaningOf(inner)]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)));
}

/** An element and its negation: the one takes the other's place. */
const COUNTERPARTS: ReadonlyMap<string, Element> = new Map([
  ["Action", "NotAction"],
  ["NotAction", "Action"],
]);

/** What is a list of strings: to set anything else on a statement that is there is no edit that this file knows how to make. */
const LISTS: readonly Element[] = ["Action", "NotAction", "Resource"];

function editStatement(statement: JsonObject, sets: readonly StatementSnippet[]): JsonObject | undefined {
  if (sets.some((set) => Object.keys(set).some((name) => !LISTS.some((element) => element === name)))) return undefined;
  const changes = new Map<string, unknown>();
  for (const element of LISTS.filter((each) => sets.some((set) => set[each] !== undefined))) {
    const value = unite(element, statement[element], sets);
    const counterpart = COUNTERPARTS.get(element);
    if (value === undefined || (counterpart !== undefined && changes.has(counterpart))) return undefined;
    if (value !== statement[element]) changes.set(element, value);
  }
  return changes.size === 0 ? statement : withEntries(statement, changes);
}

/** What was there, without what some edit takes off, and with what some edit adds, in order. Undefined where nothing is left. */
function unite(element: Element, before: unknown, sets: readonly StatementSnippet[]): unknown {
  // AWS: action names are case-insensitive, ARNs are not.
  const keyOf = (item: string): string => (element === "Resource" ? item : item.toLowerCase());
  const was = listOf(before);
  const wanted = sets.filter((set) => set[element] !== undefined).map((set) => listOf(set[element]));
  const known = new Set(was.map(keyOf));
  const added = wanted.flat().filter((item) => !known.has(keyOf(item)) && known.add(keyOf(item)));
  const kept = was.filter((item) => wanted.every((list) => list.some((each) => keyOf(each) === keyOf(item))));
  if (added.length === 0 && kept.length === was.length) return before;
  const list = [...kept, ...added];
  if (list.length === 0) return undefined;
  return Array.isArray(before) ? list : oneOrList(list);
}

function listOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === "string");
}

/** The object with these entries in the place of those of the same name, or of the counterpart; at its end where there is neither. */
function withEntries(object: JsonObject, changes: ReadonlyMap<string, unknown>): JsonObject {
  const entries = Object.entries(object).map(([name, value]): readonly [string, unknown] => {
    const change = changes.has(name) ? name : COUNTERPARTS.get(name);
    return change !== undefined && changes.has(change) ? [change, changes.get(change)] : [name, value];
  });
  const written = new Set(entries.map(([name]) => name));
  return Object.fromEntries([...entries, ...[...changes].filter(([name]) => !written.has(name))]);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
