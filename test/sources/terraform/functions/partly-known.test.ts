import { describe, expect, it } from "vitest";
import { called, type Plain } from "./terms.ts";

type Case = readonly [name: string, args: readonly Plain[], expected: Plain];

const ROLE = "arn:aws:iam::‹account:account›:role/‹name:segment›";

function table(cases: readonly Case[]): void {
  it.each(cases)("%s(%j) is %j", (name, args, expected) => {
    expect(called(name, ...args)).toStrictEqual(expected);
  });
}

describe("holes stay where the function leaves them alone", () => {
  table([
    ["join", ["-", ["a", "‹env›", "b"]], "a-‹env›-b"],
    ["join", ["‹env›", ["a", "b"]], "a‹env›b"],
    ["join", [",", ["‹env›"]], "‹env›"],
    ["format", ["arn:aws:iam::%s:role/%s", "‹account:account›", "x-‹env›"], "arn:aws:iam::‹account:account›:role/x-‹env›"],
    ["format", ["%s", "‹env›"], "‹env›"],
    ["format", ["%v-%s", "‹env›", { json: { a: "‹env›" } }], '‹env›-{"a":"‹env›"}'],
    ["format", ["%v", { a: ["‹env›", 1] }], '{"a":["‹env›",1]}'],
    ["format", ['{"a": %q}', "x/‹env›"], '{"a": "x/‹env›"}'],
    ["format", ["‹name:segment›-%s", "a"], "‹name:segment›-a"],
    ["formatlist", ["%s/*", ["‹env›", "a"]], ["‹env›/*", "a/*"]],
    ["formatlist", ["%s%s", "‹name:segment›", ["a"]], ["‹name:segment›a"]],
    ["lower", ["A-‹account:account›-B"], "a-‹account:account›-b"],
    ["split", [":", ROLE], ["arn", "aws", "iam", "", "‹account:account›", "role/‹name:segment›"]],
    ["split", ["/", ROLE], ["arn:aws:iam::‹account:account›:role", "‹name:segment›"]],
    ["split", ["-", "a-‹account:account›"], ["a", "‹account:account›"]],
    ["replace", [ROLE, "://", "-"], ROLE],
    ["replace", [ROLE, "/", "."], "arn:aws:iam::‹account:account›:role.‹name:segment›"],
    ["replace", ["a_b", "_", "‹env›"], "a‹env›b"],
    ["trimspace", ["\n  {‹env›}\n"], "{‹env›}"],
    ["trimspace", [" ‹name:segment› "], "‹name:segment›"],
    ["chomp", ["‹env›.\n"], "‹env›."],
    ["trim", ["/‹name:segment›/", "/"], "‹name:segment›"],
    ["trimprefix", ["role/‹env›", "role/"], "‹env›"],
    ["trimprefix", [ROLE, "https://"], ROLE],
    ["trimprefix", ["‹env›/a", "‹env›/"], "a"],
    ["trimprefix", ["‹name:segment›/a", "/"], "‹name:segment›/a"],
    ["trimsuffix", ["‹env›:*", ":*"], "‹env›"],
    ["trimsuffix", ["‹env›/a", "/‹env›"], "‹trimsuffix›"],
    ["indent", [2, "‹name:segment›\n‹account:account›"], "‹name:segment›\n  ‹account:account›"],
    ["substr", ["arn:aws:‹env›", 0, 3], "arn"],
    ["substr", ["arn:‹env›", 2, -1], "n:‹env›"],
    ["substr", ["‹env›-role", -4, -1], "role"],
    ["substr", ["‹env›-role", -4, 2], "ro"],
    ["basename", [ROLE], "‹name:segment›"],
    ["basename", ["‹env›/x-‹name:segment›.json"], "x-‹name:segment›.json"],
    ["urlencode", ["a b‹account:account›"], "a+b‹account:account›"],
    ["tostring", ["x‹env›"], "x‹env›"],
    ["jsondecode", ['{"a": "x-‹env›", "b": 1}'], { a: "x-‹env›", b: 1 }],
    ["yamldecode", ['["‹env›"]'], ["‹env›"]],
    ["jsondecode", [{ json: { a: "‹env›" } }], { a: "‹env›" }],
    ["jsonencode", [{ a: "‹env›" }], { json: { a: "‹env›" } }],
    ["compact", [["x‹env›", "", "‹name:segment›"]], ["x‹env›", "‹name:segment›"]],
    ["coalesce", [null, "x‹env›", "b"], "x‹env›"],
    ["coalesce", ["a", "‹env›"], "a"],
    ["zipmap", [["a"], ["‹env›"]], { a: "‹env›" }],
    ["toset", [["‹a›", "‹b›", "‹a›"]], ["‹a›", "‹b›"]],
    ["setunion", [["‹a›"], ["‹b›", "‹a›"]], ["‹a›", "‹b›"]],
    ["distinct", [["a-‹env›", "b-‹env›", "a-‹env›"]], ["a-‹env›", "b-‹env›"]],
    ["setsubtract", [["a-‹env›", "b"], ["b"]], ["a-‹env›"]],
    ["flatten", [[["x‹env›"], ["b"]]], ["x‹env›", "b"]],
    ["tolist", [["‹env›", "a"]], ["‹env›", "a"]],
    ["tolist", ["‹env›"], "‹env›"],
    ["concat", [["‹env›"], ["a"]], ["‹env›", "a"]],
    ["concat", [[], "‹more›", []], "‹more›"],
    ["merge", [null, { a: "‹env›" }], { a: "‹env›" }],
    ["length", [["‹a›", "‹b›"]], 2],
    ["length", [{ a: "‹a›" }], 1],
    ["lookup", [{ a: 1 }, "x‹env›", "none"], "none"],
    ["element", [["‹a›", "‹b›"], 3], "‹b›"],
  ]);
});

