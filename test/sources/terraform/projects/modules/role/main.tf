variable "name" { type = string }
variable "path" {
  type     = string
  default  = "/"
  nullable = false
}
variable "nullable" {
  type    = string
  default = "default"
}
variable "trusted" {
  type    = any
  default = null
}
variable "templates" {
  type    = map(string)
  default = {}
}
variable "settings" {
  type = object({
    limits = optional(object({ hours = optional(number, 8), gpus = optional(list(string), ["none"]) }), {})
    labels = optional(map(string), { from = "default" })
  })
  default = {}
}

resource "aws_iam_role" "this" {
  name               = var.name
  path               = var.path
  description        = var.trusted == null ? "none" : "trusts ${var.trusted.name}"
  assume_role_policy = file("${path.module}/trust.json")
}

output "name" { value = aws_iam_role.this.name }
output "role" { value = aws_iam_role.this }
output "description" { value = aws_iam_role.this.description }
output "greeting" { value = lookup(var.templates, "greeting", "-") }
output "settings" { value = var.settings }
output "path" { value = var.path }
output "nullable" { value = var.nullable }
output "paths" { value = [path.module, path.root] }
