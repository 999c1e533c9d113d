/** SageMaker domains, user profiles, spaces and apps. */
import type { Domain, DomainDescription, Located, Propagation, UserSettings } from "../../model/inventory.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, type Text, text } from "../../text/symbolic.ts";
import type { Value } from "../../text/value.ts";
import { type Context, reportAt } from "./context.ts";
import { type Declaration, naming, propertyOf, variants } from "./declaration.ts";
import { asText, causeOfText, items, locatedText, property } from "./values.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-domain.html */
export function readDomain(whole: Declaration, id: Text, arn: Text | undefined, describedBy: DomainDescription): void {
  const paths = [
    ["DefaultUserSettings", "ExecutionRole"],
    ["DefaultSpaceSettings", "ExecutionRole"],
  ];
  for (const declaration of variants(whole, paths)) {
    const propagation = domainPropagation(declaration.run, declaration.properties, declaration.at);
    addDomain(declaration, { id, arn, propagation, describedBy });
  }
}

export function addDomain(declaration: Declaration, own: Pick<Domain, "id" | "arn" | "propagation" | "describedBy">): void {
  const { run } = declaration;
  declaration.draft.domains.push({
    ...own,
    ...naming(declaration, own.arn),
    at: declaration.at,
    guards: declaration.guards,
    name: asText(run, propertyOf(declaration, "DomainName")),
    account: declaration.account,
    region: declaration.region,
    partition: declaration.partition,
    defaultUserSettings: userSettings(run, propertyOf(declaration, "DefaultUserSettings")),
    defaultSpaceSettings: userSettings(run, propertyOf(declaration, "DefaultSpaceSettings")),
    sessionNameMode: locatedText(run, propertyOf(declaration, "DefaultUserSettings", "StudioWebPortalSettings", "ExecutionRoleSessionNameMode")),
    trustedIdentityPropagation: locatedText(run, propertyOf(declaration, "DomainSettings", "TrustedIdentityPropagationSettings", "Status")),
    authMode: asText(run, propertyOf(declaration, "AuthMode")),
    rstudioRole: locatedText(run, propertyOf(declaration, "DomainSettings", "RStudioServerProDomainSettings", "DomainExecutionRoleArn")),
    summaryOnly: false,
  });
}

function domainPropagation(run: Context, properties: Value | undefined, at: Pointer): Propagation {
  return propagationOf(run, property(run, properties, "DomainSettings", "ExecutionRoleIdentityConfig"), at);
}

/** What `ExecutionRoleIdentityConfig` says; absent is off, at `absentAt`. */
export function propagationOf(run: Context, value: Value | undefined, absentAt: Pointer): Propagation {
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
export function userSettings(run: Context, settings: Value | undefined): UserSettings {
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
export function readUserProfile(whole: Declaration): void {
  for (const declaration of variants(whole, [["UserSettings", "ExecutionRole"]])) {
    declaration.draft.userProfiles.push({
      ...naming(declaration, undefined),
      at: declaration.at,
      guards: declaration.guards,
      domainId: requiredText(declaration, "DomainId"),
      name: requiredText(declaration, "UserProfileName"),
      account: declaration.account,
      settings: userSettings(declaration.run, propertyOf(declaration, "UserSettings")),
    });
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-space.html */
export function readSpace(declaration: Declaration): void {
  const { run } = declaration;
  const sharing = asText(run, propertyOf(declaration, "SpaceSharingSettings", "SharingType"));
  const owner = asText(run, propertyOf(declaration, "OwnershipSettings", "OwnerUserProfileName"));
  declaration.draft.spaces.push({
    ...naming(declaration, undefined),
    at: declaration.at,
    guards: declaration.guards,
    domainId: requiredText(declaration, "DomainId"),
    name: requiredText(declaration, "SpaceName"),
    owner,
    // CreateSpace takes sharing and owner together or not at all; a space without them is a shared one.
    sharing: sharing === "Shared" || sharing === "Private" ? sharing : sharing === undefined && owner === undefined ? "Shared" : "unknown",
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-app.html */
export function readApp(declaration: Declaration): void {
  const { run } = declaration;
  declaration.draft.apps.push({
    ...naming(declaration, undefined),
    at: declaration.at,
    guards: declaration.guards,
    domainId: requiredText(declaration, "DomainId"),
    name: requiredText(declaration, "AppName"),
    appType: requiredText(declaration, "AppType"),
    userProfile: asText(run, propertyOf(declaration, "UserProfileName")),
    space: asText(run, propertyOf(declaration, "SpaceName")),
    status: undefined,
  });
}

/** A required property; a hole where it is not written as text. */
function requiredText(declaration: Declaration, name: string): Text {
  const id = `${declaration.key}.${name}`;
  const cause: Cause = { kind: "malformed", id: `missing ${id}`, what: `\`${declaration.name}\` has no \`${name}\``, at: declaration.at };
  return asText(declaration.run, propertyOf(declaration, name)) ?? text({ id, cause });
}
