/**
 * The functions that make text and lists: Join, Sub, Split, Select, Base64, Length, ToJsonString.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * Text under an undecided condition is worked out for each branch, as long as few conditions take part.
 */
import { child, type Pointer } from "../../text/pointer.ts";
import { type Cause, type Hole, isKnown, type Text, text, textKey } from "../../text/symbolic.ts";
import type { Value } from "../../text/value.ts";
import { expressionHole, reportAt } from "../declared/context.ts";
import { isOversized, splitText } from "../declared/texts.ts";
import { asText, causeOfText, choice, listValue, scalar, textValue, unknown } from "../declared/values.ts";
import { resolveDynamicReferences } from "./dynamic-references.ts";
import { reference } from "./references.ts";
import { deeper, isMap, type Scope } from "./run.ts";

/** Conditions over which one text is spread; 3 give at most 8 texts. */
const MAX_CONDITIONS = 3;

/** What can't be worked out because it is written wrongly: said as a problem, then unknown. */
export function malformedValue(scope: Scope, at: Pointer, message: string): Value {
  reportAt(scope.run, at, message);
  const cause: Cause = { kind: "malformed", id: `malformed ${message}`, what: message, at };
  return unknown(expressionHole(scope.run, "malformed", String(scope.run.identities.size), cause), at);
}

export function joinValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  if (!Array.isArray(argument) || argument.length !== 2 || typeof argument[0] !== "string") {
    return malformedValue(scope, at, "expected a delimiter and a list to join");
  }
  const delimiter = argument[0];
  const list = scope.run.evaluate(argument[1], child(at, 1), deeper(scope));
  return overLists(list, whole, scope, "Fn::Join", delimiter, (pieces) =>
    overTexts(pieces, whole, scope, (texts) => {
      const present = texts.filter((piece) => piece !== undefined);
      return made(text(...present.flatMap((piece, index) => (index === 0 ? [piece] : [delimiter, piece]))), whole, scope);
    }),
  );
}

export function subValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, undefined];
  if (typeof template !== "string" || (variables !== undefined && !isMap(variables))) {
    return malformedValue(scope, at, "expected a text, or a text and a map of its variables");
  }
  const pieces: (Value | undefined)[] = subPieces(boundText(template, scope)).map((piece) => {
    if (piece.literal !== undefined) return scalar(piece.literal, whole);
    if (variables !== undefined && Object.hasOwn(variables, piece.name)) {
      return scope.run.evaluate(variables[piece.name], child(at, 1, piece.name), deeper(scope));
    }
    return reference(piece.name, whole, scope);
  });
  return overTexts(pieces, whole, scope, (texts) => {
    if (texts.some((piece) => piece === undefined)) return malformedValue(scope, at, "a variable of the text is neither a text nor a number");
    return made(text(...texts.filter((piece) => piece !== undefined)), whole, scope);
  });
}

type SubPiece = { readonly literal: string; readonly name?: undefined } | { readonly literal?: undefined; readonly name: string };

/** `${Name}` is a variable, `${!Name}` the literal `${Name}`. */
function subPieces(template: string): readonly SubPiece[] {
  const pieces: SubPiece[] = [];
  let from = 0;
  for (;;) {
    const open = template.indexOf("${", from);
    const close = open < 0 ? -1 : template.indexOf("}", open);
    if (close < 0) return [...pieces, { literal: template.slice(from) }];
    pieces.push({ literal: template.slice(from, open) });
    const name = template.slice(open + 2, close);
    pieces.push(name.startsWith("!") ? { literal: `\${${name.slice(1)}}` } : { name: name.trim() });
    from = close + 1;
  }
}

/** The text with the variables of the enclosing loops filled in; `&{Id}` takes letters and digits only. */
export function boundText(written: string, scope: Scope): string {
  let result = written;
  for (const [identifier, item] of scope.bindings) {
    result = result.replaceAll(`\${${identifier}}`, () => item).replaceAll(`&{${identifier}}`, () => item.replace(/[^A-Za-z0-9]/g, ""));
  }
  return result;
}

export function splitValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  const delimiter: unknown = Array.isArray(argument) ? argument[0] : undefined;
  if (!Array.isArray(argument) || argument.length !== 2 || typeof delimiter !== "string" || delimiter === "") {
    return malformedValue(scope, at, "expected a delimiter and a text to split");
  }
  const source = scope.run.evaluate(argument[1], child(at, 1), deeper(scope));
  return overTexts([source], whole, scope, ([value]) => {
    if (value === undefined) return malformedValue(scope, at, "expected a text to split");
    const pieces = splitText(value, delimiter);
    if (pieces !== undefined)
      return listValue(
        pieces.map((piece) => scalar(piece, whole)),
        whole,
      );
    return unknown(derived(scope, "Fn::Split", [delimiter, textKey(value)], causeOfText(value)), whole);
  });
}

export function selectValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  if (!Array.isArray(argument) || argument.length !== 2) return malformedValue(scope, at, "expected an index and a list");
  const index = asText(scope.run, scope.run.evaluate(argument[0], child(at, 0), deeper(scope)));
  const list = scope.run.evaluate(argument[1], child(at, 1), deeper(scope));
  if (index === undefined) return malformedValue(scope, at, "expected an index and a list");
  return overLists(list, whole, scope, "Fn::Select", textKey(index), (found) => {
    if (!isKnown(index)) return unknown(derived(scope, "Fn::Select", [textKey(index), String(scope.run.identities.size)], causeOfText(index)), whole);
    const selected = /^\d+$/.test(index) ? found[Number(index)] : undefined;
    return selected === undefined ? malformedValue(scope, at, `the list has no item ${index}`) : { ...selected, at: whole };
  });
}

