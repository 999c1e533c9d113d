terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.main, aws.other]
    }
  }
}
data "aws_region" "main" { provider = aws.main }
data "aws_region" "other" { provider = aws.other }
output "regions" { value = [data.aws_region.main.name, data.aws_region.other.name] }
