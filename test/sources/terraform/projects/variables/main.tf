variable "from_default" { default = "default" }
variable "from_tfvars" { default = "default" }
variable "from_json" { default = "default" }
variable "from_auto" { default = "default" }
variable "from_auto_json" { default = "default" }
variable "auto_order" { default = "default" }
variable "number" { type = number }
variable "text" { type = string }
variable "flag" { type = bool }
variable "list" { type = list(string) }
variable "numbers" { type = set(number) }
variable "anything" { type = any }
variable "nested" {
  type = map(list(object({ id = number, name = optional(string, "none"), sub = optional(object({ a = optional(bool, true) })) })))
}
variable "not_null" {
  type     = string
  default  = "fallback"
  nullable = false
}
variable "null_given" {
  type    = string
  default = "fallback"
}
variable "tuple" { type = tuple([string, bool, list(number)]) }
variable "map_any" { type = map(any) }
variable "list_map" { type = list(map(string)) }
variable "escaped" { type = string }
variable "heredoc" { type = string }
variable "defaulted" {
  type = object({
    a = optional(list(object({ x = optional(number, 1), y = string })), [{ y = "d" }])
    b = optional(map(object({ z = optional(string, "zz") })), { k = {} })
    c = optional(set(string), ["s2", "s1"])
    d = optional(any)
    e = optional(tuple([number, string]), [1, 2])
  })
  default = {}
}
variable "sensitive" {
  default   = "secret"
  sensitive = true
}

output "all" {
  value = {
    from_default   = var.from_default, from_tfvars = var.from_tfvars, from_json = var.from_json, from_auto = var.from_auto, from_auto_json = var.from_auto_json,
    auto_order     = var.auto_order, number = var.number, text = var.text, flag = var.flag, list = var.list, numbers = var.numbers, anything = var.anything,
    nested         = var.nested, not_null = var.not_null, null_given = var.null_given, tuple = var.tuple, map_any = var.map_any, list_map = var.list_map,
    escaped        = var.escaped, heredoc = var.heredoc, defaulted = var.defaulted, sensitive = nonsensitive(var.sensitive)
  }
}
