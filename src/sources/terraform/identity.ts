/**
 * Attributes that a resource has beyond what is configured: names, ids and ARNs. Where AWS makes them up at apply, a hole stands for
 * them whose identity is the resource's address, so that every reference to the resource is seen to mean the same thing.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, type Hole, isKnown, type Text, text, textKey } from "../../text/symbolic.ts";
import { SUFFIXES } from "../declared/environment.ts";
import { asSegment } from "../declared/texts.ts";
import { termFromJson } from "./from-json.ts";
import { causeOf, isNull, scalar, textOf, textTerm, unknown } from "./making.ts";
import { referredTo } from "./place.ts";
import { policyDocument } from "./policy-document.ts";
import type { Term } from "./term.ts";
import type { Resource, Run } from "./types.ts";

/** An attribute as if written at `at`: computed, configured, or known to the plan only. */
export function resourceAttribute(resource: Resource, name: string, at: Pointer, run: Run): Term {
  const term =
    computed(resource, name, at, run) ?? configuredAttribute(resource, name, at) ?? unsetArgument(resource, name, at) ?? afterApply(resource, name, at);
  if (causeOf(term) === undefined) return term;
  const planned = resource.root.oracle?.known(resource.address, name);
  return planned === undefined ? term : termFromJson(planned.json, at);
}

function configuredAttribute(resource: Resource, name: string, at: Pointer): Term | undefined {
  const term = resource.configured(name);
  return isNull(term) ? undefined : referredTo(term, at);
}

function computed(resource: Resource, name: string, at: Pointer, run: Run): Term | undefined {
  const { mode, type } = resource;
  if (mode === "data") return dataAttribute(resource, name, at, run);
  if (name === identifierOf(type)) return textTerm(physicalName(resource), at);
  if (name === "arn" || name === "policy_arn" || (name === "user_profile_arn" && PROFILES.has(type)) || (name === "id" && type === "aws_iam_policy")) {
    const arn = arnOf(resource);
    return arn === undefined ? undefined : textTerm(arn, at);
  }
  return name === "id" && (NAMED.has(type) || BY_ID.has(type)) ? textTerm(physicalName(resource), at) : undefined;
}

/** Types whose id is their name, and the attribute that holds it. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["aws_iam_role", "name"],
  ["aws_iam_user", "name"],
  ["aws_iam_group", "name"],
  ["aws_iam_policy", "name"],
  ["aws_iam_instance_profile", "name"],
  ["aws_emr_security_configuration", "name"],
  ["aws_s3_bucket", "bucket"],
  ["awscc_iam_role", "role_name"],
  ["awscc_iam_managed_policy", "managed_policy_name"],
  ["awscc_iam_instance_profile", "instance_profile_name"],
  ["awscc_emr_security_configuration", "name"],
]);

/** What arguments are where nothing is configured, and which neither AWS nor the provider makes up. */
const UNSET: ReadonlyMap<string, Readonly<Record<string, string | number | null>>> = new Map([
  ["aws_iam_role", { path: "/", description: null, permissions_boundary: null, tags: null, max_session_duration: 3600 }],
  ["aws_iam_policy", { path: "/", description: null, tags: null }],
  ["aws_iam_instance_profile", { path: "/", role: null, tags: null }],
]);

function unsetArgument({ mode, type }: Resource, name: string, at: Pointer): Term | undefined {
  const known = mode === "managed" ? UNSET.get(type) : undefined;
  return known !== undefined && Object.hasOwn(known, name) ? scalar(known[name] ?? null, at) : undefined;
}

/** Types whose id AWS makes up. */
const BY_ID: ReadonlySet<string> = new Set(["aws_sagemaker_domain", "awscc_sagemaker_domain"]);

const PROFILES: ReadonlySet<string> = new Set(["aws_sagemaker_user_profile", "awscc_sagemaker_user_profile"]);

function identifierOf(type: string): string | undefined {
  return BY_ID.has(type) ? "domain_id" : NAMED.get(type);
}

/** The name or id by which AWS and other resources know it. */
export function physicalName(resource: Resource): Text {
  const { type, address, key, at } = resource;
  const attribute = NAMED.get(type);
  const given = attribute === undefined ? undefined : nameIn(resource, attribute);
  if (given !== undefined) return asSegment(given);
  const planned = resource.root.oracle?.known(address, attribute ?? "id");
  if (typeof planned?.json === "string" && planned.json !== "") return planned.json;
  const what = BY_ID.has(type) ? `the id of \`${address}\` exists only after apply` : `the name of \`${address}\` is made up at apply`;
  const hole: Hole = { id: key, cause: { kind: "attribute", id: key, what, at }, shape: "generated" };
  return text(nameIn(resource, "name_prefix") ?? "", hole);
}

function nameIn(resource: Resource, attribute: string): Text | undefined {
  const term = resource.configured(attribute);
  const found = term.kind === "choice" ? undefined : textOf(term);
  return found === "" ? undefined : found;
}

const IAM_KINDS: ReadonlyMap<string, string> = new Map([
  ["aws_iam_role", "role"],
  ["aws_iam_user", "user"],
  ["aws_iam_group", "group"],
  ["aws_iam_policy", "policy"],
  ["aws_iam_instance_profile", "instance-profile"],
  ["awscc_iam_role", "role"],
  ["awscc_iam_managed_policy", "policy"],
  ["awscc_iam_instance_profile", "instance-profile"],
]);

