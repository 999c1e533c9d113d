variable "profiles" {
  type    = map(object({ role = optional(string), team = optional(string, "none") }))
  default = { alice = {}, bob = { role = "arn:aws:iam::111122223333:role/bob", team = "ml" } }
}
variable "settings" {
  type    = object({ propagate = optional(bool, true), spaces = optional(set(string), ["one", "two"]) })
  default = {}
}

locals {
  exec = "arn:aws:iam::111122223333:role/exec"
}

resource "aws_sagemaker_domain" "this" {
  domain_name = "studio"
  auth_mode   = "IAM"
  vpc_id      = "vpc-0a1b2c3d"
  subnet_ids  = ["subnet-0a1b2c3d"]
  default_user_settings {
    execution_role = local.exec
    canvas_app_settings {
      time_series_forecasting_settings {
        amazon_forecast_role_arn = local.exec
      }
    }
  }
  default_space_settings {
    execution_role = local.exec
  }
  domain_settings {
    execution_role_identity_config = var.settings.propagate ? "USER_PROFILE_NAME" : "DISABLED"
  }
}

resource "aws_sagemaker_user_profile" "this" {
  for_each          = var.profiles
  domain_id         = "d-123456789012"
  user_profile_name = "${each.key}-${each.value.team}"
  user_settings {
    execution_role = coalesce(each.value.role, local.exec)
  }
  tags = { Team = each.value.team }
}

resource "aws_sagemaker_space" "this" {
  for_each   = var.settings.spaces
  domain_id  = "d-123456789012"
  space_name = each.value
}

output "names" { value = [for profile in aws_sagemaker_user_profile.this : profile.user_profile_name] }
output "roles" { value = { for key, profile in aws_sagemaker_user_profile.this : key => profile.user_settings[0].execution_role } }
output "distinct_roles" { value = distinct([for profile in aws_sagemaker_user_profile.this : one(profile.user_settings).execution_role]) }
