variable "create" { default = true }
variable "name" {
  type    = string
  default = null
  validation {
    condition     = var.name == null || can(regex("^[a-z-]+$", var.name))
    error_message = "Names are lower case."
  }
}
variable "prefix" { default = "studio" }
variable "tags" {
  type    = map(string)
  default = { Team = "data" }
}
variable "defaults" { default = { path = "/d/", session = 3600 } }
variable "roles" {
  type = any
  default = {
    exec = {
      path       = "/exec/"
      trusted    = ["sagemaker.amazonaws.com", "glue.amazonaws.com"]
      statements = [{ sid = "Assume", actions = ["sts:AssumeRole"], resources = ["arn:aws:iam::111122223333:role/lake"] }]
    }
    lake = {
      trusted_arns = ["arn:aws:iam::111122223333:role/studio-exec"]
      actions      = ["sts:AssumeRole", "sts:SetSourceIdentity"]
      conditions   = [{ test = "StringLike", variable = "sts:SourceIdentity", values = ["?*"] }, { test = "Bool", variable = "aws:MultiFactorAuthPresent", values = ["true"] }]
    }
  }
}

locals {
  name      = coalesce(var.name, "${var.prefix}-default")
  create    = var.create && length(var.roles) > 0
  buckets   = ["a", "b"]
  arns      = formatlist("arn:aws:s3:::%s/*", local.buckets)
  optional  = [for s in [{ Sid = "One", Effect = "Allow", Action = "s3:*", Resource = "*" }, var.name == null ? null : { Sid = "Two", Effect = "Allow", Action = "kms:*", Resource = "*" }] : s if s != null]
  env       = lookup({ dev = { n = 1 }, prod = { n = 2 } }, "prod", { n = 0 }).n
  by_team   = transpose({ ann = ["x", "y"], ben = ["y"] })
  indexed   = { for i, b in local.buckets : b => i }
  nested    = { for k, r in var.roles : k => { for s in try(r.statements, []) : s.sid => s.actions } }
  all       = distinct(flatten([for r in var.roles : concat(try(r.trusted, []), try(r.trusted_arns, []))]))
  regexed   = regex("^arn:aws:iam::(?P<account>\\d{12}):role/(?P<name>.+)$", "arn:aws:iam::111122223333:role/studio-exec")
  replaced  = replace("a.b.c", "/[.]/", "-")
  chunk     = [for pair in chunklist(["a", "b", "c"], 2) : join("+", pair)]
  dedupe    = { for pair in [["k", 1], ["k", 2], ["l", 3]] : pair[0] => pair[1]... }
  ternaries = var.create ? local.create ? "both" : "one" : "none"
  strings   = join(",", [for k, v in merge(var.tags, { Z = "z" }) : "${k}=${v}" if v != ""])
  compacted = compact(["a", "", null, "b"])
  splatted  = [for r in values(var.roles) : try(r.statements[*].sid, [])]
  coalesced = coalescelist(try(var.roles.none.statements, []), ["fallback"])
  number    = tonumber("3") + parseint("ff", 16)
  anytrue   = anytrue([for r in var.roles : can(r.path)])
  deep      = try(var.roles.lake.conditions[0].values[0], "none")
  cond      = length(var.roles.lake.conditions) > 1 ? var.roles.lake.conditions[1].variable : null
}

data "aws_iam_policy_document" "trust" {
  for_each = { for k, r in var.roles : k => r if local.create }
  statement {
    sid     = "Trust"
    actions = try(each.value.actions, ["sts:AssumeRole"])

    dynamic "principals" {
      for_each = length(try(each.value.trusted, [])) > 0 ? [each.value.trusted] : []
      content {
        type        = "Service"
        identifiers = principals.value
      }
    }
    dynamic "principals" {
      for_each = can(each.value.trusted_arns) ? [1] : []
      content {
        type        = "AWS"
        identifiers = each.value.trusted_arns
      }
    }
    dynamic "condition" {
      for_each = try(each.value.conditions, [])
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  count = local.create ? 1 : 0
  dynamic "statement" {
    for_each = flatten([for k, r in var.roles : [for s in try(r.statements, []) : merge(s, { role = k })]])
    content {
      sid       = "${statement.value.role}${try(statement.value.sid, statement.key)}"
      effect    = try(statement.value.effect, "Allow")
      actions   = statement.value.actions
      resources = lookup(statement.value, "resources", ["*"])
    }
  }
}

resource "aws_iam_role" "this" {
  for_each             = { for k, r in var.roles : k => r if local.create }
  name                 = "${var.prefix}-${each.key}"
  path                 = try(each.value.path, var.defaults.path)
  max_session_duration = lookup(each.value, "session", var.defaults.session)
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  tags                 = merge(var.tags, { Name = each.key })
  lifecycle {
    ignore_changes = [tags]
  }
}

resource "aws_iam_role_policy" "this" {
  count  = local.create ? 1 : 0
  name   = local.name
  role   = element(concat([for role in aws_iam_role.this : role.name], [""]), 0)
  policy = one(data.aws_iam_policy_document.permissions[*].json)
}

resource "aws_iam_role_policy" "literal" {
  name   = "literal"
  role   = aws_iam_role.this["lake"].name
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ${jsonencode(local.arns)} },
        { "Effect": "Allow", "Action": "sts:*", "Resource": ["${join("\", \"", [for r in values(aws_iam_role.this) : "arn:aws:iam::111122223333:role${r.path}${r.name}"])}"] }
      ]
    }
  JSON
}

module "iam" {
  source      = "./iam"
  count       = var.create ? 1 : 0
  names       = keys(aws_iam_role.this)
  permissions = { for k, r in aws_iam_role.this : r.name => [for s in local.optional : merge(s, { Sid = "${title(k)}${s.Sid}" })] }
}

output "locals" {
  value = {
    name    = local.name, create = local.create, arns = local.arns, optional = local.optional, env = local.env, by_team = local.by_team,
    indexed = local.indexed, nested = local.nested, all = local.all, regexed = local.regexed, replaced = local.replaced, chunk = local.chunk, dedupe = local.dedupe,
    ternary = local.ternaries, strings = local.strings, compacted = local.compacted, splatted = local.splatted, coalesced = local.coalesced, number = local.number,
    anytrue = local.anytrue, deep = local.deep, cond = local.cond
  }
}
output "module" { value = try(module.iam[0].policies, {}) }
output "module_missing" { value = try(module.iam[1].policies, "none") }
output "module_first" { value = one(module.iam[*].first) }
output "role_names" { value = { for k, r in aws_iam_role.this : k => r.name } }
output "role_sessions" { value = [for r in aws_iam_role.this : r.max_session_duration] }
output "documents" { value = { for k, d in data.aws_iam_policy_document.trust : k => jsondecode(d.json).Statement[*].Sid } }
