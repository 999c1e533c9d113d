/**
 * Responses of SageMaker. Field names: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeDomain.html,
 * API_DescribeUserProfile.html, API_UserSettings.html, API_DescribeSpace.html, API_SpaceDetails.html, API_AppDetails.html
 */
import type { App, Domain, Located, Propagation, Space, UserProfile, UserSettings } from "../../model/inventory.ts";
import { child, type Pointer } from "../../text/pointer.ts";
import type { Text } from "../../text/symbolic.ts";
import { type JsonObject, listAt, objectAt, objectsOf, requiredString, stringAt } from "../json.ts";
import { ACCOUNT_HOLE, REGION_HOLE } from "./environment.ts";
import type { Facts } from "./facts.ts";
import { owned } from "./read-iam.ts";
import { lastSegment, type Reading } from "./response.ts";
import { keepBetter, modifiedTime } from "./sighting.ts";

const LISTED = 1;
const DESCRIBED = 2;

/** Role fields besides ExecutionRole and EmrSettings. */
const SERVICE_ROLE_FIELDS: readonly (readonly [string, string, string])[] = [
  ["CanvasAppSettings", "TimeSeriesForecastingSettings", "AmazonForecastRoleArn"],
  ["CanvasAppSettings", "ModelRegisterSettings", "CrossAccountModelRegisterRoleArn"],
  ["CanvasAppSettings", "GenerativeAiSettings", "AmazonBedrockRoleArn"],
  ["CanvasAppSettings", "EmrServerlessSettings", "ExecutionRoleArn"],
];

export function readDescribeDomain(reading: Reading, facts: Facts): void {
  const { output, at } = reading.response;
  const { doubt } = reading;
  const base = domainBase(output, at, reading, facts);
  if (base === undefined) return;
  const settings = objectAt(output, "DomainSettings", doubt) ?? {};
  const settingsAt = child(at, "DomainSettings");
  const defaults = objectAt(output, "DefaultUserSettings", doubt);
  const portal = defaults === undefined ? undefined : objectAt(defaults, "StudioWebPortalSettings", doubt);
  const domain: Domain = {
    ...base,
    propagation: propagationOf(settings, settingsAt, at, doubt),
    defaultUserSettings: settingsOf(output, "DefaultUserSettings", at, doubt) ?? NO_SETTINGS,
    defaultSpaceSettings: settingsOf(output, "DefaultSpaceSettings", at, doubt),
    sessionNameMode:
      portal === undefined ? undefined : located(portal, "ExecutionRoleSessionNameMode", child(at, "DefaultUserSettings", "StudioWebPortalSettings"), doubt),
    trustedIdentityPropagation: nested(settings, settingsAt, "TrustedIdentityPropagationSettings", "Status", doubt),
    authMode: stringAt(output, "AuthMode", doubt),
    rstudioRole: nested(settings, settingsAt, "RStudioServerProDomainSettings", "DomainExecutionRoleArn", doubt),
    summaryOnly: false,
  };
  keepDomain(domain, output, DESCRIBED, reading, facts);
}

export function readListDomains(reading: Reading, facts: Facts): void {
  for (const [item, index] of objectsOf(listAt(reading.response.output, "Domains", reading.doubt), reading.doubt)) {
    const at = child(reading.response.at, "Domains", index);
    const base = domainBase(item, at, reading, facts);
    if (base === undefined) continue;
    const cause = {
      kind: "missing" as const,
      id: `settings of ${base.subject}`,
      what: `the settings of domain \`${base.subject}\` are not in the input`,
      settle: "add the output of `aws sagemaker describe-domain`",
    };
    const domain: Domain = {
      ...base,
      propagation: { kind: "unknown", cause, at },
      defaultUserSettings: undefined,
      defaultSpaceSettings: undefined,
      sessionNameMode: undefined,
      trustedIdentityPropagation: undefined,
      authMode: undefined,
      rstudioRole: undefined,
      summaryOnly: true,
    };
    keepDomain(domain, item, LISTED, reading, facts);
  }
}

const NO_SETTINGS: UserSettings = { executionRole: undefined, assumableRoles: [], emrRuntimeRoles: [], serviceRoles: [] };

type DomainBase = Pick<Domain, "describedBy" | "subject" | "at" | "guards" | "id" | "arn" | "name" | "account" | "region" | "partition">;