describe("what a function makes of a hole is a hole of its own, and the rest is known", () => {
  table([
    ["lower", ["Role-‹env›"], "role-‹lower›"],
    ["upper", ["x‹name:segment›"], "X‹upper:segment›"],
    ["replace", ["a_‹env›", "_", "-"], "a-‹replace›"],
    ["replace", [ROLE, "role", "user"], "arn:aws:iam::‹account:account›:user/‹replace›"],
    ["replace", ["x.y/‹env›", "ab", "-"], "x.y/‹replace›"],
    ["replace", ["a b‹env›", "/[^a-z]/", "-"], "a-b‹replace›"],
    ["indent", [2, "a\n‹env›"], "a\n  ‹indent›"],
    ["urlencode", ["a/‹env›"], "a%2F‹urlencode›"],
    ["format", ["arn:aws:iam::%012d:role/x", "‹account›"], "arn:aws:iam::‹format›:role/x"],
    ["format", ["%5s|", "‹env›"], "‹format›|"],
    ["format", ["a-%s", { resource: "aws_iam_role.a" }], "a-‹format›"],
    ["substr", ["role-‹env›", 0, 64], "role-‹substr›"],
  ]);

  it("the same as of the call on the hole alone", () => {
    expect(called("format", "%s", "‹x›")).toBe("‹x›");
    expect(called("lower", "‹env›")).toBe("‹lower›");
  });
});

