/** `lint-roles init [paths..]`: writes a first configuration from what is found. */
import { existsSync } from "node:fs";
import { isAbsolute, join, posix } from "node:path";
import { CONFIG_NAMES } from "../config/find-config.ts";
import { firstConfig, type Suggestions } from "../config/first-config.ts";
import type { CheckResult } from "../main.ts";
import { amount } from "../report/coverage.ts";
import { printable } from "../text/printable.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { inputOptions } from "./inputs.ts";
import type { Library } from "./library.ts";
import { problemLines } from "./problems.ts";
import { startProgress } from "./progress.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";
import { writeToFile } from "./write-file.ts";

const [NAME] = CONFIG_NAMES;

export async function initCommand(paths: readonly string[], streams: Streams, parts: Library): Promise<ExitCode> {
  const there = CONFIG_NAMES.find((name) => existsSync(join(streams.cwd, name)));
  if (there !== undefined) throw new UsageError(`${there} is there already`, "edit it, or remove it first; `lint-roles --print-config` shows what it says");
  const progress = startProgress(streams.stderr);
  const input = { ...inputOptions(paths, NO_FLAGS, streams), onProgress: progress.show };
  const result = await parts
    .check({ ...input, propagation: "as-configured", only: [], skip: [], failOn: "never", strict: false, suppressions: "none" })
    .finally(progress.end);
  for (const problem of result.files.length === 0 ? [] : result.problems) streams.stderr.write(problemLines(problem));
  await writeToFile(join(streams.cwd, NAME), firstConfig(suggestions(paths, result)), NAME);
  streams.stdout.write(told(result));
  return EXIT.clean;
}

const NO_FLAGS = {
  live: false,
  save: undefined,
  account: undefined,
  partition: undefined,
  region: undefined,
  parameter: undefined,
  "entry-role": undefined,
  profile: undefined,
  role: undefined,
  organization: undefined,
  "assume-role": undefined,
  "external-id": undefined,
  without: undefined,
  "domain-id": undefined,
};

/** More examples than this are no examples. */
const MOST = 5;

function suggestions(paths: readonly string[], { report, files }: CheckResult): Suggestions {
  const texts = report.findings.flatMap(({ message, subject, chain }) => [message, subject, ...chain.map(({ label }) => label)]);
  const accounts = texts.flatMap((text) => [...text.matchAll(/arn:[\w-]+:\w+:[\w-]*:(\d{12}):/g)].map(([, account = ""]) => account));
  const settles = [...report.findings.flatMap(({ causes }) => causes.flatMap(({ settle }) => settle ?? [])), ...report.gaps.map(({ reason }) => reason)];
  const parameters = settles.flatMap((settle) => [...settle.matchAll(/--parameter ([\w-]+)=/g)].map(([, name = ""]) => name));
  const [finding] = report.findings;
  return {
    inputs: paths.length > 0 && paths.every(isInside) ? paths : inputsOf(files.filter(isInside)),
    hasDomain: report.coverage.domains > 0,
    parameters: distinct(parameters).slice(0, MOST),
    accounts: distinct(accounts).slice(0, MOST),
    ...(finding && { finding: { ruleId: finding.ruleId, subject: finding.subject } }),
  };
}

/** What a configuration may name: nothing outside of its folder. */
function isInside(path: string): boolean {
  return path !== "-" && !isAbsolute(path) && !posix.normalize(path).startsWith("..");
}

/** The folders of the first level, or the whole where something stands beside them. */
function inputsOf(files: readonly string[]): readonly string[] {
  const parts = files.map((file) => posix.normalize(file).split("/"));
  return parts.some(({ length }) => length === 1) ? ["."] : distinct(parts.map(([first = "."]) => first));
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

function told({ report, files }: CheckResult): string {
  const { error, warning, note, undetermined } = report.counts;
  const found =
    files.length === 0
      ? "nothing to check was found here: name what is to be checked under `inputs`"
      : `${amount(files.length, "file")} to check: ${amount(error, "error")}, ${amount(warning, "warning")}, ${amount(note, "note")}, ${undetermined} undetermined`;
  const next =
    error + warning + note + undetermined === 0 ? "" : "next: `lint-roles` shows them, `lint-roles baseline -o lint-roles.baseline.json` accepts them\n";
  return `wrote ${printable(NAME)}\n${found}\n${next}`;
}