function domainBase(item: JsonObject, at: Pointer, reading: Reading, facts: Facts): DomainBase | undefined {
  const { doubt, response } = reading;
  const arn = stringAt(item, "DomainArn", doubt);
  const parts = arn === undefined ? undefined : owned(arn, facts);
  const id = stringAt(item, "DomainId", doubt) ?? (parts === undefined ? undefined : lastSegment(parts.resource));
  if (id === undefined || (arn !== undefined && parts === undefined)) {
    doubt();
    return undefined;
  }
  return {
    describedBy: "aws",
    subject: arn ?? id,
    at,
    guards: [],
    id,
    arn,
    name: stringAt(item, "DomainName", doubt),
    account: parts?.account ?? response.account ?? ACCOUNT_HOLE,
    region: parts?.region ?? response.region ?? REGION_HOLE,
    partition: parts?.partition ?? "aws",
  };
}

function keepDomain(thing: Domain, raw: JsonObject, rank: number, reading: Reading, facts: Facts): void {
  const { file, account } = reading.response;
  keepBetter(
    facts.domains,
    `${thing.id}`,
    { thing, rank, modified: modifiedTime(raw), told: [raw["DomainSettings"], raw["DefaultUserSettings"], raw["DefaultSpaceSettings"]], file, account },
    thing.subject,
    reading,
  );
}

function propagationOf(settings: JsonObject, settingsAt: Pointer, domainAt: Pointer, doubt: () => void): Propagation {
  const at = child(settingsAt, "ExecutionRoleIdentityConfig");
  const value = settings["ExecutionRoleIdentityConfig"];
  if (value === undefined || value === null) return { kind: "off", at: domainAt };
  if (value === "USER_PROFILE_NAME") return { kind: "on", at };
  if (value === "DISABLED") return { kind: "off", at };
  doubt();
  const what = "`ExecutionRoleIdentityConfig` is neither `USER_PROFILE_NAME` nor `DISABLED`";
  return { kind: "unknown", cause: { kind: "malformed", id: what, what, at }, at };
}

function located(object: JsonObject, key: string, at: Pointer, doubt: () => void): Located<Text> | undefined {
  const value = stringAt(object, key, doubt);
  return value === undefined || value === "" ? undefined : { value, at: child(at, key) };
}

function nested(object: JsonObject, at: Pointer, first: string, second: string, doubt: () => void): Located<Text> | undefined {
  const inner = objectAt(object, first, doubt);
  return inner === undefined ? undefined : located(inner, second, child(at, first), doubt);
}

/** UserSettings, DefaultUserSettings or DefaultSpaceSettings: the roles in it. */
function settingsOf(owner: JsonObject, key: string, ownerAt: Pointer, doubt: () => void): UserSettings | undefined {
  const settings = objectAt(owner, key, doubt);
  if (settings === undefined) return undefined;
  const at = child(ownerAt, key);
  const lab = objectAt(settings, "JupyterLabAppSettings", doubt);
  const emr = lab === undefined ? undefined : objectAt(lab, "EmrSettings", doubt);
  const emrAt = child(at, "JupyterLabAppSettings", "EmrSettings");
  return {
    executionRole: located(settings, "ExecutionRole", at, doubt),
    assumableRoles: emr === undefined ? [] : locatedList(emr, "AssumableRoleArns", emrAt, doubt),
    emrRuntimeRoles: emr === undefined ? [] : locatedList(emr, "ExecutionRoleArns", emrAt, doubt),
    serviceRoles: serviceRoles(settings, at, doubt),
  };
}

function locatedList(object: JsonObject, key: string, at: Pointer, doubt: () => void): Located<Text>[] {
  const values: Located<Text>[] = [];
  for (const [index, value] of (listAt(object, key, doubt) ?? []).entries()) {
    if (typeof value === "string") values.push({ value, at: child(at, key, index) });
    else doubt();
  }
  return values;
}

function serviceRoles(settings: JsonObject, at: Pointer, doubt: () => void): UserSettings["serviceRoles"] {
  const roles: { field: string; role: Located<Text> }[] = [];
  for (const [app, group, field] of SERVICE_ROLE_FIELDS) {
    const inner = objectAt(settings, app, doubt);
    const role = inner === undefined ? undefined : nested(inner, child(at, app), group, field, doubt);
    if (role !== undefined) roles.push({ field: `${app}.${group}.${field}`, role });
  }
  return roles;
}

export function readDescribeUserProfile(reading: Reading, facts: Facts): void {
  const { output, at } = reading.response;
  keepProfile(output, at, settingsOf(output, "UserSettings", at, reading.doubt) ?? NO_SETTINGS, DESCRIBED, reading, facts);
}

export function readListUserProfiles(reading: Reading, facts: Facts): void {
  for (const [item, index] of objectsOf(listAt(reading.response.output, "UserProfiles", reading.doubt), reading.doubt)) {
    keepProfile(item, child(reading.response.at, "UserProfiles", index), undefined, LISTED, reading, facts);
  }
}

