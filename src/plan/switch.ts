/** The switch itself, how to see that it works, and the way back. */

import type { Located } from "../lint/locate.ts";
import { shellOption } from "../lint/shell.ts";
import type { Domain, DomainDescription } from "../model/inventory.ts";
import { pointerKey } from "../text/pointer.ts";
import { isKnown } from "../text/symbolic.ts";
import { regionOption } from "./apps.ts";
import type { Snippet, Step } from "./types.ts";

export type Direction = "on" | "off";

const VALUES: Readonly<Record<Direction, string>> = { on: "USER_PROFILE_NAME", off: "DISABLED" };

/** https://docs.aws.amazon.com/sagemaker/latest/dg/monitor-user-access-how-to.html, https://docs.aws.amazon.com/cli/latest/reference/sagemaker/update-domain.html */
export function updateCommand(domain: Domain, to: Direction): string {
  const id = isKnown(domain.id) ? shellOption("domain-id", domain.id) : "--domain-id DOMAIN_ID";
  return ["aws sagemaker update-domain", ...regionOption(domain), id, `--domain-settings-for-update ExecutionRoleIdentityConfig=${VALUES[to]}`].join(" ");
}

/** For a domain that is yet to be created; what only its owner knows is in capitals. */
export function createCommand(roleArn: string | undefined): string {
  return [
    "aws sagemaker create-domain --domain-name NAME --auth-mode IAM",
    `--default-user-settings ${shellWordsOf(roleArn)}`,
    "--subnet-ids SUBNET_ID --vpc-id VPC_ID",
    `--domain-settings ExecutionRoleIdentityConfig=${VALUES.on}`,
  ].join(" ");
}

function shellWordsOf(roleArn: string | undefined): string {
  return roleArn !== undefined && /^arn:[\w:/+=,.@-]+$/.test(roleArn) ? `ExecutionRole=${roleArn}` : "ExecutionRole=ROLE_ARN";
}

/** The setting as its own line: where it is written already, else with what it stands in. */
const SNIPPETS: Readonly<Record<Exclude<DomainDescription, "aws">, (value: string, isJson: boolean, isWritten: boolean) => Snippet>> = {
  cloudformation: (value, isJson, isWritten) => {
    const own = isJson ? `"ExecutionRoleIdentityConfig": "${value}"` : `ExecutionRoleIdentityConfig: ${value}`;
    const whole = isJson ? `"DomainSettings": { ${own} }` : `DomainSettings:\n  ${own}`;
    return { language: isJson ? "json" : "yaml", text: isWritten ? own : whole };
  },
  "custom-resource": (value) => ({ language: "json", text: `"DomainSettingsForUpdate": { "ExecutionRoleIdentityConfig": "${value}" }` }),
  "aws-provider": (value, _isJson, isWritten) => terraform(value, isWritten, "domain_settings {"),
  "awscc-provider": (value, _isJson, isWritten) => terraform(value, isWritten, "domain_settings = {"),
};

function terraform(value: string, isWritten: boolean, open: string): Snippet {
  const own = `execution_role_identity_config = "${value}"`;
  return { language: "hcl", text: isWritten ? own : `${open}\n  ${own}\n}` };
}

export function switchSteps(domain: Domain, to: Direction, located: Located): readonly Step[] {
  const value = VALUES[to];
  const { describedBy, propagation, at } = domain;
  if (describedBy === "aws") {
    return [{ text: `Turn propagation ${to}, for the whole domain: there is no setting for a single user profile.`, commands: [updateCommand(domain, to)] }];
  }
  const location = located.locationOf(propagation.at);
  const where = location === undefined ? {} : { location };
  const isTerraform = describedBy === "aws-provider" || describedBy === "awscc-provider";
  const [name, preview] = isTerraform ? ["execution_role_identity_config", "plan"] : ["ExecutionRoleIdentityConfig", "change set"];
  const deploy = `deploy. See in the ${preview} that the domain is updated in place and not replaced. While an app is InService or Pending, the deployment fails.`;
  if (propagation.kind === to) return [{ text: `It is declared so: ${deploy}`, ...where }];
  if (propagation.kind === "unknown")
    return [{ text: `What is declared hangs on this: ${propagation.cause.what}. Have it come out as \`${value}\` for this domain, and ${deploy}`, ...where }];
  const isWritten = pointerKey(propagation.at) !== pointerKey(at);
  const how = isWritten
    ? `Change \`${name}\` to \`${value}\``
    : `Set \`${name}\` to \`${value}\` where the domain is declared (in the domain settings that are there, if there are any)`;
  return [{ text: `${how}, and ${deploy}`, snippet: SNIPPETS[describedBy](value, location?.file.endsWith(".json") ?? false, isWritten), ...where }];
}

