data "aws_region" "this" {}
module "nested" {
  source = "./nested"
}
output "region" { value = data.aws_region.this.name }
output "nested" { value = module.nested.region }
