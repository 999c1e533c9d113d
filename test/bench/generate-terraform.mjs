/** Makes a Terraform repository and a plan of a given size: a few roles and policies among much that has nothing to do with them. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const LINES = 100;

/** `modules` × 7 files of some hundred lines, called by a root that holds the domain. Returns the folder. */
export async function makeConfiguration(folder, modules) {
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: modules }, (_, index) => `team-${index}`);
  await writeFile(join(folder, "main.tf"), studio(names));
  await writeFile(join(folder, "variables.tf"), 'variable "users" {\n  type    = map(string)\n  default = { alice = "a", bob = "b" }\n}\n');
  for (const name of names) {
    const module = join(folder, "modules", name);
    await mkdir(module, { recursive: true });
    await writeFile(join(module, "iam.tf"), roles());
    await writeFile(
      join(module, "variables.tf"),
      'variable "name" {}\nvariable "studio" {}\nlocals {\n  actions = concat(["sts:AssumeRole"], ["sts:SetSourceIdentity"])\n}\n',
    );
    await writeFile(join(module, "outputs.tf"), 'output "lake" {\n  value = aws_iam_role.lake.arn\n}\n');
    for (const part of ["network", "storage", "queues", "functions"]) await writeFile(join(module, `${part}.tf`), others(part));
  }
  return folder;
}

function studio(names) {
  const calls = names.map((name) => `module "${name}" {\n  source = "./modules/${name}"\n  name   = "${name}"\n  studio = aws_iam_role.studio.arn\n}\n`);
  const lakes = names.map((name) => `module.${name}.lake`).join(", ");
  return `${calls.join("\n")}
resource "aws_iam_role" "studio" {
  name               = "studio"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:SetSourceIdentity"] }] })
}
data "aws_iam_policy_document" "chain" {
  statement {
    actions   = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    resources = [${lakes}]
  }
}
resource "aws_iam_role_policy" "chain" {
  role   = aws_iam_role.studio.name
  policy = data.aws_iam_policy_document.chain.json
}
resource "aws_sagemaker_domain" "studio" {
  domain_name = "studio"
  auth_mode   = "IAM"
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1"]
  default_user_settings { execution_role = aws_iam_role.studio.arn }
  domain_settings { execution_role_identity_config = "USER_PROFILE_NAME" }
}
resource "aws_sagemaker_user_profile" "users" {
  for_each          = var.users
  domain_id         = aws_sagemaker_domain.studio.id
  user_profile_name = each.key
}
`;
}

/** Roles with documents as users write them, up to a hundred lines. */
function roles() {
  const role = (name, service) => `
data "aws_iam_policy_document" "${name}_trust" {
  statement {
    sid     = "Trust"
    actions = local.actions
    principals {
      type        = "${service === undefined ? "AWS" : "Service"}"
      identifiers = [${service === undefined ? "var.studio" : `"${service}"`}]
    }
  }
}
resource "aws_iam_role" "${name}" {
  name               = "\${var.name}-${name}"
  assume_role_policy = data.aws_iam_policy_document.${name}_trust.json
  tags               = merge({ Name = format("%s-${name}", var.name) }, {})
}
resource "aws_iam_role_policy" "${name}" {
  name = "access"
  role = aws_iam_role.${name}.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = ["\${aws_s3_bucket.bucket_0.arn}/*"]
    }]
  })
}
`;
  return [role("lake"), role("function", "lambda.amazonaws.com"), role("task", "ecs-tasks.amazonaws.com")].join("");
}

/** Resources that no rule asks for. */
function others(part) {
  let text = "";
  for (let index = 0; text.split("\n").length < LINES * 1.6; index++) {
    text += `resource "aws_s3_bucket" "bucket_${part === "storage" ? index : `${part}_${index}`}" {
  bucket = "\${var.name}-${part}-${index}"
  tags = {
    Name  = "\${var.name}-${index}"
    Owner = join("-", [var.name, "team", "${index}"])
  }
}
resource "aws_security_group" "${part}_${index}" {
  name = "\${var.name}-${part}-${index}"
  dynamic "ingress" {
    for_each = [for port in [80, 443, ${8000 + index}] : port if port > ${index}]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["10.\${${index} + 1}.0.0/16"]
    }
  }
}
`;
  }
  return text;
}

/** A plan, pretty-printed, of about `lines` lines: mostly resources that no rule asks for. Returns the file. */
export async function makePlan(file, lines) {
  const changes = [];
  const configured = [];
  const add = (type, name, values, unknown = {}, expressions = {}) => {
    const address = `${type}.${name}`;
    const after = { ...values };
    changes.push({
      address,
      mode: "managed",
      type,
      name,
      provider_name: "registry.terraform.io/hashicorp/aws",
      change: { actions: ["create"], before: null, after, after_unknown: { arn: true, id: true, ...unknown }, before_sensitive: false, after_sensitive: {} },
    });
    configured.push({ address, mode: "managed", type, name, provider_config_key: "aws", expressions, schema_version: 0 });
  };
  const trust = (principal) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: principal, Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }] });
  add("aws_iam_role", "studio", { name: "studio", path: "/", assume_role_policy: trust({ Service: "sagemaker.amazonaws.com" }) });
  const reference = { references: ["aws_iam_role.studio.arn", "aws_iam_role.studio"] };
  add(
    "aws_sagemaker_domain",
    "studio",
    { domain_name: "studio", default_user_settings: [{ security_groups: null }], domain_settings: [{ execution_role_identity_config: "USER_PROFILE_NAME" }] },
    { default_user_settings: [{ execution_role: true }] },
    { default_user_settings: [{ execution_role: reference }] },
  );
  // A planned resource takes about 67 lines in the plan's three sections.
  for (let index = 0; index < lines / 67; index++) {
    if (index % 20 === 0)
      add("aws_iam_role", `role_${index}`, { name: `role-${index}`, path: "/", assume_role_policy: trust({ Service: "ec2.amazonaws.com" }) });
    else
      add(
        "aws_s3_bucket",
        `bucket_${index}`,
        {
          bucket: `bucket-${index}`,
          force_destroy: false,
          tags: { Name: `bucket-${index}`, Team: "data" },
          timeouts: null,
          bucket_prefix: null,
          object_lock: [],
          grant: [],
        },
        { acl: true, policy: true, region: true, website: [] },
        { bucket: { constant_value: `bucket-${index}` } },
      );
  }
  const planned = changes.map(({ address, mode, type, name, change }) => ({
    address,
    mode,
    type,
    name,
    schema_version: 1,
    values: change.after,
    sensitive_values: {},
  }));
  const plan = {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: { resources: planned } },
    resource_changes: changes,
    configuration: { provider_config: { aws: { name: "aws" } }, root_module: { resources: configured } },
  };
  await writeFile(file, JSON.stringify(plan, null, 2));
  return file;
}
