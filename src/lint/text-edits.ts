/**
 * Edits of a policy as edits of the text that it is written in: JSON, YAML or HCL, by replacing the value of one element. Whatever is not
 * that plain list of strings in the text (a variable, a function, an intrinsic) is left to people.
 */
import type { Policy, Statement } from "../iam/types.ts";
import { type Pointer, pointerKey } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";
import type { Located } from "./locate.ts";
import { placeIn } from "./places.ts";
import type { Location } from "./report.ts";
import type { Finding } from "./rule.ts";

/** The text at `location` becomes `newText`. */
export interface TextEdit {
  readonly location: Location;
  readonly newText: string;
}

/** All that findings want of one Action element. */
interface ElementChange {
  readonly at: Pointer;
  readonly element: ElementEdit["element"];
  readonly before: readonly string[];
  readonly wanted: (readonly string[])[];
}

/** The places of the elements that would be replaced: to be located before `elementEditsOf` is called. */
export function editedPlaces(findings: readonly Finding[]): readonly Pointer[] {
  return [...changesOf(findings).values()].map(({ at }) => at);
}

/** What an element becomes by all that findings want of it. */
export interface ElementEdit {
  readonly element: "Action" | "NotAction";
  /** The whole list, as it is to be. */
  readonly after: readonly string[];
  /** Absent where it can't be made in the text. */
  readonly edit?: TextEdit;
}

/** By `pointerKey` of the element's place. */
export function elementEditsOf(findings: readonly Finding[], located: Located): ReadonlyMap<string, ElementEdit> {
  const edits = new Map<string, ElementEdit>();
  for (const [key, { at, element, before, wanted }] of changesOf(findings)) {
    const after = united(before, wanted);
    if (after.length === 0) continue;
    const location = located.locationOf(at);
    const source = location && located.sources.get(location.file);
    const newText =
      location && source && rewriteList(source.slice(location.span.startOffset, location.span.endOffset), before, after, location.span.startColumn - 1);
    edits.set(key, { element, after, ...(location !== undefined && newText !== undefined && { edit: { location, newText } }) });
  }
  return edits;
}

/** The keys of `elementEditsOf` for one finding; undefined where a part of its remedy is no edit of an element that is there. */
export function editKeysOf({ remedy }: Pick<Finding, "remedy">): readonly string[] | undefined {
  const edits = remedy.edits ?? [];
  const keys = edits.flatMap(({ policy, statement, set }) => {
    const at = statement === undefined || Object.keys(set).length !== 1 ? undefined : elementPlace(policy, statement, set);
    return at === undefined ? [] : [pointerKey(at)];
  });
  return keys.length === edits.length && keys.length > 0 ? keys : undefined;
}

function changesOf(findings: readonly Finding[]): ReadonlyMap<string, ElementChange> {
  const changes = new Map<string, ElementChange>();
  for (const { policy, statement, set } of findings.flatMap(({ remedy }) => remedy.edits ?? [])) {
    const at = statement === undefined ? undefined : elementPlace(policy, statement, set);
    const value = set.Action ?? set.NotAction;
    if (statement?.actions === undefined || at === undefined || value === undefined) continue;
    const list = typeof value === "string" ? [value] : value;
    const known = changes.get(pointerKey(at));
    const before = statement.actions.patterns.flatMap(({ source }) => (isKnown(source) ? [source] : []));
    if (known === undefined) changes.set(pointerKey(at), { at, element: set.Action === undefined ? "NotAction" : "Action", before, wanted: [list] });
    else known.wanted.push(list);
  }
  return changes;
}

/** Of the element that the edit sets, where the text of the policy is at hand and the element is not exchanged for its counterpart. */
function elementPlace(policy: Policy, { actions }: Statement, set: { readonly Action?: unknown; readonly NotAction?: unknown }): Pointer | undefined {
  if (actions === undefined || policy.opaque || policy.awsManaged) return undefined;
  return (set.NotAction !== undefined) === actions.negated ? placeIn(policy, actions.at) : undefined;
}

