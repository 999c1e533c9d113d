/** The flags of each command, as yargs takes them: names, kinds and the words of `--help`. Values are read in options.ts. */
import type { InferredOptionTypes, Options } from "yargs";

const repeated = { type: "string", array: true, requiresArg: true } as const;
const single = { type: "string", requiresArg: true } as const;
const color = { type: "boolean", describe: "colour the output; --no-color: don't [default: when it is a terminal]" } as const;

const report = "Report:";
const judge = "What is checked:";
const values = "What the input leaves open:";

export const checkFlags = {
  format: { ...repeated, group: report, describe: "text, json or sarif on standard output; FORMAT=FILE: into a file [default: text]" },
  output: { ...repeated, group: report, alias: "o", describe: "FORMAT=FILE: write another report into a file (repeatable)" },
  "fail-on": {
    ...single,
    group: report,
    choices: ["error", "warning", "note", "never"],
    default: "error",
    describe: "least severity that makes the exit code 1",
  },
  strict: { type: "boolean", group: report, describe: "undetermined findings and gaps also make the exit code 1" },
  color: { ...color, group: report },
  quiet: { type: "boolean", alias: "q", group: report, describe: "one line a finding, and the coverage line" },
  verbose: { type: "boolean", group: report, describe: "list the files that were left out, on standard error" },
  only: { ...repeated, group: judge, describe: "run these rules only (repeatable, or separated by commas)" },
  skip: { ...repeated, group: judge, describe: "leave these rules out (repeatable, or separated by commas)" },
  propagation: {
    ...single,
    group: judge,
    choices: ["as-configured", "on", "off"],
    default: "as-configured",
    describe: "judge domains as if source-identity propagation were so",
  },
  "entry-role": { ...repeated, group: judge, describe: "ARN or pattern of execution roles, when no domain in the input names them (repeatable)" },
  parameter: { ...repeated, group: values, describe: "NAME=VALUE: a CloudFormation parameter or Terraform variable (repeatable)" },
  account: { ...single, group: values, describe: "the account id that templates and configuration are for" },
  partition: { ...single, group: values, describe: "the partition that templates and configuration are for (aws, aws-cn, aws-us-gov …)" },
  region: { ...single, group: values, describe: "the region that templates and configuration are for" },
} as const satisfies Record<string, Options>;

export type CheckFlags = InferredOptionTypes<typeof checkFlags>;

export const explainFlags = { color } as const satisfies Record<string, Options>;

export const rulesFlags = {
  format: { ...single, choices: ["text", "json"], default: "text", describe: "how to list them" },
} as const satisfies Record<string, Options>;