export function base64Value(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  return overTexts([scope.run.evaluate(argument, at, deeper(scope))], whole, scope, ([value]) => {
    if (value === undefined) return malformedValue(scope, at, "expected a text");
    if (isKnown(value)) return scalar(Buffer.from(value, "utf8").toString("base64"), whole);
    return unknown(derived(scope, "Fn::Base64", [textKey(value)], causeOfText(value)), whole);
  });
}

export function lengthValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  const list = scope.run.evaluate(argument, at, deeper(scope));
  return overLists(list, whole, scope, "Fn::Length", "", (found) =>
    found.some((item) => item.kind === "choice")
      ? unknown(derived(scope, "Fn::Length", [String(scope.run.identities.size)], undefined), whole)
      : scalar(found.length, whole),
  );
}

export function toJsonStringValue(argument: unknown, at: Pointer, whole: Pointer, scope: Scope): Value | undefined {
  const value = scope.run.evaluate(argument, at, deeper(scope));
  const written = value === undefined ? undefined : jsonText(value);
  if (written !== undefined) return made(written, whole, scope);
  return unknown(derived(scope, "Fn::ToJsonString", [String(scope.run.identities.size)], undefined), whole);
}

/** A value as JSON text, holes inside strings kept; undefined where a part of it is unknown in kind. */
function jsonText(value: Value): Text | undefined {
  const all = (pieces: readonly (Text | undefined)[]): readonly Text[] | undefined => {
    const present = pieces.filter((piece) => piece !== undefined);
    return present.length === pieces.length ? present : undefined;
  };
  const separated = (pieces: readonly Text[]): readonly Text[] => pieces.flatMap((piece, index) => (index === 0 ? [piece] : [",", piece]));
  switch (value.kind) {
    case "scalar": {
      const content = value.value;
      if (typeof content !== "object" || content === null) return JSON.stringify(content);
      return text('"', ...content.parts.map((part) => (typeof part === "string" ? JSON.stringify(part).slice(1, -1) : part)), '"');
    }
    case "list": {
      const inner = all(value.items.map(jsonText));
      return inner && text("[", ...separated(inner), "]");
    }
    case "map": {
      const inner = all(
        [...value.entries].map(([key, entry]) => {
          const written = jsonText(entry);
          return written === undefined ? undefined : text(JSON.stringify(key), ":", written);
        }),
      );
      return inner && text("{", ...separated(inner), "}");
    }
    case "unknown":
      return text('"', value.hole, '"');
    case "choice":
      return undefined;
  }
}

function made(value: Text, at: Pointer, scope: Scope): Value {
  if (isOversized(value)) return malformedValue(scope, at, "the text is longer than this program works with");
  scope.run.budget.left -= 1 + (isKnown(value) ? value.length : value.parts.length) / 100;
  return textValue(resolveDynamicReferences(value, at, scope), at);
}

function derived(scope: Scope, name: string, structure: readonly string[], cause: Cause | undefined): Hole {
  const reason: Cause = cause ?? { kind: "expression", id: `expression ${name}`, what: `\`${name}\` of something that is not known can't be worked out` };
  return expressionHole(scope.run, name, JSON.stringify(structure), reason);
}

/** Combines texts, once for each outcome of the few undecided conditions among them; further conditions become holes. */
function overTexts(
  values: readonly (Value | undefined)[],
  at: Pointer,
  scope: Scope,
  combine: (texts: readonly (Text | undefined)[]) => Value | undefined,
  conditions = MAX_CONDITIONS,
): Value | undefined {
  const open = conditions > 0 ? values.find((value) => value?.kind === "choice") : undefined;
  if (open?.kind !== "choice") return combine(values.map((value) => asText(scope.run, value)));
  const branch = (when: boolean): Value | undefined =>
    overTexts(
      values.map((value) => settle(value, open.condition.id, when)),
      at,
      scope,
      combine,
      conditions - 1,
    );
  return choice(open.condition, branch(true), branch(false), at);
}

function settle(value: Value | undefined, condition: string, when: boolean): Value | undefined {
  let at = value;
  while (at?.kind === "choice" && at.condition.id === condition) at = when ? at.then : at.otherwise;
  return at;
}

/** The same for a list that may be one of several. */
function overLists(
  list: Value | undefined,
  at: Pointer,
  scope: Scope,
  name: string,
  structure: string,
  combine: (items: readonly Value[]) => Value | undefined,
  conditions = MAX_CONDITIONS,
): Value | undefined {
  if (list?.kind === "list") return combine(list.items);
  if (list?.kind === "choice" && conditions > 0) {
    const branch = (side: Value | undefined): Value | undefined => side && overLists(side, at, scope, name, structure, combine, conditions - 1);
    return choice(list.condition, branch(list.then), branch(list.otherwise), at);
  }
  if (list?.kind === "unknown") return unknown(derived(scope, name, [structure, list.hole.id], list.hole.cause), at);
  if (list?.kind === "choice") return unknown(derived(scope, name, [structure, String(scope.run.identities.size)], list.condition), at);
  const known = asText(scope.run, list);
  if (known !== undefined && !isKnown(known)) return unknown(derived(scope, name, [structure, textKey(known)], causeOfText(known)), at);
  return malformedValue(scope, at, "expected a list");
}
