/**
 * Terms for tests, written as JSON. In a text `‹name›` is a hole, `‹name:account›` one with a shape; a text that is nothing but a hole
 * without shape is an unknown. `{"if": "c", "yes": …, "no": …}` is a choice, `{"json": …}` a text known to be JSON,
 * `{"resource": "aws_iam_role.a"}` a whole resource.
 */
import { callFunction } from "../../../../src/sources/terraform/functions/index.ts";
import { type Call, isRefused, list, type Making, map, scalar, textTerm } from "../../../../src/sources/terraform/making.ts";
import type { Term } from "../../../../src/sources/terraform/term.ts";
import { child, type Pointer, rootPointer } from "../../../../src/text/pointer.ts";
import { type Cause, type Hole, isKnown, type Text, text } from "../../../../src/text/symbolic.ts";

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** What Terraform refuses. */
export const REFUSED = { refused: true } as const;

export const ROOT = rootPointer("main.tf");
export const CALL_AT = child(ROOT, "call");

export function newMaking(left = 1_000_000): Making {
  return { identities: new Map(), budget: { left } };
}

export function holeNamed(name: string): Hole {
  const [id = "", shape] = name.split(":");
  const cause: Cause = { kind: "parameter", id: `variable ${id}`, what: `variable \`${id}\` has no value`, settle: `pass -var ${id}=VALUE` };
  return shape === "account" || shape === "segment" || shape === "generated" ? { id, cause, shape } : { id, cause };
}

export function textNamed(written: string): Text {
  return text(...written.split(/‹([^›]*)›/).map((piece, index) => (index % 2 === 0 ? piece : holeNamed(piece))));
}

export function conditionNamed(id: string): Cause {
  return { kind: "condition", id, what: `condition \`${id}\`` };
}

export function termOf(plain: Plain, at: Pointer = ROOT): Term {
  if (typeof plain === "string") return textTerm(textNamed(plain), at);
  if (typeof plain !== "object" || plain === null) return scalar(plain, at);
  if (isList(plain)) {
    return list(
      plain.map((item, index) => termOf(item, child(at, index))),
      at,
    );
  }
  const { if: condition, yes, no, json, resource } = plain;
  if (typeof condition === "string" && yes !== undefined && no !== undefined) {
    const [then, otherwise] = [termOf(yes, child(at, "yes")), termOf(no, child(at, "no"))];
    return { kind: "choice", condition: conditionNamed(condition), then, otherwise, at };
  }
  if (json !== undefined) return { kind: "json", value: termOf(json, child(at, "json")), at };
  if (typeof resource === "string") {
    return { kind: "object", of: { kind: "resource", address: resource, key: resource, attribute: () => scalar(null, at) }, at };
  }
  return map(new Map(Object.entries(plain).map(([key, value]) => [key, termOf(value, child(at, key))])), at);
}

function isList(plain: Plain): plain is readonly Plain[] {
  return Array.isArray(plain);
}

/** The reverse of `termOf`. Holes that functions made are shown without their numbers: `‹lower›`. */
export function plainOf(term: Term): Plain {
  switch (term.kind) {
    case "scalar":
      return typeof term.value === "object" && term.value !== null ? plainText(term.value) : term.value;
    case "list":
      return term.items.map(plainOf);
    case "map":
      return Object.fromEntries([...term.entries].map(([key, entry]) => [key, plainOf(entry)]));
    case "unknown":
      return isRefused(term) ? REFUSED : plainText(text(term.hole));
    case "choice":
      return { if: shownId(term.condition.id), yes: plainOf(term.then), no: plainOf(term.otherwise) };
    case "json":
      return { json: plainOf(term.value) };
    case "object":
      return { resource: term.of.address };
  }
}

function plainText(value: Text): string {
  return isKnown(value)
    ? value
    : value.parts.map((part) => (typeof part === "string" ? part : `‹${shownId(part.id)}${part.shape === undefined ? "" : `:${part.shape}`}›`)).join("");
}

function shownId(id: string): string {
  return id.replace(/^expression \d+\//, "").replace("(…)", "");
}

export function callTerms(name: string, args: readonly Term[], making: Making = newMaking()): Term {
  const call: Call = { name, at: CALL_AT, making };
  return callFunction(args, call);
}

/** Each argument stands at its number. */
export function argumentsOf(args: readonly Plain[]): readonly Term[] {
  return args.map((arg, index) => termOf(arg, child(ROOT, index)));
}

/** A call with arguments and result as JSON. */
export function called(name: string, ...args: readonly Plain[]): Plain {
  return plainOf(callTerms(name, argumentsOf(args)));
}
