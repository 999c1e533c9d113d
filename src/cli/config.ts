/** The configuration of a run: the file that `--config` names, or the nearest one; and what of it holds besides the flags, which win. */
import { relative, resolve } from "node:path";
import { findConfig } from "../config/find-config.ts";
import type { Config, ConfigValues } from "../config/read-config.ts";
import type { GivenSuppressions } from "../lint/suppressions.ts";
import { printable } from "../text/printable.ts";
import { configuredBaseline, configuredPaths } from "./config-paths.ts";
import { type InputFlags, inputOptions } from "./inputs.ts";
import type { Library } from "./library.ts";
import { problemLines } from "./problems.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

export interface ConfigFlags {
  /** `--no-config` makes it false, whatever its type says. */
  readonly config: string | undefined;
  readonly verbose?: boolean | undefined;
}

/** `undefined`: there is none. `broken`: it was told on standard error what is wrong. */
export type LoadedConfig = Config | "broken" | undefined;

export async function loadConfig(flags: ConfigFlags, streams: Streams, parts: Library): Promise<LoadedConfig> {
  const named: unknown = flags.config;
  if (named === false) return undefined;
  if (named === "" || named === "-") throw new UsageError("--config needs the name of a file", "for example: --config ci/lint-roles.config.yaml");
  const path = typeof named === "string" ? named : foundPath(streams.cwd);
  if (path === undefined) return undefined;
  const ruleIds = (await parts.rules()).map(({ id }) => id);
  const read = await (await import("../config/read-config.ts")).readConfig(path, streams.cwd, ruleIds);
  if (read.ok) {
    if (flags.verbose === true) streams.stderr.write(`configuration: ${printable(read.config.source.file)}\n`);
    return read.config;
  }
  for (const problem of read.problems) streams.stderr.write(problemLines(problem));
  return "broken";
}

function foundPath(cwd: string): string | undefined {
  const found = findConfig(cwd);
  if (found.kind === "none") return undefined;
  if (found.kind === "file") return found.path;
  throw new UsageError(
    `${found.names.join(" and ")} stand beside each other in ${relative(cwd, found.folder) || "."}`,
    "keep one of them, or name one with --config",
  );
}

/** What is read and how: as the flags say it and, where they say nothing, as the configuration does. `paths`: as the user gave them. */
export async function configuredInput(
  paths: readonly string[],
  flags: ConfigFlags & InputFlags,
  config: Config | undefined,
  streams: Streams,
): Promise<ReturnType<typeof inputOptions>> {
  if (config === undefined) return inputOptions(paths, flags, streams);
  const { values, source } = config;
  const inputs = paths.length > 0 || flags.live === true ? paths : await configuredPaths(config, streams.cwd);
  const entryRoles = flags["entry-role"] ?? [...(values["entry-roles"] ?? [])];
  const given = inputOptions(inputs, { ...flags, "entry-role": entryRoles, ...environment(flags, values) }, streams);
  const own = Object.entries(values.parameters ?? {}).filter(([name]) => !given.parameters.has(name));
  return {
    ...given,
    parameters: new Map([...own.map(([name, value]): [string, string] => [name, String(value)]), ...given.parameters]),
    configured: {
      source,
      isSelection: isSelection(paths, flags, config, streams.cwd),
      parameters: new Set(own.map(([name]) => name)),
      entryRoles: new Set(flags["entry-role"] === undefined ? values["entry-roles"] : []),
    },
  };
}

/** Whether only a part of what the configuration is for is read; one that is named is for whatever is read with it. */
function isSelection(
  paths: readonly string[],
  { live, config: named }: ConfigFlags & Pick<InputFlags, "live">,
  { values, folder }: Config,
  cwd: string,
): boolean {
  return paths.length > 0 || live === true || (values.inputs === undefined && named === undefined && resolve(cwd) !== folder);
}

/** With --live, these flags say what is read. */
function environment({ live, account, region, partition }: InputFlags, values: ConfigValues): Pick<InputFlags, "account" | "region" | "partition"> {
  if (live === true) return { account, region, partition };
  return {
    account: account ?? (values.account === undefined ? undefined : [String(values.account)]),
    region: region ?? (values.region === undefined ? undefined : [values.region]),
    partition: partition ?? values.partition,
  };
}

/** `--no-baseline` makes it false, whatever its type says. */
export async function baselineOf(flag: string | undefined, config: Config | undefined, cwd: string): Promise<string | undefined> {
  const given: unknown = flag;
  if (given === false) return undefined;
  return flag ?? (config && configuredBaseline(config, cwd));
}

export function accountNamesOf(config: Config | undefined): { readonly accountNames?: ReadonlyMap<string, string> } {
  const names = config?.values["account-names"];
  return names === undefined ? {} : { accountNames: new Map(Object.entries(names)) };
}

/** What is set aside. `configured`: of what `configuredInput` made of the same flags. */
export async function suppressionsOf(
  flags: { readonly suppressions: boolean | undefined },
  config: Config | undefined,
  { configured }: Awaited<ReturnType<typeof configuredInput>>,
): Promise<{ readonly suppressions?: GivenSuppressions | "none" }> {
  if (flags.suppressions === false) return { suppressions: "none" };
  if (config?.values.suppressions === undefined) return {};
  const read = await import("../config/read-config.ts");
  return { suppressions: read.suppressionsOf(config, configured?.isSelection === true) };
}
