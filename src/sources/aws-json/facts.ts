/**
 * What the responses of a run have told so far. Responses come in any order and each tells only a part, so facts are
 * collected first and put together when all have been read.
 */
import type {
  App,
  AttachedPolicy,
  DocumentSource,
  Domain,
  EmrCluster,
  EmrSecurityConfiguration,
  InstanceProfile,
  ManagedPolicy,
  Role,
  Space,
  UserProfile,
} from "../../model/inventory.ts";
import type { Pointer } from "../../text/pointer.ts";

/** Something as one response shows it. */
export interface Sighting<T> {
  readonly thing: T;
  /** How much that operation tells: the higher wins. */
  readonly rank: number;
  /** Milliseconds since 1970, where the response says when the thing was last changed. */
  readonly modified: number | undefined;
  /** The members that count for us, as they were: to tell whether a second response says the same. */
  readonly told: readonly unknown[];
  readonly file: string;
  /** The account that was asked, in recordings. */
  readonly account: string | undefined;
}

/** One role's inline policy, by the role's name. */
export interface InlinePolicyFact {
  readonly roleName: string;
  readonly account: string | undefined;
  readonly policy: AttachedPolicy;
  readonly policyName: string;
  readonly file: string;
  readonly at: Pointer;
}

/** One page of a list of what a role has, by the role's name. */
export interface RoleListFact<T> {
  readonly roleName: string;
  readonly account: string | undefined;
  readonly items: readonly T[];
  readonly at: Pointer;
}

export interface PolicyVersionFact {
  /** Told by recordings only. */
  readonly policyArn: string | undefined;
  readonly versionId: string;
  readonly isDefault: boolean | undefined;
  readonly document: DocumentSource;
  readonly group: string;
  readonly file: string;
}

export interface PolicyFact {
  readonly arn: string;
  readonly name: string;
  readonly defaultVersionId: string;
  readonly group: string;
  readonly at: Pointer;
}

export interface OrganizationPolicyFact {
  readonly id: string;
  readonly name: string;
  readonly arn: string | undefined;
  readonly policyKind: "scp" | "rcp";
  readonly document: DocumentSource;
  readonly at: Pointer;
}

export interface PolicyTarget {
  readonly policyId: string;
  readonly targetId: string;
}

/** One page of a list: has it a follower, and which page was asked for. */
export interface PageFact {
  readonly operation: string;
  readonly group: string;
  readonly next: string | undefined;
  readonly asked: string | undefined;
  readonly recorded: boolean;
  readonly at: Pointer;
  readonly file: string;
}

export interface Facts {
  /** By ARN. */
  readonly roles: Map<string, Sighting<Role>>;
  readonly inlinePolicies: InlinePolicyFact[];
  readonly inlineNames: RoleListFact<string>[];
  readonly attachments: RoleListFact<AttachedPolicy>[];
  /** By ARN, document included. */
  readonly managedPolicies: Map<string, Sighting<ManagedPolicy>>;
  readonly policies: PolicyFact[];
  readonly policyVersions: PolicyVersionFact[];
  /** By ARN, else account and name. */
  readonly instanceProfiles: Map<string, Sighting<InstanceProfile>>;
  /** By domain id. */
  readonly domains: Map<string, Sighting<Domain>>;
  /** By domain id and name. */
  readonly userProfiles: Map<string, Sighting<UserProfile>>;
  readonly spaces: Map<string, Sighting<Space>>;
  readonly apps: Map<string, Sighting<App>>;
  readonly emrSecurityConfigurations: Map<string, Sighting<EmrSecurityConfiguration>>;
  readonly emrClusters: Map<string, Sighting<EmrCluster>>;
  readonly organizationPolicies: Map<string, OrganizationPolicyFact>;
  readonly policyTargets: PolicyTarget[];
  /** Child id → parent id, from ListParents. */
  readonly organizationParents: Map<string, string>;
  managementAccount: string | undefined;
  readonly pages: PageFact[];
  /** Whose credentials were used in recordings. */
  readonly askedAccounts: Set<string>;
  /** Accounts whose IAM has answered in recordings. */
  readonly rolesAsked: Set<string>;
  /** Kind of policies → the accounts, units and roots for which they were listed. */
  readonly policiesListed: ReadonlyMap<"scp" | "rcp", Set<string>>;
  /** Accounts that are in no organization. */
  readonly withoutOrganization: Set<string>;
  /** Accounts that own something in the responses, and the partitions they are in. */
  readonly accounts: Set<string>;
  readonly partitions: Set<string>;
}

export function noFacts(): Facts {
  return {
    roles: new Map(),
    inlinePolicies: [],
    inlineNames: [],
    attachments: [],
    managedPolicies: new Map(),
    policies: [],
    policyVersions: [],
    instanceProfiles: new Map(),
    domains: new Map(),
    userProfiles: new Map(),
    spaces: new Map(),
    apps: new Map(),
    emrSecurityConfigurations: new Map(),
    emrClusters: new Map(),
    organizationPolicies: new Map(),
    policyTargets: [],
    organizationParents: new Map(),
    managementAccount: undefined,
    pages: [],
    askedAccounts: new Set(),
    rolesAsked: new Set(),
    policiesListed: new Map([
      ["scp", new Set()],
      ["rcp", new Set()],
    ]),
    withoutOrganization: new Set(),
    accounts: new Set(),
    partitions: new Set(),
  };
}
