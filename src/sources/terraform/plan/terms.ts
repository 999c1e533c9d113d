/**
 * A plan's values as terms. What is known only after apply is looked up through what the configuration refers to: a role's ARN that does
 * not exist yet is still that role's. Where an expression could be several things, it stays unknown.
 */
import { child, type Pointer } from "../../../text/pointer.ts";
import type { Cause } from "../../../text/symbolic.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { termFromJson } from "../from-json.ts";
import { causeOf, list, map, unknown } from "../making.ts";
import type { Term } from "../term.ts";
import { listOf, member } from "./plan.ts";
import { leading } from "./reference.ts";

/** Where an argument stands, and who resolves what it refers to: undefined for what the plan knows. */
export interface Position {
  readonly at: Pointer;
  /** For the identity of what stays unknown: the resource's key and the path below it. */
  readonly id: string;
  /** How the resource and the argument are called. */
  readonly shown: string;
  /** `wanted`: the attribute that is meant where a whole resource is named. */
  readonly resolve: (reference: string, at: Pointer, wanted: string) => Term | undefined;
}

/** `expression`: what the configuration says there, in the shape of the value. */
export function plannedTerm(value: unknown, isUnknown: unknown, expression: unknown, position: Position): Term {
  if (isUnknown === true) return unknownTerm(expression, position);
  if (Array.isArray(value)) return plannedList(value, isUnknown, expression, position);
  if (isObject(value)) return plannedMap(value, isUnknown, expression, position);
  return termFromJson(value, position.at);
}

function below(position: Position, key: string | number): Position {
  return {
    ...position,
    at: child(position.at, key),
    id: `${position.id}.${key}`,
    shown: typeof key === "number" ? position.shown : `${position.shown}.${key}`,
  };
}

function plannedMap(value: JsonObject, isUnknown: unknown, expression: unknown, position: Position): Term {
  const names = new Set([...Object.keys(value), ...(isObject(isUnknown) ? Object.keys(isUnknown) : [])]);
  const entries = new Map<string, Term>();
  for (const name of names) {
    const inner = member(isUnknown, name);
    // A value that is not there has no place of its own.
    const place = Object.hasOwn(value, name) ? below(position, name) : { ...below(position, name), at: position.at };
    entries.set(name, plannedTerm(member(value, name), inner, member(expression, name), place));
  }
  return map(entries, position.at);
}

function plannedList(value: readonly unknown[], isUnknown: unknown, expression: unknown, position: Position): Term {
  const unknowns = listOf(isUnknown);
  if (Array.isArray(expression) || !unknowns.includes(true)) {
    const configured = Array.isArray(expression) ? matched(value, expression) : value.map(() => undefined);
    return list(
      value.map((item, index) => plannedTerm(item, unknowns[index], configured[index], below(position, index))),
      position.at,
    );
  }
  return list(itemsFrom(value, unknowns, expression, position), position.at);
}

/** The configuration's block for each planned block: of sets, whose order a plan does not keep, the one with the same constants. */
function matched(blocks: readonly unknown[], configured: readonly unknown[]): readonly unknown[] {
  const left = new Set(configured);
  return blocks.map((block, index) => {
    const same = [...left].filter((candidate) => agrees(block, candidate));
    const found = same.includes(configured[index]) ? configured[index] : same[0];
    left.delete(found);
    return found;
  });
}

function agrees(block: unknown, configured: unknown): boolean {
  if (!isObject(configured)) return false;
  return Object.entries(configured).every(([name, expression]) => {
    const constant = member(expression, "constant_value");
    const value = member(block, name);
    return constant === undefined || value === undefined || value === null || JSON.stringify(constant) === JSON.stringify(value);
  });
}

/** The unknown items of a list of texts: one for each thing that is referred to, if their numbers agree. */
function itemsFrom(value: readonly unknown[], unknowns: readonly unknown[], expression: unknown, position: Position): readonly Term[] {
  const candidates = candidatesOf(expression, position).flatMap((term) => (term.kind === "list" ? term.items : [term]));
  const open = unknowns.filter((each) => each === true).length;
  let next = 0;
  return value.map((item, index) => {
    const place = below(position, index);
    if (unknowns[index] !== true) return plannedTerm(item, unknowns[index], undefined, place);
    const found = candidates.length === open ? candidates[next++] : undefined;
    return found === undefined ? hole(place, candidates[0]) : { ...found, at: place.at };
  });
}

function unknownTerm(expression: unknown, position: Position): Term {
  const constant = member(expression, "constant_value");
  if (constant !== undefined) return termFromJson(constant, position.at);
  if (Array.isArray(expression)) {
    // Blocks that are not known as a whole: some of them are made by `dynamic`, of which a plan says nothing.
    const written = expression.map((block, index) => configuredBlock(block, { ...below(position, index), at: position.at }));
    return list([...written, hole({ ...position, id: `${position.id}.dynamic` }, undefined)], position.at);
  }
  const [only, ...others] = candidatesOf(expression, position);
  if (only === undefined || others.length > 0) return hole(position, only);
  if (!fits(only, position)) return hole(position, undefined);
  return only.kind === "json" ? only : { ...only, at: position.at };
}

/** Arguments that take a policy as JSON. */
const DOCUMENTS = /\.(?:assume_role_policy|assume_role_policy_document|policy|policy_document|configuration|(?:source|override)_policy_documents\.\d+)$/;

/** What of a resource is wanted there: splats, and plans of old versions, name the resource alone. */
function wantedAt({ id }: Position): string {
  if (DOCUMENTS.test(id)) return "json";
  if (/\.(?:role|role_name|roles)(?:\.\d+)?$/.test(id)) return "name";
  return /\.(?:domain_id|instance_profile|security_configuration)$/.test(id) ? "id" : "arn";
}

/** Whether a thing that an expression refers to can be the expression's value: a policy is no ARN, though it is made with one. */
function fits(term: Term, { id }: Position): boolean {
  if (DOCUMENTS.test(id)) return term.kind === "json" || term.kind === "unknown";
  // Of several instances one may be meant, by an index that a plan does not tell.
  if (term.kind === "list") return /(?:identifiers|resources|actions|values|roles|_arns|_documents)$/.test(id);
  return term.kind !== "json";
}

function configuredBlock(block: unknown, position: Position): Term {
  if (!isObject(block)) return hole(position, undefined);
  return map(
    new Map(Object.entries(block).map(([name, expression]) => [name, unknownTerm(expression, { ...below(position, name), at: position.at })])),
    position.at,
  );
}

/** What is referred to and not known to the plan: a value that is unknown can't come of known ones. */
function candidatesOf(expression: unknown, position: Position): readonly Term[] {
  return leading(listOf(member(expression, "references"))).flatMap((reference) => position.resolve(reference, position.at, wantedAt(position)) ?? []);
}

function hole({ id, shown, at }: Position, from: Term | undefined): Term {
  const because = from === undefined ? undefined : causeOf(from);
  const what = `\`${shown}\` is known only after apply`;
  const cause: Cause = {
    kind: "attribute",
    id,
    what: because === undefined || because.what === what ? what : `${what} (${because.what})`,
    settle: "add the .tf files to the paths",
    at,
  };
  return unknown({ id, cause }, at);
}