/** What all of them leave, and what any of them adds. */
function united(before: readonly string[], wanted: readonly (readonly string[])[]): readonly string[] {
  const kept = before.filter((action) => wanted.every((list) => list.includes(action)));
  return [...new Set([...kept, ...wanted.flat().filter((action) => !before.includes(action))])];
}

/**
 * The same list with other items, written as it was. Undefined where the text is not that list. `column`: of the text's first
 * character in its line, from 0: the lines that follow of a list in block style begin there.
 */
export function rewriteList(written: string, before: readonly string[], after: readonly string[], column: number): string | undefined {
  const trimmed = written.trimEnd();
  const style = styleOf(trimmed);
  if (style === undefined || JSON.stringify(style.items) !== JSON.stringify(before)) return undefined;
  const rest = written.slice(trimmed.length);
  switch (style.kind) {
    case "block": {
      // What follows on the last line, a comment say, stays beside the item that it followed.
      const last = before.at(-1) ?? "";
      const ordered = after.includes(last) ? [...after.filter((item) => item !== last), last] : after;
      const lines = ordered.map((item, index) => `${index === 0 ? "" : " ".repeat(column)}- ${style.quote}${item}${style.quote}`);
      return lines.join(style.lineFeed) + rest;
    }
    case "lines": {
      const items = after.map((item) => `${style.indent}${style.quote}${item}${style.quote}`);
      return `[${style.lineFeed}${items.join(`,${style.lineFeed}`)}${style.trailingComma ? "," : ""}${style.lineFeed}${style.closing}]${rest}`;
    }
    case "line":
    case "scalar":
      return `[${style.padding}${after.map((item) => `${style.quote}${item}${style.quote}`).join(", ")}${style.padding}]${rest}`;
  }
}

type Style = { readonly items: readonly string[]; readonly quote: string } & (
  | { readonly kind: "scalar" | "line"; readonly padding: string }
  | { readonly kind: "lines"; readonly lineFeed: string; readonly indent: string; readonly closing: string; readonly trailingComma: boolean }
  | { readonly kind: "block"; readonly lineFeed: string }
);

const ITEM = /^(["']?)([A-Za-z0-9*?:-]+)\1$/;

/** Only what is written without comments, anchors, escapes and the like is recognised. */
function styleOf(text: string): Style | undefined {
  const lineFeed = text.includes("\r\n") ? "\r\n" : "\n";
  const scalar = ITEM.exec(text);
  if (scalar !== null) return { kind: "scalar", items: [scalar[2] ?? ""], quote: scalar[1] ?? "", padding: "" };
  const list = /^\[(\s*)([\s\S]*?)(,?)(\s*)\]$/.exec(text);
  if (list !== null) {
    const [, lead = "", body = "", comma = "", tail = ""] = list;
    const parsed = parseItems(body.split(/,\s*/));
    if (parsed === undefined) return undefined;
    if (!lead.includes("\n")) return body.includes("\n") ? undefined : { kind: "line", ...parsed, padding: lead };
    return {
      kind: "lines",
      lineFeed,
      ...parsed,
      indent: lead.slice(lead.lastIndexOf("\n") + 1),
      closing: tail.slice(tail.lastIndexOf("\n") + 1),
      trailingComma: comma !== "",
    };
  }
  const lines = text.split(lineFeed).map((line) => /^\s*-\s+(.+?)\s*$/.exec(line)?.[1]);
  const parsed = lines.some((line) => line === undefined) ? undefined : parseItems(lines.flatMap((line) => line ?? []));
  return parsed === undefined ? undefined : { kind: "block", lineFeed, ...parsed };
}

/** All items in one kind of quotes. */
function parseItems(written: readonly string[]): { readonly items: readonly string[]; readonly quote: string } | undefined {
  const items = written.map((item) => ITEM.exec(item));
  const quote = items[0]?.[1] ?? "";
  if (items.some((item) => item === null || item[1] !== quote)) return undefined;
  return { items: items.map((item) => item?.[2] ?? ""), quote };
}
