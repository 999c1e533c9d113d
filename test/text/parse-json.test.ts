import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDuplicateKey, parseJson } from "../../src/text/parse-json.ts";
import { MAX_DEPTH } from "../../src/text/value.ts";

function problemOf(text: string, firstLine?: number) {
  const result = parseJson(text, firstLine);
  if (result.ok) throw new Error("parsed, though it should not");
  const { startLine, startColumn, startOffset } = result.problem.span;
  return { message: result.problem.message, line: startLine, column: startColumn, offset: startOffset };
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("parseJson", () => {
  it("gives what JSON.parse gives", () => {
    expect(parseJson('{"a":[1,true,null,"x\\n"]}')).toEqual({ ok: true, value: { a: [1, true, null, "x\n"] } });
  });

  it("passes over a byte order mark, and positions stay those of the visible text", () => {
    expect(parseJson("\ufeff[1]")).toEqual({ ok: true, value: [1] });
    expect(problemOf("\ufeff[x]")).toMatchObject({ line: 1, column: 2, offset: 2 });
  });

  it("makes __proto__ a key like any other", () => {
    const result = parseJson('{"__proto__":{"polluted":1}}');
    expect(result.ok && Object.hasOwn(result.value as object, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ["", 1, 1, "the file is empty"],
    ['{\n "a": [1,\n', 3, 1, "the array opened at line 2 is not closed"],
    ['{"a":1', 1, 7, "the object opened at line 1 is not closed"],
    ['{"a"', 1, 5, "expected `:`, and the object opened at line 1"],
    ['["ab', 1, 5, "the string that begins at line 1 is not closed"],
    ['["ab\n"]', 1, 5, "not closed on its line"],
    ['{"a":1,\n}', 1, 7, "trailing comma: JSON allows none before `}`"],
    ["[1, ]", 1, 3, "trailing comma: JSON allows none before `]`"],
    ["{'a':1}", 1, 2, "single quotes"],
    ['{"a":“b”}', 1, 6, "typographic"],
    ['{"a":\u0000}', 1, 6, "NUL byte"],
    ['["\u0000"]', 1, 3, "NUL byte"],
    ['["\t"]', 1, 3, "must be written `\\t`"],
    ['["\\x"]', 1, 3, "`\\x` is not an escape"],
    ['{"a" 1}', 1, 6, 'expected `:` after the key `"a"`'],
    ['{"a":1 "b":2}', 1, 8, "expected `,` or `}`"],
    ["[1 2]", 1, 4, "expected `,` or `]`"],
    ["[1}", 1, 3, "the array opened at line 1 is not closed"],
    ["{a:1}", 1, 2, "expected a key in double quotes, found `a`"],
    ["[True]", 1, 2, "in lower case"],
    ["[01]", 1, 2, "`01` is not a number"],
    ["{} {}", 1, 4, "expected the end of the file"],
    ["// note\n{}", 1, 1, "JSON has no comments"],
    ["<<<<<<< HEAD\n{}", 1, 1, "merge conflict"],
    ["[\u001b]", 1, 2, "found `\\u{1b}`"],
  ])("says what is wrong with %j", (text, line, column, words) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ line, column });
    expect(problem.message).toContain(words);
  });

  it("counts lines of the file, not of the record", () => {
    const problem = problemOf('{"a":', 7);
    expect(problem.line).toBe(7);
    expect(problem.message).toContain("opened at line 7");
  });

  it("agrees with JSON.parse on every text and never throws", () => {
    const fragments = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"',
      "\\",
      '"a"',
      "1",
      "0",
      "-",
      ".",
      "e",
      "true",
      "null",
      " ",
      "\n",
      "\t",
      "\\u00",
      "x",
      "\ud800",
    );
    const jsonLike = fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), jsonLike, fc.json()), (text) => {
        fc.pre(!text.startsWith("\ufeff"));
        const result = parseJson(text);
        expect(result.ok).toBe(parses(text));
        if (!result.ok) expect(result.problem.message).not.toMatch(/^not JSON/);
      }),
      { numRuns: 3000 },
    );
  });

  it("has a reason for every JSON text that was cut short", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        const cut = text.slice(0, at % text.length);
        fc.pre(!parses(cut));
        expect(problemOf(cut).offset).toBeLessThanOrEqual(cut.length);
      }),
    );
  });

  it("refuses what nests too deep, and only that", () => {
    const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(parseJson(nested(MAX_DEPTH)).ok).toBe(true);
    expect(problemOf(nested(MAX_DEPTH + 1))).toMatchObject({ column: MAX_DEPTH + 1 });
    expect(problemOf(nested(100_000)).message).toContain("nested deeper");
    expect(problemOf('{"a":'.repeat(100_000)).message).toContain("nested deeper");
    expect(parseJson(JSON.stringify("[".repeat(1000))).ok).toBe(true);
  });
});

describe("findDuplicateKey", () => {
  it("names the key, where it stands again and the line where it stood first", () => {
    const problem = findDuplicateKey('{\n"b": 1,\n"a": {"b": 2},\n"\\u0062": 3}', 10);
    expect(problem?.message).toBe("the key `b` stands twice in one object, first at line 11");
    expect(problem?.span).toMatchObject({ startLine: 13, startColumn: 1, endColumn: 9 });
  });

  it.each(['{"a":"a","b":["a","a"],"c":{"a":1}}', '[{"a":1},{"a":1}]', '"a"', '{"a,\\"":1,"a":2}', '{"__proto__":1,"constructor":2}', "{}"])(
    "finds none in %s",
    (text) => {
      expect(findDuplicateKey(text)).toBeUndefined();
    },
  );

  it("finds none in what JSON.stringify prints, and one as soon as an entry is repeated", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.jsonValue(), (object, other) => {
        const text = JSON.stringify(object);
        expect(findDuplicateKey(text)).toBeUndefined();
        const key = Object.keys(object)[0] ?? "";
        expect(findDuplicateKey(`[${text.slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(other)}}]`)?.message).toContain("stands twice");
      }),
    );
  });

  it("takes 100,000 levels", () => {
    expect(findDuplicateKey(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)).toBeUndefined();
  });
});
