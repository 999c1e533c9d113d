/**
 * Expressions and what they give, each confirmed by Terraform 1.11.4: the configuration below was planned with an output for each
 * expression, and the planned values are what stands here. REFUSED: `can(…)` of it was false.
 */

export const REFUSED = Symbol("refused");

export type Case = readonly [expression: string, value: unknown];

export const FILES = {
  "main.tf": `
variable "name" {
  type    = string
  default = "studio"
}
variable "nothing" {
  default = null
}
variable "count_text" {
  type    = number
  default = "3"
}
variable "users" {
  type = map(object({
    role   = optional(string, "reader")
    groups = optional(list(string), ["all"])
    limits = optional(object({ hours = optional(number, 8), gpu = optional(bool) }), {})
    note   = optional(string)
  }))
  default = {
    carol = { role = "admin", groups = ["ops", "data"], limits = { hours = "12", gpu = "true" } }
    alice = {}
    bob   = { groups = [], note = null, role = null }
  }
}
variable "tags" {
  type    = map(string)
  default = { Team = "data", Cost = 42, Live = true }
}
variable "regions" {
  type    = set(string)
  default = ["us-east-1", "eu-west-1", "us-east-1"]
}
variable "pair" {
  type    = tuple([string, number])
  default = [7, "8"]
}
variable "any_value" {
  type    = any
  default = { a = [1, "x", { b = true }] }
}
variable "strict" {
  type    = object({ a = string })
  default = { a = 1, extra = "dropped" }
}
locals {
  empty   = {}
  list    = ["a", "b", "c"]
  numbers = [3, 1, 2]
  matrix  = [[1, 2], [3], []]
  roles = {
    exec = { path = "/studio/", actions = ["sts:AssumeRole", "sts:SetSourceIdentity"] }
    lake = { path = "/data/", actions = ["s3:GetObject"] }
  }
  people = [
    { name = "ann", team = "x", tags = { a = 1 } },
    { name = "ben", team = "y", tags = { a = 2 } },
    { name = "cat", team = "x", tags = { a = 3 } },
  ]
  absent  = null
  single  = { name = "only", list = [1, 2] }
  strange = { "a b" = 1, "0" = "zero", "x.y" = 2 }
  chain1  = local.chain2
  chain2  = upper(var.name)
  heredoc = <<-EOT
      first
        second \${var.name}
      third
  EOT
  raw     = <<EOT
  kept
    as is
EOT
  escaped = "a \${"b"} $\${c} %%{d} \\"q\\" \\\\ \\n \\u00e9 \\t"
}
`,
};

const literals: readonly Case[] = [
  ["1", 1],
  ["1.50", 1.5],
  ["1e3", 1000],
  ["-4", -4],
  ['"text"', "text"],
  ["true", true],
  ["null", null],
  ["[]", []],
  ["{}", {}],
  ["[1, [2, { a = 3 }]]", [1, [2, { a: 3 }]]],
  ['{ a = 1, "b c" = 2, (var.name) = 3, "k-${var.name}" = 4, 5 = 6, true = 7 }', { a: 1, "b c": 2, studio: 3, "k-studio": 4, "5": 6, true: 7 }],
  ["{ a : 1, b : 2 }", { a: 1, b: 2 }],
  ["{ a = 1, a = 2 }", { a: 2 }],
  ["{ (null) = 1 }", REFUSED],
  ["local.escaped", 'a b ${c} %{d} "q" \\ \n é \t'],
  ["local.heredoc", "first\n  second studio\nthird\n"],
  ["local.raw", "  kept\n    as is\n"],
];

