variable "policies" {
  type = map(object({ actions = list(string), resources = optional(list(string), ["*"]), conditions = optional(list(object({ test = string, key = string, values = list(string) })), []) }))
  default = {
    lake = { actions = ["s3:Get*"], conditions = [{ test = "StringEquals", key = "aws:SourceVpc", values = ["vpc-1", "vpc-2"] }] }
    glue = { actions = ["glue:*"], resources = ["arn:aws:glue:*:*:catalog"] }
  }
}
variable "propagate" { default = true }
variable "emr_roles" { default = ["arn:aws:iam::111122223333:role/e1", "arn:aws:iam::111122223333:role/e2"] }

locals {
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
}

resource "aws_iam_role" "inline" {
  name               = "inline"
  assume_role_policy = local.trust
  dynamic "inline_policy" {
    for_each = var.policies
    content {
      name = "${inline_policy.key}-policy"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [merge(
          { Effect = "Allow", Action = inline_policy.value.actions, Resource = inline_policy.value.resources },
          length(inline_policy.value.conditions) == 0 ? {} : {
            Condition = { for c in inline_policy.value.conditions : c.test => { (c.key) = c.values } }
          },
        )]
      })
    }
  }
}

resource "aws_sagemaker_domain" "this" {
  domain_name = "team"
  auth_mode   = "IAM"
  vpc_id      = "vpc-0a1b2c3d"
  subnet_ids  = ["subnet-0a1b2c3d"]
  default_user_settings {
    execution_role = "arn:aws:iam::111122223333:role/exec"
    dynamic "jupyter_lab_app_settings" {
      for_each = length(var.emr_roles) > 0 ? [var.emr_roles] : []
      iterator = settings
      content {
        dynamic "emr_settings" {
          for_each = [for role in settings.value : role if endswith(role, "1")]
          content {
            assumable_role_arns = [emr_settings.value]
            execution_role_arns = settings.value
          }
        }
      }
    }
    dynamic "canvas_app_settings" {
      for_each = []
      content {
      }
    }
  }
  dynamic "domain_settings" {
    for_each = var.propagate ? [1] : []
    content {
      execution_role_identity_config = "USER_PROFILE_NAME"
    }
  }
}

resource "aws_sagemaker_domain" "off" {
  domain_name = "off"
  auth_mode   = "IAM"
  vpc_id      = "vpc-0a1b2c3d"
  subnet_ids  = ["subnet-0a1b2c3d"]
  default_user_settings {
    execution_role = "arn:aws:iam::111122223333:role/exec"
  }
  dynamic "domain_settings" {
    for_each = { for name, on in { a = false } : name => on if on }
    content {
      execution_role_identity_config = "USER_PROFILE_NAME"
    }
  }
}

output "policy_names" { value = sort([for policy in aws_iam_role.inline.inline_policy : policy.name]) }
output "identity_config" { value = aws_sagemaker_domain.this.domain_settings[0].execution_role_identity_config }
output "execution_role" { value = aws_sagemaker_domain.this.default_user_settings[0].execution_role }
output "emr" { value = aws_sagemaker_domain.this.default_user_settings[0].jupyter_lab_app_settings[0].emr_settings[0].assumable_role_arns }
