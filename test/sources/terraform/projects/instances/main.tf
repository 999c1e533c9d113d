variable "enabled" {
  type    = bool
  default = true
}
variable "matrix" {
  default = { dev = ["a", "b"], prod = ["a"] }
}
variable "objects" {
  type    = list(object({ name = string, enabled = optional(bool, true), tags = optional(map(string), {}) }))
  default = [{ name = "n1" }, { name = "n2", enabled = false }, { name = "n3", tags = { k = "v" } }]
}

locals {
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
  pairs = merge([for env, names in var.matrix : { for name in names : "${env}-${name}" => { env = env, name = name } }]...)
  flat  = flatten([for env, names in var.matrix : [for name in names : { key = "${env}/${name}", env = env }]])
}

resource "aws_iam_role" "if_enabled" {
  count              = var.enabled ? 1 : 0
  name               = "enabled"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "if_disabled" {
  count              = var.enabled ? 0 : 1
  name               = "disabled"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "text_count" {
  count              = "2"
  name               = "text-${count.index + 1}"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "length_count" {
  count              = length(var.objects)
  name               = var.objects[count.index].name
  assume_role_policy = local.trust
  tags               = var.objects[count.index].tags
}
resource "aws_iam_role" "pairs" {
  for_each           = local.pairs
  name               = each.key
  path               = "/${each.value.env}/${each.value["name"]}/"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "flat" {
  for_each           = { for item in local.flat : item.key => item.env }
  name               = replace(each.key, "/", "_")
  path               = "/${each.value}/"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "filtered" {
  for_each           = { for object in var.objects : object.name => object if object.enabled }
  name               = "filtered-${each.key}"
  description        = jsonencode(each.value)
  assume_role_policy = local.trust
}
resource "aws_iam_role" "set_if" {
  for_each           = var.enabled ? toset(["x", "y"]) : toset([])
  name               = "set-${each.value}"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "empty_map" {
  for_each           = {}
  name               = "never"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "strange_keys" {
  for_each           = { "a b" = 1, "q\"q" = 2, "s/l" = 3, "0" = 4 }
  name               = "strange-${each.value}"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "product" {
  for_each           = { for pair in setproduct(["p", "q"], ["1", "2"]) : join("-", pair) => pair }
  name               = each.key
  description        = "${each.value[0]} and ${each.value[1]}"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "by_count" {
  count              = length(aws_iam_role.pairs)
  name               = "by-${keys(aws_iam_role.pairs)[count.index]}"
  assume_role_policy = local.trust
}

output "enabled_name" { value = var.enabled ? aws_iam_role.if_enabled[0].name : aws_iam_role.if_disabled[0].name }
output "one_of" { value = one(concat(aws_iam_role.if_enabled, aws_iam_role.if_disabled)[*].name) }
output "joined" { value = join(",", concat(aws_iam_role.if_enabled.*.name, aws_iam_role.if_disabled.*.name)) }
output "try_chain" { value = try(aws_iam_role.if_disabled[0].name, aws_iam_role.if_enabled[0].name, "none") }
output "grouped" { value = { for role in aws_iam_role.pairs : split("/", role.path)[1] => role.name... } }
output "tags" { value = [for role in aws_iam_role.length_count : try(role.tags["k"], "no")] }
