variable "names" { type = list(string) }
variable "permissions" {
  type    = map(list(object({ Sid = string, Effect = optional(string, "Deny"), Action = any, Resource = any })))
  default = {}
}
locals {
  documents = { for name, statements in var.permissions : name => jsonencode({ Version = "2012-10-17", Statement = statements }) }
}
resource "aws_iam_policy" "this" {
  for_each = local.documents
  name     = "${each.key}-policy"
  policy   = each.value
}
output "policies" { value = { for k, p in aws_iam_policy.this : k => jsondecode(p.policy).Statement[0].Sid } }
output "first" { value = var.names[0] }
