from_tfvars = "tfvars"
from_json   = "tfvars"
from_auto   = "tfvars"
number      = "12"
text        = 34
flag        = "true"
list        = ["a", 1, true]
numbers     = ["3", 1, 1]
anything    = { a = [1, "b"], c = null }
nested      = { k = [{ id = "1" }, { id = 2, name = "n", sub = {} }] }
not_null    = null
null_given  = null
tuple       = [1, "false", ["1", 2]]
map_any     = { a = "1", b = "x" }
list_map    = [{ a = 1 }, { b = true }]
escaped     = "a$${b} \"q\" \\ \u00e9"
heredoc     = <<-EOT
  line 1
    line 2
EOT