/** The ARN of a resource, where it is made of what we know; for other types its beginning, which tells it from those of roles. */
export function arnOf(resource: Resource): Text | undefined {
  const { type, address, key, provider, at } = resource;
  const { account, region, partition } = provider;
  const planned = resource.root.oracle?.known(address, "arn");
  if (typeof planned?.json === "string" && planned.json !== "") return planned.json;
  const kind = IAM_KINDS.get(type);
  if (kind !== undefined) return text("arn:", partition, ":iam::", account, `:${kind}`, nameIn(resource, "path") ?? "/", physicalName(resource));
  const profile = PROFILES.has(type) ? [nameIn(resource, "domain_id"), nameIn(resource, "user_profile_name")] : [];
  const [domainId, name] = profile;
  if (domainId !== undefined && name !== undefined) return text("arn:", partition, ":sagemaker:", region, ":", account, ":user-profile/", domainId, "/", name);
  if (BY_ID.has(type)) return text("arn:", partition, ":sagemaker:", region, ":", account, ":domain/", physicalName(resource));
  const service = serviceOf(type);
  return service === undefined ? undefined : text("arn:", partition, `:${service}:`, attributeHole(key, address, "arn", at));
}

/** Terraform's word for a service → the service in ARNs, where the two differ. */
const ARN_SERVICES: ReadonlyMap<string, string> = new Map([
  ["alb", "elasticloadbalancing"],
  ["api", "execute-api"],
  ["cloudwatch", "logs"],
  ["db", "rds"],
  ["efs", "elasticfilesystem"],
  ["instance", "ec2"],
  ["lb", "elasticloadbalancing"],
  ["msk", "kafka"],
  ["sfn", "states"],
  ["subnet", "ec2"],
  ["vpc", "ec2"],
]);

const SAME_NAME = new Set(
  "athena batch codebuild codecommit codepipeline dynamodb ecr ecs eks elasticache firehose glue kinesis kms lambda logs opensearch rds redshift s3 sagemaker secretsmanager sns sqs ssm".split(
    " ",
  ),
);

function serviceOf(type: string): string | undefined {
  const word = /^aws_([a-z0-9]+)/.exec(type)?.[1] ?? "";
  return SAME_NAME.has(word) ? word : ARN_SERVICES.get(word);
}

function attributeHole(key: string, address: string, name: string, at: Pointer): Hole {
  const id = `${key}.${name}`;
  return { id, cause: { kind: "attribute", id, what: `\`${name}\` of \`${address}\` exists only after apply`, at } };
}

function afterApply({ key, address, mode, type }: Resource, name: string, at: Pointer): Term {
  const hole = attributeHole(key, address, name, at);
  if (mode === "managed") return unknown(hole, at);
  const cause: Cause = {
    kind: type === "terraform_remote_state" ? "import" : "attribute",
    id: hole.id,
    what: `\`${name}\` of \`${address}\` is read from ${type === "terraform_remote_state" ? "the state of another configuration" : "AWS"} when Terraform runs`,
    settle: "check a plan (`terraform show -json`)",
    at,
  };
  return unknown({ ...hole, cause }, at);
}

// ── data sources ─────────────────────────────────────────────────────────────────────────────────────────────────────

function dataAttribute(resource: Resource, name: string, at: Pointer, run: Run): Term | undefined {
  const { account, region, partition } = resource.provider;
  switch (`${resource.type} ${name}`) {
    case "aws_caller_identity account_id":
    case "aws_caller_identity id":
      return scalar(account, at);
    case "aws_partition partition":
    case "aws_partition id":
      return scalar(partition, at);
    case "aws_partition dns_suffix":
      return isKnown(partition) ? scalar(SUFFIXES.get(partition) ?? "amazonaws.com", at) : undefined;
    case "aws_region name":
    case "aws_region id":
    case "aws_region region":
      return scalar(region, at);
    case "aws_iam_policy_document json":
    case "aws_iam_policy_document minified_json":
      return policyDocument(resource, run);
    case "aws_iam_role arn":
      return foundRole(resource, at, run);
    case "aws_iam_role id":
    case "aws_iam_role name":
      return configuredAttribute(resource, "name", at);
    case "aws_iam_policy arn":
    case "aws_iam_policy id":
      return configuredAttribute(resource, "arn", at) ?? foundPolicy(resource, at, run);
    case "aws_iam_instance_profile arn":
      return foundByName(resource, "instance-profile", at);
    default:
      return undefined;
  }
}

/** Names are unique in an account; IAM compares them without regard to case. */
export function roleKey(account: Text, name: string): string {
  return `${textKey(account)} ${name.toLowerCase()}`;
}

/** The role of that name that the run declares, else one in the root path: that is where roles are unless somebody chose otherwise. */
function foundRole(resource: Resource, at: Pointer, run: Run): Term | undefined {
  const name = nameIn(resource, "name");
  const declared = typeof name === "string" ? run.roleArns.get(roleKey(resource.provider.account, name)) : undefined;
  return declared === undefined ? foundByName(resource, "role", at) : textTerm(declared, at);
}

function foundPolicy(resource: Resource, at: Pointer, run: Run): Term | undefined {
  const name = nameIn(resource, "name");
  if (typeof name !== "string" || !run.isAwsManaged(name)) return foundByName(resource, "policy", at);
  return scalar(text("arn:", resource.provider.partition, ":iam::aws:policy/", name), at);
}

function foundByName(resource: Resource, kind: string, at: Pointer): Term | undefined {
  const { account, partition } = resource.provider;
  const name = nameIn(resource, "name");
  return name === undefined
    ? undefined
    : scalar(text("arn:", partition, ":iam::", account, `:${kind}`, nameIn(resource, "path_prefix") ?? "/", asSegment(name)), at);
}
