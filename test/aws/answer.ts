/**
 * What an operation answers, before it is put into a protocol's form: an object, a list that is given out in pages, or an error.
 */
import type { AccountIndex, WorldIndex } from "./world-index.ts";

export type Input = Readonly<Record<string, unknown>>;

export interface Call {
  readonly world: WorldIndex;
  readonly account: AccountIndex;
  readonly region: string;
  /** Who calls: an ARN and its unique ID. */
  readonly caller: Caller;
  readonly input: Input;
}

export interface Caller {
  readonly arn: string;
  readonly id: string;
}

export interface Output {
  readonly kind: "output";
  readonly output: object;
}

export interface Listing {
  readonly kind: "listing";
  readonly items: readonly object[];
  /** How many of them at once, where the request does not say, and at most. */
  readonly usual: number;
  readonly most: number;
  /** The members by which the request says it, by which request and answer say where a page begins, and by which IAM says that more follows. */
  readonly sizeIn: string | undefined;
  readonly token: "NextToken" | "Marker";
  readonly truncated: "IsTruncated" | undefined;
  /** The code of the error for a token or a size that is not valid. */
  readonly invalid: string;
  readonly show: (items: readonly object[]) => object;
}

export interface Failure {
  readonly kind: "failure";
  readonly code: string;
  readonly status: number;
  readonly message: string;
  /** Further members of the error. */
  readonly more?: object;
}

export type Answer = Output | Listing | Failure;

/** By the operation's name. */
export type Operations = ReadonlyMap<string, (call: Call) => Answer>;

export function output(object: object): Output {
  return { kind: "output", output: object };
}

export function failure(code: string, status: number, message: string, more?: object): Failure {
  return { kind: "failure", code, status, message, ...(more === undefined ? {} : { more }) };
}
