/**
 * Terms: what Terraform's expressions evaluate to. Like `Value`, plus what only exists while expressions are evaluated: a text
 * known to be the JSON of a term (`jsonencode`, the `json` of a policy document), and a resource or module as a whole.
 *
 * There is no `undefined` here: what is not there is null, as in Terraform. What Terraform would refuse (a missing attribute, a
 * wrong argument) is an unknown whose cause is `malformed`; `try` and `can` go by that.
 */
import type { Pointer } from "../../text/pointer.ts";
import type { Cause, Hole, Text } from "../../text/symbolic.ts";

export type Term = ScalarTerm | ListTerm | MapTerm | UnknownTerm | ChoiceTerm | JsonTerm | ObjectTerm;

export interface ScalarTerm {
  readonly kind: "scalar";
  readonly value: Text | number | boolean | null;
  readonly at: Pointer;
}

/** A list, tuple or set. Sets are lists without repetition; Terraform's order of sets (sorted) is kept by whoever makes one. */
export interface ListTerm {
  readonly kind: "list";
  readonly items: readonly Term[];
  readonly at: Pointer;
  /** A set, as far as that is told: the key of an item is the item itself. */
  readonly isSet?: true;
}

/** A map or object. A Map, not an object: keys come from input. */
export interface MapTerm {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Term>;
  readonly at: Pointer;
}

export interface UnknownTerm {
  readonly kind: "unknown";
  readonly hole: Hole;
  readonly at: Pointer;
}

/** One or the other, by a condition that is not known. An unknown truth is the choice between `true` and `false`. */
export interface ChoiceTerm {
  readonly kind: "choice";
  readonly condition: Cause;
  readonly then: Term;
  readonly otherwise: Term;
  readonly at: Pointer;
}

/** A text: the JSON of `value`. Kept as a tree, so that places inside it are not lost. */
export interface JsonTerm {
  readonly kind: "json";
  readonly value: Term;
  /** How its maker spells it, where that differs from how it is written: of texts that are made of the text, not of places. */
  readonly spelled?: Term;
  readonly at: Pointer;
}

/** A whole resource or module. Its attributes are worked out when one is asked for. */
export interface ObjectTerm {
  readonly kind: "object";
  readonly of: WholeObject;
  readonly at: Pointer;
}

export interface WholeObject {
  readonly kind: "resource" | "module";
  /** As Terraform writes it: `module.studio["a"].aws_iam_role.exec[0]`. */
  readonly address: string;
  /** Unique in the run: the address behind its root module. */
  readonly key: string;
  /** An attribute or output, as if written at `at`. */
  readonly attribute: (name: string, at: Pointer) => Term;
}