const operators: readonly Case[] = [
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["7 % 3", 1],
  ["-7 % 3", -1],
  ["1 / 4", 0.25],
  ['"1" + "2"', 3],
  ['"1" + "x"', REFUSED],
  ["null + 1", REFUSED],
  ["!true", false],
  ['!"false"', true],
  ["!null", REFUSED],
  ['-"5"', -5],
  ["1 < 2 && 2 < 3", true],
  ["1 > 2 || 2 >= 2", true],
  ["true && null", REFUSED],
  ['"true" && true', true],
  ['"yes" && true', REFUSED],
  ["1 == 1.0", true],
  ['1 == "1"', false],
  ["true == true", true],
  ['true == "true"', false],
  ["null == null", true],
  ['null == ""', false],
  ["var.nothing == null", true],
  ["var.nothing != null", false],
  ["[] == []", true],
  ["[1, 2] == [1, 2]", true],
  ["[1, 2] == [2, 1]", false],
  ["{ a = 1 } == { a = 1 }", true],
  ["{ a = 1 } == { a = 2 }", false],
  ['tolist(["a"]) == tolist(["a"])', true],
  ["length([]) == 0", true],
  ['"a" == "a" ? "y" : "n"', "y"],
  ['"a" < "b"', REFUSED],
  ['"10" > "9"', true],
  ["1 != 2", true],
  ['var.users["bob"].note == null', true],
];

const conditionals: readonly Case[] = [
  ['true ? "a" : "b"', "a"],
  ['false ? "a" : null', null],
  ['true ? null : "b"', null],
  ["true ? 1 : 2", 1],
  ['false ? true : "a"', "a"],
  ['true ? ["a"] : []', ["a"]],
  ['false ? ["a"] : []', []],
  ["true ? { a = 1 } : {}", { a: 1 }],
  ["true ? { a = 1 } : { b = 2 }", { a: 1 }],
  ["null ? 1 : 2", REFUSED],
  ['"true" ? 1 : 2', 1],
  ["1 ? 2 : 3", REFUSED],
  ["[] ? 2 : 3", REFUSED],
  ['var.nothing == null ? "none" : var.nothing', "none"],
  ["length(local.list) > 2 ? local.list[0] : local.list[9]", "a"],
  ["true ? local.list[0] : local.list[9]", "a"],
  ["false ? local.list[9] : local.list[1]", "b"],
  ['var.name == "studio" ? (var.count_text > 2 ? "many" : "few") : "other"', "many"],
];

const forExpressions: readonly Case[] = [
  ["[for x in local.list : upper(x)]", ["A", "B", "C"]],
  ['[for i, x in local.list : "${i}-${x}"]', ["0-a", "1-b", "2-c"]],
  ["[for k, v in local.roles : k]", ["exec", "lake"]],
  ["[for v in local.roles : v.path]", ["/studio/", "/data/"]],
  ["{ for x in local.list : x => upper(x) }", { a: "A", b: "B", c: "C" }],
  ['{ for k, v in local.roles : "${k}-role" => length(v.actions) }', { "exec-role": 2, "lake-role": 1 }],
  ["[for x in local.numbers : x if x > 1]", [3, 2]],
  ["{ for k, v in local.roles : k => v.path if length(v.actions) > 1 }", { exec: "/studio/" }],
  ["{ for p in local.people : p.team => p.name... }", { x: ["ann", "cat"], y: ["ben"] }],
  ["{ for p in local.people : p.team => p.name }", REFUSED],
  ["[for row in local.matrix : [for x in row : x * 10]]", [[10, 20], [30], []]],
  ['flatten([for k, v in local.roles : [for a in v.actions : "${k}:${a}"]])', ["exec:sts:AssumeRole", "exec:sts:SetSourceIdentity", "lake:s3:GetObject"]],
  [
    'merge([for k, v in local.roles : { for a in v.actions : "${k}/${a}" => v.path }]...)',
    { "exec/sts:AssumeRole": "/studio/", "exec/sts:SetSourceIdentity": "/studio/", "lake/s3:GetObject": "/data/" },
  ],
  ["[for x in [] : x.nothing]", []],
  ["{ for x in [] : x => x }", {}],
  ["[for x in null : x]", REFUSED],
  ['[for x in "text" : x]', REFUSED],
  ["[for x in var.regions : x]", ["eu-west-1", "us-east-1"]],
  ["[for i, x in var.regions : i]", ["eu-west-1", "us-east-1"]],
  ["{ for i, x in var.regions : i => x }", { "eu-west-1": "eu-west-1", "us-east-1": "us-east-1" }],
  ['[for k, u in var.users : "${k}=${u.role}"]', ["alice=reader", "bob=reader", "carol=admin"]],
  ["[for x in { z = 1, a = 2, m = 3 } : x]", [2, 3, 1]],
  ["[for x in local.list : x if true]", ["a", "b", "c"]],
  ['[for x in local.list : x if "true"]', ["a", "b", "c"]],
  ["[for x in local.list : x if null]", REFUSED],
  [
    '[for x in local.list : { name = x, first = x == "a" }]',
    [
      { name: "a", first: true },
      { name: "b", first: false },
      { name: "c", first: false },
    ],
  ],
  ["{ for i, p in local.people : i => p.name }", { "0": "ann", "1": "ben", "2": "cat" }],
  ["{ for k, v in { a = null, b = 1 } : k => v if v != null }", { b: 1 }],
  ['[for k, v in { a = 1 } : [for k, v in { b = 2 } : "${k}${v}"]]', [["b2"]]],
  [
    "[for x in [1, 2] : [for y in [10, 20] : x + y]]",
    [
      [11, 21],
      [12, 22],
    ],
  ],
  ["{ for x in [1, 2] : x => x }", { "1": 1, "2": 2 }],
  ["{ for x in [null] : x => x }", REFUSED],
  ["[for x in local.single : x]", [[1, 2], "only"]],
  ["{ for k, v in local.strange : upper(k) => v }", { "A B": 1, "0": "zero", "X.Y": 2 }],
];

