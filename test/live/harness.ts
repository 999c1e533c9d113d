/**
 * Runs against a server that speaks AWS's protocols on 127.0.0.1. The SDK is the real one and is led there by its own variables, as
 * users of emulators would do it.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolesNeeded } from "../../src/chain/needed.ts";
import { type CheckOptions, type CheckResult, check, type LiveScope, snapshot } from "../../src/main.ts";
import { createAwsReader } from "../../src/sources/aws-json/index.ts";
import type { RetryStrategy } from "../../src/sources/aws-live/clients.ts";
import { readAws } from "../../src/sources/aws-live/index.ts";
import { createMemoryRecording } from "../../src/sources/aws-live/memory.ts";
import type { LiveResult } from "../../src/sources/aws-live/scope.ts";
import type { AwsRecord } from "../../src/sources/recording/records.ts";
import { type FakeAws, type FakeOptions, startFakeAws } from "../aws/server.ts";
import type { FakeWorld } from "../aws/world.ts";

export const STUDIO = "111122223333";
export const DATA = "222233334444";

export function scopeOf(scope: Partial<LiveScope> = {}): LiveScope {
  return {
    profile: undefined,
    regions: ["eu-west-1"],
    allRegions: false,
    domainIds: [],
    roles: [],
    accounts: [],
    organization: false,
    assumeRole: undefined,
    externalId: undefined,
    without: [],
    ...scope,
  };
}

/** What the SDK looks at. Nothing of the machine's own configuration gets in. */
export function environmentFor(url: string, account = STUDIO): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: `AKIA${account}`,
    AWS_SECRET_ACCESS_KEY: "secret-of-the-test",
    AWS_CONFIG_FILE: "/nonexistent/config",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/** A server for the time of one run. */
export async function withAws<T>(world: FakeWorld, options: FakeOptions & { readonly account?: string }, run: (aws: FakeAws) => Promise<T>): Promise<T> {
  const aws = await startFakeAws(world, options);
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, environmentFor(aws.url, options.account));
  try {
    return await run(aws);
  } finally {
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    Object.assign(process.env, before);
    await aws.close();
  }
}

const OPTIONS: CheckOptions = {
  paths: [],
  cwd: tmpdir(),
  parameters: new Map(),
  entryRoles: [],
  propagation: "as-configured",
  only: [],
  skip: [],
  failOn: "error",
  strict: false,
};

export function checkLive(scope: Partial<LiveScope> = {}, options: Partial<CheckOptions> = {}): Promise<CheckResult> {
  const full = scopeOf(scope);
  return check({ ...OPTIONS, entryRoles: full.roles, ...options, live: { scope: full, ...options.live } });
}

export function checkFiles(cwd: string, paths: readonly string[], options: Partial<CheckOptions> = {}): Promise<CheckResult> {
  return check({ ...OPTIONS, cwd, paths, ...options });
}

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), "lint-roles-live-"));
}

export function record(folder: string, file: string, scope: Partial<LiveScope> = {}, resume = false): Promise<LiveResult> {
  return snapshot({ scope: scopeOf(scope), output: file, resume, cwd: folder });
}

/** Without waiting between attempts: how often to try is the SDK's own business. */
export const impatient: RetryStrategy = {
  acquireInitialRetryToken: () => Promise.resolve(token(0)),
  refreshRetryTokenForRetry: (before, { errorType }) =>
    errorType === "CLIENT_ERROR" || before.getRetryCount() >= 5 ? Promise.reject(new Error("no more")) : Promise.resolve(token(before.getRetryCount() + 1)),
  recordSuccess: () => undefined,
};

function token(count: number) {
  return { getRetryCount: () => count, getRetryDelay: () => 0, getRetryCost: () => undefined };
}

export interface Reading {
  readonly result: LiveResult;
  readonly records: readonly AwsRecord[];
  readonly inventory: ReturnType<ReturnType<typeof createAwsReader>["finish"]>["inventory"];
}

/** All that a run records, in memory, without waiting between attempts. */
export async function readImpatiently(scope: Partial<LiveScope> = {}): Promise<Reading> {
  const full = scopeOf(scope);
  const reader = createAwsReader({ parameters: new Map(), entryRoles: [] });
  const memory = createMemoryRecording(reader);
  const records: AwsRecord[] = [];
  const sink = {
    ...memory,
    write: (each: AwsRecord) => {
      records.push(each);
      return memory.write(each);
    },
  };
  const io = { sink, answered: undefined, rolesNeeded: (inventory: Reading["inventory"]) => rolesNeeded(inventory, full.roles), onProgress: undefined };
  const result = await readAws(full, io, impatient);
  return { result, records, inventory: reader.finish().inventory };
}
