variable "managed" { default = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"] }

locals {
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
}
resource "aws_iam_role" "this" {
  for_each           = toset(["a", "b"])
  name               = "role-${each.key}"
  assume_role_policy = local.trust
}
resource "aws_iam_role_policy_attachment" "product" {
  for_each   = { for pair in setproduct(keys(aws_iam_role.this), var.managed) : "${pair[0]}:${basename(pair[1])}" => { role = pair[0], arn = pair[1] } }
  role       = aws_iam_role.this[each.value.role].name
  policy_arn = each.value.arn
}
resource "aws_iam_role_policy_attachment" "counted" {
  count      = length(var.managed)
  role       = aws_iam_role.this["a"].id
  policy_arn = element(var.managed, count.index)
}
resource "aws_iam_role_policy" "inline" {
  for_each = aws_iam_role.this
  name     = "inline-${each.key}"
  role     = each.value.name
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "S${index(keys(aws_iam_role.this), each.key)}", Effect = "Allow", Action = "sts:AssumeRole", Resource = [for role in aws_iam_role.this : "arn:aws:iam::111122223333:role/${role.name}" if role.name != each.value.name] }] })
}
resource "aws_iam_policy" "shared" {
  name   = "shared"
  path   = "/p/"
  policy = jsonencode({ Version = "2012-10-17", Statement = flatten([for arn in var.managed : [{ Effect = "Allow", Action = "iam:Get*", Resource = arn }]]) })
}
resource "aws_iam_policy_attachment" "all" {
  name       = "all"
  roles      = [for role in aws_iam_role.this : role.name]
  policy_arn = var.managed[0]
}
resource "aws_iam_instance_profile" "this" {
  name = "profile"
  role = values(aws_iam_role.this)[1].name
}
resource "aws_iam_role" "managed" {
  name                = "managed"
  managed_policy_arns = concat(var.managed, ["arn:aws:iam::111122223333:policy/x"])
  assume_role_policy  = local.trust
}
output "attached" { value = { for key, attachment in aws_iam_role_policy_attachment.product : key => attachment.role } }
