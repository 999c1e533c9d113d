/**
 * The command line, read: which command, with which flags. yargs only parses here; it runs nothing and prints nothing.
 */
import yargs, { type Options } from "yargs";
import {
  type BaselineFlags,
  baselineFlags,
  type CheckFlags,
  checkFlags,
  explainFlags,
  type PlanFlags,
  planFlags,
  rulesFlags,
  type SnapshotFlags,
  snapshotFlags,
} from "./flags.ts";
import { didYouMean } from "./options.ts";
import { UsageError } from "./usage-error.ts";

export type Invocation =
  /** Help or the version: text for standard output. */
  | { readonly command: "print"; readonly text: string }
  | { readonly command: "check"; readonly flags: CheckFlags; readonly paths: readonly string[] }
  | { readonly command: "plan"; readonly flags: PlanFlags; readonly paths: readonly string[] }
  | { readonly command: "baseline"; readonly flags: BaselineFlags; readonly paths: readonly string[] }
  | { readonly command: "init"; readonly paths: readonly string[] }
  | { readonly command: "snapshot"; readonly flags: SnapshotFlags }
  | { readonly command: "explain"; readonly rule: string; readonly color: boolean | undefined }
  | { readonly command: "rules"; readonly format: string }
  | { readonly command: "completion"; readonly shell: string | undefined };

const seeHelp = "`lint-roles --help` lists commands and flags";

const usage = `Usage: lint-roles [paths..] [flags]

Proves that every role a SageMaker Studio session can assume lets the user's
source identity through. A path is a file, a folder or - for standard input:
CloudFormation templates, CDK assemblies, Terraform, answers of the AWS CLI,
recordings, policies. --live reads what is deployed.`;

const planUsage = `Usage: lint-roles plan --domain ID [--to on|off] [paths..] [flags]

The runbook for turning source-identity propagation on or off in one domain:
what must change first, which apps have to be deleted, the switch itself, how
to see that it works, and the way back. It changes nothing itself. Paths are
those of a check; --live reads what is deployed. Without a domain in the input:
for one that is yet to be created, with the roles that --entry-role names.
Exit codes: 0 ready; 1 blocked or undetermined; 2 no plan could be made.`;

const baselineUsage = `Usage: lint-roles baseline -o FILE [paths..] [flags]

Accepts what is found today: writes all findings into FILE, one a line. A check
with --baseline FILE then fails by new findings only. Paths and flags are those
of the check. Write it anew when something was mended: it shrinks.
Exit codes: 0 written; 2 not all could be checked, and nothing was written.`;

const initUsage = `Usage: lint-roles init [paths..]

Writes lint-roles.config.yaml into the working folder: what is to be checked, as
found here, and all else that a configuration may say, explained and commented
out. It writes over nothing.
Exit codes: 0 written; 2 there is one already, or it can't be written.`;

const snapshotUsage = `Usage: lint-roles snapshot -o FILE [flags]

Records what a check needs, with read-only calls and the credentials that the
AWS SDK finds. FILE is then a path for the check: lint-roles FILE. It holds who
may do what in the account, and no secrets; keep it where such things belong.
--resume goes on with a recording that broke off, with the flags of then.
Exit codes: 0 all was asked; 2 something failed, and the recording is not whole.`;

const epilogue = `Examples:
  lint-roles                                   check the current folder
  lint-roles roles.yaml domain.json            check two files together
  lint-roles --propagation on                  what would break if propagation were on?
  lint-roles --format sarif=out.sarif          text here, and a file for code scanning
  lint-roles --live --region all               what is deployed, with your AWS credentials
  lint-roles plan --domain d-abc123 account/   how to turn propagation on there
  lint-roles baseline -o baseline.json         accept what is found today
  lint-roles --baseline baseline.json          and fail by new findings only
  lint-roles init                              write a configuration to start from
  lint-roles snapshot -o account.jsonl         record it, to check it without credentials

Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 the check could not be made.
To check a folder that is named like a command, write ./rules or ./explain.`;

const parserConfiguration = {
  // `--only RULE path`: the flag takes one value, so that the path stays a path.
  "greedy-arrays": false,
  // Names of files, account ids and parameter values are text, even when they look like numbers.
  "parse-numbers": false,
  "parse-positional-numbers": false,
  "dot-notation": false,
  "camel-case-expansion": false,
  "strip-aliased": true,
};

