/**
 * What an HTTP request asks for: the service and region by the scope of its signature, the operation by the service's protocol, the
 * account by the access key.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Input } from "./answer.ts";
import { type Session, sessionOf } from "./identity.ts";

export interface AwsRequest {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** Undefined where the credentials are not known. */
  readonly session: Session | undefined;
  /** Undefined where it can't be read. */
  readonly input: Input | undefined;
  readonly isSigned: boolean;
}

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The prefixes of X-Amz-Target. */
export const TARGETS: ReadonlyMap<string, string> = new Map([
  ["sagemaker", "SageMaker"],
  ["elasticmapreduce", "ElasticMapReduce"],
  ["organizations", "AWSOrganizationsV20161128"],
]);

export const isQuery = (service: string): boolean => service === "iam" || service === "sts";

export function requestIn(received: Received): AwsRequest {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/.exec(received.headers.authorization ?? "");
  const [, accessKey = "", region = "", service = ""] = scope ?? [];
  const token = received.headers["x-amz-security-token"];
  const session = sessionOf(accessKey, typeof token === "string" ? token : undefined);
  return { service, region, session, isSigned: scope !== null, ...(isQuery(service) ? queryIn(received.body) : jsonIn(service, received)) };
}

type Asked = Pick<AwsRequest, "operation" | "input">;

function jsonIn(service: string, { path, headers, body }: Received): Asked {
  return { operation: service === "account" ? operationOfPath(path) : operationOfTarget(service, headers["x-amz-target"]), input: objectIn(body) };
}

/** `/listRegions` is ListRegions. */
function operationOfPath(path: string): string {
  return path.charAt(1).toUpperCase() + path.slice(2);
}

function operationOfTarget(service: string, target: string | readonly string[] | undefined): string {
  const [prefix, operation] = typeof target === "string" ? target.split(".") : [];
  return prefix !== undefined && prefix === TARGETS.get(service) ? (operation ?? "") : "";
}

function objectIn(body: string): Input | undefined {
  try {
    const value: unknown = JSON.parse(body === "" ? "{}" : body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** Everything is text in the query protocol; these are numbers. */
const NUMBERS: ReadonlySet<string> = new Set(["MaxItems", "DurationSeconds"]);

function queryIn(body: string): Asked {
  const { Action: operation, Version: _version, ...input } = nested([...new URLSearchParams(body)]);
  return {
    operation: typeof operation === "string" ? operation : "",
    input: Object.fromEntries(Object.entries(input).map(([key, value]) => [key, NUMBERS.has(key) ? Number(value) : value])),
  };
}

/** `Filter.member.1=Role` is `{ Filter: ["Role"] }`, `Tags.member.1.Key=a` is `{ Tags: [{ Key: "a" }] }`. */
function nested(fields: readonly (readonly [path: string, value: string])[]): Input {
  const groups = new Map<string, (readonly [string, string])[]>();
  for (const [path, value] of fields) {
    const [name = "", ...rest] = path.split(".");
    const group = groups.get(name) ?? [];
    group.push([rest.join("."), value]);
    groups.set(name, group);
  }
  return Object.fromEntries([...groups].map(([name, group]) => [name, valueAt(group)]));
}

function valueAt(group: readonly (readonly [path: string, value: string])[]): unknown {
  const [first] = group;
  if (first !== undefined && first[0] === "") return first[1];
  const value = nested(group);
  const members = value["member"];
  if (typeof members !== "object" || members === null) return value;
  return Object.entries(members)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}
