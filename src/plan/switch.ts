/** The switch itself, how to see that it works, and the way back. */

import type { Located } from "../lint/locate.ts";
import { shellOption } from "../lint/shell.ts";
import type { Domain, DomainDescription } from "../model/inventory.ts";
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

const SNIPPETS: Readonly<Record<Exclude<DomainDescription, "aws">, (value: string) => Snippet>> = {
  cloudformation: (value) => ({ language: "yaml", text: `DomainSettings:\n  ExecutionRoleIdentityConfig: ${value}` }),
  "custom-resource": (value) => ({ language: "json", text: `"DomainSettingsForUpdate": { "ExecutionRoleIdentityConfig": "${value}" }` }),
  "aws-provider": (value) => ({ language: "hcl", text: `domain_settings {\n  execution_role_identity_config = "${value}"\n}` }),
  "awscc-provider": (value) => ({ language: "hcl", text: `domain_settings = {\n  execution_role_identity_config = "${value}"\n}` }),
};

export function switchSteps(domain: Domain, to: Direction, located: Located): readonly Step[] {
  const location = located.locationOf(domain.propagation.at);
  const where = location === undefined ? {} : { location };
  const value = VALUES[to];
  if (domain.describedBy === "aws") {
    return [{ text: `Turn propagation ${to}, for the whole domain: there is no setting for a single user profile.`, commands: [updateCommand(domain, to)] }];
  }
  const snippet = SNIPPETS[domain.describedBy](value);
  return [
    {
      text: `Set \`ExecutionRoleIdentityConfig\` to \`${value}\` where the domain is declared, and deploy. See in the change set or plan that the domain is updated in place and not replaced. While an app is InService or Pending, the deployment fails.`,
      snippet,
      ...where,
    },
  ];
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

function roleFilter(arns: readonly string[]): string {
  const known = arns.filter((arn) => /^arn:[\w:/+=,.@-]+$/.test(arn)).slice(0, 5);
  if (known.length === 0) return "";
  const tests = known.map((arn) => `.userIdentity.sessionContext.sessionIssuer.arn == "${arn}"`).join(" or ");
  return ` | select(${tests})`;
}

export function backSteps(domain: Domain | undefined, from: "on" | "off" | "unknown", to: Direction, located: Located): readonly Step[] {
  const opposite: Direction = to === "on" ? "off" : "on";
  const stop: Step = { text: "Delete the apps again: the way back is refused too while an app is InService or Pending." };
  const keep: Step = {
    text:
      to === "on"
        ? "The changes to the roles can stay: `sts:SetSourceIdentity` does nothing where no source identity is set."
        : "Before propagation is turned on again, run this command with `--to on`: roles may have come and gone.",
  };
  const isOpen = from === "unknown" && to === "on" ? " (if it was off before)" : "";
  if (domain === undefined)
    return [
      stop,
      {
        text: "Turn propagation off:",
        commands: ["aws sagemaker update-domain --domain-id DOMAIN_ID --domain-settings-for-update ExecutionRoleIdentityConfig=DISABLED"],
      },
      keep,
    ];
  const steps = switchSteps(domain, opposite, located).map((step) => (isOpen === "" ? step : { ...step, text: step.text + isOpen }));
  return [stop, ...steps, keep];
}