function keepProfile(item: JsonObject, at: Pointer, settings: UserSettings | undefined, rank: number, reading: Reading, facts: Facts): void {
  const ids = inDomain(item, "UserProfileName", "UserProfileArn", reading, facts);
  if (ids === undefined) return;
  const thing: UserProfile = { ...ids.declared, at, domainId: ids.domainId, name: ids.name, account: ids.account, settings };
  const { file, account } = reading.response;
  keepBetter(facts.userProfiles, ids.key, { thing, rank, modified: modifiedTime(item), told: [item["UserSettings"]], file, account }, thing.subject, reading);
}

export function readDescribeSpace(reading: Reading, facts: Facts): void {
  keepSpace(reading.response.output, reading.response.at, "OwnershipSettings", "SpaceSharingSettings", DESCRIBED, reading, facts);
}

export function readListSpaces(reading: Reading, facts: Facts): void {
  for (const [item, index] of objectsOf(listAt(reading.response.output, "Spaces", reading.doubt), reading.doubt)) {
    keepSpace(item, child(reading.response.at, "Spaces", index), "OwnershipSettingsSummary", "SpaceSharingSettingsSummary", LISTED, reading, facts);
  }
}

function keepSpace(item: JsonObject, at: Pointer, ownerKey: string, sharingKey: string, rank: number, reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const ids = inDomain(item, "SpaceName", "SpaceArn", reading, facts);
  if (ids === undefined) return;
  const owner = objectAt(item, ownerKey, doubt);
  const sharing = objectAt(item, sharingKey, doubt)?.["SharingType"];
  const thing: Space = {
    ...ids.declared,
    at,
    domainId: ids.domainId,
    name: ids.name,
    owner: owner === undefined ? undefined : stringAt(owner, "OwnerUserProfileName", doubt),
    sharing: sharing === "Shared" || sharing === "Private" ? sharing : "unknown",
  };
  keepBetter(
    facts.spaces,
    ids.key,
    { thing, rank, modified: modifiedTime(item), told: [owner, sharing], file: response.file, account: response.account },
    thing.subject,
    reading,
  );
}

export function readDescribeApp(reading: Reading, facts: Facts): void {
  keepApp(reading.response.output, reading.response.at, DESCRIBED, reading, facts);
}

export function readListApps(reading: Reading, facts: Facts): void {
  for (const [item, index] of objectsOf(listAt(reading.response.output, "Apps", reading.doubt), reading.doubt)) {
    keepApp(item, child(reading.response.at, "Apps", index), LISTED, reading, facts);
  }
}

function keepApp(item: JsonObject, at: Pointer, rank: number, reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const ids = inDomain(item, "AppName", "AppArn", reading, facts);
  const appType = requiredString(item, "AppType", doubt);
  if (ids === undefined || appType === undefined) return;
  const userProfile = stringAt(item, "UserProfileName", doubt);
  const space = stringAt(item, "SpaceName", doubt);
  const owner = userProfile ?? space ?? "";
  const subject = ids.arn ?? `${ids.domainId}/${owner}/${appType}/${ids.name}`;
  const thing: App = { subject, at, guards: [], domainId: ids.domainId, name: ids.name, appType, userProfile, space, status: stringAt(item, "Status", doubt) };
  const modified = modifiedTime(item);
  // Names are unique per owner and type only; a deleted app stays listed beside its successor, hence the status.
  const key = [ids.domainId, userProfile ?? "", space ?? "", appType, ids.name, thing.status].join("\u0000");
  keepBetter(facts.apps, key, { thing, rank, modified, told: [], file: response.file, account: response.account }, subject, reading);
}

interface InDomain {
  readonly declared: { readonly subject: string; readonly guards: readonly never[] };
  readonly arn: string | undefined;
  readonly domainId: string;
  readonly name: string;
  readonly account: Text;
  readonly key: string;
}

/** What profiles, spaces and apps have in common. */
function inDomain(item: JsonObject, nameKey: string, arnKey: string, reading: Reading, facts: Facts): InDomain | undefined {
  const { doubt, response } = reading;
  const domainId = requiredString(item, "DomainId", doubt);
  const name = requiredString(item, nameKey, doubt);
  if (domainId === undefined || name === undefined) return undefined;
  const arn = stringAt(item, arnKey, doubt);
  const account = (arn === undefined ? undefined : owned(arn, facts)?.account) ?? response.account ?? ACCOUNT_HOLE;
  return { declared: { subject: arn ?? `${domainId}/${name}`, guards: [] }, arn, domainId, name, account, key: `${domainId}\u0000${name}` };
}
