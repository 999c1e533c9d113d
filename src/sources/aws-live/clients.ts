/**
 * The SDK's clients, one set for each account and region. The SDK finds credentials, signs, repeats, and follows the
 * variables that redirect it (AWS_ENDPOINT_URL and the like); nothing of that is ours.
 */
import { AccountClient } from "@aws-sdk/client-account";
import { EMRClient } from "@aws-sdk/client-emr";
import { IAMClient } from "@aws-sdk/client-iam";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";

export interface Clients {
  readonly account: AccountClient;
  readonly emr: EMRClient;
  readonly iam: IAMClient;
  readonly organizations: OrganizationsClient;
  readonly sagemaker: SageMakerClient;
  readonly sts: STSClient;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

export type RetryStrategy = STSClientConfig["retryStrategy"];

export interface ClientOptions {
  readonly profile: string | undefined;
  /** Undefined: as the environment or the profile says. */
  readonly region: string | undefined;
  /** Undefined: the SDK's default chain. */
  readonly credentials: (() => Promise<Credentials>) | undefined;
  /** Called for each attempt that AWS turned away for coming too fast. */
  readonly onThrottled: () => void;
  readonly retryStrategy: RetryStrategy;
}

/** GetAccountAuthorizationDetails may take seconds; an answer that takes this long does not come any more. */
const REQUEST_MILLISECONDS = 30_000;
const CONNECT_MILLISECONDS = 5_000;
const MAX_ATTEMPTS = 6;

const silent = (): void => undefined;
/** The SDK would print hints of its own between the lines of ours. */
const logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** Clients are made when they are first used: most runs need few of them. */
export function createClients(options: ClientOptions): Clients {
  const config = configOf(options);
  const watch = watchThrottling(options.onThrottled);
  const made: { -readonly [Name in keyof Clients]?: Clients[Name] } = {};
  return {
    get account() {
      if (made.account === undefined) {
        made.account = new AccountClient(config);
        made.account.middlewareStack.add(watch, AT_EACH_ATTEMPT);
      }
      return made.account;
    },
    get emr() {
      if (made.emr === undefined) {
        made.emr = new EMRClient(config);
        made.emr.middlewareStack.add(watch, AT_EACH_ATTEMPT);
      }
      return made.emr;
    },
    get iam() {
      if (made.iam === undefined) {
        made.iam = new IAMClient(config);
        made.iam.middlewareStack.add(watch, AT_EACH_ATTEMPT);
      }
      return made.iam;
    },
    get organizations() {
      if (made.organizations === undefined) {
        made.organizations = new OrganizationsClient(config);
        made.organizations.middlewareStack.add(watch, AT_EACH_ATTEMPT);
      }
      return made.organizations;
    },
    get sagemaker() {
      if (made.sagemaker === undefined) {
        made.sagemaker = new SageMakerClient(config);
        made.sagemaker.middlewareStack.add(watch, AT_EACH_ATTEMPT);
      }
      return made.sagemaker;
    },
    get sts() {
      if (made.sts === undefined) {
        made.sts = new STSClient(config);
        made.sts.middlewareStack.add(watch, AT_EACH_ATTEMPT);
      }
      return made.sts;
    },
  };
}

function configOf({ profile, region, credentials, retryStrategy }: ClientOptions) {
  return {
    // Slows down as a whole when AWS throttles, rather than each call by itself.
    retryMode: "adaptive",
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MILLISECONDS,
      requestTimeout: REQUEST_MILLISECONDS,
      socketTimeout: REQUEST_MILLISECONDS,
      throwOnRequestTimeout: true,
      logger,
    },
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(retryStrategy === undefined ? {} : { retryStrategy }),
  };
}

/** After the SDK's own middleware that repeats, so that it sees each attempt. */
const AT_EACH_ATTEMPT = { step: "finalizeRequest", priority: "low", name: "countThrottling" } as const;

function watchThrottling(onThrottled: () => void) {
  return <Args, Result>(next: (args: Args) => Promise<Result>) =>
    async (args: Args): Promise<Result> => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && isThrottling(error.name)) onThrottled();
        throw error;
      }
    };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
export function isThrottling(code: string): boolean {
  return /^(?:Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|RequestThrottled\w*|SlowDown|PriorRequestNotComplete)$/.test(code);
}
