/** Flags and configuration of a check, as its options. */
import type { Config, ConfigValues } from "../config/read-config.ts";
import type { Severity } from "../lint/rule.ts";
import type { CheckOptions } from "../main.ts";
import { accountNamesOf, baselineOf, configuredInput, suppressionsOf } from "./config.ts";
import type { CheckFlags } from "./flags.ts";
import type { Library } from "./library.ts";
import { readRuleIds } from "./options.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

/** `paths`: as the user gave them. */
export async function checkOptions(
  paths: readonly string[],
  flags: CheckFlags,
  config: Config | undefined,
  streams: Streams,
  parts: Library,
): Promise<CheckOptions> {
  const baseline = await baselineOf(flags.baseline, config, streams.cwd);
  const input = await configuredInput(paths, flags, config, streams);
  return {
    ...input,
    ...(await selection(flags, config, parts)),
    ...judgement(flags, config),
    ...(await suppressionsOf(flags, config, input)),
    ...(baseline !== undefined && { baseline }),
  };
}

function judgement(flags: CheckFlags, config: Config | undefined) {
  const values: ConfigValues = config?.values ?? {};
  const severities = Object.entries(values.severities ?? {}).flatMap(([rule, severity]): [string, Severity][] =>
    severity === "off" ? [] : [[rule, severity]],
  );
  return {
    propagation: flags.propagation ?? values.propagation ?? "as-configured",
    failOn: flags["fail-on"] ?? values["fail-on"] ?? "error",
    strict: flags.strict ?? values.strict ?? false,
    ...(severities.length > 0 && { severities: new Map(severities) }),
    ...accountNamesOf(config),
  };
}

/** What the configuration leaves out is run all the same where `--only` names it. */
async function selection(flags: CheckFlags, config: Config | undefined, parts: Library): Promise<Pick<CheckOptions, "only" | "skip">> {
  const values: ConfigValues = config?.values ?? {};
  const off = Object.entries(values.severities ?? {}).flatMap(([rule, severity]) => (severity === "off" ? [rule] : []));
  const isPlain = flags.only === undefined && flags.skip === undefined && values.only === undefined && values.skip === undefined && off.length === 0;
  if (isPlain) return { only: [], skip: [] };
  const known = (await parts.rules()).map(({ id }) => id);
  const named = readRuleIds("--only", flags.only ?? [], known);
  const only = flags.only === undefined ? (values.only ?? []) : named;
  const configured = [...(flags.skip === undefined ? (values.skip ?? []) : []), ...off].filter((id) => !named.includes(id));
  const skip = [...readRuleIds("--skip", flags.skip ?? [], known), ...configured];
  refuseNoRules(only.length === 0 ? known : only, skip, config);
  return { only, skip };
}

/** A run that asks nothing must not look like one that found nothing. */
function refuseNoRules(run: readonly string[], skip: readonly string[], config: Config | undefined): void {
  if (!run.every((id) => skip.includes(id))) return;
  const from = config === undefined ? "" : `, with \`only\`, \`skip\` and \`severities\` of ${config.source.file}`;
  throw new UsageError("no rule is left to run", `--skip leaves out all that --only names, or all there are${from}`);
}
