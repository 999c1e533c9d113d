/**
 * What an error of the SDK means for a run: AWS refused this one call, the thing is gone, or nothing more can be had here.
 * Error names: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and each operation's own list.
 */
import { isAbsence, NO_ORGANIZATION } from "../recording/records.ts";
import { isThrottling } from "./clients.ts";
import { EMPTY_ANSWER } from "./kept.ts";

export interface Fault {
  /**
   * `refused`: no permission for this call; others may do. `gone`: what was asked for does not exist. `none`: the account is in no
   * organization. `credentials`: AWS does not accept who asks. `unreachable`: no answer from the other end. `failed`: an answer, but
   * none that helps.
   */
  readonly kind: "refused" | "gone" | "none" | "credentials" | "unreachable" | "failed";
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

const REFUSED = /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation|UnauthorizedException|NotAuthorized|AuthorizationError\w*)$/;
const CREDENTIALS =
  /^(?:Expired\w*|InvalidClientTokenId|UnrecognizedClientException|InvalidToken\w*|SignatureDoesNotMatch|InvalidSignatureException|InvalidAccessKeyId|MissingAuthenticationToken\w*|IncompleteSignature\w*|OptInRequired|RequestExpired|AuthFailure|CredentialsProviderError|TokenProviderError)$/;
const UNREACHABLE =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|\w*SELF_SIGNED\w*|UNABLE_TO_\w+|ERR_TLS\w*|EPROTO)$/;

export function faultOf(error: unknown): Fault {
  const code = codeOf(error);
  return { kind: kindOf(code, error), code, message: messageOf(error), attempts: attemptsOf(error) };
}

function kindOf(code: string, error: unknown): Fault["kind"] {
  if (REFUSED.test(code)) return "refused";
  if (code === NO_ORGANIZATION) return "none";
  if (isAbsence(code, messageOf(error))) return "gone";
  if (CREDENTIALS.test(code)) return "credentials";
  if (UNREACHABLE.test(code)) return "unreachable";
  return "failed";
}

/** The SDK gives AWS's code as the error's name; Node's own errors have a `code`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "UnknownError";
  const system = systemCode(error);
  return system ?? error.name;
}

function systemCode(error: Error): string | undefined {
  if ("code" in error && typeof error.code === "string" && /^(?:E[A-Z]+|ERR_|CERT_|DEPTH_|UNABLE_|SELF_)/.test(error.code)) return error.code;
  return error.cause instanceof Error && error.cause !== error ? systemCode(error.cause) : undefined;
}

/** AWS's messages may carry an encoded block of thousands of characters. */
const MOST_CHARACTERS = 600;

function messageOf(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).split(/\n\s*(?:Deserialization error|to see the raw response)/)[0] ?? "";
  const whole = text.replace(/\s+/g, " ").trim();
  return whole.length > MOST_CHARACTERS ? `${whole.slice(0, MOST_CHARACTERS)}…` : whole;
}

function attemptsOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return 1;
  const metadata = error.$metadata;
  return typeof metadata === "object" && metadata !== null && "attempts" in metadata && typeof metadata.attempts === "number" ? metadata.attempts : 1;
}

export interface Advice {
  readonly message: string;
  readonly help: string;
}

/** What a fault that ends a part of the run says to the user. `operation`: the call; `profile`: of --profile. */
export function adviceOf(fault: Fault, operation: string, profile: string | undefined): Advice {
  const told = fault.message === "" || fault.message === fault.code ? fault.code : `${fault.code}: ${fault.message}`;
  switch (fault.kind) {
    case "credentials":
      return credentialsAdvice(fault, told, profile);
    case "unreachable":
      return {
        message: `no answer to ${operation} (${told})`,
        help: "check the region's name, the network and AWS_ENDPOINT_URL",
      };
    case "refused":
      return { message: `AWS refused ${operation} (${told})`, help: "`lint-roles snapshot --print-policy` prints the permissions that it takes" };
    case "gone":
    case "none":
      return { message: `${operation} found nothing (${told})`, help: "check the name, and in which region and account it is" };
    case "failed":
      return failedAdvice(fault, told, operation);
  }
}

function failedAdvice(fault: Fault, told: string, operation: string): Advice {
  if (isThrottling(fault.code))
    return { message: `AWS throttled ${operation}, ${times(fault.attempts)}`, help: "try again later: others use up the account's rate of calls" };
  if (fault.code === EMPTY_ANSWER || fault.code === "SyntaxError" || /pars|deserializ|unexpected|closing tag|xml/i.test(fault.message))
    return { message: `the answer to ${operation} can't be read (${told})`, help: "see whether a proxy answers in the place of AWS, and try again" };
  return { message: `AWS did not answer ${operation} (${told}), ${times(fault.attempts)}`, help: "try again" };
}

function times(attempts: number): string {
  return attempts === 1 ? "at the first attempt" : `${attempts} attempts`;
}

function credentialsAdvice({ code, message }: Fault, told: string, profile: string | undefined): Advice {
  const signIn = `sign in again (aws sso login${profile === undefined ? "" : ` --profile ${profile}`}), or give fresh keys`;
  if (/expired/i.test(code) || /expired/i.test(message)) return { message: `the AWS credentials have expired (${told})`, help: signIn };
  const isNowhere = /could not load credentials from any providers/i.test(message);
  if (isNowhere && profile !== undefined)
    return {
      message: `profile \`${profile}\` gives no AWS credentials: it does not exist, or says nothing of any`,
      help: "`aws configure list-profiles` lists the profiles that there are",
    };
  if (isNowhere)
    return {
      message: "no AWS credentials were found: not in the environment, nor in the shared configuration, nor from the container or instance",
      help: "sign in (aws sso login), name a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    };
  if (/CredentialsProvider|TokenProvider/.test(code))
    return {
      message: `the AWS credentials can't be had: ${message}`,
      help: profile === undefined ? "name a profile with --profile" : "`aws configure list-profiles` lists the profiles that there are",
    };
  return {
    message: `AWS does not accept the credentials (${told})`,
    help: `${signIn}; in a region that is not enabled for the account, all credentials are refused`,
  };
}
