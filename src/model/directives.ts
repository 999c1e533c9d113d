/**
 * What people write beside their code to have findings set aside: comments in YAML and HCL, `Metadata` in CloudFormation. Plain data:
 * whether it is in order, and what it sets aside, is for triage.
 */
import type { Pointer } from "../text/pointer.ts";

export interface Directive {
  /** The comment, or the entry of the metadata. */
  readonly at: Pointer;
  readonly writtenAs: "comment" | "metadata";
  /** What it is about: from the first of these places to the end of the last. None where it is about nothing. */
  readonly covers: readonly Pointer[];
  readonly says: Statement | Unreadable;
}

interface Statement {
  readonly kind: "statement";
  /** As written: they may be no rules. */
  readonly rules: readonly string[];
  /** May be empty. */
  readonly reason: string;
  /** As written: it may be no date. */
  readonly expires?: string;
  readonly owner?: string;
}

interface Unreadable {
  readonly kind: "unreadable";
  /** To follow "it": "has no reason". */
  readonly why: string;
}
