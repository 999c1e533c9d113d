resource "aws_iam_role" "exec" {
  path = "/last/"
  tags = { from = "override" }
}
output "overridden" { value = "override" }
