/**
 * Flags whose values need reading, one function each: text in, value out, UsageError when it is not what was expected.
 */
import { type Format, formats, isFormat } from "../report/index.ts";
import { nearest } from "../text/nearest.ts";
import { UsageError } from "./usage-error.ts";

/** What is written where. `file` is undefined for standard output. */
export interface Output {
  readonly format: Format;
  readonly file: string | undefined;
}

/**
 * `--format FORMAT` (standard output) and `--format FORMAT=FILE` or `--output FORMAT=FILE` (a file), in the order given.
 * Standard output gets the text report unless a format is asked for; it can hold one report only.
 */
export function readOutputs(formatFlags: readonly string[], outputFlags: readonly string[]): readonly Output[] {
  const outputs = [
    ...formatFlags.map((value) => readOutput("--format", value)),
    ...outputFlags.map((value) => {
      if (!value.includes("=")) throw new UsageError(`--output ${value}: expected FORMAT=FILE`, `for example: --output sarif=lint-roles.sarif`);
      return readOutput("--output", value);
    }),
  ];
  const toStdout = outputs.filter((output) => output.file === undefined);
  if (toStdout.length > 1) {
    throw new UsageError("standard output can hold one report only", `write the others to files, for example: --output ${toStdout[1]?.format}=FILE`);
  }
  const files = outputs.flatMap((output) => output.file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`two reports would be written to ${twice}`, "give each report a file of its own");
  return toStdout.length === 0 ? [{ format: "text", file: undefined }, ...outputs] : outputs;
}

function readOutput(flag: string, value: string): Output {
  const separator = value.indexOf("=");
  const name = separator === -1 ? value : value.slice(0, separator);
  if (!isFormat(name)) throw new UsageError(`${flag} ${value}: unknown format`, didYouMean(name, formats) ?? `formats: ${formats.join(", ")}`);
  if (separator === -1) return { format: name, file: undefined };
  const file = value.slice(separator + 1);
  if (file === "") throw new UsageError(`${flag} ${value}: expected a file name after =`, `for example: ${flag} ${name}=report.${name}`);
  return { format: name, file: file === "-" ? undefined : file };
}

/** `--parameter NAME=VALUE`, repeatable; of the same name, the last counts. The value may hold further `=`. */
export function readParameters(values: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const value of values) {
    const separator = value.indexOf("=");
    if (separator < 1) throw new UsageError(`--parameter ${value}: expected NAME=VALUE`, "for example: --parameter Environment=prod");
    parameters.set(value.slice(0, separator), value.slice(separator + 1));
  }
  return parameters;
}

/** `--only`/`--skip`, repeatable and comma-separated; every id must be a rule's. */
export function readRuleIds(flag: string, values: readonly string[], known: readonly string[]): readonly string[] {
  const ids = values.flatMap((value) => value.split(",")).map((id) => id.trim());
  for (const id of ids) {
    if (!known.includes(id)) throw unknownRule(`${flag} ${id}: no such rule`, id, known);
  }
  return [...new Set(ids)];
}

export function unknownRule(message: string, id: string, known: readonly string[]): UsageError {
  return new UsageError(message, didYouMean(id, known) ?? "`lint-roles rules` lists all rules");
}

/** Twelve digits: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export function readAccounts(values: readonly string[]): readonly string[] {
  for (const value of values) matching("--account", value, /^\d{12}$/, "an account id of 12 digits", "for example: --account 111122223333");
  return [...new Set(values)];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function readPartition(value: string | undefined): string | undefined {
  return matching("--partition", value, /^aws[a-z-]{0,20}$/, "a partition", "for example: --partition aws-us-gov");
}

export function readRegions(values: readonly string[]): readonly string[] {
  for (const value of values) matching("--region", value, /^[a-z]{2,10}(-[a-z]{1,20}){1,4}-\d{1,2}$/, "a region's code", "for example: --region eu-west-1");
  return [...new Set(values)];
}

/** The value of a flag that may be repeated only where AWS is read. */
export function onlyOne(flag: string, values: readonly string[]): string | undefined {
  const [value, ...others] = values;
  if (others.length > 0) throw new UsageError(`${flag} was given more than once`, "give it one value; several are read with --live only");
  return value;
}

function matching(flag: string, value: string | undefined, pattern: RegExp, expected: string, help: string): string | undefined {
  if (value !== undefined && !pattern.test(value)) throw new UsageError(`${flag} ${value}: expected ${expected}`, help);
  return value;
}

export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** Goes into an id in which `/` divides, and into the name of a page's filter: plain characters only. */
export function readCategory(value: string | undefined): string | undefined {
  return matching(
    "--sarif-category",
    value,
    /^[A-Za-z0-9][\w.:/-]{0,127}$/,
    "up to 128 of the characters A-Z a-z 0-9 _ . : / -, the first a letter or digit",
    "for example: --sarif-category lint-roles/111122223333",
  );
}

/** `--entry-role`, repeatable: an ARN, or a pattern with `*` and `?`. */
export function readEntryRoles(values: readonly string[]): readonly string[] {
  if (values.includes("")) throw new UsageError("--entry-role is empty", "for example: --entry-role 'arn:aws:iam::*:role/Studio*'");
  return [...new Set(values)];
}
