/** What can go wrong between a program and AWS, and what AWS says then. */
import { type Caller, type Failure, failure } from "./answer.ts";
import { isQuery } from "./request.ts";

export type Fault =
  | { readonly kind: "throttled" }
  | { readonly kind: "denied" }
  | { readonly kind: "expired" }
  | { readonly kind: "failed"; readonly status: 500 | 502 | 503 }
  /** Headers and half of the body, then the connection ends. */
  | { readonly kind: "reset" }
  /** The connection ends before any answer. */
  | { readonly kind: "refused-connection" }
  /** 200, and a body that ends in the middle, with the right Content-Length. */
  | { readonly kind: "malformed" }
  /**
   * A page of HTML, as proxies give; with status 200 where it is not given. As XML it does not parse, unless it is to be `wellFormed`:
   * then a client of IAM may take it for an answer that says nothing.
   */
  | { readonly kind: "html"; readonly status?: 200 | 503; readonly wellFormed?: boolean }
  /** 200 and nothing. */
  | { readonly kind: "empty-body" }
  /** The right answer, later. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** An empty page whose token goes on where this page would have begun. The right answer where there are no pages, and after such a page. */
  | { readonly kind: "empty-page" };

export interface Denied {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly input: object;
}

/** Errors that are common to all services: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
export function throttled(service: string): Failure {
  return failure(isQuery(service) ? "Throttling" : "ThrottlingException", 400, "Rate exceeded");
}

export function expired(service: string): Failure {
  const message = "The security token included in the request is expired";
  return isQuery(service) ? failure("ExpiredToken", 403, message) : failure("ExpiredTokenException", 400, message);
}

export function unknownCredentials(service: string): Failure {
  const message = "The security token included in the request is invalid.";
  return isQuery(service) ? failure("InvalidClientTokenId", 403, message) : failure("UnrecognizedClientException", 400, message);
}

export function unsigned(service: string): Failure {
  const message = "Missing Authentication Token";
  return isQuery(service) ? failure("MissingAuthenticationToken", 403, message) : failure("MissingAuthenticationTokenException", 400, message);
}

export function unknownOperation(service: string, operation: string): Failure {
  return isQuery(service)
    ? failure("InvalidAction", 400, `Could not find operation ${operation}`)
    : failure("UnknownOperationException", service === "account" ? 404 : 400, `Unknown operation ${operation}`);
}

export function unreadable(): Failure {
  return failure("SerializationException", 400, "Start of structure or map found where not expected.");
}

/** Each service's word for an error of its own: 500 in the API reference of each operation. */
const INTERNAL: ReadonlyMap<string, string> = new Map([
  ["iam", "ServiceFailure"],
  ["sts", "InternalFailure"],
  ["sagemaker", "InternalFailure"],
  ["elasticmapreduce", "InternalServerException"],
  ["organizations", "ServiceException"],
  ["account", "InternalServerException"],
]);

export function failed(service: string, status: number): Failure {
  return status === 500
    ? failure(INTERNAL.get(service) ?? "InternalFailure", status, "The request processing has failed because of an unknown error, exception or failure.")
    : failure(isQuery(service) ? "ServiceUnavailable" : "ServiceUnavailableException", status, "Service Unavailable");
}

export function denied(request: Denied, caller: Caller | undefined): Failure {
  const { service, operation } = request;
  const action = `${service}:${operation}`;
  // STS does not say why: to AssumeRole there are two sides.
  const because = service === "sts" ? "" : ` because no identity-based policy allows the ${action} action`;
  const message = `User: ${caller?.arn ?? "anonymous"} is not authorized to perform: ${action} on resource: ${resourceOf(request)}${because}`;
  return isQuery(service) ? failure("AccessDenied", 403, message) : failure("AccessDeniedException", 400, message);
}

/** IAM writes `role name`, the others ARNs. */
function resourceOf({ service, operation, account, region, input }: Denied): string {
  const of = (key: string): string | undefined => {
    const value: unknown = Object.getOwnPropertyDescriptor(input, key)?.value;
    return typeof value === "string" ? value : undefined;
  };
  switch (service) {
    case "iam":
      return named("role", of("RoleName")) ?? named("policy", of("PolicyArn")) ?? named("instance profile", of("InstanceProfileName")) ?? "*";
    case "sts":
      return of("RoleArn") ?? "*";
    case "sagemaker":
      return `arn:aws:sagemaker:${region}:${account}:${sagemakerResource(operation, of)}`;
    case "elasticmapreduce":
      return named(`arn:aws:elasticmapreduce:${region}:${account}:cluster/`, of("ClusterId"), "") ?? "*";
    case "account":
      return `arn:aws:account::${account}:account`;
    default:
      return "*";
  }
}

function named(what: string, name: string | undefined, between = " "): string | undefined {
  return name === undefined ? undefined : `${what}${between}${name}`;
}

function sagemakerResource(operation: string, of: (key: string) => string | undefined): string {
  switch (operation) {
    case "ListUserProfiles":
      return "user-profile/*";
    case "DescribeUserProfile":
      return `user-profile/${of("DomainId")}/${of("UserProfileName")}`;
    case "ListSpaces":
      return "space/*";
    case "ListApps":
      return "app/*";
    default:
      return `domain/${of("DomainId") ?? "*"}`;
  }
}
