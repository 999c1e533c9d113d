/** What functions answer: texts, truths, and the ways of saying that something can't be told. */
import type { Cause, Hole, Text } from "../../../text/symbolic.ts";
import { isKnown, text, textKey } from "../../../text/symbolic.ts";
import { isOversized } from "../../declared/texts.ts";
import { choose } from "../choices.ts";
import { type Call, causeOf, derived, hole, keyOf, refused, scalar, textOf, textTerm, unknown } from "../making.ts";
import type { Term, UnknownTerm } from "../term.ts";
import { isWalkable, sizeOf } from "./extent.ts";

export type TerraformFunction = (args: readonly Term[], call: Call) => Term;

/** Takes from the budget of the run; false where it is used up. */
export function spend({ making }: Call, amount: number): boolean {
  making.budget.left -= amount;
  return making.budget.left >= 0;
}

export function exhausted(call: Call): UnknownTerm {
  return refused(call, "the configuration stands for more values than this program works with");
}

export function tooLong(call: Call): UnknownTerm {
  return refused(call, "the text is longer than this program works with");
}

/** The result depends on something unknown; equal for equal arguments. */
export function undetermined(call: Call, args: readonly Term[]): UnknownTerm {
  if (!isWalkable(args)) return unrepeatable(call, undefined);
  // The arguments are a part of the hole's identity, which is kept.
  spend(call, sizeOf(args) / 10);
  return derived(
    call,
    args,
    args.find((arg) => causeOf(arg) !== undefined),
  );
}

/** How reports call what a function gives. */
export function shownName({ name }: Call): string {
  return `${name}(…)`;
}

/** An unknown that equals no other, not even that of the same call. */
export function unrepeatable(call: Call, reason: string | undefined): UnknownTerm {
  const what = reason ?? `\`${call.name}\` of something that is not known can't be worked out`;
  const cause: Cause = { kind: "expression", id: `expression ${call.name}`, what, at: call.at };
  return unknown(hole(call.making, shownName(call), `once ${call.making.identities.size}`, cause), call.at);
}

/**
 * A hole for what the function makes of one hole, where it can be told for the rest of a text. It is the same hole as that of
 * the call on the hole alone. `others`: the other arguments, in the call's order.
 */
export function pieceOf(call: Call, of: Hole, others: readonly Term[], shape?: Hole["shape"]): Hole {
  const open = unknown(of, call.at);
  const { hole: piece } = derived(call, [open, ...others], open);
  return shape === undefined ? piece : { ...piece, shape };
}

/** A text as a result. Where it is just the text of `from`, it is `from`: then places inside it are not lost. */
export function textResult(value: Text, call: Call, from?: Term): Term {
  if (isOversized(value)) return tooLong(call);
  if (!spend(call, 1 + (isKnown(value) ? value.length / 100 : value.parts.length))) return exhausted(call);
  return from !== undefined && isText(from) && sameText(textOf(from), value) ? from : textTerm(value, call.at);
}

function isText(term: Term): boolean {
  if (term.kind !== "scalar") return term.kind === "json" || term.kind === "unknown";
  return term.value !== null && typeof term.value !== "number" && typeof term.value !== "boolean";
}

function sameText(a: Text | undefined, b: Text): boolean {
  return a !== undefined && textKey(a) === textKey(b);
}

/** Joins many pieces. Undefined where the result is longer than this program works with; nothing is built then. */
export function joined(pieces: readonly (Text | Hole)[]): Text | undefined {
  let length = 0;
  for (const piece of pieces) {
    length += typeof piece === "string" ? piece.length : "parts" in piece ? piece.parts.length : 1;
    if (length > MAX_LENGTH) return undefined;
  }
  const known = pieces.filter((piece) => typeof piece === "string");
  if (known.length === pieces.length) return known.join("");
  let whole: Text = "";
  for (let from = 0; from < pieces.length; from += 1000) {
    whole = text(whole, ...pieces.slice(from, from + 1000));
    if (isOversized(whole)) return undefined;
  }
  return whole;
}

const MAX_LENGTH = 200_000;

/** What a function makes of many pieces. */
export function joinedResult(pieces: readonly (Text | Hole)[], call: Call, from?: Term): Term {
  const whole = joined(pieces);
  return whole === undefined ? tooLong(call) : textResult(whole, call, from);
}

/**
 * A truth that is not known: the choice between true and false, by a condition that is the same for equal `structure`s of calls
 * of this function.
 */
function truthTerm(call: Call, structure: string, cause: Cause): Term {
  const { id } = hole(call.making, shownName(call), `truth ${call.name} ${structure}`, cause);
  const condition: Cause = {
    kind: "condition",
    id,
    what: `the outcome of \`${call.name}\` depends on a value that is not known (${cause.what})`,
    at: call.at,
    ...(cause.settle === undefined ? {} : { settle: cause.settle }),
  };
  return choose(condition, scalar(true, call.at), scalar(false, call.at), call.at);
}

/** A truth as a result; a cause stands for one that is not known. */
export function truthResult(truth: boolean | Cause, args: readonly Term[], call: Call): Term {
  return typeof truth === "boolean" ? scalar(truth, call.at) : truthTerm(call, args.map(keyOf).join(","), truth);
}
