from_auto = "auto"
auto_order = "a"
