/** Strings with interpolations and directives. https://developer.hashicorp.com/terraform/language/expressions/strings */
import type { TemplateExpression, TemplatePart } from "../../text/hcl/syntax.ts";
import type { Pointer } from "../../text/pointer.ts";
import { text } from "../../text/symbolic.ts";
import { isOversized } from "../declared/texts.ts";
import { overChoices, whether } from "./choices.ts";
import { isWalkable } from "./functions/extent.ts";
import { type Call, derived, isRefused, refused, scalar, textOf, textTerm } from "./making.ts";
import { standpoint } from "./scope.ts";
import type { Term } from "./term.ts";
import { itemsOf } from "./traversal.ts";
import type { Scope } from "./types.ts";

export function templateTerm({ parts, unwrapped }: TemplateExpression, at: Pointer, scope: Scope): Term {
  const [only] = parts;
  if (unwrapped && only?.kind === "interpolation") return scope.run.evaluate(only.expression, scope);
  return joined(partTerms(parts, at, scope), at, scope);
}

function partTerms(parts: readonly TemplatePart[], at: Pointer, scope: Scope): readonly Term[] {
  return parts.flatMap((part) => partTerm(part, at, scope));
}

function partTerm(part: TemplatePart, at: Pointer, scope: Scope): readonly Term[] {
  const { run } = scope;
  switch (part.kind) {
    case "text":
      return [scalar(part.value, at)];
    case "interpolation":
      return [run.evaluate(part.expression, scope)];
    case "if": {
      const side = (parts: readonly TemplatePart[]): Term => joined(partTerms(parts, at, scope), at, scope);
      return [
        whether(
          run.evaluate(part.condition, scope),
          at,
          run,
          () => side(part.then),
          () => side(part.otherwise),
        ),
      ];
    }
    case "for": {
      const call: Call = { name: "for", at, making: run };
      return [
        overChoices([run.evaluate(part.collection, scope)], at, run, ([collection]) => {
          if (collection?.kind === "scalar" || collection?.kind === "json") return refused(call, "`for` goes over something that is no collection");
          const items = collection && itemsOf(collection, call);
          if (items === undefined) return derived(call, collection === undefined ? [] : [collection, standpoint(scope, part.collection.range, at)], collection);
          const pieces = items.flatMap(([key, value]) => {
            if (run.budget.left < 0) return [];
            const bindings = new Map(scope.bindings).set(part.valueName, value);
            if (part.keyName !== undefined) bindings.set(part.keyName, key);
            return partTerms(part.body, at, { ...scope, bindings });
          });
          return joined(pieces, at, scope);
        }),
      ];
    }
  }
}

/** Terms as one text, for each outcome of the conditions among them. */
function joined(terms: readonly Term[], at: Pointer, { run }: Scope): Term {
  const call: Call = { name: "template", at, making: run };
  return overChoices(terms, at, run, (pieces) => {
    const wrong = pieces.find(isRefused);
    if (wrong !== undefined) return { ...wrong, at };
    if (!isWalkable(pieces)) return refused(call, "the text is longer than this program works with");
    const texts = pieces.map(textOf);
    if (texts.some((piece) => piece === undefined)) return unclear(pieces, texts, call);
    const whole = text(...texts.filter((piece) => piece !== undefined));
    run.budget.left -= (typeof whole === "string" ? whole.length : whole.parts.length) / 100;
    return isOversized(whole) ? refused(call, "the text is longer than this program works with") : textTerm(whole, at);
  });
}

/** A list or null in a text is refused; a whole resource, of which we know little, leaves the text unknown. */
function unclear(pieces: readonly Term[], texts: readonly unknown[], call: Call): Term {
  const odd = pieces.find((_, index) => texts[index] === undefined);
  return odd?.kind === "object" ? derived(call, pieces, odd) : refused(call, "a list, a map or null stands in a text");
}
