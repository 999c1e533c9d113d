variable "team" {}
variable "roles" { type = set(string) }
variable "boundary" { default = "unset" }

module "role" {
  for_each = var.roles
  source   = "../role"
  name     = "${var.team}-${each.value}"
  path     = "/${var.team}/"
}

resource "aws_iam_role" "bounded" {
  count                = var.boundary == null ? 0 : 1
  name                 = "${var.team}-bounded"
  permissions_boundary = var.boundary
  assume_role_policy   = module.role[sort(var.roles)[0]].role.assume_role_policy
}

output "names" { value = [for role in module.role : role.name] }
output "roles" { value = { for key, role in module.role : key => role.role } }
output "by_role" { value = module.role }