describe("unknown where nothing can be told", () => {
  table([
    ["lower", ["‹env›"], "‹lower›"],
    ["upper", ["ß"], "‹upper›"],
    ["split", [",", "a,‹env›"], "‹split›"],
    ["split", ["", "a‹env›"], "‹split›"],
    ["split", ["‹env›", "a"], "‹split›"],
    // The hole may begin with the second half of what is looked for.
    ["replace", ["xa‹env›", "ab", "-"], "‹replace›"],
    ["replace", ["‹env›bx", "ab", "-"], "‹replace›"],
    ["replace", ["a‹env›", "/b+/", "-"], "‹replace›"],
    ["replace", ["a", "/a/", "‹env›"], "‹replace›"],
    ["trimspace", ["a ‹env›"], "‹trimspace›"],
    ["trimsuffix", ["role/‹env›", "x"], "‹trimsuffix›"],
    ["trimprefix", ["‹url›", "https://"], "‹trimprefix›"],
    ["chomp", ["‹env›\n"], "‹chomp›"],
    ["strrev", ["a‹env›"], "‹strrev›"],
    ["title", ["a‹env›"], "‹title›"],
    ["substr", ["‹env›-role", 1, 2], "‹substr›"],
    ["basename", ["a/‹env›"], "‹basename›"],
    ["dirname", ["‹module›/x"], "‹dirname›"],
    ["format", ["‹env›-%s", "a"], "‹format›"],
    ["formatlist", ["%s", "‹list›"], "‹formatlist›"],
    ["join", [",", "‹list›"], "‹join›"],
    ["join", [",", [{ resource: "aws_iam_role.a" }]], "‹join›"],
    ["concat", [["a"], "‹more›"], "‹concat›"],
    ["concat", [["a"], { resource: "aws_iam_role.a" }], "‹concat›"],
    ["merge", [{ a: 1 }, "‹more›"], "‹merge›"],
    // It may be null.
    ["merge", ["‹more›"], "‹merge›"],
    ["flatten", [["a", "‹list›"]], "‹flatten›"],
    ["flatten", ["‹list›"], "‹flatten›"],
    ["compact", [["‹env›"]], "‹compact›"],
    ["coalesce", ["‹env›", "a"], "‹coalesce›"],
    ["coalescelist", ["‹list›", ["a"]], "‹coalescelist›"],
    ["distinct", [["‹a›", "‹b›"]], "‹distinct›"],
    ["sort", [["‹a›", "b"]], "‹sort›"],
    ["setintersection", [["‹a›"], ["b"]], "‹setintersection›"],
    ["index", [["‹a›", "b"], "b"], "‹index›"],
    ["element", [["a", "b"], "‹index›"], "‹element›"],
    ["lookup", [{ a: 1 }, "‹key›", 2], "‹lookup›"],
    ["lookup", [{ resource: "aws_iam_role.a" }, "name", 2], "‹lookup›"],
    ["zipmap", [["‹key›"], [1]], "‹zipmap›"],
    ["length", ["‹list›"], "‹length›"],
    ["length", ["a‹env›"], "‹length›"],
    ["keys", ["‹map›"], "‹keys›"],
    ["jsondecode", ['{"a": ‹env›}'], "‹jsondecode›"],
    ["jsondecode", ['{"‹env›": 1}'], "‹jsondecode›"],
    ["jsondecode", ["‹text›"], "‹jsondecode›"],
    ["jsondecode", ["9007199254740993"], "‹jsondecode›"],
    ["yamldecode", ["a: 1"], "‹yamldecode›"],
    ["yamlencode", [{ a: 1 }], "‹yamlencode›"],
    ["base64encode", ["a‹env›"], "‹base64encode›"],
    ["sha256", ["a‹env›"], "‹sha256›"],
    ["tonumber", ["9007199254740993"], "‹tonumber›"],
    ["tonumber", ["‹n›"], "‹tonumber›"],
    ["tobool", ["‹flag›"], "‹tobool›"],
    ["max", [1, "‹n›"], "‹max›"],
    ["range", [0, 1, 0.1], "‹range›"],
    ["pow", [2, 0.5], "‹pow›"],
    ["sum", [["‹n›", 1]], "‹sum›"],
    ["format", ["%.2f", 2.675], "‹format›"],
    ["regex", ["\\p{L}", "a"], "‹regex›"],
    ["regex", ["a", "‹env›"], "‹regex›"],
    ["cidrsubnet", ["10.0.0.0/8", 8, 1], "‹cidrsubnet›"],
    ["core::cidrhost", ["10.0.0.0/8", 8], "‹cidrhost›"],
    ["provider::aws::arn_parse", ["arn:aws:iam::111122223333:role/x"], "‹…›"],
    ["uuid", [], "‹uuid›"],
  ]);
});

describe("truths that are not known are choices", () => {
  const maybe = (name: string): Plain => ({ if: name, yes: true, no: false });
  table([
    ["startswith", [ROLE, "arn:aws:iam::"], true],
    ["startswith", [ROLE, "arn:aws:sts::"], false],
    ["startswith", [ROLE, "arn:aws:iam::a"], false],
    ["startswith", ["‹env›-x", "‹env›"], true],
    ["startswith", ["‹env›-x", "prod"], maybe("startswith")],
    ["endswith", ["x/‹name:segment›", "/"], false],
    ["endswith", ["‹env›/prod", "/prod"], true],
    ["endswith", ["‹env›", "prod"], maybe("endswith")],
    ["strcontains", [ROLE, ":role/"], true],
    ["strcontains", ["‹account:account›", "x"], false],
    ["strcontains", ["‹env›", "x"], maybe("strcontains")],
    ["contains", [["a", "‹env›"], "a"], true],
    ["contains", [["a-‹env›"], "b"], false],
    ["contains", [["a", "‹env›"], "b"], maybe("contains")],
    ["contains", [["a"], "‹env›"], maybe("contains")],
    ["contains", [["‹env›"], "‹env›"], true],
    ["contains", [[["a", "‹env›"]], ["b", "c"]], false],
    ["contains", [[{ a: "‹env›" }], { b: 1 }], false],
    ["contains", ["‹list›", "a"], "‹contains›"],
    ["alltrue", [["‹flag›", false]], false],
    ["alltrue", [["‹flag›", true]], maybe("alltrue")],
    ["anytrue", [["‹flag›", true]], true],
    ["anytrue", [["‹flag›", false]], maybe("anytrue")],
  ]);
});
