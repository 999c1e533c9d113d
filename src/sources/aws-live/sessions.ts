/**
 * Whose credentials ask where: the session that the run begins with, and one for each further account, in a role assumed there.
 */
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { arnParts } from "../aws-json/response.ts";
import { readsDomains } from "./actions.ts";
import type { Asker, Place } from "./asker.ts";
import { getCallerIdentity } from "./calls.ts";
import { type Clients, type Credentials, createClients, type RetryStrategy } from "./clients.ts";
import { activeAccounts } from "./collect-organization.ts";
import { adviceOf, faultOf } from "./faults.ts";
import type { LiveScope } from "./scope.ts";

export interface Session {
  readonly account: string;
  /** For services without regions. */
  readonly home: Place;
  readonly inRegion: (region: string) => Place;
  /** The region of the environment or the profile. */
  readonly region: string;
}

export interface Sessions {
  /** The one that the run begins with; also the one that may ask of the organization. */
  readonly caller: Session;
  /** Those to read. An account whose role could not be assumed is missing: that is recorded. */
  readonly accounts: readonly Session[];
}

/** Undefined where nobody could be asked anything; why is a problem by then. */
export async function openSessions(scope: LiveScope, asker: Asker, retryStrategy: RetryStrategy): Promise<Sessions | undefined> {
  const region = await homeRegion(scope, asker, retryStrategy);
  if (region === undefined) return undefined;
  const clientsIn = clientsBy({ scope, asker, retryStrategy, credentials: undefined });
  const caller = await openSession(asker, region, clientsIn);
  if (caller === undefined) return undefined;
  const accounts = await accountsOf(scope, caller, asker);
  if (accounts === undefined) return undefined;
  const opened = await Promise.all(
    accounts.map((account) => (isOwn(account, caller, scope) ? caller : assumed(account, { scope, caller, asker, retryStrategy, region }))),
  );
  return { caller, accounts: opened.filter((session) => session !== undefined) };
}

/** In the account of the credentials no role needs to be assumed, unless one there is named. */
function isOwn(account: string, caller: Session, { assumeRole }: LiveScope): boolean {
  return account === caller.account && (assumeRole === undefined || assumeRole.includes(ACCOUNT_PLACE));
}

export const ACCOUNT_PLACE = "{account}";

type ClientsIn = (region: string) => Clients;

interface Making {
  readonly scope: LiveScope;
  readonly asker: Asker;
  readonly retryStrategy: RetryStrategy;
  readonly credentials: (() => Promise<Credentials>) | undefined;
}

function clientsBy({ scope, asker, retryStrategy, credentials }: Making): ClientsIn {
  const made = new Map<string, Clients>();
  return (region) => {
    const clients = made.get(region) ?? createClients({ profile: scope.profile, region, credentials, onThrottled: asker.throttled, retryStrategy });
    made.set(region, clients);
    return clients;
  };
}

/** Where a search through all regions begins: any region knows the account's identity. */
const ANY_REGION = "us-east-1";

async function homeRegion(scope: LiveScope, asker: Asker, retryStrategy: RetryStrategy): Promise<string | undefined> {
  const [named] = scope.regions;
  if (named !== undefined) return named;
  const { sts } = createClients({ profile: scope.profile, region: undefined, credentials: undefined, onThrottled: asker.throttled, retryStrategy });
  try {
    return await sts.config.region();
  } catch {
    if (scope.allRegions || !readsDomains(scope)) return ANY_REGION;
    asker.problem({
      file: "--live",
      message: "no region is set, neither in the environment (AWS_REGION) nor in the profile",
      help: "name one or more with --region, or all that are enabled with --region all",
    });
    return undefined;
  }
}

