/**
 * The chain graph: which sessions carry a source identity, and where they can go next. Plain data; `buildChainGraph` makes
 * it, rules read it.
 *
 * An *entry* is SageMaker assuming an execution role for a session of a user profile. A *hop* is a role session assuming
 * another role. Each holds two judgements, one for `sts:AssumeRole` and one for `sts:SetSourceIdentity`, with evidence.
 */
import type { Authorization, Pattern, Policy, PolicyOrUnknown, Statement, StatementRef } from "../iam/types.ts";
import type { App, Domain, EmrCluster, Gap, Located, Propagation, Role, Space, UserProfile } from "../model/inventory.ts";
import type { Pointer } from "../text/pointer.ts";
import type { Cause, Text } from "../text/symbolic.ts";
import type { Guard } from "../text/value.ts";

export interface ChainGraph {
  readonly entries: readonly Entry[];
  /** Every hop from a reached role that was judged one by one. */
  readonly hops: readonly Hop[];
  /** The statements by which reached roles may call AssumeRole, judged as a whole (also where no target is in the input). */
  readonly grants: readonly Grant[];
  /** How each reached role is reached best: the strongest propagation first, then the most explicit path. */
  readonly reached: ReadonlyMap<RoleNode, Reach>;
  /** Every role of the input, reached or not. */
  readonly roles: readonly RoleNode[];
  /** The permissions policies of every reached role, read. */
  readonly permissions: ReadonlyMap<RoleNode, readonly PolicyOrUnknown[]>;
  readonly gaps: readonly ChainGap[];
  /** Callers that reach a target only through a wildcard they share with a caller that was judged: target → callers. */
  readonly alsoCallers: ReadonlyMap<RoleNode, readonly (readonly RoleNode[])[]>;
  /** Instance roles of EMR clusters, by the entries whose identity their sessions carry. */
  readonly instanceRoles: ReadonlyMap<RoleNode, readonly Entry[]>;
  /** Roles that reached roles may pass to SageMaker, which assumes them for jobs. */
  readonly jobs: readonly Job[];
  /** Runtime roles as EMR clusters assume them, whether these propagate the source identity or not. */
  readonly runtimeRoles: readonly TaggedHop[];
  /** What sessions of users may do to their domain, to other users' profiles and to roles. */
  readonly powers: readonly Power[];
  readonly members: ReadonlyMap<Domain, Members>;
  /** Roles that settings name and that are not judged. */
  readonly notJudged: readonly NotJudged[];
  /** Patterns of --entry-role that match no role. */
  readonly unmatchedEntryRoles: readonly string[];
  /** Kinds of policies that the input does not hold and that are taken not to deny: "SCPs", "RCPs". */
  readonly unseen: readonly string[];
  /** How much work was done; tests assert that it grows with the edges from reachable roles, not with all pairs. */
  readonly counts: { readonly authorizations: number };
}

/** A role as the graph sees it. */
export interface RoleNode {
  readonly role: Role;
  /** `false`: named by the input, but not in it; its policies are unknown, which is a gap and never a finding. */
  readonly inInput: boolean;
  readonly trust: PolicyOrUnknown;
}

/** Whether the sessions that get here carry a source identity. */
export type PropagationState = Propagation["kind"];

export type EntryKind =
  /** the effective execution role of user profiles */
  | "profile"
  /** the domain's default execution role, which no profile in the input uses */
  | "default"
  /** the same, while every profile that the input shows has a role of its own: nobody's session has it, so far */
  | "unused-default"
  /** the execution role of shared spaces: its sessions carry no source identity */
  | "shared-space"
  /** named by --entry-role */
  | "given"
  /** trusts SageMaker, and the input names no execution role at all */
  | "candidate";

export interface Entry {
  readonly kind: EntryKind;
  readonly domain: Domain | undefined;
  /** The profiles of the domain whose effective execution role this is. */
  readonly profiles: readonly UserProfile[];
  readonly spaces: readonly Space[];
  readonly state: PropagationState;
  /**
   * The conditions of a template under which this is the execution role at all, where others are it otherwise. What is
   * wrong with the role then depends on them.
   */
  readonly guards: readonly Guard[];
  /** Where the execution role is named; undefined for candidates. */
  readonly named: Located<Text> | undefined;
  readonly node: RoleNode;
  /** SageMaker calls AssumeRole without a source identity: today, where propagation is off, and in shared spaces. */
  readonly assumeWithout: Judgement;
  /** SageMaker calls AssumeRole with the profile's name as source identity. */
  readonly assume: Judgement;
  readonly setIdentity: Judgement;
  /** SageMaker passes the context of trusted identity propagation; undefined where the domain does not have that enabled. */
  readonly setContext: Judgement | undefined;
}

/** One question with its answer; asked name by name only where the answer depends on which name it is. */
export interface Judgement {
  /** With the source identity being any of the profiles' names. */
  readonly authorization: Authorization;
  /** By profile name; present only when a policy's conditions make the answer depend on it and names are known. */
  readonly byName?: readonly { readonly name: Text; readonly authorization: Authorization }[];
}

/** Why the graph thinks that the caller calls AssumeRole on the target. */
export type HopBasis = "permissions" | "trust" | "configured" | "emr";