const splats: readonly Case[] = [
  ["local.people[*].name", ["ann", "ben", "cat"]],
  ["local.people.*.name", ["ann", "ben", "cat"]],
  ["local.people[*].tags.a", [1, 2, 3]],
  ['local.people[*].tags["a"]', [1, 2, 3]],
  [
    "local.people[*]",
    [
      { name: "ann", team: "x", tags: { a: 1 } },
      { name: "ben", team: "y", tags: { a: 2 } },
      { name: "cat", team: "x", tags: { a: 3 } },
    ],
  ],
  ["local.people[*].name[0]", REFUSED],
  ["local.people.*.name[0]", "ann"],
  ["local.single[*].name", ["only"]],
  ["local.single[*].list[1]", [2]],
  ["local.single.*.list[1]", REFUSED],
  ["local.absent[*]", []],
  ["local.absent[*].name", []],
  ["local.absent.*.name", []],
  ['"text"[*]', ["text"]],
  ["5[*]", [5]],
  ["[][*]", []],
  ["[][*].name", []],
  ["[[1, 2], [3]][*][0]", [1, 3]],
  ["[[{ a = 1 }], [{ a = 2 }]][*][*].a", [[1], [2]]],
  ["local.matrix[*]", [[1, 2], [3], []]],
  ["local.roles[*].exec.path", ["/studio/"]],
  ["values(local.roles)[*].path", ["/studio/", "/data/"]],
  ["values(local.roles)[*].actions[0]", ["sts:AssumeRole", "s3:GetObject"]],
  ["var.regions[*]", ["eu-west-1", "us-east-1"]],
  ["[null][*]", [null]],
  ["length(var.nothing[*])", 0],
  ["one(local.people[*].name)", REFUSED],
  ["one(local.absent[*].name)", null],
];

