/**
 * `try` and `can`: what Terraform would refuse is left for the next argument, wherever in a value it stands.
 * https://developer.hashicorp.com/terraform/language/functions/try
 */
import type { CallExpression } from "../../text/hcl/syntax.ts";
import type { Cause } from "../../text/symbolic.ts";
import { choose, MAX_CONDITIONS, settle } from "./choices.ts";
import { type Call, derived, isRefused, refused, scalar } from "./making.ts";
import type { Term } from "./term.ts";
import type { Scope } from "./types.ts";

/** The first argument that Terraform does not refuse; under each outcome of the conditions that decide on that. */
export function attempted({ name, arguments: written }: CallExpression, call: Call, scope: Scope): Term {
  const isCan = name.endsWith("can");
  const attempt = (index: number): Term => {
    const expression = written[index];
    if (expression === undefined) return refused(call, "no argument of `try` can be worked out");
    return overRefusals(scope.run.evaluate(expression, scope), call, (term, fails) => {
      if (isCan) return scalar(!fails, call.at);
      return fails ? attempt(index + 1) : term;
    });
  };
  return attempt(0);
}

function overRefusals(term: Term, call: Call, make: (term: Term, fails: boolean) => Term, left = MAX_CONDITIONS): Term {
  const refusal = refusalIn(term, call);
  if (refusal === undefined || refusal === "certain") return make(term, refusal === "certain");
  if (left === 0) return derived(call, [term], term);
  const branch = (when: boolean): Term => overRefusals(settle(term, refusal.id, when), call, make, left - 1);
  return choose(refusal, branch(true), branch(false), call.at);
}

/** Whether a part of the term is refused; or the condition that decides on it. */
function refusalIn(term: Term, call: Call): "certain" | Cause | undefined {
  call.making.budget.left -= COST;
  if (call.making.budget.left < 0) return undefined;
  switch (term.kind) {
    case "unknown":
      return isRefused(term) ? "certain" : undefined;
    case "list":
      return firstRefusal(term.items, call);
    case "map":
      return firstRefusal(term.entries.values(), call);
    case "json":
      return refusalIn(term.value, call);
    case "choice": {
      const sides = [refusalIn(term.then, call), refusalIn(term.otherwise, call)];
      if (sides.every((side) => side === "certain")) return "certain";
      return sides.some((side) => side !== undefined) ? term.condition : undefined;
    }
    default:
      return undefined;
  }
}

/** Of the budget, for each term that is looked at. */
const COST = 0.1;

function firstRefusal(terms: Iterable<Term>, call: Call): "certain" | Cause | undefined {
  let open: Cause | undefined;
  for (const term of terms) {
    const refusal = refusalIn(term, call);
    if (refusal === "certain") return refusal;
    open ??= refusal;
  }
  return open;
}