export interface Hop {
  readonly caller: RoleNode;
  readonly target: RoleNode;
  readonly basis: HopBasis;
  /** One side names the other (or the domain lists the target); otherwise only wildcards or the account root connect them. */
  readonly explicit: boolean;
  /** For `configured` and `emr`: where the domain or profile lists the target. */
  readonly named: Located<Text> | undefined;
  /** For `emr`: the cluster whose instance role is the caller. */
  readonly cluster: EmrCluster | undefined;
  /** `no` only for explicit hops: one side names the other, yet AssumeRole is denied. Nothing is walked over such a hop. */
  readonly exists: "yes" | "maybe" | "no";
  /** AssumeRole by a session without a source identity: a hop may work today and break once the session carries one. */
  readonly assumeWithout: Judgement;
  readonly assume: Judgement;
  readonly setIdentity: Judgement;
}

/** One resource pattern of one statement that allows a reached role AssumeRole. */
export interface Grant {
  readonly caller: RoleNode;
  readonly policy: Policy;
  readonly statement: Statement;
  /** The pattern of the Resource element; undefined for NotResource ("everything but"). */
  readonly pattern: Pattern | undefined;
  readonly wildcard: boolean;
  /** What the pattern stands for: its literal text, or with a hole for every wildcard. */
  readonly resource: Text;
  /** The caller's side only: permissions policies, boundary, SCPs. */
  readonly assume: Judgement;
  readonly assumeWithout: Judgement;
  readonly setIdentity: Judgement;
  /** The role that a literal pattern names. */
  readonly target: RoleNode | undefined;
}

/** SageMaker assumes a role for a job that a session of `caller` creates (`iam:PassRole`). */
export interface Job {
  readonly caller: RoleNode;
  /** Everyone who may pass the role by a wildcard, the caller included: those who share one are one list. The caller alone where the role is named. */
  readonly callers: readonly (readonly RoleNode[])[];
  readonly target: RoleNode;
  /** The caller's permissions name the role; otherwise only a wildcard matches it. */
  readonly explicit: boolean;
  /** Of the domain that the job is created in; undefined where that is not in the input. */
  readonly region: Text | undefined;
  /** `iam:PassRole` by a session that has a source identity, and by one that has none. */
  readonly pass: Judgement;
  readonly passWithout: Judgement;
  /** By SageMaker, for sessions that have no source identity, and for those that have one. */
  readonly assumeWithout: Judgement;
  readonly assume: Judgement;
  readonly setIdentity: Judgement;
}

/** An EMR cluster's instance role assumes a runtime role for a step or a query, with session tags. */
export interface TaggedHop {
  readonly entry: Entry;
  readonly caller: RoleNode;
  readonly target: RoleNode;
  readonly cluster: EmrCluster;
  /** Where the domain or profile lists the runtime role. */
  readonly named: Located<Text>;
  readonly assume: Judgement;
  readonly tagSession: Judgement;
}

/** What belongs to a domain. */
export interface Members {
  /** Whether its sessions carry a source identity: as configured, or as `--propagation` says. */
  readonly state: PropagationState;
  readonly profiles: readonly UserProfile[];
  readonly spaces: readonly Space[];
  readonly apps: readonly App[];
}

/** A call by which a session of `holder` gets at who appears as whom. Only those that are not denied. */
export interface Power {
  readonly kind: "change-domain" | "impersonate" | "rewrite-role";
  readonly holder: RoleNode;
  readonly action: string;
  /** The domain of the holder's users. */
  readonly domain: Domain | undefined;
  readonly state: PropagationState;
  /** For `impersonate`: the profiles that it is allowed on; empty where it is any. */
  readonly profiles: readonly Text[];
  /** For `rewrite-role`: the role that changes. */
  readonly role: RoleNode | undefined;
  /** Otherwise it can't be told, for these causes. */
  readonly isAllowed: boolean;
  readonly causes: readonly Cause[];
  /** The statements that allow it, or that may. */
  readonly grants: readonly StatementRef[];
  /** What else it hangs on: a setting of the domain. */
  readonly doubts: readonly Cause[];
}

/** A role that settings name for a service that AWS documents no chain for. */
export interface NotJudged {
  readonly subject: string;
  /** Which setting of which domain or profile names it, and why it is not judged. */
  readonly reason: string;
  readonly at: Pointer;
}

export interface Reach {
  readonly state: PropagationState;
  readonly explicit: boolean;
  /** The entry or hop over which the best path comes in. */
  readonly via:
    | { readonly kind: "entry"; readonly entry: Entry }
    | { readonly kind: "hop"; readonly hop: Hop }
    /** SageMaker assumes the role for a job, whose code then acts with it. */
    | { readonly kind: "job"; readonly job: Job };
}

export interface ChainGap extends Gap {
  /** The roles whose sessions are affected: a domain that reaches one of them can't be called ready. */
  readonly concerns: readonly RoleNode[];
}

export interface ChainOptions {
  /** `--propagation`: judge every domain as if it were so. */
  readonly propagation: "as-configured" | "on" | "off";
  /** `--entry-role`: ARNs, or patterns with `*` and `?`. */
  readonly entryRoles: readonly string[];
}
