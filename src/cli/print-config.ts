/** `--print-config`: what a run would use, as a configuration file, with a comment on where each value comes from. */
import type { Config } from "../config/read-config.ts";
import type { CheckOptions } from "../main.ts";
import { escapeHidden } from "../report/safe-json.ts";
import { yamlScalar } from "../text/yaml-scalar.ts";
import { version } from "../version.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { CheckFlags } from "./flags.ts";
import { readParameters } from "./options.ts";
import type { Streams } from "./streams.ts";

type Named = readonly [name: string, value: string, origin?: string];
type Value = string | boolean | readonly (string | Named)[];

interface Row {
  readonly key: string;
  readonly value: Value;
  readonly origin: string;
}

/** `paths`: as the user gave them. */
export async function printConfig(
  options: CheckOptions,
  paths: readonly string[],
  flags: CheckFlags,
  config: Config | undefined,
  streams: Streams,
): Promise<ExitCode> {
  const origin = await originsOf(config);
  const rows = [inputsRow(options, paths, flags, origin), ...rowsOf(options, flags, config, origin)];
  const suppressions = suppressionLines(options, origin);
  const head = `# lint-roles ${version}; ${config === undefined ? "no configuration file" : `configuration: ${config.source.file}`}`;
  streams.stdout.write(`${[head, ...rows.flatMap(written), ...suppressions].map(escapeHidden).join("\n")}\n`);
  return EXIT.clean;
}

/** Where the value of a key comes from; `flag`: given on the command line, whatever the configuration says. */
type Origin = (key: string, flag: string | undefined, name?: string) => string;

async function originsOf(config: Config | undefined): Promise<Origin> {
  const lines = config === undefined ? new Map<string, number>() : await (await import("../config/read-config.ts")).linesOf(config);
  return (key, flag, name) => {
    if (flag !== undefined) return flag;
    const line = lines.get(name === undefined ? key : `${key} ${name}`);
    return line === undefined ? "default" : `${config?.source.file}:${line}`;
  };
}

function inputsRow({ paths: value }: CheckOptions, paths: readonly string[], { live }: CheckFlags, origin: Origin): Row {
  if (paths.length > 0) return { key: "inputs", value, origin: "the command line" };
  if (live === true) return { key: "inputs", value, origin: "--live" };
  const configured = origin("inputs", undefined);
  return { key: "inputs", value, origin: configured === "default" ? "the working folder" : configured };
}

function rowsOf(options: CheckOptions, flags: CheckFlags, config: Config | undefined, origin: Origin): readonly Row[] {
  const given = (name: keyof CheckFlags): string | undefined => (flags[name] === undefined ? undefined : `--${name}`);
  // What is off runs all the same where --only names it.
  const severities = Object.entries(config?.values.severities ?? {}).filter(([rule, severity]) => severity !== "off" || options.skip.includes(rule));
  const off = severities.filter(([, severity]) => severity === "off").map(([rule]) => rule);
  const row = (key: string, value: Value | undefined, flag: keyof CheckFlags | undefined): readonly Row[] =>
    value === undefined ? [] : [{ key, value, origin: origin(key, flag && given(flag)) }];
  return [
    ...row("fail-on", options.failOn, "fail-on"),
    ...row("strict", options.strict, "strict"),
    ...row("propagation", options.propagation, "propagation"),
    ...row("only", options.only, "only"),
    ...row(
      "skip",
      options.skip.filter((id) => !off.includes(id)),
      "skip",
    ),
    ...row("severities", severities, undefined),
    ...row("entry-roles", options.entryRoles, "entry-role"),
    ...row("account", options.account, "account"),
    ...row("region", options.region, "region"),
    ...row("partition", options.partition, "partition"),
    ...row(
      "parameters",
      [...options.parameters].map(([name, value]): Named => [name, value, parameterOrigin(name, flags, origin)]),
      undefined,
    ),
    ...row("account-names", [...(options.accountNames ?? [])], undefined),
    ...row("baseline", options.baseline, "baseline"),
  ];
}

function parameterOrigin(name: string, { parameter = [] }: CheckFlags, origin: Origin): string {
  return origin("parameters", readParameters(parameter).has(name) ? "--parameter" : undefined, name);
}

const MAPS: readonly string[] = ["severities", "parameters", "account-names"];

function written({ key, value, origin }: Row): readonly string[] {
  const comment = ` # ${origin}`;
  if (typeof value === "string" || typeof value === "boolean") return [`${key}: ${scalar(value)}${comment}`];
  if (value.length === 0) return [`${key}: ${MAPS.includes(key) ? "{}" : "[]"}${comment}`];
  return [
    `${key}:${comment}`,
    ...value.map((item) => {
      if (typeof item === "string") return `  - ${scalar(item)}`;
      const [name, own, from] = item;
      return `  ${scalar(name)}: ${scalar(own)}${from === undefined ? "" : ` # ${from}`}`;
    }),
  ];
}

function suppressionLines({ suppressions }: CheckOptions, origin: Origin): readonly string[] {
  if (suppressions === "none") return ["# no suppressions: --no-suppressions"];
  const entries = suppressions?.entries ?? [];
  if (entries.length === 0) return [];
  return [
    `suppressions: # ${origin("suppressions", undefined)}`,
    ...entries.flatMap(({ rule, subject, reason, expires, owner }) => {
      const members = Object.entries({ rule, subject, reason, expires, owner }).flatMap(([key, value]) =>
        value === undefined ? [] : [`${key}: ${scalar(value)}`],
      );
      return members.map((member, index) => `  ${index === 0 ? "-" : " "} ${member}`);
    }),
  ];
}

function scalar(value: string | boolean): string {
  return typeof value === "boolean" ? String(value) : yamlScalar(value);
}