/** Throws UsageError for what can't be understood. `width`: columns to fit the help text into. */
export async function parseArguments(argv: readonly string[], version: string, width: number): Promise<Invocation> {
  let invocation: Invocation | undefined;
  let flags: Readonly<Record<string, Options>> = {};
  const declare = <Flags extends Readonly<Record<string, Options>>>(table: Flags): Flags => {
    flags = table;
    return table;
  };
  // Positionals are read from `_`: yargs parses declared ones a second time and loses `-` and what follows `--`.
  const parser = yargs()
    .scriptName("lint-roles")
    .usage(usage)
    .command(
      "$0",
      false,
      (command) => command.options(declare(checkFlags)),
      (parsed) => {
        invocation = { command: "check", flags: parsed, paths: positionals(parsed) };
      },
    )
    .command(
      "plan",
      "the runbook for turning propagation on or off in a domain",
      (command) => command.usage(planUsage).options(declare(planFlags)),
      (parsed) => {
        invocation = { command: "plan", flags: parsed, paths: positionals(parsed).slice(1) };
      },
    )
    .command(
      "baseline",
      "accept what is found today, so that only new findings fail",
      (command) => command.usage(baselineUsage).options(declare(baselineFlags)),
      (parsed) => {
        invocation = { command: "baseline", flags: parsed, paths: positionals(parsed).slice(1) };
      },
    )
    .command(
      "init",
      "write a first configuration from what is found here",
      (command) => command.usage(initUsage),
      (parsed) => {
        invocation = { command: "init", paths: positionals(parsed).slice(1) };
      },
    )
    .command(
      "snapshot",
      "record what AWS answers, so that it can be checked anywhere without credentials",
      (command) => command.usage(snapshotUsage).options(declare(snapshotFlags)),
      (parsed) => {
        refuse(positionals(parsed).slice(1));
        invocation = { command: "snapshot", flags: parsed };
      },
    )
    .command(
      "explain",
      "a rule's page: what it reports, why it matters, how to fix it",
      (command) => command.usage("Usage: lint-roles explain <rule>").options(declare(explainFlags)),
      (parsed) => {
        const [rule, ...rest] = positionals(parsed).slice(1);
        if (rule === undefined) throw new UsageError("the rule's id is missing", "`lint-roles rules` lists all rules");
        refuse(rest);
        invocation = { command: "explain", rule, color: parsed.color };
      },
    )
    .command(
      "rules",
      "the list of all rules",
      (command) => command.usage("Usage: lint-roles rules [flags]").options(declare(rulesFlags)),
      (parsed) => {
        refuse(positionals(parsed).slice(1));
        invocation = { command: "rules", format: parsed.format };
      },
    )
    .command(
      "completion",
      "a completion script for the shell: bash, zsh or fish [default: as $SHELL says]",
      (command) => command.usage("Usage: lint-roles completion [bash|zsh|fish]"),
      (parsed) => {
        const [shell, ...rest] = positionals(parsed).slice(1);
        refuse(rest);
        invocation = { command: "completion", shell };
      },
    )
    .epilogue(epilogue)
    .parserConfiguration(parserConfiguration)
    .strictOptions()
    .locale("en")
    .version(version)
    .help()
    .alias({ help: "h", version: "V" })
    .wrap(width)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw message === null || error instanceof UsageError ? error : usageError(message, Object.keys(flags));
    });
  let printed = "";
  await parser.parseAsync([...argv], {}, (_error, _argv, output) => {
    printed = output;
  });
  if (printed !== "") return { command: "print", text: `${printed.trimEnd()}\n` };
  if (invocation === undefined) throw new Error("the command line was neither understood nor refused");
  refuseRepeated(invocation, flags);
  refuseNegated(invocation, flags);
  return invocation;
}

/** For a command, its own name comes first. */
function positionals(parsed: { readonly _: readonly (string | number)[] }): readonly string[] {
  return parsed._.map(String);
}

function refuse(rest: readonly string[]): void {
  if (rest.length > 0) throw new UsageError(`unexpected argument: ${rest[0]}`, seeHelp);
}

/** yargs makes a list of a flag that was given twice. For flags with one value that is a mistake, and nobody should have to guess which one counts. */
function refuseRepeated(parsed: object, flags: Readonly<Record<string, Options>>): void {
  for (const [flag, value] of Object.entries(valuesOf(parsed))) {
    if (Array.isArray(value) && flags[flag] !== undefined && flags[flag].array !== true)
      throw new UsageError(`--${flag} was given more than once`, "give it one value");
  }
}

/** Flags with a value that `--no-…` takes back: a configuration may have given one. */
const CAN_BE_NEGATED: ReadonlySet<string> = new Set(["config", "baseline"]);

/** yargs makes `false` of any flag that `--no-` stands before, whatever its kind. */
function refuseNegated(parsed: object, flags: Readonly<Record<string, Options>>): void {
  for (const [flag, value] of Object.entries(valuesOf(parsed))) {
    const isNegated = value === false || (Array.isArray(value) && value.includes(false));
    if (isNegated && flags[flag] !== undefined && flags[flag].type !== "boolean" && !CAN_BE_NEGATED.has(flag))
      throw new UsageError(`--no-${flag}: the flag takes a value`, "leave it out; --no-config leaves out what a configuration says");
  }
}

function valuesOf(parsed: object): object {
  return "flags" in parsed && typeof parsed.flags === "object" && parsed.flags !== null ? parsed.flags : parsed;
}

/** What yargs says, in our words. Its messages are not part of its interface: one that we don't know is passed on as it is. */
function usageError(message: string, flags: readonly string[]): UsageError {
  const unknown = /^Unknown arguments?: (.+)$/s.exec(message)?.[1]?.split(", ")[0];
  if (unknown !== undefined) {
    return new UsageError(
      `unknown flag: ${unknown.length === 1 ? "-" : "--"}${unknown}`,
      didYouMean(
        `--${unknown}`,
        [...flags, "help", "version"].map((flag) => `--${flag}`),
      ) ?? seeHelp,
    );
  }
  const invalid = /Argument: (\S+), Given: "(.*?)", Choices: (.+)$/s.exec(message);
  if (invalid) {
    const [, flag, given = "", choices = ""] = invalid;
    const expected = choices.replaceAll('"', "");
    return new UsageError(`--${flag} ${given}: expected one of ${expected}`, didYouMean(given, expected.split(", ")) ?? seeHelp);
  }
  const empty = /^Not enough arguments following: (\S+)$/.exec(message)?.[1];
  if (empty !== undefined) return new UsageError(`--${empty} needs a value`, seeHelp);
  return new UsageError(message, seeHelp);
}
