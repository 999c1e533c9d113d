/**
 * Custom resources that make or change a SageMaker domain: the only way by which most templates set propagation.
 *
 * Two shapes are read: CDK's AwsCustomResource, whose properties `Create` and `Update` hold an SDK call as JSON text, and
 * resources whose own properties are those of UpdateDomain or CreateDomain, handed on by a function of the template's author.
 */
import type { Domain, Propagation, UserSettings } from "../../../model/inventory.ts";
import { type Cause, showText, textKey } from "../../../text/symbolic.ts";
import type { Value } from "../../../text/value.ts";
import { beyond, naming, propertyOf, variants } from "../../declared/declaration.ts";
import { parseJsonText } from "../../declared/json-text.ts";
import { addDomain, propagationOf, userSettings } from "../../declared/sagemaker.ts";
import { asText, property } from "../../declared/values.ts";
import { physicalName } from "../identity.ts";
import { isMap, member, type Run } from "../run.ts";
import type { DomainUpdate, Reading } from "./reading.ts";

export function readCustomResource(reading: Reading): void {
  const call = sdkCall(reading, "Update") ?? sdkCall(reading, "Create");
  if (call !== undefined) {
    if (call.action === "updatedomain") addUpdate(reading, call.parameters);
    if (call.action === "createdomain") addCreated({ ...reading, properties: call.parameters }, "off when absent");
    // A later UpdateDomain may stand beside the CreateDomain of the first deployment.
    else if (sdkCall(reading, "Create")?.action === "createdomain")
      addCreated({ ...reading, properties: sdkCall(reading, "Create")?.parameters }, "off when absent");
    return;
  }
  if (propertyOf(reading, "DomainId") !== undefined) {
    if (identityConfig(reading.run, reading.properties) !== undefined) addUpdate(reading, reading.properties);
  } else if (propertyOf(reading, "DomainName") !== undefined && propertyOf(reading, "DefaultUserSettings", "ExecutionRole") !== undefined) {
    addCreated(reading, "unknown when absent");
  }
}

