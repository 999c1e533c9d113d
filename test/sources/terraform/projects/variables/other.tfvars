from_default = "never loaded"
