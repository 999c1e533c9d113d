/**
 * The shapes of the policy language: a document once it is read, a question put to it, and the answer with its evidence.
 * Everything is plain data.
 */
import type { Pointer } from "../text/pointer.ts";
import type { Cause, Hole, Text } from "../text/symbolic.ts";
import type { Guard } from "../text/value.ts";

// ── Three answers ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Kleene logic: and = min, or = max, not swaps yes and no and keeps unknown. An unknown names what would settle it. */
export type Answer = "yes" | "no" | { readonly unknown: readonly Cause[] };

// ── Documents ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A policy document, read once and then only asked. `at` pointers start at `DOCUMENT` where the document is shared. */
export interface PolicyDocument {
  /** As written; absent means 2008-10-17, in which `${…}` is plain text. */
  readonly version: Text | undefined;
  readonly id: string | undefined;
  readonly statements: readonly Statement[];
  /** What IAM would refuse or what can never do what it says. Evaluation goes on without the malformed part, as far as it can. */
  readonly problems: readonly DocumentProblem[];
  /**
   * Lower-cased condition keys and policy variables that the document mentions: lets callers skip questions that can't matter.
   * What is not known of the document (a hole for a whole statement or Condition) may mention others.
   */
  readonly keys: ReadonlySet<string>;
  /** Characters without white space, as IAM counts a quota; undefined where part of the document is not known. */
  readonly size: number | undefined;
  readonly at: Pointer;
}

export interface Statement {
  /** From 0; reports say "statement 1" for index 0. */
  readonly index: number;
  readonly sid: string | undefined;
  /** `unknown`: the whole statement is a hole; it may allow or deny anything. */
  readonly effect: "Allow" | "Deny" | { readonly unknown: Cause };
  /** All must hold for the statement to be there. */
  readonly guards: readonly Guard[];
  readonly principals: PrincipalElement | undefined;
  readonly actions: PatternElement | undefined;
  readonly resources: PatternElement | undefined;
  readonly conditions: readonly ConditionTest[];
  /** Place of the Condition element, if there is one. */
  readonly conditionAt: Pointer | undefined;
  readonly at: Pointer;
}

/** Action/NotAction or Resource/NotResource. */
export interface PatternElement {
  readonly negated: boolean;
  readonly patterns: readonly Pattern[];
  readonly at: Pointer;
}

/** One string with wildcards, holes and (version 2012-10-17) policy variables, compiled. */
export interface Pattern {
  readonly source: Text;
  readonly tokens: readonly Token[];
  readonly guards: readonly Guard[];
  readonly at: Pointer;
}

export type Token =
  | { readonly kind: "literal"; readonly value: string }
  /** `*` */
  | { readonly kind: "any" }
  /** `?` */
  | { readonly kind: "one" }
  | { readonly kind: "hole"; readonly hole: Hole }
  /** `${key}` or `${key, 'default'}`; the key lower-cased. `hole`: part of the key is not known, so neither is the value. */
  | { readonly kind: "variable"; readonly key: string; readonly fallback: string | undefined; readonly hole?: Hole };

/** Principal or NotPrincipal. */
export interface PrincipalElement {
  readonly negated: boolean;
  readonly entries: readonly PrincipalEntry[];
  readonly at: Pointer;
}

export interface PrincipalEntry {
  readonly principal: Principal;
  /** As written, for messages. */
  readonly source: Text;
  readonly guards: readonly Guard[];
  readonly at: Pointer;
}

export type Principal =
  /** `*` or `{"AWS": "*"}` */
  | { readonly kind: "anyone" }
  /** `arn:…:iam::A:root` or the bare account id: the account, whose own policies decide */
  | { readonly kind: "account"; readonly account: Text; readonly partition: Text | undefined }
  | { readonly kind: "role"; readonly arn: Text }
  /** `arn:…:sts::A:assumed-role/Role/Session` */
  | { readonly kind: "session"; readonly arn: Text }
  | { readonly kind: "user"; readonly arn: Text }
  | { readonly kind: "federated-user"; readonly arn: Text }
  | { readonly kind: "service"; readonly service: Text }
  | { readonly kind: "federated"; readonly provider: Text }
  | { readonly kind: "canonical-user"; readonly id: Text }
  /** `AROA…`, `AIDA…`: the unique id that IAM leaves behind when a principal is deleted */
  | { readonly kind: "unique-id"; readonly id: string }
  /** An AWS principal that is not fully known. `anyType`: not even its type is known, so it may be a service too */
  | { readonly kind: "unknown"; readonly value: Text; readonly cause: Cause; readonly anyType?: true }
  /** Written in a way that IAM refuses (a partial wildcard, an ARN that isn't one); matches nobody */
  | { readonly kind: "invalid"; readonly value: string };

