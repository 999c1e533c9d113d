/**
 * The rule contract: all that a rule sees and all that it may say. Rules import this file and `evidence.ts`, and nothing
 * else of ours.
 */
import type { ChainGraph, RoleNode } from "../chain/types.ts";
import type { Policy, Statement } from "../iam/types.ts";
import type { Inventory } from "../model/inventory.ts";
import type { Pointer } from "../text/pointer.ts";
import type { Cause, Text } from "../text/symbolic.ts";

export type Severity = "error" | "warning" | "note";
export type Certainty = "definite" | "undetermined";

/** About what is in the input. */
export interface InputRule {
  readonly meta: RuleMeta;
  readonly check: (context: RuleContext) => Iterable<Finding>;
}

/** About what people wrote to have findings set aside: it runs once all others have, and nothing sets aside what it finds. */
export interface SuppressionRule {
  readonly meta: RuleMeta;
  readonly checkSuppressions: (suppressions: readonly JudgedSuppression[]) => Iterable<Finding>;
}

export type Rule = InputRule | SuppressionRule;

export interface RuleMeta {
  /** kebab-case, names the offence, never reused. Also the folder's name. */
  readonly id: string;
  /** One sentence without a full stop at its end: what is wrong. */
  readonly summary: string;
  /** The highest severity that the rule reports. */
  readonly severity: Severity;
  /** For SARIF: how often a definite finding is right. */
  readonly precision: "very-high" | "high" | "medium" | "low";
  /** For SARIF and code scanning, 0.1–10.0: what it means to leave the finding unfixed. */
  readonly securitySeverity: number;
  readonly tags: readonly string[];
}

export interface RuleContext {
  readonly inventory: Inventory;
  readonly graph: ChainGraph;
}

/** What a rule yields. Places are pointers; lines are worked out later, and only for what is reported. */
export interface Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** Fact, consequence: one or two sentences. Strings of the input stand in backquotes. */
  readonly message: string;
  /** What the finding is about: `Declared.subject`. */
  readonly subject: string;
  /** The narrowest element that must change. */
  readonly at: Pointer;
  /**
   * Which part of the subject is meant, apart from any line number: a statement's Sid or index, a caller, a property.
   * With rule and subject it makes the fingerprint, so it must not change when lines move.
   */
  readonly part: string;
  readonly related: readonly Related[];
  /** From the domain to the place where it breaks. Empty where no chain leads there. */
  readonly chain: readonly ChainStep[];
  readonly remedy: Remedy;
  /** For undetermined findings: what is missing to decide. */
  readonly causes: readonly Cause[];
  /** Whose sessions fail: decides whether a domain is ready. Absent where none does. `breaksOf` makes it. */
  readonly breaks?: Breaks;
  /** Set by triage, and by no rule: the finding is set aside, and why. */
  readonly suppressed?: SuppressedBy;
}

export interface SuppressedBy extends Pick<JudgedSuppression, "reason" | "writtenAs" | "at"> {
  readonly expires?: string;
  readonly owner?: string;
}

/** What somebody wrote to have findings set aside, and what became of it. */
export interface JudgedSuppression {
  readonly at: Pointer;
  readonly file: string;
  readonly writtenAs: "comment" | "metadata" | "configuration";
  /** Empty where it could not be read. */
  readonly rules: readonly string[];
  readonly reason: string;
  /** `YYYY-MM-DD`: the last day on which it holds. */
  readonly expires: string | undefined;
  readonly owner: string | undefined;
  /** In the configuration: what it is about, perhaps a pattern. */
  readonly subject: string | undefined;
  /** In the input: the stretch that it is about, from the first of these places to the end of the last. */
  readonly covers: readonly Pointer[];
  readonly outcome: /** Something is set aside by it, or whether that is so can't be told. */
    | { readonly kind: "in-force" }
    /** Some or all of its rules report nothing there. `elsewhere`: some of what they report in the same file or, of a configuration, anywhere. */
    | { readonly kind: "unused"; readonly rules: readonly string[]; readonly elsewhere: readonly Finding[] }
    | { readonly kind: "expired" }
    /** `why`: to follow "it". */
    | { readonly kind: "invalid"; readonly why: string };
}

export interface Breaks {
  /** On an explicit path. */
  readonly sessionsOf: readonly RoleNode[];
  /** Over a mere wildcard: nobody may ever go there, so that makes a domain undetermined, not blocked. */
  readonly perhapsOf: readonly RoleNode[];
  /** The state in which they fail. */
  readonly propagation: "on" | "off" | "either";
}

export interface Related {
  readonly message: string;
  readonly at: Pointer;
}

export interface ChainStep {
  readonly label: string;
  readonly at?: Pointer;
}

export interface Remedy {
  /** What to do, in the words of the input's own tool. */
  readonly text: string;
  /** All that has to change, in order. None where a person has to decide, or where there is no document to change. */
  readonly edits?: readonly PolicyEdit[];
  /** Why no tool is to make these edits by itself, to follow a colon: whose decision it is. */
  readonly decision?: string;
  /** A statement to write, where no edit says so: in a policy of one's own, or if a person decides to. */
  readonly snippet?: StatementSnippet;
  /** A statement to write of which not all is known as text: what an app of the CDK has in a variable, say. */
  readonly partly?: PartlyKnown;
}

/** An Allow, for roles or on roles whose ARNs exist only after deployment. */
export interface PartlyKnown {
  /** Where it goes; absent: any permissions policy of the finding's subject. */
  readonly policy?: Policy;
  readonly actions: readonly string[];
  readonly principals?: readonly Text[];
  readonly resources?: readonly Text[];
}

/**
 * One change of one policy document, whatever the document is written in: snippets and commands are made of it. `set` holds
 * whole elements, so what it adds and takes off is found by comparing it with the statement.
 */
export interface PolicyEdit {
  /** The document, and where it stands. */
  readonly policy: Policy;
  /**
   * For a statement that is added: it is like this one, but for what `set` says and for the conditions on these keys (lower-cased). Where all
   * of it is known, `set` says all.
   */
  readonly copyOf?: { readonly statement: Statement; readonly without: readonly string[] };
  /** The statement whose elements are set (`Action` takes the place of `NotAction`, and the other way round); absent: a statement is added. */
  readonly statement?: Statement;
  readonly set: StatementSnippet;
}

/** In the words of IAM's policy grammar, in the order in which the elements are to be shown. */
export interface StatementSnippet {
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly [type: string]: string | readonly string[] };
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  /** Operator → key → values. */
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}
