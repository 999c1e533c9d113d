/**
 * Type constraints of variables: converts a value as far as the reading of it depends on that, which is texts and numbers, and
 * the optional attributes of objects.
 * https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
import type { CallExpression, Expression } from "../../text/hcl/syntax.ts";
import { mapLeaves } from "./choices.ts";
import { setOf } from "./functions/conversion.ts";
import { isNull, list, map, numberText, scalar, set } from "./making.ts";
import { numberOf } from "./operators.ts";
import type { MapTerm, Term } from "./term.ts";
import type { Scope } from "./types.ts";

export function converted(term: Term, type: Expression, scope: Scope): Term {
  if (type.kind === "variable") return mapLeaves(term, (leaf) => (leaf.kind === "scalar" ? scalarAs(type.name, leaf) : leaf));
  if (type.kind !== "call") return term;
  return mapLeaves(term, (leaf) => composite(leaf, type, scope));
}

function scalarAs(type: string, term: Extract<Term, { kind: "scalar" }>): Term {
  const { value, at } = term;
  if (type === "string" && typeof value === "number") return scalar(numberText(value), at);
  if (type === "string" && typeof value === "boolean") return scalar(String(value), at);
  if (type === "number") return scalar(numberOf(term) ?? value, at);
  if (type === "bool" && (value === "true" || value === "false")) return scalar(value === "true", at);
  return term;
}

function composite(term: Term, type: CallExpression, scope: Scope): Term {
  const [inner] = type.arguments;
  if (inner === undefined) return term;
  switch (type.name) {
    case "list":
    case "set": {
      if (term.kind !== "list") return term;
      const items = term.items.map((item) => converted(item, inner, scope));
      return type.name === "set" ? set(setOf(items), term.at) : list(items, term.at);
    }
    case "map":
      return term.kind === "map" ? map(new Map([...term.entries].map(([key, entry]) => [key, converted(entry, inner, scope)])), term.at) : term;
    case "tuple":
      return term.kind === "list" && inner.kind === "tuple"
        ? list(
            term.items.map((item, index) => (inner.items[index] === undefined ? item : converted(item, inner.items[index], scope))),
            term.at,
          )
        : term;
    case "optional":
      return converted(term, inner, scope);
    case "object":
      return term.kind === "map" && inner.kind === "object" ? objectTerm(term, inner.entries, scope) : term;
    default:
      return term;
  }
}

/** An object has the attributes of its type, no others; an optional one that is not given is its default, or null. */
function objectTerm(term: MapTerm, declared: Extract<Expression, { kind: "object" }>["entries"], scope: Scope): Term {
  const entries = new Map<string, Term>();
  for (const { key, value: type } of declared) {
    const name = key.kind === "literal" ? String(key.value) : undefined;
    if (name === undefined) continue;
    const optional = type.kind === "call" && type.name === "optional" ? type : undefined;
    const given = term.entries.get(name);
    const isGiven = given !== undefined && !isNull(given);
    const fallback = optional?.arguments[1];
    if (isGiven) entries.set(name, converted(given, type, scope));
    else if (fallback !== undefined) entries.set(name, converted(scope.run.evaluate(fallback, scope), type, scope));
    else entries.set(name, given ?? scalar(null, term.at));
  }
  return map(entries, term.at);
}