export interface ConditionTest {
  /** As written, with qualifier and IfExists. */
  readonly written: string;
  readonly qualifier: "ForAllValues" | "ForAnyValue" | undefined;
  /** Without qualifier and IfExists, in its canonical spelling; undefined when IAM knows no such operator. */
  readonly operator: ConditionOperator | undefined;
  readonly ifExists: boolean;
  /** As written. */
  readonly key: string;
  /** Lower-cased: key names are case-insensitive. */
  readonly keyId: string;
  readonly values: readonly Pattern[];
  readonly guards: readonly Guard[];
  /** Place of this key's entry (its values). */
  readonly at: Pointer;
}

export type ConditionOperator =
  | "StringEquals"
  | "StringNotEquals"
  | "StringEqualsIgnoreCase"
  | "StringNotEqualsIgnoreCase"
  | "StringLike"
  | "StringNotLike"
  | "NumericEquals"
  | "NumericNotEquals"
  | "NumericLessThan"
  | "NumericLessThanEquals"
  | "NumericGreaterThan"
  | "NumericGreaterThanEquals"
  | "DateEquals"
  | "DateNotEquals"
  | "DateLessThan"
  | "DateLessThanEquals"
  | "DateGreaterThan"
  | "DateGreaterThanEquals"
  | "Bool"
  | "BinaryEquals"
  | "IpAddress"
  | "NotIpAddress"
  | "ArnEquals"
  | "ArnLike"
  | "ArnNotEquals"
  | "ArnNotLike"
  | "Null";

export interface DocumentProblem {
  readonly kind:
    | "not-an-object"
    | "bad-json"
    | "duplicate-key"
    | "bad-version"
    | "no-statement"
    | "bad-effect"
    | "no-action"
    | "both-forms"
    | "unknown-element"
    | "bad-element"
    | "bad-principal"
    | "unknown-operator"
    | "bad-condition"
    | "duplicate-sid";
  /** One sentence: what is wrong and what IAM expects. */
  readonly message: string;
  readonly statement: number | undefined;
  readonly at: Pointer;
}

// ── Questions ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Request {
  readonly principal: RequestPrincipal;
  /** `sts:AssumeRole`; case does not matter. */
  readonly action: string;
  readonly resource: Text;
  /** The account that owns the resource. Needed to tell same-account from cross-account. */
  readonly resourceAccount: Text;
  readonly context: RequestContext;
}

export type RequestPrincipal =
  | { readonly kind: "service"; readonly service: string }
  | {
      readonly kind: "role-session";
      /** The role's ARN, with its path. */
      readonly roleArn: Text;
      readonly roleName: Text;
      readonly account: Text;
      readonly partition: Text;
      readonly sessionName: Text;
    }
  | { readonly kind: "user"; readonly arn: Text; readonly account: Text }
  | { readonly kind: "root"; readonly account: Text }
  | { readonly kind: "federated"; readonly provider: string }
  | { readonly kind: "canonical-user"; readonly id: string };

/** What a condition key or policy variable has in the request. */
export type ContextValue =
  /** One value, or several for a multivalued key */
  { readonly kind: "values"; readonly values: readonly Text[] } | { readonly kind: "absent" } | { readonly kind: "unknown"; readonly cause: Cause };

export interface RequestContext {
  /** By lower-cased key name. */
  readonly keys: ReadonlyMap<string, ContextValue>;
  /** For keys that `keys` does not hold (given lower-cased). */
  readonly other: (keyId: string) => ContextValue;
}

