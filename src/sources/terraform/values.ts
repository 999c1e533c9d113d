/** Terms to values: what the readers of resources work on. Null is "not there". */
import type { Cause } from "../../text/symbolic.ts";
import type { Value } from "../../text/value.ts";
import type { Context } from "../declared/context.ts";
import { parseJsonText } from "../declared/json-text.ts";
import { choice } from "../declared/values.ts";
import { causeOf, jsonText, keyOf } from "./making.ts";
import type { Term } from "./term.ts";

export function plainValue(term: Term): Value | undefined {
  switch (term.kind) {
    case "scalar":
      return term.value === null ? undefined : { kind: "scalar", value: term.value, at: term.at };
    case "list":
      return { kind: "list", items: term.items.map(plainValue).filter((item) => item !== undefined), at: term.at };
    case "map": {
      const entries = [...term.entries].map(([key, entry]) => [key, plainValue(entry)] as const);
      return { kind: "map", entries: new Map(entries.filter((entry): entry is readonly [string, Value] => entry[1] !== undefined)), at: term.at };
    }
    case "unknown":
      return term;
    case "choice":
      return choice(term.condition, plainValue(term.then), plainValue(term.otherwise), term.at);
    case "json":
      return { kind: "scalar", value: jsonText(term.spelled ?? term.value), at: term.at };
    case "object": {
      const id = keyOf(term);
      const cause: Cause = causeOf(term) ?? { kind: "attribute", id, what: `\`${term.of.address}\` exists only after apply` };
      return { kind: "unknown", hole: { id, cause }, at: term.at };
    }
  }
}

/**
 * A policy document: the tree where its JSON is known as one, else the text. A text that is only partly known, or known under a
 * condition, is read here, as its places inside are known here.
 */
export function documentValue(term: Term, context: Context): Value | undefined {
  if (term.kind === "json") return plainValue(term.value);
  if (term.kind === "scalar" && typeof term.value === "object" && term.value !== null)
    return parseJsonText(context, term.value, term.at, true) ?? plainValue(term);
  if (term.kind !== "choice") return plainValue(term);
  return choice(term.condition, branchValue(term.then, context), branchValue(term.otherwise, context), term.at);
}

function branchValue(term: Term, context: Context): Value | undefined {
  const known = term.kind === "scalar" && typeof term.value === "string" ? parseJsonText(context, term.value, term.at, true) : undefined;
  return known ?? documentValue(term, context);
}

/**
 * Terraform's names as the API and CloudFormation have them (`r_studio_server_pro_domain_settings` →
 * `RStudioServerProDomainSettings`), and a block that stands once as the map that it is there.
 */
export function apiValue(value: Value | undefined): Value | undefined {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case "map": {
      const entries = [...value.entries].map(([key, entry]) => [apiName(key), apiValue(entry)] as const);
      return { ...value, entries: new Map(entries.filter((entry): entry is readonly [string, Value] => entry[1] !== undefined)) };
    }
    case "list": {
      const items = value.items.map(apiValue).filter((item) => item !== undefined);
      const [only, ...others] = items;
      return only !== undefined && others.length === 0 && isBlock(only) ? only : { ...value, items };
    }
    case "choice":
      return choice(value.condition, apiValue(value.then), apiValue(value.otherwise), value.at);
    default:
      return value;
  }
}

function apiName(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A block, or one that may be there; not an item of a list of texts. */
function isBlock(value: Value): boolean {
  if (value.kind === "choice") return (value.then === undefined || isBlock(value.then)) && (value.otherwise === undefined || isBlock(value.otherwise));
  return value.kind === "map" || value.kind === "unknown";
}
