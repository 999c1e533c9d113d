/** Places of terms. */
import { hclPointer, type Pointer } from "../../text/pointer.ts";
import type { TextRange } from "../../text/positions.ts";
import { isKnown } from "../../text/symbolic.ts";
import { choose } from "./choices.ts";
import type { Term } from "./term.ts";

export function placeOf(file: string, range: TextRange): Pointer {
  return hclPointer(file, range);
}

/**
 * What a reference fetches, as it stands at the reference: a single value stands where it is used, a list, map or document where it
 * is written, because that is where it is changed. A text that holds JSON counts as a document.
 */
export function referredTo(term: Term, at: Pointer): Term {
  switch (term.kind) {
    case "scalar":
      return holdsJson(term) ? term : { ...term, at };
    case "unknown":
    case "object":
      return { ...term, at };
    case "choice":
      return choose(term.condition, referredTo(term.then, at), referredTo(term.otherwise, at), at);
    default:
      return term;
  }
}

function holdsJson({ value }: Extract<Term, { kind: "scalar" }>): boolean {
  if (typeof value !== "string" && (typeof value !== "object" || value === null)) return false;
  const head = isKnown(value) ? value : value.parts[0];
  return typeof head === "string" && /^\s*[[{]/.test(head);
}
