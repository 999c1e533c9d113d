import { describe, expect, it } from "vitest";
import { called, type Plain } from "./terms.ts";

const either = (condition: string, yes: Plain, no: Plain): Plain => ({ if: condition, yes, no });
const BOTH = either("c", "b", "a");

type Case = readonly [what: string, name: string, args: readonly Plain[], expected: Plain];

describe("a call with choices among its arguments", () => {
  it.each<Case>([
    ["is worked out for each", "concat", [["a"], either("c", ["b"], [])], either("c", ["a", "b"], ["a"])],
    ["is one where both are equal", "length", [either("c", ["a"], ["b"])], 1],
    ["takes the same branch for the same condition", "concat", [either("c", ["a"], []), either("c", [], ["b"])], either("c", ["a"], ["b"])],
    [
      "takes every branch for different ones",
      "concat",
      [either("c", ["a"], []), either("d", ["b"], [])],
      either("c", either("d", ["a", "b"], ["a"]), either("d", ["b"], [])),
    ],
    ["looks into texts that are put together", "join", ["-", ["x", BOTH]], either("c", "x-b", "x-a")],
    ["looks into JSON that becomes part of a text", "format", ["%s!", { json: { a: BOTH } }], either("c", '{"a":"b"}!', '{"a":"a"}!')],
    ["refuses a branch only", "one", [either("c", ["a", "b"], ["a"])], either("c", { refused: true }, "a")],
    ["is refused where all branches are", "one", [either("c", ["a", "b"], ["a", "c"])], { refused: true }],
    ["passes null over in a branch", "coalesce", [either("c", null, "x"), "y"], either("c", "y", "x")],
    ["drops null in a branch", "compact", [[either("c", null, "x"), "y"]], either("c", ["y"], ["x", "y"])],
    ["finds an item in a branch", "contains", [["b"], BOTH], either("c", true, false)],
    ["sorts in each branch", "toset", [[BOTH, "ab"]], either("c", ["ab", "b"], ["a", "ab"])],
    ["settles keys", "zipmap", [[BOTH], [1]], either("c", { b: 1 }, { a: 1 })],
    ["settles lists in lists", "flatten", [[either("c", ["b"], []), "a"]], either("c", ["b", "a"], ["a"])],
  ])("%s", (_, name, args, expected) => {
    expect(called(name, ...args)).toStrictEqual(expected);
  });

  it.each<Case>([
    ["items of joined lists", "concat", [["x"], [BOTH]], ["x", BOTH]],
    ["values of joined maps", "merge", [{ x: 1 }, { y: BOTH }], { x: 1, y: BOTH }],
    ["items that are no lists", "flatten", [[["x"], [BOTH]]], ["x", BOTH]],
    ["items of a list that is converted", "tolist", [[BOTH]], [BOTH]],
    ["an item that is taken", "element", [["x", BOTH], 1], BOTH],
    ["a value that is looked up", "lookup", [{ x: BOTH }, "x", 1], BOTH],
    ["values in order", "values", [{ b: 1, a: BOTH }], [BOTH, 1]],
    ["parts of JSON", "jsonencode", [{ a: BOTH }], { json: { a: BOTH } }],
    ["what is inside the items of a set", "toset", [[{ a: BOTH }, { a: BOTH }]], [{ a: BOTH }]],
  ])("leaves choices alone: %s", (_, name, args, expected) => {
    expect(called(name, ...args)).toStrictEqual(expected);
  });

  it("settles what is inside under the condition of a branch", () => {
    expect(called("concat", either("c", ["x"], []), [BOTH])).toStrictEqual(either("c", ["x", "b"], ["a"]));
  });

  it("knows three conditions apart, and takes further choices as unknown", () => {
    const parts = ["c", "d", "e", "f"].map((condition) => either(condition, "1", "0"));
    const result = JSON.stringify(called("join", "", parts));
    expect(result.match(/"if"/g)).toHaveLength(7);
    expect(result).toContain('"111‹conditional›"');
  });

  it("converts texts and numbers alike in branches", () => {
    expect(called("tolist", ["a", either("c", 1, "b")])).toStrictEqual(["a", either("c", "1", "b")]);
  });
});
