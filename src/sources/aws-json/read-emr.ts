/**
 * Responses of Amazon EMR: https://docs.aws.amazon.com/emr/latest/APIReference/API_DescribeSecurityConfiguration.html and
 * API_DescribeCluster.html. The security configuration is JSON in a string:
 * https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
 */
import type { EmrCluster, EmrSecurityConfiguration, Located } from "../../model/inventory.ts";
import { child, EMBEDDED, type Pointer } from "../../text/pointer.ts";
import type { Cause } from "../../text/symbolic.ts";
import { isObject, type JsonObject, objectAt, requiredString, stringAt } from "../json.ts";
import { ACCOUNT_HOLE } from "./environment.ts";
import type { Facts } from "./facts.ts";
import { owned } from "./read-iam.ts";
import type { Reading } from "./response.ts";
import { keepBetter } from "./sighting.ts";

export function readDescribeSecurityConfiguration(reading: Reading, facts: Facts): void {
  const { output, at, file, account } = reading.response;
  const name = requiredString(output, "Name", reading.doubt);
  const content = requiredString(output, "SecurityConfiguration", reading.doubt);
  if (name === undefined || content === undefined) return;
  const thing: EmrSecurityConfiguration = {
    subject: name,
    at,
    guards: [],
    name,
    account: account ?? ACCOUNT_HOLE,
    ...runtimeRoleSettings(content, child(at, "SecurityConfiguration"), name),
  };
  keepBetter(
    facts.emrSecurityConfigurations,
    `${account ?? ""}\u0000${name}`,
    { thing, rank: 1, modified: undefined, told: [content], file, account },
    name,
    reading,
  );
}

function runtimeRoleSettings(content: string, at: Pointer, name: string): Pick<EmrSecurityConfiguration, "runtimeRoles" | "propagatesSourceIdentity"> {
  const parsed = parse(content);
  if (parsed === undefined) {
    const cause: Cause = { kind: "malformed", id: `security configuration ${name}`, what: `the security configuration \`${name}\` is not JSON`, at };
    return { runtimeRoles: { value: cause, at }, propagatesSourceIdentity: { value: cause, at } };
  }
  const iam = descend(parsed, at, ["AuthorizationConfiguration", "IAMConfiguration"]);
  const scoped = descend(parsed, at, ["AuthorizationConfiguration", "IAMConfiguration", "ApplicationScopedIAMRoleConfiguration"]);
  return { runtimeRoles: flag(iam, "EnableApplicationScopedIAMRole"), propagatesSourceIdentity: flag(scoped, "PropagateSourceIdentity") };
}

function parse(content: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Nearest {
  /** The object at the end of the path; undefined where the path ends before. */
  readonly object: JsonObject | undefined;
  /** The place of the nearest object that is there. */
  readonly at: Pointer;
}

function descend(content: JsonObject, at: Pointer, path: readonly string[]): Nearest {
  let object = content;
  // The outermost object is the whole string.
  let nearest = at;
  let place = child(at, EMBEDDED);
  for (const key of path) {
    const next = object[key];
    if (!isObject(next)) return { object: undefined, at: nearest };
    object = next;
    place = child(place, key);
    nearest = place;
  }
  return { object, at: nearest };
}

function flag({ object, at }: Nearest, key: string): Located<boolean | Cause> {
  const value = object?.[key];
  if (value === undefined || value === null) return { value: false, at };
  const place = child(at, key);
  if (value === true || value === "true") return { value: true, at: place };
  if (value === false || value === "false") return { value: false, at: place };
  return { value: { kind: "malformed", id: `${key} is neither true nor false`, what: `\`${key}\` is neither true nor false`, at: place }, at: place };
}

export function readDescribeCluster(reading: Reading, facts: Facts): void {
  const { doubt, response } = reading;
  const cluster = objectAt(response.output, "Cluster", doubt);
  if (cluster === undefined) {
    doubt();
    return;
  }
  const at = child(response.at, "Cluster");
  const name = stringAt(cluster, "Name", doubt) ?? stringAt(cluster, "Id", doubt);
  if (name === undefined) {
    doubt();
    return;
  }
  const arn = stringAt(cluster, "ClusterArn", doubt);
  const instances = objectAt(cluster, "Ec2InstanceAttributes", doubt);
  const profile = instances === undefined ? undefined : stringAt(instances, "IamInstanceProfile", doubt);
  const configuration = stringAt(cluster, "SecurityConfiguration", doubt);
  const thing: EmrCluster = {
    subject: arn ?? name,
    at,
    guards: [],
    name,
    account: (arn === undefined ? undefined : owned(arn, facts)?.account) ?? response.account ?? ACCOUNT_HOLE,
    securityConfiguration: configuration === undefined || configuration === "" ? undefined : { value: configuration, at: child(at, "SecurityConfiguration") },
    instanceProfile: profile === undefined ? undefined : { value: profile, at: child(at, "Ec2InstanceAttributes", "IamInstanceProfile") },
  };
  const key = arn ?? `${response.account ?? ""}\u0000${stringAt(cluster, "Id", doubt) ?? name}`;
  keepBetter(
    facts.emrClusters,
    key,
    { thing, rank: 1, modified: undefined, told: [configuration, profile], file: response.file, account: response.account },
    thing.subject,
    reading,
  );
}
