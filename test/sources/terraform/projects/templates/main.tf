variable "bucket" { default = "lake" }
variable "principals" { default = ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"] }

locals {
  raw      = file("${path.module}/policies/raw.json")
  decoded  = jsondecode(local.raw)
  rendered = templatefile("${path.module}/policies/trust.json.tftpl", { principals = var.principals, external_id = "x-1", conditions = { "aws:a" = "1", "aws:b" = "2" } })
  yaml     = yamldecode(file("policies/roles.yaml"))
}

resource "aws_iam_role" "file" {
  name               = "file"
  assume_role_policy = templatefile("policies/simple.tftpl", { service = "sagemaker.amazonaws.com" })
  inline_policy {
    name   = "raw"
    policy = local.raw
  }
}

resource "aws_iam_role" "rendered" {
  name               = "rendered"
  assume_role_policy = local.rendered
}

resource "aws_iam_role" "yaml" {
  for_each           = local.yaml.roles
  name               = each.key
  path               = lookup(each.value, "path", "/")
  assume_role_policy = jsonencode(merge(local.decoded, { Statement = [for s in each.value.trust : { Effect = "Allow", Action = s.actions, Principal = { Service = s.service } }] }))
}

resource "aws_iam_role" "heredoc" {
  name               = "heredoc"
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        %{~for index, principal in var.principals~}
        %{if index > 0},%{endif}{
          "Effect": "Allow",
          "Action": ["sts:AssumeRole"%{if index == 0}, "sts:SetSourceIdentity"%{endif}],
          "Principal": { "AWS": "${principal}" }
        }
        %{~endfor~}
      ]
    }
  EOT
}

output "bucket_statement" { value = local.decoded.Statement[0].Resource }
output "rendered" { value = jsondecode(local.rendered) }
output "heredoc_text" {
  value = <<-EOT
    a
      ${var.bucket}
    %{for p in var.principals~}
    - ${p}
    %{endfor~}
    z
  EOT
}
output "heredoc_list" {
  value = <<EOT
%{for k, v in { x = 1, y = 2 }}
${k}=${v}
%{endfor}
EOT
}
output "strip" { value = "x ${~var.bucket~} y" }
output "included" { value = templatefile("policies/outer.tftpl", { inner = templatefile("policies/inner.tftpl", { n = 2 }), items = ["p", "q"] }) }
output "exists" { value = [fileexists("policies/raw.json")] }
output "base64" { value = filebase64("policies/inner.tftpl") }
output "yaml" { value = local.yaml }
output "trimmed" { value = trimspace(file("policies/inner.tftpl")) }