export function createSteps(roleArn: string | undefined): readonly Step[] {
  return [
    {
      text: "Create the domain with propagation on from the start: then no app has to be deleted for it. What only you know is in capitals; add what else your domain needs.",
      commands: [createCommand(roleArn)],
    },
  ];
}

/**
 * Where CloudTrail has it: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html.
 * LookupEvents can't filter by it, so a call that nothing else makes is looked for: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export function verifySteps(domain: Domain | undefined, to: Direction, roleArns: readonly string[]): readonly Step[] {
  const region = domain === undefined ? [] : regionOption(domain);
  const setting: Step = {
    text: `The domain's setting is ${VALUES[to]}${to === "off" ? ", or null where it was never set" : ""}:`,
    commands: [
      [
        "aws sagemaker describe-domain",
        ...region,
        domain !== undefined && isKnown(domain.id) ? shellOption("domain-id", domain.id) : "--domain-id DOMAIN_ID",
        "--query DomainSettings.ExecutionRoleIdentityConfig",
      ].join(" "),
    ],
  };
  const lookup = [
    "aws cloudtrail lookup-events",
    ...region,
    "--lookup-attributes AttributeKey=EventName,AttributeValue=GetCallerIdentity --max-results 50 --query 'Events[].CloudTrailEvent' --output json",
    `| jq -r '.[] | fromjson${roleFilter(roleArns)} | [.eventTime, .userIdentity.arn, .userIdentity.sessionContext.sourceIdentity // "none"] | @tsv'`,
  ].join(" ");
  const expected = to === "on" ? "the last column is the user profile's name" : 'the last column is "none"';
  return [
    setting,
    {
      text: "A user opens Studio and runs this in a notebook or terminal of a private space or app:",
      commands: ["aws sts get-caller-identity"],
    },
    {
      text: `Some minutes later CloudTrail has the call, in the region whose STS endpoint was used; ${expected} (\`userIdentity.sessionContext.sourceIdentity\`, the same in trails and event data stores):`,
      commands: [lookup],
    },
    ...(to === "on"
      ? [
          {
            text: 'A role that was forgotten shows as `AccessDenied` with "is not authorized to perform: sts:SetSourceIdentity":',
            commands: [
              [
                "aws cloudtrail lookup-events",
                ...region,
                "--lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRole --max-results 50 --query 'Events[].CloudTrailEvent' --output json",
                "| jq -r '.[] | fromjson | select(.errorCode != null) | [.eventTime, .userIdentity.arn, .errorCode, .errorMessage] | @tsv'",
              ].join(" "),
            ],
          },
        ]
      : []),
  ];
}

const MOST_FILTERED = 5;

function roleFilter(arns: readonly string[]): string {
  const known = arns.filter((arn) => /^arn:[\w:/+=,.@-]+$/.test(arn));
  // With some of them left out, the filter would hide the very users that are looked for.
  if (known.length === 0 || known.length < arns.length || known.length > MOST_FILTERED) return "";
  const tests = known.map((arn) => `.userIdentity.sessionContext.sessionIssuer.arn == "${arn}"`).join(" or ");
  return ` | select(${tests})`;
}

export function backSteps(domain: Domain | undefined, from: "on" | "off" | "unknown", to: Direction, located: Located): readonly Step[] {
  const opposite: Direction = to === "on" ? "off" : "on";
  const stop: Step = { text: "Delete the apps that run then: the way back is refused too while an app is InService or Pending." };
  const keep: Step = {
    text:
      to === "on"
        ? "The changes to the roles can stay: `sts:SetSourceIdentity` does nothing where no source identity is set."
        : "Before propagation is turned on again, run this command with `--to on`: roles may have come and gone.",
  };
  const turn = domain === undefined ? [{ text: "Turn propagation off:", commands: [NEW_OFF] }] : switchSteps(domain, opposite, located);
  const unless: readonly Step[] =
    from === "unknown" ? [{ text: `This is for a domain that had propagation ${opposite} before: the input does not tell.` }] : [];
  return [...unless, stop, ...turn, keep];
}

const NEW_OFF = `aws sagemaker update-domain --domain-id DOMAIN_ID --domain-settings-for-update ExecutionRoleIdentityConfig=${VALUES.off}`;
