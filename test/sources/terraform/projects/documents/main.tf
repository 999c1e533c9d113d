variable "accounts" { default = ["111111111111", "222222222222"] }

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"]
  }
  statement {
    sid           = "NoDelete"
    effect        = "Deny"
    not_actions   = ["s3:Get*"]
    not_resources = ["arn:aws:s3:::scratch/*"]
  }
}

data "aws_iam_policy_document" "more" {
  statement {
    sid       = "Read"
    actions   = ["s3:*"]
    resources = ["*"]
  }
  statement {
    actions   = ["sts:AssumeRole"]
    resources = ["arn:aws:iam::111111111111:role/a"]
  }
}

data "aws_iam_policy_document" "override" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.more.json, jsonencode({ Statement = [{ Sid = "Extra", Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })]
  statement {
    sid       = "NoDelete"
    effect    = "Deny"
    actions   = ["s3:DeleteObject"]
    resources = ["*"]
  }
  statement {
    sid       = "Extra"
    actions   = ["iam:ListRoles"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "trust" {
  version   = "2008-10-17"
  policy_id = "trust"
  statement {
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]
    principals {
      type        = "AWS"
      identifiers = [for id in var.accounts : "arn:aws:iam::${id}:root"]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::333333333333:role/x"]
    }
    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["a"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["b", "c"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1"]
    }
    condition {
      test     = "Null"
      variable = "sts:SourceIdentity"
      values   = [false]
    }
  }
}

data "aws_iam_policy_document" "anyone" {
  statement {
    sid     = ""
    actions = ["sts:AssumeRole"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    effect  = "Deny"
    actions = ["sts:AssumeRole"]
    not_principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root"]
    }
  }
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "dynamic" {
  dynamic "statement" {
    for_each = { read = ["s3:GetObject"], write = ["s3:PutObject", "s3:DeleteObject"], none = [] }
    iterator = grant
    content {
      sid       = title(grant.key)
      actions   = grant.value
      resources = length(grant.value) > 1 ? ["arn:aws:s3:::${grant.key}/*"] : ["*"]
      dynamic "condition" {
        for_each = grant.key == "write" ? { "aws:PrincipalTag/team" = ["data"], "aws:SourceVpc" = ["vpc-1"] } : {}
        content {
          test     = "StringEquals"
          variable = condition.key
          values   = condition.value
        }
      }
    }
  }
  dynamic "statement" {
    for_each = toset(var.accounts)
    content {
      sid       = "A${statement.key}"
      actions   = ["sts:AssumeRole"]
      resources = ["arn:aws:iam::${statement.value}:role/studio"]
    }
  }
  dynamic "statement" {
    for_each = ["p", "q"]
    content {
      sid       = "I${statement.key}${statement.value}"
      actions   = ["sts:TagSession"]
      resources = ["*"]
    }
  }
}

data "aws_iam_policy_document" "each" {
  for_each = toset(var.accounts)
  statement {
    actions   = ["sts:AssumeRole"]
    resources = ["arn:aws:iam::${each.value}:role/*"]
  }
}

data "aws_iam_policy_document" "combined" {
  source_policy_documents = concat([for document in data.aws_iam_policy_document.each : document.json], values(data.aws_iam_policy_document.each)[*].minified_json)
}

data "aws_iam_policy_document" "source_json" {
  source_policy_documents = ["", data.aws_iam_policy_document.more.json]
  statement {
    sid       = "Own"
    actions   = []
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "variables" {
  statement {
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::home/&{aws:username}/*"]
    condition {
      test     = "StringLike"
      variable = "sts:SourceIdentity"
      values   = ["&{aws:username}", "x-&{aws:PrincipalTag/team}*"]
    }
  }
}

data "aws_iam_policy_document" "empty" {}

resource "aws_iam_role" "exec" {
  name               = "exec"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  inline_policy {
    name   = "override"
    policy = data.aws_iam_policy_document.override.json
  }
  inline_policy {
    name   = "dynamic"
    policy = data.aws_iam_policy_document.dynamic.json
  }
}

output "override" { value = jsondecode(data.aws_iam_policy_document.override.json) }
output "trust" { value = jsondecode(data.aws_iam_policy_document.trust.json) }
output "anyone" { value = jsondecode(data.aws_iam_policy_document.anyone.json) }
output "dynamic" { value = jsondecode(data.aws_iam_policy_document.dynamic.json) }
output "combined" { value = jsondecode(data.aws_iam_policy_document.combined.json) }
output "source_json" { value = jsondecode(data.aws_iam_policy_document.source_json.json) }
output "variables" { value = jsondecode(data.aws_iam_policy_document.variables.json) }
output "empty" { value = jsondecode(data.aws_iam_policy_document.empty.json) }
output "first_statement" { value = jsondecode(data.aws_iam_policy_document.base.json).Statement[0].Sid }
output "statement_block" { value = data.aws_iam_policy_document.base.statement[1].effect }
output "merged_by_hand" {
  value = { Version = "2012-10-17", Statement = concat(jsondecode(data.aws_iam_policy_document.base.json).Statement, jsondecode(data.aws_iam_policy_document.more.json).Statement) }
}
