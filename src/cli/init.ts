/** `lint-roles init [paths..]`: writes a first configuration from what is found. */
import { existsSync, lstatSync, writeFileSync } from "node:fs";
import { isAbsolute, join, posix, relative } from "node:path";
import { CONFIG_NAMES, findConfig } from "../config/find-config.ts";
import { firstConfig, type Suggestions } from "../config/first-config.ts";
import type { CheckResult } from "../main.ts";
import { amount } from "../report/coverage.ts";
import { printable } from "../text/printable.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { inputOptions } from "./inputs.ts";
import type { Library } from "./library.ts";
import { problemLines } from "./problems.ts";
import { startProgress } from "./progress.ts";
import { writeFailure } from "./snapshot.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

const [NAME] = CONFIG_NAMES;
/** Where npm puts the schema of a package that a project depends on. */
const SCHEMA = "./node_modules/lint-roles/dist/config.schema.json";

export async function initCommand(paths: readonly string[], streams: Streams, parts: Library): Promise<ExitCode> {
  const there = CONFIG_NAMES.find((name) => lstatSync(join(streams.cwd, name), { throwIfNoEntry: false }) !== undefined);
  if (there !== undefined) throw new UsageError(`${there} is there already`, "edit it, or remove it first; `lint-roles --print-config` shows what it says");
  const outside = paths.find((path) => !isInside(path));
  if (outside !== undefined)
    throw new UsageError(`${outside}: a configuration names nothing outside of its folder`, "run this in the folder that holds all of it");
  const inputs = [...new Set(paths.map(plain))];
  const progress = startProgress(streams.stderr);
  const input = { ...inputOptions(inputs, NO_FLAGS, streams), onProgress: progress.show };
  const result = await parts
    .check({ ...input, propagation: "as-configured", only: [], skip: [], failOn: "never", strict: false, edits: false, suppressions: "none" })
    .finally(progress.end);
  // That nothing is there yet is no problem where nothing was named.
  for (const problem of result.files.length === 0 && paths.length === 0 ? [] : result.problems) streams.stderr.write(problemLines(problem));
  if (result.files.length === 0 && paths.length > 0) return EXIT.unable;
  const schema = existsSync(join(streams.cwd, SCHEMA)) ? { schema: SCHEMA } : {};
  write(join(streams.cwd, NAME), firstConfig({ ...suggestions(inputs, result), ...schema }));
  streams.stdout.write(`wrote ${NAME}\n${shadowed(streams.cwd)}${told(result)}`);
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

/** Through no link, and over nothing that has come meanwhile. */
function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    throw writeFailure(error, NAME);
  }
}

/** More examples than this are no examples. */
const MOST = 5;

function suggestions(inputs: readonly string[], { report, files, ignoredAssemblies }: CheckResult): Suggestions {
  const texts = report.findings.flatMap(({ message, subject, chain }) => [message, subject, ...chain.map(({ label }) => label)]);
  const accounts = texts.flatMap((text) => [...text.matchAll(/arn:[\w-]+:\w+:[\w-]*:(\d{12}):/g)].map(([, account = ""]) => account));
  const settles = [...report.findings.flatMap(({ causes }) => causes.flatMap(({ settle }) => settle ?? [])), ...report.gaps.map(({ reason }) => reason)];
  const parameters = settles.flatMap((settle) => [...settle.matchAll(/--parameter ([\w-]+)=/g)].map(([, name = ""]) => name));
  const [finding] = report.findings;
  // All of the folder: what comes later must not be passed over because nobody thought of this file.
  const whole = files.length + ignoredAssemblies.length === 0 ? [] : [...(files.length === 0 ? [] : ["."]), ...ignoredAssemblies.filter(isInside).map(plain)];
  const folders = distinct(files.map((file) => plain(file).split("/")).flatMap(([first = "", ...rest]) => (rest.length === 0 ? [] : [first])));
  return {
    inputs: inputs.length > 0 ? inputs : whole,
    foundIn: inputs.length > 0 ? [] : folders.slice(0, MOST).map(printable),
    hasDomain: report.coverage.domains > 0,
    parameters: distinct(parameters).slice(0, MOST),
    accounts: distinct(accounts).slice(0, MOST),
    ...(finding && { finding: { ruleId: finding.ruleId, subject: finding.subject } }),
  };
}

/** What a configuration may name: nothing outside of its folder. */
function isInside(path: string): boolean {
  return path !== "-" && path !== "" && !path.startsWith("~") && !isAbsolute(path) && !/^\.\.(?:\/|$)/.test(plain(path));
}

function plain(path: string): string {
  return posix.normalize(path.replaceAll("\\", "/")).replace(/(?<=.)\/$/, "");
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** The nearest one counts, and no other. */
function shadowed(cwd: string): string {
  const above = findConfig(join(cwd, ".."));
  const isRoot = existsSync(join(cwd, ".git"));
  return above.kind === "file" && !isRoot ? `it counts here in the place of ${printable(relative(cwd, above.path))}\n` : "";
}

function told({ report, files, ignoredAssemblies }: CheckResult): string {
  const { error, warning, note, undetermined } = report.counts;
  if (files.length === 0) {
    const [ignored] = ignoredAssemblies;
    return ignored === undefined
      ? "nothing to check was found here: name what is to be checked under `inputs`\n"
      : `\`${printable(ignored)}\` is ignored by .gitignore, and is named under \`inputs\` to be checked\n`;
  }
  const found = `${amount(files.length, "file")} to check: ${amount(error, "error")}, ${amount(warning, "warning")}, ${amount(note, "note")}, ${undetermined} undetermined\n`;
  if (error + warning + note + undetermined === 0) return found;
  return `${found}next: \`lint-roles\` shows them; to accept them, set \`baseline\` in that file and run \`lint-roles baseline\`\n`;
}