const templates: readonly Case[] = [
  ['"${var.name}"', "studio"],
  ['"${local.list}"', ["a", "b", "c"]],
  ['"${1 + 1}"', 2],
  ['"x${1 + 1}"', "x2"],
  ['"${true}-${1.5}-${1e21}"', "true-1.5-1000000000000000000000"],
  ['"${null}"', null],
  ['"a${null}"', REFUSED],
  ['"a${local.list}"', REFUSED],
  ['"a${{}}"', REFUSED],
  ['"%{ if true }yes%{ else }no%{ endif }"', "yes"],
  ['"%{ if false }yes%{ endif }"', ""],
  ['"%{ if var.name == "studio" }s%{ else }o%{ endif }-end"', "s-end"],
  ['"%{ for x in local.list }${x},%{ endfor }"', "a,b,c,"],
  ['"%{ for i, x in local.list }${i}${x};%{ endfor }"', "0a;1b;2c;"],
  ['"%{ for k, v in local.roles }${k}=${v.path} %{ endfor }"', "exec=/studio/ lake=/data/ "],
  ['"%{ for x in [] }never%{ endfor }"', ""],
  ['"a %{~ if true ~} b %{~ endif ~} c"', "abc"],
  ['"a ${~ "b" ~} c"', "abc"],
  ['"[${join(",", [for x in local.list : "\\"${x}\\""])}]"', '["a","b","c"]'],
  ['"%{ for x in local.numbers }%{ if x > 1 }${x}%{ else }-%{ endif }%{ endfor }"', "3-2"],
  ['"%{ if true }%{ if false }a%{ else }b%{ endif }%{ endif }"', "b"],
  ['"%{ for x in null }${x}%{ endfor }"', REFUSED],
  ['"%{ for k, v in var.tags }${k}:${v} %{ endfor }"', "Cost:42 Live:true Team:data "],
  ['"%{ for i, v in var.regions }${i}|%{ endfor }"', "eu-west-1|us-east-1|"],
  ['"$${a} %%{b} $ % $$ %%"', "${a} %{b} $ % $$ %%"],
  ['"${"${"nested"}"}"', "nested"],
  ['"${var.name == "studio" ? "a" : "b"}/${upper("x")}"', "a/X"],
];

const steps: readonly Case[] = [
  ["local.list[0]", "a"],
  ['local.list["1"]', "b"],
  ["local.list[-1]", REFUSED],
  ["local.list[3]", REFUSED],
  ["local.list[1.5]", REFUSED],
  ['local.list["x"]', REFUSED],
  ["local.list[null]", REFUSED],
  ["local.list.0", "a"],
  ["local.list.name", REFUSED],
  ['local.roles["exec"].path', "/studio/"],
  ["local.roles.exec.path", "/studio/"],
  ['local.roles["none"]', REFUSED],
  ["local.roles.none", REFUSED],
  ['local.roles["exec"]["actions"][1]', "sts:SetSourceIdentity"],
  ['local.strange["a b"]', 1],
  ["local.strange[0]", "zero"],
  ['local.strange["x.y"]', 2],
  ["local.absent.name", REFUSED],
  ["local.absent[0]", REFUSED],
  ["var.name.length", REFUSED],
  ["var.name[0]", REFUSED],
  ["var.regions[0]", REFUSED],
  ["tolist(var.regions)[0]", "eu-west-1"],
  ["{ a = { b = [10, 20] } }.a.b[1]", 20],
  ["[10, 20, 30][1]", 20],
  ['split(",", "p,q")[1]', "q"],
  ['tomap({ a = 1 })["a"]', 1],
  ["local.people[length(local.people) - 1].name", "cat"],
  ['{ for p in local.people : p.name => p }["ben"].team', "y"],
  ['[for p in local.people : p if p.name == "cat"][0].team', "x"],
  ["var.any_value.a[2].b", true],
  ["var.any_value.a[1]", "x"],
  ["local.chain1", "STUDIO"],
  ["path.root", "."],
  ["path.module", "."],
  ['local.roles[var.name == "studio" ? "exec" : "lake"].path', "/studio/"],
];

const variables: readonly Case[] = [
  ["var.count_text", 3],
  ["var.nothing", null],
  ["var.tags", { Cost: "42", Live: "true", Team: "data" }],
  ["var.regions", ["eu-west-1", "us-east-1"]],
  ["var.pair", ["7", 8]],
  ["var.strict", { a: "1" }],
  ["var.users.alice", { role: "reader", groups: ["all"], limits: { hours: 8, gpu: null }, note: null }],
  ["var.users.bob", { role: "reader", groups: [], limits: { hours: 8, gpu: null }, note: null }],
  ["var.users.carol", { role: "admin", groups: ["ops", "data"], limits: { hours: 12, gpu: true }, note: null }],
  ["keys(var.users)", ["alice", "bob", "carol"]],
  ["var.any_value", { a: [1, "x", { b: true }] }],
  ["var.users.alice.limits.hours", 8],
  ['lookup(var.tags, "Cost", "0")', "42"],
];

