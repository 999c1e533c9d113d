/** The flags of each command, as yargs takes them: names, kinds and the words of `--help`. Values are read in options.ts. */
import type { InferredOptionTypes, Options } from "yargs";

const repeated = { type: "string", array: true, requiresArg: true } as const;
const single = { type: "string", requiresArg: true } as const;
const color = { type: "boolean", describe: "colour the output; --no-color: don't [default: when it is a terminal]" } as const;

const report = "Report:";
const judge = "What is checked:";
const values = "What the input leaves open:";
const configuration = "Configuration:";
const aws = "Live AWS (--live, snapshot):";

/** Which part of AWS is read, and as whom. */
const scopeFlags = {
  profile: { ...single, group: aws, describe: "the profile of the shared AWS configuration to use" },
  role: { ...repeated, group: aws, describe: "start from this role, by ARN or name, instead of from domains (repeatable)" },
  organization: { type: "boolean", group: aws, describe: "read all active accounts of the organization; needs --assume-role" },
  "assume-role": { ...single, group: aws, describe: "the role to assume in other accounts: arn:aws:iam::{account}:role/NAME" },
  "external-id": { ...single, group: aws, describe: "the external id to assume that role with" },
  without: { ...repeated, group: aws, choices: ["organizations", "emr"], describe: "leave this service out (repeatable)" },
} as const satisfies Record<string, Options>;

const domainFlag = { "domain-id": { ...repeated, group: aws, describe: "read this domain only (repeatable)" } } as const;

export type ScopeFlags = InferredOptionTypes<typeof scopeFlags & typeof domainFlag>;

const config = { ...single, describe: "FILE: the configuration [default: the nearest lint-roles.config.yaml or .json]; --no-config: none" } as const;
const suppressions = { type: "boolean", describe: "--no-suppressions: report what comments, metadata and the configuration set aside" } as const;

export const checkFlags = {
  format: {
    ...repeated,
    group: report,
    describe: "text, json, sarif, github, markdown, junit or gitlab on standard output; FORMAT=FILE: into a file [default: text]",
  },
  output: { ...repeated, group: report, alias: "o", describe: "FORMAT=FILE: write another report into a file (repeatable)" },
  "sarif-category": { ...single, group: report, describe: "the SARIF file's category, where a commit has several [default: lint-roles]" },
  "fail-on": {
    ...single,
    group: report,
    choices: ["error", "warning", "note", "never"],
    describe: "least severity that makes the exit code 1 [default: error]",
  },
  strict: { type: "boolean", group: report, describe: "undetermined findings and gaps also make the exit code 1" },
  baseline: {
    ...single,
    group: report,
    describe: "FILE: findings that are in it are known and don't fail the run; `lint-roles baseline` writes it; --no-baseline: none",
  },
  suppressions: { ...suppressions, group: report },
  color: { ...color, group: report },
  quiet: { type: "boolean", alias: "q", group: report, describe: "one line a finding, and the coverage line" },
  verbose: { type: "boolean", group: report, describe: "list the files that were left out, on standard error, and known findings" },
  fix: { type: "boolean", group: report, describe: "correct in the files what can be corrected without deciding anything, and report the rest" },
  "fix-dry-run": { type: "boolean", group: report, describe: "print what --fix would write, as a diff for git apply, and write nothing" },
  only: { ...repeated, group: judge, describe: "run these rules only (repeatable, or separated by commas)" },
  skip: { ...repeated, group: judge, describe: "leave these rules out (repeatable, or separated by commas)" },
  propagation: {
    ...single,
    group: judge,
    choices: ["as-configured", "on", "off"],
    describe: "judge domains as if source-identity propagation were so [default: as-configured]",
  },
  "entry-role": { ...repeated, group: judge, describe: "ARN or pattern of execution roles, when no domain in the input names them (repeatable)" },
  parameter: { ...repeated, group: values, describe: "NAME=VALUE: a CloudFormation parameter or Terraform variable (repeatable)" },
  account: { ...repeated, group: values, describe: "the account id that templates and configuration are for; with --live: the account to read (repeatable)" },
  partition: { ...single, group: values, describe: "the partition that templates and configuration are for (aws, aws-cn, aws-us-gov …)" },
  region: { ...repeated, group: values, describe: "the region that templates and configuration are for; with --live: the region to read (repeatable), or all" },
  live: { type: "boolean", group: aws, describe: "read what is deployed, with read-only calls, besides the paths that are given" },
  save: { ...single, group: aws, describe: "FILE: keep what AWS answered as a recording, and point findings into it" },
  ...scopeFlags,
  ...domainFlag,
  config: { ...config, group: configuration },
  "print-config": { type: "boolean", group: configuration, describe: "print what the run would use, and where each value comes from" },
} as const satisfies Record<string, Options>;

