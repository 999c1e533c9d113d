data "aws_region" "this" {}
output "region" { value = data.aws_region.this.id }