const attempts: readonly Case[] = [
  ['try(local.roles.none.path, "default")', "default"],
  ['try(local.roles.exec.path, "default")', "/studio/"],
  ["try(local.absent.name, null)", null],
  ['try(local.list[9], local.list[8], "last")', "last"],
  ['try(tonumber("x"), -1)', -1],
  ["try(var.any_value.a[9], var.any_value.a[0])", 1],
  ["try(local.people[0].missing, local.people[0].name)", "ann"],
  ["can(local.roles.none)", false],
  ["can(local.roles.exec)", true],
  ["can(local.absent.x)", false],
  ['can(regex("^[a-z]+$", var.name))', true],
  ['can(regex("^[0-9]+$", var.name))', false],
  ['can(tonumber("12"))', true],
  ['try("a${null}", "n")', "n"],
  ["try([for x in null : x], [])", []],
  ['try([for x in local.people : x.missing], ["m"])', ["m"]],
  ["try({ a = local.roles.none }, {})", {}],
  ['try(local.people[*].missing, "m")', "m"],
  ['try(jsondecode("{"), "bad")', "bad"],
  ['try(jsondecode("[1]")[0], "bad")', 1],
  ['try(lookup(local.roles, "none"), "d")', "d"],
  ['try(element([], 0), "empty")', "empty"],
  ['try(local.roles[null], "n")', "n"],
  ['try(true ? local.roles.none : 1, "n")', "n"],
  ['coalesce(var.nothing, "", "c")', "c"],
  ['coalesce(null, "x")', "x"],
  ['coalescelist([], ["x"])', ["x"]],
];

const combinations: readonly Case[] = [
  ['jsondecode(jsonencode({ a = [1, null, "x"], b = { c = true } }))', { a: [1, null, "x"], b: { c: true } }],
  ['jsonencode({ b = 1, a = [true, null], c = "<&>" })', '{"a":[true,null],"b":1,"c":"\\u003c\\u0026\\u003e"}'],
  ['jsonencode("a")', '"a"'],
  ["merge({ a = 1, b = 2 }, { b = 3 }, null)", { a: 1, b: 3 }],
  ['merge(local.roles.exec, { path = "/" })', { path: "/", actions: ["sts:AssumeRole", "sts:SetSourceIdentity"] }],
  ['concat(local.list, ["d"], [])', ["a", "b", "c", "d"]],
  ['toset(["b", "a", "b"])', ["a", "b"]],
  ['{ for k in toset(["b", "a"]) : k => k }', { a: "a", b: "b" }],
  ['zipmap(["x", "y"], [1, 2])', { x: 1, y: 2 }],
  ['{ for p in setproduct(["a", "b"], [1, 2]) : "${p[0]}${p[1]}" => p[1] }', { a1: 1, a2: 2, b1: 1, b2: 2 }],
  ["max(local.numbers...)", 3],
  ['format("%s-%02d", var.name, 7)', "studio-07"],
  ['[for s in split("/", "a//b") : s if s != ""]', ["a", "b"]],
  ["element(local.list, 4)", "b"],
  ["slice(local.list, 1, 3)", ["b", "c"]],
  ['contains(keys(local.roles), "exec")', true],
  ["distinct(flatten(values(local.roles)[*].actions))", ["sts:AssumeRole", "sts:SetSourceIdentity", "s3:GetObject"]],
  ['yamldecode("a: [1, x]\\nb: {c: null}")', { a: [1, "x"], b: { c: null } }],
  ["keys({ b = 1, a = 2 })", ["a", "b"]],
  ["values({ b = 1, a = 2 })", [2, 1]],
  ['length("héllo")', 5],
  [
    '{ for k, v in var.users : k => merge(v, { id = k }) if v.role == "admin" }',
    { carol: { role: "admin", groups: ["ops", "data"], limits: { hours: 12, gpu: true }, note: null, id: "carol" } },
  ],
];

export const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  literals,
  operators,
  conditionals,
  "for expressions": forExpressions,
  splats,
  templates,
  steps,
  variables,
  "try and can": attempts,
  "functions in expressions": combinations,
};
