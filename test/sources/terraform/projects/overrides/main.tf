variable "name" {
  type    = string
  default = "plain"
}
variable "typed" { default = "5" }

locals {
  a = "main"
  b = "main"
}

resource "aws_iam_role" "exec" {
  name               = var.name
  path               = "/main/"
  description        = "from main"
  assume_role_policy = local.trust
  inline_policy {
    name   = "first"
    policy = jsonencode({ Version = "2012-10-17", Statement = [] })
  }
  inline_policy {
    name   = "second"
    policy = jsonencode({ Version = "2012-10-17", Statement = [] })
  }
}

module "child" {
  source = "./child"
  value  = "main"
}

output "locals" { value = [local.a, local.b] }
output "child" { value = module.child.value }
output "overridden" { value = "main" }
output "typed" { value = var.typed }
