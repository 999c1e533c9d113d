import { describe, expect, it } from "vitest";
import type { Term } from "../../../../src/sources/terraform/term.ts";
import { child, type Pointer, pointerKey } from "../../../../src/text/pointer.ts";
import { argumentsOf, CALL_AT, callTerms, newMaking, type Plain, ROOT } from "./terms.ts";

function itemsOf(term: Term): readonly Term[] {
  return term.kind === "list" ? term.items : term.kind === "map" ? [...term.entries.values()] : [];
}

function placesIn(name: string, ...args: readonly Plain[]): readonly string[] {
  return itemsOf(callTerms(name, argumentsOf(args))).map(({ at }) => pointerKey(at));
}

function placeOf(name: string, ...args: readonly Plain[]): string {
  return pointerKey(callTerms(name, argumentsOf(args)).at);
}

const key = (at: Pointer): string => pointerKey(at);
const argument = (...steps: readonly (string | number)[]): string => key(child(ROOT, ...steps));

describe("what passes through a function stands where it is written", () => {
  it.each([
    ["concat", [["a"], ["b"]], [argument(0, 0), argument(1, 0)]],
    ["flatten", [[["a"], ["b"]]], [argument(0, 0, 0), argument(0, 1, 0)]],
    ["toset", [["b", "a"]], [argument(0, 1), argument(0, 0)]],
    ["distinct", [["a", "a", "b"]], [argument(0, 0), argument(0, 2)]],
    ["compact", [["", "a"]], [argument(0, 1)]],
    ["merge", [{ x: 1, y: 1 }, { x: 2 }], [argument(1, "x"), argument(0, "y")]],
    ["values", [{ x: 1 }], [argument(0, "x")]],
    ["zipmap", [["a"], [1]], [argument(1, 0)]],
    ["tolist", [["a", 1]], [argument(0, 0), argument(0, 1)]],
  ] as const)("%s(%j)", (name, args, expected) => {
    expect(placesIn(name, ...args)).toStrictEqual(expected);
  });

  it.each([
    ["element", [["a"], 0], argument(0, 0)],
    ["lookup", [{ x: 1 }, "x", 2], argument(0, "x")],
    ["lookup", [{ x: 1 }, "y", 2], argument(2)],
    ["one", [["a"]], argument(0, 0)],
    ["coalesce", [null, "a"], argument(1)],
    ["jsondecode", [{ json: { a: 1 } }], argument(0, "json")],
    // A document in a text is looked up in the text as it is written.
    ["trimspace", ['{"Version": "2012-10-17"}'], argument(0)],
    ["replace", ["{}", "x", "y"], argument(0)],
    ["tostring", [{ json: {} }], argument(0)],
    ["format", ["%s", { json: {} }], argument(1)],
    ["join", ["", [{ json: {} }]], argument(1, 0)],
  ] as const)("%s(%j)", (name, args, expected) => {
    expect(placeOf(name, ...args)).toBe(expected);
  });

  it("JSON stays a tree with its places", () => {
    const result = callTerms("jsonencode", argumentsOf([{ Statement: ["x"] }]));
    expect(result.kind === "json" ? itemsOf(result.value).map(({ at }) => key(at)) : []).toStrictEqual([argument(0, "Statement")]);
  });
});

describe("what a function makes stands at the call", () => {
  it.each([
    ["upper", ["a"]],
    ["join", [",", ["a", "b"]]],
    ["format", ["%s", 5]],
    ["lower", ["‹env›"]],
    ["length", [["a"]]],
    ["concat", [["a"], ["b"]]],
    ["keys", [{ a: 1 }]],
    ["one", [["a", "b"]]],
    ["nothing", []],
  ] as const)("%s(%j)", (name, args) => {
    expect(placeOf(name, ...args)).toBe(key(CALL_AT));
  });
});

describe("identities", () => {
  const result = (making: ReturnType<typeof newMaking>, name: string, ...args: readonly Plain[]): unknown => {
    const term = callTerms(name, argumentsOf(args), making);
    return term.kind === "unknown" ? term.hole.id : term.kind === "choice" ? term.condition.id : term;
  };

  it.each([
    ["lower", ["‹env›"]],
    ["concat", [["a"], "‹more›"]],
    ["contains", [["a"], "‹env›"]],
    ["timeadd", ["2024-01-01T00:00:00Z", "1h"]],
  ] as const)("equal calls of %s are equal, others are not", (name, args) => {
    const making = newMaking();
    expect(result(making, name, ...args)).toBe(result(making, name, ...args));
    expect(result(making, name, ...args)).not.toBe(result(making, name, ...args, "more"));
  });

  it.each([["uuid"], ["timestamp"]])("%s gives something else each time", (name) => {
    const making = newMaking();
    expect(result(making, name)).not.toBe(result(making, name));
  });

  it("the piece of a text is the hole that the whole call gives", () => {
    const making = newMaking();
    const lone = callTerms("lower", argumentsOf(["‹env›"]), making);
    const whole = callTerms("lower", argumentsOf(["A‹env›"]), making);
    const parts = whole.kind === "scalar" && typeof whole.value === "object" ? whole.value?.parts : [];
    expect(parts?.[1]).toStrictEqual(lone.kind === "unknown" ? lone.hole : undefined);
  });
});

describe("causes", () => {
  const causeOf = (name: string, ...args: readonly Plain[]): unknown => {
    const term = callTerms(name, argumentsOf(args));
    return term.kind === "unknown" ? term.hole.cause : term.kind === "choice" ? term.condition : undefined;
  };

  it("an unknown result says what is not known", () => {
    expect(causeOf("concat", ["a"], "‹more›")).toMatchObject({ kind: "parameter", what: "variable `more` has no value" });
    expect(causeOf("strcontains", "‹env›", "x")).toMatchObject({
      kind: "condition",
      what: "the outcome of `strcontains` depends on a value that is not known (variable `env` has no value)",
      settle: "pass -var env=VALUE",
    });
  });

  it.each([
    ["nothing", [], "Terraform has no function `nothing`"],
    ["list", ["a"], "Terraform has no function `list` any more; `tolist` took its place"],
    ["join", [","], "`join` takes a separator and lists of texts"],
    ["one", [["a", "b"]], "`one` takes a list of at most one item"],
  ] as const)("%s(%j) is refused", (name, args, what) => {
    expect(causeOf(name, ...args)).toMatchObject({ kind: "malformed", what });
  });

  it.each([
    ["yamlencode", "`yamlencode` is a function that this program does not work out"],
    ["uuid", "`uuid` gives something else each time"],
    ["provider::aws::arn_parse", "`provider::aws::arn_parse` is a provider's function, and only Terraform runs those"],
  ])("%s is not worked out", (name, what) => {
    expect(causeOf(name, "x")).toMatchObject({ kind: "expression", what });
  });

  it("what is refused stays refused", () => {
    const making = newMaking();
    const wrong = callTerms("one", argumentsOf([["a", "b"]]), making);
    for (const name of ["upper", "concat", "coalesce", "jsonencode", "yamlencode", "provider::a::b"]) {
      expect(callTerms(name, [wrong], making)).toMatchObject({ kind: "unknown", hole: { cause: { kind: "malformed" } } });
    }
  });
});