interface SdkCall {
  /** Lower-cased, without `Command`. */
  readonly action: string;
  readonly parameters: Value | undefined;
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources.AwsSdkCall.html */
function sdkCall(reading: Reading, name: "Create" | "Update"): SdkCall | undefined {
  const { run } = reading;
  const value = propertyOf(reading, name);
  const written = value?.kind === "scalar" ? asText(run, value) : undefined;
  const literal = !isMap(member(member(reading.resource.json, "Properties"), name));
  const call = value === undefined || written === undefined ? value : parseJsonText(run, written, value.at, literal);
  const service = asText(run, property(run, call, "service"));
  const action = asText(run, property(run, call, "action"));
  if (typeof service !== "string" || typeof action !== "string" || !/^(?:@aws-sdk\/client-)?sagemaker$/i.test(service)) return undefined;
  return { action: action.toLowerCase().replace(/command$/, ""), parameters: property(run, call, "parameters") };
}

function identityConfig(run: Run, parameters: Value | undefined): Value | undefined {
  return (
    property(run, parameters, "DomainSettingsForUpdate", "ExecutionRoleIdentityConfig") ??
    property(run, parameters, "DomainSettings", "ExecutionRoleIdentityConfig")
  );
}

function addUpdate(reading: Reading, parameters: Value | undefined): void {
  const domainId = asText(reading.run, property(reading.run, parameters, "DomainId"));
  if (domainId !== undefined && parameters !== undefined) reading.draft.domainUpdates.push({ domainId, settings: parameters, resource: reading });
}

/** Code that is not in the template may set what its properties don't say. */
function addCreated(whole: Reading, absent: "off when absent" | "unknown when absent"): void {
  for (const reading of variants(whole, [["DefaultUserSettings", "ExecutionRole"]])) {
    const config = identityConfig(reading.run, reading.properties);
    const id = reading.resource.logicalId;
    const cause: Cause = {
      kind: "attribute",
      id: `${reading.stack.key}/${id} code`,
      what: `custom resource \`${id}\` makes the domain by code that the template does not show`,
      at: reading.at,
    };
    const propagation: Propagation =
      config === undefined && absent === "unknown when absent" ? { kind: "unknown", cause, at: reading.at } : propagationOf(reading.run, config, reading.at);
    addDomain(reading, { id: physicalName(reading.resource, reading.scope), arn: undefined, propagation, describedBy: "custom-resource" });
  }
}

/**
 * The domains with what custom resources set on them. A domain that is changed here and declared elsewhere is known as far as the
 * change tells: user profiles of the input may belong to it.
 */
export function updateDomains(run: Run, domains: readonly Domain[], updates: readonly DomainUpdate[]): readonly Domain[] {
  const byId = new Map<string, DomainUpdate[]>();
  for (const update of updates) {
    const key = textKey(update.domainId);
    const same = byId.get(key);
    if (same === undefined) byId.set(key, [update]);
    else same.push(update);
  }
  const known = new Set(domains.map((domain) => textKey(domain.id)));
  const elsewhere = [...byId].flatMap(([key, [first]]) => (first === undefined || known.has(key) ? [] : [domainElsewhere(first)]));
  return [...domains, ...elsewhere].map((domain) => (byId.get(textKey(domain.id)) ?? []).reduce((updated, update) => withUpdate(run, updated, update), domain));
}

function domainElsewhere({ domainId, resource }: DomainUpdate): Domain {
  const { stack, at, guards } = resource;
  const cause: Cause = { kind: "missing", id: `domain ${textKey(domainId)}`, what: `domain \`${showText(domainId)}\` is declared elsewhere`, at };
  return {
    ...naming(resource, undefined),
    at,
    guards,
    id: domainId,
    arn: undefined,
    name: undefined,
    account: stack.account,
    region: stack.region,
    partition: stack.partition,
    propagation: { kind: "unknown", cause, at },
    defaultUserSettings: undefined,
    defaultSpaceSettings: undefined,
    sessionNameMode: undefined,
    trustedIdentityPropagation: undefined,
    describedBy: "custom-resource",
    authMode: undefined,
    rstudioRole: undefined,
    summaryOnly: true,
  };
}

function withUpdate(run: Run, domain: Domain, update: DomainUpdate): Domain {
  const config = identityConfig(run, update.settings);
  const set = config === undefined ? domain.propagation : propagationOf(run, config, update.resource.at);
  const [undecided] = beyond(update.resource.guards, domain.guards);
  const propagation: Propagation =
    undecided === undefined || set.kind === domain.propagation.kind ? set : { kind: "unknown", cause: undecided.cause, at: set.at };
  const settings = userSettings(run, property(run, update.settings, "DefaultUserSettings"));
  return {
    ...domain,
    propagation,
    summaryOnly: domain.summaryOnly && settings.executionRole === undefined,
    defaultUserSettings: overlaid(domain.defaultUserSettings, settings),
    defaultSpaceSettings: overlaid(domain.defaultSpaceSettings, userSettings(run, property(run, update.settings, "DefaultSpaceSettings"))),
  };
}

/** UpdateDomain leaves alone what it is not given. */
function overlaid(base: UserSettings | undefined, update: UserSettings): UserSettings | undefined {
  if (base === undefined && update.executionRole === undefined) return undefined;
  return {
    executionRole: update.executionRole ?? base?.executionRole,
    assumableRoles: update.assumableRoles.length > 0 ? update.assumableRoles : (base?.assumableRoles ?? []),
    emrRuntimeRoles: update.emrRuntimeRoles.length > 0 ? update.emrRuntimeRoles : (base?.emrRuntimeRoles ?? []),
    serviceRoles: [...(base?.serviceRoles ?? []).filter((one) => !update.serviceRoles.some((other) => other.field === one.field)), ...update.serviceRoles],
  };
}
