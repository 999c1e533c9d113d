variable "teams" {
  type = map(object({ roles = list(string), boundary = optional(string) }))
  default = {
    data = { roles = ["read", "write"], boundary = "arn:aws:iam::111122223333:policy/b" }
    ml   = { roles = ["train"] }
  }
}

module "one" {
  source = "./role"
  name   = "one"
}

module "counted" {
  source = "./role"
  count  = 2
  name   = "counted-${count.index}"
  path   = "/c${count.index}/"
}

module "teams" {
  source   = "./team"
  for_each = var.teams
  team     = each.key
  roles    = each.value.roles
  boundary = each.value.boundary
}

module "wired" {
  source    = "./role"
  for_each  = { for name in module.teams["data"].names : name => name }
  name      = "wired-${each.key}"
  trusted   = module.one.role
  templates = { greeting = "hello ${module.counted[1].name}" }
}

module "defaults" {
  source   = "./role"
  name     = "defaults"
  path     = null
  nullable = null
}

module "nested_settings" {
  source   = "./role"
  name     = "settings"
  settings = { limits = { hours = 2 } }
}

output "one" { value = module.one.name }
output "one_role_path" { value = module.one.role.path }
output "one_by_index" { value = module.one.role["path"] }
output "one_splat" { value = module.one[*].name }
output "counted" { value = module.counted[*].name }
output "counted_paths" { value = [for m in module.counted : m.role.path] }
output "counted_index" { value = module.counted[1].name }
output "teams" { value = { for key, team in module.teams : key => team.names } }
output "team_names" { value = flatten(values(module.teams)[*].names) }
output "team_role" { value = module.teams["data"].roles["write"].name }
output "team_nested" { value = module.teams["ml"].by_role["train"].name }
output "team_keys" { value = keys(module.teams) }
output "whole" { value = { for key, team in module.teams : key => keys(team.by_role) } }
output "wired" { value = module.wired["data-read"].description }
output "wired_greeting" { value = module.wired["data-write"].greeting }
output "defaults" { value = module.defaults.settings }
output "defaults_path" { value = module.defaults.path }
output "defaults_nullable" { value = module.defaults.nullable }
output "settings" { value = module.nested_settings.settings }
output "paths" { value = module.one.paths }
output "try_module" { value = try(module.teams["none"].names, []) }
