/** EMR security configurations and clusters. */
import type { Located } from "../../../model/inventory.ts";
import type { Pointer } from "../../../text/pointer.ts";
import { type Cause, isKnown } from "../../../text/symbolic.ts";
import type { Value } from "../../../text/value.ts";
import { physicalName } from "../identity.ts";
import { parseJsonText } from "../json-text.ts";
import { isMap, member, type Run } from "../run.ts";
import { asFlag, asText, causeOfText, locatedText, property } from "../values.ts";
import { propertyOf, type Reading, subject } from "./reading.ts";

/** https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html */
const RUNTIME_ROLES = ["AuthorizationConfiguration", "IAMConfiguration", "EnableApplicationScopedIAMRole"];
const PROPAGATES = ["AuthorizationConfiguration", "IAMConfiguration", "ApplicationScopedIAMRoleConfiguration", "PropagateSourceIdentity"];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-securityconfiguration.html */
export function readSecurityConfiguration(reading: Reading): void {
  const { run } = reading;
  const configuration = configurationOf(reading);
  reading.draft.emrSecurityConfigurations.push({
    subject: subject(reading, undefined),
    at: reading.at,
    guards: reading.guards,
    name: physicalName(reading.resource, reading.scope),
    account: reading.stack.account,
    runtimeRoles: flagAt(run, configuration, RUNTIME_ROLES, reading.at),
    propagatesSourceIdentity: flagAt(run, configuration, PROPAGATES, reading.at),
  });
}

/** The configuration as a map: CloudFormation takes an object, and a text that holds one. */
function configurationOf(reading: Reading): Value | undefined {
  const value = propertyOf(reading, "SecurityConfiguration");
  const written = value?.kind === "scalar" ? asText(reading.run, value) : undefined;
  if (value === undefined || written === undefined) return value;
  const literal = !isMap(member(member(reading.resource.json, "Properties"), "SecurityConfiguration"));
  const parsed = parseJsonText(reading.run, written, value.at, literal);
  const cause: Cause = (isKnown(written) ? undefined : causeOfText(written)) ?? {
    kind: "malformed",
    id: "EMR security configuration",
    what: "the security configuration is not written as JSON",
    at: value.at,
  };
  return parsed ?? { kind: "unknown", hole: { id: `${reading.stack.key}/${reading.resource.logicalId}.SecurityConfiguration`, cause }, at: value.at };
}

/** The flag at the end of the path; where it is absent, false at the nearest enclosing object. */
function flagAt(run: Run, value: Value | undefined, path: readonly string[], fallback: Pointer): Located<boolean | Cause> {
  let at = fallback;
  let inner = value;
  for (const key of path) {
    if (inner === undefined) break;
    at = inner.at;
    inner = property(run, inner, key);
  }
  return { value: asFlag(inner, false), at: inner?.at ?? at };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-cluster.html */
export function readCluster(reading: Reading): void {
  const { run } = reading;
  reading.draft.emrClusters.push({
    subject: subject(reading, undefined),
    at: reading.at,
    guards: reading.guards,
    name: asText(run, propertyOf(reading, "Name")) ?? reading.resource.logicalId,
    account: reading.stack.account,
    securityConfiguration: locatedText(run, propertyOf(reading, "SecurityConfiguration")),
    instanceProfile: locatedText(run, propertyOf(reading, "JobFlowRole")),
  });
}
