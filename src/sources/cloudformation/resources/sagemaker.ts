/** SageMaker domains, user profiles, spaces and apps. */
import type { Located, Propagation, UserSettings } from "../../../model/inventory.ts";
import type { Pointer } from "../../../text/pointer.ts";
import { type Cause, type Text, text } from "../../../text/symbolic.ts";
import type { Value } from "../../../text/value.ts";
import { arnOf, physicalName } from "../identity.ts";
import { type Run, reportAt } from "../run.ts";
import { asText, causeOfText, items, locatedText, property } from "../values.ts";
import { propertyOf, type Reading, subject, variants } from "./reading.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-domain.html */
export function readDomain(whole: Reading): void {
  const paths = [
    ["DefaultUserSettings", "ExecutionRole"],
    ["DefaultSpaceSettings", "ExecutionRole"],
  ];
  for (const reading of variants(whole, paths)) {
    const id = physicalName(reading.resource, reading.scope);
    addDomain(reading, id, arnOf(reading.resource, reading.scope), domainPropagation(reading.run, reading.properties, reading.at));
  }
}

export function addDomain(reading: Reading, id: Text, arn: Text | undefined, propagation: Propagation): void {
  const { run, stack } = reading;
  reading.draft.domains.push({
    subject: subject(reading, arn),
    at: reading.at,
    guards: reading.guards,
    id,
    arn,
    name: asText(run, propertyOf(reading, "DomainName")),
    account: stack.account,
    region: stack.region,
    partition: stack.partition,
    propagation,
    defaultUserSettings: userSettings(run, propertyOf(reading, "DefaultUserSettings")),
    defaultSpaceSettings: userSettings(run, propertyOf(reading, "DefaultSpaceSettings")),
    sessionNameMode: locatedText(run, propertyOf(reading, "DefaultUserSettings", "StudioWebPortalSettings", "ExecutionRoleSessionNameMode")),
    trustedIdentityPropagation: locatedText(run, propertyOf(reading, "DomainSettings", "TrustedIdentityPropagationSettings", "Status")),
    rstudioRole: locatedText(run, propertyOf(reading, "DomainSettings", "RStudioServerProDomainSettings", "DomainExecutionRoleArn")),
    summaryOnly: false,
  });
}

function domainPropagation(run: Run, properties: Value | undefined, at: Pointer): Propagation {
  return propagationOf(run, property(run, properties, "DomainSettings", "ExecutionRoleIdentityConfig"), at);
}

