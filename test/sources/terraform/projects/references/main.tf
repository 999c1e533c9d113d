variable "users" {
  type    = map(object({ path = optional(string, "/users/"), admin = optional(bool, false) }))
  default = { ann = { admin = true }, ben = {}, "c.d" = { path = "/c/" } }
}

locals {
  trust    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { Service = "sagemaker.amazonaws.com" } }] })
  by_name  = { for role in aws_iam_role.counted : role.name => role.path }
  by_key   = { for key, role in aws_iam_role.each : key => role.name }
  admins   = [for key, role in aws_iam_role.each : role.name if var.users[key].admin]
  first    = element(aws_iam_role.counted, 0)
  selected = { for key, role in aws_iam_role.each : key => role if startswith(role.path, "/users") }
}

resource "aws_iam_role" "single" {
  name               = "single"
  path               = "/one/"
  assume_role_policy = local.trust
  tags               = { Owner = "data", Level = "1" }
}

resource "aws_iam_role" "counted" {
  count              = 3
  name               = "counted-${count.index}"
  path               = "/n${count.index}/"
  assume_role_policy = local.trust
}

resource "aws_iam_role" "each" {
  for_each           = var.users
  name               = "each-${each.key}"
  path               = each.value.path
  assume_role_policy = local.trust
}

resource "aws_iam_role" "set" {
  for_each           = toset(["b", "a", "b"])
  name               = "set-${each.key}-${each.value}"
  assume_role_policy = local.trust
}

resource "aws_iam_role" "none" {
  count              = 0
  name               = "none"
  assume_role_policy = local.trust
}

resource "aws_iam_role" "chained" {
  for_each           = aws_iam_role.set
  name               = "chained-${each.value.name}"
  assume_role_policy = each.value.assume_role_policy
}

resource "aws_iam_role" "chained_twice" {
  for_each           = { for key, role in aws_iam_role.chained : upper(key) => role.name if key != "a" }
  name               = "twice-${each.value}"
  assume_role_policy = aws_iam_role.chained[lower(each.key)].assume_role_policy
}

output "single_name" { value = aws_iam_role.single.name }
output "single_tag" { value = aws_iam_role.single.tags["Level"] }
output "single_tag_attribute" { value = aws_iam_role.single.tags.Owner }
output "single_splat" { value = aws_iam_role.single[*].name }
output "single_trust" { value = jsondecode(aws_iam_role.single.assume_role_policy).Statement[0].Action }
output "counted_first" { value = aws_iam_role.counted[0].name }
output "counted_text_index" { value = aws_iam_role.counted["1"].name }
output "counted_last" { value = aws_iam_role.counted[length(aws_iam_role.counted) - 1].name }
output "counted_splat" { value = aws_iam_role.counted[*].name }
output "counted_legacy" { value = aws_iam_role.counted.*.path }
output "counted_for" { value = [for role in aws_iam_role.counted : role.name if role.path != "/n1/"] }
output "counted_index" { value = { for index, role in aws_iam_role.counted : role.name => index } }
output "counted_zipmap" { value = zipmap(aws_iam_role.counted[*].name, aws_iam_role.counted[*].path) }
output "counted_slice" { value = slice(aws_iam_role.counted, 1, 3)[*].name }
output "counted_reverse" { value = reverse(aws_iam_role.counted)[0].name }
output "counted_length" { value = length(aws_iam_role.counted) }
output "counted_concat" { value = concat(aws_iam_role.counted[*].name, [aws_iam_role.single.name]) }
output "by_name" { value = local.by_name }
output "by_key" { value = local.by_key }
output "admins" { value = local.admins }
output "first" { value = local.first.name }
output "selected" { value = [for role in values(local.selected) : role.name] }
output "each_key" { value = aws_iam_role.each["ann"].name }
output "each_dotted" { value = aws_iam_role.each["c.d"].path }
output "each_values" { value = values(aws_iam_role.each)[*].name }
output "each_keys" { value = keys(aws_iam_role.each) }
output "each_lookup" { value = lookup(aws_iam_role.each, "ann").name }
output "each_try" { value = try(aws_iam_role.each["zoe"].name, "nobody") }
output "each_can" { value = can(aws_iam_role.each["zoe"]) }
output "each_contains" { value = contains(keys(aws_iam_role.each), "ben") }
output "each_merge" { value = merge(aws_iam_role.each, { single = aws_iam_role.single })["single"].name }
output "each_merged_names" { value = [for role in merge(aws_iam_role.each, aws_iam_role.set) : role.name] }
output "none_list" { value = aws_iam_role.none[*].name }
output "none_one" { value = one(aws_iam_role.none[*].name) }
output "none_try" { value = try(aws_iam_role.none[0].name, "default") }
output "none_coalesce" { value = coalesce(one(aws_iam_role.none[*].name), aws_iam_role.single.name) }
output "none_join" { value = join("", aws_iam_role.none.*.name) }
output "none_conditional" { value = length(aws_iam_role.none) > 0 ? aws_iam_role.none[0].name : "no" }
output "set_names" { value = [for role in aws_iam_role.set : role.name] }
output "flatten" { value = flatten([aws_iam_role.counted[*].name, values(aws_iam_role.set)[*].name]) }
output "whole_map" { value = { for name, role in { a = aws_iam_role.single, b = aws_iam_role.counted[1] } : name => "${role.path}${role.name}" } }
output "list_of_wholes" { value = [aws_iam_role.single, aws_iam_role.counted[2]][*].name }
output "unset_argument" { value = [aws_iam_role.single.permissions_boundary, aws_iam_role.set["a"].path, aws_iam_role.each["ann"].tags, aws_iam_role.set["b"].max_session_duration] }
output "each_tuple" { value = [for key in ["ann", "ben"] : aws_iam_role.each[key].name] }
output "nested" { value = [for group in [["ann"], ["ben", "c.d"]] : [for key in group : aws_iam_role.each[key].path]] }