/** Branches that are taken as given while a question is asked: condition id → holds or not. */
export type Assumptions = ReadonlyMap<string, boolean>;

// ── Answers with evidence ────────────────────────────────────────────────────────────────────────────────────────────

export type Outcome = "allowed" | "explicitly-denied" | "implicitly-denied" | "unknown";

/** A document and where it stands: evidence points through it (`rebase(statement.at, policy.at)`). */
export interface Policy {
  readonly document: PolicyDocument;
  /** Where the document stands in the input; for a policy known only by name (an AWS managed policy), where it is attached. */
  readonly at: Pointer;
  /** `trust policy of role X`, `inline policy Y`, `AdministratorAccess`: for messages. */
  readonly label: string;
  /** The text is not part of the input, so nothing inside it can be pointed at. */
  readonly opaque?: boolean;
  /** One of AWS's own managed policies: nobody else can edit it, even where its text is part of the input. */
  readonly awsManaged?: boolean;
  /** All must hold for the policy to be attached. */
  readonly guards?: readonly Guard[];
}

/** A policy that applies and whose text is not known: it may allow or deny anything. */
export interface UnknownPolicy {
  readonly cause: Cause;
  readonly at: Pointer;
  readonly label: string;
}

export type PolicyOrUnknown = Policy | UnknownPolicy;

/** One statement of one policy, as evidence. */
export interface StatementRef {
  readonly policy: Policy;
  readonly statement: Statement;
  /** How the principal matched, where the statement has a principal. */
  readonly via?: PrincipalMatch;
}

/** How a trust policy names its caller: directly, or through its account (then the caller's own policies decide). */
export type PrincipalMatch = "service" | "role" | "session" | "account" | "anyone" | "user" | "other";

/** An Allow (or, for a Deny that might match, a Deny) that fails in exactly one element. */
export interface NearMiss {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly element: "action" | "resource" | "principal" | "condition";
  /** For `condition`: the tests that fail. */
  readonly tests: readonly ConditionTest[];
}

/** The answer of one set of policies (all identity policies of a role; one trust policy; one level of SCPs). */
export interface Decision {
  readonly outcome: Outcome;
  /** The statements that settle it: the matching Denies; else the matching Allows. Empty for an implicit deny. */
  readonly determining: readonly StatementRef[];
  /** For an implicit deny: every Allow that fails in exactly one element. */
  readonly nearMisses: readonly NearMiss[];
  /** For unknown: what would have to be learned, each cause once; and the statements that depend on it. */
  readonly causes: readonly Cause[];
  readonly undecided: readonly StatementRef[];
}

/** All policies that bear on a request. */
export interface ApplicablePolicies {
  /** The resource's own policy. `trust`: a role's, without which nobody gets in, whatever their permissions say. */
  readonly resource?: { readonly kind: "trust" | "resource"; readonly policy: PolicyOrUnknown };
  /** Permissions policies of the caller. Not asked where the principal is a service. */
  readonly identity?: readonly PolicyOrUnknown[];
  readonly boundary?: PolicyOrUnknown;
  readonly session?: readonly PolicyOrUnknown[];
  /** By level, from the organization's root to the account; every level must allow. */
  readonly scps?: readonly (readonly PolicyOrUnknown[])[];
  /** Of the resource's account. */
  readonly rcps?: readonly PolicyOrUnknown[];
}

export type Layer = "scp" | "rcp" | "resource" | "identity" | "boundary" | "session";

/** The answer of all policies together, and of each on its own. */
export interface Authorization {
  readonly outcome: Outcome;
  /** The layers that settle it: those that deny; for unknown, those that are unknown; else empty. */
  readonly decisive: readonly Layer[];
  /**
   * Each layer that was given, judged by itself; also layers that were not required (`required` tells). Permissions policies
   * that were needed and not given are there too, as unknown.
   */
  readonly layers: { readonly [layer in Layer]?: Decision };
  /** The layers whose consent is needed for this request. */
  readonly required: readonly Layer[];
  /** same account, other account, or not known which */
  readonly crossAccount: Answer;
  readonly causes: readonly Cause[];
}