export type CheckFlags = InferredOptionTypes<typeof checkFlags>;

/** The same input as a check, for one domain. */
export const planFlags = {
  domain: { ...single, describe: "the domain's id, ARN, name or address in the input [default: the only one there]" },
  to: { ...single, choices: ["on", "off"], default: "on", describe: "what propagation is to be" },
  format: { ...single, choices: ["text", "markdown", "json"], default: "text", describe: "how to print the runbook" },
  output: { ...single, alias: "o", describe: "FILE: write it there instead of to standard output" },
  color,
  verbose: { type: "boolean", describe: "list the files that were left out, on standard error" },
  quiet: { type: "boolean", alias: "q", describe: "no summary of a live run on standard error" },
  "entry-role": checkFlags["entry-role"],
  parameter: checkFlags.parameter,
  account: checkFlags.account,
  partition: checkFlags.partition,
  region: checkFlags.region,
  live: checkFlags.live,
  save: checkFlags.save,
  ...scopeFlags,
  config,
} as const satisfies Record<string, Options>;

export type PlanFlags = InferredOptionTypes<typeof planFlags>;

/** The same input as a check, and all rules: what is left out of one run is not new in another. */
export const baselineFlags = {
  output: { ...single, alias: "o", describe: "the file to write, or - for standard output; one that exists must be a baseline" },
  propagation: checkFlags.propagation,
  verbose: { type: "boolean", describe: "list the files that were left out, on standard error" },
  quiet: { type: "boolean", alias: "q", describe: "no summary on standard error" },
  "entry-role": checkFlags["entry-role"],
  parameter: checkFlags.parameter,
  account: checkFlags.account,
  partition: checkFlags.partition,
  region: checkFlags.region,
  live: checkFlags.live,
  save: checkFlags.save,
  ...scopeFlags,
  ...domainFlag,
  suppressions,
  config,
} as const satisfies Record<string, Options>;

export type BaselineFlags = InferredOptionTypes<typeof baselineFlags>;

export const snapshotFlags = {
  output: { ...single, alias: "o", describe: "the file to record in (compressed where its name ends in .gz), or - for standard output" },
  resume: { type: "boolean", describe: "go on with that recording: ask only for what it does not hold" },
  "print-policy": { type: "boolean", describe: "print the IAM policy that a run with these flags takes, and ask AWS nothing" },
  account: { ...repeated, describe: "the account to read (repeatable) [default: the account of the credentials]" },
  region: { ...repeated, describe: "the region to read (repeatable), or all [default: as the environment or the profile sets it]" },
  ...scopeFlags,
  ...domainFlag,
  quiet: { type: "boolean", alias: "q", describe: "no summary on standard error" },
} as const satisfies Record<string, Options>;

export type SnapshotFlags = InferredOptionTypes<typeof snapshotFlags>;

export const explainFlags = { color } as const satisfies Record<string, Options>;

export const rulesFlags = {
  format: { ...single, choices: ["text", "json"], default: "text", describe: "how to list them" },
} as const satisfies Record<string, Options>;