/** Asks who the credentials belong to: the first call, so that wrong ones are told at once. `expected`: where that is known beforehand. */
async function openSession(asker: Asker, region: string, clientsIn: ClientsIn, expected?: string): Promise<Session | undefined> {
  const clients = clientsIn(region);
  const answer = await asker.ask({ account: expected, region: undefined, clients }, getCallerIdentity);
  if (answer.kind === "failed") return undefined;
  // Nobody needs a permission for this call, so a refusal is no answer either.
  const account = answer.kind === "answered" ? answer.output["Account"] : undefined;
  if (typeof account !== "string" || !/^\d{12}$/.test(account) || account !== (expected ?? account)) {
    const whose = expected === undefined ? "the credentials" : `the credentials of the role in account ${expected}`;
    const message = `AWS does not tell rightly which account ${whose} belong to`;
    asker.problem({ file: expected === undefined ? "aws" : `aws:${expected}`, message, help: "see whether something else answers in the place of AWS" });
    // A refusal is recorded already.
    if (expected !== undefined && answer.kind === "answered") await asker.missing("sts:GetCallerIdentity", expected, {}, { code: "WrongAccount", message });
    return undefined;
  }
  return { account, region, home: { account, region: undefined, clients }, inRegion: (name) => ({ account, region: name, clients: clientsIn(name) }) };
}

async function accountsOf({ accounts, organization, assumeRole }: LiveScope, caller: Session, asker: Asker): Promise<readonly string[] | undefined> {
  const listed = organization ? await activeAccounts(asker, caller.home) : [];
  if (listed === undefined) {
    asker.problem({
      file: "--organization",
      message: "the accounts of the organization can't be listed with these credentials",
      help: "use credentials of the management account or of a delegated administrator that may call organizations:ListAccounts, or name the accounts with --account",
    });
    return undefined;
  }
  const named = assumeRole === undefined || assumeRole.includes(ACCOUNT_PLACE) ? undefined : arnParts(assumeRole)?.account;
  const all = [...new Set([...accounts, ...listed, ...(named === undefined ? [] : [named])])];
  const chosen = all.length === 0 ? [caller.account] : all;
  const other = assumeRole === undefined ? chosen.find((account) => account !== caller.account) : undefined;
  if (other === undefined) return chosen;
  asker.problem({
    file: `--account ${other}`,
    message: `the credentials belong to account ${caller.account}`,
    help: "name the role to assume there: --assume-role 'arn:aws:iam::{account}:role/NAME'",
  });
  return undefined;
}

interface Assuming extends Omit<Making, "credentials"> {
  readonly caller: Session;
  readonly region: string;
}

/** A session in the role that `--assume-role` names in the account; undefined where it can't be assumed, which is recorded. */
async function assumed(account: string, { scope, caller, asker, retryStrategy, region }: Assuming): Promise<Session | undefined> {
  const roleArn = (scope.assumeRole ?? "").replaceAll(ACCOUNT_PLACE, account);
  const assumeIt = (): Promise<Credentials> => assume(caller.home.clients, roleArn, scope.externalId);
  let first: Credentials;
  try {
    first = await asker.inTurn(assumeIt);
  } catch (error) {
    const fault = faultOf(error);
    await asker.missing("sts:AssumeRole", account, { RoleArn: roleArn }, fault);
    if (fault.kind !== "refused") asker.problem({ file: `aws:${account}/sts`, ...adviceOf(fault, `sts:AssumeRole of ${roleArn}`, scope.profile) });
    return undefined;
  }
  return openSession(asker, region, clientsBy({ scope, asker, retryStrategy, credentials: renewed(first, assumeIt, roleArn) }), account);
}

/** Credentials are renewed when they have less than this left; a role's last for an hour. */
const RENEW_MILLISECONDS = 5 * 60_000;

/** One set of credentials for all clients of a session, renewed once for all of them. */
function renewed(first: Credentials, assumeIt: () => Promise<Credentials>, roleArn: string): () => Promise<Credentials> {
  let current = Promise.resolve(first);
  let until = first.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  return () => {
    if (Date.now() > until - RENEW_MILLISECONDS) {
      until = Number.POSITIVE_INFINITY;
      current = assumeIt().then(
        (credentials) => {
          until = credentials.expiration?.getTime() ?? until;
          return credentials;
        },
        (error: unknown) => {
          // Not to be taken for a refusal of the call that needed them.
          const message = `role ${roleArn} can't be assumed any more: ${error instanceof Error ? error.message : String(error)}`;
          throw Object.assign(new Error(message), { name: "CredentialsProviderError" });
        },
      );
    }
    return current;
  };
}

async function assume({ sts }: Clients, roleArn: string, externalId: string | undefined): Promise<Credentials> {
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "lint-roles", ...(externalId === undefined ? {} : { ExternalId: externalId }) }),
  );
  if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined || given.SessionToken === undefined) {
    throw new Error("AWS gave no credentials for the role");
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
  };
}
