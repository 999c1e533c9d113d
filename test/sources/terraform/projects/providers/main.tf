data "aws_region" "here" {}
data "aws_region" "there" { provider = aws.data }
data "aws_partition" "here" {}

module "inherited" {
  source = "./child"
}
module "passed" {
  source    = "./child"
  providers = { aws = aws.data }
}
module "aliased" {
  source    = "./aliased"
  providers = { aws.main = aws, aws.other = aws.data }
}
output "here" { value = data.aws_region.here.name }
output "there" { value = data.aws_region.there.name }
output "partition" { value = data.aws_partition.here.partition }
output "suffix" { value = data.aws_partition.here.dns_suffix }
output "inherited" { value = module.inherited.region }
output "passed" { value = module.passed.region }
output "aliased" { value = module.aliased.regions }
output "nested" { value = module.passed.nested }
