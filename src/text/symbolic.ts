/**
 * Strings that are only partly known.
 *
 * A template or plan says `arn:${AWS::Partition}:iam::${AWS::AccountId}:role/Data`: some parts are literal, some are
 * holes that only a deployment fills. A hole has an identity, so two strings with the same hole in the same place are
 * known to be equal although neither is known.
 */
import type { Pointer } from "./pointer.ts";

/**
 * Why something is not known, and what would settle it. Every "unknown" in this project carries at least one, so that a
 * report can say what is missing instead of staying silent.
 */
export interface Cause {
  readonly kind: CauseKind;
  /** Equal for equal causes. For kind `condition`: the identity of the condition, as guards use it. */
  readonly id: string;
  /** What is not known, as a clause: "parameter `RoleArn` has no value". */
  readonly what: string;
  /** What the user can do about it: "pass --parameter RoleArn=VALUE". */
  readonly settle?: string;
  /** Where it is written, if anywhere. */
  readonly at?: Pointer;
}

export type CauseKind =
  /** a CloudFormation parameter or Terraform variable without a value */
  | "parameter"
  /** a CloudFormation condition that may hold or not */
  | "condition"
  /** an account id, region or partition that the input does not tell */
  | "environment"
  /** an import that no input exports, a stack or module that is not in the input */
  | "import"
  /** an attribute that exists only after deployment */
  | "attribute"
  /** a function or expression that we can't work out */
  | "expression"
  /** a condition key whose value depends on the caller's network, time, organization … */
  | "context-key"
  /** a condition key whose value the caller picks freely in the call (`sts:ExternalId`, `sts:RoleSessionName`) */
  | "caller-choice"
  /** the source identity, while it stands for any of several profile names */
  | "source-identity"
  /** a condition key of AssumeRole that AWS does not list for SetSourceIdentity */
  | "assume-only-key"
  /** a policy that is neither in the input nor in the bundled table */
  | "policy"
  /** a role, account or resource that is not in the input */
  | "missing"
  /** something malformed that IAM may read one way or another */
  | "malformed";

export interface Hole {
  readonly id: string;
  readonly cause: Cause;
  /**
   * What the hole can stand for. `account`: 12 digits. `segment`: a name, without `:` and `/`. `generated`: a name that the
   * deployment makes up, with a random end: equal to itself and to no other generated name, nor to anything written down;
   * only a wildcard or a hole that stands for any name can match it. Default: any text, even none.
   */
  readonly shape?: "account" | "segment" | "generated";
}

/** At least one hole; adjacent literals are merged, empty literals left out. Built by `text()` only. */
export interface SymbolicText {
  readonly parts: readonly (string | Hole)[];
}

/** A string, known or partly known. Fully known ones are plain strings: that is nearly all of them, and cheap. */
export type Text = string | SymbolicText;

/** Joins literals, holes and texts to one text. */
export function text(...pieces: readonly (Text | Hole)[]): Text {
  const parts: (string | Hole)[] = [];
  for (const piece of pieces) {
    const more = typeof piece === "string" ? [piece] : "parts" in piece ? piece.parts : [piece];
    for (const part of more) {
      const last = parts.at(-1);
      if (part === "") continue;
      if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
      else parts.push(part);
    }
  }
  if (parts.length === 0) return "";
  const [only] = parts;
  return parts.length === 1 && typeof only === "string" ? only : { parts };
}

export function isKnown(value: Text): value is string {
  return typeof value === "string";
}

export function holesOf(value: Text): readonly Hole[] {
  return typeof value === "string" ? [] : value.parts.filter((part) => typeof part !== "string");
}

/** For people: holes as `${name}`, the last part of their id without its number (`stack.yaml/DataRole` as `${DataRole}`, `Fn::If#3` as `${Fn::If}`). */
export function showText(value: Text): string {
  return typeof value === "string"
    ? value
    : value.parts.map((part) => (typeof part === "string" ? part : `\${${part.id.slice(part.id.lastIndexOf("/") + 1).replace(/#\d+$/, "")}}`)).join("");
}

/** A text that is equal for equal texts and for no others (a literal can't pass for a hole). */
export function textKey(value: Text): string {
  return typeof value === "string" ? value : value.parts.map((part) => (typeof part === "string" ? part : `\u0000${part.id}\u0000`)).join("");
}
