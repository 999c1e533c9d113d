import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { list, map, scalar } from "../../../../src/sources/terraform/making.ts";
import type { Term } from "../../../../src/sources/terraform/term.ts";
import { anyCall, NAMES } from "./arbitrary.ts";
import { argumentsOf, called, callTerms, conditionNamed, newMaking, plainOf, REFUSED, ROOT, termOf } from "./terms.ts";

const KINDS = new Set(["scalar", "list", "map", "unknown", "choice", "json", "object"]);
const UNKNOWN_FUNCTION = /^Terraform has no function/;

describe("every function of Terraform", () => {
  it.each(NAMES)("%s is known by name", (name) => {
    const result = callTerms(name, []);
    const cause = result.kind === "unknown" ? result.hole.cause.what : "";
    expect(cause).not.toMatch(UNKNOWN_FUNCTION);
    expect(plainOf(callTerms(`core::${name}`, argumentsOf(["a"])))).toStrictEqual(plainOf(callTerms(name, argumentsOf(["a"]))));
  });

  it("gives a term for whatever it is called with", () => {
    fc.assert(
      fc.property(anyCall, ({ name, args }) => {
        expect(KINDS).toContain(callTerms(name, argumentsOf(args)).kind);
      }),
      { numRuns: 3000 },
    );
  });
});

/** `size` levels, each of them twice the one below: little to write, and endless to walk through. */
function doubled(levels: number, wrap: (inner: Term) => Term): Term {
  let term: Term = scalar("a", ROOT);
  for (let level = 0; level < levels; level++) term = wrap(term);
  return term;
}

function repeated(count: number, item: Term): readonly Term[] {
  return Array.from({ length: count }, () => item);
}

const HOSTILE: readonly (readonly [what: string, term: Term])[] = [
  ["lists in lists", doubled(100_000, (inner) => list([inner], ROOT))],
  ["maps in maps", doubled(100_000, (inner) => map(new Map([["a", inner]]), ROOT))],
  ["JSON in JSON", doubled(100_000, (value) => ({ kind: "json", value, at: ROOT }))],
  ["lists that double", doubled(60, (inner) => list([inner, inner], ROOT))],
  ["maps that double", doubled(60, (inner) => map(new Map(Object.entries({ a: inner, b: inner })), ROOT))],
  [
    "choices that double",
    doubled(60, (inner) => {
      const branches = [inner, list([inner], ROOT)] as const;
      return choiceOf("c", ...branches);
    }),
  ],
  [
    "choices of many conditions",
    Array.from({ length: 5000 }, (_, index) => index).reduce<Term>((inner, index) => choiceOf(`c${index}`, inner, scalar(index, ROOT)), scalar("a", ROOT)),
  ],
  ["a long list", list(repeated(200_000, scalar("a", ROOT)), ROOT)],
  ["a long list of long texts", list(repeated(3000, scalar("a".repeat(100_000), ROOT)), ROOT)],
  [
    "a list of many unknowns",
    list(
      Array.from({ length: 1_000 }, (_, index) => termOf(`‹h${index}›`)),
      ROOT,
    ),
  ],
  [
    "JSON with many unknowns",
    {
      kind: "json",
      value: list(
        Array.from({ length: 1_000 }, (_, index) => termOf(`‹h${index}›`)),
        ROOT,
      ),
      at: ROOT,
    },
  ],
  ["a long text", scalar("a".repeat(300_000), ROOT)],
  ["a text of line ends", scalar("\n".repeat(199_000), ROOT)],
  ["a text of accents", scalar("e\u0301".repeat(90_000), ROOT)],
  ["a text of many holes", termOf("a‹h›".repeat(400))],
  ["halves of characters", scalar("\ud800a\udc00", ROOT)],
  ["a text of digits", scalar(`${"1".repeat(199_000)}x`, ROOT)],
  ["a text of percent signs", scalar("%0".repeat(90_000), ROOT)],
  ["a text of dollars", scalar("${a".repeat(60_000), ROOT)],
  ["brackets", scalar("[".repeat(100_000), ROOT)],
  ["a large number", scalar(1e308, ROOT)],
  ["no number", scalar(Number.NaN, ROOT)],
  ["an infinite number", scalar(Number.POSITIVE_INFINITY, ROOT)],
  ["names of prototypes", termOf(JSON.parse('{"__proto__": 1, "constructor": ["toString"]}'))],
];

