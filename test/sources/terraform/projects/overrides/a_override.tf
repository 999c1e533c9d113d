variable "name" {
  default = "a-override"
}
variable "typed" {
  type = number
}
locals {
  b     = "override"
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
}
resource "aws_iam_role" "exec" {
  path = "/a/"
  inline_policy {
    name   = "third"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
  }
}
module "child" {
  value = "override"
}
output "overridden" { value = "a" }
