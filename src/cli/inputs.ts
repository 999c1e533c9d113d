/** The flags that say what is read, as the options of a check or a plan. */
import type { LiveOptions, PlanOptions } from "../main.ts";
import type { ScopeFlags } from "./flags.ts";
import { tallyShown, withoutSdkNotice } from "./live-progress.ts";
import { readScope } from "./live-scope.ts";
import { onlyOne, readAccounts, readEntryRoles, readParameters, readPartition, readRegions } from "./options.ts";
import type { Progress } from "./progress.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

export interface InputFlags extends ScopeFlags {
  readonly live: boolean | undefined;
  readonly save: string | undefined;
  readonly account: string[] | undefined;
  readonly partition: string | undefined;
  readonly region: string[] | undefined;
  readonly parameter: string[] | undefined;
  readonly "entry-role": string[] | undefined;
}

export function inputOptions(paths: readonly string[], flags: InputFlags, streams: Streams): Omit<PlanOptions, "domain" | "to"> {
  const isLive = flags.live ?? false;
  // What is live says itself where it is; of several, none is meant for the rest.
  const single = (flag: string, values: readonly string[]): string | undefined => (isLive && values.length > 1 ? undefined : onlyOne(flag, values));
  const account = single("--account", readAccounts(flags.account ?? []));
  const partition = readPartition(flags.partition);
  if (!isLive && flags.region?.includes("all")) throw new UsageError("--region all is for --live", "add --live to read what is deployed");
  const region = isLive && flags.region?.includes("all") ? undefined : single("--region", readRegions(flags.region ?? []));
  return {
    paths: paths.length === 0 && !isLive ? ["."] : [...paths],
    cwd: streams.cwd,
    ...(paths.includes("-") ? { stdin: streams.stdin } : {}),
    parameters: readParameters(flags.parameter ?? []),
    ...(account === undefined ? {} : { account }),
    ...(partition === undefined ? {} : { partition }),
    ...(region === undefined ? {} : { region }),
    entryRoles: [...readEntryRoles(flags["entry-role"] ?? []), ...(flags.role ?? [])],
  };
}

/** Flags that mean something only where AWS is read. */
const LIVE_FLAGS = ["save", "profile", "domain-id", "role", "organization", "assume-role", "external-id", "without"] as const;

/** `files`: what else the run writes, so that nothing is written twice. */
export function liveOptions(flags: InputFlags, progress: Progress, files: readonly string[]): LiveOptions | undefined {
  if (!flags.live) {
    const stray = LIVE_FLAGS.find((flag) => flags[flag] !== undefined);
    if (stray !== undefined) throw new UsageError(`--${stray} is for --live`, "add --live to read what is deployed");
    return undefined;
  }
  const scope = readScope(flags);
  if (flags.save === "" || flags.save === "-") throw new UsageError("--save needs the name of a file", "for example: --save account.jsonl");
  if (flags.save !== undefined && files.includes(flags.save))
    throw new UsageError(`a report and the recording would be written to ${flags.save}`, "give each a file of its own");
  withoutSdkNotice();
  return { scope, onTally: tallyShown(progress), ...(flags.save === undefined ? {} : { save: flags.save }) };
}