/** What `ExecutionRoleIdentityConfig` says; absent is off, at `absentAt`. */
export function propagationOf(run: Run, value: Value | undefined, absentAt: Pointer): Propagation {
  if (value === undefined) return { kind: "off", at: absentAt };
  if (value.kind === "choice") {
    const then = propagationOf(run, value.then, absentAt);
    const otherwise = propagationOf(run, value.otherwise, absentAt);
    if (then.kind === otherwise.kind && then.kind !== "unknown") return then;
    const settled = then.kind !== "unknown" && otherwise.kind !== "unknown";
    return { kind: "unknown", cause: value.condition, at: value.at, ...(settled && { on: { cause: value.condition, when: then.kind === "on" } }) };
  }
  const written = asText(run, value);
  if (written === "USER_PROFILE_NAME") return { kind: "on", at: value.at };
  if (written === "DISABLED") return { kind: "off", at: value.at };
  const cause: Cause | undefined = written === undefined ? undefined : causeOfText(written);
  if (cause === undefined) reportAt(run, value.at, `${isText(written) ? `\`${written}\` is no identity config; ` : ""}expected USER_PROFILE_NAME or DISABLED`);
  return { kind: "unknown", cause: cause ?? malformedConfig(value.at), at: value.at };
}

function isText(written: Text | undefined): written is string {
  return typeof written === "string" && written !== "";
}

function malformedConfig(at: Pointer): Cause {
  return { kind: "malformed", id: "ExecutionRoleIdentityConfig", what: "`ExecutionRoleIdentityConfig` is neither `USER_PROFILE_NAME` nor `DISABLED`", at };
}

/** Roles for other services, by the API's field path below the user settings. */
const SERVICE_ROLES: readonly string[] = [
  "CanvasAppSettings.TimeSeriesForecastingSettings.AmazonForecastRoleArn",
  "CanvasAppSettings.ModelRegisterSettings.CrossAccountModelRegisterRoleArn",
  "CanvasAppSettings.GenerativeAiSettings.AmazonBedrockRoleArn",
  "CanvasAppSettings.EmrServerlessSettings.ExecutionRoleArn",
];

/** The roles in user or space settings. No settings written means no roles, which is known. */
export function userSettings(run: Run, settings: Value | undefined): UserSettings {
  const emr = (name: string): readonly Located<Text>[] =>
    items(property(run, settings, "JupyterLabAppSettings", "EmrSettings", name))
      .map(({ value }) => locatedText(run, value))
      .filter((role) => role !== undefined);
  return {
    executionRole: locatedText(run, property(run, settings, "ExecutionRole")),
    // A role under a condition counts: the chain to it must hold wherever the condition does.
    assumableRoles: settings?.kind === "unknown" ? [] : emr("AssumableRoleArns"),
    emrRuntimeRoles: settings?.kind === "unknown" ? [] : emr("ExecutionRoleArns"),
    serviceRoles: SERVICE_ROLES.flatMap((field) => {
      const role = settings?.kind === "unknown" ? undefined : locatedText(run, property(run, settings, ...field.split(".")));
      return role === undefined ? [] : [{ field, role }];
    }),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-userprofile.html */
export function readUserProfile(whole: Reading): void {
  for (const reading of variants(whole, [["UserSettings", "ExecutionRole"]])) {
    reading.draft.userProfiles.push({
      subject: subject(reading, undefined),
      at: reading.at,
      guards: reading.guards,
      domainId: requiredText(reading, "DomainId"),
      name: requiredText(reading, "UserProfileName"),
      account: reading.stack.account,
      settings: userSettings(reading.run, propertyOf(reading, "UserSettings")),
    });
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-space.html */
export function readSpace(reading: Reading): void {
  const { run } = reading;
  const sharing = asText(run, propertyOf(reading, "SpaceSharingSettings", "SharingType"));
  const owner = asText(run, propertyOf(reading, "OwnershipSettings", "OwnerUserProfileName"));
  reading.draft.spaces.push({
    subject: subject(reading, undefined),
    at: reading.at,
    guards: reading.guards,
    domainId: requiredText(reading, "DomainId"),
    name: requiredText(reading, "SpaceName"),
    owner,
    // CreateSpace takes sharing and owner together or not at all; a space without them is a shared one.
    sharing: sharing === "Shared" || sharing === "Private" ? sharing : sharing === undefined && owner === undefined ? "Shared" : "unknown",
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-app.html */
export function readApp(reading: Reading): void {
  const { run } = reading;
  reading.draft.apps.push({
    subject: subject(reading, undefined),
    at: reading.at,
    guards: reading.guards,
    domainId: requiredText(reading, "DomainId"),
    name: requiredText(reading, "AppName"),
    appType: requiredText(reading, "AppType"),
    userProfile: asText(run, propertyOf(reading, "UserProfileName")),
    space: asText(run, propertyOf(reading, "SpaceName")),
    status: undefined,
  });
}

/** A required property; a hole where it is not written as text. */
function requiredText(reading: Reading, name: string): Text {
  const id = `${reading.stack.key}/${reading.resource.logicalId}.${name}`;
  const cause: Cause = { kind: "malformed", id: `missing ${id}`, what: `\`${reading.resource.logicalId}\` has no \`${name}\``, at: reading.at };
  return asText(reading.run, propertyOf(reading, name)) ?? text({ id, cause });
}