function choiceOf(condition: string, then: Term, otherwise: Term): Term {
  return { kind: "choice", condition: conditionNamed(condition), then, otherwise, at: ROOT };
}

describe("hostile arguments", () => {
  const benign: readonly Term[] = argumentsOf(["a", 1, ["a", "b"], { a: 1 }]);
  describe.each(HOSTILE)("%s", (_, term) => {
    it("end in a term", () => {
      for (const name of NAMES) {
        for (const args of [
          [term],
          [term, term],
          [term, term, term],
          ...benign.flatMap((other) => [
            [term, other],
            [other, term],
            [other, other, term],
          ]),
        ]) {
          expect(KINDS).toContain(callTerms(name, args, newMaking(5_000_000)).kind);
        }
      }
    });
  });

  it("keys from input are keys like any other", () => {
    const result = callTerms("merge", [termOf(JSON.parse('{"__proto__": 1}')), termOf({ constructor: 2 })]);
    expect(result.kind === "map" ? [...result.entries.keys()] : []).toStrictEqual(["__proto__", "constructor"]);
    expect(called("lookup", { a: 1 }, "constructor", "none")).toBe("none");
  });
});

describe("limits", () => {
  const LONG = "a".repeat(150_000);
  const MANY = Array.from({ length: 300 }, () => "a");

  it.each([
    ["join", [LONG, ["x", "y", "z"]]],
    ["replace", [LONG, "a", "aa"]],
    ["indent", [9000, "\n".repeat(1000)]],
    ["indent", [1e9, "a"]],
    ["format", ["%s%s", LONG, LONG]],
    ["format", ["%1000000d", 1]],
    ["format", ["%.1000f", 1]],
    ["urlencode", ["ä".repeat(100_000)]],
    ["setproduct", [MANY, MANY]],
    ["upper", ["a".repeat(200_001)]],
  ] as const)("%s is refused where the result would be too large", (name, args) => {
    expect(called(name, ...args)).toStrictEqual(REFUSED);
  });

  it("a call pays for what it makes, and nothing is made any more once the budget is used up", () => {
    const making = newMaking(1000);
    const items = argumentsOf([Array.from({ length: 600 }, () => "a")]);
    expect(callTerms("concat", [...items, ...argumentsOf([["b"]])], making).kind).toBe("list");
    expect(making.budget.left).toBeLessThan(400);
    expect(plainOf(callTerms("concat", [...items, ...argumentsOf([["b"]])], making))).toStrictEqual(REFUSED);
    expect(plainOf(callTerms("upper", argumentsOf(["a"]), making))).toStrictEqual(REFUSED);
  });

  it.each([
    ["repetition in repetition", "^(a+)+$", `${"a".repeat(50_000)}b`],
    ["repetition of what may be empty", "(a*)*b", "a".repeat(50_000)],
    ["equal alternatives", "(a|a)*b", "a".repeat(50_000)],
    ["one repetition after another", "(.*)(.*)(.*)(.*)x", "a".repeat(50_000)],
    ["counted repetition in counted repetition", "(a{0,100}){0,100}b", "a".repeat(50_000)],
    ["optional groups in optional groups", "((((((((a?)?)?)?)?)?)?)?)*b", "a".repeat(50_000)],
    ["many open groups", "(".repeat(5000), "a"],
    ["many classes", "[a-z]{1000}".repeat(100), "a"],
    ["a long pattern", "a".repeat(100_000), "a".repeat(100_000)],
  ])("a pattern with %s takes no longer than its steps allow", (_, pattern, text) => {
    const making = newMaking();
    for (const name of ["regex", "regexall"]) {
      expect(["unknown", "list"]).toContain(callTerms(name, argumentsOf([pattern, text]), making).kind);
    }
    callTerms("replace", argumentsOf([text, `/${pattern}/`, "x"]), making);
    // Three calls of at most a million steps, at twenty steps for one.
    expect(making.budget.left).toBeGreaterThan(1_000_000 - 3 * 60_000);
  });

  it("a pattern takes time in proportion to the text", () => {
    const cost = (length: number): number => {
      const making = newMaking();
      callTerms("regex", argumentsOf(["(a|b)*c", "ab".repeat(length / 2)]), making);
      return 1_000_000 - making.budget.left;
    };
    expect(cost(2000) / cost(1000)).toBeLessThan(2.2);
  });
});
