/**
 * An imagined AWS: what accounts hold, as plain data. The server answers from it, and so does what the AWS CLI would print.
 * In objects that are given as AWS answers them a time is a `Date`, as in the SDK's types, or a number of seconds.
 */
export interface FakeWorld {
  readonly accounts: readonly FakeAccount[];
  readonly organization?: FakeOrganization;
  /** In every other region all credentials are refused, as where an account has not opted in. */
  readonly enabledRegions: readonly string[];
}

export interface FakeAccount {
  readonly id: string;
  readonly roles: readonly FakeRole[];
  /** The account's own, and those of AWS (`arn:aws:iam::aws:policy/…`) that are in use. */
  readonly policies: readonly FakePolicy[];
  readonly regions: Readonly<Record<string, FakeRegion>>;
}

export interface FakeRole {
  readonly name: string;
  /** With a slash at both ends; `/` where it is not given. */
  readonly path?: string;
  readonly roleId: string;
  readonly trust: object;
  readonly inline?: readonly FakeInlinePolicy[];
  /** ARNs of managed policies. */
  readonly attached?: readonly string[];
  /** The ARN of a managed policy. */
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Names. */
  readonly instanceProfiles?: readonly string[];
}

export interface FakeInlinePolicy {
  readonly name: string;
  readonly document: object;
}

export interface FakePolicy {
  readonly arn: string;
  readonly versions: readonly FakePolicyVersion[];
}

export interface FakePolicyVersion {
  readonly id: string;
  readonly document: object;
  readonly isDefault: boolean;
}

export interface FakeRegion {
  /** As DescribeDomain answers them. */
  readonly domains: readonly object[];
  /** As DescribeUserProfile answers them. */
  readonly userProfiles: readonly object[];
  /** As ListSpaces lists them. */
  readonly spaces: readonly object[];
  /** As ListApps lists them. */
  readonly apps: readonly object[];
  /** As DescribeCluster answers them, without the `Cluster` around. */
  readonly clusters: readonly object[];
  readonly securityConfigurations: readonly FakeSecurityConfiguration[];
}

export interface FakeSecurityConfiguration {
  readonly name: string;
  readonly content: object;
}

export interface FakeOrganization {
  readonly id: string;
  readonly managementAccount: string;
  readonly rootId: string;
  readonly units: readonly FakeUnit[];
  readonly accountsIn: readonly FakeMember[];
  readonly policies: readonly FakeOrganizationPolicy[];
}

export interface FakeUnit {
  readonly id: string;
  readonly name: string;
  /** The root's ID or another unit's. */
  readonly parent: string;
}

export interface FakeMember {
  readonly account: string;
  readonly parent: string;
  /** `ACTIVE` where it is not given. */
  readonly status?: string;
}

export interface FakeOrganizationPolicy {
  readonly id: string;
  readonly name: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  readonly content: object;
  /** IDs of accounts, units and the root. */
  readonly targets: readonly string[];
  readonly awsManaged?: boolean;
}

/** Of the times that the data do not tell. */
export const CREATED = new Date("2026-03-02T09:12:45Z");
export const CHANGED = new Date("2026-06-18T14:05:10.451Z");
