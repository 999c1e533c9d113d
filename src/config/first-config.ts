/** The text of a first configuration: all that one may hold, explained, with what a look at the folder suggests. */
import { yamlScalar } from "../text/yaml-scalar.ts";

export interface Suggestions {
  /** Files and folders to check, relative to the file. Empty: nothing was found. */
  readonly inputs: readonly string[];
  /** Where something was found, if that is not what `inputs` says. */
  readonly foundIn: readonly string[];
  /** Where the schema lies, for editors; relative to the file. */
  readonly schema?: string;
  /** Some domain or user profile of the input names an execution role, or will. */
  readonly hasDomain: boolean;
  /** Parameters and variables without a value, that something depends on. */
  readonly parameters: readonly string[];
  /** Accounts that are named. */
  readonly accounts: readonly string[];
  /** A finding of now, for the example of a suppression. */
  readonly finding?: { readonly ruleId: string; readonly subject: string };
}

/** The same suggestions give the same text. Without its comments it is a configuration, too, and so it is with every `# ` taken off that begins a line of code. */
export function firstConfig({ inputs, foundIn, schema, hasDomain, parameters, accounts, finding }: Suggestions): string {
  const { ruleId, subject } = finding ?? { ruleId: "source-identity-forgeable", subject: "LakeReader" };
  const named = accounts.length === 0 ? ["111122223333"] : accounts;
  const open = parameters.length === 0 ? ["Environment"] : parameters;
  const where = foundIn.length === 0 ? "" : ` Something was found in ${foundIn.join(", ")}.`;
  return `${schema === undefined ? "" : `# yaml-language-server: $schema=${schema}\n`}# What lint-roles checks here, and how. Flags win over this file; \`lint-roles --print-config\` shows what comes of both.
# Lines of code that are commented out are defaults or examples.

# Files and folders to check where none is named, relative to this file.${where}
${inputs.length === 0 ? "# inputs:\n#   - infra" : `inputs:\n${inputs.map((input) => `  - ${yamlScalar(input)}`).join("\n")}`}

# The least severity that makes the exit code 1: error, warning, note or never.
# fail-on: error

# Undetermined findings and what could not be seen also make the exit code 1.
# strict: false

# Judge domains as if source-identity propagation were on, or off: "on" shows what would break before the switch.
# propagation: as-configured

# Execution roles, by ARN, name or pattern, where no domain in the input names them${hasDomain ? "" : ", as is the case here"}.
# entry-roles:
#   - arn:aws:iam::*:role/DataScience*

# What templates and configuration are for, where they don't say it.
# account: "111122223333"
# region: eu-west-1
# partition: aws

# Values of CloudFormation parameters and Terraform variables.${parameters.length === 0 ? "" : " Those here have none, and something depends on them."}
# parameters:
${open.map((name) => `#   ${yamlScalar(name)}: value`).join("\n")}

# The names that people know accounts by; reports show them beside the ids.
# account-names:
${named.map((account) => `#   "${account}": production`).join("\n")}

# What a rule's findings weigh, in the place of their own severity: error, warning, note, or off.
# severities:
#   shared-space-hides-user: note

# Rules to run, or to leave out; \`lint-roles rules\` lists them.
# only: []
# skip: []

# Findings that are known and don't fail the run: \`lint-roles baseline\` writes the file.
# baseline: lint-roles.baseline.json

# Findings that are set aside. A reason is required; from the day after \`expires\` on it counts again.
# suppressions:
#   - rule: ${ruleId}
#     subject: ${yamlScalar(subject)}
#     reason: why it is right to leave it
#     expires: "2099-12-31"
#     owner: the team to ask
`;
}
