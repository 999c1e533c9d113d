/**
 * Reading what is deployed: asks AWS, read-only, and hands over what it answers as records. A live check is a recording that is
 * read at once, so nothing here interprets an answer beyond what it takes to ask the next question.
 */
import pLimit from "p-limit";
import { arnParts, lastSegment } from "../aws-json/response.ts";
import type { JsonObject } from "../json.ts";
import type { AwsRecord } from "../recording/records.ts";
import { readsDomains, readsEmr, readsOrganization } from "./actions.ts";
import { type Asker, createAsker } from "./asker.ts";
import { listRegions } from "./calls.ts";
import type { RetryStrategy } from "./clients.ts";
import { collectEmr } from "./collect-emr.ts";
import { collectAllRoles, createRoleCollector } from "./collect-iam.ts";
import { collectOrganization } from "./collect-organization.ts";
import { collectDomains } from "./collect-sagemaker.ts";
import { isAnswerTo } from "./kept.ts";
import { namesIn } from "./lists.ts";
import type { LiveIo, LiveResult, LiveScope } from "./scope.ts";
import { openSessions, type Session } from "./sessions.ts";

/** Accounts that are read at once: their requests share the same limit, so more would only make each of them slower. */
const ACCOUNTS_AT_ONCE = 4;

/**
 * Asks all that the scope takes. Never throws for what AWS does: refusals are recorded, and what ends a part of the run is a problem.
 * Throws for what the sink does.
 */
export async function readAws(scope: LiveScope, io: LiveIo, retryStrategy?: RetryStrategy): Promise<LiveResult> {
  const asker = createAsker(io, scope.profile);
  const sessions = await openSessions(scope, asker, retryStrategy);
  if (sessions === undefined) return asker.finish();
  if (sessions.accounts.length === 0)
    asker.problem({
      file: "aws",
      message: "no account could be read: AWS lets nobody assume the role there",
      help: `let the trust policy of ${scope.assumeRole ?? "the role"} allow whoever runs this`,
    });
  const atOnce = pLimit(ACCOUNTS_AT_ONCE);
  const [read] = await Promise.all([
    Promise.all(sessions.accounts.map((session) => atOnce(() => readAccount(scope, session, asker)))),
    readsOrganization(scope)
      ? collectOrganization(
          asker,
          sessions.caller.home,
          sessions.accounts.map(({ account }) => account),
        )
      : undefined,
  ]);
  missingDomains(scope, read, asker);
  await collectNeeded(
    scope,
    io,
    asker,
    read.filter(({ sawAllRoles }) => !sawAllRoles),
  );
  return asker.finish();
}

interface AccountRead {
  readonly session: Session;
  readonly domains: readonly string[];
  readonly instanceProfiles: readonly string[];
  readonly sawAllRoles: boolean;
}

async function readAccount(scope: LiveScope, session: Session, asker: Asker): Promise<AccountRead> {
  asker.readsAccount(session.account);
  const [regions, sawAllRoles] = await Promise.all([readRegions(scope, session, asker), collectAllRoles(asker, session.home)]);
  return { session, sawAllRoles, domains: regions.flatMap(({ domains }) => domains), instanceProfiles: regions.flatMap((each) => each.instanceProfiles) };
}

type RegionRead = Pick<AccountRead, "domains" | "instanceProfiles">;

async function readRegions(scope: LiveScope, session: Session, asker: Asker): Promise<readonly RegionRead[]> {
  if (!readsDomains(scope)) return [];
  const regions = scope.allRegions ? await enabledRegions(session, asker) : scope.regions.length === 0 ? [session.region] : scope.regions;
  return Promise.all(regions.map((region) => readRegion(scope, session, region, regions.length > 1, asker)));
}

async function readRegion(scope: LiveScope, session: Session, region: string, isSearched: boolean, asker: Asker): Promise<RegionRead> {
  const place = session.inRegion(region);
  const searched = isSearched && (scope.allRegions || scope.domainIds.length > 0);
  const domains = await collectDomains(asker, place, scope.domainIds, searched);
  // Clusters matter to who comes from a domain; there is no other way into this tool's question.
  const instanceProfiles = domains.length > 0 && readsEmr(scope) ? await collectEmr(asker, place) : [];
  return { domains, instanceProfiles };
}

async function enabledRegions(session: Session, asker: Asker): Promise<readonly string[]> {
  const found: string[] = [];
  const { kind } = await asker.list(session.home, listRegions(), (page) => void found.push(...namesIn(page, "Regions", "RegionName")));
  if (kind !== "answered") {
    asker.problem({
      file: `aws:${session.account}/account`,
      message: "which regions are enabled can't be told",
      help: "allow account:ListRegions, or name the regions with --region",
    });
  }
  return found;
}

/** A domain that was named and is nowhere must not look like one that has nothing wrong with it. */
function missingDomains({ domainIds, regions }: LiveScope, read: readonly AccountRead[], asker: Asker): void {
  const found = new Set(read.flatMap(({ domains }) => domains));
  for (const id of domainIds) {
    if (found.has(id)) continue;
    const where = regions.length === 0 ? "" : ` in ${regions.join(", ")}`;
    asker.problem({
      file: `--domain-id ${id}`,
      message: `there is no such domain${where}, or it can't be seen`,
      help: "name its region with --region, or search all with --region all",
    });
  }
}

/**
 * Where an account does not tell all of its roles: those that the chains need, one by one. Each role may lead to others, in the same
 * account or another, until there is none left to ask for.
 */
async function collectNeeded(scope: LiveScope, io: LiveIo, asker: Asker, accounts: readonly AccountRead[]): Promise<void> {
  if (accounts.length === 0) return;
  const collectors = new Map(accounts.map(({ session }) => [session.account, createRoleCollector(asker, session.home)]));
  await Promise.all(
    accounts.flatMap(({ session, instanceProfiles }) => instanceProfiles.map((name) => collectors.get(session.account)?.instanceProfile(name))),
  );
  const asked = new Set<string>();
  const fresh = (roles: readonly string[]): readonly string[] => roles.filter((role) => !asked.has(role));
  for (let roles = fresh(scope.roles); ; ) {
    for (const role of roles) asked.add(role);
    await Promise.all(
      roles.flatMap((role) => {
        const parts = arnParts(role);
        const name = lastSegment(parts?.resource ?? role);
        return [...collectors].flatMap(([account, collector]) => (parts === undefined || parts.account === account ? [collector.role(name)] : []));
      }),
    );
    roles = fresh(io.rolesNeeded(await io.sink.soFar()));
    if (roles.length === 0) return;
  }
}

/** Of an answer that a recording holds: what asking on takes. The rest need not be held in memory. Nothing where it is no answer to the call. */
export function outlineOf({ operation, output = {} }: AwsRecord): JsonObject | undefined {
  if (!isAnswerTo(operation, output)) return undefined;
  const { RoleDetailList: _, Policies: __, ...page } = output;
  if (operation === "iam:GetAccountAuthorizationDetails") return page;
  return LEAVES.has(operation) ? {} : output;
}

const LEAVES: ReadonlySet<string> = new Set([
  "sagemaker:DescribeDomain",
  "sagemaker:DescribeUserProfile",
  "elasticmapreduce:DescribeSecurityConfiguration",
  "iam:GetRolePolicy",
  "iam:GetPolicyVersion",
  "organizations:DescribePolicy",
]);
